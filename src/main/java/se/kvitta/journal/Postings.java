package se.kvitta.journal;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.Knowledge;
import se.kvitta.booking.Receipt;
import se.kvitta.booking.TaxLine;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.ledger.VoucherRow.VatMark;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/** Bookings on their way to a target, from the plan that stages them to the receipt. */
public final class Postings {

    private final Database database;

    public Postings(Database database) {
        this.database = database;
    }

    /** How far a posting has come. */
    public enum State {
        /** Belongs to a plan that does not count yet. */
        STAGED,
        /** On its way: its steps say how far. */
        PLANNED,
        /** The target has it. */
        DONE,
        /** The target said no; a person must mend the cause and retry. */
        REFUSED,
        /** It cannot be told whether the target has it; a person must look. */
        HELD,
        /** A person has booked it by hand; nothing of it is sent any more. */
        BOOKED_BY_HAND
    }

    /**
     * One posting with its content.
     *
     * @param receipt what the target answered, or the number of what a person made instead; null while there is none
     * @param byHand null where nobody booked it by hand
     */
    public record Posting(
            long id,
            String merchant,
            String profile,
            long settlementId,
            Booking booking,
            String target,
            String marker,
            String mappingVersion,
            State state,
            @Nullable Receipt receipt,
            @Nullable ByHand byHand) {}

    /** Stages the bookings of one settlement; nothing counts before {@link #commit}. */
    public final class Plan {
        private final Settlements.Settlement settlement;
        private final String target;
        private final String mappingVersion;
        private final String id;
        private final List<HeldRow> held = new ArrayList<>();
        private final BookedEvents booked;
        private int postings;

        private Plan(Settlements.Settlement settlement, String id, String target, String mappingVersion) {
            this.id = id;
            this.settlement = settlement;
            this.target = target;
            this.mappingVersion = mappingVersion;
            this.booked = new BookedEvents(database, settlement);
        }

        int number(String key) {
            return booked.number(key);
        }

        BookedEvents booked() {
            return booked;
        }

        String mappingVersion() {
            return mappingVersion;
        }

        void writeHeld() {
            addHeld(this);
        }

        /** Stages a booking under a number that its settlement knows already; answers its id. */
        long stageAs(int number, Booking booking, String marker, List<String> steps) {
            postings++;
            return insert(owner(this), booking, number, marker, steps);
        }

        /** An event is in the booking with a key; {@code day} is that booking's date. */
        public void booked(int seq, String key, LocalDate day, List<TaxLine> parts) {
            booked.add(seq, key, day, parts);
        }

        /** An event needs no booking. */
        public void left(Event event, String why) {
            booked.left(event.day(), why);
        }

        /** The events that were told to be in a booking are in none. */
        public void empty(String key, String why) {
            booked.empty(key, why);
        }

        public void stage(Booking booking, String marker, List<String> steps) {
            stagePosting(this, booking, marker, steps);
            postings++;
        }

        public void hold(int seq, Reason reason) {
            held.add(new HeldRow(seq, reason));
        }

        public int postings() {
            return postings;
        }

        public int held() {
            return held.size();
        }

        /**
         * Makes the plan count: the settlement and all its postings become PLANNED in one transaction. Answers false
         * when another plan of the settlement counts already. Throws {@link CannotBook} when one of its bookings has the
         * key of one that counts: its marker would find that one in the target.
         */
        public boolean commit(int withoutRow) {
            booked.finish();
            requireNew(this);
            return database.inTransaction(() -> commitPlan(this, withoutRow));
        }

        /**
         * Makes a plan of held events count: they leave their wait, the rest of the settlement stays as it is. Answers false when
         * another such plan was begun after this one: that one counts. Throws {@link CannotBook} as {@link #commit}.
         *
         * @param soon whether what waits for the target to be asked is tried again in the next run; else when it was due anyway
         */
        public boolean commitHeld(boolean soon) {
            return database.inTransaction(() -> {
                if (!isNewest(this)) {
                    return false;
                }
                booked.finish();
                requireNew(this);
                return commitHeldPlan(this, soon);
            });
        }
    }

    private record HeldRow(int seq, Reason reason) {}

    /** Begins a plan; what earlier plans of the settlement left staged is thrown away. */
    public Plan plan(Settlements.Settlement settlement, String target, String mappingVersion) {
        String plan = UUID.randomUUID().toString();
        // First of all: from here on no earlier plan of what waits counts, and what it has left may go.
        database.sql("update settlement set held_plan = :plan where id = :id and state = 'PLANNED'")
                .param("plan", plan)
                .param("id", settlement.id())
                .update();
        deleteStaged(settlement.id());
        return new Plan(settlement, plan, target, mappingVersion);
    }

    /** What has moved on a profile's balances in foreign currencies. */
    public Knowledge.Pots pots(String profile, Currency books) {
        return new Pots(database, profile, books, List.of(-1L));
    }

    /** The same without what some settlements brought, as it was before they were booked. */
    public Knowledge.Pots potsWithout(String profile, Currency books, List<Long> settlements) {
        return new Pots(database, profile, books, settlements);
    }

    /** What the target was asked about what others have booked. */
    public Looks looks() {
        return new Looks(database);
    }

    /** What is told anew, and what corrects it. */
    public Corrections corrections() {
        return new Corrections(database, this);
    }

    /**
     * Sales and refunds whose VAT was divided as their orders are.
     *
     * @param first what a person calls the first one's order; empty when there is none
     */
    public record Derived(int events, String first) {}

    /** Those of a settlement that are booked. */
    public Derived inProportion(long settlement) {
        List<String> orders = database.sql("""
                        select case when e.order_number = '' then e.order_id else e.order_number end from booked_event b
                        join event e on e.settlement_id = b.settlement_id and e.seq = b.seq
                        where b.settlement_id = :id and b.tax like :rule
                          and not exists (select 1 from held_event h where h.settlement_id = b.settlement_id and h.seq = b.seq)
                        order by b.seq
                        """)
                .param("id", settlement)
                .param("rule", "%" + TaxLine.IN_PROPORTION + "%")
                .query(String.class)
                .list();
        return new Derived(orders.size(), orders.isEmpty() ? "" : orders.get(0));
    }

    /** What a buyer is owed of an order whose refund came back; zero when it is paid again. In the books' currency. */
    public record Owed(String order, Money amount) {}

    /** The debts to buyers that a settlement has changed, as all postings of its profile leave them. */
    public List<Owed> owed(Settlements.Settlement settlement, Currency books) {
        List<String> changed = database.sql("""
                        select distinct coalesce(q.reference, p.reference) as owner
                        from posting p join posting_row r on r.posting_id = p.id left join posting q on q.id = p.corrects
                        where p.settlement_id = :settlement and p.state <> 'STAGED' and r.role = 'REFUND_OWED'
                        order by 1
                        """)
                .param("settlement", settlement.id())
                .query(String.class)
                .list();
        if (changed.isEmpty()) {
            return List.of();
        }
        return database.sql("""
                        select coalesce(q.reference, p.reference) as owner, -sum(r.amount) as owed
                        from posting p join posting_row r on r.posting_id = p.id left join posting q on q.id = p.corrects
                        where p.profile = :profile and p.state <> 'STAGED' and r.role = 'REFUND_OWED'
                          and coalesce(q.reference, p.reference) in (:changed)
                        group by coalesce(q.reference, p.reference) order by 1
                        """)
                .param("profile", settlement.profile())
                .param("changed", changed)
                .query((row, n) -> new Owed(row.getString("owner"), Money.ofMinor(row.getLong("owed"), books)))
                .list();
    }

    public Optional<Posting> find(String profile, String key) {
        return database.sql(
                        "select * from posting where profile = :profile and posting_key = :key and state <> 'STAGED'"
                                + " order by id limit 1")
                .param("profile", profile)
                .param("key", key)
                .query((row, n) -> head(row))
                .optional()
                .map(this::whole);
    }

    public Optional<Posting> find(long id) {
        return database.sql("select * from posting where id = :id")
                .param("id", id)
                .query((row, n) -> head(row))
                .optional()
                .map(this::whole);
    }

    /** The postings of a settlement that count, in the order they were planned. */
    public List<Posting> of(long settlementId) {
        return database
                .sql("select * from posting where settlement_id = :id and state <> 'STAGED' order by id")
                .param("id", settlementId)
                .query((row, n) -> head(row))
                .list()
                .stream()
                .map(this::whole)
                .toList();
    }

    /** Whether an earlier credit of the invoice that a posting is about is in the target, by Kvitta or by hand. */
    public boolean isCreditedBefore(Posting posting) {
        return !database.sql("""
                        select 1 from posting e join posting p on p.profile = e.profile and p.invoice_key = e.invoice_key
                        where p.id = :id and e.id < p.id and e.kind = 'CREDIT_INVOICE'
                            and e.state in ('DONE', 'BOOKED_BY_HAND') limit 1
                        """)
                .param("id", posting.id())
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /** All postings of a merchant in a state, in the order they were planned. */
    public List<Posting> in(String merchant, State state) {
        return database
                .sql("select * from posting where merchant = :merchant and state = :state order by id")
                .param("merchant", merchant)
                .param("state", state.name())
                .query((row, n) -> head(row))
                .list()
                .stream()
                .map(this::whole)
                .toList();
    }

    List<Posting> ofBatch(long batchId) {
        return database
                .sql("select * from posting where batch_id = :id order by booking_day, id")
                .param("id", batchId)
                .query((row, n) -> head(row))
                .list()
                .stream()
                .map(this::whole)
                .toList();
    }

    /**
     * The target has all that a posting books. Where it has it on another day, that is the day of the posting in all reports, as
     * it is in the books. Answers the postings that may follow it now, in the order they were planned.
     */
    List<Long> receive(long id, Receipt receipt) {
        @Nullable LocalDate day = receipt.day();
        if (day != null) {
            move(id, day);
        }
        database.sql("""
                        update posting set state = 'DONE', receipt_series = :series, receipt_number = :number,
                            receipt_year = :year, receipt_link = :link, exchanged = :exchanged, their_claim = :theirs,
                            updated_at = :now
                        where id = :id and state <> 'DONE'
                        """)
                .param("exchanged", receipt.exchanged())
                .param("theirs", receipt.theirs(), Types.BIGINT)
                .param("series", receipt.series())
                .param("number", receipt.number())
                .param("year", receipt.year())
                .param("link", receipt.link())
                .param("now", database.nowAt())
                .param("id", id)
                .update();
        return followers(id);
    }

    private void move(long id, LocalDate day) {
        database.sql("""
                        update posting set planned_day = booking_day, booking_day = :day
                        where id = :id and state <> 'DONE' and booking_day <> :day
                        """).param("day", day).param("id", id).update();
        // Read first: an update over a subquery would look at every event.
        record Place(long settlement, int booking) {}
        database.sql("""
                        select settlement_id, booking_no from posting
                        where id = :id and state <> 'DONE' and settlement_id is not null
                        """)
                .param("id", id)
                .query((row, n) -> new Place(row.getLong(1), row.getInt(2)))
                .optional()
                .ifPresent(place -> database.sql("""
                                update booked_event set booked_day = :day
                                where settlement_id = :settlement and booking_no = :booking
                                """)
                        .param("day", day)
                        .param("settlement", place.settlement())
                        .param("booking", place.booking())
                        .update());
    }

    /**
     * A person has booked it by hand; answers whether it stood in a state. A number that is not told leaves the one that was. What
     * waited for it may follow, as {@link #receive} says.
     *
     * @param number empty when none is told
     */
    boolean bookedByHand(long id, State from, ByHand byHand, String number) {
        return database.sql("""
                        update posting set state = 'BOOKED_BY_HAND', hand_actor = :actor, hand_at = :at, hand_note = :note,
                            receipt_series = '', receipt_number = coalesce(:number, receipt_number), receipt_year = '',
                            receipt_link = '', updated_at = :now
                        where id = :id and state = :from
                        """)
                        .param("actor", byHand.actor())
                        .param("at", Database.at(byHand.at()))
                        .param("note", byHand.note())
                        .param("number", number.isEmpty() ? null : number, Types.VARCHAR)
                        .param("now", database.nowAt())
                        .param("id", id)
                        .param("from", from.name())
                        .update()
                == 1;
    }

    void changeState(long id, State state) {
        database.sql("update posting set state = :state, updated_at = :now where id = :id"
                        + " and state not in ('DONE', 'BOOKED_BY_HAND')")
                .param("state", state.name())
                .param("now", database.nowAt())
                .param("id", id)
                .update();
    }

    /**
     * Gives a refused posting, of which its target certainly has nothing, the series and accounts that the mappings name
     * now; amounts, day and text stay. Answers false when it is not refused any more, or the target has a part of it: the rest
     * must go the same way.
     *
     * @param accounts one for each row, in their order
     * @param invoice the same invoice with the accounts of its lines; null where there is none
     */
    public boolean renew(
            Posting posting,
            String series,
            List<Account> accounts,
            List<Party> parties,
            Booking.@Nullable Invoice invoice,
            String mappingVersion) {
        return database.inTransaction(() -> {
            int refused = database.sql("""
                            update posting set series = :series, details = :details, mapping_version = :version,
                                updated_at = :now
                            where id = :id and state = 'REFUSED' and not exists (
                                select 1 from step where posting_id = :id and state = 'DONE' and name <> :find)
                            """)
                    .param("series", series)
                    .param("details", PostingDetails.write(invoice), Types.VARCHAR)
                    .param("find", Steps.FIND)
                    .param("version", mappingVersion)
                    .param("now", database.nowAt())
                    .param("id", posting.id())
                    .update();
            for (int seq = 0; refused > 0 && seq < accounts.size(); seq++) {
                database.sql("update " + rowTable(posting.booking().kind()) + """
                                 set account = :account, account_name = :name, invoice_number = :number, ocr = :ocr
                                where posting_id = :id and seq = :seq
                                """)
                        .param("account", accounts.get(seq).number())
                        .param("name", accounts.get(seq).name())
                        .param("number", parties.get(seq).invoiceNumber())
                        .param("ocr", parties.get(seq).ocr())
                        .param("id", posting.id())
                        .param("seq", seq)
                        .update();
            }
            return refused > 0;
        });
    }

    /**
     * Enters a booking that no settlement brings, once: answers false when the profile has one with its key already. Its
     * steps are due on its day.
     */
    public boolean enter(
            String merchant,
            String profile,
            Booking booking,
            String target,
            String marker,
            List<String> steps,
            String mappingVersion) {
        String plan = UUID.randomUUID().toString();
        var owner = new Owner(merchant, profile, null, plan, target, mappingVersion);
        return database.inTransaction(() -> {
            if (entered(profile, booking.key())) {
                return false;
            }
            long id = insert(owner, booking, 0, marker, steps);
            database.sql("""
                            insert into occasion (profile, occasion_key, posting_id, entered_at)
                            values (:profile, :key, :posting, :now)
                            """)
                    .param("profile", profile)
                    .param("key", booking.key())
                    .param("posting", id)
                    .param("now", database.nowAt())
                    .update();
            release("id = :only", Map.of("only", id));
            return true;
        });
    }

    /** An occasion is booked by hand: a profile never enters it. */
    public void enterByHand(String profile, String key) {
        database.sql("""
                        insert into occasion (profile, occasion_key, posting_id, entered_at)
                        values (:profile, :key, 0, :now) on conflict do nothing
                        """)
                .param("profile", profile)
                .param("key", key)
                .param("now", database.nowAt())
                .update();
    }

    /** Whether a profile has a booking of an occasion already. */
    public boolean entered(String profile, String key) {
        return !database.sql("select 1 from occasion where profile = :profile and occasion_key = :key")
                .param("profile", profile)
                .param("key", key)
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /** Whether a profile has a booking of an occasion whose key is like a pattern of SQL. */
    public boolean anyEntered(String profile, String pattern) {
        return !database.sql("select 1 from occasion where profile = :profile and occasion_key like :pattern limit 1")
                .param("profile", profile)
                .param("pattern", pattern)
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /**
     * Whose a posting is.
     *
     * @param settlement null where no settlement brings it
     * @param plan what made it
     */
    private record Owner(
            String merchant,
            String profile,
            @Nullable Long settlement,
            String plan,
            String target,
            String mappingVersion) {}

    private void stagePosting(Plan plan, Booking booking, String marker, List<String> steps) {
        database.doInTransaction(() -> insert(owner(plan), booking, plan.number(booking.key()), marker, steps));
    }

    private static Owner owner(Plan plan) {
        return new Owner(
                plan.settlement.merchant(),
                plan.settlement.profile(),
                plan.settlement.id(),
                plan.id,
                plan.target,
                plan.mappingVersion);
    }

    private long insert(Owner owner, Booking booking, int number, String marker, List<String> steps) {
        Voucher voucher = booking.voucher();
        long id = database.insert(database.sql("""
                        insert into posting (merchant, profile, settlement_id, plan, posting_key, kind, target, marker,
                            reference, series, booking_day, date_rule, text, total, currency, events, mapping_version,
                            state, booking_no, details, invoice_key, created_at, updated_at)
                        values (:merchant, :profile, :settlement, :plan, :key, :kind, :target, :marker, :reference,
                            :series, :day, :rule, :text, :total, :currency, :events, :version, 'STAGED', :number,
                            :details, :invoice, :now, :now)
                        """)
                .param("merchant", owner.merchant())
                .param("profile", owner.profile())
                .param("settlement", owner.settlement(), Types.BIGINT)
                .param("plan", owner.plan())
                .param("key", booking.key())
                .param("kind", booking.kind().name())
                .param("target", owner.target())
                .param("marker", marker)
                .param("reference", booking.reference())
                .param("series", voucher.series())
                .param("day", voucher.date())
                .param("rule", voucher.dateRule())
                .param("text", voucher.text())
                .param("total", voucher.total().minor())
                .param("currency", voucher.total().currency().getCurrencyCode())
                .param("events", booking.events())
                .param("version", owner.mappingVersion())
                .param("number", number)
                .param("details", PostingDetails.write(booking.invoice()), Types.VARCHAR)
                .param("invoice", invoiceKey(booking), Types.VARCHAR)
                .param("now", database.nowAt()));
        writeRows(id, booking.kind(), voucher.rows());
        for (int i = 0; i < steps.size(); i++) {
            database.sql("""
                            insert into step (posting_id, seq, merchant, name, state, attempts, absences, due_at, updated_at)
                            values (:posting, :seq, :merchant, :name, 'STAGED', 0, 0, :now, :now)
                            """)
                    .param("posting", id)
                    .param("seq", i)
                    .param("merchant", owner.merchant())
                    .param("name", steps.get(i))
                    .param("now", database.nowAt())
                    .update();
        }
        return id;
    }

    private static @Nullable String invoiceKey(Booking booking) {
        Booking.@Nullable Invoice invoice = booking.invoice();
        return invoice == null || invoice.of().isEmpty() ? null : invoice.of();
    }

    /** The vouchers of a settlement that is planned twice are no fault: the second plan is simply not taken. */
    private void requireNew(Plan plan) {
        database.sql("""
                        select p.posting_key, p.reference, e.text, e.booking_day from posting p
                        join posting e on e.profile = p.profile and e.posting_key = p.posting_key
                            and e.plan <> p.plan and e.state <> 'STAGED'
                        where p.settlement_id = :settlement and p.plan = :plan
                            and (e.settlement_id <> p.settlement_id or p.kind <> 'VOUCHER')
                        limit 1
                        """)
                .param("settlement", plan.settlement.id())
                .param("plan", plan.id)
                .query((row, n) -> Reason.of(
                        "BOOKING_KEY_TAKEN",
                        "order",
                        row.getString("reference"),
                        "key",
                        row.getString("posting_key"),
                        "text",
                        row.getString("text"),
                        "day",
                        row.getObject("booking_day", LocalDate.class)))
                .optional()
                .ifPresent(taken -> {
                    throw new CannotBook(taken);
                });
    }

    private boolean commitPlan(Plan plan, int withoutRow) {
        int planned = database.sql("""
                        update settlement set state = 'PLANNED', mapping_version = :version, held = :held,
                            without_row = :without, reason = null, facts = null, due_at = null, updated_at = :now
                        where id = :id and state = 'PROVEN'
                        """)
                .param("version", plan.mappingVersion)
                .param("held", plan.held.size())
                .param("without", withoutRow)
                .param("now", database.nowAt())
                .param("id", plan.settlement.id())
                .update();
        if (planned == 0) {
            return false;
        }
        addHeld(plan);
        plan.booked.writeLeft();
        release(plan);
        return true;
    }

    private boolean commitHeldPlan(Plan plan, boolean soon) {
        int planned = database.sql("""
                        update settlement set held = :held + (select count(*) from held_event h
                            where h.settlement_id = :id and h.reason in (:corrections)),
                            due_at = case when :soon then null else due_at end, updated_at = :now
                        where id = :id and state = 'PLANNED'
                        """)
                .param("held", plan.held.size())
                .param("corrections", Corrections.CODES)
                .param("soon", soon)
                .param("now", database.nowAt())
                .param("id", plan.settlement.id())
                .update();
        if (planned == 0) {
            return false;
        }
        // What waits for a correction has a plan of its own.
        database.sql("delete from held_event where settlement_id = :id and reason not in (:corrections)")
                .param("id", plan.settlement.id())
                .param("corrections", Corrections.CODES)
                .update();
        addHeld(plan);
        plan.booked.writeLeft();
        release(plan);
        return true;
    }

    /**
     * Whether a plan is the one of its settlement's waiting events that was begun last; it holds back others until the transaction ends.
     * An earlier one has read what this one has, or what is gone.
     */
    boolean isNewest(Plan plan) {
        return database.sql("update settlement set held_plan = null where id = :id and held_plan = :plan")
                        .param("id", plan.settlement.id())
                        .param("plan", plan.id)
                        .update()
                > 0;
    }

    private void addHeld(Plan plan) {
        database.jdbc()
                .batchUpdate(
                        "insert into held_event (settlement_id, seq, reason, facts, since) values (?, ?, ?, ?, ?)",
                        plan.held,
                        1000,
                        (row, held) -> {
                            row.setLong(1, plan.settlement.id());
                            row.setInt(2, held.seq());
                            row.setString(3, held.reason().code());
                            row.setString(4, Database.facts(held.reason()));
                            row.setObject(5, database.nowAt());
                        });
    }

    void release(Plan plan) {
        release(
                "settlement_id = :settlement and plan = :only",
                Map.of("settlement", plan.settlement.id(), "only", plan.id));
    }

    private record Released(long id, LocalDate day) {}

    /**
     * The first step of every posting becomes due, or will be when its day comes: nothing is entered before it has
     * happened. The later ones wait for it, and so does what is about an invoice that the target does not have yet.
     */
    private void release(String which, Map<String, ?> of) {
        LocalDate today = Stockholm.dayOf(database.now());
        database.sql("update posting set state = 'PLANNED', updated_at = :now where " + which)
                .params(of)
                .param("now", database.nowAt())
                .update();
        OffsetDateTime now = database.nowAt();
        var released = database.sql("select id, booking_day from posting where " + which)
                .params(of)
                .query((row, n) -> new Released(row.getLong(1), row.getObject(2, LocalDate.class)))
                .list();
        database.jdbc().batchUpdate("""
                        update step set state = case when seq = 0 then 'PLANNED' else 'WAITING' end, due_at = ?, updated_at = ?
                        where posting_id = ?
                        """, released, 1000, (row, posting) -> {
            LocalDate day = posting.day();
            row.setObject(1, day.isAfter(today) ? Database.at(Stockholm.startOf(day)) : now);
            row.setObject(2, now);
            row.setLong(3, posting.id());
        });
        List<Long> waiting = database.sql(
                        "select p.id from posting p where " + which + " and p.invoice_key is not null and " + MUST_WAIT)
                .params(of)
                .query(Long.class)
                .list();
        moveFirstSteps(waiting, "PLANNED", "WAITING");
    }

    /**
     * What a posting {@code p} has to wait for: the booking that makes its invoice and, because a target tells the first
     * credit of an invoice from those after it, every earlier credit. Two looks, because each has an index.
     */
    private static final String MUST_WAIT = """
            (exists (select 1 from posting e where e.profile = p.profile and e.posting_key = p.invoice_key
                and e.state in ('PLANNED', 'REFUSED', 'HELD'))
            or (p.kind = 'CREDIT_INVOICE' and exists (
                select 1 from posting e where e.profile = p.profile and e.invoice_key = p.invoice_key
                    and e.kind = 'CREDIT_INVOICE' and e.id < p.id and e.state in ('PLANNED', 'REFUSED', 'HELD'))))""";

    /** What is about the same invoice as a posting that is booked, and need not wait for anything else. */
    List<Long> followers(long id) {
        var about = database.sql("select profile, posting_key, invoice_key from posting where id = :id")
                .param("id", id)
                .query((row, n) -> Stream.of(row.getString(1), row.getString(2), row.getString(3))
                        .filter(Objects::nonNull)
                        .toList())
                .single();
        // Read first: an update over a subquery would look at every step that waits.
        return database.sql("""
                        select p.id from posting p where (p.profile, p.invoice_key) in (:keys) and p.id <> :id
                            and p.state = 'PLANNED' and not\s""" + MUST_WAIT + " order by p.id")
                .param("keys", Database.pairs(about.get(0), about.subList(1, about.size())))
                .param("id", id)
                .query(Long.class)
                .list();
    }

    /** What has waited for another posting may be sent. */
    void letGo(List<Long> followers) {
        moveFirstSteps(followers, "WAITING", "PLANNED");
    }

    private void moveFirstSteps(List<Long> of, String from, String to) {
        OffsetDateTime now = database.nowAt();
        database.jdbc()
                .batchUpdate(
                        "update step set state = ?, updated_at = ? where posting_id = ? and seq = 0 and state = ?",
                        of,
                        1000,
                        (row, posting) -> {
                            row.setString(1, to);
                            row.setObject(2, now);
                            row.setLong(3, posting);
                            row.setString(4, from);
                        });
    }

    private void deleteStaged(long settlementId) {
        database.doInTransaction(() -> {
            for (String table : List.of("posting_row", "order_row", "step")) {
                database.sql("delete from " + table + " where posting_id in "
                                + "(select id from posting where settlement_id = :id and state = 'STAGED')")
                        .param("id", settlementId)
                        .update();
            }
            database.sql("delete from posting where settlement_id = :id and state = 'STAGED'")
                    .param("id", settlementId)
                    .update();
        });
    }

    /** What is in no books is kept apart, so that nobody who adds up the books can count it. */
    private static String rowTable(Booking.Kind kind) {
        return kind.isInBooks() ? "posting_row" : "order_row";
    }

    private void writeRows(long posting, Booking.Kind kind, List<VoucherRow> rows) {
        int[] seq = {0};
        database.jdbc()
                .batchUpdate(
                        "insert into " + rowTable(kind) + """
                         (posting_id, seq, role, account, account_name, amount, text,
                            foreign_amount, foreign_currency, rate, rate_day, rate_source, vat_rate, vat_country, vat_box,
                            vat_rule, customer, remark, invoice_number, ocr, cost_centre, project, vat_period, department,
                            dimensions)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                        rows,
                        1000,
                        (statement, row) -> writeRow(statement, posting, seq[0]++, row));
    }

    private static void writeRow(PreparedStatement into, long posting, int seq, VoucherRow row) throws SQLException {
        into.setLong(1, posting);
        into.setInt(2, seq);
        into.setString(3, row.role());
        into.setString(4, row.account().number());
        into.setString(5, row.account().name());
        into.setLong(6, row.amount().minor());
        into.setString(7, row.text());
        @Nullable Foreign foreign = row.foreign();
        @Nullable ExchangeRate rate = foreign == null ? null : foreign.rate();
        into.setObject(8, foreign == null ? null : foreign.amount().minor(), Types.BIGINT);
        into.setString(9, foreign == null ? null : foreign.amount().currency().getCurrencyCode());
        into.setString(10, rate == null ? null : rate.value().toPlainString());
        into.setObject(11, rate == null ? null : rate.day(), Types.DATE);
        into.setString(12, rate == null ? null : rate.source());
        @Nullable VatMark vat = row.vat();
        @Nullable VatRate vatRate = vat == null ? null : vat.rate();
        @Nullable VatBox box = vat == null ? null : vat.box();
        into.setObject(13, vatRate == null ? null : vatRate.hundredths(), Types.INTEGER);
        into.setString(14, vat == null ? null : vat.country());
        into.setString(15, box == null ? null : box.code());
        into.setString(16, vat == null ? null : vat.rule());
        into.setString(17, row.party().customer());
        into.setString(18, row.party().comment());
        into.setString(19, row.party().invoiceNumber());
        into.setString(20, row.party().ocr());
        into.setString(21, row.dimensions().costCentre());
        into.setString(22, row.dimensions().project());
        into.setString(23, vat == null || vat.period().isEmpty() ? null : vat.period());
        into.setString(24, row.dimensions().department());
        into.setString(25, PostingDetails.write(row.dimensions().others()));
    }

    private List<VoucherRow> rows(long posting, Booking.Kind kind, Currency books) {
        return database.sql("select * from " + rowTable(kind) + " where posting_id = :id order by seq")
                .param("id", posting)
                .query((row, n) -> row(row, books))
                .list();
    }

    private static VoucherRow row(ResultSet row, Currency books) throws SQLException {
        @Nullable String currency = row.getString("foreign_currency");
        @Nullable Foreign foreign = null;
        if (currency != null) {
            Currency from = Currency.getInstance(currency);
            @Nullable String rate = row.getString("rate");
            foreign = new Foreign(
                    Money.ofMinor(row.getLong("foreign_amount"), from),
                    rate == null
                            ? null
                            : new ExchangeRate(
                                    from,
                                    books,
                                    new BigDecimal(rate),
                                    row.getObject("rate_day", LocalDate.class),
                                    row.getString("rate_source")));
        }
        @Nullable String rule = row.getString("vat_rule");
        @Nullable VatMark vat = null;
        if (rule != null) {
            @Nullable Integer rate = row.getObject("vat_rate", Integer.class);
            @Nullable String box = row.getString("vat_box");
            vat = new VatMark(
                    rate == null ? null : new VatRate(rate),
                    row.getString("vat_country"),
                    box == null ? null : new VatBox(box),
                    rule,
                    Objects.requireNonNullElse(row.getString("vat_period"), ""));
        }
        return new VoucherRow(
                row.getString("role"),
                new Account(row.getString("account"), row.getString("account_name")),
                Money.ofMinor(row.getLong("amount"), books),
                row.getString("text"),
                foreign,
                vat,
                new Party(
                        row.getString("customer"),
                        row.getString("remark"),
                        row.getString("invoice_number"),
                        row.getString("ocr")),
                new Dimensions(
                        row.getString("cost_centre"),
                        row.getString("project"),
                        row.getString("department"),
                        PostingDetails.others(row.getString("dimensions"))));
    }

    /**
     * A posting without the rows of its voucher. They are read when it has been: a thread that asked for a second connection
     * of the pool while it holds one would wait for ever when all threads do.
     */
    private record Head(long id, Booking.Kind kind, Currency books, Function<List<VoucherRow>, Posting> with) {}

    private Posting whole(Head head) {
        return head.with().apply(rows(head.id(), head.kind(), head.books()));
    }

    private static Head head(ResultSet row) throws SQLException {
        long id = row.getLong("id");
        var kind = Booking.Kind.valueOf(row.getString("kind"));
        Currency books = Currency.getInstance(row.getString("currency"));
        String series = row.getString("series");
        LocalDate booked = row.getObject("booking_day", LocalDate.class);
        @Nullable LocalDate planned = row.getObject("planned_day", LocalDate.class);
        LocalDate day = planned == null ? booked : planned;
        String dateRule = row.getString("date_rule");
        String text = row.getString("text");
        String merchant = row.getString("merchant");
        String profile = row.getString("profile");
        long settlement = row.getLong("settlement_id");
        String key = row.getString("posting_key");
        String reference = row.getString("reference");
        int events = row.getInt("events");
        String details = row.getString("details");
        String target = row.getString("target");
        String marker = row.getString("marker");
        String version = row.getString("mapping_version");
        var state = State.valueOf(row.getString("state"));
        @Nullable String number = row.getString("receipt_number");
        @Nullable
        Receipt receipt = number == null
                ? null
                : new Receipt(
                        row.getString("receipt_series"),
                        number,
                        row.getString("receipt_year"),
                        row.getString("receipt_link"),
                        planned == null ? null : booked,
                        row.getLong("exchanged"),
                        row.getObject("their_claim", Long.class));
        @Nullable String actor = row.getString("hand_actor");
        @Nullable
        ByHand byHand =
                actor == null ? null : new ByHand(actor, Database.instant(row, "hand_at"), row.getString("hand_note"));
        return new Head(
                id,
                kind,
                books,
                rows -> new Posting(
                        id,
                        merchant,
                        profile,
                        settlement,
                        new Booking(
                                key,
                                kind,
                                reference,
                                new Voucher(series, day, dateRule, text, rows),
                                events,
                                PostingDetails.invoice(details)),
                        target,
                        marker,
                        version,
                        state,
                        receipt,
                        byHand));
    }
}
