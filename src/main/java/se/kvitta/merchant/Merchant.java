package se.kvitta.merchant;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.RolesUsed;

/**
 * One company with one set of books.
 *
 * @param name short name; also the name of its outbox folder
 * @param title the company's name
 * @param target slug of the accounting system
 * @param series of vouchers, invoices and payments in the accounting system
 * @param evidence whether the document behind every voucher is put beside it in the target
 * @param ownFile whether the provider's own file is put beside that document
 * @param invoices how customer invoices are made there
 * @param plan name of the account plan
 * @param rates slug of a publisher of exchange rates, or name of a rate file; empty for the default publisher
 * @param lockedThrough last Stockholm day that is closed for bookings
 * @param vatReportedThrough last Stockholm day whose VAT is reported
 * @param yearsThrough last Stockholm day of the last financial year that exists there; null when it is not said
 * @param accounts roles that this merchant books on other accounts
 */
public record Merchant(
        String name,
        String title,
        String organisationNumber,
        Currency books,
        MonthDay yearStart,
        BookingRules.Method method,
        String target,
        BookingRules.Series series,
        Connection connection,
        boolean evidence,
        boolean ownFile,
        InvoiceChoices invoices,
        String plan,
        String rates,
        @Nullable LocalDate lockedThrough,
        @Nullable LocalDate vatReportedThrough,
        @Nullable LocalDate yearsThrough,
        List<AccountChoice> accounts,
        Map<String, Profile> profiles) {

    /** Which roles of the account plan one of its profiles uses. */
    public RolesUsed roles(Profile profile) {
        return new RolesUsed(profile.modes(), method, profile.currencies(), books, profile.money(), profile.vat());
    }
}
