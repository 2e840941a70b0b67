package se.kvitta.sandbox.fortnox;

/** The properties of a payment as it is sent. */
final class PaymentShape {

    private static final Shape WRITE_OFF = Shape.of(
            "WriteOff",
            Field.decimal("Amount", 14).needed(),
            Field.integer("AccountNumber", 1000, 9999).needed(),
            Field.text("CostCenter", 0, 6),
            Field.text("Project", 0, 20),
            Field.text("TransactionInformation", 0, 100),
            Field.readOnly("Currency"),
            Field.readOnly("Description"));

    static final Shape PAYMENT = Shape.of(
            "InvoicePayment",
            // 32 bits here, although a DocumentNumber may be longer.
            Field.integer("InvoiceNumber", 1, Integer.MAX_VALUE).needed(),
            Field.decimal("Amount", 14),
            Field.decimal("AmountCurrency", 14),
            Field.decimal("CurrencyRate", 20),
            Field.date("PaymentDate"),
            Field.text("ModeOfPayment", 0, 25),
            Field.integer("ModeOfPaymentAccount", 1000, 9999),
            Field.rows("WriteOffs", WRITE_OFF),
            Field.readOnly("@url"),
            Field.readOnly("Booked"),
            Field.readOnly("Currency"),
            Field.readOnly("CurrencyUnit"),
            Field.readOnly("ExternalInvoiceReference1"),
            Field.readOnly("ExternalInvoiceReference2"),
            Field.readOnly("InvoiceCustomerName"),
            Field.readOnly("InvoiceCustomerNumber"),
            Field.readOnly("InvoiceDueDate"),
            Field.readOnly("InvoiceOCR"),
            Field.readOnly("InvoiceTotal"),
            Field.readOnly("Number"),
            Field.readOnly("Source"),
            Field.readOnly("VoucherNumber"),
            Field.readOnly("VoucherSeries"),
            Field.readOnly("VoucherYear"));

    private PaymentShape() {}
}
