package se.kvitta.ledger;

import java.time.LocalDate;
import java.util.List;

/**
 * A voucher that can stand in the books: at least two rows, one currency, and debit equal to credit to the minor unit.
 * One that does not balance cannot be made.
 *
 * @param series the series of the accounting system it is entered in
 * @param date booking date, a Stockholm calendar day
 * @param dateRule why that day, such as {@code CAPTURE_DAY}
 */
public record Voucher(String series, LocalDate date, String dateRule, String text, List<VoucherRow> rows) {

    /** Throws {@link IllegalArgumentException} naming the difference when the rows do not balance. */
    public Voucher {
        rows = List.copyOf(rows);
        if (rows.size() < 2) {
            throw new IllegalArgumentException("voucher '" + text + "' has " + rows.size() + " rows; it needs two");
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("a voucher of " + date + " has no text");
        }
        Money sum = rows.stream().map(VoucherRow::amount).reduce(Money::plus).orElseThrow();
        if (!sum.isZero()) {
            throw new IllegalArgumentException("voucher '" + text + "' of " + date + " is off by " + sum);
        }
    }

    /** Sum of the debit side, in the books' currency. */
    public Money total() {
        return rows.stream()
                .map(VoucherRow::amount)
                .filter(amount -> !amount.isNegative())
                .reduce(Money.zero(rows.get(0).amount().currency()), Money::plus);
    }
}
