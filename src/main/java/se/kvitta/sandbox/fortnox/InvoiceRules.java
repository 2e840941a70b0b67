package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes an invoice of what was sent, or refuses it for the reason that Fortnox would give. */
final class InvoiceRules {

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    private final Company company;
    private final Assumptions assumptions;
    private final LocalDate today;

    InvoiceRules(Company company, Assumptions assumptions, LocalDate today) {
        this.company = company;
        this.assumptions = assumptions;
        this.today = today;
    }

    /** Writes the new invoice into the change. */
    Invoice added(Input input, Books.Change change) {
        var customer = customer(input.requiredText("CustomerNumber", null));
        long number = number(input, change);
        var head = head(input, new InvoiceDefaults(company, today).head(customer, input), customer);
        var year = company.requiredYear(head.invoiceDate());
        var read =
                new InvoiceRows(company, assumptions, head, customer, year).read(input.rows("InvoiceRows"), List.of());
        return written(number, head, ocr(input, number, Ocr.of(number)), read, customer, change);
    }

    /** Writes an invoice of rows that were read before, those of an order, into the change. */
    Invoice drawn(Invoice.Head head, List<Invoice.Row> rows, Customer customer, Books.Change change) {
        long number = nextNumber(company, change);
        return written(number, head, Ocr.of(number), rows, customer, change);
    }

    private Invoice written(
            long number,
            Invoice.Head head,
            String ocr,
            List<Invoice.Row> rows,
            Customer customer,
            Books.Change change) {
        requireOpen(head.invoiceDate());
        var year = company.requiredYear(head.invoiceDate());
        new InvoiceRows(company, assumptions, head, customer, year).require(rows);
        var added = new InvoiceSums(company, assumptions).of(rows, head, customer, year);
        var invoice = new Invoice(
                number,
                head,
                ocr,
                numbered(company, added.rows(), change),
                added.sums(),
                false,
                false,
                added.sums().totalMinor(),
                null,
                null,
                0,
                0,
                false,
                change.at());
        change.put(company.invoices, invoice.key(), invoice);
        return invoice;
    }

    /** Writes the changed invoice into the change; its rows have new ids afterwards. */
    Invoice changed(Invoice before, Input input, Books.Change change) {
        if (input.has("DocumentNumber") && !before.key().equals(input.text("DocumentNumber", null))) {
            throw AssumedReason.NUMBER_FIXED.refusal("DocumentNumber");
        }
        if (before.warehouseReady() && company.articleSettings().warehouse()) {
            throw KnownReason.ORDER_READY.refusal(before.number());
        }
        var customer =
                customer(input.requiredText("CustomerNumber", before.head().customerNumber()));
        var head = head(input, before.head(), customer);
        requireOpen(head.invoiceDate());
        var year = company.requiredYear(head.invoiceDate());
        var reader = new InvoiceRows(company, assumptions, head, customer, year);
        var rows = input.names("InvoiceRows") ? reader.read(input.rows("InvoiceRows"), before.rows()) : before.rows();
        reader.require(rows);
        var added = new InvoiceSums(company, assumptions).of(rows, head, customer, year);
        var ocr = ocr(input, before.number(), before.ocr());
        var invoice = before.edited(head, ocr, numbered(company, added.rows(), change), added.sums(), change.at());
        change.put(company.invoices, invoice.key(), invoice);
        return invoice;
    }

    Customer customer(String number) {
        var customer = company.customer(number).orElseThrow(() -> KnownReason.CUSTOMER_MISSING.refusal(number));
        if (!customer.active()) {
            throw AssumedReason.CUSTOMER_INACTIVE.refusal(number);
        }
        return customer;
    }

    /** Only when told so is an invoice refused that could not be booked anyway. */
    private void requireOpen(LocalDate invoiceDate) {
        if (assumptions.is(Assumption.INVOICE_IN_LOCKED_PERIOD, "refuse")) {
            company.requireUnlocked(invoiceDate);
        }
    }

    private long number(Input input, Books.Change change) {
        var chosen = input.text("DocumentNumber", null);
        if (chosen == null) {
            return nextNumber(company, change);
        }
        if (!NUMBER.matcher(chosen).matches()) {
            throw KnownReason.NOT_NUMERIC.refusal(chosen);
        }
        if (company.invoices.has(chosen)) {
            throw AssumedReason.ALREADY_EXISTS.refusal(chosen);
        }
        return Long.parseLong(chosen);
    }

    /** The next of the series that nobody has chosen before. */
    static long nextNumber(Company company, Books.Change change) {
        var sequence = company.sequence("invoice");
        long next = sequence.next();
        while (company.invoices.has(Long.toString(next))) {
            next++;
        }
        change.put(company.sequences, sequence.name(), sequence.after(next));
        return next;
    }

    /** Gives every row an id that no row ever had. */
    static List<Invoice.Row> numbered(Company company, List<Invoice.Row> rows, Books.Change change) {
        var sequence = company.sequence("row");
        long next = sequence.next();
        var numbered = new ArrayList<Invoice.Row>();
        for (var row : rows) {
            numbered.add(row.numbered(next++));
        }
        change.put(company.sequences, sequence.name(), sequence.after(next - 1));
        return List.copyOf(numbered);
    }

    private static String ocr(Input input, long number, String before) {
        if (input.blanks("OCR")) {
            return Ocr.of(number);
        }
        var ocr = input.requiredText("OCR", before);
        if (!ocr.equals(before) && !Ocr.isValid(ocr)) {
            throw AssumedReason.OCR_INVALID.refusal(ocr);
        }
        return ocr;
    }

    Invoice.Head head(Input input, Invoice.Head before, Customer customer) {
        requireNothingAbsent(input);
        var currency = input.requiredText("Currency", before.currency());
        boolean same = currency.equals(before.currency());
        var date = orElse(input.date("InvoiceDate", before.invoiceDate()), today);
        var texts = input.texts(InvoiceShape.KEPT, before.texts());
        var head = new Invoice.Head(
                customer.number(),
                texts,
                date,
                orElse(input.date("DueDate", before.dueDate()), date),
                input.date("DeliveryDate", before.deliveryDate()),
                input.date("OutboundDate", before.outboundDate()),
                currency,
                rate(input.decimal("CurrencyRate", same ? before.rate() : null), currency),
                unit(input.decimal("CurrencyUnit", same ? before.unit() : null), currency),
                input.bool("VATIncluded", before.vatIncluded()),
                input.bool("NotCompleted", before.notCompleted()),
                minor(input.decimal("AdministrationFee", Amounts.kronor(before.feeMinor()))),
                minor(input.decimal("Freight", Amounts.kronor(before.freightMinor()))),
                input.object("EmailInformation", before.email()),
                input.object("EDIInformation", before.edi()),
                labels(input, before));
        require(head, texts);
        return head;
    }

    /** The labels that are sent, all of them, in the place of those that were. */
    private Set<Integer> labels(Input input, Invoice.Head before) {
        if (!input.names("Labels")) {
            return before.labels();
        }
        var labels = new TreeSet<Integer>();
        for (var label : input.rows("Labels")) {
            int id = label.requiredInteger("Id");
            if (!company.labels.has(Integer.toString(id))) {
                throw AssumedReason.LABEL_UNKNOWN.refusal();
            }
            labels.add(id);
        }
        return labels;
    }

    private static void requireNothingAbsent(Input input) {
        var reduction = input.text("TaxReductionType", null);
        if (reduction != null && !reduction.equals("none")) {
            throw AssumedReason.HOUSE_WORK_ABSENT.refusal();
        }
    }

    private void require(Invoice.Head head, Map<String, String> texts) {
        new References(company)
                .require(
                        texts::get,
                        "CostCenter",
                        "Project",
                        "TermsOfPayment",
                        "TermsOfDelivery",
                        "WayOfDelivery",
                        "PriceList");
        new References(company).require(Map.of("Currency", head.currency())::get, "Currency");
        boolean cash = "CASHINVOICE".equals(texts.get("InvoiceType"));
        if (texts.containsKey("PaymentWay") && !cash) {
            throw AssumedReason.PAYMENT_WAY_WITHOUT_CASH.refusal();
        }
    }

    /** Whoever names no rate gets 1, whatever the currency. */
    private static BigDecimal rate(@Nullable BigDecimal rate, String currency) {
        if (rate == null || currency.equals("SEK")) {
            return BigDecimal.ONE;
        }
        if (rate.signum() <= 0) {
            throw AssumedReason.NUMBER_RANGE.refusal("CurrencyRate");
        }
        return rate;
    }

    private BigDecimal unit(@Nullable BigDecimal unit, String currency) {
        if (unit == null) {
            return company.currencies.find(currency).map(CurrencyRate::unit).orElse(BigDecimal.ONE);
        }
        if (unit.signum() <= 0) {
            throw AssumedReason.NUMBER_RANGE.refusal("CurrencyUnit");
        }
        return unit;
    }

    private static long minor(@Nullable BigDecimal amount) {
        return amount == null ? 0 : InvoiceSums.minor(amount);
    }

    private static LocalDate orElse(@Nullable LocalDate date, LocalDate otherwise) {
        return date == null ? otherwise : date;
    }
}
