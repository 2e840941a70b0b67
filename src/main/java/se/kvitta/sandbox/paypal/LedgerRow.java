package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of an account. Amounts are minor units, signed.
 *
 * @param updated when it changed last; what a search is about, perhaps
 * @param status S, P, V or D; only S and V have moved money
 * @param fee 0 for none
 * @param rest the blocks beside {@code transaction_info}; null for none
 */
public record LedgerRow(
        String id,
        String reference,
        String code,
        Instant at,
        Instant updated,
        String status,
        String currency,
        long amount,
        long fee,
        String invoiceId,
        String customField,
        @Nullable ObjectNode rest) {

    /** Whether it moved money. */
    public boolean moved() {
        return (status.equals("S") || status.equals("V")) && !code.startsWith("T13") && !code.equals("T9800");
    }

    /** Whether it only moves money between available and withheld. */
    public boolean isHold() {
        return code.startsWith("T15")
                || code.startsWith("T21")
                || code.equals("T1105")
                || code.equals("T1110")
                || code.equals("T1111");
    }

    /** The same, changed. */
    public LedgerRow with(String newStatus, Instant changed) {
        return new LedgerRow(
                id, reference, code, at, changed, newStatus, currency, amount, fee, invoiceId, customField, rest);
    }
}
