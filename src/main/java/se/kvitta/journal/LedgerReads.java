package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.RowCallbackHandler;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.Postings.State;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;

/**
 * What was entered in a target, for reading its general ledger back, and what came of that. Days are Stockholm days; amounts are
 * minor units of the books' currency, debit positive.
 */
public final class LedgerReads {

    /** How many days a posting may be dated ahead of its delivery, such as money that is on its way to the bank. */
    private static final int AHEAD = 31;

    /** The role of the account of buyers' debts. */
    private static final String CLAIM = "AR_CUSTOMER";

    /**
     * Of a payment, the account of buyers' debts, on which a target's own rounding of the invoice may stand, and those on which it
     * puts what it values the debt otherwise.
     */
    private static final Set<String> THEIRS = Set.of(CLAIM, "FX_GAIN", "FX_LOSS");

    private static final String ENTERED = """
            merchant = :merchant and target = :target and updated_at >= :since and state = 'DONE'
              and receipt_number <> '' and kind not in ('SALES_ORDER', 'UNBOOKED_INVOICE')\s""";

    private final Database database;

    public LedgerReads(Database database) {
        this.database = database;
    }

    /**
     * One posting that the target has.
     *
     * @param place where it stands, by the target's receipt
     * @param total what it is about
     * @param sums what it does to each account
     * @param exchanged by how much the target values a payment's debt otherwise, as its receipt says, without sign
     * @param exact the accounts on which not even a rounding of the target's own may differ
     * @param theirs whether the merchant has made it, so that only what is claimed in it is known, and nothing of its other accounts
     */
    public record Entered(
            long posting,
            String profile,
            Kind kind,
            String text,
            LocalDate day,
            Receipt place,
            long total,
            long exchanged,
            Map<String, Long> sums,
            Set<String> exact,
            boolean theirs) {

        public Entered {
            sums = Map.copyOf(sums);
            exact = Set.copyOf(exact);
        }
    }

    /** A posting that has a mark. The receipt is shown as a person would find it; empty without one. */
    public record Marked(long posting, State state, String receipt) {}

    /**
     * A month as it was read back last.
     *
     * @param entered how many vouchers Kvitta has entered there
     * @param standing how many stand as they were entered
     * @param accepted how many of the others a person has said are right
     * @param apart by how much the target's own VAT and rounding differ on the accounts, all added up without sign
     */
    public record Month(
            YearMonth month,
            Instant readAt,
            int entered,
            int standing,
            int differing,
            int missing,
            int accepted,
            long apart) {

        /** Whether everything stands as it was entered, or a person has said that it is right. */
        public boolean holds() {
            return differing + missing <= accepted;
        }
    }

    /**
     * What others have booked in a month on an account on which a provider's money is followed.
     *
     * @param examples some of the vouchers, as a person would find them
     */
    public record Others(YearMonth month, String account, int vouchers, long amount, String examples) {}

    /** The oldest day of what the target has got since an instant; empty when that is nothing. */
    public Optional<LocalDate> oldestSince(String merchant, String target, Instant since) {
        return day("min", merchant, target, since);
    }

    /** The newest day of what the target has got since an instant; empty when that is nothing. */
    public Optional<LocalDate> newestSince(String merchant, String target, Instant since) {
        return day("max", merchant, target, since);
    }

    private Optional<LocalDate> day(String which, String merchant, String target, Instant since) {
        return database.sql("select " + which + "(booking_day) as found from posting where " + ENTERED)
                .param("merchant", merchant)
                .param("target", target)
                .param("since", Database.at(since))
                .query((row, n) -> Optional.ofNullable(row.getObject("found", LocalDate.class)))
                .single();
    }

    /** What the target has of some days, both of which belong to them. */
    public List<Entered> entered(String merchant, String target, LocalDate from, LocalDate until) {
        var found = new LinkedHashMap<Long, Entering>();
        database.sql("""
                        select p.*, r.role, r.account, r.amount
                        from (select * from posting where booking_day between :from and :until and\s""" + ENTERED + """
                        ) p join posting_row r on r.posting_id = p.id order by p.id, r.seq
                        """)
                .param("merchant", merchant)
                .param("target", target)
                .param("since", Database.at(Stockholm.startOf(from.minusDays(AHEAD))))
                .param("from", from)
                .param("until", until)
                .query((RowCallbackHandler) row -> Entering.add(found, row));
        return found.values().stream().map(Entering::entered).toList();
    }

    /** A posting whose rows are being read. */
    private record Entering(Entered head, Map<String, Long> sums, Set<String> exact) {

        static void add(Map<Long, Entering> found, ResultSet row) throws SQLException {
            long id = row.getLong("id");
            Entering entering = found.get(id);
            if (entering == null) {
                entering = new Entering(head(id, row), new HashMap<>(), new HashSet<>());
                found.put(id, entering);
            }
            String account = row.getString("account");
            if (entering.head.theirs()) {
                if (row.getString("role").equals(CLAIM)) {
                    entering.sums.put(account, row.getLong("their_claim"));
                }
                return;
            }
            entering.sums.merge(account, row.getLong("amount"), Math::addExact);
            boolean own = entering.head.kind() == Kind.VOUCHER;
            if (own || (entering.head.kind() == Kind.PAYMENT && !THEIRS.contains(row.getString("role")))) {
                entering.exact.add(account);
            }
        }

        private static Entered head(long id, ResultSet row) throws SQLException {
            return new Entered(
                    id,
                    row.getString("profile"),
                    Kind.valueOf(row.getString("kind")),
                    row.getString("text"),
                    row.getObject("booking_day", LocalDate.class),
                    new Receipt(
                            row.getString("receipt_series"),
                            row.getString("receipt_number"),
                            row.getString("receipt_year"),
                            ""),
                    row.getLong("total"),
                    Math.abs(row.getLong("exchanged")),
                    Map.of(),
                    Set.of(),
                    row.getObject("their_claim") != null);
        }

        Entered entered() {
            return new Entered(
                    head.posting(),
                    head.profile(),
                    head.kind(),
                    head.text(),
                    head.day(),
                    head.place(),
                    head.total(),
                    head.exchanged(),
                    sums,
                    exact,
                    head.theirs());
        }
    }

    /** The postings of a merchant that have some marks. */
    public Map<String, Marked> marked(String merchant, Collection<String> marks) {
        var found = new HashMap<String, Marked>();
        Database.someAtATime(marks, some -> database.sql("""
                                select id, marker, state, receipt_series, receipt_number from posting
                                where merchant = :merchant and marker in (:marks) and state <> 'STAGED'
                                """)
                .param("merchant", merchant)
                .param("marks", some)
                .query((RowCallbackHandler) row -> found.put(
                        row.getString("marker"),
                        new Marked(
                                row.getLong("id"),
                                State.valueOf(row.getString("state")),
                                shown(row.getString("receipt_series"), row.getString("receipt_number"))))));
        return found;
    }

    private static String shown(String series, String number) {
        return number == null ? "" : new Receipt(series, number, "", "").shown();
    }

    /** Keeps what some months were found to be, in the place of what they were before. */
    public void keep(String merchant, Collection<Month> months, Collection<Others> others) {
        database.doInTransaction(() -> {
            for (Month month : months) {
                for (String table : List.of("ledger_month", "ledger_others")) {
                    database.sql("delete from " + table + " where merchant = :merchant and in_month = :month")
                            .param("merchant", merchant)
                            .param("month", month.month().toString())
                            .update();
                }
                database.sql("""
                                insert into ledger_month (merchant, in_month, read_at, entered, standing, differing, missing,
                                    accepted, apart)
                                values (:merchant, :month, :at, :entered, :standing, :differing, :missing, :accepted, :apart)
                                """)
                        .param("merchant", merchant)
                        .param("month", month.month().toString())
                        .param("at", Database.at(month.readAt()))
                        .param("entered", month.entered())
                        .param("standing", month.standing())
                        .param("differing", month.differing())
                        .param("missing", month.missing())
                        .param("accepted", month.accepted())
                        .param("apart", month.apart())
                        .update();
            }
            for (Others one : others) {
                database.sql("""
                                insert into ledger_others (merchant, in_month, account, vouchers, amount, examples)
                                values (:merchant, :month, :account, :vouchers, :amount, :examples)
                                """)
                        .param("merchant", merchant)
                        .param("month", one.month().toString())
                        .param("account", one.account())
                        .param("vouchers", one.vouchers())
                        .param("amount", one.amount())
                        .param("examples", one.examples())
                        .update();
            }
        });
    }

    /** A month as it was read back last; empty when it never was. */
    public Optional<Month> month(String merchant, YearMonth month) {
        return database.sql("select * from ledger_month where merchant = :merchant and in_month = :month")
                .param("merchant", merchant)
                .param("month", month.toString())
                .query((row, n) -> new Month(
                        month,
                        Database.instant(row, "read_at"),
                        row.getInt("entered"),
                        row.getInt("standing"),
                        row.getInt("differing"),
                        row.getInt("missing"),
                        row.getInt("accepted"),
                        row.getLong("apart")))
                .optional();
    }

    /** What others have booked in a month on the accounts of providers' money, by account. */
    public List<Others> others(String merchant, YearMonth month) {
        return database.sql(
                        "select * from ledger_others where merchant = :merchant and in_month = :month order by account")
                .param("merchant", merchant)
                .param("month", month.toString())
                .query((row, n) -> new Others(
                        month,
                        row.getString("account"),
                        row.getInt("vouchers"),
                        row.getLong("amount"),
                        row.getString("examples")))
                .list();
    }

    /** The differences of a merchant that a person has said are right, by subject. */
    public Map<String, Reason> accepted(String merchant) {
        var accepted = new HashMap<String, Reason>();
        database.sql("select subject, reason, facts from ledger_accepted where merchant = :merchant")
                .param("merchant", merchant)
                .query((RowCallbackHandler) row -> accepted.put(
                        row.getString("subject"), Database.reason(row.getString("reason"), row.getString("facts"))));
        return accepted;
    }

    /**
     * A person says that a difference is right, and why.
     *
     * @param month the month that it is in, which may not be read again
     */
    public void accept(String merchant, String subject, Reason reason, YearMonth month, String note, String actor) {
        database.doInTransaction(() -> {
            database.sql("delete from ledger_accepted where merchant = :merchant and subject = :subject")
                    .param("merchant", merchant)
                    .param("subject", subject)
                    .update();
            database.sql("""
                            insert into ledger_accepted (merchant, subject, reason, facts, note, accepted_by, accepted_at)
                            values (:merchant, :subject, :reason, :facts, :note, :actor, :now)
                            """)
                    .param("merchant", merchant)
                    .param("subject", subject)
                    .param("reason", reason.code())
                    .param("facts", Database.facts(reason))
                    .param("note", note)
                    .param("actor", actor)
                    .param("now", database.nowAt())
                    .update();
            database.sql("""
                            update ledger_month set accepted = accepted + 1
                            where merchant = :merchant and in_month = :month
                            """)
                    .param("merchant", merchant)
                    .param("month", month.toString())
                    .update();
        });
    }
}
