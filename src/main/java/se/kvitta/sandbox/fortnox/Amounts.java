package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;

/** Kronor on the wire, öre in the books. */
final class Amounts {

    private Amounts() {}

    /** Throws {@link ArithmeticException} when the amount has parts of an öre. */
    static long ore(BigDecimal kronor) {
        return kronor.movePointRight(2).longValueExact();
    }

    static BigDecimal kronor(long ore) {
        return BigDecimal.valueOf(ore, 2);
    }

    /** Fortnox writes whole kronor without decimals and never pads with zeros. */
    static JsonNode json(long ore) {
        return ore % 100 == 0
                ? LongNode.valueOf(ore / 100)
                : DecimalNode.valueOf(kronor(ore).stripTrailingZeros());
    }
}
