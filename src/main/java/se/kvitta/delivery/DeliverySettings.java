package se.kvitta.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How postings are delivered; {@code kvitta.delivery.*}. What a target allows is said in its mapping.
 *
 * @param slice how long one run works for a merchant before the others get their turn
 * @param firstRetry how long after a call that was not executed it is made again; doubled each time
 * @param longestRetry the longest such wait
 */
@ConfigurationProperties("kvitta.delivery")
public record DeliverySettings(
        @DefaultValue("60s") Duration slice,
        @DefaultValue("2s") Duration firstRetry,
        @DefaultValue("15m") Duration longestRetry) {

    /** Exponential, with a jitter of a quarter to either side. */
    Duration backOff(int attempts, RandomGenerator random) {
        int doublings = Math.min(Math.max(attempts - 1, 0), 20);
        Duration wait = firstRetry.multipliedBy(1L << doublings);
        Duration capped = wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
        return capped.multipliedBy(75 + random.nextInt(51)).dividedBy(100);
    }
}
