package se.kvitta.source.nets;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.answers.Answer;
import se.kvitta.answers.Answers;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.rows.WrittenRows;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.OrderTold;
import se.kvitta.settlement.OrderWords;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.settlement.VatPart;

/**
 * One payout from the answers of the API: the pages of its payment actions from the reporting API, and payments from the payment
 * API where they are there, in any order. It is told as the rows of the portal's export; what such a row cannot say is kept until
 * the event of the row is made.
 */
final class NetsAnswers {

    private static final String ACTIONS = "/paymentActions";

    /** A document that is wrong in every row is told by its first ones. */
    private static final int MOST_TIES = 20;

    /** Whether a rate below this is in percent, and not in hundredths of one [?]. */
    private static final int WHOLE_PERCENT_BELOW = 100;

    private final SourceDocument document;
    private @Nullable Stated stated;
    private @Nullable Page page;
    private @Nullable OrderWords words;
    private Consumer<OrderTold> orders = told -> {};

    NetsAnswers(SourceDocument document) {
        this.document = document;
    }

    /**
     * What every page states of the payout; read before any row, because it may stand behind them. Sums are minor units; only the
     * amount may be below zero.
     */
    private record Stated(
            String id,
            String reference,
            String date,
            Currency currency,
            long amount,
            long charged,
            long refunded,
            long deposited,
            long fees,
            long feeTax,
            long actions) {

        static Stated of(Answer page) {
            return new Stated(
                    page.text("id"),
                    page.text("reference"),
                    page.text("date"),
                    page.currency(page.text("currency")),
                    page.whole("amount"),
                    Math.abs(page.whole("chargedAmount")),
                    Math.abs(page.whole("refundedAmount")),
                    Math.abs(page.whole("depositedAmount")),
                    page.whole("fees"),
                    page.node().path("feeTaxAmount").asLong(),
                    page.whole("numberOfPaymentActions"));
        }
    }

    void tellOrders(OrderWords named, Consumer<OrderTold> to) {
        words = named;
        orders = to;
    }

    /** The rows from the first on. What is stated beside them is that of the last time. */
    WrittenRows.Rows begin() throws IOException {
        if (stated == null) {
            stated = readStated();
        }
        page = new Page(stated);
        return page;
    }

    private Stated readStated() throws IOException {
        Stated told = null;
        try (Answers answers = Answers.of(document, Set.of(ACTIONS))) {
            for (Answer next = answers.next(); next != null; next = answers.next()) {
                if (next.isWhole() && next.node().has("paymentActions")) {
                    told = same(told, next);
                } else if (next.isWhole() && !next.node().has("payment")) {
                    throw next.isNone();
                }
            }
        }
        if (told == null) {
            throw new UnreadableDocument(Reason.of("PAGES_MISSING", "name", document.name(), "pages", 0));
        }
        return told;
    }

    private Stated same(@Nullable Stated before, Answer page) {
        Stated stated = Stated.of(page);
        if (before != null && !before.equals(stated)) {
            throw new UnreadableDocument(Reason.of("SEVERAL_PAYOUTS", "name", document.name(), "line", page.line()));
        }
        return stated;
    }

    /** An event with what its row could not say. */
    Event fuller(Event event) {
        return page().fuller(event);
    }

    List<Tie> ties() {
        return page().ties();
    }

    private Page page() {
        if (page == null) {
            throw new IllegalStateException("no row was asked for");
        }
        return page;
    }

    /** One way through the rows. */
    private final class Page implements WrittenRows.Rows {
        private final Stated stated;
        private final Currency currency;
        private final Answers answers;
        private final Deque<Ahead> ahead = new ArrayDeque<>();
        private final Map<String, Long> sums = new HashMap<>();
        private final List<Tie> broken = new ArrayList<>();
        private int rows;

        /**
         * What a row could not say, whose event is not made yet.
         *
         * @param id of the charge or refund
         * @param vat per rate; empty when it is not told
         */
        private record Ahead(int row, String id, List<VatPart> vat) {}

        Page(Stated stated) throws IOException {
            this.stated = stated;
            this.answers = Answers.of(document, Set.of(ACTIONS));
            this.currency = stated.currency();
        }

        @Override
        public @Nullable Map<String, String> next() {
            while (true) {
                Answer next = answers.next();
                if (next == null) {
                    if (rows != stated.actions()) {
                        throw new UnreadableDocument(Reason.of(
                                "ROWS_MISSING",
                                "name",
                                document.name(),
                                "reference",
                                stated.reference(),
                                "stated",
                                stated.actions(),
                                "rows",
                                rows));
                    }
                    return null;
                }
                if (next.list().equals(ACTIONS)) {
                    return row(next);
                }
                if (next.node().has("payment") && words != null) {
                    new Payment(next.in(next.node().path("payment")), words).tell(orders);
                }
            }
        }

        private Map<String, String> row(Answer action) {
            rows++;
            String type = action.text("paymentAction");
            // The sign of a refund is not certain [?]: the action tells the direction.
            long amount = Math.abs(action.whole("amount"));
            boolean refund = type.equals("REFUND");
            long fee = action.whole("fee");
            boolean taxed = action.node().hasNonNull("vatAmount");
            long vat = taxed ? Math.abs(action.whole("vatAmount")) : 0;
            sums.merge(type, amount, Math::addExact);
            sums.merge("fee", fee, Math::addExact);
            ahead.add(new Ahead(rows, action.text("id"), tax(action, vat)));
            if (!action.text("currency").equals(currency.getCurrencyCode())) {
                throw new UnreadableDocument(Reason.of(
                        "MIXED_CURRENCIES", "first", currency, "second", action.text("currency"), "row", rows));
            }
            long effect = refund ? -amount : amount;
            var row = new HashMap<String, String>();
            row.put("type", type);
            row.put("at", action.text("timestamp"));
            row.put("amount", major(effect));
            // Without it nothing is said of VAT, which is not the same as none.
            row.put("vat", taxed ? major(vat) : "");
            row.put("fee", major(-fee));
            row.put("net", major(Math.subtractExact(effect, fee)));
            row.put("number", action.textOrEmpty("reference"));
            row.put("id", action.textOrEmpty("paymentId"));
            row.put("method", action.textOrEmpty("paymentMethod"));
            row.put("key", action.text("id"));
            row.put("reference", stated.reference());
            row.put("day", stated.date());
            row.put("currency", currency.getCurrencyCode());
            return row;
        }

        /** The VAT per rate, which must add up to all of the VAT. */
        private List<VatPart> tax(Answer action, long vat) {
            var parts = new ArrayList<VatPart>();
            long sum = 0;
            for (JsonNode detail : action.node().path("transactionTaxDetails")) {
                Answer part = action.in(detail);
                long amount = Math.abs(part.whole("amount"));
                long rate = part.whole("rate");
                parts.add(new VatPart(
                        new VatRate(Math.toIntExact(rate < WHOLE_PERCENT_BELOW ? rate * 100 : rate)), amount));
                sum = Math.addExact(sum, amount);
            }
            if (!parts.isEmpty()) {
                tie("transactionTaxDetails of " + action.text("id"), vat, sum);
            }
            return parts;
        }

        Event fuller(Event event) {
            while (!ahead.isEmpty() && ahead.peek().row() < event.row()) {
                ahead.remove();
            }
            boolean refund = event.kind() == EventKind.REFUND;
            Ahead row = ahead.peek();
            if (row == null || row.row() != event.row() || !(refund || event.kind() == EventKind.SALE)) {
                return event;
            }
            OrderReference order = event.order();
            return event.with(new OrderReference(
                            order.id(), order.number(), order.second(), refund ? "" : row.id(), refund ? row.id() : ""))
                    .with(row.vat().isEmpty() ? event.vat() : row.vat());
        }

        private void tie(String name, long told, long counted) {
            if (told != counted && broken.size() < MOST_TIES) {
                broken.add(sum(name, told, counted));
            }
        }

        List<Tie> ties() {
            long charged = sums.getOrDefault("CHARGE", 0L);
            long refunded = sums.getOrDefault("REFUND", 0L);
            long deposited = sums.getOrDefault("DEPOSIT", 0L);
            long fees = sums.getOrDefault("fee", 0L);
            var ties = new ArrayList<>(broken);
            ties.add(sum("chargedAmount", stated.charged(), charged));
            ties.add(sum("refundedAmount", stated.refunded(), refunded));
            ties.add(sum("depositedAmount", stated.deposited(), deposited));
            ties.add(sum("fees", stated.fees(), fees));
            ties.add(sum("amount", stated.amount(), charged - refunded + deposited - fees));
            // Fees bear no VAT, the API says; if one does, it must be understood before it is booked.
            ties.add(sum("feeTaxAmount", stated.feeTax(), 0));
            return ties;
        }

        private Tie sum(String name, long told, long counted) {
            return new Tie(name, Money.ofMinor(told, currency), Money.ofMinor(counted, currency));
        }

        private String major(long minor) {
            return BigDecimal.valueOf(minor, currency.getDefaultFractionDigits())
                    .toPlainString();
        }

        @Override
        public void close() throws IOException {
            answers.close();
        }
    }
}
