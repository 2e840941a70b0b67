package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An invoice as Fortnox shows it: whole when read alone, the outline in a list. Some fields change type between them. */
final class InvoiceView {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** Texts of the outline. */
    private static final List<String> OUTLINE = List.of(
            "CostCenter",
            "CustomerName",
            "ExternalInvoiceReference1",
            "ExternalInvoiceReference2",
            "InvoiceType",
            "Project",
            "TermsOfPayment",
            "WayOfDelivery");

    private final Request request;
    private final Invoice invoice;
    private final Invoice.Head head;

    private InvoiceView(Request request, Invoice invoice) {
        this.request = request;
        this.invoice = invoice;
        this.head = invoice.head();
    }

    /** The rate is a text here, and a number when the invoice is read alone. */
    static ObjectNode item(Request request, Invoice invoice) {
        var view = new InvoiceView(request, invoice);
        var entry = view.outline();
        OUTLINE.forEach(name -> entry.put(name, blankIfNull(invoice.head().text(name))));
        return entry.put("CurrencyRate", plain(invoice.head().rate()));
    }

    static ObjectNode single(Request request, Invoice invoice) {
        var view = new InvoiceView(request, invoice);
        var entry = view.outline();
        InvoiceShape.KEPT.forEach(
                name -> entry.put(name, blankIfNull(invoice.head().text(name))));
        entry.put("PaymentWay", invoice.head().text("PaymentWay")); // a word, and nothing is none of them
        entry.set("CurrencyRate", number(invoice.head().rate()));
        view.addDatesAndMarks(entry);
        view.addSums(entry);
        view.addReferences(entry);
        put(
                entry.putObject("EmailInformation"),
                InvoiceShape.EMAIL,
                invoice.head().email());
        put(entry.putObject("EDIInformation"), InvoiceShape.EDI, invoice.head().edi());
        addLabels(entry, request, invoice.head());
        var rows = entry.putArray("InvoiceRows");
        invoice.rows().forEach(row -> rows.add(request.withheld("InvoiceRow", view.row(row))));
        return entry;
    }

    /** A label that was thrown away has fallen off. */
    static void addLabels(ObjectNode entry, Request request, Invoice.Head head) {
        var labels = entry.putArray("Labels");
        head.labels().stream()
                .filter(id -> request.company().labels.has(Integer.toString(id)))
                .forEach(id -> labels.addObject().put("Id", id));
    }

    private ObjectNode outline() {
        var booking = invoice.booking();
        var entry = Json.object()
                .put("@url", request.url("invoices", invoice.key()))
                .put("Booked", invoice.booked())
                .put("Cancelled", invoice.cancelled())
                .put("Currency", head.currency())
                .put("CustomerNumber", head.customerNumber())
                .put("DocumentNumber", invoice.key())
                .put("DueDate", head.dueDate().toString())
                .put("FinalPayDate", day(invoice.finalPayDate()))
                .put("InvoiceDate", head.invoiceDate().toString())
                .put("NoxFinans", false)
                .put("OCR", invoice.ocr())
                .put("Sent", invoice.sent())
                .put("VoucherNumber", booking == null ? null : (Integer) booking.number())
                .put("VoucherSeries", booking == null ? null : booking.series())
                .put("VoucherYear", booking == null ? null : (Integer) booking.financialYear());
        entry.set("Balance", Amounts.json(shownBalance()));
        entry.set("CurrencyUnit", number(head.unit()));
        entry.set("Total", Amounts.json(invoice.sums().totalMinor()));
        return entry;
    }

    /** Without the warehouse module everything is ready at once. */
    private boolean ready() {
        return invoice.warehouseReady() || !request.company().articleSettings().warehouse();
    }

    private long shownBalance() {
        return request.assumes(Assumption.BALANCE_CURRENCY, "invoice") ? invoice.balanceMinor() : invoice.openOre();
    }

    private void addDatesAndMarks(ObjectNode entry) {
        var method = request.company()
                .yearOf(head.invoiceDate())
                .map(FinancialYear::accountingMethod)
                .orElse("ACCRUAL");
        entry.put("AccountingMethod", method)
                .put("DeliveryDate", day(head.deliveryDate()))
                .put("OutboundDate", day(head.outboundDate()))
                .put("EUQuarterlyReport", false)
                .put("HouseWork", false)
                .put("InvoicePeriodStart", "")
                .put("InvoicePeriodEnd", "")
                .put("InvoicePeriodReference", "")
                .putNull("LastRemindDate")
                .put("NotCompleted", head.notCompleted())
                .put("Reminders", 0)
                .put("VATIncluded", head.vatIncluded())
                .put("WarehouseReady", ready());
        var customer = request.company().customers.find(head.customerNumber());
        entry.put(
                "OrganisationNumber",
                blankIfNull(
                        customer.map(found -> found.text("OrganisationNumber")).orElse(null)));
    }

    private void addSums(ObjectNode entry) {
        var sums = invoice.sums();
        entry.put("BasisTaxReduction", 0)
                .put("ContributionPercent", 0)
                .put("ContributionValue", 0)
                .putNull("TaxReduction");
        entry.set("AdministrationFee", Amounts.json(head.feeMinor()));
        entry.set("AdministrationFeeVAT", Amounts.json(sums.fee().vatMinor()));
        entry.set("Freight", Amounts.json(head.freightMinor()));
        entry.set("FreightVAT", Amounts.json(sums.freight().vatMinor()));
        entry.set("Gross", Amounts.json(sums.grossMinor()));
        entry.set("Net", Amounts.json(sums.netMinor()));
        entry.set("RoundOff", Amounts.json(sums.roundOffMinor()));
        entry.set("TotalToPay", Amounts.json(sums.totalMinor()));
        entry.set("TotalVAT", Amounts.json(sums.vatMinor()));
    }

    /** References are texts, and «none» is a text as well. */
    private void addReferences(ObjectNode entry) {
        long other = invoice.creditOf() != 0 ? invoice.creditOf() : invoice.creditedBy();
        entry.put(
                        "@urlTaxReductionList",
                        request.environment().baseUrl() + "/3/taxreductions?filter=invoices&referencenumber="
                                + invoice.key())
                .put("ContractReference", "0")
                .put("Credit", Boolean.toString(credits(request, invoice)))
                .put("CreditInvoiceReference", Long.toString(other))
                .put("InvoiceReference", "0")
                .put("OfferReference", "0")
                .put("OrderReference", head.texts().getOrDefault("OrderReference", "0"))
                .put("TimeBasisReference", 0);
    }

    /** Whether an invoice with a total below zero, made by hand, calls itself a credit, nobody has written down. */
    static boolean credits(Request request, Invoice invoice) {
        return invoice.creditOf() != 0
                || (invoice.sums().totalMinor() < 0 && request.assumes(Assumption.NEGATIVE_IS_CREDIT, "yes"));
    }

    private ObjectNode row(Invoice.Row row) {
        var account = row.account();
        var entry = Json.object()
                .put("AccountNumber", account == null ? 0 : account)
                .put("ArticleNumber", blankIfNull(row.articleNumber()))
                .put("ContributionPercent", "0")
                .put("ContributionValue", "0")
                .put("CostCenter", blankIfNull(row.costCenter()))
                .put("DeliveredQuantity", plain(row.quantity()))
                .put("Description", blankIfNull(row.description()))
                .put("DiscountType", row.discountType())
                .put("HouseWork", false)
                .putNull("HouseWorkHoursToReport")
                .putNull("HouseWorkType")
                .put("Project", blankIfNull(row.project()))
                .put("RowId", row.id())
                .putNull("StockPointCode")
                .put("Unit", blankIfNull(row.unit()))
                .putNull("VATCode");
        entry.set("Discount", number(row.discount()));
        entry.set("Price", number(row.price()));
        entry.set("PriceExcludingVAT", number(priceExcludingVat(row)));
        entry.set("Total", Amounts.json(row.totalMinor()));
        entry.set("TotalExcludingVAT", Amounts.json(row.netMinor()));
        entry.set("VAT", number(row.vatPercent()));
        return entry;
    }

    private BigDecimal priceExcludingVat(Invoice.Row row) {
        return head.vatIncluded()
                ? row.price().multiply(HUNDRED).divide(HUNDRED.add(row.vatPercent()), 2, RoundingMode.HALF_UP)
                : row.price();
    }

    private static void put(ObjectNode entry, List<String> names, Map<String, String> texts) {
        names.forEach(name -> entry.put(name, texts.get(name)));
    }

    static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    static JsonNode number(BigDecimal number) {
        var stripped = number.stripTrailingZeros();
        return DecimalNode.valueOf(stripped.scale() < 0 ? stripped.setScale(0) : stripped);
    }

    private static @Nullable String day(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }

    private static String blankIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }
}
