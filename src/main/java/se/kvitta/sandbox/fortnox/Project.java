package se.kvitta.sandbox.fortnox;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A project.
 *
 * @param status NOTSTARTED, ONGOING or COMPLETED
 */
record Project(
        String number,
        String description,
        String status,
        @Nullable LocalDate startDate,
        @Nullable LocalDate endDate,
        @Nullable String projectLeader,
        @Nullable String contactPerson,
        @Nullable String comments,
        Instant modified) {

    /** A voucher may name the project on its days only, and not once it is done. */
    boolean isOpenOn(LocalDate date) {
        return !status.equals("COMPLETED")
                && (startDate == null || !date.isBefore(startDate))
                && (endDate == null || !date.isAfter(endDate));
    }
}
