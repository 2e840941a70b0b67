package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;

/** Books a payment, or refuses to: the money in, the receivable out, and what is left over between them. */
final class PaymentBooking {

    private final Company company;
    private final Assumptions assumptions;
    private final PaymentRules rules;

    PaymentBooking(Company company, Assumptions assumptions, LocalDate today) {
        this.company = company;
        this.assumptions = assumptions;
        rules = new PaymentRules(company, assumptions, today);
    }

    /** Writes the verification, the booked payment and the invoice that it pays into the change. */
    InvoicePayment book(InvoicePayment payment, Books.Change change) {
        PaymentRules.requireUnbooked(payment);
        var invoice = invoice(payment);
        rules.requireDay(payment, invoice);
        long left = Math.subtractExact(invoice.balanceMinor(), closedMinor(payment));
        requireRoom(invoice, left);
        var voucher = new OwnVoucher(company, payment.date());
        voucher.add(PaymentRules.account(company, payment), payment.amountOre());
        addWriteOffs(voucher, payment, invoice);
        if (invoice.booked()) {
            addReceivable(voucher, invoice, left);
        } else {
            addSales(voucher, invoice, closedMinor(payment));
        }
        var name = invoice.head().texts().getOrDefault("CustomerName", "");
        var text = "Kundbet " + name + " (" + invoice.key() + ")";
        var booked = voucher.book("INVOICEPAYMENT", text, "INVOICEPAYMENT", payment.key(), change);
        var where = new InvoicePayment.Booking(
                booked.financialYear(), booked.series(), booked.number(), closedMinor(payment));
        var after = payment.bookedAs(where, change.at());
        var paid = invoice.in(invoice.state().withBalance(left, payment.date()), change.at());
        change.put(company.payments, after.key(), after).put(company.invoices, paid.key(), paid);
        return after;
    }

    private Invoice invoice(InvoicePayment payment) {
        var invoice = company.invoices
                .find(Long.toString(payment.invoiceNumber()))
                .orElseThrow(() -> AssumedReason.INVOICE_UNKNOWN.refusal(payment.invoiceNumber()));
        if (invoice.finalPayDate() != null) {
            throw KnownReason.INVOICE_PAID.refusal(invoice.number());
        }
        return invoice;
    }

    /** What the payment closes of the invoice, in hundredths of its currency. */
    private long closedMinor(InvoicePayment payment) {
        return payment.writeOffs().stream().mapToLong(this::givenUpMinor).reduce(payment.amountMinor(), Math::addExact);
    }

    private long givenUpMinor(InvoicePayment.WriteOff writeOff) {
        return assumptions.is(Assumption.WRITE_OFF_SIGN, "negative-when-underpaid")
                ? -writeOff.minor()
                : writeOff.minor();
    }

    /** Paying more than is open, or in the wrong direction, leaves a balance on the other side. */
    private void requireRoom(Invoice invoice, long left) {
        long open = invoice.balanceMinor();
        boolean over = (left != 0 && Long.signum(left) == -Long.signum(open)) || Math.abs(left) > Math.abs(open);
        if (over && assumptions.is(Assumption.OVERPAYMENT, "refuse")) {
            throw AssumedReason.OVERPAID.refusal(Amounts.kronor(left));
        }
    }

    private void addWriteOffs(OwnVoucher voucher, InvoicePayment payment, Invoice invoice) {
        var dimensions = new RowDimensions(company, null, null, payment.date());
        for (var writeOff : payment.writeOffs()) {
            voucher.add(
                    writeOff.account(),
                    invoice.head().ore(givenUpMinor(writeOff)),
                    dimensions,
                    writeOff.costCenter(),
                    writeOff.project(),
                    writeOff.text());
        }
    }

    /** The receivable falls by what the invoice is worth less at its own rate; the rest is a gain or a loss. */
    private void addReceivable(OwnVoucher voucher, Invoice invoice, long left) {
        var booking = invoice.booking();
        int receivable = booking == null ? 0 : booking.receivable();
        voucher.add(receivable, invoice.head().ore(left) - invoice.openOre());
        long lacking = voucher.lackingOre();
        if (lacking != 0) {
            voucher.add(company.predefinedAccount(lacking < 0 ? "CURRENCYWIN" : "CURRENCYLOSS"), lacking);
        }
    }

    /** By the cash method nothing was booked before: the sale is booked now, as far as it is paid. */
    private void addSales(OwnVoucher voucher, Invoice invoice, long closed) {
        var head = invoice.head();
        var dimensions = InvoiceRows.dimensions(company, head);
        for (var posting : InvoicePostings.of(company, invoice)) {
            long share = BigDecimal.valueOf(posting.minor())
                    .multiply(BigDecimal.valueOf(closed))
                    .divide(BigDecimal.valueOf(invoice.sums().totalMinor()), 0, RoundingMode.HALF_UP)
                    .longValueExact();
            voucher.add(posting.account(), -head.ore(share), dimensions, posting.costCenter(), posting.project(), null);
        }
        voucher.levelLast();
    }
}
