package se.kvitta.sandbox.klarna;

import java.util.Locale;

/** A field of a transaction row, named as in the file. */
public enum TransactionColumn {
    TYPE,
    CAPTURE_DATE,
    SALE_DATE,
    ORDER_ID,
    SHORT_ORDER_ID,
    CAPTURE_ID,
    MERCHANT_REFERENCE1,
    MERCHANT_REFERENCE2,
    AMOUNT,
    POSTING_CURRENCY,
    REFUND_ID,
    PURCHASE_COUNTRY,
    /** Rate of the VAT on Klarna's fee. */
    TAX_RATE,
    /** Amount of the VAT on Klarna's fee. */
    TAX_AMOUNT,
    SHIPPING_COUNTRY,
    INITIAL_PAYMENT_METHOD_TYPE,
    INITIAL_NUMBER_OF_INSTALLMENTS,
    INITIAL_PAYMENT_METHOD_MONTHLY_DOWNPAYMENTS,
    MERCHANT_CAPTURE_REFERENCE,
    MERCHANT_REFUND_REFERENCE,
    DETAILED_TYPE,
    /** The first rate of the consumer's VAT. */
    TAX_RATE_1,
    TAX_AMOUNT_1,
    TAX_RATE_2,
    TAX_AMOUNT_2,
    TAX_RATE_3,
    TAX_AMOUNT_3,
    TAX_RATE_4,
    TAX_AMOUNT_4,
    TAX_IN_CURRENCY_OF_REGISTRATION_COUNTRY,
    CURRENCY_CODE_OF_REGISTRATION_COUNTRY,
    REVERSAL_REFERENCE,
    KLARNA_COMMENT;

    String heading() {
        return name().toLowerCase(Locale.ROOT);
    }

    String cell(SettlementRow row, FeeContract contract, ReportFormat format) {
        var notation = format.notation();
        var feeVat = format.feeVatOnRows() && row.feeVatRate > 0;
        return switch (this) {
            case TYPE -> row.typeName;
            case CAPTURE_DATE -> notation.date(row.captured);
            case SALE_DATE -> notation.date(row.order.ordered() == null ? row.captured : row.order.ordered());
            case ORDER_ID -> row.order.orderId();
            case SHORT_ORDER_ID -> row.order.shortOrderId();
            case CAPTURE_ID -> row.captureId;
            case MERCHANT_REFERENCE1 -> row.order.reference1();
            case MERCHANT_REFERENCE2 -> row.order.reference2();
            case AMOUNT -> notation.rowAmount(row, row.amount);
            case POSTING_CURRENCY -> row.currency;
            case REFUND_ID -> row.refundId;
            case PURCHASE_COUNTRY -> row.order.purchaseCountry();
            case TAX_RATE -> feeVat ? notation.rate(row.feeVatRate) : "";
            case TAX_AMOUNT -> feeVat ? notation.rowAmount(row, row.feeVat) : "";
            case SHIPPING_COUNTRY -> row.order.shippingCountry();
            case INITIAL_PAYMENT_METHOD_TYPE -> row.order.method();
            case INITIAL_NUMBER_OF_INSTALLMENTS, INITIAL_PAYMENT_METHOD_MONTHLY_DOWNPAYMENTS ->
                row.order.installments() == 0 ? "" : Integer.toString(row.order.installments());
            case MERCHANT_CAPTURE_REFERENCE -> row.captureReference;
            case MERCHANT_REFUND_REFERENCE -> row.refundReference;
            case DETAILED_TYPE -> row.detailedType;
            case TAX_RATE_1 -> consumerVatRate(row, 0, notation);
            case TAX_RATE_2 -> consumerVatRate(row, 1, notation);
            case TAX_RATE_3 -> consumerVatRate(row, 2, notation);
            case TAX_RATE_4 -> consumerVatRate(row, 3, notation);
            case TAX_AMOUNT_1 -> consumerVatAmount(row, 0, notation);
            case TAX_AMOUNT_2 -> consumerVatAmount(row, 1, notation);
            case TAX_AMOUNT_3 -> consumerVatAmount(row, 2, notation);
            case TAX_AMOUNT_4 -> consumerVatAmount(row, 3, notation);
            case TAX_IN_CURRENCY_OF_REGISTRATION_COUNTRY ->
                feeVat && contract.registrationRate() > 0 ? notation.rowAmount(row, row.registrationVat) : "";
            case CURRENCY_CODE_OF_REGISTRATION_COUNTRY ->
                feeVat && contract.registrationRate() > 0 ? contract.registrationCurrency() : "";
            case REVERSAL_REFERENCE -> row.reversalReference;
            case KLARNA_COMMENT -> row.comment;
        };
    }

    private static String consumerVatRate(SettlementRow row, int pair, Notation notation) {
        return pair < row.consumerVat.size()
                ? notation.rate(row.consumerVat.get(pair).rate())
                : "";
    }

    private static String consumerVatAmount(SettlementRow row, int pair, Notation notation) {
        return pair < row.consumerVat.size()
                ? notation.rowAmount(row, row.consumerVat.get(pair).amount())
                : "";
    }
}
