package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The composed samples as an account: what is in them, and the bytes for the requests that they answer. */
final class SampleFiles {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String ROWS = "balance_transactions";
    private static final List<String> PAGES = List.of(
            "balance_transactions_payout_p1", "balance_transactions_payout_p2", "balance_transactions_payout_p3");

    /** What each file answers besides pages of rows: a path and its parameters. */
    private static final Map<String, String> ANSWERS = Map.of(
            "payouts", "payouts {}",
            "charges_expanded", "charges {expand[]=[data.customer.tax_ids, data.balance_transaction], limit=[100]}",
            "customers", "customers {expand[]=[data.tax_ids], limit=[100]}",
            "payment_intents", "payment_intents {limit=[100]}",
            "refunds", "refunds {limit=[100]}",
            "disputes", "disputes {limit=[100]}",
            "tax_rates", "tax_rates {limit=[100]}",
            "balance", "balance {}");

    /** What may stand in full where an answer has an id. */
    private static final Set<String> REFERENCES = Set.of("source", "customer", "balance_transaction");

    private final Path folder;
    private final StripeAccount account;

    SampleFiles(Path folder, StripeAccount account) {
        this.folder = folder;
        this.account = account;
    }

    void load() {
        ANSWERS.forEach((name, request) -> account.answer(request, text(name)));
        String payout = read("payouts").path("data").path(0).path("id").asText();
        var asked = new TreeMap<String, List<String>>();
        asked.put("payout", List.of(payout));
        asked.put("limit", List.of("10"));
        asked.put("expand[]", List.of("data.source"));
        for (String page : PAGES) {
            account.answer(ROWS + " " + asked, text(page));
            for (JsonNode row : read(page).path("data")) {
                account.keepRow(plain(row), payout);
                asked.put("starting_after", List.of(row.path("id").asText()));
            }
        }
        for (String name : List.of(
                "payouts", "customers", "payment_intents", "charges_expanded", "refunds", "disputes", "tax_rates")) {
            read(name).path("data").forEach(this::plain);
        }
        JsonNode invoice = read("invoice");
        account.sold().keep(plain(invoice));
        account.answer("invoices/" + invoice.path("id").asText() + " {}", text("invoice"));
        for (String name : List.of("invoice_payments_by_payment_intent", "checkout_sessions_by_payment_intent")) {
            read(name).path("data").forEach(one -> account.sold().keep(plain(one)));
        }
    }

    /** Keeps an object with ids for what it tells in full, and what it tells in full by itself. */
    private ObjectNode plain(JsonNode told) {
        ObjectNode object = told.deepCopy();
        for (String reference : REFERENCES) {
            JsonNode whole = object.path(reference);
            if (whole.isObject()) {
                object.put(reference, plain(whole).path("id").asText());
            }
        }
        account.keep(object);
        return object;
    }

    private JsonNode read(String name) {
        try {
            return JSON.readTree(text(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String name) {
        try {
            return Files.readString(folder.resolve(name + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
