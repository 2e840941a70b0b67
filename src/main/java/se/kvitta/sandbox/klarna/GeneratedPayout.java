package se.kvitta.sandbox.klarna;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A generated settlement as the API tells it: the same rows as in its file, made up one page at a time. */
final class GeneratedPayout implements ApiPayout {

    private final SettlementGenerator settlement;
    private final ReportFormat format;
    private final RowSource rows;

    /** How many rows there are before those of each order; of what belongs to no order, and of all, at the end. */
    private final int[] before;

    GeneratedPayout(SettlementGenerator settlement, ReportFormat format) throws IOException {
        this.settlement = settlement;
        this.format = format;
        this.rows = new RowSource(settlement.plan());
        this.before = new int[settlement.plan().orders() + 2];
        int[] count = {0};
        for (int order = 0; order < before.length - 1; order++) {
            before[order] = count[0];
            rows.tell(order, row -> count[0]++);
        }
        before[before.length - 1] = count[0];
    }

    @Override
    public ObjectNode payout() {
        var plan = settlement.plan();
        var totals = settlement.totals();
        var payout = JsonNodeFactory.instance.objectNode();
        payout.put("payment_reference", plan.reference());
        payout.put("payout_date", plan.paid().toString());
        payout.put("currency_code", plan.currency());
        payout.put("currency_code_of_registration_country", plan.contract().registrationCurrency());
        payout.put("merchant_settlement_type", plan.settlementType());
        payout.put("merchant_id", plan.merchantId());
        payout.putObject("totals")
                .put("sale_amount", totals.sale())
                .put("return_amount", totals.returned())
                .put("reversal_amount", totals.reversal())
                .put("fee_amount", totals.fee())
                .put("fee_correction_amount", totals.feeCorrection())
                .put("tax_amount", totals.tax())
                .put("commission_amount", totals.commission())
                .put("charge_amount", totals.charge())
                .put("credit_amount", totals.credit())
                .put("holdback_amount", totals.holdback())
                .put("release_amount", totals.release())
                .put("fee_refund_amount", totals.feeRefund())
                .put("tax_refund_amount", totals.taxRefund())
                .put("repay_amount", totals.repay())
                .put("deposit_amount", totals.deposit())
                .put("opening_debt_balance_amount", totals.openingDebt())
                .put("closing_debt_balance_amount", totals.closingDebt())
                .put("settlement_amount", totals.settlement());
        return payout;
    }

    @Override
    public int rows() {
        return before[before.length - 1];
    }

    @Override
    public List<ObjectNode> transactions(int offset, int most) throws IOException {
        var page = new ArrayList<ObjectNode>();
        int found = Arrays.binarySearch(before, offset);
        int order = found >= 0 ? found : -found - 2;
        int[] at = {order < 0 ? 0 : before[Math.min(order, before.length - 1)]};
        for (; order < before.length - 1 && at[0] < offset + most; order++) {
            rows.tell(order, row -> {
                if (at[0] >= offset && at[0] < offset + most) {
                    page.add(transaction(row));
                }
                at[0]++;
            });
        }
        return page;
    }

    private ObjectNode transaction(SettlementRow row) {
        var order = row.order;
        var json = JsonNodeFactory.instance.objectNode();
        json.put("type", row.typeName).put("detailed_type", row.detailedType).put("amount", row.amount);
        json.put("currency_code", row.currency);
        json.put("sale_date", String.valueOf(order.ordered() == null ? row.captured : order.ordered()));
        json.put("capture_date", row.captured.toString()).put("order_id", order.orderId());
        json.put("short_order_id", order.shortOrderId()).put("capture_id", row.captureId);
        json.put("merchant_reference1", order.reference1()).put("merchant_reference2", order.reference2());
        json.put("refund_id", row.refundId).put("purchase_country", order.purchaseCountry());
        if (!order.shippingCountry().isEmpty()) {
            json.put("shipping_country", order.shippingCountry());
            json.put("initial_payment_method_type", order.method());
        }
        if (order.installments() > 0) {
            json.put("initial_number_of_installments", order.installments());
        }
        if (row.feeVatRate > 0) {
            json.put("vat_rate", row.feeVatRate).put("vat_amount", row.feeVat);
            if (settlement.plan().contract().registrationRate() > 0) {
                json.put("tax_in_currency_of_registration_country", row.registrationVat);
                json.put(
                        "currency_code_of_registration_country",
                        settlement.plan().contract().registrationCurrency());
            }
        }
        optional(json, "merchant_capture_reference", row.captureReference);
        optional(json, "merchant_refund_reference", row.refundReference);
        optional(json, "reversal_reference", row.reversalReference);
        optional(json, "klarna_comment", row.comment);
        return json;
    }

    private static void optional(ObjectNode json, String name, String text) {
        if (!text.isEmpty()) {
            json.put(name, text);
        }
    }

    @Override
    public void report(OutputStream out) throws IOException {
        settlement.write(format, out);
    }
}
