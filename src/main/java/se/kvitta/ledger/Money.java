package se.kvitta.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An exact amount in one currency, held in minor units: öre for SEK, cents for EUR, whole yen for JPY. The number of
 * decimals is the one ISO 4217 gives the currency (0, 2, 3 or 4).
 */
public record Money(long minor, Currency currency) implements Comparable<Money> {

    public static final Currency SEK = Currency.getInstance("SEK");

    /** Throws {@link IllegalArgumentException} for a code without minor units, such as XAU. */
    public Money {
        if (currency.getDefaultFractionDigits() < 0) {
            throw new IllegalArgumentException(currency + " has no minor unit and cannot be booked");
        }
    }

    public static Money ofMinor(long minor, Currency currency) {
        return new Money(minor, currency);
    }

    public static Money zero(Currency currency) {
        return new Money(0, currency);
    }

    /**
     * The amount written with a decimal point, in major units. Throws {@link ArithmeticException} when it has more
     * decimals than the currency: rounding is a decision the caller makes.
     */
    public static Money of(BigDecimal major, Currency currency) {
        // Not movePointRight, which would write out the zeroes of 1E999999999.
        return new Money(
                major.scaleByPowerOfTen(currency.getDefaultFractionDigits()).longValueExact(), currency);
    }

    /** {@code of(new BigDecimal(major), Currency.getInstance(currency))}. */
    public static Money of(String major, String currency) {
        return of(new BigDecimal(major), Currency.getInstance(currency));
    }

    /** Reads what {@link #toString()} writes, such as {@code 1250.00 SEK}. */
    public static Money parse(String text) {
        int space = text.lastIndexOf(' ');
        if (space < 1) {
            throw new IllegalArgumentException("'" + text + "' is no amount: write it as 1250.00 SEK");
        }
        return of(text.substring(0, space), text.substring(space + 1));
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(minor, sameCurrency(other).minor), currency);
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(minor, sameCurrency(other).minor), currency);
    }

    public Money negated() {
        return new Money(Math.negateExact(minor), currency);
    }

    public Money abs() {
        return minor < 0 ? negated() : this;
    }

    public boolean isZero() {
        return minor == 0;
    }

    public boolean isNegative() {
        return minor < 0;
    }

    /** In major units, with the currency's own number of decimals. */
    public BigDecimal major() {
        return BigDecimal.valueOf(minor, currency.getDefaultFractionDigits());
    }

    /**
     * This amount in another currency, rounded to nearest, half up: the only rounding of one single amount that the
     * books know.
     *
     * @param rate units of {@code to} for one whole unit of this currency
     */
    public Money convertedAt(BigDecimal rate, Currency to) {
        return of(major().multiply(rate).setScale(to.getDefaultFractionDigits(), RoundingMode.HALF_UP), to);
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(minor, sameCurrency(other).minor);
    }

    /** {@code 1250.00 SEK}; {@link #parse} reads it back. */
    @Override
    public String toString() {
        return major().toPlainString() + " " + currency.getCurrencyCode();
    }

    private Money sameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(this + " and " + other + " are of different currencies");
        }
        return other;
    }
}
