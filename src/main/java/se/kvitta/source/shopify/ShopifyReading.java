package se.kvitta.source.shopify;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.answers.Answer;
import se.kvitta.answers.Answers;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.OrderTold;
import se.kvitta.settlement.OrderWords;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.StreamedReading;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.settlement.VatPart;
import se.kvitta.source.shopify.ShopOrder.Facts;
import se.kvitta.source.shopify.ShopifyWords.Meaning;

/**
 * The events of a payout from the API's answers: a list of payouts, the pages of balance transactions, and orders where they are
 * there. It is read twice: orders first, because what they say of their transactions belongs to the rows. Of an order a few facts
 * per transaction stay in memory, of a row nothing.
 */
final class ShopifyReading extends StreamedReading {

    private static final String ACCOUNT = "/data/shopifyPaymentsAccount";
    private static final String PAYOUTS = ACCOUNT + "/payouts";
    private static final String ROWS = ACCOUNT + "/balanceTransactions";
    private static final String ORDERS = "/data/orders";
    private static final String REST_PAYOUTS = "/payouts";
    private static final String REST_ROWS = "/transactions";

    private static final Set<String> LISTS = Set.of(
            PAYOUTS + "/edges",
            PAYOUTS + "/nodes",
            ROWS + "/edges",
            ROWS + "/nodes",
            ORDERS + "/edges",
            ORDERS + "/nodes",
            REST_PAYOUTS,
            REST_ROWS);

    /** A document that is wrong in every row is told by its first ones. */
    private static final int MOST_TIES = 20;

    private final SourceDocument document;
    private final ShopifyWords words;
    private final Map<String, Facts> facts = new HashMap<>();
    private final Map<String, PaidOut> payouts = new LinkedHashMap<>();
    private final Map<String, long[]> groups = new HashMap<>();
    private final List<Tie> broken = new ArrayList<>();
    private OrderWords orderWords = new NoWords();
    private Consumer<OrderTold> orders = told -> {};
    private @Nullable Answers answers;
    private boolean more;
    private int pages;
    private int rows;
    private boolean allGrouped = true;
    private @Nullable String payout;
    private @Nullable Money left;

    ShopifyReading(SourceDocument document, ShopifyWords words) {
        this.document = document;
        this.words = words;
    }

    /** Without a profile's words a line is what the shop calls it. */
    private static final class NoWords implements OrderWords {

        @Override
        public boolean isGiftCard(@Nullable VatRate rate, String text, String article) {
            return false;
        }

        @Override
        public boolean isTip(@Nullable VatRate rate, String text, String article) {
            return false;
        }
    }

    @Override
    public void tellOrders(OrderWords named, Consumer<OrderTold> to) {
        orderWords = named;
        orders = to;
    }

    @Override
    protected boolean readOn() {
        try {
            if (answers == null) {
                readOrders();
                answers = Answers.of(document, LISTS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Answer next = answers.next();
        if (next == null) {
            end();
            return false;
        }
        switch (next.list()) {
            case "" -> answered(next);
            case PAYOUTS + "/edges", PAYOUTS + "/nodes" -> note(PaidOut.ofGraph(node(next)));
            case REST_PAYOUTS -> note(PaidOut.ofRest(next));
            case ROWS + "/edges", ROWS + "/nodes" -> row(Movement.ofGraph(node(next)), next);
            case REST_ROWS -> row(Movement.ofRest(next), next);
            default -> {
                // Orders are read already.
            }
        }
        return true;
    }

    private void readOrders() throws IOException {
        try (Answers first = Answers.of(document, LISTS)) {
            for (Answer next = first.next(); next != null; next = first.next()) {
                if (next.list().startsWith(ORDERS)) {
                    new ShopOrder(node(next), orderWords, words).read(orders, facts::put);
                }
            }
        }
    }

    /** A member of a list in either form. */
    private static Answer node(Answer member) {
        return member.node().has("node") ? member.in(member.node().path("node")) : member;
    }

    private void answered(Answer whole) {
        JsonNode node = whole.node();
        JsonNode account = node.at(ACCOUNT);
        boolean graph = account.isObject() && (account.has("payouts") || account.has("balanceTransactions"));
        boolean rest = node.has("payouts") || node.has("transactions");
        if (node.has("errors") || !(graph || rest || node.at(ORDERS).isObject())) {
            throw whole.isNone();
        }
        if (account.has("balanceTransactions")) {
            pages++;
            more = node.at(ROWS + "/pageInfo/hasNextPage").asBoolean();
        } else if (node.has("transactions")) {
            // It does not say whether there are more; that they add up to the payout does.
            pages++;
        }
    }

    private void note(PaidOut told) {
        payouts.put(told.id(), told);
    }

    private void row(Movement row, Answer at) {
        // What is not in a payout yet comes with its own, and a test moved no money.
        if (row.test() || row.payout().isEmpty()) {
            return;
        }
        if (payout != null && !payout.equals(row.payout())) {
            throw new UnreadableDocument(Reason.of("SEVERAL_PAYOUTS", "name", document.name(), "line", at.line()));
        }
        payout = row.payout();
        rows++;
        tie("net of " + row.id(), row.net(), row.amount().minus(row.fee()));
        Optional<Meaning> meaning = words.meaning(row.type());
        if (meaning.isPresent() && meaning.get().payout()) {
            left = row.amount().negated();
            tellFee(row, Facts.NONE, EventKind.PAYOUT);
            return;
        }
        Optional<EventKind> kind = meaning.flatMap(one -> one.of(row.amount()));
        count(row, meaning.map(Meaning::group).orElse(""));
        Facts known = facts.getOrDefault(row.transaction(), Facts.NONE);
        if (!row.amount().isZero() || row.fee().isZero()) {
            tellMain(row, known, kind);
        }
        tellFee(row, known, kind.orElse(EventKind.OTHER));
    }

    private void tellMain(Movement row, Facts known, Optional<EventKind> found) {
        EventKind kind = found.orElse(EventKind.OTHER);
        boolean order = kind == EventKind.SALE || kind == EventKind.REFUND;
        // What leaves is positive for a payout, as everything that goes one way is.
        Money amount = kind == EventKind.PAYOUT
                ? row.amount().negated()
                : kind.goesBothWays() ? row.amount() : row.amount().abs();
        tell(about(Event.of(kind, row.id(), row.at(), amount), row, known, kind)
                .original(order ? known.original() : null, null)
                .waits(found.isEmpty() ? "NEEDS_DECISION" : order ? known.waits() : null)
                .detail(row.type())
                .build());
    }

    private void tellFee(Movement row, Facts known, EventKind of) {
        Money fee = row.fee();
        if (fee.isZero()) {
            return;
        }
        Money tax = known.feeTax();
        tell(about(
                        Event.of(
                                fee.isNegative() ? EventKind.FEE_REFUND : EventKind.FEE,
                                row.id() + "/fee",
                                row.at(),
                                fee.abs()),
                        row,
                        known,
                        of)
                .vat(
                        tax == null || !tax.currency().equals(fee.currency())
                                ? List.of()
                                : List.of(new VatPart(VatRate.ZERO, tax.abs().minor())))
                .detail("fee of " + row.type())
                .build());
    }

    private Event.Builder about(Event.Builder event, Movement row, Facts known, EventKind kind) {
        boolean back = kind == EventKind.REFUND || kind == EventKind.REFUND_FAILED;
        String name = row.orderName().isEmpty() ? known.name() : row.orderName();
        return event.order(new OrderReference(
                        row.order(),
                        name.isEmpty() ? "" : words.number(name),
                        "",
                        back ? "" : row.transaction(),
                        back ? row.transaction() : ""))
                .country(known.country())
                .method(known.method())
                .subject(kind == EventKind.REFUND_FAILED ? row.transaction() : row.dispute())
                .row(rows);
    }

    private void count(Movement row, String group) {
        allGrouped &= !group.isEmpty();
        long[] sums = groups.computeIfAbsent(group, first -> new long[2]);
        sums[0] = Math.addExact(sums[0], row.amount().minor());
        sums[1] = Math.addExact(sums[1], row.fee().minor());
    }

    private void tie(String name, Money stated, Money counted) {
        if (!stated.equals(counted) && broken.size() < MOST_TIES) {
            broken.add(new Tie(name, stated, counted));
        }
    }

    private void end() {
        if (pages == 0 || more) {
            throw new UnreadableDocument(Reason.of("PAGES_MISSING", "name", document.name(), "pages", pages));
        }
        PaidOut paid = paid();
        paid.requirePaid();
        tell(Event.of(EventKind.PAYOUT, "PAYOUT", paid.at(), paid.net())
                .subject(paid.id())
                .detail("payout " + paid.id())
                .build());
    }

    /** The payout that the rows are in; without rows, the only one that is told. */
    private PaidOut paid() {
        PaidOut paid = payout != null
                ? payouts.get(payout)
                : payouts.size() == 1 ? payouts.values().iterator().next() : null;
        if (paid == null) {
            throw new UnreadableDocument(Reason.of("PAYOUT_NOT_NAMED", "name", document.name()));
        }
        return paid;
    }

    @Override
    protected Statement stated() {
        PaidOut paid = paid();
        Money zero = Money.zero(paid.net().currency());
        var ties = new ArrayList<Tie>(broken);
        if (left != null) {
            ties.add(new Tie("payout row", paid.net(), left));
        }
        ties.addAll(summary(paid, zero));
        return new Statement(paid.id(), paid.net().currency(), paid.day(), paid.net(), zero, zero, "", rows, ties);
    }

    /** The summary as a whole, and each of its groups where it is known of every row which it belongs to. */
    private List<Tie> summary(PaidOut paid, Money zero) {
        var ties = new ArrayList<Tie>();
        Map<String, PaidOut.Group> stated = paid.groups();
        if (stated == null) {
            return ties;
        }
        Money total = zero;
        for (var group : stated.entrySet()) {
            total = total.plus(group.getValue().gross()).minus(group.getValue().fee());
            if (allGrouped) {
                long[] counted = groups.getOrDefault(group.getKey(), new long[2]);
                ties.add(new Tie(
                        "summary." + group.getKey() + " gross",
                        group.getValue().gross(),
                        Money.ofMinor(counted[0], zero.currency())));
                ties.add(new Tie(
                        "summary." + group.getKey() + " fee",
                        group.getValue().fee(),
                        Money.ofMinor(counted[1], zero.currency())));
            }
        }
        ties.add(new Tie("summary gross less fees", total, paid.net()));
        return ties;
    }

    @Override
    public void close() throws IOException {
        if (answers != null) {
            answers.close();
        }
    }
}
