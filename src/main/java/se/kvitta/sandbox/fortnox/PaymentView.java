package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A payment as Fortnox shows it, with what it shows of the invoice. */
final class PaymentView {

    private final Request request;
    private final InvoicePayment payment;
    private final Invoice invoice;

    private PaymentView(Request request, InvoicePayment payment) {
        this.request = request;
        this.payment = payment;
        invoice = request.company()
                .invoices
                .find(Long.toString(payment.invoiceNumber()))
                .orElseThrow(() -> new IllegalStateException("payment " + payment.number() + " has no invoice"));
    }

    static ObjectNode item(Request request, InvoicePayment payment) {
        return new PaymentView(request, payment)
                .outline()
                .put("WriteOffExist", !payment.writeOffs().isEmpty());
    }

    static ObjectNode single(Request request, InvoicePayment payment) {
        var view = new PaymentView(request, payment);
        var entry = view.outline();
        view.addInvoice(entry);
        var booking = payment.booking();
        entry.put("ModeOfPayment", payment.modeOfPayment())
                .put("ModeOfPaymentAccount", PaymentRules.account(request.company(), payment))
                .put("VoucherNumber", booking == null ? null : (Integer) booking.number())
                .put("VoucherSeries", booking == null ? null : booking.series())
                .put("VoucherYear", booking == null ? null : (Integer) booking.financialYear());
        entry.set("AmountCurrency", Amounts.json(payment.amountMinor()));
        var writeOffs = entry.putArray("WriteOffs");
        payment.writeOffs().forEach(writeOff -> writeOffs.add(view.writeOff(writeOff)));
        return entry;
    }

    private ObjectNode outline() {
        var entry = Json.object()
                .put("@url", request.url("invoicepayments", payment.key()))
                .put("Booked", payment.booked())
                .put("Currency", invoice.head().currency())
                .put("InvoiceNumber", payment.invoiceNumber())
                .put("Number", payment.key())
                .put("PaymentDate", payment.date().toString())
                .put("Source", payment.source());
        entry.set("Amount", Amounts.json(payment.amountOre()));
        entry.set("CurrencyRate", InvoiceView.number(payment.rate()));
        entry.set("CurrencyUnit", InvoiceView.number(invoice.head().unit()));
        return entry;
    }

    private void addInvoice(ObjectNode entry) {
        var head = invoice.head();
        entry.put("ExternalInvoiceReference1", blankIfNull(head.text("ExternalInvoiceReference1")))
                .put("ExternalInvoiceReference2", blankIfNull(head.text("ExternalInvoiceReference2")))
                .put("InvoiceCustomerName", blankIfNull(head.text("CustomerName")))
                .put("InvoiceCustomerNumber", head.customerNumber())
                .put("InvoiceDueDate", head.dueDate().toString())
                .put("InvoiceOCR", invoice.ocr())
                .put("InvoiceTotal", Amounts.json(invoice.sums().totalMinor()).asText());
    }

    private ObjectNode writeOff(InvoicePayment.WriteOff writeOff) {
        var name = request.company()
                .yearOf(payment.date())
                .flatMap(year -> request.company().accounts.find(Account.key(year.id(), writeOff.account())))
                .map(Account::description)
                .orElse("");
        var entry = Json.object()
                .put("AccountNumber", writeOff.account())
                .put("CostCenter", writeOff.costCenter())
                .put("Currency", invoice.head().currency())
                .put("Description", name)
                .put("Project", writeOff.project())
                .put("TransactionInformation", writeOff.text());
        entry.set("Amount", Amounts.json(writeOff.minor()));
        return entry;
    }

    private static String blankIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }
}
