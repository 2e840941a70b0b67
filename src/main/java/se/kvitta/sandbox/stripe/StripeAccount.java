package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One account and its balance. Everything that moves money makes a row of the balance, and a payout takes rows with it: the
 * sums hold by construction. Amounts are integers as Stripe writes them, currencies in lower case.
 */
public final class StripeAccount {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What can be expanded; anything else is refused. */
    private static final Set<String> EXPANDABLE = Set.of(
            "source",
            "charge",
            "payment_intent",
            "refund",
            "dispute",
            "payout",
            "transfer",
            "customer",
            "tax_ids",
            "line_items",
            "taxes",
            "shipping_cost",
            "balance_transaction");

    /** What may be asked for with what: kinds whose objects are told by their id. */
    private static final Map<String, String> KINDS = Map.of(
            "payouts", "payout",
            "charges", "charge",
            "refunds", "refund",
            "disputes", "dispute",
            "payment_intents", "payment_intent",
            "balance_transactions", "balance_transaction",
            "customers", "customer",
            "invoices", "invoice",
            "tax_rates", "tax_rate",
            "checkout/sessions", "checkout.session");

    /** So many members of a list stand in the object that it belongs to. */
    private static final int IN_OBJECT = 10;

    private static final int DEEPEST = 4;

    private final String id;
    private final Map<String, ObjectNode> objects = new HashMap<>();
    private final List<ObjectNode> rows = new ArrayList<>();
    private final Map<String, List<ObjectNode>> ofPayout = new LinkedHashMap<>();
    private final Map<String, GeneratedRows> generated = new HashMap<>();
    private final SoldThings sold = new SoldThings(this);
    private final StripeStory story = new StripeStory(this);
    private final ReportRuns reports = new ReportRuns(this);
    private final Map<String, String> asIs = new HashMap<>();
    private int number;
    private boolean refusesManual = true;
    private final Deque<Runnable> afterBalance = new ArrayDeque<>();
    private final Deque<Runnable> afterPage = new ArrayDeque<>();

    StripeAccount(String id) {
        this.id = id;
    }

    public String id() {
        return id;
    }

    /** Whether {@code payout=} of a payout made by hand is refused or answered with an empty list [?]. */
    public synchronized void refusesManual(boolean refused) {
        refusesManual = refused;
    }

    /** Lets something happen right after the next answer to {@code /v1/balance}; several wait for one answer each. */
    public synchronized void afterBalance(Runnable happens) {
        afterBalance.add(happens);
    }

    /** Lets something happen right after the next page of rows; several wait for one page each. */
    public synchronized void afterPage(Runnable happens) {
        afterPage.add(happens);
    }

    /** What happens to money after it was charged: disputes, failures, holds, and time. */
    public StripeStory story() {
        return story;
    }

    /** The account's reports. */
    public ReportRuns reports() {
        return reports;
    }

    /**
     * Takes over sample files: the requests that their page names are answered with their bytes, everything else from what is in
     * them. Throws {@link java.io.UncheckedIOException} when one is missing.
     */
    public synchronized void load(Path folder) {
        new SampleFiles(folder, this).load();
    }

    /** The bytes of a sample file that is the answer to just this request; empty when there is none. */
    synchronized Optional<String> file(String path, Query query) {
        return Optional.ofNullable(asIs.get(query.canonical(path)));
    }

    /** A request is answered with a file as it is. */
    void answer(String canonical, String text) {
        asIs.put(canonical, text);
    }

    /** Takes over an object as it is told elsewhere. */
    void keep(ObjectNode object) {
        objects.putIfAbsent(object.path("id").asText(), object);
    }

    /** Takes over a row of the balance, and the payout that it went with. */
    void keepRow(ObjectNode row, String payout) {
        keep(row);
        rows.add(row);
        ofPayout.computeIfAbsent(payout, first -> new ArrayList<>()).add(row);
    }

    List<ObjectNode> rows() {
        return rows;
    }

    /** The rows that went with a payout; empty when it took none. */
    List<ObjectNode> rows(String payout) {
        return ofPayout.getOrDefault(payout, List.of());
    }

    List<ObjectNode> all(String kind) {
        return newestFirst(objects.values().stream()
                .filter(one -> one.path("object").asText().equals(kind))
                .toList());
    }

    /** Money of a row is not available yet. */
    public synchronized void pending(String txn) {
        known(txn).put("status", "pending");
    }

    /** A charge of what the buyer paid, in the balance's currency or converted to it; answers its id. */
    public synchronized String charge(String order, Instant at, Sum paid, Sum settled, long fee) {
        String charge = chargeObject(order, at, paid);
        converted(row("charge", "charge", at, settled, fee, charge), paid, settled);
        return charge;
    }

    /** A charge that made no row here: one from before everything that is told. */
    public synchronized String chargeObject(String order, Instant at, Sum paid) {
        Decimals.ofCharge(paid);
        String charge = next("ch");
        String intent = next("pi");
        ObjectNode made = object(intent, "payment_intent", at);
        made.put("amount", paid.amount()).put("currency", paid.currency()).put("latest_charge", charge);
        made.putObject("metadata").put("order_id", order);
        ObjectNode node = object(charge, "charge", at);
        node.put("amount", paid.amount()).put("currency", paid.currency()).put("payment_intent", intent);
        node.putNull("description").putNull("customer");
        node.put("status", "succeeded");
        node.putObject("metadata").put("order_id", order);
        node.putObject("billing_details").putObject("address").put("country", "SE");
        ObjectNode method = node.putObject("payment_method_details").put("type", "card");
        method.putObject("card").put("country", "SE");
        return charge;
    }

    /** What was sold for charges: customers, checkout sessions, invoices. */
    public SoldThings sold() {
        return sold;
    }

    /** A refund of a charge; answers its id. */
    public synchronized String refund(String charge, Instant at, Sum given, Sum settled) {
        String refund = refundObject(charge, at, given);
        converted(
                row("refund", "refund", at, new Sum(-settled.amount(), settled.currency()), 0, refund), given, settled);
        return refund;
    }

    /** States the rate between the two integers, whatever decimals their currencies have. */
    private void converted(String txn, Sum original, Sum settled) {
        if (!original.currency().equals(settled.currency())) {
            known(txn)
                    .put(
                            "exchange_rate",
                            BigDecimal.valueOf(settled.amount())
                                    .divide(BigDecimal.valueOf(original.amount()), MathContext.DECIMAL32));
        }
    }

    /** A refund without its row of the balance. */
    public synchronized String refundObject(String charge, Instant at, Sum given) {
        String refund = next("re");
        ObjectNode node = object(refund, "refund", at);
        node.put("amount", given.amount()).put("currency", given.currency()).put("charge", charge);
        node.set("payment_intent", known(charge).path("payment_intent"));
        node.put("status", "succeeded").putObject("metadata");
        return refund;
    }

    /** A row of any type and category, with or without an object behind it. */
    public synchronized String row(
            String type, String category, Instant at, Sum amount, long fee, @Nullable String source) {
        String txn = next("txn");
        ObjectNode node = object(txn, "balance_transaction", at);
        node.put("amount", amount.amount()).put("currency", amount.currency());
        node.put("fee", fee).put("net", amount.amount() - fee);
        ArrayNode details = node.putArray("fee_details");
        if (fee != 0) {
            details.addObject()
                    .put("amount", fee)
                    .put("currency", amount.currency())
                    .put("description", "Stripe processing fees")
                    .put("type", "stripe_fee");
        }
        node.put("type", type).put("reporting_category", category).put("status", "available");
        node.put("balance_type", "payments").put("available_on", midnight(at));
        node.putNull("exchange_rate").putNull("description");
        node.set("source", source == null ? NullNode.getInstance() : node.textNode(source));
        rows.add(node);
        return txn;
    }

    /**
     * Pays out rows, on the day after at the bank.
     *
     * @param txns the rows that go with it
     * @param complete whether Stripe says that it knows all of its rows
     */
    public synchronized String payout(String name, String currency, Instant at, List<String> txns, boolean complete) {
        var members = new ArrayList<ObjectNode>(txns.stream().map(this::known).toList());
        long amount =
                members.stream().mapToLong(row -> row.path("net").asLong()).sum();
        ObjectNode payout = payoutObject(name, currency, at, amount, complete);
        String own = row("payout", "payout", at, new Sum(-amount, currency), 0, name);
        payout.put("balance_transaction", own);
        members.add(known(own));
        ofPayout.put(name, members);
        return name;
    }

    /** A payout of so many charges that are made up as they are asked for: nothing of them is in memory. */
    public synchronized GeneratedRows generatedPayout(String name, String currency, Instant at, int charges) {
        var many = new GeneratedRows(name, currency, at, charges);
        payoutObject(name, currency, at, many.net(), true);
        generated.put(name, many);
        return many;
    }

    /** A payout that the merchant made by hand: Stripe cannot say what is in it. */
    public synchronized String manualPayout(String currency, Instant at, long amount) {
        return payoutByHand(currency, at, amount, 0);
    }

    /** One that is at the bank within minutes, for a fee that is taken from the balance with it. */
    public synchronized String instantPayout(String currency, Instant at, long amount, long fee) {
        String name = payoutByHand(currency, at, amount, fee);
        known(name).put("method", "instant").put("arrival_date", at.getEpochSecond());
        return name;
    }

    private String payoutByHand(String currency, Instant at, long amount, long fee) {
        String name = next("po");
        payoutObject(name, currency, at, amount, false)
                .put("automatic", false)
                .put("reconciliation_status", "not_applicable");
        String own = row("payout", "payout", at, new Sum(-amount, currency), fee, name);
        known(name).put("balance_transaction", own);
        return name;
    }

    /** The row of the balance that a payout is. */
    public synchronized String rowOf(String payout) {
        return known(payout).path("balance_transaction").asText();
    }

    /** Adds late rows to a payout that was not complete, and completes it. */
    public synchronized void complete(String name, List<String> txns) {
        ObjectNode payout = known(name);
        List<ObjectNode> members = ofPayout.getOrDefault(name, List.of());
        String own = payout.path("balance_transaction").asText();
        members.removeIf(row -> row.path("id").asText().equals(own));
        txns.forEach(txn -> members.add(known(txn)));
        long amount =
                members.stream().mapToLong(row -> row.path("net").asLong()).sum();
        payout.put("amount", amount).put("reconciliation_status", "completed");
        known(own).put("amount", -amount).put("net", -amount);
        members.add(known(own));
    }

    /** A payout comes back after it was paid. */
    public synchronized String failPayout(String name, Instant at) {
        ObjectNode payout = known(name).put("status", "failed").put("failure_code", "account_closed");
        String currency = payout.path("currency").asText();
        String txn = row(
                "payout_failure",
                "payout_reversal",
                at,
                new Sum(payout.path("amount").asLong(), currency),
                0,
                name);
        payout.put("failure_balance_transaction", txn);
        return txn;
    }

    public synchronized boolean has(String object) {
        return objects.containsKey(object);
    }

    private ObjectNode payoutObject(String name, String currency, Instant at, long amount, boolean complete) {
        Decimals.ofPayout(new Sum(amount, currency));
        ObjectNode payout = object(name, "payout", at);
        payout.put("amount", amount)
                .put("currency", currency)
                .put("automatic", true)
                .put("status", "paid");
        payout.put("method", "standard")
                .put("type", "bank_account")
                .put("arrival_date", midnight(at.plus(1, ChronoUnit.DAYS)));
        payout.put("reconciliation_status", complete ? "completed" : "in_progress");
        payout.putNull("failure_balance_transaction").putNull("failure_code");
        return payout;
    }

    private static long midnight(Instant at) {
        return at.truncatedTo(ChronoUnit.DAYS).getEpochSecond();
    }

    ObjectNode object(String name, String kind, Instant at) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", name)
                .put("object", kind)
                .put("created", at.getEpochSecond())
                .put("livemode", false);
        objects.put(name, node);
        return node;
    }

    String next(String prefix) {
        return "%s_1%s%06d".formatted(prefix, id.substring("acct_".length()), ++number);
    }

    ObjectNode known(String name) {
        ObjectNode found = objects.get(name);
        if (found == null) {
            throw new Refusal(404, "resource_missing", "id", "No such object: '" + name + "'");
        }
        return found;
    }

    /**
     * Answers a request whose path begins after {@code /v1/}.
     *
     * @param permit asked for the kind of every object that is told in full instead of by its id
     */
    synchronized JsonNode get(String path, Query query, boolean withInvoice, Consumer<String> permit) {
        ObjectNode answer =
                switch (path) {
                    case "payouts" -> list("/v1/payouts", payouts(query), query);
                    case "balance_transactions" -> balanceTransactions(query);
                    case "balance" -> balance();
                    case "charges", "refunds", "disputes", "payment_intents", "customers", "invoices", "tax_rates" ->
                        list("/v1/" + path, matching(all(KINDS.getOrDefault(path, path)), query), query);
                    case "invoice_payments" ->
                        list(
                                "/v1/invoice_payments",
                                matching(sold.payments(query.text("payment[payment_intent]")), query),
                                query);
                    case "checkout/sessions" -> list("/v1/checkout/sessions", matching(sessions(query), query), query);
                    default ->
                        path.matches("(invoices|checkout/sessions)/[^/]+/(lines|line_items)")
                                ? list("/v1/" + path, sold.lines(path.replaceAll(".*/([^/]+)/[^/]+", "$1")), query)
                                : one(path);
                };
        for (String expansion : query.all("expand[]")) {
            expand(answer, expansion, permit);
        }
        if (path.equals("balance_transactions") && !afterPage.isEmpty()) {
            afterPage.removeFirst().run();
        }
        if (withInvoice) {
            answer.findParents("payment_method_details").forEach(charge -> ((ObjectNode) charge).putNull("invoice"));
        }
        return answer;
    }

    private ObjectNode one(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        String kind = path.substring(0, Math.max(0, path.lastIndexOf('/')));
        if (kind.equals("charges") && GeneratedRows.isCharge(name)) {
            return generatedCharge(name);
        }
        if (!KINDS.containsKey(kind)
                || !KINDS.get(kind).equals(known(name).path("object").asText())) {
            throw new Refusal(404, "resource_missing", "id", "No such object: '" + name + "'");
        }
        ObjectNode one = known(name).deepCopy();
        if (kind.equals("invoices")) {
            one.set("lines", listIn("/v1/invoices/" + name + "/lines", sold.lines(name)));
        }
        return one;
    }

    private ObjectNode generatedCharge(String name) {
        return generated.values().stream()
                .flatMap(rows -> rows.charge(name).stream())
                .findFirst()
                .orElseThrow(() -> new Refusal(404, "resource_missing", "id", "No such charge: '" + name + "'"));
    }

    /** The first members of a list, as they stand in the object that the list belongs to. */
    static ObjectNode listIn(String url, List<ObjectNode> all) {
        ObjectNode list = JSON.createObjectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        all.stream().limit(IN_OBJECT).forEach(one -> data.add(one.deepCopy()));
        return list.put("has_more", all.size() > IN_OBJECT).put("url", url);
    }

    private List<ObjectNode> sessions(Query query) {
        String intent = query.text("payment_intent");
        List<ObjectNode> made = generated.values().stream()
                .flatMap(rows -> rows.session(intent).stream())
                .toList();
        if (!query.all("expand[]").contains("data.line_items.data.taxes")) {
            made.forEach(session -> session.remove("line_items"));
        }
        return made.isEmpty() ? newestFirst(sold.sessions(intent)) : made;
    }

    private List<ObjectNode> payouts(Query query) {
        return newestFirst(objects.values().stream()
                .filter(one -> one.path("object").asText().equals("payout"))
                .filter(one -> is(one, query, "status") && is(one, query, "destination"))
                .filter(one -> query.takes(one.path("created").asLong()))
                .filter(one ->
                        query.takes("arrival_date", one.path("arrival_date").asLong()))
                .toList());
    }

    /** What has the values that are asked for. */
    private static List<ObjectNode> matching(List<ObjectNode> all, Query query) {
        return all.stream()
                .filter(one -> query.takes(one.path("created").asLong()))
                .filter(one -> query.fields().stream().allMatch(field -> is(one, query, field)))
                .toList();
    }

    private ObjectNode balanceTransactions(Query query) {
        String payout = query.text("payout");
        if (generated.containsKey(payout)) {
            return generated.get(payout).page(query, known(payout));
        }
        List<ObjectNode> from = rows;
        if (!payout.isEmpty()) {
            if (!known(payout).path("automatic").asBoolean()) {
                if (refusesManual) {
                    throw new Refusal(
                            400,
                            "payout_manual",
                            "payout",
                            "Balance transaction history can only be filtered on automatic transfers, not manual.");
                }
                from = List.of();
            } else {
                from = ofPayout.getOrDefault(payout, List.of());
            }
        }
        return list(
                "/v1/balance_transactions",
                newestFirst(from.stream()
                        .filter(row -> query.takes(row.path("created").asLong()))
                        .filter(row -> is(row, query, "currency") && is(row, query, "type") && is(row, query, "source"))
                        .toList()),
                query);
    }

    private static boolean is(JsonNode row, Query query, String field) {
        return !query.has(field) || row.path(field).asText().equals(query.text(field));
    }

    private static List<ObjectNode> newestFirst(List<ObjectNode> found) {
        return found.stream()
                .sorted(Comparator.comparing(
                                (ObjectNode one) -> one.path("created").asLong())
                        .thenComparing(one -> one.path("id").asText())
                        .reversed())
                .toList();
    }

    private static ObjectNode list(String url, List<ObjectNode> found, Query query) {
        int limit = query.limit();
        int from = 0;
        int to = Math.min(limit, found.size());
        boolean more = to < found.size();
        if (query.has("starting_after")) {
            from = place(found, query.text("starting_after"), "starting_after") + 1;
            to = Math.min(from + limit, found.size());
            more = to < found.size();
        } else if (query.has("ending_before")) {
            to = place(found, query.text("ending_before"), "ending_before");
            from = Math.max(0, to - limit);
            more = from > 0;
        }
        ObjectNode answer = JSON.createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        found.subList(from, to).forEach(one -> data.add(one.deepCopy()));
        return answer.put("has_more", more).put("url", url);
    }

    private static int place(List<ObjectNode> found, String name, String param) {
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).path("id").asText().equals(name)) {
                return i;
            }
        }
        throw new Refusal(400, "resource_missing", param, "No such object: '" + name + "'");
    }

    private ObjectNode balance() {
        ObjectNode answer = JSON.createObjectNode().put("object", "balance").put("livemode", false);
        for (String list : List.of("available", "pending")) {
            var sums = new TreeMap<String, Long>();
            rows.forEach(row -> sums.merge(
                    row.path("currency").asText(),
                    row.path("status").asText().equals(list) ? row.path("net").asLong() : 0,
                    Math::addExact));
            ArrayNode parts = answer.putArray(list);
            sums.forEach((currency, amount) -> {
                ObjectNode part = parts.addObject().put("amount", amount).put("currency", currency);
                part.putObject("source_types").put("card", amount);
            });
        }
        if (!afterBalance.isEmpty()) {
            afterBalance.removeFirst().run();
        }
        return answer;
    }

    private void expand(JsonNode answer, String expansion, Consumer<String> permit) {
        List<String> steps = List.of(expansion.split("\\.", -1));
        if (steps.size() > DEEPEST) {
            throw new Refusal(
                    400, "", "expand", "You cannot expand more than 4 levels of a property. Property: " + expansion);
        }
        for (String step : steps) {
            if (!EXPANDABLE.contains(step) && !step.equals("data")) {
                throw new Refusal(400, "", "expand", "This property cannot be expanded (" + step + ").");
            }
        }
        expand(answer, steps, permit);
    }

    /** What is only there when it is asked for: parts of an object that are no objects of their own. */
    private @Nullable JsonNode includable(ObjectNode object, String part) {
        return sold.includable(object.path("id").asText(), part);
    }

    private void expand(JsonNode node, List<String> steps, Consumer<String> permit) {
        if (steps.isEmpty()) {
            return;
        }
        if (node.isArray()) {
            node.forEach(one -> expand(one, steps, permit));
        } else if (node instanceof ObjectNode object) {
            JsonNode value = object.path(steps.get(0));
            @Nullable JsonNode part = value.isMissingNode() ? includable(object, steps.get(0)) : null;
            if (part != null) {
                object.set(steps.get(0), part.deepCopy());
            }
            if (value.isTextual() && objects.containsKey(value.asText())) {
                ObjectNode whole = known(value.asText());
                permit.accept(whole.path("object").asText());
                object.set(steps.get(0), whole.deepCopy());
            }
            expand(object.path(steps.get(0)), steps.subList(1, steps.size()), permit);
        }
    }

    /**
     * An amount as Stripe writes it.
     *
     * @param currency ISO code in lower case
     */
    public record Sum(long amount, String currency) {}
}
