package se.kvitta.booking;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Currency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.reason.Reason;

/**
 * Bookings that no event of a settlement brings: the opening balance, the bank, reverse charge on the supplier's invoice,
 * revaluation and accruals at year end, gift cards that expire. Each has a key that makes it happen once per profile.
 */
public final class Occasions {

    private static final VatRate REVERSE_CHARGE_RATE = VatRate.parse("25");

    private final BookingRules rules;
    private final ExchangeRates rates;

    public Occasions(BookingRules rules, ExchangeRates rates) {
        this.rules = rules;
        this.rates = rates;
    }

    /**
     * What the provider owed on the start day, as a person has confirmed it, from the old clearing account to Kvitta's.
     * Empty when the profile states none for the currency. Throws {@link CannotBook} without an account or a rate.
     */
    public Optional<Booking> opening(Currency currency) {
        MoneyRules.Opening opening = rules.money().openings().get(currency);
        if (opening == null || opening.amount().isZero()) {
            return Optional.empty();
        }
        LocalDate day = opening.day();
        VoucherDraft draft = draft(currency, day);
        Valuation valuation = valuation(currency);
        long inBooks = valuation.inBooks(opening.amount(), day);
        @Nullable ExchangeRate rate = valuation.rate(day);
        draft.add("CLEARING_" + currency, inBooks, opening.amount().minor(), rate, "", null);
        draft.add("OLD_CLEARING", -inBooks, -opening.amount().minor(), rate, "", null);
        return Optional.of(booking(
                "opening/" + currency,
                draft.voucher("START_DAY", "Ingående avräkning " + rules.sourceName() + " " + day)));
    }

    /**
     * A payout that has reached the bank.
     *
     * @param reference of the payout
     * @param amount in the currency it was paid in
     * @param booked what it stands at on the transit account, minor units of the books' currency
     * @param rate the rate it stands at there; null when there is none, or not one
     * @param left the Stockholm day it left the provider
     * @param day the Stockholm day it reached the bank
     */
    public record Arrival(
            String reference,
            Money amount,
            long booked,
            @Nullable ExchangeRate rate,
            LocalDate left,
            LocalDate day) {

        /** The same, after a revaluation on its way. */
        public Arrival revalued(long difference) {
            return difference == 0 ? this : new Arrival(reference, amount, booked + difference, null, left, day);
        }
    }

    /**
     * The transit account to the bank account, with what the exchange rate made of it on the way. Throws
     * {@link CannotBook} when it would have to move into another financial year.
     */
    public Booking bank(Arrival arrival) {
        Currency currency = arrival.amount().currency();
        @Nullable Reason shut = rules.periods().shut(arrival.reference(), arrival.day(), arrival.amount());
        if (shut != null) {
            throw new CannotBook(shut);
        }
        LocalDate date = rules.periods().open(arrival.day());
        boolean moved = !date.equals(arrival.day());
        VoucherDraft draft = draft(currency, date);
        Valuation valuation = valuation(currency);
        long arrived = valuation.inBooks(arrival.amount(), arrival.day());
        long original = arrival.amount().minor();
        draft.add("BANK_" + currency, arrived, original, valuation.rate(arrival.day()), "", null);
        long difference = arrival.booked() - arrived;
        if (difference > 0) {
            draft.add("FX_LOSS", difference, "");
        }
        draft.add("TRANSIT_" + currency, -arrival.booked(), -original, arrival.rate(), "", null);
        if (difference < 0) {
            draft.add("FX_GAIN", difference, "");
        }
        String where = valuation.foreign() ? " på valutakonto" : " på bank";
        return booking(
                "bank/" + arrival.reference(),
                draft.voucher(
                        moved ? "FIRST_OPEN_DAY" : "BANK_DAY",
                        rules.sourceName() + " utbetalning " + arrival.reference() + where
                                + (moved ? ", avser " + arrival.day() : "")));
    }

    /**
     * A supplier's invoice over a month's fees, as a person has confirmed it.
     *
     * @param base what it bills without VAT
     * @param day the Stockholm day of the invoice
     */
    public record FeeInvoice(YearMonth month, Money base, String number, LocalDate day) {}

    /**
     * Base and VAT of reverse charge: the fees themselves are booked already. One rate, of the invoice's day, for base and
     * VAT. Throws {@link IllegalArgumentException} for a profile whose fees bear no reverse charge, and {@link CannotBook}
     * when the invoice's day is closed: its VAT would be reported late.
     */
    public Booking reverseCharge(FeeInvoice invoice) {
        MoneyRules.FeeVat feeVat = rules.money().feeVat();
        if (!feeVat.isReverseCharge()) {
            throw new IllegalArgumentException(
                    rules.profile() + " has feeVat " + feeVat + ": its fees bear no reverse charge");
        }
        LocalDate day = invoice.day();
        @Nullable Reason closed = rules.periods().closedFor(invoice.number(), invoice.base(), day, true);
        if (closed != null) {
            throw new CannotBook(closed);
        }
        Valuation valuation = valuation(invoice.base().currency());
        long base = valuation.inBooks(invoice.base(), day);
        long vat = REVERSE_CHARGE_RATE.vatOn(base);
        VoucherDraft draft = draft(rules.books(), day);
        var mark = new VoucherDraft.Vat(
                REVERSE_CHARGE_RATE, rules.vat().home(), null, "feeVat " + feeVat + ", invoice " + invoice.number());
        draft.add(feeVat == MoneyRules.FeeVat.RC_EU ? "SERVICE_EU" : "SERVICE_NON_EU", base, 0, null, "", mark);
        draft.add("RC_BASE_CONTRA", -base, "");
        draft.add("VAT_IN_RC", vat, 0, null, "", mark);
        draft.add("VAT_OUT_RC_25", -vat, 0, null, "", mark);
        return booking(
                "reverse-charge/" + invoice.month() + "/" + invoice.base().currency(),
                draft.voucher(
                        "INVOICE_DAY",
                        rules.sourceName() + " avgifter " + invoice.month() + ", omvänd betalningsskyldighet"));
    }

    /**
     * Why the reverse charge of a month's fees waits: nobody has confirmed the supplier's invoice. Null for a profile whose
     * fees bear none.
     */
    public @Nullable Reason unconfirmed(YearMonth month, Money fees) {
        return rules.money().feeVat().isReverseCharge() && !fees.isZero()
                ? Reason.of("FEE_VAT_UNCONFIRMED", "source", rules.sourceName(), "month", month, "amount", fees)
                : null;
    }

    /**
     * What stands on an account in a foreign currency.
     *
     * @param role of the account, such as {@code CLEARING_EUR}
     * @param of the payout that is on its way there; empty for a balance
     * @param balance what stands there in its currency
     * @param booked what it is booked at, minor units of the books' currency
     */
    public record Held(String role, String of, Money balance, long booked) {}

    /**
     * A payout on its way to the bank over the end of a financial year, at the closing rate of that year. Empty when it is not,
     * when the books hold that value already, or when the year's last day is closed for bookings.
     */
    public Optional<Booking> revaluation(Arrival arrival) {
        LocalDate last = rules.periods().yearOf(arrival.day()).first().minusDays(1);
        String role = "TRANSIT_" + arrival.amount().currency();
        return arrival.left().isAfter(last) || !rules.periods().open(last).equals(last)
                ? Optional.empty()
                : revaluation(new Held(role, arrival.reference(), arrival.amount(), arrival.booked()), last, 1);
    }

    /**
     * A balance in a foreign currency at the closing rate of a year's last day; no reversal, the new value is the booked
     * one. Empty when the books hold that value already.
     *
     * @param time the how manieth revaluation of it on that day it is, from 1: more has come since the one before
     */
    public Optional<Booking> revaluation(Held held, LocalDate day, int time) {
        String role = held.role();
        Money balance = held.balance();
        Valuation valuation = valuation(balance.currency());
        @Nullable ExchangeRate rate = valuation.rate(day);
        long difference = valuation.inBooks(balance, day) - held.booked();
        if (rate == null || difference == 0) {
            return Optional.empty();
        }
        VoucherDraft draft = draft(balance.currency(), day);
        draft.revalue(role, difference, rate);
        draft.add(difference > 0 ? "FX_GAIN" : "FX_LOSS", -difference, "");
        String what = role.startsWith("RESERVE_")
                ? "reserv"
                : role.startsWith("TRANSIT_")
                        ? "utbetalt"
                        : role.startsWith(CarriedValues.DEBT) ? "skuld" : "avräkning";
        String of = held.of();
        String text = "Omvärdering " + what + " " + rules.sourceName() + " " + balance.currency() + " " + day
                + (of.isEmpty() ? "" : ", utbetalning " + of);
        String reference = of.isEmpty() ? role + "/" + day : of;
        return Optional.of(new Booking(
                revaluationKey(held, day, time),
                Booking.Kind.VOUCHER,
                reference,
                draft.voucher("YEAR_END_DAY", text),
                0));
    }

    /** The key of {@link #revaluation(Held, LocalDate, int)}. */
    public static String revaluationKey(Held held, LocalDate day, int time) {
        return "revaluation/" + held.role() + "/" + day + (held.of().isEmpty() ? "" : "/" + held.of())
                + (time == 1 ? "" : "#" + time);
    }

    /**
     * An order that is paid and not delivered at year end: its VAT stays, its net is a debt to the customer.
     *
     * @param net without VAT, in the books' currency
     * @param day the last Stockholm day of the financial year
     */
    public Booking undelivered(String order, Money net, LocalDate day) {
        VoucherDraft draft = draft(rules.books(), day);
        draft.add("SALES_PREPAID_ACCRUAL", net.minor(), "");
        draft.add("PREPAID_CUSTOMERS", -net.minor(), "");
        return booking(
                "undelivered/" + order + "/" + day,
                draft.voucher("YEAR_END_DAY", "Betald ej levererad order " + order));
    }

    /** The opposite of {@link #undelivered}, on the Stockholm day of delivery. */
    public Booking delivered(String order, Money net, LocalDate day) {
        VoucherDraft draft = draft(rules.books(), day);
        draft.add("PREPAID_CUSTOMERS", net.minor(), "");
        draft.add("SALES_PREPAID_ACCRUAL", -net.minor(), "");
        return booking(
                "delivered/" + order, draft.voucher("DELIVERY_DAY", "Leverans order " + order + ", förskott upplöst"));
    }

    /**
     * Gift cards that have expired, as a person says: nobody can use them any more.
     *
     * @param reference what a person calls them, such as a year or a card's number; each is booked once
     * @param value what they are worth, in the books' currency
     * @param rate of cards that were taxed when they were sold; null for others
     * @param day the Stockholm day of the decision
     */
    public record ExpiredCards(
            String reference, Money value, @Nullable VatRate rate, LocalDate day) {}

    /**
     * The debt for expired cards becomes income, without VAT: a card that was not taxed when it was sold has bought nothing,
     * and the VAT of one that was stays as it is. Throws {@link CannotBook} when the day is closed or an account is missing,
     * and {@link IllegalArgumentException} for a value that is nothing, or in another currency than the books'.
     */
    public Booking expired(ExpiredCards cards) {
        Money value = cards.value();
        if (!value.currency().equals(rules.books()) || value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(
                    "gift cards worth " + value + " cannot expire: write an amount above zero in " + rules.books());
        }
        if (cards.reference().isBlank()) {
            throw new IllegalArgumentException(
                    "expired gift cards need a reference, such as a year or a card's number");
        }
        LocalDate day = cards.day();
        @Nullable Reason closed = rules.periods().closedFor(cards.reference(), value, day, false);
        if (closed != null) {
            throw new CannotBook(closed);
        }
        @Nullable VatRate rate = cards.rate();
        long debt = rate == null ? value.minor() : value.minor() - rate.vatInside(value.minor());
        VoucherDraft draft = draft(rules.books(), day);
        draft.add(rate == null ? "GIFTCARD_MPV" : "GIFTCARD_SPV_" + Treatment.inRole(rate) + "_USED", debt, "");
        draft.add("GIFTCARD_EXPIRED", -debt, "");
        return booking(
                "expired-cards/" + cards.reference(),
                draft.voucher("DECISION_DAY", "Utgångna presentkort " + cards.reference()));
    }

    private Valuation valuation(Currency currency) {
        return new Valuation(currency, rules.books(), rates);
    }

    private VoucherDraft draft(Currency currency, LocalDate day) {
        return new VoucherDraft(rules, valuation(currency), day);
    }

    private static Booking booking(String key, Voucher voucher) {
        return new Booking(key, Booking.Kind.VOUCHER, key.substring(key.indexOf('/') + 1), voucher, 0);
    }
}
