package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.text.ParseException;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.CronExpression;

/** When profiles are due, asked of Quartz's own reading of the expression. */
class CronScheduleTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-05T12:00:00Z"), ZoneOffset.UTC);
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final List<String> NAMES =
            IntStream.range(0, 500).mapToObj(i -> "shop-" + i).toList();

    private static String cron(String schedule, String profile) {
        try {
            JsonNode node = new YAMLMapper().readTree("s: " + schedule).path("s");
            return CronSchedule.of(node, profile, CLOCK);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The times after a moment, as a clock in Stockholm shows them. */
    private static Stream<LocalDateTime> times(String schedule, String profile, String after) {
        try {
            var expression = new CronExpression(cron(schedule, profile));
            expression.setTimeZone(TimeZone.getTimeZone(STOCKHOLM));
            Date first = expression.getNextValidTimeAfter(
                    Date.from(LocalDate.parse(after).atStartOfDay(STOCKHOLM).toInstant()));
            return Stream.iterate(first, expression::getNextValidTimeAfter)
                    .map(date -> LocalDateTime.ofInstant(date.toInstant(), STOCKHOLM));
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void isMondayAfternoonWhenNothingIsSaidAlsoInTheWeeksWhenTheClocksChange() {
        for (String after : List.of("2026-03-24", "2026-10-20")) {
            assertThat(times("{}", "ljus-se", after).limit(3)).allSatisfy(time -> {
                assertThat(time.getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
                assertThat(time.getHour()).isEqualTo(15);
            });
        }
        assertThat(times("{}", "ljus-se", "2026-03-24").limit(2).map(LocalDateTime::toLocalDate))
                .containsExactly(LocalDate.of(2026, 3, 30), LocalDate.of(2026, 4, 6));
    }

    @Test
    void spreadsProfilesOverTheHourThatFollowsAlwaysAtTheSameMinute() {
        List<LocalTime> times = NAMES.stream()
                .map(name -> times("{}", name, "2026-02-01")
                        .findFirst()
                        .orElseThrow()
                        .toLocalTime())
                .toList();
        assertThat(times).allMatch(time -> !time.isBefore(LocalTime.of(15, 0)) && time.isBefore(LocalTime.of(16, 0)));
        assertThat(times.stream().map(LocalTime::getMinute).distinct()).hasSizeGreaterThan(30);
        assertThat(cron("{}", "shop-7")).isEqualTo(cron("{}", "shop-7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"23:00", "23:30", "23:59", "00:00"})
    void neverSpreadsOverMidnightIntoAnotherDay(String at) {
        for (String name : NAMES) {
            LocalDateTime time = times("{ every: week, on: monday, at: \"" + at + "\" }", name, "2026-02-01")
                    .findFirst()
                    .orElseThrow();
            assertThat(time.toLocalDate()).isEqualTo(LocalDate.of(2026, 2, 2));
            assertThat(time.toLocalTime()).isAfterOrEqualTo(LocalTime.parse(at));
        }
    }

    @Test
    void isEveryDayAndOnceADayAlsoWhenTheClocksChange() {
        for (String at : List.of("01:00", "03:00", "15:00")) {
            for (String after : List.of("2026-03-27", "2026-10-23")) {
                for (String name : List.of("shop-1", "shop-2", "shop-3")) {
                    LocalDate first = LocalDate.parse(after);
                    assertThat(times("{ every: day, at: \"" + at + "\" }", name, after)
                                    .limit(5)
                                    .map(LocalDateTime::toLocalDate))
                            .as("%s of %s", at, name)
                            .containsExactly(
                                    first, first.plusDays(1), first.plusDays(2), first.plusDays(3), first.plusDays(4));
                }
            }
        }
    }

    @Test
    void leavesOutAnHourThatTheClocksSkipAndTheDayAfterFetchesTheSameWindow() {
        assertThat(times("{ every: day, at: \"02:00\" }", "shop-1", "2026-03-28")
                        .limit(2)
                        .map(LocalDateTime::toLocalDate))
                .containsExactly(LocalDate.of(2026, 3, 28), LocalDate.of(2026, 3, 30));
    }

    @Test
    void isOnADayOfTheMonthOrOfTheWeek() {
        assertThat(times("{ every: month, on: 28 }", "a", "2026-01-29").limit(2).map(LocalDateTime::toLocalDate))
                .containsExactly(LocalDate.of(2026, 2, 28), LocalDate.of(2026, 3, 28));
        assertThat(times("{ every: month }", "a", "2026-01-29").limit(1).map(LocalDateTime::toLocalDate))
                .containsExactly(LocalDate.of(2026, 2, 1));
        for (DayOfWeek day : DayOfWeek.values()) {
            assertThat(times(
                                    "{ every: week, on: " + day.name().toLowerCase(java.util.Locale.ROOT) + " }",
                                    "a",
                                    "2026-01-01")
                            .limit(2)
                            .map(LocalDateTime::getDayOfWeek))
                    .containsOnly(day);
        }
    }

    @Test
    void keepsACronToTheSecond() {
        assertThat(cron("{ cron: \"7 30 4 ? * TUE\" }", "shop-1")).isEqualTo("7 30 4 ? * TUE");
        assertThat(times("{ cron: \"7 30 4 ? * TUE\" }", "shop-1", "2026-02-01")
                        .findFirst()
                        .orElseThrow()
                        .atZone(STOCKHOLM)
                        .toInstant())
                .isEqualTo(Instant.parse("2026-02-03T03:30:07Z"));
    }
}
