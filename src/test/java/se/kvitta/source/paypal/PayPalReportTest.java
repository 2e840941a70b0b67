package se.kvitta.source.paypal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.intake.Taken;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.sandbox.paypal.PayPalSandbox;
import se.kvitta.sandbox.paypal.ReportFormat;
import se.kvitta.sandbox.paypal.ReportServer;
import se.kvitta.sandbox.paypal.SandboxAccount;
import se.kvitta.sandbox.paypal.StlReport;
import se.kvitta.sandbox.paypal.TrrReport;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** A settlement report that is handed in tells of several balances: each is taken in by itself. */
class PayPalReportTest {

    private static final Path REPORT = Path.of("src/test/resources/paypal/STL-20260908.01.009.CSV");

    @TempDir
    private Path folder;

    private ReportServer reports;
    private TestKvitta kvitta;

    @BeforeEach
    void start() throws IOException {
        reports = ReportServer.start(folder.resolve("reports"), 0, "reports", "a secret of the login");
        var home = new TestHome(Files.createDirectories(folder.resolve("home")))
                .merchant("fjallrum", """
                        merchant: fjallrum
                        name: Fjällrum Design AB
                        organisationNumber: 559999-0016
                        rates: golden
                        target: { system: sie }
                        profiles:
                          fjallrum-paypal:
                            source: paypal
                            start: 2026-09-01
                            modes: [daily, payout]
                            accounts: { CLEARING_USD: "1588", CLEARING_JPY: "1583" }
                            vat: { home: SE, rates: { SE: 25 } }
                            connection:
                              account: FJ7LLRVMDS6N2
                              otherAccounts: "ZZNOBODYS0001, ZZNOBODYS0002"
                              sftpUsername: reports
                              sftpPassword: secret:TEST_PAYPAL_SECRET
                              sftpHostKey: %1$s
                          skogen-paypal:
                            source: paypal
                            start: 2026-09-01
                            modes: [daily, payout]
                            accounts: { CLEARING_SEK: "1684", CLEARING_EUR: "1685", RESERVE_SEK: "1694", RESERVE_EUR: "1695" }
                            vat: { home: SE, rates: { SE: 25 } }
                            connection:
                              account: SK0GENSKONTO1
                              sftpUsername: reports
                              sftpPassword: secret:TEST_PAYPAL_SECRET
                              sftpHostKey: %1$s
                        """.formatted(reports.hostKey()))
                .write("mappings/rates/golden.csv", Files.readString(Path.of("src/test/resources/golden/rates.csv")));
        kvitta = TestKvitta.in(home)
                .clock(new MovableClock(Instant.parse("2026-09-10T04:00:00Z")))
                .set("paypal.sftp.host", "127.0.0.1")
                .set("paypal.sftp.port", reports.port())
                .set("TEST_PAYPAL_SECRET", "a secret of the login")
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        kvitta.close();
        reports.close();
    }

    @SuppressWarnings("unchecked")
    private List<Taken> handIn(String name, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        return (List<Taken>) kvitta.routes()
                .request("direct:handed-in", exchange -> {
                    exchange.setProperty("profile", "fjallrum-paypal");
                    exchange.setProperty("origin", "inbox");
                    exchange.getMessage().setHeader("CamelFileNameOnly", name);
                    exchange.getMessage().setBody(file.toFile());
                })
                .getMessage()
                .getBody(List.class);
    }

    @Test
    void takesInEveryBalanceOfAReport() throws IOException {
        List<Taken> taken = handIn("STL-20260908.01.009.CSV", Files.readAllBytes(REPORT));
        assertThat(taken.stream().map(Taken::how))
                .containsOnly(Taken.How.ACCEPTED)
                .hasSize(4);
        assertThat(taken.stream().map(Taken::name))
                .containsExactlyInAnyOrder(
                        "STL-20260908.01.009.EUR.CSV",
                        "STL-20260908.01.009.JPY.CSV",
                        "STL-20260908.01.009.SEK.CSV",
                        "STL-20260908.01.009.USD.CSV");
        assertThat(kvitta.settlements("fjallrum").stream().map(Settlement::payout))
                .contains(Money.of("8000.00", "SEK"));
        List<Taken> again = handIn("STL-20260908.01.009.CSV", Files.readAllBytes(REPORT));
        assertThat(again.stream().map(Taken::how)).containsOnly(Taken.How.KNOWN);
    }

    @Test
    void aReportInTheInboxIsToldOfBalanceByBalance() throws IOException {
        Path inbox = Files.createDirectories(folder.resolve("home/inbox/fjallrum-paypal"));
        Files.copy(REPORT, inbox.resolve("STL-20260908.01.009.CSV"));
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !texts(inbox.resolve(".done")).isEmpty());
        assertThat(texts(inbox.resolve(".done"))).singleElement().satisfies(text -> assertThat(Files.readString(text))
                .contains("2026-09-08-EUR", "2026-09-08-JPY", "2026-09-08-SEK", "2026-09-08-USD"));
        assertThat(kvitta.settlements("fjallrum")).hasSize(4);
    }

    private static List<Path> texts(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt")).toList();
        }
    }

    @Test
    void aReportThatIsCutOffIsHeldAsAWhole() throws IOException {
        byte[] whole = Files.readAllBytes(REPORT);
        byte[] half = Arrays.copyOf(whole, whole.length - 60);
        assertThat(handIn("STL-20260908.01.009.CSV", half)).singleElement().satisfies(taken -> {
            assertThat(taken.how()).isEqualTo(Taken.How.HELD);
            assertThat(String.valueOf(taken.reason())).contains("REPORT_NOT_WHOLE");
        });
        assertThat(kvitta.settlements("fjallrum")).isEmpty();
    }

    @Test
    void fetchesWhatIsNewFromTheServerOfReports() throws IOException {
        var account = account();
        LocalDate first = LocalDate.of(2026, 9, 3);
        deliver(account, first, ReportFormat.usual());
        kvitta.fetch("fjallrum-paypal");
        assertThat(references()).containsExactlyInAnyOrder("2026-09-03-EUR", "2026-09-03-SEK");

        LocalDate second = first.plusDays(1);
        deliver(account, second, ReportFormat.usual().blanks(1).mark(false));
        LocalDate third = first.plusDays(2);
        deliver(account, third, ReportFormat.usual().footer(false));
        // Not asked for: it lies beside the settlement reports.
        reports.deliver(
                TrrReport.name(first), ReportFormat.usual().bytes(TrrReport.of(account, first, ReportFormat.usual())));
        LocalDate fourth = first.plusDays(3);
        deliver(account, fourth, ReportFormat.usual().wrongBy(1));
        kvitta.fetch("fjallrum-paypal");
        assertThat(references())
                .as("what is cut off or does not tie is held")
                .containsExactlyInAnyOrder("2026-09-03-EUR", "2026-09-03-SEK", "2026-09-04-EUR", "2026-09-04-SEK");
        assertThat(kvitta.bean(Tasks.class).open("fjallrum").stream()
                        .map(task -> task.reason().code()))
                .contains("REPORT_NOT_WHOLE", "DOES_NOT_ADD_UP")
                .doesNotContain("REPORT_WITHOUT_BALANCES");

        // A day that is missing comes later, and one that was wrong comes again, right: under the same name.
        deliver(account, fourth, ReportFormat.usual());
        deliver(account, third, ReportFormat.usual());
        kvitta.fetch("fjallrum-paypal");
        assertThat(references()).contains("2026-09-05-SEK", "2026-09-06-SEK").hasSize(8);
        byte[] detail = TrrReport.of(account, first, ReportFormat.usual()).getBytes(StandardCharsets.UTF_8);
        assertThat(handIn(TrrReport.name(first), detail)).singleElement().satisfies(taken -> {
            assertThat(taken.how()).isEqualTo(Taken.How.HELD);
            assertThat(String.valueOf(taken.reason())).contains("REPORT_WITHOUT_BALANCES");
        });
    }

    /** Years ago they were UTF-16, with other names of columns: the mark at the beginning tells. */
    @Test
    void readsAReportInUtf16AsOneInUtf8() throws IOException {
        SandboxAccount account = account();
        LocalDate day = LocalDate.of(2026, 9, 3);
        deliver(account, day, ReportFormat.usual().legacy(true));
        kvitta.fetch("fjallrum-paypal");
        assertThat(references()).containsExactlyInAnyOrder("2026-09-03-EUR", "2026-09-03-SEK");

        List<Taken> again = handIn(
                StlReport.name(day),
                StlReport.of(account, day, ReportFormat.usual()).getBytes(StandardCharsets.UTF_8));
        assertThat(again).extracting(Taken::how).containsOnly(Taken.How.KNOWN);
    }

    /** PayPal goes on in another file after so many rows: none of them counts until all are there, in whatever order they come. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReportInSeveralFilesIsTakenInWhenTheLastOfThemComes(boolean footers) throws IOException {
        SandboxAccount account = account();
        LocalDate day = LocalDate.of(2026, 9, 3);
        Map<String, String> files =
                StlReport.files(account, day, ReportFormat.usual().largest(30).footers(footers));
        assertThat(files.size()).isGreaterThan(2);
        var names = new ArrayList<>(files.keySet());
        names.add(0, names.remove(names.size() - 1));
        String last = names.remove(names.size() - 1);
        for (String name : names) {
            byte[] content = files.get(name).getBytes(StandardCharsets.UTF_8);
            assertThat(handIn(name, content)).singleElement().satisfies(taken -> {
                assertThat(taken.how()).isEqualTo(Taken.How.HELD);
                assertThat(String.valueOf(taken.reason())).contains("REPORT_FILES_MISSING");
            });
        }
        assertThat(references()).isEmpty();
        assertThat(kvitta.bean(Tasks.class).open("fjallrum")).hasSize(names.size());

        byte[] content = files.get(last).getBytes(StandardCharsets.UTF_8);
        assertThat(handIn(last, content)).extracting(Taken::how).containsOnly(Taken.How.ACCEPTED);
        assertThat(references()).containsExactlyInAnyOrder("2026-09-03-EUR", "2026-09-03-SEK");
        assertThat(kvitta.bean(Tasks.class).open("fjallrum")).isEmpty();
        // The same in one file says nothing new, and neither does the last one when it comes again.
        assertThat(handIn(last, content)).extracting(Taken::how).containsOnly(Taken.How.KNOWN);
        List<Taken> whole = handIn(
                StlReport.name(day),
                StlReport.of(account, day, ReportFormat.usual()).getBytes(StandardCharsets.UTF_8));
        assertThat(whole).extracting(Taken::how).containsOnly(Taken.How.KNOWN);
    }

    /** Accounts that share a login share their reports: each profile takes its own, and says of the others why it does not. */
    @Test
    void eachProfileTakesItsOwnAccountOfAReportOfSeveral() throws IOException {
        LocalDate day = LocalDate.of(2026, 9, 3);
        SandboxAccount own = account("FJ7LLRVMDS6N2", 12);
        SandboxAccount other = account("SK0GENSKONTO1", 13);
        SandboxAccount nobodys = account("ZZNOBODYS0002", 14);
        SandboxAccount strange = account("ZZSTRANGER001", 15);
        ReportFormat format = ReportFormat.usual();
        reports.deliver(
                StlReport.name(day),
                format.bytes(StlReport.together(List.of(own, other, nobodys, strange), day, format)));
        LocalDate next = day.plusDays(1);
        reports.deliver(StlReport.name(next), format.bytes(StlReport.of(other, next, format)));
        for (String profile : List.of("fjallrum-paypal", "skogen-paypal")) {
            kvitta.fetch(profile);
        }
        assertThat(kvitta.settlements("fjallrum"))
                .extracting(settlement -> settlement.profile() + " " + settlement.reference())
                .containsExactlyInAnyOrder(
                        "fjallrum-paypal 2026-09-03-EUR",
                        "fjallrum-paypal 2026-09-03-SEK",
                        "skogen-paypal 2026-09-03-EUR",
                        "skogen-paypal 2026-09-03-SEK",
                        "skogen-paypal 2026-09-04-EUR",
                        "skogen-paypal 2026-09-04-SEK");
        List<Taken> again = handIn(
                StlReport.name(day),
                format.bytes(StlReport.together(List.of(own, other, nobodys, strange), day, format)));
        assertThat(again)
                .extracting(taken -> taken.how() + " "
                        + (taken.reason() == null ? "" : taken.reason().code()))
                .containsExactlyInAnyOrder(
                        "KNOWN KNOWN_DOCUMENT",
                        "KNOWN KNOWN_DOCUMENT",
                        "SKIPPED ACCOUNT_OF_OTHER_PROFILE",
                        "SKIPPED ACCOUNT_OF_OTHER_PROFILE",
                        "SKIPPED ACCOUNT_LEFT_ALONE",
                        "SKIPPED ACCOUNT_LEFT_ALONE",
                        "HELD ACCOUNT_NOT_EXPECTED",
                        "HELD ACCOUNT_NOT_EXPECTED");
        // Only what lies in the place of both: one that is handed in for the wrong profile is told.
        LocalDate last = day.plusDays(2);
        assertThat(handIn(
                        StlReport.name(last), StlReport.of(other, last, format).getBytes(StandardCharsets.UTF_8)))
                .extracting(Taken::how)
                .containsOnly(Taken.How.HELD);
        // What is nobody's by nobody's word waits for a person, of either profile.
        assertThat(kvitta.bean(Tasks.class).open("fjallrum").stream()
                        .map(task -> task.reason().code()))
                .contains("ACCOUNT_NOT_EXPECTED")
                .containsOnly("ACCOUNT_NOT_EXPECTED");
    }

    private void deliver(SandboxAccount account, LocalDate day, ReportFormat format) throws IOException {
        reports.deliver(StlReport.name(day), format.bytes(StlReport.of(account, day, format)));
    }

    private static SandboxAccount account() throws IOException {
        return account("FJ7LLRVMDS6N2", 12);
    }

    private static SandboxAccount account(String id, long seed) throws IOException {
        try (PayPalSandbox sandbox = PayPalSandbox.start(0, Clock.systemUTC())) {
            SandboxAccount account = sandbox.account(id, "app", "unused");
            account.generate(200, Instant.parse("2026-09-02T22:00:00Z"), Instant.parse("2026-09-06T22:00:00Z"), seed);
            return account;
        }
    }

    private List<String> references() {
        return kvitta.settlements("fjallrum").stream()
                .map(Settlement::reference)
                .toList();
    }
}
