package se.kvitta.sandbox.klarna;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A field of the summary section, named as in the file. */
public enum SummaryColumn {
    TOTAL_SALE_AMOUNT,
    TOTAL_FEE_AMOUNT,
    TOTAL_FEE_CORRECTION_AMOUNT,
    TOTAL_TAX_AMOUNT,
    TOTAL_RETURN_AMOUNT,
    TOTAL_REVERSAL_AMOUNT,
    TOTAL_COMMISSION_AMOUNT,
    TOTAL_CREDIT_AMOUNT,
    TOTAL_CHARGE_AMOUNT,
    TOTAL_HOLDBACK_AMOUNT,
    TOTAL_RELEASE_AMOUNT,
    OPENING_DEBT_BALANCE,
    TOTAL_DEPOSIT_AMOUNT,
    TOTAL_REPAY_AMOUNT,
    CLOSING_DEBT_BALANCE,
    TOTAL_FEE_REFUND_AMOUNT,
    /** Not documented by Klarna; written only when it is not zero. */
    TOTAL_TAX_REFUND_AMOUNT,
    TOTAL_SETTLEMENT_AMOUNT,
    PAYMENT_REFERENCE,
    SETTLEMENT_CURRENCY,
    PAYOUT_DATE,
    MERCHANT_ID,
    MERCHANT_SETTLEMENT_TYPE,
    /** Always empty; not part of the standard summary. */
    SUBMERCHANT_ID;

    /** All that Klarna's files have by default, in the documented order. */
    public static List<SummaryColumn> standard() {
        return Arrays.stream(values()).filter(c -> c != SUBMERCHANT_ID).toList();
    }

    String heading() {
        return name().toLowerCase(Locale.ROOT);
    }

    String cell(SettlementPlan plan, Totals totals, Notation notation) {
        return switch (this) {
            case PAYMENT_REFERENCE -> plan.reference();
            case SETTLEMENT_CURRENCY -> plan.currency();
            case PAYOUT_DATE -> notation.date(plan.paid());
            case MERCHANT_ID -> plan.merchantId();
            case MERCHANT_SETTLEMENT_TYPE -> plan.settlementType();
            case SUBMERCHANT_ID -> "";
            default -> notation.amount(total(totals), plan.currency());
        };
    }

    long total(Totals totals) {
        return switch (this) {
            case TOTAL_SALE_AMOUNT -> totals.sale();
            case TOTAL_FEE_AMOUNT -> totals.fee();
            case TOTAL_FEE_CORRECTION_AMOUNT -> totals.feeCorrection();
            case TOTAL_TAX_AMOUNT -> totals.tax();
            case TOTAL_RETURN_AMOUNT -> totals.returned();
            case TOTAL_REVERSAL_AMOUNT -> totals.reversal();
            case TOTAL_COMMISSION_AMOUNT -> totals.commission();
            case TOTAL_CREDIT_AMOUNT -> totals.credit();
            case TOTAL_CHARGE_AMOUNT -> totals.charge();
            case TOTAL_HOLDBACK_AMOUNT -> totals.holdback();
            case TOTAL_RELEASE_AMOUNT -> totals.release();
            case OPENING_DEBT_BALANCE -> totals.openingDebt();
            case TOTAL_DEPOSIT_AMOUNT -> totals.deposit();
            case TOTAL_REPAY_AMOUNT -> totals.repay();
            case CLOSING_DEBT_BALANCE -> totals.closingDebt();
            case TOTAL_FEE_REFUND_AMOUNT -> totals.feeRefund();
            case TOTAL_TAX_REFUND_AMOUNT -> totals.taxRefund();
            case TOTAL_SETTLEMENT_AMOUNT -> totals.settlement();
            case PAYMENT_REFERENCE,
                    SETTLEMENT_CURRENCY,
                    PAYOUT_DATE,
                    MERCHANT_ID,
                    MERCHANT_SETTLEMENT_TYPE,
                    SUBMERCHANT_ID -> throw new IllegalArgumentException(heading() + " is not an amount");
        };
    }
}
