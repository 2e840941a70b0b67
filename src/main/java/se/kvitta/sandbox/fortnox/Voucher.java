package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A voucher in the books. Its identity is financial year, series and number.
 *
 * @param financialYear the id of the financial year, which is not the calendar year
 * @param date the day it is booked on, a Swedish day
 * @param referenceType MANUAL, INVOICE, INVOICEPAYMENT, …
 * @param registered when it was entered
 * @param modified when it was last changed by anybody
 */
public record Voucher(
        int financialYear,
        String series,
        int number,
        LocalDate date,
        String description,
        @Nullable String comments,
        @Nullable String costCenter,
        @Nullable String project,
        String referenceType,
        @Nullable String referenceNumber,
        List<Row> rows,
        Instant registered,
        Instant modified) {

    public Voucher {
        rows = List.copyOf(rows);
        long balance =
                rows.stream().filter(Row::counts).mapToLong(Row::effectOre).reduce(0, Math::addExact);
        if (balance != 0) {
            throw new IllegalArgumentException(series + number + " is off by " + balance + " öre");
        }
    }

    /** BOOKED rows came with the voucher, ADDED ones later; STRUCK ones stand there but no longer count. */
    public enum RowState {
        BOOKED,
        STRUCK,
        ADDED
    }

    /**
     * One row of a voucher.
     *
     * @param debitOre öre, not negative unless the sandbox was told to accept that
     * @param creditOre öre, likewise
     */
    public record Row(
            int account,
            String accountName,
            long debitOre,
            long creditOre,
            @Nullable String text,
            @Nullable String costCenter,
            @Nullable String project,
            @Nullable BigDecimal quantity,
            RowState state) {

        /** What the row does to its account in öre: debit above zero, credit below. */
        public long effectOre() {
            return Math.subtractExact(debitOre, creditOre);
        }

        /** False for a struck row, which belongs in no sum. */
        public boolean counts() {
            return state != RowState.STRUCK;
        }

        Row in(RowState newState) {
            return new Row(account, accountName, debitOre, creditOre, text, costCenter, project, quantity, newState);
        }
    }

    String key() {
        return key(financialYear, series, number);
    }

    static String key(int financialYear, String series, int number) {
        return financialYear + "/" + series + "/" + number;
    }

    Voucher withText(String newDescription, @Nullable String newComments, Instant at) {
        return new Voucher(
                financialYear,
                series,
                number,
                date,
                newDescription,
                newComments,
                costCenter,
                project,
                referenceType,
                referenceNumber,
                rows,
                registered,
                at);
    }

    Voucher withRows(List<Row> newRows, Instant at) {
        return new Voucher(
                financialYear,
                series,
                number,
                date,
                description,
                comments,
                costCenter,
                project,
                referenceType,
                referenceNumber,
                newRows,
                registered,
                at);
    }
}
