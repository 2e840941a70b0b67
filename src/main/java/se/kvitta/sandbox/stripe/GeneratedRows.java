package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** The rows of a payout of any size, made up one page at a time from their number; their totals are known exactly. */
public final class GeneratedRows {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String CHARGE = "ch_1Generated";
    private static final String INTENT = "pi_1Generated";
    private static final String ID = "txn_1Generated%09d";
    private static final long LOWEST = 10_000;
    private static final int SPREAD = 90_000;
    private static final int FIXED_FEE = 180;
    private static final int FEE_PER_MILLE = 15;

    private final String payout;
    private final String currency;
    private final Instant at;
    private final int charges;

    GeneratedRows(String payout, String currency, Instant at, int charges) {
        this.payout = payout;
        this.currency = currency;
        this.at = at;
        this.charges = charges;
    }

    public int charges() {
        return charges;
    }

    /** What was charged, before fees. */
    public long gross() {
        long sum = 0;
        for (int i = 0; i < charges; i++) {
            sum = Math.addExact(sum, amount(i));
        }
        return sum;
    }

    public long fees() {
        long sum = 0;
        for (int i = 0; i < charges; i++) {
            sum = Math.addExact(sum, fee(i));
        }
        return sum;
    }

    public long net() {
        return gross() - fees();
    }

    private static long amount(int i) {
        return LOWEST + Math.floorMod(i * 7_919L, SPREAD);
    }

    private static long fee(int i) {
        return FIXED_FEE + (amount(i) * FEE_PER_MILLE + 500) / 1_000;
    }

    /** The payout's own row is the newest; charge 0 is the oldest. */
    ObjectNode page(Query query, ObjectNode ofPayout) {
        int newest = charges;
        if (query.has("starting_after")) {
            String after = query.text("starting_after");
            if (!after.matches("txn_1Generated\\d{9}")) {
                throw new Refusal(400, "resource_missing", "starting_after", "No such object: '" + after + "'");
            }
            newest = Integer.parseInt(after.substring(after.length() - 9)) - 1;
        }
        int limit = query.limit();
        ObjectNode answer = JSON.createObjectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        int i = newest;
        for (; i >= 0 && data.size() < limit; i--) {
            data.add(i == charges ? own(ofPayout) : row(i));
        }
        return answer.put("has_more", i >= 0).put("url", "/v1/balance_transactions");
    }

    private ObjectNode own(ObjectNode ofPayout) {
        ObjectNode row = plain(charges, -net(), 0, "payout");
        row.set("source", ofPayout.deepCopy());
        return row;
    }

    private ObjectNode row(int i) {
        ObjectNode row = plain(i, amount(i), fee(i), "charge");
        row.set("source", charge(i));
        return row;
    }

    static boolean isCharge(String name) {
        return name.matches(CHARGE + "\\d{9}");
    }

    /** A charge by its name; empty when it is none of these. */
    Optional<ObjectNode> charge(String name) {
        return number(name, CHARGE).map(this::charge);
    }

    /** The session of a charge, with its items: one thing at 25 % and one at 6 %. */
    Optional<ObjectNode> session(String intent) {
        return number(intent, INTENT).map(i -> {
            ObjectNode session = JSON.createObjectNode().put("id", "cs_1Generated%09d".formatted(i));
            session.put("object", "checkout.session").put("created", created(i));
            session.put("amount_total", amount(i)).put("currency", currency).put("payment_intent", intent);
            session.put("payment_status", "paid").put("status", "complete").putNull("shipping_cost");
            ObjectNode items = session.putObject("line_items").put("object", "list");
            ArrayNode data = items.putArray("data");
            long half = amount(i) / 2;
            data.add(item(i, 0, amount(i) - half, "25.0"));
            data.add(item(i, 1, half, "6.0"));
            items.put("has_more", false);
            return session;
        });
    }

    private ObjectNode item(int i, int place, long gross, String percent) {
        var thing = SoldThings.Thing.of("Sak " + place, gross, percent);
        ObjectNode item =
                SoldThings.item("li_%09d%d".formatted(i, place), gross, thing.tax(), currency, thing.text(), 1);
        ObjectNode tax = item.putArray("taxes").addObject().put("amount", thing.tax());
        SoldThings.rate(tax.putObject("rate").put("object", "tax_rate"), percent, true);
        tax.put("taxability_reason", "standard_rated");
        return item;
    }

    private Optional<Integer> number(String name, String prefix) {
        if (!name.matches(prefix + "\\d{9}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(name.substring(prefix.length()));
        return number < charges ? Optional.of(number) : Optional.empty();
    }

    private ObjectNode charge(int i) {
        ObjectNode charge = JSON.createObjectNode()
                .put("id", (CHARGE + "%09d").formatted(i))
                .put("object", "charge")
                .put("amount", amount(i))
                .put("created", created(i))
                .put("payment_intent", (INTENT + "%09d").formatted(i));
        charge.put("currency", currency).putObject("metadata").put("order_id", String.valueOf(100_000 + i));
        charge.putObject("billing_details").putObject("address").put("country", "SE");
        return charge;
    }

    private ObjectNode plain(int i, long amount, long fee, String type) {
        ObjectNode row = JSON.createObjectNode();
        row.put("id", ID.formatted(i)).put("object", "balance_transaction").put("amount", amount);
        row.put("created", created(i)).put("currency", currency);
        row.put("fee", fee).put("net", amount - fee).put("type", type).put("reporting_category", type);
        ArrayNode details = row.putArray("fee_details");
        if (fee != 0) {
            details.addObject().put("amount", fee).put("currency", currency).put("type", "stripe_fee");
        }
        return row;
    }

    /** Ten a second: a million in a bit more than a day before the payout. */
    private long created(int i) {
        return at.getEpochSecond() - (charges - i) / 10;
    }

    @Override
    public String toString() {
        return charges + " charges of " + payout;
    }
}
