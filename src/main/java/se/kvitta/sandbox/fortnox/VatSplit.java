package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * Parts amounts into net and VAT. By the rate, the parts add up to what the sum of all amounts at that rate would part
 * into; by the row, each is rounded on its own.
 */
final class VatSplit {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final boolean byRate;
    private final Map<Group, Long> seen = new HashMap<>();

    VatSplit(boolean byRate) {
        this.byRate = byRate;
    }

    private record Group(BigDecimal percent, boolean gross) {}

    record Parts(long netMinor, long vatMinor) {}

    /** @param gross whether the amount has the VAT in it */
    Parts split(long minor, BigDecimal percent, boolean gross) {
        var group = new Group(percent.stripTrailingZeros(), gross);
        long before = byRate ? seen.getOrDefault(group, 0L) : 0;
        long after = before + minor;
        seen.put(group, after);
        long vat = vatOf(after, group) - vatOf(before, group);
        return new Parts(gross ? minor - vat : minor, vat);
    }

    private static long vatOf(long minor, Group group) {
        var divisor = group.gross() ? HUNDRED.add(group.percent()) : HUNDRED;
        return BigDecimal.valueOf(minor)
                .multiply(group.percent())
                .divide(divisor, 0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
