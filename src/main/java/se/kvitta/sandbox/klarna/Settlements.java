package se.kvitta.sandbox.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The operations of the Settlements API over the payouts of each merchant. A merchant sees its own, and no others. */
final class Settlements {

    static final String JSON_TYPE = "application/json";
    static final String CSV = "text/csv";
    static final String PDF = "application/pdf";

    private static final String REFERENCE = "payment_reference";

    /** What a summary per currency has; it lacks charges, credits, refunded fees and deposits. */
    private static final List<String> SUMMED = List.of(
            "sale",
            "return",
            "reversal",
            "fee",
            "fee_correction",
            "tax",
            "commission",
            "holdback",
            "release",
            "repay",
            "settlement");

    private static final String ELSEWHERE = "http://127.0.0.1:9";

    private final Map<String, Map<String, ApiPayout>> merchants = new LinkedHashMap<>();

    /** A good answer. */
    interface Told {
        String type();

        void write(OutputStream out) throws IOException;
    }

    private record Json(JsonNode node) implements Told {
        @Override
        public String type() {
            return JSON_TYPE;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            out.write(node.toPrettyString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Report(List<ApiPayout> payouts) implements Told {
        @Override
        public String type() {
            return CSV;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            for (ApiPayout payout : payouts) {
                payout.report(out);
            }
        }
    }

    private record Pdf(List<String> lines) implements Told {
        @Override
        public String type() {
            return PDF;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            out.write(SmallPdf.of(lines));
        }
    }

    /** What an operation answers in, its errors too. */
    static String type(String path) {
        if (!path.contains("/reports/")) {
            return JSON_TYPE;
        }
        return path.endsWith("with-transactions") ? CSV : PDF;
    }

    void publish(String merchantId, ApiPayout payout) {
        merchants
                .computeIfAbsent(merchantId, first -> new LinkedHashMap<>())
                .put(payout.payout().path(REFERENCE).asText(), payout);
    }

    /** Throws {@link ApiRefusal} for what the API refuses. */
    Told get(String merchantId, String path, String rawQuery, ApiSwitches switches, String url) throws IOException {
        Map<String, ApiPayout> own = merchants.getOrDefault(merchantId, Map.of());
        return switch (path) {
            case "/payouts" ->
                payouts(
                        own,
                        new ApiQuery(rawQuery, Set.of("start_date", "end_date", "currency_code", "size", "offset")),
                        switches,
                        url);
            case "/payouts/summary" -> summary(own, range(rawQuery, "currency_code"));
            case "/transactions" ->
                transactions(
                        own,
                        new ApiQuery(
                                rawQuery, Set.of(REFERENCE, "order_id", "start_date", "end_date", "size", "offset")),
                        switches,
                        url);
            case "/reports/payout-with-transactions" -> new Report(List.of(reported(own, rawQuery, switches)));
            case "/reports/payout" -> pdf(List.of(reported(own, rawQuery, switches)));
            case "/reports/payouts-summary-with-transactions" -> new Report(inRange(own, range(rawQuery)));
            case "/reports/payouts-summary" -> pdf(inRange(own, range(rawQuery)));
            default -> {
                if (!path.matches("/payouts/[^/]+")) {
                    throw new ApiRefusal(404, "NOT_FOUND", "There is no " + path);
                }
                yield new Json(payout(found(own, path.substring("/payouts/".length())), url));
            }
        };
    }

    private static ApiQuery range(String rawQuery, String... more) {
        Set<String> known = new TreeSet<>(Set.of("start_date", "end_date"));
        known.addAll(List.of(more));
        var query = new ApiQuery(rawQuery, known);
        query.required("start_date");
        query.required("end_date");
        return query;
    }

    private static ApiPayout found(Map<String, ApiPayout> own, String reference) {
        ApiPayout payout = own.get(reference);
        if (payout == null) {
            throw new ApiRefusal(404, "NOT_FOUND", "Payout " + reference + " could not be found");
        }
        return payout;
    }

    private static ApiPayout reported(Map<String, ApiPayout> own, String rawQuery, ApiSwitches switches) {
        ApiPayout payout = found(own, new ApiQuery(rawQuery, Set.of(REFERENCE)).required(REFERENCE));
        return switch (switches.reports()) {
            case NOT_FOUND -> throw new ApiRefusal(404, "NOT_FOUND", "The report could not be found");
            case BROKEN -> throw new ApiRefusal(500, "INTERNAL_SERVER_ERROR", "The report could not be made");
            case GIVEN, CUT -> payout;
        };
    }

    private static Instant paid(ApiPayout payout) {
        return Instant.parse(payout.payout().path("payout_date").asText());
    }

    private static List<ApiPayout> inRange(Map<String, ApiPayout> own, ApiQuery query) {
        String currency = query.text("currency_code");
        return own.values().stream()
                .filter(payout -> query.takes(paid(payout)))
                .filter(payout -> currency.isEmpty()
                        || payout.payout().path("currency_code").asText().equals(currency))
                .sorted(Comparator.comparing(Settlements::paid))
                .toList();
    }

    private static ObjectNode payout(ApiPayout payout, String url) {
        ObjectNode node = payout.payout().deepCopy();
        return node.put(
                "transactions",
                url + KlarnaApiSandbox.BASE + "/transactions?payment_reference="
                        + node.path(REFERENCE).asText());
    }

    private static Told payouts(Map<String, ApiPayout> own, ApiQuery query, ApiSwitches switches, String url) {
        List<ApiPayout> all = inRange(own, query);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode page = answer.putArray("payouts");
        all.stream()
                .skip(query.offset())
                .limit(query.size(switches.refusesLargePages()))
                .map(payout -> payout(payout, url))
                .forEach(page::add);
        paginate(answer, page.size(), all.size(), query, switches, url + KlarnaApiSandbox.BASE + "/payouts");
        return new Json(answer);
    }

    private static Told transactions(Map<String, ApiPayout> own, ApiQuery query, ApiSwitches switches, String url)
            throws IOException {
        int size = query.size(switches.refusesLargePages());
        int offset = query.offset();
        String reference = query.text(REFERENCE);
        boolean dates = switches.transactionDates()
                && !(query.text("start_date").isEmpty()
                        && query.text("end_date").isEmpty());
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode page = answer.putArray("transactions");
        int total;
        if (!reference.isEmpty() && query.text("order_id").isEmpty() && !dates) {
            // A reference that is not known has no transactions: the documents name no 404 here.
            ApiPayout payout = own.get(reference);
            total = payout == null ? 0 : payout.rows();
            if (payout != null) {
                payout.transactions(offset, size).forEach(row -> page.add(row(row, reference, switches, url)));
            }
        } else {
            List<ObjectNode> all = new ArrayList<>();
            for (Map.Entry<String, ApiPayout> payout : own.entrySet()) {
                if (reference.isEmpty() || reference.equals(payout.getKey())) {
                    for (ObjectNode row :
                            payout.getValue().transactions(0, payout.getValue().rows())) {
                        boolean of = query.text("order_id").isEmpty()
                                || row.path("order_id").asText().equals(query.text("order_id"));
                        if (of
                                && (!dates
                                        || query.takes(Instant.parse(
                                                row.path("capture_date").asText())))) {
                            all.add(row(row, payout.getKey(), switches, url));
                        }
                    }
                }
            }
            total = all.size();
            all.stream().skip(offset).limit(size).forEach(page::add);
        }
        paginate(answer, page.size(), total, query, switches, url + KlarnaApiSandbox.BASE + "/transactions");
        return new Json(answer);
    }

    private static ObjectNode row(ObjectNode row, String reference, ApiSwitches switches, String url) {
        row.put(REFERENCE, reference);
        row.put("payout", url + KlarnaApiSandbox.BASE + "/payouts/" + reference);
        if (row.path("capture_id").asText("").isEmpty()) {
            switch (switches.captureId()) {
                case EMPTY -> row.put("capture_id", "");
                case NULL -> row.putNull("capture_id");
                case ABSENT -> row.remove("capture_id");
            }
        }
        if (switches.olderNames()) {
            rename(row, "shipping_country", "shipping_address_country");
            rename(row, "initial_number_of_installments", "initial_payment_method_number_of_installments");
            rename(row, "vat_rate", "tax_rate");
            rename(row, "vat_amount", "tax_amount");
        }
        if (switches.extraFields()) {
            row.put("a_field_of_tomorrow", true).putObject("metadata").put("amount", 1);
        }
        return row;
    }

    private static void rename(ObjectNode row, String name, String other) {
        JsonNode value = row.remove(name);
        if (value != null) {
            row.set(other, value);
        }
    }

    private static void paginate(
            ObjectNode answer, int count, int total, ApiQuery query, ApiSwitches switches, String address) {
        int offset = query.offset();
        int size = query.size(switches.refusesLargePages());
        ObjectNode pagination = answer.putObject("pagination")
                .put("count", count)
                .put("total", total)
                .put("offset", offset);
        String at =
                switch (switches.next()) {
                    case HERE -> address;
                    case UNSAID -> "";
                    case ELSEWHERE -> address.replaceFirst("http://[^/]+", ELSEWHERE);
                };
        if (!at.isEmpty() && offset + count < total && count > 0) {
            pagination.put("next", at + "?" + query.at(offset + count, size));
        }
        if (!at.isEmpty() && offset > 0) {
            pagination.put("prev", at + "?" + query.at(Math.max(0, offset - size), size));
        }
    }

    private static Told summary(Map<String, ApiPayout> own, ApiQuery query) {
        var sums = new TreeMap<String, Map<String, Long>>();
        for (ApiPayout payout : inRange(own, query)) {
            ObjectNode node = payout.payout();
            Map<String, Long> sum =
                    sums.computeIfAbsent(node.path("currency_code").asText(), first -> new TreeMap<>());
            SUMMED.forEach(what ->
                    sum.merge(what, node.path("totals").path(what + "_amount").asLong(), Math::addExact));
        }
        ArrayNode answer = JsonNodeFactory.instance.arrayNode();
        sums.forEach((currency, sum) -> {
            ObjectNode one = answer.addObject().put("summary_settlement_currency", currency);
            one.put("summary_payout_date_start", query.text("start_date"));
            one.put("summary_payout_date_end", query.text("end_date"));
            SUMMED.forEach(what -> one.put("summary_total_" + what + "_amount", sum.get(what)));
        });
        return new Json(answer);
    }

    private static Told pdf(List<ApiPayout> payouts) {
        var lines = new ArrayList<String>();
        for (ApiPayout payout : payouts) {
            ObjectNode node = payout.payout();
            lines.add("Settlement " + node.path(REFERENCE).asText());
            lines.add("Paid " + node.path("payout_date").asText());
            lines.add("Amount " + node.path("totals").path("settlement_amount").asLong() + " "
                    + node.path("currency_code").asText());
        }
        return new Pdf(lines.isEmpty() ? List.of("No settlements") : lines);
    }
}
