package se.kvitta.sandbox.klarna;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Currency;

/**
 * How a report writes its cells; what a merchant can configure, and some things that only older files do.
 *
 * @param delimiter between cells: {@code ;} {@code ,} or tab
 * @param decimalMark {@code .} or {@code ,}
 * @param thousandsMark between groups of three digits; empty for none
 * @param signed whether amounts that lessen the payout have a minus sign; corrections have theirs in any case
 * @param dateOnly whether dates are written without time; UTC either way
 * @param byteOrderMark whether the file begins with the mark of UTF-8
 * @param crlf whether lines end by CR LF, else by LF
 * @param quoteAll whether every cell is quoted, else only those that must be
 */
public record Notation(
        char delimiter,
        char decimalMark,
        String thousandsMark,
        boolean signed,
        boolean dateOnly,
        boolean byteOrderMark,
        boolean crlf,
        boolean quoteAll) {

    /** Semicolons, decimal points, time stamps, no signs: what Klarna writes unless told otherwise. */
    public static Notation standard() {
        return new Notation(';', '.', "", false, false, false, false, false);
    }

    public Notation withDelimiter(char mark) {
        return new Notation(mark, decimalMark, thousandsMark, signed, dateOnly, byteOrderMark, crlf, quoteAll);
    }

    public Notation withNumbers(char decimal, String thousands) {
        return new Notation(delimiter, decimal, thousands, signed, dateOnly, byteOrderMark, crlf, quoteAll);
    }

    public Notation withSigns() {
        return new Notation(delimiter, decimalMark, thousandsMark, true, dateOnly, byteOrderMark, crlf, quoteAll);
    }

    public Notation withDatesOnly() {
        return new Notation(delimiter, decimalMark, thousandsMark, signed, true, byteOrderMark, crlf, quoteAll);
    }

    /** With byte order mark, CR LF and every cell quoted, as a spreadsheet saves it. */
    public Notation asSavedBySpreadsheet() {
        return new Notation(delimiter, decimalMark, thousandsMark, signed, dateOnly, true, true, true);
    }

    String date(Instant instant) {
        return dateOnly ? instant.atZone(ZoneOffset.UTC).toLocalDate().toString() : instant.toString();
    }

    String amount(long minor, String currency) {
        var decimals = Currency.getInstance(currency).getDefaultFractionDigits();
        return printed(minor, decimals);
    }

    /** The row's amount or VAT, with a sign when the configuration asks for it. */
    String rowAmount(SettlementRow row, long minor) {
        return amount(signed ? row.type.sign() * minor : minor, row.currency);
    }

    String rate(int hundredthsOfPercent) {
        return printed(hundredthsOfPercent, 2);
    }

    private String printed(long minor, int decimals) {
        var plain = BigDecimal.valueOf(minor, decimals).toPlainString();
        if (decimalMark == '.' && thousandsMark.isEmpty()) {
            return plain;
        }
        var point = decimals == 0 ? plain.length() : plain.length() - decimals - 1;
        var first = minor < 0 ? 1 : 0;
        var out = new StringBuilder(plain.length() + 4).append(plain, 0, first);
        for (var i = first; i < point; i++) {
            if (i > first && (point - i) % 3 == 0) {
                out.append(thousandsMark);
            }
            out.append(plain.charAt(i));
        }
        if (decimals > 0) {
            out.append(decimalMark).append(plain, point + 1, plain.length());
        }
        return out.toString();
    }
}
