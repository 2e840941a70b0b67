package se.kvitta.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Tasks.Task;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/**
 * Debts and reserves of what the service has taken in and booked. {@code mvn test -Dtest=DebtsAndReservesTest
 * -Dgolden.update=true} writes what the report says now.
 */
class DebtsAndReservesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/report");
    private static final Path SAMPLES = Path.of("src/main/resources/sandbox/klarna/K700123");
    private static final Path SIGNED = Path.of("src/test/resources/klarna/settlement-0041822931-negative-signed.csv");
    private static final String HELD = "2201447718_20260216T000000_0.csv";
    private static final String NEGATIVE = "0041822931_20260223T000000_0.csv";
    private static final String REPAID = "2201459034_20260302T000000_0.csv";
    private static final String OWN_ACCOUNT = "debts: own\naccounts: { DEBT_SEK: \"2897\" }";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));

    @TempDir
    Path folder;

    private Sandboxes sandboxes;
    private TestKvitta kvitta;

    @BeforeEach
    void start() {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
    }

    @AfterEach
    void stop() {
        if (kvitta != null) {
            kvitta.close();
        }
        sandboxes.close();
    }

    /** @param settings more of the profile */
    private void start(Databases database, String settings) {
        TestHome home = new TestHome(folder.resolve("home"))
                .merchant(
                        "kaffe",
                        TestMerchants.SIE.replace(
                                "    vat: {", "    " + settings.replace("\n", "\n    ") + "\n    vat: {"));
        TestKvitta.Builder builder = TestKvitta.in(home).with(sandboxes).clock(clock);
        kvitta = (database == Databases.POSTGRESQL ? builder.postgresql() : builder).start();
    }

    private void sample(String file) {
        try {
            deliver(file, Files.readString(SAMPLES.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void deliver(String file, String content) {
        sandboxes.deliver(file, content);
        kvitta.fetch("kaffe-se");
        kvitta.deliverAll("kaffe");
    }

    private static String amount(long minor) {
        return Money.ofMinor(minor, Money.SEK).major().toPlainString();
    }

    /**
     * A settlement with one sale, or refund, and what is held or released of the reserve.
     *
     * @param opening the debt before it, öre
     * @param sale öre, VAT at 25 % in it; below zero a refund
     * @param held öre; below zero it is released
     */
    private static String settlement(String reference, String day, long opening, long sale, long held) {
        long net = sale - held;
        long deposit = Math.max(-net, 0);
        long repay = Math.min(opening, Math.max(net, 0));
        String at = day + "T08:00:00Z";
        var rows = new StringBuilder();
        if (sale != 0) {
            rows.append("%s;%s;%s;%s;;%s;%s;;%s;SEK;%s;SE;;;SE;%s;25.00;%s\n"
                    .formatted(
                            sale > 0 ? "SALE" : "RETURN",
                            at,
                            at,
                            reference + "-1",
                            sale > 0 ? reference + "c" : "",
                            reference + "-1",
                            amount(Math.abs(sale)),
                            sale > 0 ? "" : reference + "r",
                            sale > 0 ? "PURCHASE" : "PURCHASE_RETURN",
                            amount(Math.abs(sale) / 5)));
        }
        if (held != 0) {
            rows.append("%s;%s;%s;;;;;;%s;SEK;;SE;;;SE;ROLLING_RESERVE;;\n"
                    .formatted(held > 0 ? "HOLDBACK" : "RELEASE", at, at, amount(Math.abs(held))));
        }
        return "total_sale_amount;total_fee_amount;total_fee_correction_amount;total_tax_amount;total_return_amount;"
                + "total_reversal_amount;total_commission_amount;total_credit_amount;total_charge_amount;"
                + "total_holdback_amount;total_release_amount;opening_debt_balance;total_deposit_amount;"
                + "total_repay_amount;closing_debt_balance;total_fee_refund_amount;total_settlement_amount;"
                + "payment_reference;settlement_currency;payout_date;merchant_id;merchant_settlement_type\n"
                + String.join(
                        ";",
                        amount(Math.max(sale, 0)),
                        "0.00;0.00;0.00",
                        amount(Math.max(-sale, 0)),
                        "0.00;0.00;0.00;0.00",
                        amount(Math.max(held, 0)),
                        amount(Math.max(-held, 0)),
                        amount(opening),
                        amount(deposit),
                        amount(repay),
                        amount(opening + deposit - repay),
                        "0.00",
                        amount(Math.max(net, 0) - repay),
                        reference,
                        "SEK",
                        day + "T07:45:00Z",
                        "K700123;NET")
                + "\ntype;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;"
                + "merchant_reference2;amount;posting_currency;refund_id;purchase_country;tax_rate;tax_amount;"
                + "shipping_country;detailed_type;tax_rate_1;tax_amount_1\n" + rows;
    }

    private void settle(String reference, String day, long opening, long sale, long held) {
        deliver(
                reference + "_" + day.replace("-", "") + "T000000_0.csv",
                settlement(reference, day, opening, sale, held));
    }

    private List<Task> tasks() {
        return kvitta.bean(Tasks.class).open("kaffe").stream()
                .filter(BalancesCheck::isOurs)
                .toList();
    }

    private List<String> codes() {
        return tasks().stream().map(task -> task.reason().code()).sorted().toList();
    }

    private Map<String, String> facts(String code) {
        return tasks().stream()
                .filter(task -> task.reason().code().equals(code))
                .findFirst()
                .orElseThrow()
                .reason()
                .facts();
    }

    private String written(String day, SheetFormat format, String language) {
        var out = new ByteArrayOutputStream();
        try {
            kvitta.bean(BookReports.class).debtsAndReserves("kaffe", LocalDate.parse(day), format, language, out);
            if (format == SheetFormat.PDF) {
                try (PDDocument document = Loader.loadPDF(out.toByteArray())) {
                    return new PDFTextStripper().getText(document);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private Map<String, String> line(String day, String having) {
        return kvitta.bean(BookReports.class).debtsAndReserves("kaffe", LocalDate.parse(day)).stream()
                .filter(line -> line.containsKey(having))
                .findFirst()
                .orElseThrow();
    }

    private static void golden(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    @ParameterizedTest
    @EnumSource
    void saysWhatTheSamplesOweAndHold(Databases database) throws IOException {
        start(database, OWN_ACCOUNT);
        List.of(HELD, NEGATIVE, REPAID).forEach(this::sample);

        assertThat(tasks()).isEmpty();
        assertThat(line("2026-02-28", "debt"))
                .containsEntry("debt", "864.60 SEK")
                .containsEntry("stated", "864.60 SEK")
                .containsEntry("difference", "0.00 SEK")
                .containsEntry("oldest", "0041822931 2026-02-23, 5 d")
                .containsEntry("age_to_14", "864.60 SEK");
        assertThat(line("2026-02-28", "reserve"))
                .containsEntry("type", "ROLLING_RESERVE")
                .containsEntry("reserve", "500.00 SEK")
                .containsEntry("accountDifference", "0.00 SEK");
        assertThat(line("2026-03-02", "debt")).containsEntry("debt", "0.00 SEK").containsEntry("oldest", "");
        assertThat(line("2026-03-02", "reserve"))
                .containsEntry("held", "500.00 SEK")
                .containsEntry("released", "-500.00 SEK")
                .containsEntry("reserve", "0.00 SEK")
                .containsEntry("accountDifference", "0.00 SEK");
        for (String language : Reasons.LANGUAGES) {
            golden("owed-2026-02-28." + language + ".csv.txt", written("2026-02-28", SheetFormat.CSV, language));
            golden("owed-2026-03-05." + language + ".csv.txt", written("2026-03-05", SheetFormat.CSV, language));
        }
        golden("owed-2026-03-05.sv.pdf.txt", written("2026-03-05", SheetFormat.PDF, "sv"));
    }

    @ParameterizedTest
    @EnumSource
    void saysTheSameWhateverComesFirst(Databases database) throws IOException {
        start(database, OWN_ACCOUNT);
        sample(REPAID);
        // Its debt was there before, and its reserve was held before.
        assertThat(codes()).containsExactly("RESERVE_BELOW_ZERO");
        assertThat(facts("RESERVE_BELOW_ZERO"))
                .containsEntry("amount", "500.00 SEK")
                .containsEntry("type", "ROLLING_RESERVE")
                .containsEntry("day", "2026-03-02");
        assertThat(written("2026-03-05", SheetFormat.CSV, "en"))
                .contains("There before the first settlement")
                .contains("On 2026-03-02 the reserve ROLLING_RESERVE falls below zero: 500.00 SEK must have been held"
                        + " before.");
        sample(NEGATIVE);
        sample(HELD);
        assertThat(tasks()).isEmpty();
        golden("owed-2026-02-28.sv.csv.txt", written("2026-02-28", SheetFormat.CSV, "sv"));
        golden("owed-2026-03-05.sv.csv.txt", written("2026-03-05", SheetFormat.CSV, "sv"));
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfADebtThatWasPaidOutsideUntilSomebodyNotesIt(Databases database) {
        start(database, OWN_ACCOUNT);
        settle("P1", "2026-02-24", 0, -500_00, 0);
        assertThat(tasks()).isEmpty();
        settle("P2", "2026-03-03", 200_00, 50_00, 0);

        assertThat(codes()).containsExactly("DEBT_PAID_OUTSIDE");
        assertThat(facts("DEBT_PAID_OUTSIDE"))
                .containsEntry("reference", "P2")
                .containsEntry("day", "2026-03-03")
                .containsEntry("before", "500.00 SEK")
                .containsEntry("opening", "200.00 SEK")
                .containsEntry("amount", "300.00 SEK")
                .hasEntrySatisfying("account", account -> assertThat(account).startsWith("2897"));
        assertThat(line("2026-03-05", "debt"))
                .containsEntry("debt", "150.00 SEK")
                .containsEntry("difference", "0.00 SEK");
        assertThat(written("2026-03-05", SheetFormat.CSV, "en"))
                .contains("P2,2026-03-03,500.00,200.00,300.00,Waits for a person");

        var check = kvitta.bean(BalancesCheck.class);
        assertThatThrownBy(() -> check.paidOutside("kaffe-se", "P1", "why", "anna"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("P1");
        assertThatThrownBy(() -> check.paidOutside("kaffe-se", "P2", " ", "anna"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("note");
        check.paidOutside("kaffe-se", "P2", "faktura 881, bankgiro 2026-02-27", "anna");
        kvitta.deliver("kaffe");
        assertThat(tasks()).isEmpty();
        assertThat(written("2026-03-05", SheetFormat.CSV, "en"))
                .contains("P2,2026-03-03,500.00,200.00,300.00,\"faktura 881, bankgiro 2026-02-27\"");
        assertThat(kvitta.bean(Audit.class).latest("kaffe", 20))
                .anyMatch(entry -> entry.action().equals("debt paid outside")
                        && entry.actor().equals("anna"));

        // What comes between them says that less was paid: the note is of another amount.
        settle("P1b", "2026-02-28", 500_00, 100_00, 0);
        assertThat(facts("DEBT_PAID_OUTSIDE"))
                .containsEntry("before", "400.00 SEK")
                .containsEntry("amount", "200.00 SEK");
    }

    @ParameterizedTest
    @EnumSource
    void closesByItselfWhenTheMissingSettlementComes(Databases database) {
        start(database, "debts: clearing");
        settle("P1", "2026-02-24", 0, -500_00, 0);
        settle("P3", "2026-03-03", 200_00, 50_00, 0);
        assertThat(codes()).containsExactly("DEBT_PAID_OUTSIDE");
        assertThat(facts("DEBT_PAID_OUTSIDE").get("account")).startsWith("1581");
        settle("P2", "2026-02-28", 500_00, 300_00, 0);
        assertThat(tasks()).isEmpty();

        settle("P5", "2026-03-05", 450_00, 10_00, 0);
        assertThat(codes()).containsExactly("DEBT_UNKNOWN");
        assertThat(facts("DEBT_UNKNOWN")).containsEntry("amount", "300.00 SEK").containsEntry("reference", "P5");
        assertThat(line("2026-03-05", "debt"))
                .containsEntry("stated", "440.00 SEK")
                .containsEntry("difference", "300.00 SEK");
        settle("P4", "2026-03-04", 150_00, -300_00, 0);
        assertThat(tasks()).isEmpty();
        assertThat(line("2026-03-05", "debt"))
                .containsEntry("debt", "440.00 SEK")
                .containsEntry("difference", "0.00 SEK");
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfADebtWhenItIsOldThoughNothingComes(Databases database) {
        start(database, "debtDays: 20");
        settle("P1", "2026-02-24", 0, -500_00, 0);
        clock.set(Instant.parse("2026-03-16T12:00:00Z")); // 20 days
        kvitta.routes().sendBody("direct:night", "kaffe");
        assertThat(tasks()).isEmpty();
        clock.set(Instant.parse("2026-03-16T23:30:00Z")); // past midnight in Stockholm
        kvitta.routes().sendBody("direct:night", "kaffe");
        assertThat(codes()).containsExactly("DEBT_OLD");
        assertThat(facts("DEBT_OLD"))
                .containsEntry("amount", "500.00 SEK")
                .containsEntry("since", "2026-02-24")
                .containsEntry("limit", "20");
        settle("P2", "2026-03-17", 500_00, 600_00, 0);
        assertThat(tasks()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void beginsAReserveWithWhatIsStated(Databases database) {
        start(database, "reserves: [{ currency: SEK, type: ROLLING_RESERVE, amount: 1500, day: 2026-02-20 }]");
        settle("P1", "2026-02-16", 0, 900_00, 100_00); // in the starting balance
        settle("P2", "2026-02-23", 0, 900_00, 80_00);
        settle("P3", "2026-03-02", 0, 900_00, -1_400_00);
        assertThat(tasks()).isEmpty();
        assertThat(line("2026-03-05", "reserve"))
                .containsEntry("started", "1500.00 SEK")
                .containsEntry("held", "80.00 SEK")
                .containsEntry("released", "-1400.00 SEK")
                .containsEntry("reserve", "180.00 SEK")
                .containsEntry("accountDifference", "0.00 SEK");
        assertThat(written("2026-03-05", SheetFormat.CSV, "en"))
                .contains("Moved before the day of the starting balance,100.00")
                .contains("Booked by Kvitta on the reserve's account,-1220.00");
        settle("P4", "2026-03-03", 0, 900_00, -180_01);
        assertThat(facts("RESERVE_BELOW_ZERO"))
                .containsEntry("amount", "0.01 SEK")
                .containsEntry("day", "2026-03-03");
    }

    @Test
    void readsASettlementThatStatesItselfBelowZeroAsOneThatStatesNothingPaid() throws IOException {
        start(Databases.H2, OWN_ACCOUNT);
        sample(HELD);
        deliver(NEGATIVE, Files.readString(SIGNED));
        golden("owed-2026-02-28.sv.csv.txt", written("2026-02-28", SheetFormat.CSV, "sv"));
    }

    /** The reserve's account is in kronor, too, at the rates of its days; its proof is in what the provider counts in. */
    @ParameterizedTest
    @EnumSource
    void provesAForeignReserveInItsOwnCurrency(Databases database) {
        TestHome home = new TestHome(folder.resolve("home")).merchant("ljus", TestMerchants.FORTNOX);
        TestKvitta.Builder builder = TestKvitta.in(home).with(sandboxes).clock(clock);
        kvitta = (database == Databases.POSTGRESQL ? builder.postgresql() : builder).start();
        for (String settlement : List.of(
                settlement("P1", "2026-02-09", 0, 900_00, 100_00),
                settlement("P2", "2026-02-12", 0, 900_00, -30_00),
                settlement("P3", "2026-02-16", 0, -50_00, 0))) {
            String reference = settlement.substring(settlement.indexOf(";P") + 1, settlement.indexOf(";SEK;"));
            sandboxes.deliver(reference + "_20260301T000000_0.csv", settlement.replace(";SEK;", ";EUR;"));
        }
        kvitta.fetch("ljus-eu");
        kvitta.deliverAll("ljus");
        List<Map<String, String>> lines =
                kvitta.bean(BookReports.class).debtsAndReserves("ljus", LocalDate.parse("2026-03-05"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .containsEntry("profile", "ljus-eu")
                .containsEntry("debt", "50.00 EUR")
                .containsEntry("difference", "0.00 EUR");
        assertThat(lines.get(1)).containsEntry("reserve", "70.00 EUR").containsEntry("accountDifference", "0.00 EUR");
        assertThat(kvitta.bean(Tasks.class).open("ljus"))
                .filteredOn(BalancesCheck::isOurs)
                .extracting(task ->
                        task.reason().code() + " " + task.reason().facts().get("amount"))
                .containsExactly("DEBT_OLD 50.00 EUR"); // 17 days
    }

    @Test
    void saysWhenTheAccountOfTheReserveIsOff() {
        start(Databases.H2, "debts: clearing");
        settle("P1", "2026-02-16", 0, 900_00, 100_00);
        assertThat(tasks()).isEmpty();
        sql("update posting_row set amount = amount + 700 where role = 'RESERVE_SEK'");
        sql("update posting set updated_at = timestamp with time zone '2026-03-05 13:00:00Z'");
        kvitta.deliver("kaffe");
        assertThat(codes()).containsExactly("RESERVE_OFF");
        assertThat(facts("RESERVE_OFF"))
                .containsEntry("booked", "107.00 SEK")
                .containsEntry("expected", "100.00 SEK")
                .containsEntry("difference", "7.00 SEK");
        sql("update posting_row set amount = amount - 700 where role = 'RESERVE_SEK'");
        kvitta.deliver("kaffe");
        assertThat(tasks()).isEmpty();
    }

    private void sql(String sql) {
        assertThat(JdbcClient.create(kvitta.bean(DataSource.class)).sql(sql).update())
                .isPositive();
    }
}
