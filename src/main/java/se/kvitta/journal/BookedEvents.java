package se.kvitta.journal;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.TaxLine;

/**
 * Which booking each event of a settlement is in, while the settlement is planned. Rows are written in blocks as events
 * stream by; they count when the plan does.
 */
final class BookedEvents {

    private static final int BLOCK = 2_000;

    private final Database database;
    private final long settlement;

    /** Whether a number may be asked for again. */
    private final boolean remembers;

    /** Bookings that events have been told to be in and that have not been handed over. */
    private final Map<String, Integer> open = new HashMap<>();

    /** Bookings that were handed over since an event was told of: those of the next one. */
    private final Map<String, Integer> handedOver = new HashMap<>();

    private final Counts left;
    private final List<Row> rows = new ArrayList<>();
    private int last;

    private record Row(int seq, int number, LocalDate day, String tax) {}

    private record Left(String why, String month) implements Comparable<Left> {

        @Override
        public int compareTo(Left other) {
            int byMonth = month.compareTo(other.month);
            return byMonth == 0 ? why.compareTo(other.why) : byMonth;
        }
    }

    /** Throws away what an earlier plan of the settlement, or of its held events, wrote without counting. */
    BookedEvents(Database database, Settlements.Settlement settlement) {
        this.database = database;
        this.settlement = settlement.id();
        this.left = new Counts(database, settlement.id());
        this.remembers = settlement.state() == Settlements.State.RETOLD;
        database.doInTransaction(() -> {
            String uncounted = settlement.state() == Settlements.State.PLANNED
                    ? " and exists (select 1 from held_event h where h.settlement_id = booked_event.settlement_id"
                            + " and h.seq = booked_event.seq and h.reason not in (:corrections))"
                    : "";
            database.sql("delete from booked_event where settlement_id = :id" + uncounted)
                    .param("id", settlement.id())
                    .param("corrections", Corrections.CODES)
                    .update();
        });
        @Nullable
        Integer highest = database.sql("""
                        select max(booking_no) from (
                            select booking_no from posting where settlement_id = :id and state <> 'STAGED'
                            union all select booking_no from standing where settlement_id = :id
                            union all select booking_no from correction_wait where settlement_id = :id) used
                        """)
                .param("id", settlement.id())
                .query((row, n) -> row.getObject(1, Integer.class))
                .list()
                .get(0);
        this.last = highest == null ? 0 : highest;
    }

    /**
     * The number of a booking within its settlement. The booking is handed over, once; of a payout that is told anew every
     * number is remembered, because what stood is compared with what is told.
     */
    int number(String key) {
        if (remembers) {
            return open.computeIfAbsent(key, first -> ++last);
        }
        @Nullable Integer told = open.remove(key);
        int number = told == null ? ++last : told;
        if (told == null) {
            handedOver.put(key, number);
        }
        return number;
    }

    void add(int seq, String key, LocalDate day, List<TaxLine> parts) {
        @Nullable Integer known = handedOver.get(key);
        int number = known == null ? open.computeIfAbsent(key, first -> ++last) : known;
        handedOver.clear();
        rows.add(new Row(seq, number, day, TaxLine.write(parts)));
        if (rows.size() >= BLOCK) {
            flush();
        }
    }

    /** @param day the Stockholm day of the event */
    void left(LocalDate day, String why) {
        left.add(day, why);
    }

    void empty(String key, String why) {
        flush();
        @Nullable Integer number = remembers ? open.get(key) : open.remove(key);
        if (number == null) {
            return;
        }
        database.sql("select booked_day from booked_event where settlement_id = :id and booking_no = :number")
                .param("id", settlement)
                .param("number", number)
                .query((row, n) -> row.getObject("booked_day", LocalDate.class))
                .list()
                .forEach(day -> left(day, why));
        database.sql("delete from booked_event where settlement_id = :id and booking_no = :number")
                .param("id", settlement)
                .param("number", number)
                .update();
    }

    /** Writes what is left. Throws when events were told to be in bookings that never came. */
    void finish() {
        if (!remembers && !open.isEmpty()) {
            throw new IllegalStateException("events of settlement " + settlement
                    + " are in bookings that were not handed" + " over: " + open.keySet());
        }
        flush();
    }

    private void flush() {
        if (rows.isEmpty()) {
            return;
        }
        database.doInTransaction(() -> database.jdbc()
                .batchUpdate(
                        "insert into booked_event (settlement_id, seq, booking_no, booked_day, tax) values (?, ?, ?, ?, ?)",
                        rows,
                        1000,
                        (into, row) -> {
                            into.setLong(1, settlement);
                            into.setInt(2, row.seq());
                            into.setInt(3, row.number());
                            into.setObject(4, row.day());
                            into.setString(5, row.tax());
                        }));
        rows.clear();
    }

    /** Adds up why events are in no booking; belongs in the transaction that makes the plan count. */
    void writeLeft() {
        left.write();
    }

    /** Why events of a settlement are in no booking, counted per month. */
    static final class Counts {

        private final Database database;
        private final long settlement;
        private final Map<Left, Integer> counts = new TreeMap<>();

        Counts(Database database, long settlement) {
            this.database = database;
            this.settlement = settlement;
        }

        void add(LocalDate day, String why) {
            counts.merge(new Left(why, YearMonth.from(day).toString()), 1, Integer::sum);
        }

        void write() {
            counts.forEach((key, count) -> {
                int known = database.sql("""
                                update unbooked_count set events = events + :count
                                where settlement_id = :id and reason = :reason and happened_month = :month
                                """)
                        .param("count", count)
                        .param("id", settlement)
                        .param("reason", key.why())
                        .param("month", key.month())
                        .update();
                if (known == 0) {
                    database.sql("""
                                    insert into unbooked_count (settlement_id, reason, happened_month, events)
                                    values (:id, :reason, :month, :count)
                                    """)
                            .param("id", settlement)
                            .param("reason", key.why())
                            .param("month", key.month())
                            .param("count", count)
                            .update();
                }
            });
        }
    }
}
