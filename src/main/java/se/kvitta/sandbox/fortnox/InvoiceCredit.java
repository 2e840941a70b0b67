package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;

/** Makes the credit invoice of an invoice: all of it, the other way round, not yet booked. */
final class InvoiceCredit {

    private final Company company;
    private final Assumptions assumptions;
    private final LocalDate today;

    InvoiceCredit(Company company, Assumptions assumptions, LocalDate today) {
        this.company = company;
        this.assumptions = assumptions;
        this.today = today;
    }

    /** Writes both into the change; returns the original, which now names its credit. */
    Invoice credit(Invoice original, Books.Change change) {
        if (!original.booked() || original.creditedBy() != 0 || original.creditOf() != 0) {
            throw AssumedReason.NOT_CREDITABLE.refusal(original.number());
        }
        long number = InvoiceRules.nextNumber(company, change);
        var ocr = Ocr.of(number);
        if (company.invoices.all().stream().anyMatch(invoice -> invoice.ocr().equals(ocr))) {
            throw AssumedReason.OCR_USED.refusal(ocr);
        }
        var rows = InvoiceRules.numbered(company, negated(original.rows()), change);
        var sums = negated(original.sums());
        var credit = new Invoice(
                number,
                head(original.head()),
                ocr,
                rows,
                sums,
                false,
                false,
                sums.totalMinor(),
                null,
                null,
                0,
                original.number(),
                false,
                change.at());
        var credited = original.in(original.state().asCredited(number), change.at());
        change.put(company.invoices, credit.key(), credit).put(company.invoices, credited.key(), credited);
        return credited;
    }

    private static List<Invoice.Row> negated(List<Invoice.Row> rows) {
        return rows.stream().map(row -> row.negated(0)).toList();
    }

    private static Invoice.Sums negated(Invoice.Sums sums) {
        return new Invoice.Sums(
                -sums.grossMinor(),
                -sums.netMinor(),
                negated(sums.fee()),
                negated(sums.freight()),
                -sums.vatMinor(),
                -sums.roundOffMinor(),
                -sums.totalMinor());
    }

    private static Invoice.Extra negated(Invoice.Extra extra) {
        return new Invoice.Extra(-extra.netMinor(), -extra.vatMinor(), extra.vatAccount());
    }

    /** Dated today: whoever wants another day changes it before booking. */
    private Invoice.Head head(Invoice.Head of) {
        var texts = new HashMap<>(of.texts());
        if (assumptions.is(Assumption.CREDIT_COPIES_REFERENCES, "no")) {
            texts.remove("ExternalInvoiceReference1");
            texts.remove("ExternalInvoiceReference2");
        }
        return new Invoice.Head(
                of.customerNumber(),
                texts,
                today,
                today,
                of.deliveryDate(),
                of.outboundDate(),
                of.currency(),
                assumptions.is(Assumption.CREDIT_RATE, "one") ? BigDecimal.ONE : of.rate(),
                of.unit(),
                of.vatIncluded(),
                false,
                -of.feeMinor(),
                -of.freightMinor(),
                of.email(),
                of.edi(),
                of.labels());
    }
}
