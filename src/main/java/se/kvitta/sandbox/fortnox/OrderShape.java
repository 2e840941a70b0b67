package se.kvitta.sandbox.fortnox;

import java.util.Set;
import java.util.stream.Stream;

/** The properties of an order as it is sent: those of an invoice, but for these. */
final class OrderShape {

    /** What an invoice has and an order has not. */
    static final Set<String> ABSENT = Set.of(
            "AccountingMethod",
            "Balance",
            "Booked",
            "ContractReference",
            "Credit",
            "CreditInvoiceReference",
            "DueDate",
            "EDIInformation",
            "EUQuarterlyReport",
            "FinalPayDate",
            "InvoiceDate",
            "InvoicePeriodEnd",
            "InvoicePeriodReference",
            "InvoicePeriodStart",
            "InvoiceRows",
            "InvoiceType",
            "LastRemindDate",
            "NoxFinans",
            "OCR",
            "OrderReference",
            "PaymentWay",
            "Reminders",
            "VoucherNumber",
            "VoucherSeries",
            "VoucherYear");

    /** The same of a row. */
    static final Set<String> ABSENT_IN_ROWS = Set.of("Cost", "PriceExcludingVAT", "TotalExcludingVAT");

    private static final Shape ROW = Shape.of(
            "OrderRow",
            Stream.concat(
                            InvoiceShape.ROW.fields().stream().filter(field -> !ABSENT_IN_ROWS.contains(field.name())),
                            Stream.of(
                                    Field.decimal("OrderedQuantity", 14),
                                    Field.readOnly("ReservedQuantity"),
                                    Field.text("StockPointId", 0, 36)))
                    .toArray(Field[]::new));

    static final Shape ORDER = Shape.of(
            "Order",
            Stream.concat(
                            InvoiceShape.INVOICE.fields().stream().filter(field -> !ABSENT.contains(field.name())),
                            Stream.of(
                                    Field.date("OrderDate"),
                                    Field.rows("OrderRows", ROW),
                                    Field.word("DeliveryState", "registration", "reservation", "delivery"),
                                    Field.bool("CopyRemarks"),
                                    Field.text("StockPointCode", 0, 10),
                                    Field.text("StockPointId", 0, 36),
                                    Field.readOnly("OrderType")))
                    .toArray(Field[]::new));

    private OrderShape() {}
}
