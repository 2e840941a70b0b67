package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.ToldOrder;

/** Which orders providers were asked for, what became of it, and when they may be asked again. */
public final class OrderAnswers {

    private final Database database;

    public OrderAnswers(Database database) {
        this.database = database;
    }

    /** How asking for an order ended. */
    public enum State {
        TOLD,
        /** The provider does not have it, or does not give it: it is not asked for again. */
        NOT_HAD,
        /** It failed and may pass. */
        LATER
    }

    /**
     * What became of asking for one order.
     *
     * @param askedAt when it was asked for last
     * @param again when it may be asked for again; null when it need not be
     * @param failures how often in a row it failed
     * @param reason why it was not told; null when it was
     */
    public record Lookup(
            State state,
            Instant askedAt,
            @Nullable Instant again,
            int failures,
            @Nullable Reason reason) {}

    /**
     * How a profile's source stands.
     *
     * @param freeAt when orders may be asked for again
     * @param failures how often in a row it failed as a whole
     * @param reason why it is left alone; null when it is not
     */
    public record Standing(
            Instant freeAt, int failures, @Nullable Reason reason) {}

    /** An event of a settlement with its place. */
    public record Placed(int seq, Event event) {}

    /**
     * The sales and refunds of a settlement after a place, in the order of its document.
     *
     * @param heldOnly only those that wait for a person
     */
    public List<Placed> events(long settlement, boolean heldOnly, int after, int most) {
        String only = heldOnly
                ? " and exists (select 1 from held_event h where h.settlement_id = e.settlement_id and h.seq = e.seq)"
                : "";
        return database.sql("""
                        select e.* from event e where e.settlement_id = :id and e.seq > :after
                          and e.kind in ('SALE', 'REFUND') and e.order_id <> ''%s order by e.settlement_id, e.seq
                        limit :most
                        """.formatted(only))
                .param("id", settlement)
                .param("after", after)
                .param("most", most)
                .query((row, n) -> new Placed(row.getInt("seq"), EventRows.read(row)))
                .list();
    }

    /** When the source told of a settlement: everything in it had happened by then. */
    public Instant toldAt(long settlement) {
        return database.sql("""
                        select d.received_at from settlement s join document d on d.id = s.document_id where s.id = :id
                        """)
                .param("id", settlement)
                .query((row, n) -> Database.instant(row, "received_at"))
                .single();
    }

    /** What became of asking for some orders; those that were never asked for are missing. */
    public Map<String, Lookup> lookups(String profile, Collection<String> orders) {
        var lookups = new HashMap<String, Lookup>();
        Database.someAtATime(
                orders, some -> database.sql("select * from order_lookup where (profile, order_number) in (:orders)")
                        .param("orders", Database.pairs(profile, some))
                        .query(row -> {
                            lookups.put(row.getString("order_number"), lookup(row));
                        }));
        return lookups;
    }

    private static Lookup lookup(ResultSet row) throws SQLException {
        return new Lookup(
                State.valueOf(row.getString("state")),
                Database.instant(row, "asked_at"),
                Database.instantOrNull(row, "again_at"),
                row.getInt("failures"),
                Database.reason(row));
    }

    /** What was captured and refunded of some orders, as far as it is told. */
    public Map<String, List<ToldOrder.Part>> parts(String merchant, Collection<String> orders) {
        return parts(database, merchant, orders);
    }

    static Map<String, List<ToldOrder.Part>> parts(Database database, String merchant, Collection<String> orders) {
        var parts = new HashMap<String, List<ToldOrder.Part>>();
        Database.someAtATime(orders, some -> database.sql("""
                        select * from order_part where (merchant, order_number) in (:orders)
                        order by happened_at, part
                        """)
                .param("orders", Database.pairs(merchant, some))
                .query(row -> {
                    parts.computeIfAbsent(row.getString("order_number"), first -> new ArrayList<>())
                            .add(part(row));
                }));
        return parts;
    }

    private static ToldOrder.Part part(ResultSet row) throws SQLException {
        return new ToldOrder.Part(
                ToldOrder.Kind.valueOf(row.getString("kind")),
                row.getString("part"),
                Money.ofMinor(row.getLong("amount"), Currency.getInstance(row.getString("currency"))),
                Database.instant(row, "happened_at"),
                null);
    }

    /** Whether a part of an order is the one that an event is about, or, when the event names none, may be it. */
    static boolean isAbout(Event event, ToldOrder.Part part) {
        boolean refund = event.kind() == EventKind.REFUND;
        String named = refund ? event.order().refund() : event.order().capture();
        return (part.kind() == ToldOrder.Kind.REFUND) == refund
                && (named.isEmpty() ? Orders.isLike(event, part) : named.equals(part.id()));
    }

    /** Whether what an event is about is among the parts that are told. */
    public static boolean isTold(Event event, List<ToldOrder.Part> parts) {
        return parts.stream().anyMatch(part -> isAbout(event, part));
    }

    /** Keeps what is told of an order: all of it, or nothing. What was told of its parts before is replaced. */
    public void told(String profile, String merchant, ToldOrder order) {
        database.doInTransaction(() -> {
            var orders = new Orders(database, merchant);
            if (order.whole() != null) {
                orders.put(order.number(), Orders.WHOLE, order.whole());
            }
            database.sql("delete from order_part where merchant = :merchant and order_number = :order")
                    .param("merchant", merchant)
                    .param("order", order.number())
                    .update();
            for (ToldOrder.Part part : order.parts()) {
                database.sql("""
                                insert into order_part (merchant, order_number, part, kind, amount, currency, happened_at)
                                values (:merchant, :order, :part, :kind, :amount, :currency, :at)
                                """)
                        .param("merchant", merchant)
                        .param("order", order.number())
                        .param("part", part.id())
                        .param("kind", part.kind().name())
                        .param("amount", part.amount().minor())
                        .param("currency", part.amount().currency().getCurrencyCode())
                        .param("at", Database.at(part.at()))
                        .update();
                if (part.basket() != null) {
                    orders.put(order.number(), part.id(), part.basket());
                }
            }
            put(profile, order.number(), State.TOLD, null, 0, null);
        });
    }

    /** An order cannot be had: why. */
    public void notHad(String profile, String order, Reason reason) {
        database.doInTransaction(() -> put(profile, order, State.NOT_HAD, null, 0, reason));
    }

    /** Asking for an order failed and may pass: when it may be asked for again. */
    public void later(String profile, String order, Instant again, int failures, Reason reason) {
        database.doInTransaction(() -> put(profile, order, State.LATER, again, failures, reason));
    }

    private void put(
            String profile, String order, State state, @Nullable Instant again, int failures, @Nullable Reason reason) {
        database.sql("delete from order_lookup where profile = :profile and order_number = :order")
                .param("profile", profile)
                .param("order", order)
                .update();
        database.sql("""
                        insert into order_lookup (profile, order_number, state, asked_at, again_at, failures, reason, facts)
                        values (:profile, :order, :state, :now, :again, :failures, :reason, :facts)
                        """)
                .param("profile", profile)
                .param("order", order)
                .param("state", state.name())
                .param("now", database.nowAt())
                .param("again", Database.atOrNull(again))
                .param("failures", failures)
                .param("reason", reason == null ? null : reason.code())
                .param("facts", reason == null ? null : Database.facts(reason))
                .update();
    }

    public Standing standing(String profile) {
        return database.sql("select * from order_source where profile = :profile")
                .param("profile", profile)
                .query((row, n) ->
                        new Standing(Database.instant(row, "free_at"), row.getInt("failures"), Database.reason(row)))
                .optional()
                .orElse(new Standing(Instant.EPOCH, 0, null));
    }

    /** A profile's source is to be left alone until an instant. */
    public void leaveAlone(String profile, Instant until, int failures, Reason reason) {
        database.doInTransaction(() -> {
            answers(profile);
            database.sql("""
                            insert into order_source (profile, free_at, failures, reason, facts)
                            values (:profile, :until, :failures, :reason, :facts)
                            on conflict do nothing
                            """)
                    .param("profile", profile)
                    .param("until", Database.at(until))
                    .param("failures", failures)
                    .param("reason", reason.code())
                    .param("facts", Database.facts(reason))
                    .update();
        });
    }

    /** A profile's source answers: nothing is wrong with it any more. */
    public void answers(String profile) {
        database.sql("delete from order_source where profile = :profile")
                .param("profile", profile)
                .update();
    }
}
