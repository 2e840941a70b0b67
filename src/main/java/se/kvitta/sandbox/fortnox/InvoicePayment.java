package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A payment of an invoice. Only a booked one has lowered its balance.
 *
 * @param amountOre what came in, in öre; below zero for money paid back
 * @param amountMinor what it pays of the invoice, in hundredths of its currency
 * @param rate as it was sent or follows from the amounts
 * @param modeOfPayment the code; null when none was chosen
 * @param account the account that was chosen instead of the mode's; null when none was
 * @param source {@code direct} for what people and programs enter, {@code file} for what a bank file brought
 * @param booking what bookkeep made; null until then
 */
public record InvoicePayment(
        int number,
        long invoiceNumber,
        long amountOre,
        long amountMinor,
        BigDecimal rate,
        LocalDate date,
        @Nullable String modeOfPayment,
        @Nullable Integer account,
        List<WriteOff> writeOffs,
        String source,
        @Nullable Booking booking,
        Instant modified) {

    public InvoicePayment {
        writeOffs = List.copyOf(writeOffs);
    }

    /**
     * A part of the receivable that is given up.
     *
     * @param minor as it was sent, in hundredths of the invoice's currency; what its sign means is an assumption
     */
    public record WriteOff(
            long minor,
            int account,
            @Nullable String costCenter,
            @Nullable String project,
            @Nullable String text) {}

    /**
     * Where it stands in the books.
     *
     * @param closedMinor what it took from the balance of the invoice, write-offs included
     */
    public record Booking(int financialYear, String series, int number, long closedMinor) {

        String key() {
            return Voucher.key(financialYear, series, number);
        }
    }

    public boolean booked() {
        return booking != null;
    }

    String key() {
        return Integer.toString(number);
    }

    InvoicePayment bookedAs(Booking where, Instant at) {
        return new InvoicePayment(
                number,
                invoiceNumber,
                amountOre,
                amountMinor,
                rate,
                date,
                modeOfPayment,
                account,
                writeOffs,
                source,
                where,
                at);
    }

    InvoicePayment from(String newSource) {
        return new InvoicePayment(
                number,
                invoiceNumber,
                amountOre,
                amountMinor,
                rate,
                date,
                modeOfPayment,
                account,
                writeOffs,
                newSource,
                booking,
                modified);
    }
}
