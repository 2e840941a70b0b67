package se.kvitta.ledger;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** A VAT rate in hundredths of a percent: 2500 is 25 %, 2550 is Finland's 25.5 %. */
public record VatRate(int hundredths) implements Comparable<VatRate> {

    public static final VatRate ZERO = new VatRate(0);

    public VatRate {
        if (hundredths < 0 || hundredths > 10_000) {
            throw new IllegalArgumentException(hundredths + " hundredths of a percent is no VAT rate");
        }
    }

    /** Reads {@code 25}, {@code 25.00}, {@code 25.5}. Throws when it is no number or has more than two decimals. */
    public static VatRate parse(String percent) {
        try {
            return new VatRate(new BigDecimal(percent).scaleByPowerOfTen(2).intValueExact());
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + percent + "' is no VAT rate in percent", e);
        }
    }

    /** The VAT that stands inside a gross amount in minor units, by {@link Split}: the VAT first, then the net. */
    public long vatInside(long gross) {
        return Split.byLargestRemainder(gross, hundredths, 10_000)[0];
    }

    /** The VAT on top of a net amount in minor units, rounded to nearest, half up. */
    public long vatOn(long net) {
        return BigDecimal.valueOf(net)
                .multiply(BigDecimal.valueOf(hundredths, 4))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    public boolean isZero() {
        return hundredths == 0;
    }

    @Override
    public int compareTo(VatRate other) {
        return Integer.compare(hundredths, other.hundredths);
    }

    /** {@code 25}, {@code 25.5}: percent without needless decimals. */
    @Override
    public String toString() {
        return BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString();
    }
}
