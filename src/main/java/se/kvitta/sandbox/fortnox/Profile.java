package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the company itself.
 *
 * @param tenant the database number
 * @param preselectedYear id of the financial year that holds when a call names none
 * @param lockedThrough the last day of the locked period; null when nothing is locked
 * @param licences the scopes whose module the company has paid for
 * @param noRight fields such as {@code Account.BalanceBroughtForward} that read {@code API_NORIGHT}
 */
record Profile(
        long tenant,
        String name,
        String organizationNumber,
        String vatNumber,
        String address,
        String zipCode,
        String city,
        String email,
        String phone,
        String bankgiro,
        List<String> accountCharts,
        int preselectedYear,
        @Nullable LocalDate lockedThrough,
        List<String> licences,
        List<String> noRight) {

    static final String KEY = "profile";

    Profile lockedThrough(@Nullable LocalDate date) {
        return changed(preselectedYear, date, licences, noRight);
    }

    Profile preselecting(int year) {
        return changed(year, lockedThrough, licences, noRight);
    }

    Profile licensedFor(List<String> scopes) {
        return changed(preselectedYear, lockedThrough, List.copyOf(scopes), noRight);
    }

    Profile withoutRightTo(List<String> fields) {
        return changed(preselectedYear, lockedThrough, licences, List.copyOf(fields));
    }

    private Profile changed(int year, @Nullable LocalDate locked, List<String> newLicences, List<String> newNoRight) {
        return new Profile(
                tenant,
                name,
                organizationNumber,
                vatNumber,
                address,
                zipCode,
                city,
                email,
                phone,
                bankgiro,
                accountCharts,
                year,
                locked,
                newLicences,
                newNoRight);
    }
}
