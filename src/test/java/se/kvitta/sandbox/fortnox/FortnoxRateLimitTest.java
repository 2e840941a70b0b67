package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FortnoxRateLimitTest extends RunningSandbox {

    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void admitsTwentyFiveInFiveSecondsUnlessToldOtherwise() {
        var options = FortnoxSandbox.Options.in(directory);
        assertThat(options.limit()).isEqualTo(25);
        assertThat(options.window()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void slidesItsWindow() {
        var nanos = new AtomicLong();
        var limit = new RateLimit(2, Duration.ofNanos(100), nanos::get);

        assertThat(limit.admits("a", false)).isTrue();
        nanos.set(60);
        assertThat(limit.admits("a", false)).isTrue();
        assertThat(limit.admits("a", false)).isFalse();
        nanos.set(99);
        assertThat(limit.admits("a", false)).isFalse();
        assertThat(limit.admits("b", false)).isTrue();
        nanos.set(100);
        assertThat(limit.admits("a", false)).isTrue();
        assertThat(limit.admits("a", false)).isFalse();
        nanos.set(160);
        assertThat(limit.admits("a", false)).isTrue();
    }

    @Test
    void countsRefusedCallsWhenToldThatFortnoxDoes() {
        var nanos = new AtomicLong();
        var limit = new RateLimit(1, Duration.ofNanos(100), nanos::get);

        assertThat(limit.admits("a", true)).isTrue();
        nanos.set(90);
        assertThat(limit.admits("a", true)).isFalse();
        nanos.set(100);
        assertThat(limit.admits("a", true)).isFalse();
        nanos.set(200);
        assertThat(limit.admits("a", true)).isTrue();
    }

    @Test
    void answersNothingButTheStatusToWhoeverIsTooFast() {
        sandbox.limit(2, HOUR);
        caller.get("/3/accounts/1930");
        caller.get("/3/nowhere");

        var refused = caller.post("/3/vouchers?financialyear=6", Vouchers.right());

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).isEmpty();
        assertThat(refused.header("Retry-After")).isEmpty();
        assertThat(sandbox.company(LJUSBUTIKEN).vouchers()).isEmpty();
        assertThat(sandbox.answers(429)).isEqualTo(1);
    }

    @Test
    void countsPerCompanyAndNotPerToken() {
        sandbox.limit(1, HOUR);

        assertThat(caller.get("/3/accounts").status()).isEqualTo(200);
        assertThat(caller(LJUSBUTIKEN).get("/3/accounts").status()).isEqualTo(429);
        assertThat(caller(KONTANTEN).get("/3/accounts").status()).isEqualTo(200);
    }

    @Test
    void tellsHowLongToWaitWhenToldThatFortnoxDoes() {
        sandbox.assume("retry-after", "send");
        sandbox.assume("too-many-requests-body", "text");
        sandbox.limit(0, Duration.ofSeconds(7));

        var refused = caller.get("/3/accounts");

        assertThat(refused.header("Retry-After")).isEqualTo("7");
        assertThat(refused.text()).isEqualTo("Too Many Requests");
    }

    @Test
    void admitsAgainWhenTheWindowHasPassed() {
        sandbox.limit(1, Duration.ofMillis(100));
        caller.get("/3/accounts");
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> caller.get("/3/accounts/1930").status() == 200);
    }
}
