package se.kvitta.evidence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.mock.env.MockEnvironment;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Mode;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.journal.Database;
import se.kvitta.journal.Documents;
import se.kvitta.journal.EvidenceRows;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Merchants;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/** A journal with payouts that are booked, written row by row as planning would. */
final class Fixture {

    static final Instant PLANNED = Instant.parse("2026-02-17T06:00:00Z");

    private static final OffsetDateTime AT = PLANNED.atOffset(ZoneOffset.UTC);

    private final MovableClock clock = new MovableClock(PLANNED);
    private final JdbcTemplate sql;
    private final Path folder;
    private final Postings postings;
    private final Tasks tasks;
    private final Documents documents;
    private final Evidence evidence;
    private int payouts;

    Fixture(DataSource source, Path folder) {
        this.sql = new JdbcTemplate(source);
        this.folder = folder;
        var database = new Database(source, clock);
        TestHome home = new TestHome(folder.resolve("home"))
                .merchant(
                        "ljus",
                        TestMerchants.FORTNOX.replace("Ljusbutiken i Lund AB", "Ljusbutiken på Öland & Æble AB"));
        var merchants = new Merchants(
                new Home(home.folder()),
                new Settings(new MockEnvironment(), List.of()),
                false,
                slug -> Optional.of(new Capabilities(Set.of(Mode.DAILY, Mode.PAYOUT), slug.equals("sie"), Map.of())),
                slug -> ConnectionCheck.ANY,
                clock);
        this.postings = new Postings(database);
        this.tasks = new Tasks(database);
        this.documents = new Documents(database);
        this.evidence = new Evidence(
                new EvidenceRows(database), new Settlements(database, documents), documents, merchants, tasks, "sv");
    }

    Postings postings() {
        return postings;
    }

    Tasks tasks() {
        return tasks;
    }

    Evidence evidence() {
        return evidence;
    }

    MovableClock clock() {
        return clock;
    }

    JdbcTemplate sql() {
        return sql;
    }

    byte[] write(Posting posting, SheetFormat format, String language) {
        var out = new ByteArrayOutputStream();
        try {
            evidence.write(posting, posting.receipt(), format, language, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    Posting posting(long id) {
        return postings.find(id).orElseThrow();
    }

    /** A settlement without events. Answers its id. */
    long settlement(String currency, String proof, long payout, int rows) {
        Path file = folder.resolve("22014477" + (18 + payouts++) + "_20260216.csv");
        try {
            Files.writeString(file, "type;amount\n" + file.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Documents.Document document =
                documents.store("ljus-se", "klarna", "inbox", file.getFileName().toString(), file);
        sql.update("""
                insert into settlement (profile, merchant, source, document_id, attempt, state, reference, supplement,
                    currency, payout_day, payout, opening, closing, source_rows, events, proof, mapping_version, held,
                    without_row, created_at, updated_at)
                values ('ljus-se', 'ljus', 'klarna', ?, 'a', 'PLANNED', ?, 0, ?, date '2026-02-16', ?, 0, 0, ?, 0, ?,
                    '0123456789ab', 0, 0, ?, ?)
                """, document.id(), "22014477" + (17 + payouts), currency, payout, rows, proof, AT, AT);
        return id("settlement");
    }

    /** One event, numbered from 0. */
    void event(long settlement, int seq, String kind, String order, String number, String at, long amount, String vat) {
        String currency = sql.queryForObject("select currency from settlement where id = ?", String.class, settlement);
        sql.update(
                """
                insert into event (settlement_id, seq, kind, event_key, order_id, order_number, second_ref, capture_id,
                    refund_id, happened_at, amount, currency, vat, country, detail, source_row, sale_hash)
                values (?, ?, ?, ?, ?, ?, '', '', '', ?, ?, ?, ?, 'SE', '', ?, null)
                """,
                settlement,
                seq,
                kind,
                kind + " " + order + " " + seq,
                order,
                number,
                Instant.parse(at).atOffset(ZoneOffset.UTC),
                amount,
                currency,
                vat,
                seq + 1);
    }

    void booked(long settlement, int seq, int booking, String day, String tax) {
        sql.update(
                "insert into booked_event (settlement_id, seq, booking_no, booked_day, tax) values (?, ?, ?, ?, ?)",
                settlement,
                seq,
                booking,
                java.sql.Date.valueOf(day),
                tax);
    }

    /** A posting that is done. Answers its id. */
    long posting(
            long settlement, int booking, String what, String day, String rule, String text, long total, int events) {
        String reference =
                sql.queryForObject("select reference from settlement where id = ?", String.class, settlement);
        sql.update(
                """
                insert into posting (merchant, profile, settlement_id, plan, posting_key, kind, target, marker, reference,
                    series, booking_day, date_rule, text, total, currency, events, mapping_version, state, receipt_series,
                    receipt_number, receipt_year, receipt_link, created_at, updated_at, booking_no)
                values ('ljus', 'ljus-se', ?, 'p', ?, 'VOUCHER', 'fortnox', ?, ?, 'KV', ?, ?, ?, ?, 'SEK', ?,
                    '0123456789ab', 'DONE', 'KV', ?, '6', '', ?, ?, ?)
                """,
                settlement,
                reference + "/" + what,
                "(kv " + reference + ":7f3a9c21)",
                reference,
                java.sql.Date.valueOf(day),
                rule,
                text,
                total,
                events,
                String.valueOf(116 + booking),
                AT,
                AT,
                booking);
        return id("posting");
    }

    void row(long posting, int seq, String role, String account, String name, long amount) {
        row(posting, seq, role, account, name, amount, null, null, null, null, null, null, null, null);
    }

    void row(
            long posting,
            int seq,
            String role,
            String account,
            String name,
            long amount,
            Long foreign,
            String foreignCurrency,
            String rate,
            String rateDay,
            Integer vatRate,
            String country,
            String box,
            String rule) {
        sql.update(
                """
                insert into posting_row (posting_id, seq, role, account, account_name, amount, text, foreign_amount,
                    foreign_currency, rate, rate_day, rate_source, vat_rate, vat_country, vat_box, vat_rule, customer,
                    remark, invoice_number, ocr, cost_centre, project)
                values (?, ?, ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '', '', '')
                """,
                posting,
                seq,
                role,
                account,
                name,
                amount,
                foreign,
                foreignCurrency,
                rate,
                rateDay == null ? null : java.sql.Date.valueOf(rateDay),
                rateDay == null ? null : "Riksbanken",
                vatRate,
                country,
                box,
                rule);
    }

    private long id(String table) {
        return sql.queryForObject("select max(id) from " + table, Long.class);
    }
}
