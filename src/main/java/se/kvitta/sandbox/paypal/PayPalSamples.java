package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;

/** A composed merchant's three days, with its PayPal invoice: every amount of it is known. */
public final class PayPalSamples {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxx");

    /** The merchant's id. */
    public static final String ACCOUNT = "FJ7LLRVMDS6N2";

    private PayPalSamples() {}

    /** Fills an account with what happened from 7 to 9 September 2026. */
    public static void load(SandboxAccount account) throws IOException {
        account.opening("SEK", 100_000);
        var known = new HashSet<String>();
        for (String page :
                List.of("transactions_p1", "transactions_p2", "transactions_p3", "transactions_all_records_window")) {
            for (JsonNode told : read(page).path("transaction_details")) {
                // The last is a day of the others with the rows beside it that move no money.
                if (known.add(told.at("/transaction_info/transaction_id").asText())) {
                    account.add(row((ObjectNode) told));
                }
            }
        }
        account.invoice(read("invoice_detail"));
        account.payment(read("capture_usd"));
        account.payment(read("refund_sek"));
    }

    private static JsonNode read(String name) throws IOException {
        try (InputStream in = PayPalSamples.class.getResourceAsStream("/sandbox/paypal/" + name + ".json")) {
            return JSON.readTree(in);
        }
    }

    private static LedgerRow row(ObjectNode told) {
        ObjectNode rest = told.deepCopy();
        ObjectNode info = (ObjectNode) rest.path("transaction_info");
        JsonNode amount = info.path("transaction_amount");
        String currency = amount.path("currency_code").asText();
        var row = new LedgerRow(
                info.path("transaction_id").asText(),
                info.path("paypal_reference_id").asText(""),
                info.path("transaction_event_code").asText(),
                OffsetDateTime.parse(info.path("transaction_initiation_date").asText(), TIME)
                        .toInstant(),
                OffsetDateTime.parse(info.path("transaction_updated_date").asText(), TIME)
                        .toInstant(),
                info.path("transaction_status").asText(),
                currency,
                minor(amount, currency),
                minor(info.path("fee_amount"), currency),
                info.path("invoice_id").asText(""),
                info.path("custom_field").asText(""),
                rest);
        // What the ledger counts by itself is not told twice.
        info.remove(List.of(
                "transaction_id",
                "paypal_reference_id",
                "transaction_event_code",
                "transaction_initiation_date",
                "transaction_updated_date",
                "transaction_amount",
                "fee_amount",
                "transaction_status",
                "invoice_id",
                "custom_field",
                "ending_balance",
                "available_balance"));
        return row;
    }

    private static long minor(JsonNode amount, String currency) {
        String value = amount.path("value").asText("");
        return value.isEmpty()
                ? 0
                : new BigDecimal(value)
                        .movePointRight(Currency.getInstance(currency).getDefaultFractionDigits())
                        .longValueExact();
    }
}
