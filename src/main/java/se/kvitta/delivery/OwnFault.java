package se.kvitta.delivery;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Tells a fault of the program, which is the same tomorrow, from one of the network, the database or a stop, which may pass. */
final class OwnFault {

    private OwnFault() {}

    /** Whether an exception that ended a step before its call is the program's own, whatever wraps it. */
    static boolean is(Throwable thrown) {
        boolean own = false;
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (mayPass(cause)) {
                return false;
            }
            own |= cause instanceof RuntimeException;
        }
        return own;
    }

    private static boolean mayPass(Throwable cause) {
        return cause instanceof IOException
                || cause instanceof SQLException
                || cause instanceof DataAccessException
                || cause instanceof TransactionException
                || cause instanceof TimeoutException
                || cause instanceof RejectedExecutionException
                || cause instanceof InterruptedException;
    }
}
