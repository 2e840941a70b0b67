package se.kvitta.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** Tells faults apart for {@code routes/core/errors.camel.yaml}. */
public final class Faults {

    private static final long LONGEST_WAIT_MS = Duration.ofMinutes(2).toMillis();

    /** A login or host key that was refused: the same tomorrow, and repeating it can lock an account. */
    public boolean isRefusedLogin(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
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

    /** Waits as long as an answer's Retry-After says, before the first repeat; a very long wait is left to the next run. */
    public static Processor retryAfter() {
        return exchange -> {
            Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
            if (thrown instanceof HttpOperationFailedException http && http.getResponseHeaders() != null) {
                @Nullable String value = http.getResponseHeaders().get("Retry-After");
                long wait = value == null ? 0 : waitMs(value.strip());
                if (wait > 0) {
                    exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, Math.min(wait, LONGEST_WAIT_MS));
                }
            }
        };
    }

    private static long waitMs(String value) {
        if (value.matches("\\d{1,6}")) {
            return Duration.ofSeconds(Long.parseLong(value)).toMillis();
        }
        try {
            ZonedDateTime until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Math.max(0, Duration.between(Instant.now(), until).toMillis());
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
