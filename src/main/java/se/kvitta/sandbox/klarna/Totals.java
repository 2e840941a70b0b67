package se.kvitta.sandbox.klarna;

/**
 * The sums of a settlement, in minor units of its currency, all without a sign except fee corrections, the reversals
 * when merchant protection exceeds them, and the settlement amount in the {@link NegativePayout#SIGNED} reading.
 *
 * <p>They obey Klarna's table "Calculation of settlement amount", with the VAT of refunded fees added, and
 * {@code closing debt = opening debt − repay + deposit}.
 */
public record Totals(
        long rows,
        long sale,
        long fee,
        long feeCorrection,
        long tax,
        long returned,
        long reversal,
        long commission,
        long credit,
        long charge,
        long holdback,
        long release,
        long openingDebt,
        long deposit,
        long repay,
        long closingDebt,
        long feeRefund,
        long taxRefund,
        long settlement) {

    /** Sale minus everything that lessens it, before debt is repaid or incurred. */
    public long net() {
        return settlementBeforeDebt(
                sale,
                fee,
                feeCorrection,
                tax,
                returned,
                reversal,
                commission,
                credit,
                charge,
                holdback,
                release,
                feeRefund,
                taxRefund);
    }

    private static long settlementBeforeDebt(
            long sale,
            long fee,
            long feeCorrection,
            long tax,
            long returned,
            long reversal,
            long commission,
            long credit,
            long charge,
            long holdback,
            long release,
            long feeRefund,
            long taxRefund) {
        return sale
                - returned
                - reversal
                - fee
                + feeCorrection
                - tax
                + commission
                - charge
                + credit
                - holdback
                + release
                + feeRefund
                + taxRefund;
    }

    /** Adds rows up. */
    static final class Sum {
        private long rows;
        private long sale;
        private long fee;
        private long feeCorrection;
        private long tax;
        private long returned;
        private long reversal;
        private long commission;
        private long credit;
        private long charge;
        private long holdback;
        private long release;
        private long feeRefund;
        private long taxRefund;

        void add(SettlementRow row) {
            rows++;
            switch (row.type) {
                case SALE -> sale = Math.addExact(sale, row.amount);
                case FEE -> {
                    fee = Math.addExact(fee, row.amount);
                    tax = Math.addExact(tax, row.feeVat);
                }
                case FEE_REFUND -> {
                    feeRefund = Math.addExact(feeRefund, row.amount);
                    taxRefund = Math.addExact(taxRefund, row.feeVat);
                }
                case RETURN -> returned = Math.addExact(returned, row.amount);
                case REVERSAL -> reversal = Math.addExact(reversal, row.amount);
                case REVERSAL_MERCHANT_PROTECTION -> reversal = Math.subtractExact(reversal, row.amount);
                case COMMISSION -> commission = Math.addExact(commission, row.amount);
                // Klarna names no total of its own for corrections; the only one that fits is this.
                case CORRECTION -> feeCorrection = Math.addExact(feeCorrection, row.amount);
                case CREDIT -> credit = Math.addExact(credit, row.amount);
                case CHARGE -> charge = Math.addExact(charge, row.amount);
                case HOLDBACK -> holdback = Math.addExact(holdback, row.amount);
                case RELEASE -> release = Math.addExact(release, row.amount);
            }
        }

        Totals totals(long openingDebt, NegativePayout reading) {
            var net = settlementBeforeDebt(
                    sale,
                    fee,
                    feeCorrection,
                    tax,
                    returned,
                    reversal,
                    commission,
                    credit,
                    charge,
                    holdback,
                    release,
                    feeRefund,
                    taxRefund);
            var deposit = Math.max(0, -net);
            var repay = Math.min(openingDebt, Math.max(0, net));
            var settlement = net < 0 && reading == NegativePayout.ZERO ? 0 : net - repay;
            return new Totals(
                    rows,
                    sale,
                    fee,
                    feeCorrection,
                    tax,
                    returned,
                    reversal,
                    commission,
                    credit,
                    charge,
                    holdback,
                    release,
                    openingDebt,
                    deposit,
                    repay,
                    openingDebt - repay + deposit,
                    feeRefund,
                    taxRefund,
                    settlement);
        }
    }
}
