package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** The rows of a payout of any size, made up one page at a time from their number; their totals are known exactly. */
public final class GeneratedRows {

    private static final JsonMapper JSON = JsonMapper.builder().build();

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
        ObjectNode charge = row.putObject("source");
        charge.put("id", "ch_1Generated%09d".formatted(i))
                .put("object", "charge")
                .put("amount", amount(i));
        charge.put("currency", currency).putObject("metadata").put("order_id", String.valueOf(100_000 + i));
        charge.putObject("billing_details").putObject("address").put("country", "SE");
        return row;
    }

    private ObjectNode plain(int i, long amount, long fee, String type) {
        ObjectNode row = JSON.createObjectNode();
        row.put("id", ID.formatted(i)).put("object", "balance_transaction").put("amount", amount);
        // Ten a second: a million in a bit more than a day before the payout.
        row.put("created", at.getEpochSecond() - (charges - i) / 10).put("currency", currency);
        row.put("fee", fee).put("net", amount - fee).put("type", type).put("reporting_category", type);
        ArrayNode details = row.putArray("fee_details");
        if (fee != 0) {
            details.addObject().put("amount", fee).put("currency", currency).put("type", "stripe_fee");
        }
        return row;
    }

    @Override
    public String toString() {
        return charges + " charges of " + payout;
    }
}
