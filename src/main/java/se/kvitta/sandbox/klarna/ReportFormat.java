package se.kvitta.sandbox.klarna;

import static se.kvitta.sandbox.klarna.TransactionColumn.AMOUNT;
import static se.kvitta.sandbox.klarna.TransactionColumn.CAPTURE_DATE;
import static se.kvitta.sandbox.klarna.TransactionColumn.CAPTURE_ID;
import static se.kvitta.sandbox.klarna.TransactionColumn.CURRENCY_CODE_OF_REGISTRATION_COUNTRY;
import static se.kvitta.sandbox.klarna.TransactionColumn.DETAILED_TYPE;
import static se.kvitta.sandbox.klarna.TransactionColumn.INITIAL_NUMBER_OF_INSTALLMENTS;
import static se.kvitta.sandbox.klarna.TransactionColumn.INITIAL_PAYMENT_METHOD_MONTHLY_DOWNPAYMENTS;
import static se.kvitta.sandbox.klarna.TransactionColumn.MERCHANT_REFERENCE1;
import static se.kvitta.sandbox.klarna.TransactionColumn.ORDER_ID;
import static se.kvitta.sandbox.klarna.TransactionColumn.POSTING_CURRENCY;
import static se.kvitta.sandbox.klarna.TransactionColumn.REFUND_ID;
import static se.kvitta.sandbox.klarna.TransactionColumn.TAX_AMOUNT;
import static se.kvitta.sandbox.klarna.TransactionColumn.TAX_IN_CURRENCY_OF_REGISTRATION_COUNTRY;
import static se.kvitta.sandbox.klarna.TransactionColumn.TAX_RATE;
import static se.kvitta.sandbox.klarna.TransactionColumn.TYPE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/**
 * One report configuration of a merchant: which fields, in which order and under which names, and their notation.
 *
 * @param summary the fields of the summary section; empty to leave the section out
 * @param feeVatOnRows whether fee rows state their VAT; otherwise it is only in the summary, the cells are empty
 */
public record ReportFormat(List<SummaryColumn> summary, List<Column> columns, boolean feeVatOnRows, Notation notation) {

    /** A transaction field and the name it has in the file. */
    public record Column(TransactionColumn field, String heading) {

        public static Column of(TransactionColumn field) {
            return new Column(field, field.heading());
        }
    }

    public ReportFormat {
        summary = List.copyOf(summary);
        columns = List.copyOf(columns);
    }

    /** What SFTP delivers out of the box: a summary and ten columns, without fee VAT and detailed types. */
    public static ReportFormat standard() {
        return new ReportFormat(
                SummaryColumn.standard(),
                columns(Arrays.copyOf(TransactionColumn.values(), 10)),
                true,
                Notation.standard());
    }

    /** The fields that a merchant is told to add, consumer VAT among them. */
    public static ReportFormat extended() {
        var fields = EnumSet.allOf(TransactionColumn.class);
        fields.removeAll(EnumSet.of(
                INITIAL_NUMBER_OF_INSTALLMENTS,
                INITIAL_PAYMENT_METHOD_MONTHLY_DOWNPAYMENTS,
                TAX_IN_CURRENCY_OF_REGISTRATION_COUNTRY,
                CURRENCY_CODE_OF_REGISTRATION_COUNTRY));
        return standard().withFields(fields.toArray(TransactionColumn[]::new));
    }

    /** The extended fields and the converted fee VAT, for a currency that is not the merchant's own. */
    public static ReportFormat extendedAbroad() {
        var fields = EnumSet.allOf(TransactionColumn.class);
        fields.removeAll(EnumSet.of(INITIAL_NUMBER_OF_INSTALLMENTS, INITIAL_PAYMENT_METHOD_MONTHLY_DOWNPAYMENTS));
        return standard().withFields(fields.toArray(TransactionColumn[]::new));
    }

    /** Everything configured away from the default: no summary, other order, commas, signs, dates only, all quoted. */
    public static ReportFormat hostile() {
        return standard()
                .withFields(
                        ORDER_ID,
                        MERCHANT_REFERENCE1,
                        TYPE,
                        DETAILED_TYPE,
                        CAPTURE_DATE,
                        AMOUNT,
                        POSTING_CURRENCY,
                        TAX_RATE,
                        TAX_AMOUNT,
                        REFUND_ID,
                        CAPTURE_ID)
                .withoutSummary()
                .withNotation(Notation.standard()
                        .withDelimiter(',')
                        .withNumbers(',', "")
                        .withSigns()
                        .withDatesOnly()
                        .asSavedBySpreadsheet());
    }

    public ReportFormat withFields(TransactionColumn... fields) {
        return new ReportFormat(summary, columns(fields), feeVatOnRows, notation);
    }

    public ReportFormat withRenamed(TransactionColumn field, String heading) {
        var renamed = new ArrayList<Column>();
        for (var column : columns) {
            renamed.add(column.field() == field ? new Column(field, heading) : column);
        }
        return new ReportFormat(summary, renamed, feeVatOnRows, notation);
    }

    public ReportFormat withSummary(SummaryColumn... fields) {
        return new ReportFormat(List.of(fields), columns, feeVatOnRows, notation);
    }

    public ReportFormat withoutSummary() {
        return withSummary();
    }

    public ReportFormat withFeeVatOnlyInSummary() {
        return new ReportFormat(summary, columns, false, notation);
    }

    public ReportFormat withNotation(Notation other) {
        return new ReportFormat(summary, columns, feeVatOnRows, other);
    }

    private static List<Column> columns(TransactionColumn... fields) {
        return Arrays.stream(fields).map(Column::of).toList();
    }
}
