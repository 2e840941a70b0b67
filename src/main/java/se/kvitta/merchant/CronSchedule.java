package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.ParseException;
import java.time.LocalTime;
import java.util.Locale;
import org.quartz.CronExpression;

/** Turns a profile's schedule into a Quartz cron expression in Stockholm time. */
final class CronSchedule {

    private static final String DEFAULT_TIME = "15:00";

    private CronSchedule() {}

    /**
     * Times that many profiles share are spread over the hour that follows by a hash of the profile's name; a cron of
     * the merchant's own is kept as it is. Throws {@link IllegalArgumentException} for a cron that Quartz refuses.
     */
    static String of(JsonNode schedule, String profile) {
        if (schedule.has("cron")) {
            String cron = schedule.get("cron").asText();
            try {
                CronExpression.validateExpression(cron);
            } catch (ParseException e) {
                throw new IllegalArgumentException("'" + cron + "' is no Quartz cron: " + e.getMessage(), e);
            }
            return cron;
        }
        LocalTime at = LocalTime.parse(schedule.path("at").asText(DEFAULT_TIME))
                .plusSeconds(Math.floorMod(profile.hashCode(), 3600));
        String time = at.getSecond() + " " + at.getMinute() + " " + at.getHour();
        JsonNode on = schedule.path("on");
        return switch (schedule.path("every").asText("week")) {
            case "day" -> time + " * * ?";
            case "month" -> time + " " + (on.isInt() ? on.intValue() : 1) + " * ?";
            default -> time + " ? * " + on.asText("monday").substring(0, 3).toUpperCase(Locale.ROOT);
        };
    }
}
