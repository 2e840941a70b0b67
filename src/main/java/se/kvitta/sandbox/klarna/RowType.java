package se.kvitta.sandbox.klarna;

/** The {@code type} of a transaction, with what it does to the payout. */
enum RowType {
    SALE(1),
    FEE(-1),
    FEE_REFUND(1),
    RETURN(-1),
    REVERSAL(-1),
    REVERSAL_MERCHANT_PROTECTION(1),
    COMMISSION(1),
    /** The amount carries the sign itself. */
    CORRECTION(1),
    CREDIT(1),
    CHARGE(-1),
    HOLDBACK(-1),
    RELEASE(1);

    private final int sign;

    RowType(int sign) {
        this.sign = sign;
    }

    int sign() {
        return sign;
    }
}
