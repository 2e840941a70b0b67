package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.ParseException;
import java.time.Clock;
import java.time.LocalTime;
import java.util.Date;
import java.util.Locale;
import org.quartz.CronExpression;

/** Turns a profile's schedule into a Quartz cron expression in Stockholm time. */
final class CronSchedule {

    private static final String DEFAULT_TIME = "15:00";
    private static final int SPREAD = 3600;
    private static final int DAY = 86_400;

    private CronSchedule() {}

    /**
     * Times that many profiles share are spread over the hour that follows, never into the next day, by a hash of the
     * profile's name; a cron of the merchant's own is kept as it is. Throws {@link IllegalArgumentException} for what
     * cannot be kept.
     */
    static String of(JsonNode schedule, String profile, Clock clock) {
        if (schedule.has("cron")) {
            if (schedule.size() > 1) {
                throw new IllegalArgumentException("a cron stands alone: no every, on or at beside it");
            }
            return checked(schedule.get("cron").asText(), clock);
        }
        LocalTime from = LocalTime.parse(schedule.path("at").asText(DEFAULT_TIME));
        int spread = Math.min(SPREAD, DAY - from.toSecondOfDay());
        LocalTime at = from.plusSeconds(Math.floorMod(profile.hashCode(), spread));
        String time = at.getSecond() + " " + at.getMinute() + " " + at.getHour();
        JsonNode on = schedule.path("on");
        String every = schedule.path("every").asText("week");
        if (!on.isMissingNode() && (every.equals("day") || every.equals("month") != on.isInt())) {
            throw new IllegalArgumentException("every " + every + " goes with "
                    + (every.equals("day") ? "no on" : every.equals("month") ? "on: 1 to 28" : "on: a weekday")
                    + ", not with on: " + on.asText());
        }
        return switch (every) {
            case "day" -> time + " * * ?";
            case "month" -> time + " " + on.asInt(1) + " * ?";
            default -> time + " ? * " + on.asText("monday").substring(0, 3).toUpperCase(Locale.ROOT);
        };
    }

    private static String checked(String cron, Clock clock) {
        try {
            if (new CronExpression(cron).getNextValidTimeAfter(Date.from(clock.instant())) == null) {
                throw new IllegalArgumentException("'" + cron + "' never comes again");
            }
        } catch (ParseException e) {
            throw new IllegalArgumentException("'" + cron + "' is no Quartz cron: " + e.getMessage(), e);
        }
        return cron;
    }
}
