package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Transaction Search and the balances beside it. */
final class Search {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONGEST_WINDOW = Duration.ofDays(31);
    private static final int YEARS = 3;
    private static final Pattern RANGE = Pattern.compile("\\[?(-?[0-9]+) TO (-?[0-9]+)]?");
    private static final Set<String> FIELDS = Set.of(
            "all",
            "transaction_info",
            "payer_info",
            "shipping_info",
            "auction_info",
            "cart_info",
            "incentive_info",
            "store_info");

    private final Map<String, Integer> asked = new HashMap<>();

    /** The page that is asked for. */
    ObjectNode transactions(SandboxAccount account, Query query, Instant now, Assumptions assumed) throws Refusal {
        Instant from = query.time("start_date");
        Instant to = query.time("end_date");
        Instant refreshed = now.minus(assumed.delay());
        if (to.isBefore(from) || Duration.between(from, to).compareTo(LONGEST_WINDOW) > 0) {
            throw query.bad("end_date", "Date range is greater than 31 days");
        }
        if (from.isBefore(now.atOffset(ZoneOffset.UTC).minusYears(YEARS).toInstant())) {
            throw query.bad("start_date", "Data is available for 3 years only");
        }
        if (from.isAfter(refreshed)) {
            throw Refusal.notYet();
        }
        int size = query.number("page_size", 100, 500);
        int page = query.number("page", 1, Integer.MAX_VALUE);
        List<String> fields =
                Arrays.asList(query.text("fields", "transaction_info").split(",", -1));
        if (!FIELDS.containsAll(fields)) {
            throw query.bad("fields", "Fields are " + FIELDS);
        }
        boolean onlyMoved = query.flag("balance_affecting_records_only", "Y", "N", true);
        check(query);
        Instant served = to.isBefore(refreshed) ? to : refreshed;
        List<LedgerRow> found = account.find(from, served, onlyMoved, assumed).stream()
                .filter(row -> fits(row, query))
                .toList();
        if (found.size() > assumed.largest()) {
            throw new Refusal(
                            400,
                            "RESULTSET_TOO_LARGE",
                            "Result set size is greater than the maximum limit. Change the filter criteria and try again.")
                    .with("maximum_items", assumed.largest())
                    .with("total_items", found.size());
        }
        account.searched(to);
        boolean drift = assumed.drifts() && page == 2 && asked.merge(account.id() + from, 1, Integer::sum) == 1;
        int pages = (found.size() + size - 1) / size;
        ObjectNode told = JSON.createObjectNode();
        ArrayNode details = told.putArray("transaction_details");
        found.stream()
                .skip((page - 1L) * size)
                .limit(size)
                .forEach(row -> details.add(account.tell(row, fields, assumed)));
        told.put("account_number", account.id());
        told.put("start_date", SandboxAccount.time(from, assumed));
        told.put("end_date", SandboxAccount.time(served, assumed));
        told.put("last_refreshed_datetime", SandboxAccount.time(refreshed, assumed));
        told.put("page", page);
        told.put("total_items", found.size() + (drift ? 1 : 0));
        told.put("total_pages", pages);
        links(told.putArray("links"), query, page, pages);
        return told;
    }

    /** The balances at the end of a moment. */
    ObjectNode balances(SandboxAccount account, Query query, Instant now, Assumptions assumed) throws Refusal {
        Instant refreshed = now.minus(assumed.delay());
        Instant asOf = query.has("as_of_time") ? query.time("as_of_time") : refreshed;
        if (asOf.isAfter(refreshed)) {
            throw Refusal.notYet();
        }
        if (asOf.isBefore(now.atOffset(ZoneOffset.UTC).minusYears(YEARS).toInstant())) {
            throw query.bad("as_of_time", "Data is available for 3 years only");
        }
        String currency = query.text("currency_code", "");
        if (query.has("currency_code") && !currency.matches("[A-Z]{3}")) {
            throw query.bad("currency_code", "Currency is invalid");
        }
        ObjectNode told = JSON.createObjectNode();
        told.set("balances", account.balancesAt(asOf, currency));
        told.put("account_id", account.id());
        told.put("as_of_time", asOf.toString());
        told.put("last_refresh_time", refreshed.toString());
        return told;
    }

    private static void links(ArrayNode links, Query query, int page, int pages) {
        var places = new LinkedHashMap<String, Integer>();
        places.put("self", page);
        if (pages > 0) {
            places.put("first", 1);
            places.put("last", pages);
        }
        if (page > 1 && page <= pages) {
            places.put("prev", page - 1);
        }
        if (page < pages) {
            places.put("next", page + 1);
        }
        places.forEach((rel, at) ->
                links.addObject().put("href", query.link(at)).put("rel", rel).put("method", "GET"));
    }

    private static void check(Query query) throws Refusal {
        String id = query.text("transaction_id", "");
        if (query.has("transaction_id") && (id.length() < 17 || id.length() > 19)) {
            throw query.bad("transaction_id", "17 to 19 characters");
        }
        if (query.has("transaction_amount")
                && !RANGE.matcher(query.text("transaction_amount", "")).matches()) {
            throw query.bad("transaction_amount", "<start-range> TO <end-range>");
        }
        if (!query.text("transaction_status", "S").matches("[DPSV]")) {
            throw query.bad("transaction_status", "D, P, S or V");
        }
        if (!Set.of("CREDITCARD", "DEBITCARD").contains(query.text("payment_instrument_type", "CREDITCARD"))) {
            throw query.bad("payment_instrument_type", "CREDITCARD or DEBITCARD");
        }
    }

    private static boolean fits(LedgerRow row, Query query) {
        return row.id().equals(query.text("transaction_id", row.id()))
                && row.code().equals(query.text("transaction_type", row.code()))
                && row.status().equals(query.text("transaction_status", row.status()))
                && row.currency().equals(query.text("transaction_currency", row.currency()))
                && isInRange(row.amount(), query.text("transaction_amount", ""))
                && isBlock(row, query, "payment_instrument_type", "/transaction_info/instrument_type")
                && isBlock(row, query, "store_id", "/store_info/store_id")
                && isBlock(row, query, "terminal_id", "/store_info/terminal_id");
    }

    /** The gross amount, in minor units. */
    private static boolean isInRange(long amount, String range) {
        Matcher bounds = RANGE.matcher(range);
        return !bounds.matches()
                || (Long.parseLong(bounds.group(1)) <= amount && amount <= Long.parseLong(bounds.group(2)));
    }

    /** Words of filters have no underscore. */
    private static boolean isBlock(LedgerRow row, Query query, String filter, String place) {
        JsonNode rest = row.rest() == null ? JSON.createObjectNode() : row.rest();
        return !query.has(filter)
                || rest.at(place)
                        .asText("")
                        .replace("_", "")
                        .equals(query.text(filter, "").replace("_", ""));
    }
}
