package se.kvitta.sandbox.fortnox;

/** Takes a booked payment back, where that is assumed to be possible: its rows are struck and the invoice is open again. */
final class PaymentUndoing {

    private PaymentUndoing() {}

    /** Throws a refusal when the payment is in the locked period. */
    static void undo(Company company, InvoicePayment payment, Books.Change change) {
        company.requireUnlocked(payment.date());
        var booking = payment.booking();
        var invoice =
                company.invoices.find(Long.toString(payment.invoiceNumber())).orElse(null);
        if (booking == null || invoice == null) {
            throw new IllegalArgumentException("payment " + payment.number() + " is not booked");
        }
        var voucher = company.vouchers.find(booking.key()).orElseThrow();
        var struck = voucher.rows().stream()
                .map(row -> row.in(Voucher.RowState.STRUCK))
                .toList();
        change.put(company.vouchers, voucher.key(), voucher.withRows(struck, change.at()));
        long open = Math.addExact(invoice.balanceMinor(), booking.closedMinor());
        var reopened = invoice.in(invoice.state().withBalance(open, payment.date()), change.at());
        change.put(company.invoices, reopened.key(), reopened);
    }
}
