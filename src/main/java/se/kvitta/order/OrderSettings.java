package se.kvitta.order;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How orders are asked for; {@code kvitta.orders.*}. How many calls a source allows is a setting of the source.
 *
 * @param lanes how many calls for one settlement are under way at once
 * @param firstRetry how long an order or a source that fails is left alone; doubled each time
 * @param longestRetry the longest such time
 * @param longestPause the longest time that a source's wish to be left alone is followed
 */
@ConfigurationProperties("kvitta.orders")
public record OrderSettings(
        @DefaultValue("40") int lanes,
        @DefaultValue("1m") Duration firstRetry,
        @DefaultValue("1h") Duration longestRetry,
        @DefaultValue("1h") Duration longestPause) {

    /** Throws {@link IllegalArgumentException} for a number of calls that is none. */
    public OrderSettings {
        if (lanes < 1 || lanes > 200) {
            throw new IllegalArgumentException("kvitta.orders.lanes is 1 to 200, not " + lanes);
        }
    }

    /** Exponential, with a jitter of a quarter to either side. */
    Duration backOff(int failures, RandomGenerator random) {
        Duration wait = firstRetry.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration capped = wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
        return capped.multipliedBy(75 + random.nextInt(51)).dividedBy(100);
    }
}
