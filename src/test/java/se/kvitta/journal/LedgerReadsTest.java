package se.kvitta.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.LedgerReads.Entered;
import se.kvitta.journal.LedgerReads.Marked;
import se.kvitta.journal.LedgerReads.Month;
import se.kvitta.journal.LedgerReads.Others;
import se.kvitta.reason.Reason;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;

/** What was entered is read by the days it is booked on, and what came of reading it back is kept. */
class LedgerReadsTest {

    private static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");
    private static final LocalDate FIRST = LocalDate.of(2026, 2, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 2, 28);
    private static final YearMonth FEBRUARY = YearMonth.of(2026, 2);

    private static void posting(Database database, String marker, String kind, String state, String day) {
        long id = database.insert(database.sql("""
                        insert into posting (merchant, profile, plan, posting_key, kind, target, marker, reference, series,
                            booking_day, date_rule, text, total, currency, events, mapping_version, state, receipt_series,
                            receipt_number, receipt_year, receipt_link, created_at, updated_at)
                        values ('ljus', 'ljus-se', 'p', :marker, :kind, 'acmebooks', :marker, 'P1', 'KV', :day, 'EVENT', 'x',
                            10000, 'SEK', 1, 'v1', :state, 'KV', :number, '6', '', :now, :now)
                        """)
                .param("marker", marker)
                .param("kind", kind)
                .param("state", state)
                .param("number", state.equals("DONE") ? marker.substring(1) : null)
                .param("day", LocalDate.parse(day))
                .param("now", database.nowAt()));
        int seq = 0;
        for (Map.Entry<String, Long> row : Map.of(
                        "CLEARING_SEK 1580", 10_000L, "AR_CUSTOMER 1510", -9_000L, "FEES 1510", -1_000L)
                .entrySet()) {
            database.sql("""
                            insert into posting_row (posting_id, seq, role, account, account_name, amount, text, customer, remark,
                                invoice_number, ocr, cost_centre, project)
                            values (:id, :seq, :role, :account, 'x', :amount, '', '', '', '', '', '', '')
                            """)
                    .param("id", id)
                    .param("seq", seq++)
                    .param("role", row.getKey().split(" ", 2)[0])
                    .param("account", row.getKey().split(" ", 2)[1])
                    .param("amount", row.getValue())
                    .update();
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatTheTargetHas(Databases kind) {
        var database = new Database(kind.migrated(), new MovableClock(NOW));
        var reads = new LedgerReads(database);
        assertThat(reads.oldestSince("ljus", "acmebooks", Instant.EPOCH)).isEmpty();
        posting(database, "m1", "VOUCHER", "DONE", "2026-02-01");
        posting(database, "m2", "PAYMENT", "DONE", "2026-02-28");
        posting(database, "m3", "VOUCHER", "REFUSED", "2026-02-02");
        posting(database, "m4", "SALES_ORDER", "DONE", "2026-02-02");
        posting(database, "m5", "VOUCHER", "DONE", "2026-01-31");
        posting(database, "m6", "VOUCHER", "DONE", "2026-03-01");

        assertThat(reads.oldestSince("ljus", "acmebooks", NOW)).hasValue(LocalDate.of(2026, 1, 31));
        assertThat(reads.newestSince("ljus", "acmebooks", NOW)).hasValue(LocalDate.of(2026, 3, 1));
        assertThat(reads.oldestSince("ljus", "acmebooks", NOW.plusSeconds(1))).isEmpty();
        assertThat(reads.oldestSince("ljus", "other", Instant.EPOCH)).isEmpty();
        List<Entered> entered = reads.entered("ljus", "acmebooks", FIRST, LAST);
        assertThat(entered)
                .extracting(Entered::place)
                .containsExactly(new Receipt("KV", "1", "6", ""), new Receipt("KV", "2", "6", ""));
        assertThat(entered)
                .allSatisfy(one -> assertThat(one.sums()).isEqualTo(Map.of("1580", 10_000L, "1510", -10_000L)));
        assertThat(entered.get(0).exact()).isEqualTo(Set.of("1580", "1510"));
        assertThat(entered.get(0).kind()).isEqualTo(Kind.VOUCHER);
        assertThat(entered.get(0).day()).isEqualTo(FIRST);

        assertThat(reads.marked("ljus", List.of("m1", "m3", "none")))
                .hasSize(2)
                .containsEntry("m1", new Marked(entered.get(0).posting(), Postings.State.DONE, "KV 1"))
                .hasEntrySatisfying("m3", marked -> assertThat(marked.receipt()).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void keepsWhatCameOfIt(Databases kind) {
        var reads = new LedgerReads(new Database(kind.migrated(), new MovableClock(NOW)));
        assertThat(reads.month("ljus", FEBRUARY)).isEmpty();
        var before = new Month(FEBRUARY, NOW, 3, 1, 1, 1, 0, 17);
        reads.keep("ljus", List.of(before), List.of(new Others(FEBRUARY, "1580", 2, -50, "A 1, A 2")));
        assertThat(reads.month("ljus", FEBRUARY)).hasValue(before);
        assertThat(before.holds()).isFalse();
        assertThat(reads.others("ljus", FEBRUARY)).containsExactly(new Others(FEBRUARY, "1580", 2, -50, "A 1, A 2"));

        var after = new Month(FEBRUARY, NOW.plusSeconds(60), 3, 1, 1, 1, 2, 0);
        reads.keep("ljus", List.of(after), List.of());
        assertThat(reads.month("ljus", FEBRUARY)).hasValue(after);
        assertThat(after.holds()).isTrue();
        assertThat(reads.others("ljus", FEBRUARY)).isEmpty();
        assertThat(reads.month("other", FEBRUARY)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheLastThingThatAPersonHasAccepted(Databases kind) {
        var reads = new LedgerReads(new Database(kind.migrated(), new MovableClock(NOW)));
        reads.keep("ljus", List.of(new Month(FEBRUARY, NOW, 3, 2, 1, 0, 0, 0)), List.of());
        var missing = Reason.of("LEDGER_VOUCHER_MISSING", "posting", 1);
        reads.accept("ljus", "ledger posting 1", missing, FEBRUARY, "reversed", "anna");
        assertThat(reads.month("ljus", FEBRUARY))
                .hasValueSatisfying(month -> assertThat(month.holds()).isTrue());
        var changed = Reason.of("LEDGER_VOUCHER_DIFFERS", "posting", 1, "differences", "1580: 1 → 2");
        reads.accept("ljus", "ledger posting 1", changed, FEBRUARY, "moved", "anna");
        assertThat(reads.accepted("ljus")).isEqualTo(Map.of("ledger posting 1", changed));
        assertThat(reads.accepted("other")).isEmpty();
    }
}
