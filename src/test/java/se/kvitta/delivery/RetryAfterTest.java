package se.kvitta.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

    private final Clock clock = Clock.fixed(Instant.parse("2026-03-05T12:00:00Z"), ZoneOffset.UTC);

    @Test
    void readsSecondsAndHttpDates() {
        assertThat(RetryAfter.read(" 120 ", clock)).contains(Duration.ofMinutes(2));
        assertThat(RetryAfter.read("Thu, 05 Mar 2026 12:00:30 GMT", clock)).contains(Duration.ofSeconds(30));
    }

    @Test
    void knowsNothingOfWhatIsMissingPastOrNoTime() {
        assertThat(RetryAfter.read(null, clock)).isEmpty();
        assertThat(RetryAfter.read("", clock)).isEmpty();
        assertThat(RetryAfter.read("soon", clock)).isEmpty();
        assertThat(RetryAfter.read("-5", clock)).isEmpty();
        assertThat(RetryAfter.read("Thu, 05 Mar 2026 11:59:59 GMT", clock)).isEmpty();
    }
}
