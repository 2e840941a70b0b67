package se.kvitta.operations;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Processor;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import se.kvitta.delivery.RetryAfter;

/** Tells faults apart for {@code routes/core/errors.camel.yaml}. */
public final class Faults {

    /** What FTP answers to a wrong user name or password. */
    private static final int NOT_LOGGED_IN = 530;

    private static final long LONGEST_WAIT_MS = Duration.ofMinutes(2).toMillis();

    /** A login, host key or certificate that was refused: the same tomorrow, and repeating it can lock an account. */
    public boolean isRefusedLogin(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if ((cause instanceof GenericFileOperationFailedException file && file.getCode() == NOT_LOGGED_IN)
                    || cause instanceof SSLException) {
                return true;
            }
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (message.contains("auth fail")
                    || message.contains("auth cancel")
                    || message.contains("hostkey")
                    || message.contains("host key")
                    || message.contains("too many authentication failures")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Waits before the next repeat as long as this answer's Retry-After says, or else the seconds after which it says that
     * there is allowance again; else as long as the redelivery policy says. A very long wait is left to the next run.
     */
    public static Processor retryAfter(Clock clock) {
        return exchange -> {
            // What an earlier answer asked for is over.
            exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
            Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
            if (thrown instanceof HttpOperationFailedException http && http.getResponseHeaders() != null) {
                RetryAfter.read(header(http.getResponseHeaders(), "Retry-After"), clock)
                        .or(() -> reset(http.getResponseHeaders()))
                        .filter(wait -> !wait.isZero())
                        .ifPresent(wait -> exchange.getIn()
                                .setHeader(Exchange.REDELIVERY_DELAY, Math.min(wait.toMillis(), LONGEST_WAIT_MS)));
            }
        };
    }

    /**
     * Seconds until there is allowance again, of an answer that says that it is gone. Some services state an instant instead: a
     * number that large is none.
     */
    private static Optional<Duration> reset(Map<String, String> headers) {
        @Nullable String seconds = header(headers, "X-Ratelimit-Reset");
        return "0".equals(header(headers, "X-Ratelimit-Remaining"))
                        && seconds != null
                        && seconds.strip().matches("\\d{1,4}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(seconds.strip())))
                : Optional.empty();
    }

    private static @Nullable String header(Map<String, String> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
