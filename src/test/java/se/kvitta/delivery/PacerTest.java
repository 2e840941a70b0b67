package se.kvitta.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import se.kvitta.merchant.TargetMapping.Limit;
import se.kvitta.reason.Reason;
import se.kvitta.testing.MovableClock;

/** No more calls in any window than the target allows, whenever they reach it. Only the shortest waits are checked. */
class PacerTest {

    private static final Duration WINDOW = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));
    private final Pacer.Lane lane = new Pacer.Lane(clock);

    private static TooManyCalls tooMany(Duration pause) {
        return new TooManyCalls(Reason.of("TARGET_TOO_MANY", "status", 429), pause);
    }

    @Test
    void spacesCallsEvenly() throws InterruptedException {
        var limit = new Limit(10, WINDOW, 50);
        List<Long> turns = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            lane.await(this, limit, LONG);
            turns.add(System.nanoTime());
        }
        assertThat(limit.spacing()).isEqualTo(Duration.ofMillis(60));
        assertThat(turns.get(5) - turns.get(0))
                .isGreaterThan(Duration.ofMillis(4 * 60).toNanos());
    }

    @Test
    void keepsNoUnusedTurnsForABurstLater() throws InterruptedException {
        var limit = new Limit(10, WINDOW, 100);
        lane.await(this, limit, LONG);
        await().pollDelay(limit.spacing().multipliedBy(4)).until(() -> true);
        long began = System.nanoTime();
        for (int i = 0; i < 4; i++) {
            lane.await(this, limit, LONG);
        }
        assertThat(System.nanoTime() - began)
                .isGreaterThanOrEqualTo(limit.spacing().toNanos() * 3);
    }

    @Test
    void countsACallUntilAWindowAfterItsAnswer() throws InterruptedException {
        var limit = new Limit(2, WINDOW, 100);
        var slow = new Object();
        lane.await(slow, limit, LONG);
        lane.await(this, limit, LONG);
        await().pollDelay(WINDOW).until(() -> true);
        // Both may have reached the target only now.
        long answered = System.nanoTime();
        lane.answered(slow);
        lane.await(this, limit, LONG);
        assertThat(System.nanoTime() - answered).isGreaterThanOrEqualTo(WINDOW.toNanos());
    }

    @Test
    void doesNotWaitForEverForAnAnswerThatNobodyTells() throws InterruptedException {
        var limit = new Limit(1, WINDOW, 100);
        long began = System.nanoTime();
        lane.await(new Object(), limit, Duration.ofMillis(100));
        lane.await(new Object(), limit, Duration.ofMillis(100));
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(WINDOW.toNanos());
    }

    @Test
    void sleepsForNoLongPauseButSaysHowLongItIs() throws InterruptedException {
        var limit = new Limit(1000, WINDOW, 100);
        lane.await(this, limit, LONG);
        lane.leaveAlone(tooMany(Duration.ofMinutes(15)));
        assertThatThrownBy(() -> lane.await(this, limit, LONG))
                .isInstanceOfSatisfying(
                        TooManyCalls.class, thrown -> assertThat(thrown.pause()).isEqualTo(Duration.ofMinutes(15)));
        assertThat(lane.leftAloneUntil()).contains(clock.instant().plus(Duration.ofMinutes(15)));
        clock.advance(Duration.ofMinutes(15));
        assertThat(lane.leftAloneUntil()).isEmpty();
        lane.await(this, limit, LONG);
    }

    /** Four times further apart at first; nearer after 40, 60 and 80 calls that pass. */
    @Test
    void comesBackToItsSpeedAfterATooMany() throws InterruptedException {
        var limit = new Limit(1000, Duration.ofSeconds(1), 100);
        assertThat(lane.timesFurtherApart()).isEqualTo(1);
        lane.leaveAlone(tooMany(Duration.ofMillis(1)));
        var apart = new ArrayList<Integer>();
        for (int call = 1; call <= 81; call++) {
            int before = lane.timesFurtherApart();
            lane.await(this, limit, LONG);
            if (lane.timesFurtherApart() != before) {
                apart.add(call);
            }
        }
        assertThat(apart).containsExactly(40, 60, 80);
        assertThat(lane.timesFurtherApart()).isEqualTo(1);
        long began = System.nanoTime();
        lane.leaveAlone(tooMany(Duration.ofMillis(1)));
        lane.await(this, limit, LONG);
        lane.await(this, limit, LONG);
        assertThat(System.nanoTime() - began)
                .as("a turn late, then four times the spacing")
                .isGreaterThanOrEqualTo(limit.spacing().toNanos() * 4);
    }

    /** Not to be called is not to be called slowly. */
    @Test
    void comesBackAtOnceWhenTheLoginIsTakenAgain() throws InterruptedException {
        var limit = new Limit(1000, WINDOW, 100);
        lane.leaveAlone(new LoginNotTaken(Reason.of("CONNECTION_NOT_TAKEN"), Duration.ofMinutes(10)));
        assertThatThrownBy(() -> lane.await(this, limit, LONG)).isInstanceOf(LoginNotTaken.class);
        clock.advance(Duration.ofMinutes(10));
        lane.await(this, limit, LONG);
        assertThat(lane.timesFurtherApart()).isEqualTo(1);
    }

    @Test
    void leavesTheTargetAloneAfterATooMany() throws InterruptedException {
        var limit = new Limit(1000, WINDOW, 100);
        lane.await(this, limit, LONG);
        long told = System.nanoTime();
        lane.leaveAlone(tooMany(Duration.ofMillis(200)));
        lane.await(this, limit, LONG);
        assertThat(System.nanoTime() - told)
                .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
    }

    @Test
    void tellsHowMuchOfTheAllowanceIsUsed() throws InterruptedException {
        var limit = new Limit(10, WINDOW, 100);
        assertThat(lane.callsPerSecond()).as("before the first call").isZero();
        assertThat(lane.usedPercent()).isZero();
        for (int i = 0; i < 3; i++) {
            lane.await(this, limit, LONG);
        }
        assertThat(lane.calls()).isEqualTo(3);
        assertThat(lane.callsPerSecond()).isEqualByComparingTo("33.333");
        // 3 of 2 000 a minute, when the second they were made in is over.
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(lane.usedPercent()).isEqualByComparingTo("0.2"));
    }

    @Test
    void tellsHowLongItIsToLeaveTheTargetAlone() {
        lane.leaveAlone(tooMany(Duration.ofSeconds(90)));
        lane.leaveAlone(tooMany(Duration.ofSeconds(30)));
        assertThat(lane.pausedSeconds()).as("the second ends before the first").isEqualTo(90);
    }

    /** The nanoseconds of a process may begin below zero. */
    @Test
    void forgetsACallAfterAMinute() {
        long second = Duration.ofSeconds(1).toNanos();
        var minute = new LastMinute(-30 * second);
        minute.count(-30 * second);
        minute.count(-29 * second);
        minute.count(-29 * second + 1);
        assertThat(minute.total(-29 * second))
                .as("the second that is not over is left out")
                .isEqualTo(1);
        assertThat(minute.total(-28 * second)).isEqualTo(3);
        assertThat(minute.total(30 * second)).isEqualTo(3);
        assertThat(minute.total(31 * second)).isEqualTo(2);
        assertThat(minute.total(32 * second)).isZero();
        minute.count(32 * second);
        assertThat(minute.total(500 * second)).isZero();
    }
}
