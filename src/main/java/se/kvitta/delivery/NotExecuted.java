package se.kvitta.delivery;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import se.kvitta.reason.Reason;

/** The target certainly did not execute a call: it may be made again. */
public class NotExecuted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final transient @Nullable Duration retryAfter;

    public NotExecuted(Reason reason) {
        this(reason, null, null);
    }

    /** @param retryAfter how long the target asked to be left alone, if it did */
    public NotExecuted(Reason reason, @Nullable Duration retryAfter, @Nullable Throwable cause) {
        super(reason.toString(), cause);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
