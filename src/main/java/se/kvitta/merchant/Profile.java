package se.kvitta.merchant;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.DimensionRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.ReferenceUses;
import se.kvitta.booking.VatRules;
import se.kvitta.settlement.NumberPlaces;
import se.kvitta.settlement.Reference;

/**
 * One shop or gateway account of a merchant: one source connection, its schedule, modes and choices.
 *
 * @param name unique in the whole installation; also the name of its inbox folder
 * @param source slug of the source
 * @param provider which of the source's providers it is; empty for the source's own
 * @param currencies the settlements it takes; empty for every currency
 * @param start first Stockholm day whose events are booked
 * @param cron when to fetch, as a Quartz cron expression in Europe/Stockholm
 * @param debtDays after how many days an open debt to the provider is told of
 * @param reserves what the provider held back on a day, of reserves that are older than what is read
 * @param orderNumber where the shop's number of an order stands among the provider's references
 * @param references which of these references becomes what
 * @param match how an invoice that exists already is found, in mode {@code match}
 * @param orderLines when the source is asked for orders, and what in them is no sale
 * @param missingAfter when it is told that no settlement comes any more
 * @param corrects whether a booked payout that is told differently, with the same money, is corrected without a person
 * @param accounts roles that this profile books on other accounts
 */
public record Profile(
        String name,
        String merchant,
        String source,
        String provider,
        Set<Currency> currencies,
        LocalDate start,
        String cron,
        Set<Mode> modes,
        BookingRules.SaleDay saleDay,
        BookingRules.SaleRate saleRate,
        BookingRules.OrdersAs orders,
        MoneyRules money,
        int debtDays,
        List<ReserveStart> reserves,
        VatRules vat,
        NumberPlaces orderNumber,
        Map<ReferenceUses.Use, Reference> references,
        List<BookingRules.InvoiceField> match,
        OrderLines orderLines,
        MissingAfter missingAfter,
        boolean corrects,
        List<AccountChoice> accounts,
        DimensionRules dimensions,
        Connection connection) {

    /** After this many days without sales the first provider bills a debt. */
    static final int DEBT_DAYS = 14;

    /** Whether its source is called; else it only takes files from its inbox. */
    public boolean isFetched() {
        return connection.reachesIt();
    }

    /** Whether the provider's money is booked, so that it has a clearing account to prove. */
    public boolean booksMoney() {
        return modes.stream().anyMatch(Mode::booksMoney);
    }

    /** Whose money it is: of another provider than the source's own, both are said. */
    public String whose() {
        return provider.isEmpty() ? source : source + "/" + provider;
    }

    /** Whether an invoice that exists already is found by what it is called itself, and not by what it says of its order. */
    public boolean findsByName() {
        return modes.contains(Mode.MATCH)
                && (references.containsKey(ReferenceUses.Use.INVOICE_NUMBER)
                        || references.containsKey(ReferenceUses.Use.OCR));
    }

    public boolean takes(Currency currency) {
        return currencies.isEmpty() || currencies.contains(currency);
    }
}
