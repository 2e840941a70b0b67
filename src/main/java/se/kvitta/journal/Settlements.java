package se.kvitta.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.NumberPlaces;
import se.kvitta.settlement.Proof;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.VatPart;

/** Settlements and their events, from the first staged row to the plan that books them. */
public final class Settlements {

    /** Which settlements {@code s} have events that wait for a target to be asked, and may be tried again. */
    private static final String TO_ASK = """
            s.state = 'PLANNED' and (s.due_at is null or s.due_at <= :now)
              and s.id in (select h.settlement_id from held_event h where h.reason in (:codes))""";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What a provider states about a payout as a whole, in whatever layout it tells the rows. */
    private static final Set<EventKind> ROWLESS =
            EnumSet.of(EventKind.PAYOUT, EventKind.DEBT_INCURRED, EventKind.DEBT_REPAID);

    private final Database database;
    private final Documents documents;

    public Settlements(Database database, Documents documents) {
        this.database = database;
        this.documents = documents;
    }

    /** How far a settlement has come. */
    public enum State {
        /** Rows are being staged. */
        RECEIVING,
        /** Its rows explain it; it waits to be planned. */
        PROVEN,
        /** It tells a planned payout anew: it waits to be compared with what is booked, and does not count yet. */
        RETOLD,
        /** Its postings are planned. */
        PLANNED,
        /** A later telling of the payout counts; what this one booked stands, with the corrections of the later one. */
        CORRECTED,
        /** Another settlement of the same payout has taken its place before it was planned. */
        REPLACED,
        /** It told nothing new, or it was held or cut off: its document says which. Its rows are gone. */
        DROPPED
    }

    /**
     * One settlement that is accepted.
     *
     * @param reference as the provider names the payout
     * @param supplement 0, or the ordinal of late rows of a payout that was planned before
     * @param held events that wait for a person
     * @param proof what the rows add up to, in words and numbers for a person
     */
    public record Settlement(
            long id,
            String profile,
            String merchant,
            String source,
            long documentId,
            State state,
            String reference,
            int supplement,
            Currency currency,
            LocalDate payoutDay,
            @Nullable LocalDate bankDay,
            Money payout,
            int sourceRows,
            int events,
            int held,
            int withoutRow,
            Map<String, String> proof,
            @Nullable Reason reason) {

        /** The name its bookings are known by. */
        public String title() {
            return supplement == 0 ? reference : reference + "+" + supplement;
        }
    }

    /** An attempt at taking a document in: rows are staged under it until it is accepted or dropped. */
    public final class Staging {
        private final long id;
        private final Documents.Document document;
        private final String attempt;
        private final Fingerprint keys = new Fingerprint();
        private final Fingerprint contents = new Fingerprint();
        private int events;
        private long told;

        private Staging(long id, Documents.Document document, String attempt) {
            this.id = id;
            this.document = document;
            this.attempt = attempt;
        }

        public long id() {
            return id;
        }

        public Documents.Document document() {
            return document;
        }

        public String attempt() {
            return attempt;
        }

        public int events() {
            return events;
        }

        /** Stages a block of rows; committed before it returns. Throws {@link Overtaken} when another attempt began. */
        public void add(List<Event> block) {
            for (Event event : block) {
                if (event.row() > 0) {
                    keys.add(event.key());
                    told += EventRows.told(event);
                }
                contents.add(EventRows.content(event));
            }
            database.doInTransaction(() -> {
                if (!documents.touch(document.id(), attempt)) {
                    throw new Overtaken(document);
                }
                write(block, events);
            });
            events += block.size();
        }

        private void write(List<Event> block, int first) {
            int[] next = {first};
            database.jdbc()
                    .batchUpdate(
                            EventRows.INSERT,
                            block,
                            block.size(),
                            (row, event) -> EventRows.write(row, id, next[0]++, event, document.profile()));
        }
    }

    /** Another attempt has taken the document over: this one must not go on. */
    public static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken(Documents.Document document) {
            super("another attempt is taking in " + document.name() + " of " + document.profile());
        }
    }

    /** What became of an attempt. */
    public enum Outcome {
        /** It counts now. */
        ACCEPTED,
        /** It counts now instead of an earlier one that was not planned. */
        REPLACING,
        /** Its late rows count now, beside a payout that was planned before. */
        SUPPLEMENTING,
        /** The payout was planned before with these rows; what waits for a person has taken fuller facts from it. */
        RETOLD,
        /** The payout was planned before and is told differently now: what differs will be corrected. */
        TOLD_ANEW,
        /** The payout was known with these rows: nothing was added. */
        KNOWN
    }

    /** Begins to stage rows for a claimed document. */
    public Staging stage(Documents.Document document, String attempt, String merchant) {
        dropAttempts(document.id());
        long id = database.insert(database.sql("""
                        insert into settlement (profile, merchant, source, document_id, attempt, state, supplement, events,
                            held, without_row, created_at, updated_at)
                        values (:profile, :merchant, :source, :document, :attempt, 'RECEIVING', 0, 0, 0, 0, :now, :now)
                        """)
                .param("profile", document.profile())
                .param("merchant", merchant)
                .param("source", document.source())
                .param("document", document.id())
                .param("attempt", attempt)
                .param("now", database.nowAt()));
        return new Staging(id, document, attempt);
    }

    /**
     * Accepts what was staged, if it still may be: one transaction in which the settlement's key, its state and its
     * document change together. Throws {@link Differs} when the payout is planned, this delivery contradicts it, and it may
     * not be corrected without a person who says so.
     *
     * @param corrects whether what a planned payout is told differently is corrected, as long as its money is the same
     */
    public Outcome accept(
            Staging staging, Statement statement, Money payout, LocalDate payoutDay, Proof proof, boolean corrects) {
        Outcome outcome = database.inTransaction(() -> {
            describe(staging, statement, payout, payoutDay, proof);
            List<Counting> counting = counting(staging.document().profile(), statement.reference());
            Outcome result = decide(staging, statement, payout, counting, corrects);
            if (!documents.finish(
                    staging.document().id(), staging.attempt(), Documents.State.TAKEN, statement.reference(), null)) {
                throw new Overtaken(staging.document());
            }
            return result;
        });
        deleteRowsOfEnded(staging.document().profile());
        return outcome;
    }

    /**
     * Ends an attempt whose document has no payout of its own and tells of one that is known: nothing is added, but what
     * waits for a person may take fuller facts from it. Throws {@link Differs} when its rows are others.
     */
    public Outcome acceptAgain(Staging staging, Settlement known) {
        Outcome outcome = database.inTransaction(() -> {
            List<Counting> counting = counting(known.profile(), known.reference());
            boolean sameRows = counting.stream().anyMatch(one -> one.keys().equals(staging.keys.hex()));
            if (!sameRows || contradicts(staging, counting)) {
                // Without a payout of its own it is no proof of anything: it corrects nothing.
                throw new Differs(Reason.of(
                        "RETOLD_WITHOUT_PAYOUT",
                        "reference",
                        known.reference(),
                        "rowsBefore",
                        known.sourceRows(),
                        "rowsAgain",
                        staging.events()));
            }
            Outcome result = retell(staging, counting);
            if (!documents.finish(
                    staging.document().id(), staging.attempt(), Documents.State.TAKEN, known.reference(), null)) {
                throw new Overtaken(staging.document());
            }
            return result;
        });
        deleteRowsOfEnded(known.profile());
        return outcome;
    }

    /**
     * What the rows of a known payout add up to, VAT included: without the payout and the debts, which no row tells of.
     */
    public Money rowsOf(Settlement known) {
        long sum = 0;
        for (Map.Entry<EventKind, Long> effect : database.sql("""
                        select e.kind, sum(e.amount) as amount from event e
                        join settlement_key k on k.settlement_id = e.settlement_id
                        where k.profile = :profile and k.reference = :reference group by e.kind
                        """)
                .param("profile", known.profile())
                .param("reference", known.reference())
                .query((row, n) -> Map.entry(EventKind.valueOf(row.getString("kind")), row.getLong("amount")))
                .list()) {
            if (!ROWLESS.contains(effect.getKey())) {
                Money amount = Money.ofMinor(effect.getValue(), known.currency());
                sum = Math.addExact(sum, effect.getKey().effectOf(amount).minor());
            }
        }
        return Money.ofMinor(sum, known.currency());
    }

    /** Ends an attempt that is not accepted: its document is held or skipped for a reason, its rows go. */
    public void drop(Staging staging, Documents.State state, String reference, Reason reason) {
        database.doInTransaction(() -> {
            changeState(staging.id(), State.RECEIVING, State.DROPPED);
            documents.finish(staging.document().id(), staging.attempt(), state, reference, reason);
        });
        deleteRows(staging.id());
    }

    /** Ends an attempt that met a passing fault: its rows go and its document may be claimed again. */
    public void abandon(Staging staging) {
        database.doInTransaction(() -> {
            changeState(staging.id(), State.RECEIVING, State.DROPPED);
            documents.release(staging.document().id(), staging.attempt());
        });
        deleteRows(staging.id());
    }

    /** The payout that counts under a reference, whatever its state of planning. */
    public Optional<Settlement> counting(String profile, String reference, int supplement) {
        return database.sql("""
                        select s.* from settlement s join settlement_key k on k.settlement_id = s.id
                        where k.profile = :profile and k.reference = :reference and k.supplement = :supplement
                        """)
                .param("profile", profile)
                .param("reference", reference)
                .param("supplement", supplement)
                .query((row, n) -> settlement(row))
                .optional();
    }

    public Optional<Settlement> find(long id) {
        return database.sql("select * from settlement where id = :id")
                .param("id", id)
                .query((row, n) -> settlement(row))
                .optional();
    }

    /**
     * Settlements that wait to be planned and may be now, oldest payout first. What tells a payout anew comes after all of
     * that payout that is not planned.
     */
    public List<Settlement> toPlan(String merchant) {
        return database.sql("""
                        select s.* from settlement s where s.state in ('PROVEN', 'RETOLD') and s.merchant = :merchant
                          and (s.due_at is null or s.due_at <= :now)
                          and (s.state = 'PROVEN' or not exists (select 1 from settlement_key k
                            join settlement c on c.id = k.settlement_id
                            where k.profile = s.profile and k.reference = s.reference and c.state = 'PROVEN'))
                        order by s.payout_day, s.id
                        """)
                .param("merchant", merchant)
                .param("now", database.nowAt())
                .query((row, n) -> settlement(row))
                .list();
    }

    /** Everything that counts, oldest payout first. */
    public List<Settlement> all(String merchant) {
        return database.sql("""
                        select * from settlement where merchant = :merchant and state in ('PROVEN', 'PLANNED')
                        order by payout_day, reference, supplement
                        """)
                .param("merchant", merchant)
                .query((row, n) -> settlement(row))
                .list();
    }

    /** Planning could not be done: why, and when it may be tried again. */
    public void waitUntil(long id, Instant due, Reason reason) {
        database.sql("""
                        update settlement set due_at = :due, reason = :reason, facts = :facts, updated_at = :now
                        where id = :id and state in ('PROVEN', 'RETOLD')
                        """)
                .param("due", Database.at(due))
                .param("reason", reason.code())
                .param("facts", Database.facts(reason))
                .param("now", database.nowAt())
                .param("id", id)
                .update();
    }

    /** Lets settlements that wait be planned at once, for instance after a mapping file changed. */
    public void planSoon(String merchant) {
        database.sql("update settlement set due_at = null where state in ('PROVEN', 'RETOLD') and merchant = :merchant")
                .param("merchant", merchant)
                .update();
    }

    /**
     * Gives the orders of a settlement the numbers that their merchant knows them by.
     *
     * @param heldOnly only those of events that wait for a person
     */
    public void number(Settlement settlement, NumberPlaces places, boolean heldOnly) {
        new Numbering(database).number(settlement.id(), places, heldOnly);
    }

    /** The events of a settlement in the order of its document, read in blocks. */
    public EventCursor events(Settlement settlement) {
        return new EventCursor(database, settlement, false);
    }

    /** Only the events that wait for a person. */
    public EventCursor heldEvents(Settlement settlement) {
        return new EventCursor(database, settlement, true);
    }

    /**
     * One event that waits.
     *
     * @param seq its place in the settlement
     */
    public record HeldEvent(long settlementId, int seq, Reason reason, Event event, Instant since) {}

    public List<HeldEvent> held(long settlementId) {
        return database.sql("""
                        select h.reason, h.facts, h.since, e.* from held_event h
                        join event e on e.settlement_id = h.settlement_id and e.seq = h.seq
                        where h.settlement_id = :id order by h.seq
                        """)
                .param("id", settlementId)
                .query((row, n) -> new HeldEvent(
                        settlementId,
                        row.getInt("seq"),
                        Database.reason(row.getString("reason"), row.getString("facts")),
                        EventRows.read(row),
                        Database.instant(row, "since")))
                .list();
    }

    /**
     * Takes planned settlements of a merchant with events that wait for its target to be asked, and may be now; oldest payout first.
     *
     * @param again when those are taken again whose events wait on
     */
    public List<Settlement> toAsk(String merchant, Instant again) {
        List<Settlement> taken = database.sql("select s.* from settlement s where s.merchant = :merchant and " + TO_ASK
                        + " order by s.payout_day, s.id")
                .param("merchant", merchant)
                .param("codes", Looks.CODES)
                .param("now", database.nowAt())
                .query((row, n) -> settlement(row))
                .list();
        taken.forEach(one -> database.sql("update settlement set due_at = :again where id = :id and state = 'PLANNED'")
                .param("again", Database.at(again))
                .param("id", one.id())
                .update());
        return taken;
    }

    /** Merchants with settlements that may be planned now, or whose waiting events may be. */
    public Set<String> merchantsToPlan() {
        return new TreeSet<>(database.sql("""
                        select merchant from settlement
                        where state in ('PROVEN', 'RETOLD') and (due_at is null or due_at <= :now)
                        union select s.merchant from settlement s where %s
                        """.formatted(TO_ASK))
                .param("codes", Looks.CODES)
                .param("now", database.nowAt())
                .query(String.class)
                .list());
    }

    /** Ends attempts that were cut off for longer than {@code alive}, whose documents may be claimed again. */
    public void dropCutOff(Duration alive) {
        List<Long> cutOff = database.sql("""
                        select s.id from settlement s join document d on d.id = s.document_id
                        where s.state = 'RECEIVING'
                          and (d.state <> 'TAKING' or d.attempt <> s.attempt or d.attempt_at < :dead)
                        """)
                .param("dead", Database.at(database.now().minus(alive)))
                .query(Long.class)
                .list();
        cutOff.forEach(this::dropAttempt);
    }

    /** The provider's document that a settlement came in. */
    public Documents.Document document(Settlement settlement) {
        return documents
                .find(settlement.documentId())
                .orElseThrow(() -> new IllegalStateException(
                        "settlement " + settlement.id() + " has lost its document " + settlement.documentId()));
    }

    private void dropAttempts(long documentId) {
        database.sql("select id from settlement where document_id = :document and state = 'RECEIVING'")
                .param("document", documentId)
                .query(Long.class)
                .list()
                .forEach(this::dropAttempt);
    }

    private void dropAttempt(long id) {
        changeState(id, State.RECEIVING, State.DROPPED);
        deleteRows(id);
    }

    /** Rows of settlements that ended without counting are of no more use. */
    private void deleteRowsOfEnded(String profile) {
        database.sql("""
                        select s.id from settlement s where s.profile = :profile and s.state in ('REPLACED', 'DROPPED')
                          and exists (select 1 from event e where e.settlement_id = s.id)
                        """).param("profile", profile).query(Long.class).list().forEach(this::deleteRows);
    }

    /** Deletes in pieces, so that no transaction grows with the size of a settlement. */
    private void deleteRows(long id) {
        int piece = 10_000;
        int last = database.sql("select coalesce(max(seq), -1) from event where settlement_id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
        for (int from = 0; from <= last; from += piece) {
            database.sql("delete from event where settlement_id = :id and seq >= :from and seq < :until")
                    .param("id", id)
                    .param("from", from)
                    .param("until", from + piece)
                    .update();
        }
        for (String table : List.of("booked_event", "unbooked_count", "told_before", "held_event", "decision")) {
            database.sql("delete from " + table + " where settlement_id = :id")
                    .param("id", id)
                    .update();
        }
    }

    private int changeState(long id, State from, State to) {
        return database.sql("update settlement set state = :to, updated_at = :now where id = :id and state = :from")
                .param("to", to.name())
                .param("now", database.nowAt())
                .param("id", id)
                .param("from", from.name())
                .update();
    }

    private void describe(Staging staging, Statement statement, Money payout, LocalDate payoutDay, Proof proof) {
        Statement.Debt debt = statement.debt();
        int described = database.sql("""
                        update settlement set reference = :reference, currency = :currency, payout_day = :payoutDay,
                            bank_day = :bankDay, payout = :payout, opening = :opening, closing = :closing, source_rows = :rows,
                            debt_opening = :debtOpening, debt_closing = :debtClosing,
                            events = :events, keys_digest = :keys, content_digest = :contents, proof = :proof,
                            updated_at = :now
                        where id = :id and state = 'RECEIVING' and attempt = :attempt
                        """)
                .param("reference", statement.reference())
                .param("currency", statement.currency().getCurrencyCode())
                .param("payoutDay", payoutDay)
                .param("bankDay", statement.bankDay(), Types.DATE)
                .param("payout", payout.minor())
                .param("opening", statement.opening().minor())
                .param("closing", statement.closing().minor())
                .param("debtOpening", debt == null ? null : debt.opening().minor(), Types.BIGINT)
                .param("debtClosing", debt == null ? null : debt.closing().minor(), Types.BIGINT)
                .param("rows", statement.rows())
                .param("events", staging.events())
                .param("keys", staging.keys.hex())
                .param("contents", staging.contents.hex())
                .param("proof", proofText(proof.sums()))
                .param("now", database.nowAt())
                .param("id", staging.id())
                .param("attempt", staging.attempt())
                .update();
        if (described != 1) {
            throw new Overtaken(staging.document());
        }
    }

    private record Counting(
            long id,
            int supplement,
            State state,
            Currency currency,
            long payout,
            long moved,
            String keys,
            String contents) {}

    /** What counts for a payout now; the key rows stay locked until the transaction ends. */
    private List<Counting> counting(String profile, String reference) {
        List<Long> ids = database.sql("""
                        select settlement_id from settlement_key
                        where profile = :profile and reference = :reference order by supplement for update
                        """)
                .param("profile", profile)
                .param("reference", reference)
                .query(Long.class)
                .list();
        return ids.stream()
                .map(id -> database.sql("select * from settlement where id = :id")
                        .param("id", id)
                        .query((row, n) -> new Counting(
                                id,
                                row.getInt("supplement"),
                                State.valueOf(row.getString("state")),
                                Currency.getInstance(row.getString("currency")),
                                row.getLong("payout"),
                                Math.subtractExact(row.getLong("closing"), row.getLong("opening")),
                                row.getString("keys_digest"),
                                row.getString("content_digest")))
                        .single())
                .toList();
    }

    private Outcome decide(
            Staging staging, Statement statement, Money payout, List<Counting> counting, boolean corrects) {
        if (counting.isEmpty()) {
            // Two nodes at once: the primary key lets one of them in; the other's transaction fails and is tried again.
            addKey(staging, statement.reference(), 0);
            prove(staging, 0);
            return Outcome.ACCEPTED;
        }
        if (counting.stream().anyMatch(known -> known.contents().equals(staging.contents.hex()))
                || toldBefore(staging, statement.reference())) {
            return known(staging);
        }
        Counting first = counting.get(0);
        boolean sameRows = counting.stream().anyMatch(known -> known.keys().equals(staging.keys.hex()));
        long before = counting.stream().mapToLong(Counting::payout).sum();
        Currency currency = counting.get(0).currency();
        boolean same = sameRows && before == payout.minor() && currency.equals(statement.currency());
        if (counting.size() == 1 && first.state() == State.PROVEN) {
            return same && tellsLess(staging, first) ? known(staging) : replace(staging, statement.reference(), first);
        }
        if (same) {
            return contradicts(staging, counting)
                    ? tellAnew(staging, statement, 0, rowCount(counting), rowCount(counting), 0, true, corrects)
                    : retell(staging, counting);
        }
        return supplement(
                staging,
                statement,
                Math.subtractExact(payout.minor(), before),
                counting,
                currency.equals(statement.currency()),
                corrects);
    }

    /** A telling that was corrected since, or one that waits to be compared, has come again: it changes nothing. */
    private boolean toldBefore(Staging staging, String reference) {
        return !database.sql("""
                        select 1 from settlement where profile = :profile and reference = :reference
                          and content_digest = :contents and state in ('RETOLD', 'CORRECTED')
                        """)
                .param("profile", staging.document().profile())
                .param("reference", reference)
                .param("contents", staging.contents.hex())
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /** Whether a row of a delivery with the same rows says something that cannot be true beside what was told before. */
    private boolean contradicts(Staging staging, List<Counting> counting) {
        var pairing = new Pairing(database, counting.stream().map(Counting::id).toList());
        EventCursor again = EventCursor.ofStaged(database, staging.id());
        for (List<Event> block = again.block(); !block.isEmpty(); block = again.block()) {
            List<Optional<Pairing.Before>> before = pairing.match(block);
            for (int i = 0; i < block.size(); i++) {
                Event now = block.get(i);
                if (now.row() > 0
                        && before.get(i)
                                .filter(was -> was.event().row() > 0 && Pairing.contradicts(was.event(), now))
                                .isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private int rowCount(List<Counting> counting) {
        return database.sql("select count(*) from event where settlement_id in (:ids) and source_row > 0")
                .param("ids", counting.stream().map(Counting::id).toList())
                .query(Integer.class)
                .single();
    }

    /**
     * Keeps the new telling of a planned payout until it is compared with what is booked. Throws {@link Differs} when it is
     * for a person: the money that reached the bank would be another, or the profile says so; unless somebody has accepted
     * this document.
     *
     * @param money whether payout and currency are as before
     */
    private Outcome tellAnew(
            Staging staging,
            Statement statement,
            long more,
            int before,
            int repeated,
            int late,
            boolean money,
            boolean corrects) {
        if ((!money || !corrects) && documents.retoldBy(staging.document().id()).isEmpty()) {
            throw new Differs(Reason.of(
                    "REDELIVERY_DIFFERS",
                    "reference",
                    statement.reference(),
                    "rowsBefore",
                    before,
                    "rowsAgain",
                    repeated,
                    "late",
                    late,
                    "difference",
                    Money.ofMinor(more, statement.currency()),
                    "document",
                    staging.document().id()));
        }
        overtake(staging, statement.reference());
        int kept = database.sql("""
                        update settlement set state = 'RETOLD', updated_at = :now
                        where id = :id and state = 'RECEIVING' and attempt = :attempt
                        """)
                .param("now", database.nowAt())
                .param("id", staging.id())
                .param("attempt", staging.attempt())
                .update();
        if (kept != 1) {
            throw new Overtaken(staging.document());
        }
        return Outcome.TOLD_ANEW;
    }

    /** A telling that still waits to be compared is of no use once a later one has come. */
    private void overtake(Staging staging, String reference) {
        database.sql("""
                        update settlement set state = 'REPLACED', updated_at = :now
                        where profile = :profile and reference = :reference and state = 'RETOLD'
                        """)
                .param("now", database.nowAt())
                .param("profile", staging.document().profile())
                .param("reference", reference)
                .update();
    }

    /** Whether somebody has accepted what a settlement's document tells of a known payout. */
    public boolean isAccepted(Settlement told) {
        return documents.retoldBy(told.documentId()).isPresent();
    }

    /** The telling of a payout that waits to be compared with what is booked, if there is one. */
    public Optional<Settlement> retold(long document) {
        return database.sql("select * from settlement where document_id = :document and state = 'RETOLD'")
                .param("document", document)
                .query((row, n) -> settlement(row))
                .optional();
    }

    private Outcome known(Staging staging) {
        changeState(staging.id(), State.RECEIVING, State.DROPPED);
        return Outcome.KNOWN;
    }

    private Outcome retell(Staging staging, List<Counting> counting) {
        int told = retellWaiting(counting, staging.id());
        changeState(staging.id(), State.RECEIVING, State.DROPPED);
        return told > 0 ? Outcome.RETOLD : Outcome.KNOWN;
    }

    /** Whether the rows of an attempt state fewer facts than those of a settlement with the same rows. */
    private boolean tellsLess(Staging staging, Counting known) {
        long told = 0;
        var events = EventCursor.ofStaged(database, known.id());
        while (events.hasNext()) {
            Event event = events.next();
            told += event.row() > 0 ? EventRows.told(event) : 0;
        }
        return staging.told < told;
    }

    private Outcome replace(Staging staging, String reference, Counting last) {
        if (changeState(last.id(), State.PROVEN, State.REPLACED) != 1) {
            throw new Overtaken(staging.document());
        }
        database.sql("""
                        update settlement_key set settlement_id = :id
                        where profile = :profile and reference = :reference and supplement = 0
                        """)
                .param("id", staging.id())
                .param("profile", staging.document().profile())
                .param("reference", reference)
                .update();
        prove(staging, 0);
        return Outcome.REPLACING;
    }

    /**
     * The payout is planned and this delivery has other rows. Rows that were delivered before are taken away; what is
     * left are late rows, with the difference of the payouts and of what no row tells of, such as VAT that one layout
     * states per row and another as a sum. Of a running balance the late rows explain how far its end has moved. Anything
     * else than more rows and more money, explained to the minor unit, tells the payout anew.
     */
    private Outcome supplement(
            Staging staging,
            Statement statement,
            long more,
            List<Counting> counting,
            boolean sameCurrency,
            boolean corrects) {
        List<Long> known = counting.stream().map(Counting::id).toList();
        var unexplained = new EnumMap<EventKind, Long>(EventKind.class);
        long[] before = rowHashes(known, unexplained);
        var late = new ArrayList<Event>();
        var rowless = new EnumMap<EventKind, Event>(EventKind.class);
        var matched = new BitSet(before.length);
        var all = EventCursor.ofStaged(database, staging.id());
        while (all.hasNext()) {
            Event event = all.next();
            if (event.kind() == EventKind.PAYOUT && event.row() == 0) {
                continue;
            }
            int at = event.row() == 0 ? -1 : unused(before, matched, hash(event.key()));
            if (event.row() > 0 && at < 0) {
                late.add(event);
                continue;
            }
            if (event.row() == 0) {
                rowless.put(event.kind(), event);
            } else {
                matched.set(at);
            }
            if (event.kind() != EventKind.PAYOUT) {
                unexplained.merge(event.kind(), event.effect().minor(), Math::addExact);
            }
        }
        int repeated = matched.cardinality();
        int rows = late.size();
        long explained = addRowless(late, rowless, unexplained);
        // What left by rows of its own, the rest that only the sum tells of, and how far the balance at the end has
        // moved.
        long left = late.stream()
                .filter(event -> event.kind() == EventKind.PAYOUT)
                .mapToLong(event -> event.amount().minor())
                .sum();
        long rest = Math.subtractExact(more, left);
        long moved = statement.closing().minor()
                - statement.opening().minor()
                - counting.get(counting.size() - 1).moved();
        if (!sameCurrency || repeated < before.length || rest < 0 || rows == 0 || explained != rest + moved) {
            boolean money = more == 0 && sameCurrency;
            return tellAnew(staging, statement, more, before.length, repeated, rows, money, corrects);
        }
        overtake(staging, statement.reference());
        if (rest > 0) {
            Instant at = late.get(late.size() - 1).at();
            late.add(Event.of(EventKind.PAYOUT, "PAYOUT", at, Money.ofMinor(rest, statement.currency()))
                    .build());
        }
        deleteRows(staging.id());
        staging.write(late, 0);
        int supplement = nextSupplement(staging.document().profile(), statement.reference());
        database.sql("""
                        update settlement set payout = :payout, events = :events, source_rows = :rows, proof = :proof
                        where id = :id
                        """)
                .param("proof", proofText(sums(late)))
                .param("payout", more)
                .param("events", late.size())
                .param("rows", rows)
                .param("id", staging.id())
                .update();
        addKey(staging, statement.reference(), supplement);
        prove(staging, supplement);
        return Outcome.SUPPLEMENTING;
    }

    /** A number that no late rows of the payout have had, also those that a later telling has taken in. */
    private int nextSupplement(String profile, String reference) {
        return database.sql("""
                        select coalesce(max(supplement), 0) + 1 from settlement
                        where profile = :profile and reference = :reference
                        """)
                .param("profile", profile)
                .param("reference", reference)
                .query(Integer.class)
                .single();
    }

    /**
     * Adds, kind by kind, what the new delivery states beside its rows and the late rows do not explain. Answers what all
     * of them do to the payout.
     */
    private static long addRowless(List<Event> late, Map<EventKind, Event> rowless, Map<EventKind, Long> unexplained) {
        long explained =
                late.stream().mapToLong(event -> event.effect().minor()).sum();
        for (Event stated : rowless.values()) {
            long effect = unexplained.getOrDefault(stated.kind(), 0L);
            Money one = Money.ofMinor(effect, stated.amount().currency());
            Money amount = stated.kind().effectOf(one);
            if (amount.isZero() || (amount.isNegative() && !stated.kind().goesBothWays())) {
                continue;
            }
            boolean onlyVat = stated.statedVat() == stated.amount().minor();
            late.add(Event.of(stated.kind(), stated.key(), stated.at(), amount)
                    .vat(onlyVat ? List.of(new VatPart(VatRate.ZERO, amount.minor())) : List.of())
                    .detail(stated.detail())
                    .waits(stated.waits())
                    .build());
            explained = Math.addExact(explained, effect);
        }
        return explained;
    }

    /**
     * The hashes of the keys of every row that was delivered before, sorted: eight bytes a row. What each kind has done to
     * the payout, rows or not, is taken from {@code unexplained}.
     */
    private long[] rowHashes(List<Long> settlements, Map<EventKind, Long> unexplained) {
        long[] hashes = new long[1024];
        int count = 0;
        for (long settlement : settlements) {
            var events = EventCursor.ofStaged(database, settlement);
            while (events.hasNext()) {
                Event event = events.next();
                if (event.kind() != EventKind.PAYOUT) {
                    unexplained.merge(event.kind(), -event.effect().minor(), Math::addExact);
                }
                if (event.row() > 0) {
                    if (count == hashes.length) {
                        hashes = Arrays.copyOf(hashes, count * 2);
                    }
                    hashes[count++] = hash(event.key());
                }
            }
        }
        hashes = Arrays.copyOf(hashes, count);
        Arrays.sort(hashes);
        return hashes;
    }

    /** A place of a hash that no row has been matched with; -1 when there is none. Rows may share a key. */
    private static int unused(long[] hashes, BitSet matched, long hash) {
        int at = Arrays.binarySearch(hashes, hash);
        while (at > 0 && hashes[at - 1] == hash) {
            at--;
        }
        while (at >= 0 && at < hashes.length && hashes[at] == hash && matched.get(at)) {
            at++;
        }
        return at >= 0 && at < hashes.length && hashes[at] == hash ? at : -1;
    }

    private static long hash(String key) {
        return ByteBuffer.wrap(EventRows.md5(key.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    /** A row that waits for a person: nothing has been booked from it. */
    private record Waiting(long settlementId, int seq, Event event) {}

    /**
     * The same rows in a layout that may say more: a row that waits for a person takes the fuller facts. Only where it is
     * certain which row is meant: all rows of its key, or all of its key and time where the layouts agree on times, must
     * say the same. What a row moves stays as it is, and a layout that says less changes nothing. Answers how many rows
     * were told anew.
     */
    private int retellWaiting(List<Counting> counting, long staged) {
        List<Waiting> waiting =
                counting.stream().flatMap(known -> waiting(known).stream()).toList();
        Map<String, List<Event>> again = new HashMap<>();
        waiting.forEach(row -> again.put(row.event().key(), new ArrayList<>()));
        if (again.isEmpty()) {
            return 0;
        }
        EventCursor.ofStaged(database, staged).forEachRemaining(event -> {
            @Nullable List<Event> alike = again.get(event.key());
            if (alike != null) {
                alike.add(event);
            }
        });
        int told = 0;
        for (Waiting row : waiting) {
            List<Event> alike = again.getOrDefault(row.event().key(), List.of());
            List<Event> sameTime = alike.stream()
                    .filter(event -> event.at().equals(row.event().at()))
                    .toList();
            List<Event> candidates = sameTime.isEmpty() ? alike : sameTime;
            if (candidates.stream().map(EventRows::facts).distinct().count() == 1) {
                told += retell(row, candidates.get(0));
            }
        }
        return told;
    }

    /** Of a settlement that is planned, the rows it holds; of one that is not, those that will be held. */
    private List<Waiting> waiting(Counting known) {
        String which = known.state() == State.PROVEN
                ? "e.waits is not null"
                : "exists (select 1 from held_event h where h.settlement_id = e.settlement_id and h.seq = e.seq)";
        return database.sql("select e.* from event e where e.settlement_id = :id and e.source_row > 0 and " + which)
                .param("id", known.id())
                .query((row, n) -> new Waiting(known.id(), row.getInt("seq"), EventRows.read(row)))
                .list();
    }

    private int retell(Waiting row, Event event) {
        boolean fuller = EventRows.told(event) > EventRows.told(row.event());
        if (!fuller || !event.effect().equals(row.event().effect())) {
            return 0;
        }
        return database.sql("""
                        update event set kind = :kind, amount = :amount, order_number = :number, first_ref = :first,
                            second_ref = :second, capture_id = :capture, refund_id = :refund, ordered_day = :ordered, vat = :vat,
                            vat_in_books = :inBooks, country = :country, detail = :detail, waits = :waits
                        where settlement_id = :id and seq = :seq
                        """)
                .param("kind", event.kind().name())
                .param("amount", event.amount().minor())
                .param("number", event.order().number())
                .param("first", event.order().first(), Types.VARCHAR)
                .param("second", event.order().second())
                .param("capture", event.order().capture())
                .param("refund", event.order().refund())
                .param("ordered", event.ordered())
                .param("vat", VatPart.write(event.vat()))
                .param(
                        "inBooks",
                        event.vatInBooks() == null ? null : event.vatInBooks().toString())
                .param("country", event.country())
                .param("detail", event.detail())
                .param("waits", event.waits())
                .param("id", row.settlementId())
                .param("seq", row.seq())
                .update();
    }

    private void addKey(Staging staging, String reference, int supplement) {
        database.sql("insert into settlement_key values (:profile, :reference, :supplement, :id)")
                .param("profile", staging.document().profile())
                .param("reference", reference)
                .param("supplement", supplement)
                .param("id", staging.id())
                .update();
    }

    private void prove(Staging staging, int supplement) {
        int proven = database.sql("""
                        update settlement set state = 'PROVEN', supplement = :supplement, updated_at = :now
                        where id = :id and state = 'RECEIVING' and attempt = :attempt
                        """)
                .param("supplement", supplement)
                .param("now", database.nowAt())
                .param("id", staging.id())
                .param("attempt", staging.attempt())
                .update();
        if (proven != 1) {
            throw new Overtaken(staging.document());
        }
    }

    /** The payout was planned, and this delivery of it says something else: a person must look. */
    public static final class Differs extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Reason reason;

        Differs(Reason reason) {
            super(reason.toString());
            this.reason = reason;
        }

        public Reason reason() {
            return reason;
        }
    }

    /** What events did to the money the provider owes, per kind: all that late rows of a payout are proven by. */
    private static Map<EventKind, Money> sums(List<Event> events) {
        var sums = new EnumMap<EventKind, Money>(EventKind.class);
        events.forEach(event -> sums.merge(event.kind(), event.effect(), Money::plus));
        return sums;
    }

    private static String proofText(Map<EventKind, Money> proof) {
        var sums = new LinkedHashMap<String, String>();
        proof.forEach((kind, sum) -> sums.put(kind.name(), sum.toString()));
        try {
            return JSON.writeValueAsString(sums);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Settlement settlement(ResultSet row) throws SQLException {
        Currency currency = Currency.getInstance(row.getString("currency"));
        try {
            return new Settlement(
                    row.getLong("id"),
                    row.getString("profile"),
                    row.getString("merchant"),
                    row.getString("source"),
                    row.getLong("document_id"),
                    State.valueOf(row.getString("state")),
                    row.getString("reference"),
                    row.getInt("supplement"),
                    currency,
                    row.getObject("payout_day", LocalDate.class),
                    row.getObject("bank_day", LocalDate.class),
                    Money.ofMinor(row.getLong("payout"), currency),
                    row.getInt("source_rows"),
                    row.getInt("events"),
                    row.getInt("held"),
                    row.getInt("without_row"),
                    JSON.readValue(row.getString("proof"), LinkedHashMap.class),
                    Database.reason(row));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
