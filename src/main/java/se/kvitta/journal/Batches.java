package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import se.kvitta.booking.Receipt;
import se.kvitta.ledger.FinancialYear;

/**
 * Files for file targets. A row fixes name, members and day before a byte is written; OPEN → WRITTEN is committed when
 * the whole file is on disk under another name, WRITTEN → DELIVERED when it has its own.
 */
public final class Batches {

    private final Database database;
    private final Postings postings;

    public Batches(Database database, Postings postings) {
        this.database = database;
        this.postings = postings;
    }

    /** How far a file has come. */
    public enum State {
        OPEN,
        WRITTEN,
        DELIVERED
    }

    /**
     * One file.
     *
     * @param year every member is booked in it
     * @param madeOn the Stockholm day it was begun
     */
    public record Batch(
            long id, String merchant, String target, String name, FinancialYear year, LocalDate madeOn, State state) {}

    /** Puts everything that is planned, has come to its day and is in no file yet into new ones, one per financial year; answers how many. */
    public int gather(String merchant, String target, MonthDay yearStart, String suffix, LocalDate today) {
        return database.inTransaction(() -> {
            Map<FinancialYear, List<Long>> years = new LinkedHashMap<>();
            database.sql("""
                            select id, booking_day from posting
                            where merchant = :merchant and target = :target and state = 'PLANNED' and batch_id is null
                              and booking_day <= :today
                            order by booking_day, id
                            """)
                    .param("today", today)
                    .param("merchant", merchant)
                    .param("target", target)
                    .query(row -> {
                        LocalDate day = row.getObject("booking_day", LocalDate.class);
                        years.computeIfAbsent(FinancialYear.holding(day, yearStart), first -> new ArrayList<>())
                                .add(row.getLong("id"));
                    });
            years.forEach((year, members) -> open(merchant, target, year, suffix, today, members));
            return years.size();
        });
    }

    /** Files that are begun and not delivered, oldest first. */
    public List<Batch> unfinished(String merchant) {
        return database.sql("select * from batch where merchant = :merchant and state <> 'DELIVERED' order by id")
                .param("merchant", merchant)
                .query((row, n) -> batch(row))
                .list();
    }

    public Optional<Batch> find(long id) {
        return database.sql("select * from batch where id = :id")
                .param("id", id)
                .query((row, n) -> batch(row))
                .optional();
    }

    public List<Postings.Posting> members(Batch batch) {
        return postings.ofBatch(batch.id());
    }

    /** OPEN → WRITTEN; answers whether it was OPEN. */
    public boolean written(Batch batch) {
        return change(batch, State.OPEN, State.WRITTEN);
    }

    /** A file could not be written: its members are not due before an instant. */
    public void postpone(Batch batch, Instant due) {
        database.sql("""
                        update step set due_at = :due, updated_at = :now
                        where posting_id in (select id from posting where batch_id = :id)
                        """)
                .param("due", Database.at(due))
                .param("now", database.nowAt())
                .param("id", batch.id())
                .update();
    }

    /** WRITTEN → DELIVERED, and every member is DONE; answers whether it was WRITTEN. */
    public boolean delivered(Batch batch, String link) {
        return database.inTransaction(() -> {
            if (!change(batch, State.WRITTEN, State.DELIVERED)) {
                return false;
            }
            database.sql("""
                            update step set state = 'DONE', attempts = attempts + 1, updated_at = :now
                            where posting_id in (select id from posting where batch_id = :id)
                            """)
                    .param("now", database.nowAt())
                    .param("id", batch.id())
                    .update();
            int place = 1;
            for (Postings.Posting member : members(batch)) {
                postings.letGo(postings.receive(member.id(), receipt(batch, place++, link)));
            }
            return true;
        });
    }

    /**
     * What a voucher of a file is called.
     *
     * @param place its place in the file, counted from 1
     * @param link where the file lies; may be empty
     */
    public Receipt receipt(Batch batch, int place, String link) {
        return new Receipt(
                "",
                batch.name() + "#" + place,
                String.valueOf(batch.year().first().getYear()),
                link);
    }

    private void open(
            String merchant, String target, FinancialYear year, String suffix, LocalDate today, List<Long> members) {
        String stem = merchant + "-" + today.format(DateTimeFormatter.BASIC_ISO_DATE) + "-";
        int earlier = database.sql("select count(*) from batch where merchant = :merchant and made_on = :today")
                .param("merchant", merchant)
                .param("today", today)
                .query(Integer.class)
                .single();
        long id = database.insert(database.sql("""
                        insert into batch (merchant, target, name, year_first, year_last, made_on, state, created_at,
                            updated_at)
                        values (:merchant, :target, :name, :first, :last, :today, 'OPEN', :now, :now)
                        """)
                .param("merchant", merchant)
                .param("target", target)
                .param("name", stem + (earlier + 1) + "." + suffix)
                .param("first", year.first())
                .param("last", year.last())
                .param("today", today)
                .param("now", database.nowAt()));
        database.jdbc().batchUpdate("update posting set batch_id = ? where id = ?", members, 1000, (row, member) -> {
            row.setLong(1, id);
            row.setLong(2, member);
        });
    }

    private boolean change(Batch batch, State from, State to) {
        return database.sql("update batch set state = :to, updated_at = :now where id = :id and state = :from")
                        .param("to", to.name())
                        .param("now", database.nowAt())
                        .param("id", batch.id())
                        .param("from", from.name())
                        .update()
                == 1;
    }

    private static Batch batch(ResultSet row) throws SQLException {
        return new Batch(
                row.getLong("id"),
                row.getString("merchant"),
                row.getString("target"),
                row.getString("name"),
                new FinancialYear(
                        row.getObject("year_first", LocalDate.class), row.getObject("year_last", LocalDate.class)),
                row.getObject("made_on", LocalDate.class),
                State.valueOf(row.getString("state")));
    }
}
