package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What becomes of an amount with parts of an öre: nobody has written down whether Fortnox refuses or rounds it. */
final class Rounding {

    private Rounding() {}

    static long ore(BigDecimal kronor, String field, Assumptions assumptions) {
        if (kronor.stripTrailingZeros().scale() <= 2) {
            return Amounts.ore(kronor);
        }
        if (assumptions.is(Assumption.EXTRA_DECIMALS, "refuse")) {
            throw AssumedReason.AMOUNT_TOO_FINE.refusal(field);
        }
        return Amounts.ore(kronor.setScale(2, RoundingMode.HALF_UP));
    }
}
