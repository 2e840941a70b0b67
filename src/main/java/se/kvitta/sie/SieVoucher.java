package se.kvitta.sie;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One voucher (#VER). Cannot exist unless it has rows and they add up to exactly zero (SIE 4B, #VER and #TRANS 4).
 *
 * @param series empty when the receiver shall choose it
 * @param number empty when the receiver shall choose it
 * @param registered the day it was entered; null when the file does not say
 * @param sign person or process that entered it; may be empty
 */
public record SieVoucher(
        String series,
        String number,
        LocalDate date,
        String text,
        @Nullable LocalDate registered,
        String sign,
        List<SieRow> rows) {

    /** Throws {@link IllegalArgumentException} when there are no rows or they do not add up to zero. */
    public SieVoucher {
        SieFormat.requireFourDigitYear(date);
        SieFormat.requireFourDigitYear(registered);
        rows = List.copyOf(rows);
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("the voucher '" + text + "' has no rows");
        }
        var sum = sum(rows);
        if (sum.signum() != 0) {
            throw new IllegalArgumentException(
                    "the rows of the voucher '" + text + "' add up to " + printed(sum) + ", not to zero");
        }
    }

    /** A voucher whose series and number the receiver chooses. */
    public static SieVoucher of(LocalDate date, String text, List<SieRow> rows) {
        return new SieVoucher("", "", date, text, null, "", rows);
    }

    static BigInteger sum(List<SieRow> rows) {
        var sum = BigInteger.ZERO;
        for (var row : rows) {
            sum = sum.add(BigInteger.valueOf(row.ore()));
        }
        return sum;
    }

    static String printed(BigInteger ore) {
        return new BigDecimal(ore, 2).toPlainString();
    }
}
