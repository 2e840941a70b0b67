package se.kvitta.booking;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.VatPart;

/** Fees, or fees given back, of one voucher with their input VAT, while events stream by. Amounts are positive. */
final class FeeVat {

    private static final VatRate SWEDISH = VatRate.parse("25");

    private final BookingRules rules;
    private final Valuation valuation;
    private final LocalDate day;
    private long gross;
    private long sum;
    private long statedInBooks;
    private long toConvert;
    private @Nullable VatRate rate;
    private boolean oneRate = true;
    private final Stated stated;
    private int events;

    /** Whether a settlement states VAT on any of its fees: then a fee without has none. */
    static final class Stated {
        private boolean any;

        void note(Event event) {
            any |= !event.vat().isEmpty();
        }
    }

    /** @param day the Stockholm day of the exchange rate */
    FeeVat(BookingRules rules, Valuation valuation, LocalDate day, Stated stated) {
        this.stated = stated;
        this.rules = rules;
        this.valuation = valuation;
        this.day = day;
    }

    void add(Event event) {
        long vat = event.statedVat();
        events++;
        gross = Math.addExact(gross, event.amount().minor());
        sum = Math.addExact(sum, vat);
        stated.note(event);
        Money inBooks = event.vatInBooks();
        if (vat != 0 && inBooks != null && inBooks.currency().equals(rules.books())) {
            statedInBooks = Math.addExact(statedInBooks, inBooks.minor());
        } else {
            toConvert = Math.addExact(toConvert, vat);
        }
        for (VatPart part : event.vat()) {
            if (part.rate().isZero()) {
                // The provider states the VAT and not its rate.
                continue;
            }
            oneRate &= rate == null || rate.equals(part.rate());
            rate = part.rate();
        }
    }

    /** Fees and VAT together, minor units of the settlement's currency. */
    long gross() {
        return gross;
    }

    /** The fees without VAT, minor units of the settlement's currency. */
    long net() {
        return gross - vat();
    }

    /** As stated; inside the fees at 25 % where the merchant's contract says so and the settlement states none at all. */
    long vat() {
        return isAssumed() ? SWEDISH.vatInside(gross) : sum;
    }

    int events() {
        return events;
    }

    boolean isEmpty() {
        return gross == 0 && sum == 0;
    }

    /** As the provider states it in the books' currency, else at the rate of the day. */
    long vatInBooks() {
        if (!valuation.foreign()) {
            return vat();
        }
        return isAssumed() ? valuation.inBooks(vat(), day) : statedInBooks + valuation.inBooks(toConvert, day);
    }

    void addRow(VoucherDraft draft, long inBooks, int sign) {
        @Nullable ExchangeRate converted = statedInBooks == 0 && vat() != 0 ? valuation.rate(day) : null;
        draft.add(
                "VAT_IN",
                sign * inBooks,
                sign * vat(),
                converted,
                "",
                isAssumed()
                        ? new VoucherDraft.Vat(SWEDISH, "SE", null, "feeVat SE25, not stated by provider")
                        : new VoucherDraft.Vat(oneRate ? rate : null, "SE", null, "stated by provider"));
    }

    private boolean isAssumed() {
        return !stated.any && gross > 0 && rules.money().feeVat() == MoneyRules.FeeVat.SE25;
    }
}
