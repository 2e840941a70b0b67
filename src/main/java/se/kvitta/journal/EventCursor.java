package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Decision;
import se.kvitta.booking.Knowledge;
import se.kvitta.booking.OriginalSales;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * Reads the events of a settlement in the order of its document, a block at a time, and knows what is known beside the
 * events of the current block: the sales that its refunds take back, the refunds of their orders that failed, what its orders
 * consist of, and what persons have decided about those that waited. Which keys come more than once is found out when it is first asked, by a reading of all
 * keys.
 */
public final class EventCursor
        implements Iterator<Event>,
                OriginalSales,
                Knowledge.Baskets,
                Knowledge.Decisions,
                Knowledge.Repeats,
                Knowledge.Refunds,
                Knowledge.AtOrders {

    private static final int BLOCK = 2_000;

    private final Database database;
    private final long settlement;
    private final String profile;
    private final Which which;
    private final Scope scope;
    private final @Nullable Orders orders;
    private final IdentityHashMap<Event, Decision> decided = new IdentityHashMap<>();
    private final Deque<Numbered> block = new ArrayDeque<>();
    private final Map<String, List<Event>> sales = new HashMap<>();
    private final Map<String, List<Event>> refunds = new HashMap<>();
    private @Nullable RepeatedKeys repeated;
    private int read = -1;
    private int current = -1;

    private record Numbered(int seq, Event event) {}

    /** Which events of a settlement are read. */
    private enum Which {
        ALL,
        HELD,
        /** All, as they were planned: those that wait go on waiting, and what was decided is decided. */
        AS_PLANNED
    }

    /**
     * Among which settlements the sale is sought that a refund takes back: those that count, these as well, and those not.
     */
    private record Scope(List<Long> with, List<Long> without) {
        static final Scope COUNTING = new Scope(List.of(-1L), List.of(-1L));
    }

    EventCursor(Database database, Settlements.Settlement settlement, boolean heldOnly) {
        this(
                database,
                settlement.id(),
                settlement.profile(),
                heldOnly ? Which.HELD : Which.ALL,
                Scope.COUNTING,
                new Orders(database, settlement.merchant()));
    }

    private EventCursor(
            Database database, long settlement, String profile, Which which, Scope scope, @Nullable Orders orders) {
        this.database = database;
        this.settlement = settlement;
        this.profile = profile;
        this.which = which;
        this.scope = scope;
        this.orders = orders;
    }

    /** The events of rows that are still being staged: nothing is looked up beside them. */
    static EventCursor ofStaged(Database database, long settlement) {
        return new EventCursor(database, settlement, "", Which.ALL, Scope.COUNTING, null);
    }

    /**
     * The events of one telling of a payout as they were planned.
     *
     * @param telling every settlement of that telling
     * @param other every settlement of the other telling that it is compared with
     */
    static EventCursor ofTelling(
            Database database, Settlements.Settlement settlement, List<Long> telling, List<Long> other) {
        return new EventCursor(
                database,
                settlement.id(),
                settlement.profile(),
                Which.AS_PLANNED,
                new Scope(telling, other),
                new Orders(database, settlement.merchant()));
    }

    /** The events of the next block, with what is known beside them; empty at the end. */
    List<Event> block() {
        var events = new ArrayList<Event>();
        if (hasNext()) {
            int size = block.size();
            for (int i = 0; i < size; i++) {
                events.add(next());
            }
        }
        return events;
    }

    @Override
    public boolean hasNext() {
        if (block.isEmpty()) {
            readBlock();
        }
        return !block.isEmpty();
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Numbered next = block.removeFirst();
        current = next.seq();
        return next.event();
    }

    /** The place of the event that was read last. */
    public int seq() {
        return current;
    }

    /** What a person decided about an event of this settlement. */
    @Override
    public Optional<Decision> decisionOn(Event event) {
        return Optional.ofNullable(decided.get(event));
    }

    /** What the order, capture or refund of an event consists of, by the nearest word to the money. */
    @Override
    public Optional<Basket> basketOf(Event event) {
        return orders == null ? Optional.empty() : orders.of(event);
    }

    /** Whether the provider shows a refund at its order, as far as it was asked. */
    @Override
    public Knowledge.AtOrder refund(Event event) {
        return orders == null ? Knowledge.AtOrder.UNKNOWN : orders.refund(event);
    }

    @Override
    public Optional<Event> of(Event refund) {
        return saleOf(refund, sales);
    }

    /** The one that is named, else the one of the same amount that was told last before it. */
    @Override
    public Optional<Event> failed(Event event) {
        return ofOrder(event, EventKind.REFUND)
                .filter(refund ->
                        refund.amount().currency().equals(event.amount().currency()))
                .filter(refund -> names(event, refund)
                        || (refund.amount().equals(event.amount())
                                && !refund.at().isAfter(event.at())))
                .max(Comparator.comparing((Event refund) -> names(event, refund))
                        .thenComparing(Event::at)
                        .thenComparing(Event::key));
    }

    private static boolean names(Event failed, Event refund) {
        return !failed.subject().isEmpty()
                && (failed.subject().equals(refund.key())
                        || failed.subject().equals(refund.order().refund()));
    }

    @Override
    public boolean cameBack(Event refund) {
        return ofOrder(refund, EventKind.REFUND_FAILED)
                .filter(failed -> !failed.at().isAfter(refund.at()))
                .anyMatch(failed ->
                        failed(failed).filter(one -> isSame(one, refund)).isEmpty());
    }

    /** Some sources know a refund by its order and amount, so that two of them share a key. */
    private static boolean isSame(Event one, Event other) {
        return one.key().equals(other.key()) && one.at().equals(other.at());
    }

    private Stream<Event> ofOrder(Event event, EventKind kind) {
        return refunds.getOrDefault(event.order().id(), List.of()).stream().filter(one -> one.kind() == kind);
    }

    @Override
    public boolean mayRepeat(Event event) {
        if (repeated == null) {
            String only = which == Which.HELD
                    ? " and exists (select 1 from held_event h where h.settlement_id = e.settlement_id and h.seq = e.seq)"
                    : "";
            repeated = RepeatedKeys.read(database, settlement, only);
        }
        return repeated.mayHold(event.key());
    }

    private void readBlock() {
        String only = which == Which.HELD ? " and h.seq is not null and h.reason not in (:corrections)" : "";
        database.sql("""
                        select e.*, h.reason as held_code from event e
                        left join held_event h on h.settlement_id = e.settlement_id and h.seq = e.seq
                        where e.settlement_id = :id and e.seq > :after %s order by e.settlement_id, e.seq limit :block
                        """.formatted(only))
                .param("id", settlement)
                .param("after", read)
                .param("corrections", Corrections.CODES)
                .param("block", BLOCK)
                .query((row, n) -> new Numbered(row.getInt("seq"), asPlanned(row)))
                .list()
                .forEach(block::addLast);
        @Nullable Numbered last = block.peekLast();
        if (last != null) {
            read = last.seq();
        }
        readRelated();
        if (which != Which.ALL) {
            readDecisions();
        }
        if (orders != null) {
            var events = new ArrayList<Event>();
            block.forEach(numbered -> events.add(numbered.event()));
            sales.values().forEach(events::addAll);
            orders.read(events);
        }
    }

    private Event asPlanned(ResultSet row) throws SQLException {
        Event event = EventRows.read(row);
        @Nullable String code = row.getString("held_code");
        boolean waits = which == Which.AS_PLANNED && code != null && !Corrections.CODES.contains(code);
        return waits ? event.waiting(code) : event;
    }

    private void readDecisions() {
        decided.clear();
        var bySeq = new HashMap<Integer, Decision>();
        database.sql("select * from decision where settlement_id = :id")
                .param("id", settlement)
                .query((row, n) -> Map.entry(row.getInt("seq"), Decisions.decision(row)))
                .list()
                .forEach(entry -> bySeq.put(entry.getKey(), entry.getValue()));
        for (Numbered numbered : block) {
            @Nullable Decision decision = bySeq.get(numbered.seq());
            if (decision != null) {
                decided.put(numbered.event(), decision);
            }
        }
    }

    private void readRelated() {
        sales.clear();
        refunds.clear();
        related(database, profile, scope, block.stream().map(Numbered::event).toList())
                .forEach((order, events) -> events.forEach(event -> (event.kind() == EventKind.SALE ? sales : refunds)
                        .computeIfAbsent(order, first -> new ArrayList<>())
                        .add(event)));
    }

    /** The sales that refunds among the events may take back, by the provider's id of the order. */
    static Map<String, List<Event>> sales(Database database, String profile, List<Event> events) {
        Map<String, List<Event>> sales = related(database, profile, Scope.COUNTING, events);
        sales.values().forEach(of -> of.removeIf(event -> event.kind() != EventKind.SALE));
        return sales;
    }

    /** The sales and refunds of the orders of refunds, and of refunds that failed, among the events. */
    private static Map<String, List<Event>> related(
            Database database, String profile, Scope scope, List<Event> events) {
        var related = new HashMap<String, List<Event>>();
        var hashes = new ArrayList<Long>();
        for (Event event : events) {
            boolean refund = event.kind() == EventKind.REFUND || event.kind() == EventKind.REFUND_FAILED;
            if (refund && !event.order().id().isEmpty()) {
                hashes.add(EventRows.saleHash(profile, event.order().id()));
            }
        }
        Database.someAtATime(hashes, some -> database.sql("""
                        select e.* from event e join settlement s on s.id = e.settlement_id
                        where e.sale_hash in (:hashes) and s.profile = :profile
                          and (s.id in (:with) or (s.state in ('PROVEN', 'PLANNED') and s.id not in (:without)))
                        """)
                .param("with", scope.with())
                .param("without", scope.without())
                .param("hashes", some)
                .param("profile", profile)
                .query((row, n) -> EventRows.read(row))
                .list()
                .forEach(event -> related.computeIfAbsent(event.order().id(), first -> new ArrayList<>())
                        .add(event)));
        return related;
    }

    /** The one of them that a refund takes back. */
    static Optional<Event> saleOf(Event refund, Map<String, List<Event>> sales) {
        List<Event> found = sales.getOrDefault(refund.order().id(), List.of());
        return found.stream()
                .filter(sale -> sale.amount().currency().equals(refund.amount().currency()))
                .filter(sale -> !sale.at().isAfter(refund.at()) || sale.amount().equals(refund.amount()))
                .min(Comparator.comparing((Event sale) -> !sale.amount().equals(refund.amount()))
                        .thenComparing(sale -> sale.amount().compareTo(refund.amount()) < 0)
                        .thenComparing(Event::at)
                        .thenComparing(Event::key));
    }
}
