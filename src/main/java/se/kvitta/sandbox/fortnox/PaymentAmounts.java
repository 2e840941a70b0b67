package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** What was paid: kronor that came in, and what they pay of the invoice. */
record PaymentAmounts(Invoice invoice, Assumptions assumptions) {

    /** @param minor hundredths of the currency of the invoice */
    record Paid(long ore, long minor, BigDecimal rate) {}

    Paid read(Input input, InvoicePayment before, boolean fresh) {
        return invoice.head().currency().equals("SEK") ? swedish(input, before, fresh) : foreign(input, before, fresh);
    }

    private Paid swedish(Input input, InvoicePayment before, boolean fresh) {
        var amount = fraction(input, "Amount");
        var inCurrency = fraction(input, "AmountCurrency");
        if (amount == null && inCurrency == null) {
            requireOnUpdateOnly(fresh, "Amount");
            return new Paid(before.amountOre(), before.amountMinor(), BigDecimal.ONE);
        }
        if (amount != null && inCurrency != null && !amount.equals(inCurrency)) {
            throw AssumedReason.AMOUNTS_DIFFER.refusal();
        }
        long ore = amount == null ? orZero(inCurrency) : amount;
        return new Paid(ore, ore, BigDecimal.ONE);
    }

    private Paid foreign(Input input, InvoicePayment before, boolean fresh) {
        var inCurrency = fraction(input, "AmountCurrency");
        if (inCurrency == null) {
            requireOnUpdateOnly(fresh, "AmountCurrency");
        }
        long minor = inCurrency == null ? before.amountMinor() : inCurrency;
        var amount = fraction(input, "Amount");
        var rate = kept(input.decimal("CurrencyRate", null));
        if (amount == null || assumptions.is(Assumption.PAYMENT_AMOUNT_ABROAD, "from-rate")) {
            var used = rate == null ? invoice.head().rate() : rate;
            return new Paid(ore(minor, used), minor, used);
        }
        return new Paid(amount, minor, rate == null ? rateOf(amount, minor) : rate);
    }

    private @Nullable BigDecimal kept(@Nullable BigDecimal rate) {
        return rate != null && assumptions.is(Assumption.PAYMENT_RATE_DECIMALS, "two")
                ? rate.setScale(2, RoundingMode.HALF_UP)
                : rate;
    }

    private static void requireOnUpdateOnly(boolean fresh, String field) {
        if (fresh) {
            throw KnownReason.REQUIRED_FIELD_MISSING.refusal(field);
        }
    }

    private @Nullable Long fraction(Input input, String field) {
        return input.has(field) ? (Long) input.ore(field, 0) : null;
    }

    private static long orZero(@Nullable Long amount) {
        return amount == null ? 0 : amount;
    }

    private long ore(long minor, BigDecimal rate) {
        return BigDecimal.valueOf(minor)
                .multiply(rate)
                .divide(invoice.head().unit(), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    private BigDecimal rateOf(long ore, long minor) {
        return minor == 0
                ? invoice.head().rate()
                : BigDecimal.valueOf(ore)
                        .multiply(invoice.head().unit())
                        .divide(BigDecimal.valueOf(minor), 6, RoundingMode.HALF_UP);
    }
}
