package se.kvitta.journal;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.TaxLine;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** What stands behind a booking: the events it books, as the journal keeps them. Reads only. */
public final class EvidenceRows {

    private static final int BLOCK = 2_000;

    private final Database database;

    public EvidenceRows(Database database) {
        this.database = database;
    }

    /**
     * How a posting is tied to the events of its settlement.
     *
     * @param bookingNo its number within the settlement
     * @param linked whether events are tied to it; those planned by versions before 0.2 are not
     * @param plannedAt when the posting was planned
     */
    public record Tie(int bookingNo, boolean linked, Instant plannedAt) {}

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

    /** What all events of a settlement did to the money the provider owes, per kind. */
    public Map<EventKind, Money> sums(Settlements.Settlement settlement) {
        var sums = new EnumMap<EventKind, Money>(EventKind.class);
        database.sql("select kind, sum(amount) as amount from event where settlement_id = :id group by kind")
                .param("id", settlement.id())
                .query(row -> {
                    EventKind kind = EventKind.valueOf(row.getString("kind"));
                    // A sum of bigints is a numeric.
                    long amount = row.getBigDecimal("amount").longValueExact();
                    sums.put(kind, kind.effectOf(Money.ofMinor(amount, settlement.currency())));
                });
        return sums;
    }

    private List<Line> block(Postings.Posting posting, int bookingNo, int after) {
        return new ArrayList<>(database.sql("""
                        select e.*, b.booked_day, b.tax from booked_event b
                        join event e on e.settlement_id = b.settlement_id and e.seq = b.seq
                        where b.settlement_id = :settlement and b.booking_no = :booking and b.seq > :after
                        order by b.seq limit :block
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
