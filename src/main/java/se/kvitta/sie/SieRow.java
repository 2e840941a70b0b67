package se.kvitta.sie;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of a voucher (#TRANS).
 *
 * @param ore hundredths of the file's currency; debit positive, credit negative
 * @param date null when it is the voucher's date
 * @param text may be empty
 * @param quantity null when there is none
 * @param sign may be empty
 */
public record SieRow(
        String account,
        List<SieObjectRef> objects,
        long ore,
        @Nullable LocalDate date,
        String text,
        @Nullable BigDecimal quantity,
        String sign) {

    /** Throws {@link IllegalArgumentException} when the account is not made of digits. */
    public SieRow {
        SieAccount.requireNumber(account);
        objects = List.copyOf(objects);
        SieFormat.requireFourDigitYear(date);
        quantity = SieFormat.normal(quantity);
    }

    public static SieRow of(String account, long ore) {
        return new SieRow(account, List.of(), ore, null, "", null, "");
    }

    public SieRow withText(String rowText) {
        return new SieRow(account, objects, ore, date, rowText, quantity, sign);
    }

    public SieRow withObjects(List<SieObjectRef> refs) {
        return new SieRow(account, refs, ore, date, text, quantity, sign);
    }
}
