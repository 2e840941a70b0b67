package se.kvitta.journal;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ConcurrentLruCache;
import se.kvitta.booking.TaxLine;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** What stands behind a booking: the events it books, as the journal keeps them. Reads only. */
public final class EvidenceRows {

    private static final int BLOCK = 2_000;

    /** From so many events on, a settlement is not added up anew for every document. */
    static final int MANY = 10_000;

    /** So many settlements are delivered at about the same time. */
    private static final int AT_ONCE = 100;

    private final Database database;
    private final ConcurrentLruCache<Summed, Map<EventKind, Money>> ofMany =
            new ConcurrentLruCache<>(AT_ONCE, one -> read(one.settlement(), one.currency()));

    public EvidenceRows(Database database) {
        this.database = database;
    }

    /** A settlement in a minute since 1970. */
    private record Summed(long settlement, Currency currency, long minute) {}

    /**
     * How a posting is tied to the events of its settlement.
     *
     * @param bookingNo its number within the settlement
     * @param linked whether events are tied to it; those planned by versions before 0.2 are not
     * @param plannedAt when the posting was planned
     */
    public record Tie(int bookingNo, boolean linked, Instant plannedAt) {}

    /**
     * What a posting is part of, where it corrects another or stands beside one.
     *
     * @param corrected the posting that it corrects; null where it corrects none
     * @param standing the postings that together stand for the booking, this one among them
     */
    public record Correction(Postings.@Nullable Posting corrected, List<Postings.Posting> standing) {}

    /** How a posting is part of a correction; it stands alone where it is none of one. */
    public Correction correction(Postings.Posting posting, Tie tie) {
        var postings = new Postings(database);
        @Nullable
        Long corrects = database.sql("select corrects from posting where id = :id")
                .param("id", posting.id())
                .query((row, n) -> row.getObject("corrects", Long.class))
                .list()
                .get(0);
        List<Postings.Posting> standing = database
                .sql("""
                        select posting_id from standing where settlement_id = :settlement and booking_no = :booking
                        order by posting_id
                        """)
                .param("settlement", posting.settlementId())
                .param("booking", tie.bookingNo())
                .query(Long.class)
                .list()
                .stream()
                .map(id -> postings.find(id).orElseThrow())
                .toList();
        return new Correction(
                corrects == null ? null : postings.find(corrects).orElseThrow(),
                standing.isEmpty() ? List.of(posting) : standing);
    }

    /** The events of a corrected booking as they were told before, without those that are told so still. */
    public List<Event> before(Postings.Posting posting, Tie tie) {
        return database.sql("""
                        select distinct e.* from event e
                        join booked_event o on o.settlement_id = e.settlement_id and o.seq = e.seq
                        join settlement was on was.id = o.settlement_id and was.retold_as = :settlement
                        join (select settlement_id, booking_no, id as posting_id from posting
                                union select settlement_id, booking_no, posting_id from standing) g
                            on g.settlement_id = o.settlement_id and g.booking_no = o.booking_no
                        where g.posting_id in (select posting_id from standing
                                where settlement_id = :settlement and booking_no = :booking)
                          and not exists (select 1 from held_event h
                            where h.settlement_id = o.settlement_id and h.seq = o.seq)
                          and not exists (select 1 from told_before t
                            join booked_event b on b.settlement_id = t.settlement_id and b.seq = t.seq
                            where t.settlement_id = :settlement and t.of_settlement = o.settlement_id
                              and t.of_seq = o.seq and t.changed = 0 and b.booking_no = :booking)
                        order by e.settlement_id, e.seq
                        """)
                .param("settlement", posting.settlementId())
                .param("booking", tie.bookingNo())
                .query((row, n) -> EventRows.read(row))
                .list();
    }

    /**
     * One event that a posting books.
     *
     * @param tax how its parts were taxed; empty for what is no sale
     * @param original the sale that a refund takes back, if it is known
     */
    public record Line(
            int seq,
            Event event,
            LocalDate bookedDay,
            List<TaxLine> tax,
            @Nullable Event original) {}

    /** Takes events one at a time. */
    @FunctionalInterface
    public interface Reader {
        void read(Line line) throws IOException;
    }

    public Tie tie(Postings.Posting posting) {
        return database.sql("""
                        select p.booking_no, p.created_at,
                            (select count(*) from booked_event b
                             where b.settlement_id = p.settlement_id and b.booking_no = p.booking_no) as events
                        from posting p where p.id = :id
                        """)
                .param("id", posting.id())
                .query((row, n) -> new Tie(
                        row.getInt("booking_no"),
                        row.getInt("booking_no") > 0 || row.getLong("events") > 0,
                        Database.instant(row, "created_at")))
                .single();
    }

    /** Reads the events of one booking in the order of the document, a block at a time. */
    public void read(Postings.Posting posting, Tie tie, Reader reader) throws IOException {
        int after = -1;
        List<Line> block;
        do {
            block = block(posting, tie.bookingNo(), after);
            List<Event> events = block.stream().map(Line::event).toList();
            Map<String, List<Event>> sales = EventCursor.sales(database, posting.profile(), events);
            for (Line line : block) {
                Event event = line.event();
                @Nullable
                Event original = event.kind() == EventKind.REFUND
                        ? EventCursor.saleOf(event, sales).orElse(null)
                        : null;
                reader.read(new Line(line.seq(), event, line.bookedDay(), line.tax(), original));
                after = line.seq();
            }
        } while (block.size() == BLOCK);
    }

    /**
     * What all events of a settlement did to the money the provider owes, per kind: as the journal holds them now, or where they are
     * many at some time of this minute. A settlement of many events may have as many documents, made one after the other.
     */
    public Map<EventKind, Money> sums(Settlements.Settlement settlement) {
        long minute = database.now().getEpochSecond() / 60;
        return settlement.events() < MANY
                ? read(settlement.id(), settlement.currency())
                : ofMany.get(new Summed(settlement.id(), settlement.currency(), minute));
    }

    private Map<EventKind, Money> read(long settlement, Currency currency) {
        var sums = new EnumMap<EventKind, Money>(EventKind.class);
        database.sql("select kind, sum(amount) as amount from event where settlement_id = :id group by kind")
                .param("id", settlement)
                .query(row -> {
                    EventKind kind = EventKind.valueOf(row.getString("kind"));
                    // A sum of bigints is a numeric.
                    long amount = row.getBigDecimal("amount").longValueExact();
                    sums.put(kind, kind.effectOf(Money.ofMinor(amount, currency)));
                });
        return sums;
    }

    private List<Line> block(Postings.Posting posting, int bookingNo, int after) {
        return new ArrayList<>(database.sql("""
                        select e.*, b.booked_day, b.tax from booked_event b
                        join event e on e.settlement_id = b.settlement_id and e.seq = b.seq
                        where b.settlement_id = :settlement and b.booking_no = :booking and b.seq > :after
                        order by b.settlement_id, b.booking_no, b.seq limit :block
                        """)
                .param("settlement", posting.settlementId())
                .param("booking", bookingNo)
                .param("after", after)
                .param("block", BLOCK)
                .query((row, n) -> new Line(
                        row.getInt("seq"),
                        EventRows.read(row),
                        row.getObject("booked_day", LocalDate.class),
                        TaxLine.read(row.getString("tax")),
                        null))
                .list());
    }
}
