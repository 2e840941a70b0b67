package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/** Makes a payment of what was sent, or refuses it for the reason that Fortnox would give. */
final class PaymentRules {

    static final String DIRECT = "direct";

    private final Company company;
    private final Assumptions assumptions;
    private final LocalDate today;

    PaymentRules(Company company, Assumptions assumptions, LocalDate today) {
        this.company = company;
        this.assumptions = assumptions;
        this.today = today;
    }

    /** Writes the new payment into the change; it is not booked, and the invoice does not notice it. */
    InvoicePayment added(Input input, Books.Change change) {
        var sequence = company.sequence("payment");
        int number = Math.toIntExact(sequence.next());
        var fresh = new InvoicePayment(
                number,
                input.requiredInteger("InvoiceNumber"),
                0,
                0,
                BigDecimal.ONE,
                today,
                null,
                null,
                List.of(),
                DIRECT,
                null,
                change.at());
        var payment = made(fresh, input, true, change.at());
        change.put(company.sequences, sequence.name(), sequence.after(number))
                .put(company.payments, payment.key(), payment);
        return payment;
    }

    InvoicePayment changed(InvoicePayment before, Input input, Books.Change change) {
        requireUnbooked(before);
        if (input.has("InvoiceNumber") && input.requiredInteger("InvoiceNumber") != before.invoiceNumber()) {
            throw AssumedReason.NUMBER_FIXED.refusal("InvoiceNumber");
        }
        var payment = made(before, input, false, change.at());
        change.put(company.payments, payment.key(), payment);
        return payment;
    }

    static void requireUnbooked(InvoicePayment payment) {
        if (payment.booked()) {
            throw AssumedReason.PAYMENT_BOOKED.refusal(payment.number());
        }
    }

    private InvoicePayment made(InvoicePayment before, Input input, boolean fresh, Instant at) {
        var invoice = payable(before.invoiceNumber());
        var amounts = new PaymentAmounts(invoice, assumptions).read(input, before, fresh);
        var date = input.date("PaymentDate", before.date());
        var mode = input.text("ModeOfPayment", before.modeOfPayment());
        if (mode != null && !company.modesOfPayments.has(mode)) {
            throw AssumedReason.MODE_OF_PAYMENT_UNKNOWN.refusal(mode);
        }
        var payment = new InvoicePayment(
                before.number(),
                before.invoiceNumber(),
                amounts.ore(),
                amounts.minor(),
                amounts.rate(),
                date == null ? today : date,
                mode,
                input.integer("ModeOfPaymentAccount", before.account()),
                input.names("WriteOffs") ? writeOffs(input) : before.writeOffs(),
                before.source(),
                null,
                at);
        requireAmount(payment);
        requireDay(payment, invoice);
        if (assumptions.is(Assumption.PAYMENT_IN_LOCKED_PERIOD, "refuse")) {
            company.requireUnlocked(payment.date());
        }
        requireAccounts(payment);
        return payment;
    }

    private Invoice payable(long number) {
        var invoice = company.invoices
                .find(Long.toString(number))
                .orElseThrow(() -> AssumedReason.INVOICE_UNKNOWN.refusal(number));
        if (invoice.cancelled()) {
            throw AssumedReason.INVOICE_CANCELLED.refusal(number);
        }
        if (!invoice.booked() && !isCash(invoice)) {
            throw AssumedReason.INVOICE_NOT_BOOKED.refusal(number);
        }
        if (invoice.finalPayDate() != null) {
            throw KnownReason.INVOICE_PAID.refusal(number);
        }
        return invoice;
    }

    private boolean isCash(Invoice invoice) {
        return company.requiredYear(invoice.head().invoiceDate())
                .accountingMethod()
                .equals("CASH");
    }

    private void requireAmount(InvoicePayment payment) {
        boolean nothing = payment.amountOre() == 0 && payment.amountMinor() == 0;
        if (nothing
                && (payment.writeOffs().isEmpty() || assumptions.is(Assumption.WRITE_OFF_WITHOUT_PAYMENT, "refuse"))) {
            throw AssumedReason.PAYMENT_OF_NOTHING.refusal();
        }
    }

    /** Not before the invoice, and in its financial year unless open invoices were carried over. */
    void requireDay(InvoicePayment payment, Invoice invoice) {
        var invoiced = invoice.head().invoiceDate();
        if (payment.date().isBefore(invoiced)) {
            throw KnownReason.PAYMENT_BEFORE_INVOICE.refusal(payment.date());
        }
        var year = company.requiredYear(payment.date());
        var carriedOver = company.salesSettings().carriedOver();
        var from = company.requiredYear(invoiced);
        while (from.id() != year.id()) {
            if (!carriedOver.contains(from.id())) {
                throw AssumedReason.YEAR_NOT_CARRIED_OVER.refusal();
            }
            from = company.requiredYear(from.to().plusDays(1));
        }
    }

    private void requireAccounts(InvoicePayment payment) {
        var year = company.requiredYear(payment.date());
        company.usableAccount(year, account(company, payment));
        for (var writeOff : payment.writeOffs()) {
            var account = company.usableAccount(year, writeOff.account());
            var dimensions = new RowDimensions(company, null, null, payment.date());
            dimensions.costCenter(writeOff.costCenter(), account);
            dimensions.project(writeOff.project(), account);
        }
    }

    /** The account that the money comes in on: the chosen one, else the mode's, else the predefined one. */
    static int account(Company company, InvoicePayment payment) {
        var chosen = payment.account();
        if (chosen != null) {
            return chosen;
        }
        var mode = payment.modeOfPayment();
        return mode == null
                ? company.predefinedAccount("BG")
                : company.modesOfPayments
                        .find(mode)
                        .map(ModeOfPayment::account)
                        .orElseThrow(() -> AssumedReason.MODE_OF_PAYMENT_UNKNOWN.refusal(mode));
    }

    private static List<InvoicePayment.WriteOff> writeOffs(Input input) {
        return input.rows("WriteOffs").stream()
                .map(row -> new InvoicePayment.WriteOff(
                        row.ore("Amount", 0),
                        row.requiredInteger("AccountNumber"),
                        row.text("CostCenter", null),
                        row.text("Project", null),
                        row.text("TransactionInformation", null)))
                .toList();
    }
}
