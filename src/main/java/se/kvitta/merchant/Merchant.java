package se.kvitta.merchant;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Currency;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One company with one set of books.
 *
 * @param name short name; also the name of its outbox folder
 * @param title the company's name
 * @param target slug of the accounting system
 * @param evidence whether the document behind every voucher is put beside it in the target
 * @param plan name of the account plan
 * @param rates name of the rate file; empty when the merchant has no foreign currency
 * @param lockedThrough last Stockholm day that is closed for bookings
 * @param vatReportedThrough last Stockholm day whose VAT is reported
 * @param accounts roles that this merchant books on other accounts
 */
public record Merchant(
        String name,
        String title,
        String organisationNumber,
        Currency books,
        MonthDay yearStart,
        String target,
        String series,
        Connection connection,
        boolean evidence,
        String plan,
        String rates,
        @Nullable LocalDate lockedThrough,
        @Nullable LocalDate vatReportedThrough,
        Map<String, String> accounts,
        Map<String, Profile> profiles) {}
