package se.kvitta.source.klarna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Tasks.Task;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.JournalMetrics;
import se.kvitta.operations.Operations;
import se.kvitta.reason.Reasons;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** Reports that do not come, and whose columns change, over the real routes. */
class KlarnaReportsTest {

    private static final Path PLAIN = Path.of("src/test/resources/golden/sources/klarna/plain-sale-and-fee/input.csv");
    private static final String PROFILE = "kaffe-se";

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));
    private TestHome home;
    private Sandboxes sandboxes;
    private TestKvitta kvitta;

    private void start(String settings) {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        restart(TestMerchants.SIE.replace("    source: klarna\n", "    source: klarna\n    " + settings + "\n"));
    }

    private void restart(String merchant) {
        if (kvitta != null) {
            kvitta.close();
        }
        if (home == null) {
            home = new TestHome(folder.resolve("home"));
        }
        home.merchant("kaffe", merchant);
        kvitta = TestKvitta.in(home)
                .with(sandboxes)
                .clock(clock)
                .set("kvitta.reads.attempts", 0)
                .start();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
    }

    @AfterEach
    void stop() {
        kvitta.close();
        sandboxes.close();
    }

    private static String payout(String reference, String day) throws IOException {
        return Files.readString(PLAIN).replace("2201500101", reference).replace("2026-02-16T07", day + "T07");
    }

    /** A file without some columns, and with others. */
    private static String columns(String file, Set<String> without, String... more) {
        List<String> lines = file.lines().toList();
        List<String> names = List.of(lines.get(2).split(";", -1));
        var changed = new ArrayList<>(lines.subList(0, 2));
        for (String line : lines.subList(2, lines.size())) {
            String[] fields = line.split(";", -1);
            var kept = new ArrayList<String>();
            for (int i = 0; i < fields.length; i++) {
                if (!without.contains(names.get(i))) {
                    kept.add(fields[i]);
                }
            }
            for (String name : more) {
                kept.add(changed.size() == 2 ? name : "x");
            }
            changed.add(String.join(";", kept));
        }
        return String.join("\n", changed) + "\n";
    }

    private void deliver(String reference, String file) {
        sandboxes.deliver(reference + "_20260301T000000_0.csv", file);
    }

    private void deliverPlain(String reference, String day) throws IOException {
        deliver(reference, payout(reference, day));
    }

    /** The schedule's fetch and the hourly look. */
    private void fetchAt(String instant) {
        clock.set(Instant.parse(instant));
        kvitta.fetch(PROFILE);
        look();
    }

    private void look() {
        kvitta.routes().sendBody("direct:reports", "");
    }

    private List<String> references() {
        return kvitta.settlements("kaffe").stream().map(Settlement::reference).toList();
    }

    private List<Task> tasks() {
        return kvitta.bean(Tasks.class).open();
    }

    private Task task(String code) {
        assertThat(tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.reason().code()).isEqualTo(code));
        return tasks().get(0);
    }

    private void fiveWeeks() throws IOException {
        for (String day : List.of("2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02")) {
            deliverPlain("22016" + day.replace("-", "").substring(3), day);
        }
    }

    @Test
    void aSilenceThatIsLongerThanTheProfileIsUsedToIsToldOnceAndEndsByItself() throws IOException {
        start("retold: correct");
        fiveWeeks();
        fetchAt("2026-03-05T12:00:00Z");
        assertThat(references()).hasSize(5);
        // Weekly: 7 days, and 4 more.
        fetchAt("2026-03-13T22:59:00Z");
        assertThat(tasks()).isEmpty();
        fetchAt("2026-03-13T23:01:00Z"); // the fourteenth in Stockholm

        Task task = task("SETTLEMENTS_STOPPED_KEPT");
        assertThat(task.profile()).isEqualTo(PROFILE);
        assertThat(task.reason().facts())
                .containsEntry("days", "12")
                .containsEntry("allowed", "11")
                .containsEntry("last", "2026-03-02")
                .containsEntry("until", "2026-05-31");
        assertThat(Reasons.in("sv").text(task.reason()))
                .contains("på 12 dagar", "efter 2026-05-31", "Send to SFTP")
                .doesNotContain("?");
        assertThat(Reasons.in("en").text(task.reason()))
                .contains("Klarna's Merchant Portal")
                .doesNotContain("{");

        fetchAt("2026-03-16T12:00:00Z");
        assertThat(task("SETTLEMENTS_STOPPED_KEPT").id()).isEqualTo(task.id());
        // An older one ends no silence, a newer one does.
        deliverPlain("2201600099", "2026-02-26");
        fetchAt("2026-03-17T12:00:00Z");
        assertThat(tasks()).hasSize(1);
        deliverPlain("2201600100", "2026-03-17");
        kvitta.fetch(PROFILE);
        assertThat(tasks()).isEmpty();
    }

    @Test
    void aSourceThatCannotBeAskedIsToldByItselfAndNotAsSilence() throws IOException {
        start("missingAfter: 10");
        fiveWeeks();
        fetchAt("2026-03-05T12:00:00Z");
        sandboxes.klarna().close();
        fetchAt("2026-04-20T12:00:00Z");

        task("SOURCE_NOT_READ");
    }

    @Test
    void aProfileThatNeverGotOneIsToldOfAfterAWhile() {
        start("retold: correct");
        fetchAt("2026-03-05T12:00:00Z");
        fetchAt("2026-04-04T12:00:00Z");
        assertThat(tasks()).isEmpty();
        fetchAt("2026-04-05T12:00:00Z");

        assertThat(task("SETTLEMENTS_NONE_YET").reason().facts())
                .containsEntry("days", "31")
                .containsEntry("last", "2026-03-05");
    }

    @Test
    void whatIsHandedInIsWaitedForOnlyWhenSomebodySaysSoOrItHasAHistory() throws IOException {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        String byHand = TestMerchants.SIE
                .lines()
                .filter(line -> !line.contains("connection:"))
                .collect(Collectors.joining("\n"));
        restart(byHand);
        look();
        clock.set(Instant.parse("2026-12-05T12:00:00Z"));
        look();
        assertThat(tasks()).isEmpty();

        restart(byHand.replace("source: klarna", "source: klarna\n    missingAfter: 20"));
        look();
        assertThat(tasks()).as("waited for from now").isEmpty();
        clock.advance(Duration.ofDays(21));
        look();
        task("SETTLEMENTS_NONE_YET");

        restart(byHand.replace("source: klarna", "source: klarna\n    missingAfter: never"));
        look();
        assertThat(tasks()).isEmpty();

        clock.set(Instant.parse("2026-03-05T12:00:00Z"));
        restart(byHand);
        for (String day : List.of("2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02")) {
            handIn("2201600" + day.replace("-", "").substring(5), payout("22" + day, day));
        }
        clock.set(Instant.parse("2026-03-13T12:00:00Z"));
        look();
        assertThat(tasks()).isEmpty();
        clock.set(Instant.parse("2026-03-14T12:00:00Z"));
        look();
        task("SETTLEMENTS_STOPPED_KEPT");
    }

    private void handIn(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".csv"), content);
        kvitta.routes().send("direct:handed-in", exchange -> {
            exchange.setProperty("profile", PROFILE);
            exchange.setProperty("origin", "inbox");
            exchange.getMessage().setHeader(Exchange.FILE_NAME_ONLY, name + ".csv");
            exchange.getMessage().setBody(file.toFile());
        });
    }

    @Test
    void aReportThatCameAndWaitsForAPersonHasCome() throws IOException {
        start("missingAfter: 10");
        fiveWeeks();
        fetchAt("2026-03-05T12:00:00Z");
        clock.set(Instant.parse("2026-03-12T12:00:00Z"));
        deliver("2201600101", payout("2201600101", "2026-03-09").replace(";1203.90;", ";1203.91;"));
        kvitta.fetch(PROFILE);
        fetchAt("2026-03-22T12:00:00Z");
        task("DOES_NOT_ADD_UP");
        fetchAt("2026-03-23T12:00:00Z");
        assertThat(tasks()).hasSize(2);
    }

    @Test
    void columnsThatAreGoneAreToldOnceWithWhatEachIsForAndComeBackByThemselves() throws IOException {
        start("missingAfter: never");
        deliverPlain("2201600001", "2026-02-16");
        kvitta.fetch(PROFILE);
        assertThat(tasks()).isEmpty();
        Set<String> gone = Set.of("detailed_type", "tax_amount_1", "tax_rate_1");
        deliver("2201600002", columns(payout("2201600002", "2026-02-23"), gone));
        kvitta.fetch(PROFILE);

        Task task = task("REPORT_COLUMNS_GONE");
        assertThat(task.reason().facts())
                .containsEntry("missing", "detailed_type, tax_amount_1")
                .containsEntry("reference", "2201600002");
        assertThat(Reasons.in("sv").text(task.reason()))
                .contains("Klarnas Merchant Portal")
                .contains("detailed_type – skiljer retur från utebliven betalning")
                .contains("tax_amount_1 – moms på det sålda")
                .doesNotContain("?");
        assertThat(Reasons.in("en").fix(task.reason())).contains("detailed_type – tells returns");
        assertThat(references()).as("it is booked all the same").hasSize(2);

        // A second one like it is the same task; an older one with the columns says nothing of now.
        deliver("2201600003", columns(payout("2201600003", "2026-03-02"), gone));
        deliverPlain("2201600004", "2026-02-09");
        kvitta.fetch(PROFILE);
        assertThat(task("REPORT_COLUMNS_GONE").reason().facts()).containsEntry("reference", "2201600002");
        deliverPlain("2201600005", "2026-03-09");
        kvitta.fetch(PROFILE);
        assertThat(tasks()).isEmpty();
    }

    @Test
    void columnsThatAreMeantToBeGoneAreNotToldAgain() throws IOException {
        start("missingAfter: never");
        deliverPlain("2201600001", "2026-02-16");
        kvitta.fetch(PROFILE);
        deliver("2201600002", columns(payout("2201600002", "2026-02-23"), Set.of("refund_id")));
        kvitta.fetch(PROFILE);
        task("REPORT_COLUMNS_GONE");
        Operations operations = kvitta.bean(Operations.class);
        operations.reportsReviewed(PROFILE, "avstängd med flit", "kim");
        assertThat(kvitta.bean(Audit.class).latest("kaffe", 20))
                .anySatisfy(line -> assertThat(line.detail()).isEqualTo("avstängd med flit"));
        assertThatThrownBy(() -> operations.reportsReviewed(PROFILE, "", "kim"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(PROFILE);
        deliver("2201600003", columns(payout("2201600003", "2026-03-02"), Set.of("refund_id")));
        kvitta.fetch(PROFILE);

        assertThat(tasks()).isEmpty();
        assertThat(kvitta.bean(Operations.class).reportColumns(PROFILE))
                .singleElement()
                .asString()
                .contains("refund_id – which refund the row is");
    }

    @Test
    void columnsThatWereNeverThereOrAreNewAreNotedOnceAndNobodyIsCalled() throws IOException {
        start("missingAfter: never");
        Set<String> without = Set.of("detailed_type", "tax_rate", "tax_amount", "refund_id");
        deliver("2201600001", columns(payout("2201600001", "2026-02-16"), without, "loyalty_tier"));
        deliver("2201600002", columns(payout("2201600002", "2026-02-23"), without, "loyalty_tier"));
        kvitta.fetch(PROFILE);

        assertThat(references()).hasSize(2);
        assertThat(tasks()).isEmpty();
        assertThat(notes())
                .hasSize(2)
                .anySatisfy(note ->
                        assertThat(note).startsWith("REPORT_COLUMNS_NEW").contains("missing=loyalty_tier"))
                .anySatisfy(note -> assertThat(note)
                        .startsWith("REPORT_COLUMNS_LACKING")
                        .contains("missing=detailed_type, tax_amount, refund_id"));
        assertThat(kvitta.bean(Operations.class).reportColumns(PROFILE))
                .singleElement()
                .asString()
                .contains("tax_amount – VAT on each fee (with tax_rate)", "Klarna's Merchant Portal");
    }

    private List<String> notes() {
        return kvitta.bean(Audit.class).latest("kaffe", 100).stream()
                .filter(line -> line.action().equals("report columns"))
                .map(Audit.Line::detail)
                .toList();
    }

    @Test
    void aFileWithoutAColumnThatIsNeededIsHeldAndSaysWhatItIsFor() throws IOException {
        start("missingAfter: never");
        deliver("2201600001", columns(payout("2201600001", "2026-02-16"), Set.of("capture_date", "type")));
        kvitta.fetch(PROFILE);

        assertThat(references()).isEmpty();
        Task task = task("MISSING_COLUMNS");
        assertThat(Reasons.in("sv").text(task.reason()))
                .contains("saknar kolumner som behövs: type, capture_date")
                .contains("Klarnas Merchant Portal")
                .contains("type – vad raden är; capture_date – dagen");
        assertThat(Reasons.in("en").fix(task.reason())).contains("capture_date – the day");
    }

    @Test
    void theAgeOfTheNewestPayoutIsAFigure() throws IOException {
        start("missingAfter: never");
        deliverPlain("2201600001", "2026-02-16");
        kvitta.fetch(PROFILE);
        var registry = new SimpleMeterRegistry();
        JournalMetrics metrics = kvitta.bean(JournalMetrics.class);
        metrics.bindTo(registry);
        metrics.refresh();

        assertThat(registry.get("kvitta.payout.age.days")
                        .tag("profile", PROFILE)
                        .gauge()
                        .value())
                .isEqualTo(17);
    }
}
