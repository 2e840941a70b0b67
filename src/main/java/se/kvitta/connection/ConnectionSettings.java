package se.kvitta.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How connections are kept; {@code kvitta.connections.*}. A renewal may be sent during {@code sendWindow} after it was
 * begun, its answer is waited for during {@code timeout}, and an unanswered one may still take effect during
 * {@code grace}: for all that time no other is made.
 *
 * @param margin an access token that ends sooner than this is not used any more
 * @param renewAfter a refresh token that has not been used for this long is used, so that it does not die
 * @param warnBefore how long before a refresh token ends a person is told
 * @param refusedAgain a token that a system refuses is replaced, unless another was for the same cause less than this ago
 * @param leftAlone how long a system is left alone that refuses what it has just given
 * @param consent how long a consent that was begun may take
 */
@ConfigurationProperties("kvitta.connections")
public record ConnectionSettings(
        @DefaultValue("1m") Duration margin,
        @DefaultValue("10s") Duration sendWindow,
        @DefaultValue("30s") Duration timeout,
        @DefaultValue("60s") Duration grace,
        @DefaultValue("7d") Duration renewAfter,
        @DefaultValue("10d") Duration warnBefore,
        @DefaultValue("30m") Duration refusedAgain,
        @DefaultValue("10m") Duration leftAlone,
        @DefaultValue("10m") Duration consent) {

    /** How long nobody else renews after somebody began to. */
    Duration lease() {
        return sendWindow.plus(timeout).plus(grace);
    }
}
