package se.kvitta.journal;

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
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Decision;
import se.kvitta.booking.Knowledge;
import se.kvitta.booking.OriginalSales;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * Reads the events of a settlement in the order of its document, a block at a time, and knows what is known beside the
 * events of the current block: the sales that its refunds take back, what its orders consist of, and what persons have
 * decided about those that waited. Which keys come more than once is found out when it is first asked, by a reading of all
 * keys.
 */
public final class EventCursor
        implements Iterator<Event>, OriginalSales, Knowledge.Baskets, Knowledge.Decisions, Knowledge.Repeats {

    private static final int BLOCK = 2_000;

    private final Database database;
    private final long settlement;
    private final String profile;
    private final boolean heldOnly;
    private final @Nullable Orders orders;
    private final IdentityHashMap<Event, Decision> decided = new IdentityHashMap<>();
    private final Deque<Numbered> block = new ArrayDeque<>();
    private final Map<String, List<Event>> sales = new HashMap<>();
    private @Nullable RepeatedKeys repeated;
    private int read = -1;
    private int current = -1;

    private record Numbered(int seq, Event event) {}

    EventCursor(Database database, Settlements.Settlement settlement, boolean heldOnly) {
        this(database, settlement.id(), settlement.profile(), heldOnly, new Orders(database, settlement.merchant()));
    }

    private EventCursor(Database database, long settlement, String profile, boolean heldOnly, @Nullable Orders orders) {
        this.database = database;
        this.settlement = settlement;
        this.profile = profile;
        this.heldOnly = heldOnly;
        this.orders = orders;
    }

    /** The events of rows that are still being staged: nothing is looked up beside them. */
    static EventCursor ofStaged(Database database, long settlement) {
        return new EventCursor(database, settlement, "", false, null);
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

    @Override
    public Optional<Event> of(Event refund) {
        return saleOf(refund, sales);
    }

    @Override
    public boolean mayRepeat(Event event) {
        if (repeated == null) {
            repeated = RepeatedKeys.read(database, settlement, only());
        }
        return repeated.mayHold(event.key());
    }

    private String only() {
        return heldOnly
                ? " and exists (select 1 from held_event h where h.settlement_id = e.settlement_id and h.seq = e.seq)"
                : "";
    }

    private void readBlock() {
        database.sql("select e.* from event e where e.settlement_id = :id and e.seq > :after" + only()
                        + " order by e.seq limit :block")
                .param("id", settlement)
                .param("after", read)
                .param("block", BLOCK)
                .query((row, n) -> new Numbered(row.getInt("seq"), EventRows.read(row)))
                .list()
                .forEach(block::addLast);
        @Nullable Numbered last = block.peekLast();
        if (last != null) {
            read = last.seq();
        }
        readSales();
        if (heldOnly) {
            readDecisions();
        }
        if (orders != null) {
            var events = new ArrayList<Event>();
            block.forEach(numbered -> events.add(numbered.event()));
            sales.values().forEach(events::addAll);
            orders.read(events);
        }
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

    private void readSales() {
        sales.clear();
        sales.putAll(
                sales(database, profile, block.stream().map(Numbered::event).toList()));
    }

    /** The sales that refunds among the events may take back, by the provider's id of the order. */
    static Map<String, List<Event>> sales(Database database, String profile, List<Event> events) {
        var sales = new HashMap<String, List<Event>>();
        var hashes = new ArrayList<Long>();
        for (Event event : events) {
            if (event.kind() == EventKind.REFUND && !event.order().id().isEmpty()) {
                hashes.add(EventRows.saleHash(profile, event.order().id()));
            }
        }
        if (hashes.isEmpty()) {
            return sales;
        }
        database.sql("""
                        select e.* from event e join settlement s on s.id = e.settlement_id
                        where e.sale_hash in (:hashes) and s.profile = :profile and s.state in ('PROVEN', 'PLANNED')
                        """)
                .param("hashes", hashes)
                .param("profile", profile)
                .query((row, n) -> EventRows.read(row))
                .list()
                .forEach(sale -> sales.computeIfAbsent(sale.order().id(), first -> new ArrayList<>())
                        .add(sale));
        return sales;
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
