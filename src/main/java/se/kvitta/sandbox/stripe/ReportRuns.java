package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The reports of an account: a run is asked for, looked at until it is done, and its file is read with the key. */
public final class ReportRuns {

    static final String PATH = "reporting/report_runs";

    static final Set<String> PARAMETERS = Set.of(
            "report_type",
            "parameters[interval_start]",
            "parameters[interval_end]",
            "parameters[payout]",
            "parameters[currency]",
            "parameters[timezone]",
            "parameters[columns][]",
            "parameters[reporting_category]");

    private static final String OF_PAYOUT = "payout_reconciliation.itemized.5";
    private static final String OF_BALANCE = "balance_change_from_activity.itemized.3";

    private static final List<String> COLUMNS = List.of(
            "automatic_payout_id",
            "automatic_payout_effective_at_utc",
            "balance_transaction_id",
            "created_utc",
            "available_on_utc",
            "currency",
            "gross",
            "fee",
            "net",
            "reporting_category",
            "source_id",
            "description",
            "customer_facing_amount",
            "customer_facing_currency",
            "charge_id",
            "payment_intent_id",
            "payment_method_type",
            "payment_metadata[order_id]");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StripeAccount account;
    private final Map<String, ObjectNode> runs = new HashMap<>();
    private final Map<String, String> files = new HashMap<>();
    private Instant until = Instant.parse("2100-01-01T00:00:00Z");
    private int failing;

    ReportRuns(StripeAccount account) {
        this.account = account;
    }

    /** There are data until then; an interval that ends later is refused. */
    public void dataUntil(Instant end) {
        synchronized (account) {
            until = end;
        }
    }

    /** The next runs fail. */
    public void fail(int times) {
        synchronized (account) {
            failing = times;
        }
    }

    JsonNode answer(String path, Query query, boolean run, String apiUrl) {
        synchronized (account) {
            if (run) {
                return begin(query);
            }
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (path.startsWith(PATH + "/") && runs.containsKey(name)) {
                return look(runs.getOrDefault(name, JSON.createObjectNode()), apiUrl);
            }
            if (path.startsWith("reporting/report_types/")
                    && Set.of(OF_PAYOUT, OF_BALANCE).contains(name)) {
                return JSON.createObjectNode()
                        .put("id", name)
                        .put("object", "reporting.report_type")
                        .put("data_available_start", 0)
                        .put("data_available_end", until.getEpochSecond());
            }
            throw new Refusal(404, "resource_missing", "id", "No such object: '" + name + "'");
        }
    }

    private ObjectNode begin(Query query) {
        String type = query.text("report_type");
        if (!Set.of(OF_PAYOUT, OF_BALANCE).contains(type)) {
            throw new Refusal(400, "resource_missing", "report_type", "No such report type: '" + type + "'");
        }
        String payout = query.text("parameters[payout]");
        long end = query.number("parameters[interval_end]", payout.isEmpty() ? Long.MAX_VALUE : 0);
        if (end > until.getEpochSecond()) {
            throw new Refusal(
                    400,
                    "",
                    "parameters[interval_end]",
                    "The interval must end before data_available_end, which is " + until.getEpochSecond() + ".");
        }
        ObjectNode run = JSON.createObjectNode().put("id", account.next("frr")).put("object", "reporting.report_run");
        run.put("report_type", type).put("status", "pending").putNull("result").putNull("error");
        run.putObject("parameters")
                .put("interval_start", query.number("parameters[interval_start]", 0))
                .put("interval_end", end)
                .put("payout", payout)
                .put("currency", query.text("parameters[currency]"))
                .put("reporting_category", query.text("parameters[reporting_category]"))
                .put("columns", String.join(",", query.all("parameters[columns][]")));
        runs.put(run.path("id").asText(), run);
        return run.deepCopy();
    }

    /** It is pending when it is asked for, and done when it is looked at. */
    private ObjectNode look(ObjectNode run, String apiUrl) {
        if (run.path("status").asText().equals("pending")) {
            if (failing > 0) {
                failing--;
                run.put("status", "failed").put("error", "The report could not be made.");
            } else {
                String file = account.next("file");
                files.put(file, csv(run));
                run.put("status", "succeeded").put("succeeded_at", until.getEpochSecond());
                run.putObject("result")
                        .put("id", file)
                        .put("object", "file")
                        .put("url", apiUrl + "/v1/files/" + file + "/contents");
            }
        }
        return run.deepCopy();
    }

    /** The file at a path; only who has a key that may read reports gets here. */
    String file(String path) {
        synchronized (account) {
            String file = files.get(path.replaceAll("^files/([^/]+)/contents$", "$1"));
            if (file == null) {
                throw new Refusal(404, "resource_missing", "id", "No such file");
            }
            return file;
        }
    }

    private String csv(ObjectNode run) {
        JsonNode asked = run.path("parameters");
        String named = asked.path("columns").asText();
        List<String> columns = named.isEmpty() ? COLUMNS : List.of(named.split(",", -1));
        var text = new StringWriter();
        try (var csv = CsvWriter.builder().build(text)) {
            csv.writeRecord(columns);
            for (ObjectNode row : rows(asked, run.path("report_type").asText())) {
                Map<String, String> cells = cells(row, asked.path("payout").asText());
                csv.writeRecord(columns.stream()
                        .map(name -> cells.getOrDefault(name, ""))
                        .toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private List<ObjectNode> rows(JsonNode asked, String type) {
        String payout = asked.path("payout").asText();
        var found = new ArrayList<>(payout.isEmpty() ? account.rows() : account.rows(payout));
        found.removeIf(row -> row.path("type").asText().equals("payout") && type.equals(OF_PAYOUT));
        found.removeIf(row -> payout.isEmpty()
                && (row.path("created").asLong() < asked.path("interval_start").asLong()
                        || row.path("created").asLong()
                                >= asked.path("interval_end").asLong()));
        for (String field : List.of("currency", "reporting_category")) {
            String only = asked.path(field).asText();
            found.removeIf(row -> !only.isEmpty() && !row.path(field).asText().equals(only));
        }
        found.sort((one, other) ->
                Long.compare(one.path("created").asLong(), other.path("created").asLong()));
        return found;
    }

    private Map<String, String> cells(ObjectNode row, String payout) {
        var cells = new HashMap<String, String>();
        String currency = row.path("currency").asText();
        cells.put("automatic_payout_id", payout);
        if (!payout.isEmpty()) {
            cells.put(
                    "automatic_payout_effective_at_utc",
                    time(account.known(payout).path("arrival_date")));
        }
        cells.put("balance_transaction_id", row.path("id").asText());
        cells.put("created_utc", time(row.path("created")));
        cells.put("available_on_utc", time(row.path("available_on")));
        cells.put("currency", currency);
        cells.put("gross", Decimals.major(row.path("amount").asLong(), currency));
        cells.put("fee", Decimals.major(row.path("fee").asLong(), currency));
        cells.put("net", Decimals.major(row.path("net").asLong(), currency));
        cells.put("reporting_category", row.path("reporting_category").asText());
        cells.put("description", row.path("description").asText(""));
        String source = row.path("source").asText("");
        cells.put("source_id", source);
        if (!source.isEmpty() && !source.equals(payout)) {
            ObjectNode behind = account.known(source);
            String paidIn = behind.path("currency").asText();
            long sign = Long.signum(row.path("amount").asLong());
            cells.put(
                    "customer_facing_amount",
                    Decimals.major(sign * behind.path("amount").asLong(), paidIn));
            cells.put("customer_facing_currency", paidIn);
            String charge = behind.path("charge").asText(source);
            cells.put("charge_id", charge);
            cells.put("payment_intent_id", behind.path("payment_intent").asText());
            JsonNode charged = account.has(charge) ? account.known(charge) : behind;
            cells.put(
                    "payment_method_type",
                    charged.at("/payment_method_details/type").asText());
            cells.put(
                    "payment_metadata[order_id]",
                    charged.at("/metadata/order_id").asText());
        }
        return cells;
    }

    private static String time(JsonNode second) {
        return TIME.format(Instant.ofEpochSecond(second.asLong()));
    }
}
