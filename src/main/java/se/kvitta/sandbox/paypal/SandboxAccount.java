package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A merchant's account: its ledger per currency with what is available and what is withheld, its invoices, and its app. */
public final class SandboxAccount {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What an app may do with every feature on that reads. */
    public static final Set<String> SCOPES = Set.of(
            "https://uri.paypal.com/services/reporting/search/read",
            "https://uri.paypal.com/services/reporting/balances/read",
            "https://uri.paypal.com/services/invoicing/invoices/read",
            "https://uri.paypal.com/services/payments/payment",
            "https://uri.paypal.com/services/disputes/read-seller",
            "https://uri.paypal.com/services/applications/webhooks");

    private static final String ID_SIGNS = "0123456789ABCDEFGHJKLMNPRSTUVWXY";

    private final String id;
    private final String clientId;
    private final String secret;
    private final List<LedgerRow> rows = new ArrayList<>();
    private final Map<String, Long> openings = new TreeMap<>();
    private final Invoices invoices = new Invoices(this);
    private final Payments payments = new Payments();
    private final Map<LedgerRow, long[]> balances = new HashMap<>();
    private final Disputes disputes = new Disputes(this);
    private final Random ids = new Random(1);
    private boolean sorted = true;
    private boolean searchable = true;
    private Set<String> scopes = SCOPES;
    private Instant searchedUntil = Instant.EPOCH;

    SandboxAccount(String id, String clientId, String secret) {
        this.id = id;
        this.clientId = clientId;
        this.secret = secret;
    }

    public String id() {
        return id;
    }

    public String clientId() {
        return clientId;
    }

    String secret() {
        return secret;
    }

    /** What the account had before its first row. */
    public synchronized void opening(String currency, long minor) {
        openings.put(currency, minor);
        sorted = false;
    }

    /** Lets something happen; what was told before stays as it is. */
    public synchronized void add(LedgerRow row) {
        rows.add(row);
        sorted = false;
    }

    /** A row changes its status: a search by the date of the change finds it there from now on. */
    public synchronized void change(String row, String status, Instant when) {
        rows.replaceAll(one -> one.id().equals(row) && one.moved() ? one.with(status, when) : one);
        sorted = false;
    }

    /** Keeps an invoice as the API tells it. */
    public void invoice(JsonNode invoice) {
        invoices.keep(invoice);
    }

    /** Its invoices. */
    public Invoices invoices() {
        return invoices;
    }

    /** Keeps a capture or a refund as the API tells it. */
    public synchronized void payment(JsonNode payment) {
        payments.keep(payment);
    }

    /** Null when there is none. */
    synchronized @Nullable JsonNode capture(String wanted) {
        return payments.capture(wanted, rows);
    }

    /** Null when there is none. */
    synchronized @Nullable JsonNode refund(String wanted) {
        return payments.refund(wanted, rows);
    }

    /** Its claims and chargebacks. */
    public Disputes disputes() {
        return disputes;
    }

    /** A payment in kronor for an order, with PayPal's fee; answers its row. */
    public LedgerRow pay(String order, Instant at, long amount, long fee) {
        LedgerRow paid = row(newId(), "", "T0006", at, "SEK", amount, -fee, order);
        add(paid);
        return paid;
    }

    /**
     * Gives a payment back, or a part of it (T1107), and of its fee what PayPal gives back, if anything: with the row, or in one of its own
     * (T1109). Answers the refund's row.
     *
     * @param fee what comes back of the fee
     * @param ownRow whether that is a row of its own
     */
    public LedgerRow refund(LedgerRow payment, Instant at, long amount, long fee, boolean ownRow) {
        LedgerRow refund = row(
                newId(), payment.id(), "T1107", at, payment.currency(), -amount, ownRow ? 0 : fee, payment.invoiceId());
        add(refund);
        if (ownRow && fee != 0) {
            add(row(newId(), payment.id(), "T1109", at, payment.currency(), fee, 0, payment.invoiceId()));
        }
        return refund;
    }

    synchronized String newId() {
        return newId(ids);
    }

    /** Whether the app may search; else 403, although its token is valid. */
    public synchronized void searchable(boolean allowed) {
        searchable = allowed;
    }

    synchronized boolean isSearchable() {
        return searchable;
    }

    /** What the app's features are: a token says those that were on when it was asked for, and goes on with them. */
    public synchronized void scopes(Set<String> allowed) {
        scopes = Set.copyOf(allowed);
    }

    synchronized Set<String> scopes() {
        return scopes;
    }

    /** The end of the latest search so far: what happens now can only be found after it. */
    public synchronized Instant searchedUntil() {
        return searchedUntil;
    }

    synchronized void searched(Instant end) {
        searchedUntil = end.isAfter(searchedUntil) ? end : searchedUntil;
    }

    /** What all rows have moved, per currency, in minor units: exact, whatever is fetched of it. */
    public synchronized Map<String, Long> totals() {
        var totals = new TreeMap<String, Long>();
        rows.stream()
                .filter(LedgerRow::moved)
                .forEach(row -> totals.merge(row.currency(), row.amount() + row.fee(), Math::addExact));
        return totals;
    }

    /** How many rows there are. */
    public synchronized int size() {
        return rows.size();
    }

    /**
     * Lets so many payments happen, evenly over a span, some of them in euro that are exchanged, some held and released, some
     * refunded; the balance is withdrawn now and then. The same seed gives the same rows.
     */
    public void generate(int payments, Instant from, Instant until, long seed) {
        var random = new Random(seed);
        long span = Duration.between(from, until).toSeconds();
        long step = Math.max(1, span / Math.max(1, payments));
        long available = 0;
        for (int i = 0; i < payments; i++) {
            Instant at = from.plusSeconds(span * i / payments);
            String paid = newId(random);
            long amount = 5_000L + random.nextInt(200_000);
            long fee = -(amount * 29 / 1000 + 280);
            boolean euro = i % 10 == 3;
            add(row(paid, "", "T0006", at, euro ? "EUR" : "SEK", amount, fee, "WC-" + (10_000 + i)));
            if (euro) {
                long net = amount + fee;
                add(row(newId(random), paid, "T0200", at, "EUR", -net, 0, ""));
                long into = net * 108 / 10;
                add(row(newId(random), paid, "T0200", at, "SEK", into, 0, ""));
                available += into;
            } else {
                available += amount + fee;
            }
            if (i % 25 == 7 && !euro) {
                long refund = amount / 2;
                add(row(newId(random), paid, "T1107", at, "SEK", -refund, 0, "WC-" + (10_000 + i)));
                available -= refund;
            }
            if (i % 40 == 11 && !euro) {
                add(row(newId(random), paid, "T2107", at, "SEK", -(amount + fee), 0, ""));
                add(row(newId(random), paid, "T2108", at.plusSeconds(step), "SEK", amount + fee, 0, ""));
            }
            if (i % 500 == 499) {
                add(row(newId(random), "", "T0403", at, "SEK", -available, 0, ""));
                available = 0;
            }
        }
    }

    private static LedgerRow row(
            String id,
            String reference,
            String code,
            Instant at,
            String currency,
            long amount,
            long fee,
            String order) {
        return new LedgerRow(id, reference, code, at, at, "S", currency, amount, fee, order, "", null);
    }

    private static String newId(Random random) {
        var id = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            id.append(ID_SIGNS.charAt(random.nextInt(ID_SIGNS.length())));
        }
        return id.toString();
    }

    /** The rows that a search finds, in the order of their time. */
    synchronized List<LedgerRow> find(Instant from, Instant to, boolean onlyMoved, Assumptions assumed) {
        sort();
        boolean byChange = assumed.searchBy() == Assumptions.SearchBy.UPDATED;
        var found = new ArrayList<LedgerRow>();
        for (LedgerRow row : byChange ? rows : rows.subList(before(from), before(to.plusNanos(1)))) {
            Instant date = byChange ? row.updated() : row.at();
            if (!date.isBefore(from) && !date.isAfter(to) && (row.moved() || !onlyMoved)) {
                found.add(row);
            }
        }
        if (assumed.order() == Assumptions.Order.DESCENDING) {
            Collections.reverse(found);
        }
        return found;
    }

    /** How many rows happened before an instant, once they are sorted. */
    private int before(Instant instant) {
        int least = 0;
        int most = rows.size();
        while (least < most) {
            int middle = (least + most) >>> 1;
            if (rows.get(middle).at().isBefore(instant)) {
                least = middle + 1;
            } else {
                most = middle;
            }
        }
        return least;
    }

    /** The balances at the end of an instant. */
    synchronized ArrayNode balancesAt(Instant asOf, String only) {
        sort();
        var available = new TreeMap<String, Long>(openings);
        var withheld = new TreeMap<String, Long>();
        for (LedgerRow row : rows) {
            if (row.moved() && !row.at().isAfter(asOf)) {
                available.merge(row.currency(), row.amount() + row.fee(), Math::addExact);
                withheld.merge(row.currency(), row.isHold() ? -row.amount() : 0, Math::addExact);
            }
        }
        ArrayNode told = JSON.createArrayNode();
        available.forEach((currency, minor) -> {
            if (only.isEmpty() || only.equals(currency)) {
                long held = withheld.getOrDefault(currency, 0L);
                ObjectNode one = told.addObject();
                one.put("currency", currency);
                if (currency.equals("SEK")) {
                    one.put("primary", true);
                }
                one.set("total_balance", money(currency, minor + held));
                one.set("available_balance", money(currency, minor));
                one.set("withheld_balance", money(currency, held));
            }
        });
        return told;
    }

    /** A row as the search tells it, with the blocks that were asked for. */
    synchronized ObjectNode tell(LedgerRow row, List<String> fields, Assumptions assumed) {
        ObjectNode told = JSON.createObjectNode();
        boolean all = fields.contains("all");
        if (all || fields.contains("transaction_info")) {
            ObjectNode info = told.putObject("transaction_info");
            info.put("transaction_id", row.id());
            if (!row.reference().isEmpty()) {
                info.put("paypal_reference_id", row.reference());
                info.put("paypal_reference_id_type", "TXN");
            }
            info.put("transaction_event_code", row.code());
            info.put("transaction_initiation_date", time(row.at(), assumed));
            info.put("transaction_updated_date", time(row.updated(), assumed));
            info.set("transaction_amount", money(row.currency(), row.amount()));
            if (row.fee() != 0) {
                info.set("fee_amount", money(row.currency(), row.fee()));
            }
            info.put("transaction_status", row.status());
            if (!row.invoiceId().isEmpty()) {
                info.put("invoice_id", row.invoiceId());
            }
            if (!row.customField().isEmpty()) {
                info.put("custom_field", row.customField());
            }
            long[] balance = balances.get(row);
            if (assumed.rowBalances() && balance != null) {
                info.set("ending_balance", money(row.currency(), balance[1]));
                info.set("available_balance", money(row.currency(), balance[0]));
            }
            if (row.rest() != null) {
                row.rest()
                        .path("transaction_info")
                        .properties()
                        .forEach(more -> info.set(more.getKey(), more.getValue()));
            }
        }
        for (String block :
                List.of("payer_info", "shipping_info", "cart_info", "store_info", "auction_info", "incentive_info")) {
            if (all || fields.contains(block)) {
                JsonNode rest = row.rest() == null
                        ? JSON.createObjectNode()
                        : row.rest().path(block);
                told.set(block, rest.isMissingNode() ? JSON.createObjectNode() : rest);
            }
        }
        return told;
    }

    static String time(Instant instant, Assumptions assumed) {
        return instant.toString().replaceAll("(\\.\\d+)?Z$", "") + assumed.offset();
    }

    static ObjectNode money(String currency, long minor) {
        ObjectNode money = JSON.createObjectNode();
        money.put("currency_code", currency);
        money.put(
                "value",
                BigDecimal.valueOf(minor, Currency.getInstance(currency).getDefaultFractionDigits())
                        .toPlainString());
        return money;
    }

    /** By time, and within an instant as they were told; then every balance follows. */
    private void sort() {
        if (sorted) {
            return;
        }
        rows.sort(Comparator.comparing(LedgerRow::at));
        balances.clear();
        var available = new HashMap<String, Long>(openings);
        var total = new HashMap<String, Long>(openings);
        for (LedgerRow row : rows) {
            if (row.moved()) {
                long moved = row.amount() + row.fee();
                long now = available.merge(row.currency(), moved, Math::addExact);
                long ending = total.merge(row.currency(), row.isHold() ? 0 : moved, Math::addExact);
                balances.put(row, new long[] {now, ending});
            }
        }
        sorted = true;
    }
}
