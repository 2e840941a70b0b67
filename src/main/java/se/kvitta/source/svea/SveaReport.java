package se.kvitta.source.svea;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import se.kvitta.answers.Answer;
import se.kvitta.answers.Answers;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.rows.WrittenRows;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.NothingToldOf;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.OrderTold;
import se.kvitta.settlement.OrderWords;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.UnreadableDocument;

/**
 * The payout of one client number from the answers of the API: the report of a day, and orders where they are there, in any order.
 * It is told as flat rows: a row of the report, and each fee that is something else than a fee, such as money that is withheld.
 */
final class SveaReport {

    static final String CLIENTS = "/clientReports";
    static final String ROWS = "/clientReports/rows";
    static final Set<String> LISTS = Set.of(CLIENTS, ROWS);

    /** A document that is wrong in every row is told by its first ones. */
    private static final int MOST_TIES = 20;

    /** A comment is only shown; the journal keeps no more of it. */
    private static final int SHOWN = 80;

    private static final int DAY = "2026-02-16".length();

    /** What Svea writes before a Swedish organisation number, in place of a century. */
    private static final String COMPANY = "16";

    private final SourceDocument document;
    private final Set<String> fees;
    private @Nullable OrderWords words;
    private Consumer<OrderTold> orders = told -> {};
    private @Nullable Stated stated;
    private @Nullable Way way;

    SveaReport(SourceDocument document, JsonNode mapping) {
        this.document = document;
        this.fees = StreamSupport.stream(mapping.path("fees").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }

    void tellOrders(OrderWords named, Consumer<OrderTold> to) {
        words = named;
        orders = to;
    }

    /** What is stated of the payout beside its rows; minor units. */
    private record Stated(String reference, String day, String account, Currency currency, Answer payment) {

        static Stated of(Answer client) {
            Answer payment = client.in(client.node().path("paymentReport"));
            String day = dayOf(client.text("reconciliationDate"));
            String currency = payment.text("currency");
            String account = client.textOrEmpty("recipientTaxId");
            return new Stated(
                    day + "-" + client.text("clientId") + "-" + currency,
                    day,
                    account.length() == 12 && account.startsWith(COMPANY) ? account.substring(2) : account,
                    payment.currency(currency),
                    payment);
        }
    }

    private static String dayOf(String time) {
        return time.substring(0, Math.min(DAY, time.length()));
    }

    /** The rows from the first on. What is stated beside them is that of the last time. */
    WrittenRows.Rows begin() throws IOException {
        if (stated == null) {
            stated = readStated();
        }
        way = new Way(stated);
        return way;
    }

    private Stated readStated() throws IOException {
        Stated told = null;
        boolean report = false;
        try (Answers answers = Answers.of(document, LISTS)) {
            for (Answer next = answers.next(); next != null; next = answers.next()) {
                if (next.list().equals(CLIENTS)) {
                    if (told != null) {
                        throw new UnreadableDocument(
                                Reason.of("SEVERAL_PAYOUTS", "name", document.name(), "line", next.line()));
                    }
                    told = Stated.of(next);
                } else if (next.isWhole()) {
                    report |= next.node().has("clientReports");
                    if (!next.node().has("clientReports") && !next.node().has("Deliveries")) {
                        throw next.isNone();
                    }
                }
            }
        }
        if (told != null) {
            return told;
        }
        Reason reason = Reason.of(report ? "NOTHING_PAID_OUT" : "PAYOUT_NOT_NAMED", "name", document.name());
        throw report ? new NothingToldOf(reason) : new UnreadableDocument(reason);
    }

    /** An event with what its row could not say. */
    Event fuller(Event event) {
        return current().fuller(event);
    }

    List<Tie> ties() {
        return current().ties();
    }

    private Way current() {
        if (way == null) {
            throw new IllegalStateException("no row was asked for");
        }
        return way;
    }

    /** One way through the rows. */
    private final class Way implements WrittenRows.Rows {
        private final Stated stated;
        private final Answers answers;
        private final Deque<Map<String, String>> ready = new ArrayDeque<>();
        private final Deque<Ahead> ahead = new ArrayDeque<>();
        private final List<Tie> broken = new ArrayList<>();
        private int rows;
        private int written;
        private long paid;
        private long nominal;
        private long opening;
        private long closing;
        private long cost;
        private long costVat;
        private long withheld;

        Way(Stated stated) throws IOException {
            this.stated = stated;
            this.answers = Answers.of(document, LISTS);
        }

        @Override
        public @Nullable Map<String, String> next() {
            while (ready.isEmpty()) {
                Answer next = answers.next();
                if (next == null) {
                    requireAllRows();
                    return null;
                }
                if (next.list().equals(ROWS)) {
                    row(next);
                } else if (next.node().has("Deliveries") && words != null) {
                    new SveaOrder(next, words).tell(orders);
                }
            }
            return ready.removeFirst();
        }

        private void requireAllRows() {
            long all = stated.payment().whole("numberOfRows");
            if (rows != all) {
                throw new UnreadableDocument(Reason.of(
                        "ROWS_MISSING",
                        "name",
                        document.name(),
                        "reference",
                        stated.reference(),
                        "stated",
                        all,
                        "rows",
                        rows));
            }
        }

        private void row(Answer row) {
            rows++;
            for (String field : List.of("currency", "destinationCurrency")) {
                String currency = row.textOrEmpty(field);
                if (!currency.isEmpty() && !currency.equals(stated.currency().getCurrencyCode())) {
                    throw new UnreadableDocument(
                            Reason.of("MIXED_CURRENCIES", "first", stated.currency(), "second", currency, "row", rows));
                }
            }
            String type = row.text("rowType");
            long gross = row.whole("nominalAmount");
            long net = row.whole("sveaPaidAmount");
            switch (type) {
                case "OpeningBalanceDebt" -> opening = Math.addExact(opening, gross);
                case "ClosingBalanceDebt" -> closing = Math.addExact(closing, gross);
                default -> nominal = Math.addExact(nominal, gross);
            }
            paid = Math.addExact(paid, net);
            write(row, type, gross, net);
        }

        /** What Svea says of a written row whose event is not made yet. */
        private record Ahead(int row, String comment) {}

        /** Minor units, without VAT and the VAT. */
        private record Cost(long net, long vat) {

            Cost plus(Cost other) {
                return new Cost(Math.addExact(net, other.net), Math.addExact(vat, other.vat));
            }

            long gross() {
                return Math.addExact(net, vat);
            }
        }

        private void write(Answer row, String type, long gross, long net) {
            Map<String, Cost> apart = new LinkedHashMap<>();
            Cost own = new Cost(0, 0);
            Cost all = own;
            for (JsonNode one : row.node().path("fees")) {
                Answer fee = row.in(one);
                String word = fee.text("type");
                var stating = new Cost(fee.whole("amountExcludingVat"), fee.whole("vatAmount"));
                tie("fee of row " + rows, -fee.whole("sveaPaidAmount"), stating.gross());
                all = all.plus(stating);
                if (word.equalsIgnoreCase("Deposit")) {
                    withheld = Math.addExact(withheld, stating.gross());
                } else {
                    cost = Math.addExact(cost, stating.net());
                    costVat = Math.addExact(costVat, stating.vat());
                }
                if (fees.contains(word)) {
                    own = own.plus(stating);
                } else {
                    apart.merge(word, stating, Cost::plus);
                }
            }
            tie("totalFeeAmountExcludingVat of row " + rows, row.whole("totalFeeAmountExcludingVat"), all.net());
            tie("totalFeeVatAmount of row " + rows, row.whole("totalFeeVatAmount"), all.vat());
            tie("sveaPaidAmount of row " + rows, net, gross - all.gross());
            if (gross != 0 || own.gross() != 0 || apart.isEmpty()) {
                ready.add(flat(row, type, gross, own, net));
            }
            apart.forEach((word, fee) -> ready.add(flat(row, word, 0, fee, net)));
        }

        private Map<String, String> flat(Answer row, String type, long gross, Cost fee, long net) {
            String id = number(row, "sveaCheckoutId");
            String delivery = number(row, "deliveryId");
            String comment = row.textOrEmpty("comment");
            ahead.add(new Ahead(++written, comment));
            var cells = new HashMap<String, String>();
            cells.put("type", type);
            cells.put("at", row.text("reconciliationDate"));
            cells.put("ordered", dayOf(row.textOrEmpty("orderDate")));
            cells.put("amount", major(gross));
            cells.put("fee", major(-fee.net()));
            cells.put("feeVat", major(-fee.vat()));
            cells.put("net", major(gross - fee.gross()));
            cells.put("number", row.textOrEmpty("externalOrderNo"));
            cells.put("id", id);
            cells.put("capture", delivery);
            cells.put("method", row.textOrEmpty("paymentType").toLowerCase(Locale.ROOT));
            // The same as in the flat file, so that a payout that comes in both ways is one.
            cells.put(
                    "key",
                    String.join("|", id, delivery, comment.isEmpty() ? row.text("rowType") : comment, major(net)));
            cells.put("reference", stated.reference());
            cells.put("day", stated.day());
            cells.put("currency", stated.currency().getCurrencyCode());
            cells.put("account", stated.account());
            return cells;
        }

        /** 0 is none. */
        private static String number(Answer row, String field) {
            String number = row.textOrEmpty(field);
            return number.equals("0") ? "" : number;
        }

        private Event fuller(Event told) {
            while (!ahead.isEmpty() && ahead.peek().row() < told.row()) {
                ahead.remove();
            }
            Ahead row = ahead.peek();
            Event event = row == null
                            || row.row() != told.row()
                            || row.comment().isEmpty()
                    ? told
                    : told.withDetail(told.detail() + " "
                            + row.comment()
                                    .substring(0, Math.min(SHOWN, row.comment().length())));
            OrderReference order = event.order();
            return event.kind() != EventKind.REFUND || order.capture().isEmpty()
                    ? event
                    : event.with(new OrderReference(
                            order.id(),
                            order.number(),
                            order.second(),
                            order.capture(),
                            SveaOrder.credit(order.capture(), event.amount().minor())));
        }

        private List<Tie> ties() {
            var ties = new ArrayList<>(broken);
            add(ties, "sveaPaidAmountIncludingWithholding", paid);
            add(ties, "sveaPaidAmountExcludingWithholding", Math.addExact(paid, withheld));
            add(ties, "nominalAmount", nominal);
            add(ties, "feeAmountExcludingVat", cost);
            add(ties, "feeVatAmount", costVat);
            // With which sign a debt stands here is not certain [?].
            ties.add(debt("openingBalanceDebt", opening));
            ties.add(debt("closingBalanceDebt", closing));
            return ties;
        }

        private Tie debt(String field, long counted) {
            return tied(field, Math.abs(stated.payment().whole(field)), Math.abs(counted));
        }

        private void add(List<Tie> ties, String field, long counted) {
            ties.add(tied(field, stated.payment().whole(field), counted));
        }

        private void tie(String name, long told, long counted) {
            if (told != counted && broken.size() < MOST_TIES) {
                broken.add(tied(name, told, counted));
            }
        }

        private Tie tied(String name, long told, long counted) {
            return new Tie(name, Money.ofMinor(told, stated.currency()), Money.ofMinor(counted, stated.currency()));
        }

        private String major(long minor) {
            return BigDecimal.valueOf(minor, stated.currency().getDefaultFractionDigits())
                    .toPlainString();
        }

        @Override
        public void close() throws IOException {
            answers.close();
        }
    }
}
