package se.kvitta.sandbox.fortnox;

/** The properties of a voucher as it is sent. */
final class VoucherShape {

    private static final int AMOUNT_DIGITS = 14;

    private static final Shape ROW = Shape.of(
            "VoucherRow",
            Field.integer("Account", 0, 99_999).needed(),
            Field.decimal("Debit", AMOUNT_DIGITS),
            Field.decimal("Credit", AMOUNT_DIGITS),
            Field.text("TransactionInformation", 0, 100),
            Field.text("CostCenter", 0, 6),
            Field.text("Project", 0, 20),
            Field.decimal("Quantity", AMOUNT_DIGITS),
            Field.text("Description", 0, 200),
            Field.readOnly("Removed"));

    static final Shape VOUCHER = Shape.of(
            "Voucher",
            Field.text("VoucherSeries", 1, 10).needed(),
            Field.date("TransactionDate").needed(),
            Field.text("Description", 1, 200).needed(),
            Field.text("Comments", 0, 1000),
            Field.text("CostCenter", 0, 6),
            Field.text("Project", 0, 20),
            Field.rows("VoucherRows", ROW).needed(),
            // Called required in Fortnox's own description and yet set by Fortnox: taken, and not looked at.
            Field.integer("Year", 0, Integer.MAX_VALUE),
            Field.readOnly("@url"),
            Field.readOnly("VoucherNumber"),
            Field.readOnly("ReferenceNumber"),
            Field.readOnly("ReferenceType"),
            Field.readOnly("ApprovalState"));

    /** What a person adds to a voucher that is already booked. */
    static final Shape ADDED_ROWS = Shape.of("Rows", Field.rows("VoucherRows", ROW));

    private VoucherShape() {}
}
