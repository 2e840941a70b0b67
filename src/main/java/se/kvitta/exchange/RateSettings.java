package se.kvitta.exchange;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How rates are fetched; {@code kvitta.rates.*}. What a publisher allows is said in its mapping.
 *
 * @param lookBack how far back the last bank day may lie; counted in whole days
 * @param again how long after it was asked in vain a publisher is asked for the same day again
 * @param givenUp how long after its end a day without a rate is taken to have none, although no later day has one yet
 * @param firstRetry how long a publisher that fails is left alone; doubled each time
 * @param longestRetry the longest such time
 * @param longestPause the longest time that a publisher's wish to be left alone is followed
 */
@ConfigurationProperties("kvitta.rates")
public record RateSettings(
        @DefaultValue("14d") Duration lookBack,
        @DefaultValue("1h") Duration again,
        @DefaultValue("7d") Duration givenUp,
        @DefaultValue("1m") Duration firstRetry,
        @DefaultValue("1h") Duration longestRetry,
        @DefaultValue("24h") Duration longestPause) {

    /** Exponential, with a jitter of a quarter to either side. */
    Duration backOff(int failures, RandomGenerator random) {
        Duration wait = firstRetry.multipliedBy(1L << Math.min(failures - 1, 20));
        Duration capped = wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
        return capped.multipliedBy(75 + random.nextInt(51)).dividedBy(100);
    }
}
