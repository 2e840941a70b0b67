package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import se.kvitta.booking.Booking;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * Sums over what has happened and what is booked, for the proofs of the books. The database adds up: nothing here grows
 * with the number of events, apart from the lists of what waits and of what is open. Amounts are minor units. It only reads.
 */
public final class BookFigures {

    /** Of settlements that count; booked events are those whose booking counts. */
    private static final String PLACED = """
            from settlement s
            join event e on e.settlement_id = s.id
            left join held_event h on h.settlement_id = e.settlement_id and h.seq = e.seq
            left join booked_event b on b.settlement_id = e.settlement_id and b.seq = e.seq
            """;

    /** Events that are booked and not told so any more, or were until a correction, of settlements that count. */
    private static final String UNTOLD = """
            from untold_event u
            join settlement s on s.id = u.settlement_id and s.state = 'PLANNED'
            join event e on e.settlement_id = u.of_settlement and e.seq = u.of_seq
            join booked_event b on b.settlement_id = u.of_settlement and b.seq = u.of_seq
            """;

    /** Whether the booking of an event has a row on an account of the debt to the provider, and does not stay on clearing. */
    private static final String DEBT_ROW = """
            exists (select 1 from posting_row d join posting o on o.id = d.posting_id
                where d.role like 'DEBT%' and o.state <> 'STAGED'
                  and ((o.settlement_id = b.settlement_id and o.booking_no = b.booking_no)
                    or o.id in (select g.posting_id from standing g
                        where g.settlement_id = b.settlement_id and g.booking_no = b.booking_no)))""";

    /** What moved money on clearing: everything but debts that stay there. */
    private static final String LEAVES_CLEARING =
            "(e.kind not in ('DEBT_INCURRED', 'DEBT_REPAID') or " + DEBT_ROW + ")";

    private static final String PLACE = """
            case when s.state = 'PROVEN' then 'NOT_PLANNED'
                 when h.seq is not null then 'HELD'
                 when b.seq is not null and not """ + LEAVES_CLEARING + """
             then 'LEFT_OUT'
                 when b.seq is not null then 'BOOKED'
                 when exists (select 1 from unbooked_count u where u.settlement_id = s.id) then 'LEFT_OUT'
                 else 'NOWHERE' end""";

    /** 1 where the provider deducts or adds on the settlement's day; 0 where the event's own day counts. */
    private static final String ON_PAYOUT_DAY = """
            case when e.kind = 'PAYOUT' and (e.subject = '' or e.subject = s.reference) then 1
                 when s.profile in (:balance) then 0
                 when e.kind in ('SALE', 'REFUND', 'GIFT_CARD_SOLD', 'GIFT_CARD_REDEEMED', 'TIP') then 0
                 else 1 end""";

    /** What a row moved in the currency of its pot. */
    static final String ORIGINAL = """
            case when r.foreign_currency is not null then r.foreign_amount
                 when r.role in ('AR_DISPUTED', 'REFUND_OWED') or p.currency = right(r.role, 3) then r.amount
                 else 0 end""";

    private static final String POTS = """
            (r.role in ('AR_DISPUTED', 'REFUND_OWED') or ((r.role like 'CLEARING%' or r.role like 'CLAIM%' or r.role like 'RESERVE%' or r.role like 'TRANSIT%'
                or r.role like 'DEBT%')
                and substring(r.role from char_length(r.role) - 3 for 1) = '_'))""";

    private static final String POT_CURRENCY =
            "case when r.role in ('AR_DISPUTED', 'REFUND_OWED') then coalesce(r.foreign_currency, p.currency)"
                    + " else right(r.role, 3) end";

    private final Database database;

    public BookFigures(Database database) {
        this.database = database;
    }

    /** Where an event went. */
    public enum Place {
        BOOKED,
        HELD,
        /** Left to somebody else, for a reason that is counted. */
        LEFT_OUT,
        /** Its settlement waits to be planned. */
        NOT_PLANNED,
        /** In no booking, without a reason: a fault. */
        NOWHERE,
        /** The payout is told anew without it, and its booking waits to be corrected: no event of the payout any more. */
        UNTOLD
    }

    /**
     * One payout, or balance period, that counts.
     *
     * @param opening what the provider states that it owed before; zero for a payout that stands alone
     */
    public record Stated(
            long id,
            String profile,
            Currency currency,
            String reference,
            int supplement,
            boolean planned,
            LocalDate payoutDay,
            long opening,
            long closing,
            @Nullable Instant firstCapture,
            @Nullable Instant lastCapture) {}

    /** Every payout of a merchant that counts, oldest first. */
    public List<Stated> stated(String merchant) {
        return database.sql("""
                        select s.*, c.first_capture, c.last_capture from settlement s
                        left join (select e.settlement_id, min(e.happened_at) as first_capture,
                                max(e.happened_at) as last_capture
                            from event e join settlement t on t.id = e.settlement_id
                            where t.merchant = :merchant and e.kind in ('SALE', 'GIFT_CARD_SOLD', 'TIP')
                            group by e.settlement_id) c on c.settlement_id = s.id
                        where s.merchant = :merchant and s.state in ('PROVEN', 'PLANNED')
                        order by s.payout_day, s.reference, s.supplement
                        """)
                .param("merchant", merchant)
                .query((row, n) -> new Stated(
                        row.getLong("id"),
                        row.getString("profile"),
                        Currency.getInstance(row.getString("currency")),
                        row.getString("reference"),
                        row.getInt("supplement"),
                        row.getString("state").equals("PLANNED"),
                        row.getObject("payout_day", LocalDate.class),
                        row.getLong("opening"),
                        row.getLong("closing"),
                        Database.instantOrNull(row, "first_capture"),
                        Database.instantOrNull(row, "last_capture")))
                .list();
    }

    /**
     * Events of one kind that went to one place, added up.
     *
     * @param day the Stockholm day on which the provider's money moved; the day before the period for all before it, the
     *     day after it for all after it
     * @param bookedDay likewise, the day they are booked on; null when they are not
     */
    public record Flow(
            String profile,
            Currency currency,
            EventKind kind,
            Place place,
            LocalDate day,
            @Nullable LocalDate bookedDay,
            long amount,
            long events) {

        /** What they did to the money the provider owes. */
        public long effect() {
            return kind.effectOf(Money.ofMinor(amount, currency)).minor();
        }
    }

    /**
     * What happened to a merchant's money, per profile, currency, kind and day. Hours are what the database groups by,
     * because Stockholm's days begin at whole hours of UTC, and databases do not agree on time zones.
     *
     * @param balance profiles whose provider keeps a running balance
     */
    public List<Flow> flows(String merchant, Collection<String> balance, LocalDate first, LocalDate last) {
        LocalDate before = first.minusDays(1);
        LocalDate after = last.plusDays(1);
        return database.sql("""
                        select profile, currency, kind, place, paid_day, at_hour, booked, sum(amount) as amount,
                            count(*) as events
                        from (select profile, currency, kind, place, amount,
                                case when paid = 0 then null
                                     when payout_day < :first then cast(:before as date)
                                     when payout_day > :last then cast(:after as date)
                                     else payout_day end as paid_day,
                                case when paid = 1 then null
                                     when happened_at < :from then -1
                                     when happened_at >= :until then -2
                                     else cast(floor(extract(epoch from happened_at) / 3600) as bigint) end as at_hour,
                                case when place not in ('BOOKED', 'UNTOLD') then null
                                     when booked_day < :first then cast(:before as date)
                                     when booked_day > :last then cast(:after as date)
                                     else booked_day end as booked
                            from (select s.profile, s.currency, e.kind, %s as place, e.amount, %s as paid, s.payout_day,
                                    e.happened_at, b.booked_day
                                %s
                                where s.merchant = :merchant and s.state in ('PROVEN', 'PLANNED')
                                union all
                                select s.profile, s.currency, e.kind, 'UNTOLD', e.amount, %s, s.payout_day,
                                    e.happened_at, b.booked_day
                                %s
                                where s.merchant = :merchant and %s
                                union all
                                select s.profile, s.currency, e.kind, 'UNTOLD', -e.amount, %s, s.payout_day,
                                    e.happened_at, u.until_day
                                %s
                                where s.merchant = :merchant and u.until_day is not null and %s) moved) days
                        group by profile, currency, kind, place, paid_day, at_hour, booked
                        order by profile, currency, kind, place, paid_day, at_hour, booked
                        """.formatted(
                                PLACE,
                                ON_PAYOUT_DAY,
                                PLACED,
                                ON_PAYOUT_DAY,
                                UNTOLD,
                                LEAVES_CLEARING,
                                ON_PAYOUT_DAY,
                                UNTOLD,
                                LEAVES_CLEARING))
                .param("merchant", merchant)
                .param("balance", balance.isEmpty() ? List.of("") : balance)
                .param("first", first)
                .param("last", last)
                .param("before", before)
                .param("after", after)
                .param("from", Database.at(Stockholm.startOf(first)))
                .param("until", Database.at(Stockholm.startOf(after)))
                .query((row, n) -> {
                    @Nullable LocalDate paid = row.getObject("paid_day", LocalDate.class);
                    long hour = row.getLong("at_hour");
                    LocalDate day = paid != null
                            ? paid
                            : hour == -1
                                    ? before
                                    : hour == -2 ? after : Stockholm.dayOf(Instant.ofEpochSecond(hour * 3600));
                    return new Flow(
                            row.getString("profile"),
                            Currency.getInstance(row.getString("currency")),
                            EventKind.valueOf(row.getString("kind")),
                            Place.valueOf(row.getString("place")),
                            day,
                            row.getObject("booked", LocalDate.class),
                            row.getLong("amount"),
                            row.getLong("events"));
                })
                .list();
    }

    /** What brought rows to a pot. */
    public enum Origin {
        /** A payout in the pot's own currency. */
        SETTLEMENT,
        /** A payout in another currency: what was exchanged to this one. */
        EXCHANGE,
        /** No payout: an opening balance, the bank, closing entries. */
        OCCASION
    }

    /**
     * Rows of one account of a provider's money, added up.
     *
     * @param role {@code CLEARING_SEK}, {@code CLAIM_SEK}, {@code RESERVE_EUR}, {@code TRANSIT_SEK}, {@code DEBT_SEK}, {@code AR_DISPUTED}
     *     or {@code REFUND_OWED}
     * @param day the booking day; the day before the period for all before it
     * @param amount in {@code currency}, debit positive
     * @param inBooks the same in the books' currency
     */
    public record PotRow(
            String profile, String role, Currency currency, Origin origin, LocalDate day, long amount, long inBooks) {}

    /** What is booked on a merchant's clearing, claim, reserve, transit, debt, disputed and refund accounts through the last day. */
    public List<PotRow> pots(String merchant, LocalDate first, LocalDate last) {
        return database.sql("""
                        select profile, role, pot_currency, origin, booked, sum(original) as original,
                            sum(amount) as in_books
                        from (select p.profile, r.role, %s as pot_currency, %s as original, r.amount,
                                case when p.settlement_id is null then 'OCCASION'
                                     when s.currency = right(r.role, 3) or r.role in ('AR_DISPUTED', 'REFUND_OWED')
                                        then 'SETTLEMENT'
                                     else 'EXCHANGE' end as origin,
                                case when p.booking_day < :first then cast(:before as date)
                                     else p.booking_day end as booked
                            from posting_row r join posting p on p.id = r.posting_id
                            left join settlement s on s.id = p.settlement_id
                            where p.merchant = :merchant and p.state <> 'STAGED' and p.booking_day <= :last
                              and %s) x
                        group by profile, role, pot_currency, origin, booked
                        order by profile, role, pot_currency, origin, booked
                        """.formatted(POT_CURRENCY, ORIGINAL, POTS))
                .param("merchant", merchant)
                .param("first", first)
                .param("before", first.minusDays(1))
                .param("last", last)
                .query((row, n) -> new PotRow(
                        row.getString("profile"),
                        row.getString("role"),
                        Currency.getInstance(row.getString("pot_currency")),
                        Origin.valueOf(row.getString("origin")),
                        row.getObject("booked", LocalDate.class),
                        row.getLong("original"),
                        row.getLong("in_books")))
                .list();
    }

    /**
     * Payments that stand on clearing on another day than their invoice, because the buyer owes the money until then.
     *
     * @param invoiced the Stockholm day of the invoice
     * @param paid the Stockholm day of the payment
     * @param amount in {@code currency}, debit positive
     */
    public record PaidLater(String profile, Currency currency, LocalDate invoiced, LocalDate paid, long amount) {}

    /** Of a merchant's invoices through the last day: payments of invoices that were open at the start of the first, or later. */
    public List<PaidLater> paidLater(String merchant, LocalDate first, LocalDate last) {
        return database.sql("""
                        select p.profile, right(r.role, 3) as pot_currency, i.booking_day as invoiced,
                            p.booking_day as paid, sum(%s) as original
                        from posting p
                        join posting i on i.profile = p.profile and i.posting_key = p.invoice_key and i.state <> 'STAGED'
                        join posting_row r on r.posting_id = p.id
                        where p.merchant = :merchant and p.state <> 'STAGED' and p.kind = 'PAYMENT'
                          and r.role like 'CLEARING%%' and p.booking_day > i.booking_day
                          and i.booking_day <= :last and p.booking_day >= :first
                        group by p.profile, right(r.role, 3), i.booking_day, p.booking_day
                        order by 1, 2, 3, 4
                        """.formatted(ORIGINAL))
                .param("merchant", merchant)
                .param("first", first)
                .param("last", last)
                .query((row, n) -> new PaidLater(
                        row.getString("profile"),
                        Currency.getInstance(row.getString("pot_currency")),
                        row.getObject("invoiced", LocalDate.class),
                        row.getObject("paid", LocalDate.class),
                        row.getLong("original")))
                .list();
    }

    /**
     * One event that waits for a person.
     *
     * @param title of its payout
     * @param day the Stockholm day on which the provider's money moved
     */
    public record Waiting(String profile, String title, LocalDate day, Event event, Reason reason) {}

    /** Everything of a merchant that waits for a person and moved through the last day, oldest first. */
    public List<Waiting> held(String merchant, Collection<String> balance, LocalDate last) {
        return database
                .sql("""
                        select s.profile, s.reference, s.supplement, s.payout_day, %s as paid, h.reason, h.facts, e.*
                        from held_event h
                        join settlement s on s.id = h.settlement_id
                        join event e on e.settlement_id = h.settlement_id and e.seq = h.seq
                        where s.merchant = :merchant and s.state = 'PLANNED'
                        order by e.happened_at, e.settlement_id, e.seq
                        """.formatted(ON_PAYOUT_DAY))
                .param("merchant", merchant)
                .param("balance", balance.isEmpty() ? List.of("") : balance)
                .query((row, n) -> {
                    Event event = EventRows.read(row);
                    return new Waiting(
                            row.getString("profile"),
                            title(row),
                            row.getInt("paid") == 1 ? row.getObject("payout_day", LocalDate.class) : event.day(),
                            event,
                            Database.reason(row.getString("reason"), row.getString("facts")));
                })
                .list()
                .stream()
                .filter(waiting -> !waiting.day().isAfter(last))
                .toList();
    }

    /**
     * Rows that feed the VAT return, added up.
     *
     * @param output whether the row is VAT and no base
     * @param period the quarter that a correction belongs to; empty for the booking day's own
     * @param amount in the books' currency, debit positive
     */
    public record VatSum(
            String box,
            @Nullable Integer rate,
            String country,
            String rule,
            boolean output,
            String period,
            long amount,
            long rows) {}

    /** What feeds the boxes of the VAT return, and the One Stop Shop, from one Stockholm day to another. */
    public List<VatSum> vat(String merchant, LocalDate first, LocalDate last) {
        return database.sql("""
                        select r.vat_box, r.vat_rate, r.vat_country, r.vat_rule, r.vat_period,
                            case when r.role like 'VAT%' then 1 else 0 end as is_vat, sum(r.amount) as amount,
                            count(*) as row_count
                        from posting_row r join posting p on p.id = r.posting_id
                        where p.merchant = :merchant and p.state <> 'STAGED'
                          and p.booking_day between :first and :last
                          and (r.vat_box is not null or r.vat_rate is not null)
                        group by r.vat_box, r.vat_rate, r.vat_country, r.vat_rule, r.vat_period,
                            case when r.role like 'VAT%' then 1 else 0 end
                        order by 1, 3, 2, 4, 5, 6
                        """)
                .param("merchant", merchant)
                .param("first", first)
                .param("last", last)
                .query((row, n) -> new VatSum(
                        orEmpty(row, "vat_box"),
                        row.getObject("vat_rate", Integer.class),
                        orEmpty(row, "vat_country"),
                        orEmpty(row, "vat_rule"),
                        row.getInt("is_vat") == 1,
                        orEmpty(row, "vat_period"),
                        row.getLong("amount"),
                        row.getLong("row_count")))
                .list();
    }

    /** Sales to consumers in other EU countries with Swedish VAT, in the books' currency, without VAT. */
    public long salesToEuWithSwedishVat(String merchant, LocalDate first, LocalDate last) {
        return database.sql("""
                        select coalesce(-sum(r.amount), 0) from posting_row r join posting p on p.id = r.posting_id
                        where p.merchant = :merchant and p.state <> 'STAGED' and p.booking_day between :first and :last
                          and left(r.role, 15) = 'SALES_EU_SE_VAT'
                        """)
                .param("merchant", merchant)
                .param("first", first)
                .param("last", last)
                .query(Long.class)
                .single();
    }

    /**
     * A posting that a person has booked by hand.
     *
     * @param number what was made instead; empty where nobody told it
     * @param total minor units of the books' currency, as it was planned
     */
    public record HandBooked(
            long posting, String profile, LocalDate day, String text, String number, long total, ByHand byHand) {}

    /** What of a merchant's books on some days was booked by hand, by day. */
    public List<HandBooked> bookedByHand(String merchant, LocalDate first, LocalDate last) {
        return database.sql("""
                        select * from posting
                        where merchant = :merchant and state = 'BOOKED_BY_HAND' and booking_day between :first and :last
                          and kind not in ('SALES_ORDER', 'UNBOOKED_INVOICE')
                        order by booking_day, id
                        """)
                .param("merchant", merchant)
                .param("first", first)
                .param("last", last)
                .query((row, n) -> new HandBooked(
                        row.getLong("id"),
                        row.getString("profile"),
                        row.getObject("booking_day", LocalDate.class),
                        row.getString("text"),
                        orEmpty(row, "receipt_number"),
                        row.getLong("total"),
                        new ByHand(
                                row.getString("hand_actor"),
                                Database.instant(row, "hand_at"),
                                row.getString("hand_note"))))
                .list();
    }

    /**
     * What one invoice or credit invoice sold to a business in another EU country.
     *
     * @param box 35 for goods, 39 for services
     * @param vatNumber of the buyer, from the invoice; empty where there is none
     */
    public record EuSale(String box, String vatNumber, String country, long amount) {}

    /** The rows of boxes 35 and 39, one by one posting, because the number stands in the invoice's details. */
    public List<EuSale> salesToEuBusinesses(String merchant, LocalDate first, LocalDate last) {
        return database.sql("""
                        select p.id, p.details, r.vat_box, r.vat_country, -sum(r.amount) as amount
                        from posting_row r join posting p on p.id = r.posting_id
                        where p.merchant = :merchant and p.state <> 'STAGED' and p.booking_day between :first and :last
                          and r.vat_box in ('35', '39')
                        group by p.id, p.details, r.vat_box, r.vat_country
                        order by p.id, r.vat_box
                        """)
                .param("merchant", merchant)
                .param("first", first)
                .param("last", last)
                .query((row, n) -> {
                    Booking.@Nullable Invoice invoice = PostingDetails.invoice(row.getString("details"));
                    return new EuSale(
                            row.getString("vat_box"),
                            invoice == null ? "" : invoice.vatNumber(),
                            orEmpty(row, "vat_country"),
                            row.getLong("amount"));
                })
                .list();
    }

    /**
     * Where the events of one payout went, counted.
     *
     * @param inPeriod how many of its events happened in the period
     * @param held how many of those wait
     * @param booked how many of those are in a booking that counts
     * @param all how many events it has
     * @param stated how many it was taken in with
     * @param placed how many of all are booked, wait or are counted as left out
     */
    public record Placement(
            long settlement,
            String profile,
            String title,
            boolean planned,
            long inPeriod,
            long held,
            long booked,
            long all,
            long stated,
            long placed) {

        /** Whether every event is in exactly one place. */
        public boolean holds() {
            return !planned || (all == stated && placed == all);
        }
    }

    /** The payouts of a merchant that have events in a period. */
    public List<Placement> placements(String merchant, LocalDate first, LocalDate last) {
        return placements(
                "s.merchant = :merchant and exists (select 1 from event i where i.settlement_id = s.id"
                        + " and i.happened_at >= :from and i.happened_at < :until)",
                merchant,
                List.of(-1L),
                first,
                last);
    }

    /** Where all events of these payouts went. */
    public List<Placement> placements(Collection<Long> settlements) {
        return placements("s.id in (:ids)", "", settlements, LocalDate.EPOCH, LocalDate.EPOCH);
    }

    private List<Placement> placements(
            String which, String merchant, Collection<Long> ids, LocalDate first, LocalDate last) {
        return database.sql("""
                        select id, profile, reference, supplement, state, events, left_out,
                            count(seq) as all_events, sum(held) as held_events, sum(booked) as booked_events,
                            sum(inside) as in_period, sum(inside * held) as held_in, sum(inside * booked) as booked_in
                        from (select s.id, s.profile, s.reference, s.supplement, s.state, s.events, e.seq,
                                coalesce((select sum(u.events) from unbooked_count u where u.settlement_id = s.id), 0)
                                    as left_out,
                                case when h.seq is not null then 1 else 0 end as held,
                                case when h.seq is null and b.seq is not null and (
                                    exists (select 1 from posting p where p.settlement_id = b.settlement_id
                                        and p.booking_no = b.booking_no and p.state <> 'STAGED')
                                    or exists (select 1 from standing g where g.settlement_id = b.settlement_id
                                        and g.booking_no = b.booking_no)) then 1 else 0 end as booked,
                                case when e.happened_at >= :from and e.happened_at < :until then 1 else 0 end as inside
                            %s
                            where s.state in ('PROVEN', 'PLANNED') and %s) placed
                        group by id, profile, reference, supplement, state, events, left_out
                        order by id
                        """.formatted(PLACED, which))
                .param("merchant", merchant)
                .param("ids", ids)
                .param("from", Database.at(Stockholm.startOf(first)))
                .param("until", Database.at(Stockholm.startOf(last.plusDays(1))))
                .query((row, n) -> {
                    long held = row.getLong("held_events");
                    long booked = row.getLong("booked_events");
                    return new Placement(
                            row.getLong("id"),
                            row.getString("profile"),
                            title(row),
                            row.getString("state").equals("PLANNED"),
                            row.getLong("in_period"),
                            row.getLong("held_in"),
                            row.getLong("booked_in"),
                            row.getLong("all_events"),
                            row.getLong("events"),
                            held + booked + row.getLong("left_out"));
                })
                .list();
    }

    /** Why events that happened in a month are in no booking, with how many. */
    public Map<String, Long> leftOut(String merchant, YearMonth month) {
        var reasons = new TreeMap<String, Long>();
        database.sql("""
                        select u.reason, sum(u.events) as events from unbooked_count u
                        join settlement s on s.id = u.settlement_id
                        where s.merchant = :merchant and s.state = 'PLANNED' and u.happened_month = :month
                        group by u.reason order by u.reason
                        """)
                .param("merchant", merchant)
                .param("month", month.toString())
                .query((RowCallbackHandler) row -> reasons.put(row.getString("reason"), row.getLong("events")));
        return reasons;
    }

    /**
     * What is left of one payout, dispute or other item on an account.
     *
     * @param item the payout, or for {@code AR_DISPUTED} the dispute or order, for {@code REFUND_OWED} the order
     * @param paid the payout's day; null where the item is no payout
     * @param since the first booking day
     * @param amount in {@code currency}, debit positive
     */
    public record Remainder(
            String profile,
            String role,
            Currency currency,
            String item,
            @Nullable LocalDate paid,
            LocalDate since,
            long amount,
            long inBooks) {}

    /** What is not cleared on a merchant's clearing, claim, reserve, transit, debt, disputed and refund accounts at the end of a day. */
    public List<Remainder> remainders(String merchant, LocalDate day) {
        return database.sql("""
                        select profile, role, pot_currency, item, paid, min(booking_day) as since,
                            sum(original) as original, sum(amount) as in_books
                        from (select p.profile, r.role, %s as pot_currency, %s as original, r.amount, p.booking_day,
                                case when r.role = 'AR_DISPUTED' then coalesce(d.item, p.reference)
                                     when r.role = 'REFUND_OWED' then coalesce(q.reference, p.reference)
                                     when (r.role like 'CLEARING%%' or r.role like 'CLAIM%%') and s.id is not null
                                        then s.reference || case when s.supplement = 0 then ''
                                            else '+' || s.supplement end
                                     else p.reference end as item,
                                case when r.role like 'CLEARING%%' or r.role like 'CLAIM%%' then s.payout_day end as paid
                            from posting_row r join posting p on p.id = r.posting_id
                            left join settlement s on s.id = p.settlement_id
                            left join posting q on q.id = p.corrects
                            left join posting i on r.role = 'AR_DISPUTED' and p.kind = 'PAYMENT'
                                and i.profile = p.profile and i.posting_key = p.invoice_key and i.state <> 'STAGED'
                            left join (select b.settlement_id, b.booking_no,
                                    min(case when e.subject <> '' then e.subject when e.order_number <> ''
                                        then e.order_number else e.order_id end) as item
                                from event e join booked_event b on b.settlement_id = e.settlement_id and b.seq = e.seq
                                where e.kind in ('CHARGEBACK_OPENED', 'CHARGEBACK_WON', 'CHARGEBACK_LOST')
                                group by b.settlement_id, b.booking_no) d
                                on d.settlement_id = coalesce(i.settlement_id, q.settlement_id, p.settlement_id)
                                and d.booking_no = coalesce(i.booking_no, q.booking_no, p.booking_no)
                            where p.merchant = :merchant and p.state <> 'STAGED' and p.booking_day <= :day and %s) x
                        group by profile, role, pot_currency, item, paid
                        having sum(original) <> 0 or sum(amount) <> 0
                        order by profile, role, pot_currency, 6, item
                        """.formatted(POT_CURRENCY, ORIGINAL, POTS))
                .param("merchant", merchant)
                .param("day", day)
                .query((row, n) -> new Remainder(
                        row.getString("profile"),
                        row.getString("role"),
                        Currency.getInstance(row.getString("pot_currency")),
                        row.getString("item"),
                        row.getObject("paid", LocalDate.class),
                        row.getObject("since", LocalDate.class),
                        row.getLong("original"),
                        row.getLong("in_books")))
                .list();
    }

    /**
     * One event that stands on a clearing account because its payout comes later.
     *
     * @param title of the payout it came in
     * @param effect minor units of {@code currency}
     */
    public record Unpaid(
            String profile,
            Currency currency,
            String title,
            LocalDate paid,
            String order,
            EventKind kind,
            LocalDate booked,
            long effect) {}

    /** Every event that is booked by the end of a day and paid out later, one by one as the database gives them. */
    public void unpaid(String merchant, LocalDate day, Consumer<Unpaid> each) {
        database.sql("""
                        select s.profile, s.currency as of_payout, s.reference, s.supplement, s.payout_day, b.booked_day, e.*
                        %s
                        where s.merchant = :merchant and s.state = 'PLANNED' and s.payout_day > :day
                          and b.booked_day <= :day and h.seq is null
                          and e.kind not in ('PAYOUT', 'DEBT_INCURRED', 'DEBT_REPAID')
                        order by s.profile, s.currency, b.booked_day, e.settlement_id, e.seq
                        """.formatted(PLACED))
                .param("merchant", merchant)
                .param("day", day)
                .query((RowCallbackHandler) row -> {
                    Event event = EventRows.read(row);
                    if (!event.effect().isZero()) {
                        each.accept(new Unpaid(
                                row.getString("profile"),
                                Currency.getInstance(row.getString("of_payout")),
                                title(row),
                                row.getObject("payout_day", LocalDate.class),
                                event.order().shown(),
                                event.kind(),
                                row.getObject("booked_day", LocalDate.class),
                                event.effect().minor()));
                    }
                });
    }

    /** The payouts of a merchant that were planned, or whose postings have moved on, since an instant. */
    public Set<Long> changedSince(String merchant, Instant since) {
        return new TreeSet<>(database.sql("""
                        select id from settlement
                        where merchant = :merchant and state = 'PLANNED' and updated_at >= :since
                        union
                        select p.settlement_id from posting p
                        where p.merchant = :merchant and p.updated_at >= :since and p.state <> 'STAGED'
                          and p.settlement_id is not null
                        """)
                .param("merchant", merchant)
                .param("since", Database.at(since))
                .query(Long.class)
                .list());
    }

    /**
     * A posting whose rows do not balance, or do not add up to the total it was planned with.
     *
     * @param difference what its rows add up to, minor units of the books' currency
     * @param debit what its debit rows add up to
     */
    public record Unbalanced(
            long posting,
            long settlement,
            String profile,
            String text,
            LocalDate day,
            Currency currency,
            long difference,
            long debit,
            long total) {}

    public List<Unbalanced> unbalanced(Collection<Long> settlements) {
        return database.sql("""
                        select p.id, p.settlement_id, p.profile, p.text, p.booking_day, p.currency, p.total,
                            coalesce(sum(r.amount), 0) as difference,
                            coalesce(sum(case when r.amount > 0 then r.amount else 0 end), 0) as debit
                        from posting p left join posting_row r on r.posting_id = p.id
                        where p.settlement_id in (:ids) and p.state <> 'STAGED' and p.kind not in ('SALES_ORDER', 'UNBOOKED_INVOICE')
                        group by p.id, p.settlement_id, p.profile, p.text, p.booking_day, p.currency, p.total
                        having coalesce(sum(r.amount), 0) <> 0
                            or coalesce(sum(case when r.amount > 0 then r.amount else 0 end), 0) <> p.total
                        order by p.id
                        """)
                .param("ids", settlements)
                .query((row, n) -> new Unbalanced(
                        row.getLong("id"),
                        row.getLong("settlement_id"),
                        row.getString("profile"),
                        row.getString("text"),
                        row.getObject("booking_day", LocalDate.class),
                        Currency.getInstance(row.getString("currency")),
                        row.getLong("difference"),
                        row.getLong("debit"),
                        row.getLong("total")))
                .list();
    }

    /**
     * What a payout's booked events do to the money the provider owes, and what its bookings do to clearing and to the
     * claims on buyers whose money it then receives.
     *
     * @param expected minor units of the payout's currency
     */
    public record Cleared(
            long settlement, String profile, String title, Currency currency, long expected, long booked) {

        public boolean holds() {
            return expected == booked;
        }
    }

    /** A debt without an account of its own is in no row: it stays on clearing until it is repaid by withholding. */
    public List<Cleared> cleared(Collection<Long> settlements) {
        return database.sql("""
                        select s.id, s.profile, s.reference, s.supplement, s.currency,
                            coalesce((select sum(%s) from booked_event b
                                join event e on e.settlement_id = b.settlement_id and e.seq = b.seq
                                left join held_event h on h.settlement_id = b.settlement_id and h.seq = b.seq
                                where b.settlement_id = s.id and h.seq is null
                                  and %s), 0)
                            + coalesce((select sum(%s) from untold_event u
                                join event e on e.settlement_id = u.of_settlement and e.seq = u.of_seq
                                join booked_event b on b.settlement_id = u.of_settlement and b.seq = u.of_seq
                                where u.settlement_id = s.id and u.until_day is null and %s), 0) as expected,
                            coalesce((select sum(%s) from posting p join posting_row r on r.posting_id = p.id
                                where (p.settlement_id = s.id or p.id in
                                    (select g.posting_id from standing g where g.settlement_id = s.id))
                                  and p.state <> 'STAGED'
                                  and r.role in ('CLEARING_' || s.currency, 'CLAIM_' || s.currency)), 0) as booked
                        from settlement s where s.id in (:ids) and s.state = 'PLANNED' order by s.id
                        """.formatted(effect(), LEAVES_CLEARING, effect(), LEAVES_CLEARING, ORIGINAL))
                .param("ids", settlements)
                .query((row, n) -> new Cleared(
                        row.getLong("id"),
                        row.getString("profile"),
                        title(row),
                        Currency.getInstance(row.getString("currency")),
                        row.getLong("expected"),
                        row.getLong("booked")))
                .list();
    }

    /** What the events of each kind do to the money the provider owes, as the kinds themselves say. */
    private static String effect() {
        var plus = new ArrayList<String>();
        var minus = new ArrayList<String>();
        for (EventKind kind : EventKind.values()) {
            long sign = kind.effectOf(Money.ofMinor(1, Money.SEK)).minor();
            if (sign != 0) {
                (sign > 0 ? plus : minus).add("'" + kind + "'");
            }
        }
        return "case when e.kind in (" + String.join(", ", plus) + ") then e.amount when e.kind in ("
                + String.join(", ", minus) + ") then -e.amount else 0 end";
    }

    /**
     * Base and output VAT of one rate in one posting.
     *
     * @param base minor units of the books' currency, as the VAT return shows it
     * @param vat what stands in the box of that rate
     * @param events how many events the posting books
     */
    public record Taxed(
            long posting,
            long settlement,
            String profile,
            String text,
            LocalDate day,
            Currency currency,
            int rate,
            long base,
            long vat,
            long events) {}

    /** What the postings of these payouts put into boxes 05 to 08 and 10 to 12, where that is not exactly in proportion. */
    public List<Taxed> outOfProportion(Collection<Long> settlements) {
        return database.sql("""
                        select p.id, p.settlement_id, p.profile, p.text, p.booking_day, p.currency, p.events, r.vat_rate,
                            sum(case when r.vat_box in ('05', '06', '07', '08') then -r.amount else 0 end) as base,
                            sum(case when r.vat_box = case r.vat_rate when 2500 then '10' when 1200 then '11'
                                when 600 then '12' else '' end then -r.amount else 0 end) as vat
                        from posting p join posting_row r on r.posting_id = p.id
                        where p.settlement_id in (:ids) and p.state <> 'STAGED' and r.vat_rate > 0
                          and r.vat_box in ('05', '06', '07', '08', '10', '11', '12')
                        group by p.id, p.settlement_id, p.profile, p.text, p.booking_day, p.currency, p.events, r.vat_rate
                        having sum(case when r.vat_box in ('05', '06', '07', '08') then r.amount else 0 end) * r.vat_rate
                            <> 10000 * sum(case when r.vat_box = case r.vat_rate when 2500 then '10' when 1200 then '11'
                                when 600 then '12' else '' end then r.amount else 0 end)
                        order by p.id, r.vat_rate
                        """)
                .param("ids", settlements)
                .query((row, n) -> new Taxed(
                        row.getLong("id"),
                        row.getLong("settlement_id"),
                        row.getString("profile"),
                        row.getString("text"),
                        row.getObject("booking_day", LocalDate.class),
                        Currency.getInstance(row.getString("currency")),
                        row.getInt("vat_rate"),
                        row.getLong("base"),
                        row.getLong("vat"),
                        row.getLong("events")))
                .list();
    }

    private static String title(ResultSet row) throws SQLException {
        int supplement = row.getInt("supplement");
        return row.getString("reference") + (supplement == 0 ? "" : "+" + supplement);
    }

    private static String orEmpty(ResultSet row, String column) throws SQLException {
        @Nullable String text = row.getString(column);
        return text == null ? "" : text.strip();
    }
}
