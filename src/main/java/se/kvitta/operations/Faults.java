package se.kvitta.operations;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
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
     * Waits before the next repeat as long as this answer's Retry-After says, else as long as the redelivery policy says; a
     * very long wait is left to the next run.
     */
    public static Processor retryAfter(Clock clock) {
        return exchange -> {
            // What an earlier answer asked for is over.
            exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
            Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
            if (thrown instanceof HttpOperationFailedException http && http.getResponseHeaders() != null) {
                RetryAfter.read(http.getResponseHeaders().get("Retry-After"), clock)
                        .filter(wait -> !wait.isZero())
                        .ifPresent(wait -> exchange.getIn()
                                .setHeader(Exchange.REDELIVERY_DELAY, Math.min(wait.toMillis(), LONGEST_WAIT_MS)));
            }
        };
    }
}
