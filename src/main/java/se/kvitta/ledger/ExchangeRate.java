package se.kvitta.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Currency;

/**
 * What one whole unit of a currency was worth in the books' currency on a bank day.
 *
 * @param value units of {@code to} for one unit of {@code from}
 * @param day the bank day the rate was published for; may be earlier than the day it is used on
 * @param source who published it, as the accountant would name it
 */
public record ExchangeRate(Currency from, Currency to, BigDecimal value, LocalDate day, String source) {

    /** A rate must be positive, and a rate of exactly 1 between two currencies is taken for a missing one. */
    public ExchangeRate {
        if (value.signum() <= 0) {
            throw new IllegalArgumentException("the rate " + value + " " + from + "/" + to + " is not positive");
        }
        if (!from.equals(to) && value.compareTo(BigDecimal.ONE) == 0) {
            throw new IllegalArgumentException("the rate 1 between " + from + " and " + to + " is a missing rate");
        }
    }

    /** Published rates have so many decimals. */
    private static final int FEWEST_DECIMALS = 4;

    /**
     * What one unit of a currency was exchanged for, with as few decimals as give the very amount that it came to; four or more.
     * Signs do not count. Throws {@link ArithmeticException} when nothing was exchanged.
     */
    public static BigDecimal paid(Money from, Money to) {
        int decimals = FEWEST_DECIMALS;
        BigDecimal value = quotient(from, to, decimals);
        while (!from.abs().convertedAt(value, to.currency()).equals(to.abs())) {
            value = quotient(from, to, ++decimals);
        }
        return value;
    }

    private static BigDecimal quotient(Money from, Money to, int decimals) {
        return to.abs().major().divide(from.abs().major(), decimals, RoundingMode.HALF_UP);
    }

    /** Rounds to nearest, half up. */
    public Money convert(Money amount) {
        if (!amount.currency().equals(from)) {
            throw new IllegalArgumentException(amount + " cannot be converted by a rate of " + from);
        }
        return amount.convertedAt(value, to);
    }
}
