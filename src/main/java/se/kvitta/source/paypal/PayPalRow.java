package se.kvitta.source.paypal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.VatPart;

/**
 * One row that PayPal tells, whichever way it came by. Amounts are signed: plus is money that comes to the account.
 *
 * @param number of the row in its document, counted from 1
 * @param id PayPal's id of the transaction; several rows may share it
 * @param reference id of the earlier transaction that it belongs to; may be empty
 * @param code the event code, such as {@code T0006}
 * @param moves whether it moves money; authorisations, pending and denied rows do not
 * @param amount gross, in the currency of its balance
 * @param fee in whatever currency PayPal states; null when there is none
 * @param available the available balance after it, if stated
 * @param counterpart the other leg of an exchange, if it is known
 * @param country ISO 3166 alpha-2 of where the goods went, else of the payer; may be empty
 */
record PayPalRow(
        int number,
        String id,
        String reference,
        String code,
        boolean moves,
        Instant at,
        Money amount,
        @Nullable Money fee,
        @Nullable Money available,
        @Nullable Money counterpart,
        String invoiceId,
        String customField,
        String subject,
        String country,
        String method,
        List<VatPart> vat) {

    /** What the row does to the available balance, its fee included. */
    Money effect() {
        return fee == null ? amount : amount.plus(fee);
    }

    /** {@code id|code|sign|instant}: stands in every way a row comes by, and tells rows apart that share an id. */
    String key() {
        return id + "|" + code + "|" + (amount.isNegative() ? "-" : "+") + "|" + at;
    }
}
