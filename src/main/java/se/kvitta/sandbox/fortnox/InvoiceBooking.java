package se.kvitta.sandbox.fortnox;

import java.util.Map;

/** Books an invoice, or refuses to. */
final class InvoiceBooking {

    /** Which predefined account a cash invoice is paid into. */
    private static final Map<String, String> PAID_INTO = Map.of("CASH", "CASH", "CARD", "CASHBYCARD", "AG", "AG");

    private final Company company;
    private final Assumptions assumptions;

    InvoiceBooking(Company company, Assumptions assumptions) {
        this.company = company;
        this.assumptions = assumptions;
    }

    /** Writes the verification and the booked invoice into the change. */
    Invoice book(Invoice invoice, Books.Change change) {
        require(invoice);
        boolean waits = company.articleSettings().warehouse() && !invoice.warehouseReady();
        if (waits && assumptions.is(Assumption.BOOKKEEP_BEFORE_READY, "refuse")) {
            throw AssumedReason.NOT_WAREHOUSE_READY.refusal(invoice.number());
        }
        var head = invoice.head();
        var voucher = new OwnVoucher(company, head.invoiceDate());
        if (voucher.year().accountingMethod().equals("CASH")) {
            throw AssumedReason.CASH_METHOD.refusal();
        }
        boolean cash = invoice.type().equals("CASHINVOICE");
        int receivable = company.predefinedAccount(cash ? paidInto(head) : "CUSTCLAIM");
        voucher.add(receivable, head.ore(invoice.sums().totalMinor()));
        var dimensions = InvoiceRows.dimensions(company, head);
        for (var posting : InvoicePostings.of(company, invoice)) {
            voucher.add(
                    posting.account(),
                    -head.ore(posting.minor()),
                    dimensions,
                    posting.costCenter(),
                    posting.project(),
                    null);
        }
        level(voucher);
        var use = cash ? "CASHINVOICE" : "INVOICE";
        var text = "Kundfaktura " + head.texts().getOrDefault("CustomerName", "") + " (" + invoice.key() + ")";
        var booked = voucher.book(use, text, use, invoice.key(), change);
        var where =
                new Invoice.Booking(booked.financialYear(), booked.series(), booked.number(), cash ? 0 : receivable);
        var state = invoice.state().asBooked(where);
        boolean paid = cash || invoice.sums().totalMinor() == 0;
        var after = invoice.in(paid ? state.withBalance(0, head.invoiceDate()) : state, change.at());
        change.put(company.invoices, after.key(), after);
        return after;
    }

    private static void require(Invoice invoice) {
        requireOpen(invoice);
        if (invoice.head().notCompleted()) {
            throw KnownReason.INVOICE_NOT_COMPLETED.refusal();
        }
        boolean nameless = invoice.rows().stream()
                .anyMatch(
                        row -> row.quantity().signum() > 0 && row.description() == null && row.articleNumber() == null);
        if (nameless) {
            throw KnownReason.ROW_NAMELESS.refusal();
        }
    }

    /** Throws a refusal for an invoice that is booked or cancelled. */
    static void requireOpen(Invoice invoice) {
        if (invoice.booked()) {
            throw AssumedReason.INVOICE_BOOKED.refusal(invoice.number());
        }
        if (invoice.cancelled()) {
            throw AssumedReason.INVOICE_CANCELLED.refusal(invoice.number());
        }
    }

    private static String paidInto(Invoice.Head head) {
        return PAID_INTO.getOrDefault(head.texts().getOrDefault("PaymentWay", "CASH"), "CASH");
    }

    /** Kronor of rows in another currency need not add up to the kronor of the total. */
    private void level(OwnVoucher voucher) {
        long lacking = voucher.lackingOre();
        if (lacking != 0) {
            if (assumptions.is(Assumption.FOREIGN_ROUNDING, "roundoff-account")) {
                voucher.add(company.predefinedAccount("ROUNDOFF"), lacking);
            } else {
                voucher.levelLast();
            }
        }
    }
}
