package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Captures and refunds one by one, as the rows of the ledger make them, or as they were given. */
final class Payments {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Digits of a rate behind the point. */
    private static final int RATE_DIGITS = 4;

    private final Map<String, JsonNode> given = new LinkedHashMap<>();

    /** Keeps a capture or a refund as the API tells it. */
    void keep(JsonNode payment) {
        given.put(payment.path("id").asText(), payment);
    }

    /** Null when there is none. */
    @Nullable
    JsonNode capture(String id, List<LedgerRow> rows) {
        @Nullable JsonNode known = given.get(id);
        if (known != null && known.has("seller_receivable_breakdown")) {
            return known;
        }
        return rows.stream()
                .filter(row -> row.id().equals(id) && row.code().startsWith("T00") && row.amount() > 0)
                .findFirst()
                .map(row -> capture(row, rows))
                .orElse(null);
    }

    /** Null when there is none. */
    @Nullable
    JsonNode refund(String id, List<LedgerRow> rows) {
        @Nullable JsonNode known = given.get(id);
        if (known != null && known.has("seller_payable_breakdown")) {
            return known;
        }
        return rows.stream()
                .filter(row -> row.id().equals(id) && row.code().equals("T1107"))
                .findFirst()
                .map(row -> refund(row, rows))
                .orElse(null);
    }

    private static ObjectNode capture(LedgerRow row, List<LedgerRow> rows) {
        long refunded = refunded(row.id(), rows);
        ObjectNode told = payment(row);
        told.put(
                "status",
                switch (row.status()) {
                    case "P" -> "PENDING";
                    case "D" -> "DECLINED";
                    default ->
                        refunded == 0 ? "COMPLETED" : refunded < row.amount() ? "PARTIALLY_REFUNDED" : "REFUNDED";
                });
        ObjectNode breakdown = told.putObject("seller_receivable_breakdown");
        breakdown.set("gross_amount", SandboxAccount.money(row.currency(), row.amount()));
        breakdown.set("paypal_fee", SandboxAccount.money(row.currency(), -row.fee()));
        breakdown.set("net_amount", SandboxAccount.money(row.currency(), row.amount() + row.fee()));
        rows.stream()
                .filter(leg -> leg.code().startsWith("T02")
                        && leg.reference().equals(row.id())
                        && !leg.currency().equals(row.currency()))
                .findFirst()
                .ifPresent(leg -> {
                    breakdown.set("receivable_amount", SandboxAccount.money(leg.currency(), leg.amount()));
                    breakdown
                            .putObject("exchange_rate")
                            .put("source_currency", row.currency())
                            .put("target_currency", leg.currency())
                            .put(
                                    "value",
                                    major(leg.currency(), leg.amount())
                                            .divide(
                                                    major(row.currency(), row.amount() + row.fee()),
                                                    RATE_DIGITS,
                                                    RoundingMode.HALF_UP)
                                            .toPlainString());
                });
        return told;
    }

    private static ObjectNode refund(LedgerRow row, List<LedgerRow> rows) {
        ObjectNode told = payment(row).put("status", row.status().equals("P") ? "PENDING" : "COMPLETED");
        ObjectNode breakdown = told.putObject("seller_payable_breakdown");
        breakdown.set("gross_amount", SandboxAccount.money(row.currency(), -row.amount()));
        breakdown.set("paypal_fee", SandboxAccount.money(row.currency(), row.fee()));
        breakdown.set("net_amount", SandboxAccount.money(row.currency(), -row.amount() - row.fee()));
        breakdown.set("total_refunded_amount", SandboxAccount.money(row.currency(), refunded(row.reference(), rows)));
        return told;
    }

    private static ObjectNode payment(LedgerRow row) {
        ObjectNode told = JSON.createObjectNode().put("id", row.id());
        told.set("amount", SandboxAccount.money(row.currency(), Math.abs(row.amount())));
        told.put("invoice_id", row.invoiceId()).put("custom_id", row.customField());
        told.put("create_time", row.at().toString())
                .put("update_time", row.updated().toString());
        return told;
    }

    private static long refunded(String payment, List<LedgerRow> rows) {
        return rows.stream()
                .filter(row -> row.code().equals("T1107") && row.reference().equals(payment) && row.moved())
                .mapToLong(row -> -row.amount())
                .sum();
    }

    private static BigDecimal major(String currency, long minor) {
        return BigDecimal.valueOf(minor, Currency.getInstance(currency).getDefaultFractionDigits());
    }
}
