package se.kvitta.journal;

import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Receipt;
import se.kvitta.booking.Retold;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Settlements.State;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/**
 * Payouts that are told anew after they were booked. The new telling counts in the place of the old, whose events and
 * postings stay as they are; which postings stand for which of its bookings, and which corrections wait, is kept here.
 */
public final class Corrections {

    /** Codes of what waits because its booking cannot be corrected yet. */
    public static final Set<String> CODES = Set.of(
            "CORRECTION_INVOICE",
            "CORRECTION_PERIOD",
            "CORRECTION_TOGETHER",
            "CORRECTION_FOREIGN_ONLY",
            "CORRECTION_BY_HAND");

    /** The bookings before that postings stand for: an event is in one when its number is a posting's there. */
    private static final String BOOKED = """
            booked_event o join (select settlement_id, booking_no from posting where id in (:stands)
                union select settlement_id, booking_no from standing
                    where posting_id in (:stands) and settlement_id <> :id) g
                on g.settlement_id = o.settlement_id and g.booking_no = o.booking_no""";

    /** Whether an event {@code b} says what it said before, and was in the same booking. */
    private static final String TOLD_AS_BEFORE = """
            exists (select 1 from told_before t join %s on t.of_settlement = o.settlement_id and t.of_seq = o.seq
                where t.settlement_id = b.settlement_id and t.seq = b.seq and t.changed = 0
                  and not exists (select 1 from held_event h where h.settlement_id = o.settlement_id
                    and h.seq = o.seq))""".formatted("(" + BOOKED + ")");

    private final Database database;
    private final Postings postings;

    Corrections(Database database, Postings postings) {
        this.database = database;
        this.postings = postings;
    }

    /**
     * A correction that waits for a person.
     *
     * @param bookingNo the booking's number within the settlement
     * @param key as {@link Retold#key} gives it
     */
    public record Wait(long settlementId, int bookingNo, String key, Reason reason) {}

    /** What a settlement is compared with: what counts for its payout now, or what it has taken the place of. */
    public List<Settlement> before(Settlement told, Settlements settlements) {
        String sql = told.state() == State.RETOLD
                ? """
                        select settlement_id from settlement_key where profile = :profile and reference = :reference
                        order by supplement
                        """
                : "select id from settlement where retold_as = :id order by supplement, id";
        return database
                .sql(sql)
                .param("profile", told.profile())
                .param("reference", told.reference())
                .param("id", told.id())
                .query(Long.class)
                .list()
                .stream()
                .map(id -> settlements.find(id).orElseThrow())
                .toList();
    }

    /** The events of one settlement of a telling as they were planned. */
    public EventCursor events(Settlement settlement, List<Settlement> telling, List<Settlement> other) {
        return EventCursor.ofTelling(database, settlement, ids(telling), ids(other));
    }

    /**
     * Finds each event of a new telling in the one before. What the new one leaves unsaid is taken from there, and an event
     * that says nothing else keeps what was planned: that it waits, or what was decided. Can be repeated.
     */
    public void pair(Settlement told, List<Settlement> before) {
        for (String table : List.of("told_before", "held_event", "decision")) {
            database.sql("delete from " + table + " where settlement_id = :id")
                    .param("id", told.id())
                    .update();
        }
        var pairing = new Pairing(database, ids(before));
        EventCursor events = EventCursor.ofStaged(database, told.id());
        for (List<Event> block = events.block(); !block.isEmpty(); block = events.block()) {
            int first = events.seq() - block.size() + 1;
            List<Optional<Pairing.Before>> matches = pairing.match(block);
            List<Event> now = block;
            database.doInTransaction(() -> {
                for (int i = 0; i < now.size(); i++) {
                    int seq = first + i;
                    Event event = now.get(i);
                    matches.get(i).ifPresent(was -> keep(told, seq, event, was));
                }
            });
        }
        database.sql("""
                        insert into held_event (settlement_id, seq, reason, facts, since)
                        select t.settlement_id, t.seq, h.reason, h.facts, h.since from told_before t
                        join held_event h on h.settlement_id = t.of_settlement and h.seq = t.of_seq
                        where t.settlement_id = :id and t.changed = 0 and h.reason not in (:codes)
                        """).param("id", told.id()).param("codes", CODES).update();
        database.sql("""
                        insert into decision (settlement_id, seq, choice, account, decided_on, actor, note)
                        select t.settlement_id, t.seq, d.choice, d.account, d.decided_on, d.actor, d.note
                        from told_before t
                        join decision d on d.settlement_id = t.of_settlement and d.seq = t.of_seq
                        where t.settlement_id = :id and t.changed = 0
                        """).param("id", told.id()).update();
    }

    private void keep(Settlement told, int seq, Event now, Pairing.Before before) {
        Event was = before.event();
        boolean changed = Pairing.contradicts(was, now);
        boolean waited = was.waits() != null || isHeld(before);
        // What it moves is always as it is told now: the new telling is proven by its own sum.
        boolean asBefore = !changed && !waited && was.effect().equals(now.effect());
        Event event = asBefore ? was : Pairing.merged(was, now);
        if (!EventRows.content(event).equals(EventRows.content(now))) {
            replace(
                    told,
                    seq,
                    new Event(
                            event.kind(),
                            event.key(),
                            event.order(),
                            event.at(),
                            event.ordered(),
                            event.amount(),
                            event.original(),
                            event.originalRate(),
                            event.vat(),
                            event.vatInBooks(),
                            event.country(),
                            event.detail(),
                            event.method(),
                            event.subject(),
                            event.waits(),
                            now.row()));
        }
        database.sql("""
                        insert into told_before (settlement_id, seq, of_settlement, of_seq, changed)
                        values (:id, :seq, :ofSettlement, :ofSeq, :changed)
                        """)
                .param("id", told.id())
                .param("seq", seq)
                .param("ofSettlement", before.settlement())
                .param("ofSeq", before.seq())
                .param("changed", changed ? 1 : 0)
                .update();
    }

    private boolean isHeld(Pairing.Before before) {
        return !database.sql("select 1 from held_event where settlement_id = :id and seq = :seq")
                .param("id", before.settlement())
                .param("seq", before.seq())
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    private void replace(Settlement told, int seq, Event event) {
        database.sql("delete from event where settlement_id = :id and seq = :seq")
                .param("id", told.id())
                .param("seq", seq)
                .update();
        database.jdbc()
                .batchUpdate(
                        EventRows.INSERT,
                        List.of(event),
                        1,
                        (row, one) -> EventRows.write(row, told.id(), seq, one, told.profile()));
    }

    /**
     * The postings that stand for a payout, by {@link Retold#key}.
     *
     * @param withdraws whether what was never sent may be taken back
     */
    public Map<String, List<Retold.Stands>> standing(Settlement told, List<Settlement> before, boolean withdraws) {
        var ids = new ArrayList<>(ids(before));
        ids.add(told.id());
        var standing = new LinkedHashMap<String, List<Retold.Stands>>();
        database.sql("""
                        select id from posting where settlement_id in (:ids) and state <> 'STAGED'
                        union
                        select s.posting_id from standing s join posting p on p.id = s.posting_id
                        where s.settlement_id in (:ids) and p.state <> 'STAGED'
                        order by 1
                        """).param("ids", ids).query(Long.class).list().forEach(id -> {
            Posting posting = postings.find(id).orElseThrow();
            standing.computeIfAbsent(
                            Retold.key(told.reference(), posting.booking().key()), first -> new ArrayList<>())
                    .add(new Retold.Stands(
                            id,
                            name(posting),
                            posting.booking(),
                            withdraws && isUnsent(posting),
                            posting.byHand() != null));
        });
        return standing;
    }

    private static String name(Posting posting) {
        @Nullable Receipt receipt = posting.receipt();
        // Before it has a number, or where the target gives none, its marker finds it.
        return receipt == null || receipt.number().isEmpty() ? posting.marker() : receipt.shown();
    }

    private boolean isUnsent(Posting posting) {
        return posting.state() == Postings.State.PLANNED
                && database.sql("""
                        select 1 from posting p where p.id = :id and p.batch_id is null
                          and not exists (select 1 from step s where s.posting_id = p.id
                            and (s.state not in ('PLANNED', 'WAITING') or s.attempts > 0))
                        """)
                                .param("id", posting.id())
                                .query(Integer.class)
                                .list()
                                .size()
                        == 1;
    }

    /** Everything of a settlement whose correction waits for a person. */
    public List<Wait> waiting(long settlementId) {
        return database.sql("""
                        select * from correction_wait where settlement_id = :id and settled_by is null order by booking_no
                        """)
                .param("id", settlementId)
                .query((row, n) -> new Wait(
                        settlementId,
                        row.getInt("booking_no"),
                        row.getString("booking_key"),
                        Database.reason(row.getString("reason"), row.getString("facts"))))
                .list();
    }

    /** One posting of a correction, before it is staged. */
    public record Staged(
            String key,
            Booking booking,
            String marker,
            List<String> steps,
            @Nullable Long corrects) {}

    /**
     * Makes a new telling count: corrections are planned, what was never sent is taken back, and what cannot be corrected
     * waits. Answers false when the payout has changed meanwhile; then nothing is done.
     *
     * @param keys of everything that stands or is told
     * @param standing as it was compared
     */
    public boolean commit(
            Postings.Plan plan,
            Settlement told,
            List<Settlement> before,
            Map<String, List<Retold.Stands>> standing,
            Set<String> keys,
            Retold.Plan outcome,
            List<Staged> staged,
            int withoutRow) {
        plan.booked().finish();
        return database.inTransaction(() -> {
            int planned = database.sql("""
                            update settlement set state = 'PLANNED', mapping_version = :version, without_row = :without,
                                reason = null, facts = null, due_at = null, updated_at = :now
                            where id = :id and state = 'RETOLD'
                            """)
                    .param("version", plan.mappingVersion())
                    .param("without", withoutRow)
                    .param("now", database.nowAt())
                    .param("id", told.id())
                    .update();
            int replaced = planned == 0
                    ? 0
                    : database.sql("""
                            update settlement set state = 'CORRECTED', retold_as = :id, updated_at = :now
                            where id in (:before) and state = 'PLANNED'
                            """)
                            .param("id", told.id())
                            .param("now", database.nowAt())
                            .param("before", ids(before))
                            .update();
            if (replaced != before.size()) {
                if (planned > 0) {
                    throw new IllegalStateException(
                            "payout " + told.reference() + " of " + told.profile() + " has changed meanwhile");
                }
                return false;
            }
            count(told);
            database.sql("delete from held_event where settlement_id = :id")
                    .param("id", told.id())
                    .update();
            plan.writeHeld();
            plan.booked().writeLeft();
            var left = new HashMap<String, Set<Long>>();
            standing.forEach((key, all) -> {
                var ids = new LinkedHashSet<Long>();
                all.forEach(one -> ids.add(one.posting()));
                left.put(key, ids);
            });
            enter(plan, outcome.changes(), staged, left);
            writeDays(plan, told, before, outcome.changes(), standing);
            keys.forEach(key -> left.getOrDefault(key, Set.of()).forEach(id -> stand(told, plan.number(key), id)));
            outcome.waits().forEach(wait -> hold(plan, told, before, wait, left.getOrDefault(wait.key(), Set.of())));
            countHeld(told.id());
            postings.release(plan);
            return true;
        });
    }

    /**
     * Enters corrections that waited, now that nothing is in their way. Answers false when another plan of the settlement's waiting events
     * was begun after this one: that one counts.
     */
    public boolean commitWaiting(
            Postings.Plan plan,
            Settlement told,
            List<Settlement> before,
            List<Retold.Change> changes,
            List<Staged> staged,
            List<Wait> waits,
            Map<String, List<Retold.Stands>> standing) {
        return database.inTransaction(() -> {
            if (!postings.isNewest(plan)) {
                return false;
            }
            var numbers = new HashMap<String, Integer>();
            waits.forEach(wait -> numbers.put(wait.key(), wait.bookingNo()));
            for (Staged one : staged) {
                int number = numbers.getOrDefault(one.key(), 0);
                stand(told, number, stage(plan, one, number));
            }
            for (Retold.Change change : changes) {
                int number = numbers.getOrDefault(change.key(), 0);
                settle(told.id(), number, "");
                database.sql("""
                                delete from untold_event
                                where settlement_id = :id and booking_no = :number and until_day is null
                                """).param("id", told.id()).param("number", number).update();
                List<Long> stands = standing.getOrDefault(change.key(), List.of()).stream()
                        .map(Retold.Stands::posting)
                        .toList();
                writeDays(told, before, number, change, stands);
                database.sql("delete from correction_wait where settlement_id = :id and booking_no = :number")
                        .param("id", told.id())
                        .param("number", number)
                        .update();
            }
            countHeld(told.id());
            postings.release(plan);
            return true;
        });
    }

    /**
     * Somebody has corrected by hand everything of a settlement that waits for it: its new events are booked by others, and
     * what stands stays. Answers how many corrections that was.
     */
    public int settleByHand(long settlementId, String actor) {
        return database.inTransaction(() -> {
            List<Wait> waits = waiting(settlementId);
            for (Wait wait : waits) {
                settle(settlementId, wait.bookingNo(), "BOOKED_BY_HAND");
                database.sql("""
                                update correction_wait set settled_by = :actor
                                where settlement_id = :id and booking_no = :number
                                """)
                        .param("actor", actor)
                        .param("id", settlementId)
                        .param("number", wait.bookingNo())
                        .update();
            }
            countHeld(settlementId);
            return waits.size();
        });
    }

    /** The events of a booking no longer wait: they are in it, or, for a reason, in none. */
    private void settle(long settlement, int number, String left) {
        String which = " " + """
                where settlement_id = :id and seq in (select b.seq from booked_event b
                    join held_event h on h.settlement_id = b.settlement_id and h.seq = b.seq
                    where b.settlement_id = :id and b.booking_no = :number and h.reason in (:codes))""";
        if (!left.isEmpty()) {
            var counts = new BookedEvents.Counts(database, settlement);
            database.sql("select * from event" + which)
                    .param("id", settlement)
                    .param("number", number)
                    .param("codes", CODES)
                    .query(row -> {
                        counts.add(EventRows.read(row).day(), left);
                    });
            counts.write();
        }
        List<Integer> held = database.sql("select seq from held_event" + which)
                .param("id", settlement)
                .param("number", number)
                .param("codes", CODES)
                .query(Integer.class)
                .list();
        for (int seq : held) {
            for (String table : left.isEmpty() ? List.of("held_event") : List.of("held_event", "booked_event")) {
                database.sql("delete from " + table + " where settlement_id = :id and seq = :seq")
                        .param("id", settlement)
                        .param("seq", seq)
                        .update();
            }
        }
    }

    private void count(Settlement told) {
        database.sql("delete from settlement_key where profile = :profile and reference = :reference")
                .param("profile", told.profile())
                .param("reference", told.reference())
                .update();
        database.sql("insert into settlement_key values (:profile, :reference, 0, :id)")
                .param("profile", told.profile())
                .param("reference", told.reference())
                .param("id", told.id())
                .update();
    }

    private void enter(
            Postings.Plan plan, List<Retold.Change> changes, List<Staged> staged, Map<String, Set<Long>> left) {
        for (Retold.Change change : changes) {
            for (long id : change.withdrawn()) {
                withdraw(id);
                left.getOrDefault(change.key(), Set.of()).remove(id);
            }
        }
        for (Staged one : staged) {
            left.computeIfAbsent(one.key(), first -> new LinkedHashSet<>())
                    .add(stage(plan, one, plan.number(one.key())));
        }
    }

    private long stage(Postings.Plan plan, Staged one, int number) {
        long id = plan.stageAs(number, one.booking(), one.marker(), one.steps());
        if (one.corrects() != null) {
            database.sql("update posting set corrects = :corrects where id = :id")
                    .param("corrects", one.corrects())
                    .param("id", id)
                    .update();
        }
        return id;
    }

    /** Takes back a posting of which nothing was sent: it belongs to no plan that counts any more. */
    private void withdraw(long posting) {
        int taken = database.sql("""
                        update posting set state = 'STAGED', updated_at = :now
                        where id = :id and state = 'PLANNED' and batch_id is null
                        """)
                .param("now", database.nowAt())
                .param("id", posting)
                .update();
        int steps = database.sql("select count(*) from step where posting_id = :id")
                .param("id", posting)
                .query(Integer.class)
                .single();
        int back = database.sql("""
                        update step set state = 'STAGED', updated_at = :now
                        where posting_id = :id and state in ('PLANNED', 'WAITING') and attempts = 0
                        """)
                .param("now", database.nowAt())
                .param("id", posting)
                .update();
        if (taken != 1 || back != steps) {
            throw new IllegalStateException("posting " + posting + " is on its way meanwhile");
        }
    }

    private void stand(Settlement told, int number, long posting) {
        database.sql("insert into standing (settlement_id, booking_no, posting_id) values (:id, :number, :posting)")
                .param("id", told.id())
                .param("number", number)
                .param("posting", posting)
                .update();
    }

    /**
     * A booking stays as it stands: of its events those that are told as before stay in it, those that are new or changed
     * wait, and those that are not told any more are kept beside.
     */
    private void hold(
            Postings.Plan plan, Settlement told, List<Settlement> before, Retold.Wait wait, Set<Long> standing) {
        int number = plan.number(wait.key());
        database.sql("""
                        insert into correction_wait (settlement_id, booking_no, booking_key, reason, facts, since)
                        values (:id, :number, :key, :reason, :facts, :now)
                        """)
                .param("id", told.id())
                .param("number", number)
                .param("key", wait.key())
                .param("reason", wait.reason().code())
                .param("facts", Database.facts(wait.reason()))
                .param("now", database.nowAt())
                .update();
        List<Long> stands = standing.isEmpty() ? List.of(-1L) : List.copyOf(standing);
        database.sql("""
                        insert into held_event (settlement_id, seq, reason, facts, since)
                        select b.settlement_id, b.seq, :reason, :facts, :now from booked_event b
                        where b.settlement_id = :id and b.booking_no = :number and not %s
                        """.formatted(TOLD_AS_BEFORE))
                .param("reason", wait.reason().code())
                .param("facts", Database.facts(wait.reason()))
                .param("now", database.nowAt())
                .param("id", told.id())
                .param("number", number)
                .param("stands", stands)
                .update();
        keepUntold(told, before, number, stands, false, null);
    }

    /**
     * Keeps the events of a booking that stand in it until it is corrected and are not told so any more, and what was kept
     * of it before.
     *
     * @param all also those that are told as before, because they are booked anew
     * @param until the day of the correction; null while it waits
     */
    private void keepUntold(
            Settlement told,
            List<Settlement> before,
            int number,
            List<Long> stands,
            boolean all,
            @Nullable LocalDate until) {
        String but = all ? "" : """
                 and not exists (select 1 from told_before t
                    join booked_event b on b.settlement_id = t.settlement_id and b.seq = t.seq
                    where t.settlement_id = :id and t.of_settlement = o.settlement_id and t.of_seq = o.seq
                      and t.changed = 0 and b.booking_no = :number)""";
        database.sql("""
                        insert into untold_event (settlement_id, booking_no, of_settlement, of_seq, until_day)
                        select :id, cast(:number as int), o.settlement_id, o.seq, cast(:until as date) from %s
                        where o.settlement_id in (:before) and (:waits = 1 or o.booked_day <> :until)
                          and not exists (select 1 from held_event h where h.settlement_id = o.settlement_id
                            and h.seq = o.seq) %s
                        """.formatted(BOOKED, but))
                .param("id", told.id())
                .param("number", number)
                .param("until", until, Types.DATE)
                .param("waits", until == null ? 1 : 0)
                .param("before", ids(before))
                .param("stands", stands)
                .update();
        database.sql("""
                        insert into untold_event (settlement_id, booking_no, of_settlement, of_seq, until_day)
                        select distinct cast(:id as bigint), cast(:number as int), u.of_settlement, u.of_seq,
                            cast(:until as date)
                        from untold_event u
                        join standing s on s.settlement_id = u.settlement_id and s.booking_no = u.booking_no
                        where u.settlement_id in (:before) and u.until_day is null and s.posting_id in (:stands)
                        """)
                .param("id", told.id())
                .param("number", number)
                .param("until", until, Types.DATE)
                .param("before", ids(before))
                .param("stands", stands)
                .update();
    }

    /**
     * Gives each event the day on which what it moved stands in the books: what is told as before its day then, what is
     * corrected the day of the correction.
     */
    private void writeDays(
            Postings.Plan plan,
            Settlement told,
            List<Settlement> before,
            List<Retold.Change> changes,
            Map<String, List<Retold.Stands>> standing) {
        database.sql("""
                        update booked_event b set booked_day = (select o.booked_day from told_before t
                                join booked_event o on o.settlement_id = t.of_settlement and o.seq = t.of_seq
                                where t.settlement_id = b.settlement_id and t.seq = b.seq)
                        where b.settlement_id = :id and exists (select 1 from told_before t
                                join booked_event o on o.settlement_id = t.of_settlement and o.seq = t.of_seq
                                where t.settlement_id = b.settlement_id and t.seq = b.seq and t.changed = 0)
                        """).param("id", told.id()).update();
        database.sql("""
                        insert into untold_event (settlement_id, booking_no, of_settlement, of_seq, until_day)
                        select distinct cast(:id as bigint), 0, u.of_settlement, u.of_seq, u.until_day
                        from untold_event u where u.settlement_id in (:before) and u.until_day is not null
                        """).param("id", told.id()).param("before", ids(before)).update();
        for (Retold.Change change : changes) {
            List<Long> stands = standing.getOrDefault(change.key(), List.of()).stream()
                    .map(Retold.Stands::posting)
                    .filter(id -> !change.withdrawn().contains(id))
                    .toList();
            writeDays(told, before, plan.number(change.key()), change, stands);
        }
    }

    private void writeDays(
            Settlement told, List<Settlement> before, int number, Retold.Change change, List<Long> standing) {
        List<Long> stands = standing.isEmpty() ? List.of(-1L) : standing;
        boolean anew = change.entries().stream().anyMatch(entry -> entry.corrects() == null);
        for (Retold.Entry entry : change.entries()) {
            LocalDate day = entry.booking().voucher().date();
            boolean all = entry.corrects() == null;
            if (!all) {
                keepUntold(told, before, number, stands, anew, day);
            }
            if (all || !anew) {
                database.sql("""
                                update booked_event b set booked_day = :day
                                where b.settlement_id = :id and b.booking_no = :number and (:all = 1 or not %s)
                                """.formatted(TOLD_AS_BEFORE))
                        .param("day", day)
                        .param("id", told.id())
                        .param("number", number)
                        .param("all", all ? 1 : 0)
                        .param("stands", stands)
                        .update();
            }
        }
    }

    private void countHeld(long settlement) {
        database.sql("""
                        update settlement set held = (select count(*) from held_event h where h.settlement_id = :id),
                            updated_at = :now where id = :id
                        """).param("now", database.nowAt()).param("id", settlement).update();
    }

    private static List<Long> ids(List<Settlement> settlements) {
        return settlements.stream().map(Settlement::id).toList();
    }
}
