package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which invoices a list is asked for. A text matches when it is contained, whatever the case. */
final class InvoiceSearch {

    /** Texts of the invoice that can be searched for. */
    private static final Map<String, Function<Invoice, @Nullable String>> TEXTS = Map.ofEntries(
            Map.entry("documentnumber", Invoice::key),
            Map.entry("customernumber", invoice -> invoice.head().customerNumber()),
            Map.entry("ocr", Invoice::ocr),
            Map.entry("currency", invoice -> invoice.head().currency()),
            Map.entry("customername", text("CustomerName")),
            Map.entry("ourreference", text("OurReference")),
            Map.entry("yourreference", text("YourReference")),
            Map.entry("yourordernumber", text("YourOrderNumber")),
            Map.entry("externalinvoicereference1", text("ExternalInvoiceReference1")),
            Map.entry("externalinvoicereference2", text("ExternalInvoiceReference2")),
            Map.entry("costcenter", text("CostCenter")),
            Map.entry("project", text("Project")),
            Map.entry("invoicetype", text("InvoiceType")));

    private static final Map<String, Function<Invoice.Row, @Nullable String>> ROW_TEXTS = Map.of(
            "articlenumber", Invoice.Row::articleNumber,
            "articledescription", Invoice.Row::description);

    private static final Set<String> MARKS = Set.of("sent", "notcompleted", "credit");

    private static final Set<String> OTHERS = Set.of(
            "filter",
            "label",
            "accountnumberfrom",
            "accountnumberto",
            "fromdate",
            "todate",
            "fromfinalpaydate",
            "tofinalpaydate",
            "lastmodified");

    private final Request request;

    InvoiceSearch(Request request) {
        this.request = request;
    }

    private static Function<Invoice, @Nullable String> text(String name) {
        return invoice -> invoice.head().text(name);
    }

    static Set<String> parameters() {
        return Routes.both(searchFields(), OTHERS);
    }

    private static Set<String> searchFields() {
        var fields = new TreeSet<>(TEXTS.keySet());
        fields.addAll(ROW_TEXTS.keySet());
        fields.addAll(MARKS);
        return fields;
    }

    Predicate<Invoice> predicate() {
        request.requireOneSearchField(searchFields());
        var recent = request.recent();
        return filter().and(this::hasTexts)
                .and(rows())
                .and(marks())
                .and(between("fromdate", "todate", invoice -> invoice.head().invoiceDate()))
                .and(between("fromfinalpaydate", "tofinalpaydate", Invoice::finalPayDate))
                .and(invoice -> recent.test(invoice.modified()));
    }

    private Predicate<Invoice> filter() {
        var today = request.environment().clock().today();
        return request.filter("cancelled", "fullypaid", "unpaid", "unpaidoverdue", "unbooked")
                .<Predicate<Invoice>>map(filter -> invoice -> switch (filter) {
                    case "cancelled" -> invoice.cancelled();
                    case "fullypaid" -> invoice.finalPayDate() != null;
                    case "unpaid" -> isUnpaid(invoice);
                    case "unpaidoverdue" ->
                        isUnpaid(invoice) && invoice.head().dueDate().isBefore(today);
                    default -> !invoice.booked() && !invoice.cancelled();
                })
                .orElse(invoice -> true);
    }

    private boolean isUnpaid(Invoice invoice) {
        return invoice.booked()
                && !invoice.cancelled()
                && invoice.finalPayDate() == null
                && (invoice.balanceMinor() >= 0 || request.assumes(Assumption.UNPAID_CREDITS, "listed"));
    }

    private boolean hasTexts(Invoice invoice) {
        return TEXTS.entrySet().stream()
                .allMatch(
                        text -> request.contains(text.getKey(), text.getValue().apply(invoice)));
    }

    private Predicate<Invoice> rows() {
        int from = request.wholeNumber("accountnumberfrom").orElse(0);
        int to = request.wholeNumber("accountnumberto").orElse(Integer.MAX_VALUE);
        boolean anyAccount = request.query("accountnumberfrom").isEmpty()
                && request.query("accountnumberto").isEmpty();
        var label = request.wholeNumber("label");
        return invoice -> label.map(id -> isLabelled(request, invoice.head(), id))
                        .orElse(true)
                && (anyAccount || invoice.rows().stream().anyMatch(row -> isBetween(row.account(), from, to)))
                && ROW_TEXTS.entrySet().stream().allMatch(text -> hasRow(invoice, text.getKey(), text.getValue()));
    }

    /** Whether a document has a label that exists. */
    static boolean isLabelled(Request request, Invoice.Head head, int label) {
        return head.labels().contains(label) && request.company().labels.has(Integer.toString(label));
    }

    private static boolean isBetween(@Nullable Integer account, int from, int to) {
        return account != null && account >= from && account <= to;
    }

    private boolean hasRow(Invoice invoice, String parameter, Function<Invoice.Row, @Nullable String> text) {
        return request.query(parameter).isEmpty()
                || invoice.rows().stream().anyMatch(row -> request.contains(parameter, text.apply(row)));
    }

    private Predicate<Invoice> marks() {
        var sent = mark("sent");
        var notCompleted = mark("notcompleted");
        var credit = mark("credit");
        return invoice -> sent.map(wanted -> wanted == invoice.sent()).orElse(true)
                && notCompleted
                        .map(wanted -> wanted == invoice.head().notCompleted())
                        .orElse(true)
                && credit.map(wanted -> wanted == InvoiceView.credits(request, invoice))
                        .orElse(true);
    }

    private Optional<Boolean> mark(String parameter) {
        return request.query(parameter).map(FieldCheck::bool);
    }

    private Predicate<Invoice> between(String from, String to, Function<Invoice, @Nullable LocalDate> date) {
        var first = request.day(from);
        var last = request.day(to);
        if (first.isEmpty() && last.isEmpty()) {
            return invoice -> true;
        }
        return invoice -> {
            var day = date.apply(invoice);
            return day != null
                    && first.map(limit -> !day.isBefore(limit)).orElse(true)
                    && last.map(limit -> !day.isAfter(limit)).orElse(true);
        };
    }
}
