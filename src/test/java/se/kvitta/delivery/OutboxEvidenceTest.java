package se.kvitta.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import se.kvitta.evidence.Evidence;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** The documents that lie beside a written file. */
class OutboxEvidenceTest {

    private static final Path SETTLEMENT =
            Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv");

    @TempDir
    Path folder;

    private TestHome home;
    private TestKvitta kvitta;

    @BeforeEach
    void start() {
        home = new TestHome(folder).merchant("kaffe", TestMerchants.SIE);
        kvitta = TestKvitta.in(home).set("TEST_KLARNA_PASSWORD", "x").start();
    }

    @AfterEach
    void stop() {
        kvitta.close();
    }

    private void plan() {
        kvitta.routes()
                .sendBodyAndProperty(
                        "direct:settlement-again",
                        kvitta.bean(Documents.class)
                                .store("kaffe-se", "klarna", "inbox", "0041822931_20260223T000000_0.csv", SETTLEMENT),
                        "profile",
                        "kaffe-se");
        kvitta.settlements("kaffe").forEach(settlement -> kvitta.routes().sendBody("direct:plan", settlement));
    }

    private List<Posting> in(Postings.State state) {
        return kvitta.bean(Postings.class).in("kaffe", state);
    }

    private List<String> documents() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("outbox/kaffe/kaffe-20260305-1.underlag"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void laysTheDocumentOfEachVoucherAndTheProvidersBesideTheFile() throws IOException {
        plan();
        kvitta.deliver("kaffe");
        List<Posting> done = in(Postings.State.DONE);
        assertThat(documents()).hasSize(2 * done.size() + 1);
        for (Posting posting : done) {
            String place = posting.receipt().number().split("#", 2)[1];
            for (SheetFormat format : SheetFormat.values()) {
                var now = new ByteArrayOutputStream();
                kvitta.bean(Evidence.class).write(posting, posting.receipt(), format, "en", now);
                assertThat(folder.resolve("outbox/kaffe/kaffe-20260305-1.underlag/kaffe-20260305-1-00" + place + "."
                                + format.suffix()))
                        .as("the same bytes as when it is asked for afterwards")
                        .hasBinaryContent(now.toByteArray());
            }
        }
        String received = documents().stream()
                .filter(name -> name.endsWith("_20260223T000000_0.csv"))
                .findFirst()
                .orElseThrow();
        assertThat(folder.resolve("outbox/kaffe/kaffe-20260305-1.underlag").resolve(received))
                .hasSameBinaryContentAs(SETTLEMENT);
        assertThat(folder.resolve("outbox/kaffe/.writing")).isEmptyDirectory();
    }

    @Test
    void deliversTheFileThoughADocumentCannotBeMade() throws IOException {
        plan();
        Posting broken = in(Postings.State.PLANNED).get(0);
        var sql = new JdbcTemplate(kvitta.bean(DataSource.class));
        sql.update("update posting set booking_no = 77 where id = ?", broken.id());
        sql.update("delete from booked_event where settlement_id = ? and seq = 0", broken.settlementId());
        sql.update(
                "insert into booked_event (settlement_id, seq, booking_no, booked_day, tax)"
                        + " values (?, 0, 77, date '2026-02-09', 'no tax line')",
                broken.settlementId());
        kvitta.deliver("kaffe");
        assertThat(in(Postings.State.DONE)).hasSize(3);
        assertThat(documents()).hasSize(2 * 2 + 1);
        assertThat(kvitta.bean(Tasks.class).open("kaffe", "evidence of posting " + broken.id()))
                .hasValueSatisfying(task -> {
                    assertThat(task.reason().code()).isEqualTo("EVIDENCE_NOT_MADE");
                    assertThat(task.reason().facts().get("cause")).contains("no tax line");
                });
    }

    @Test
    void laysNothingBesideTheFileWhenTheMerchantWantsNone() {
        home.merchant("kaffe", TestMerchants.SIE.replace("{ system: sie }", "{ system: sie, evidence: none }"));
        kvitta.bean(Merchants.class).refresh();
        plan();
        kvitta.deliver("kaffe");
        assertThat(home.outbox("kaffe")).hasSize(1);
        assertThat(folder.resolve("outbox/kaffe/kaffe-20260305-1.underlag")).doesNotExist();
    }

    @Test
    void leavesAForeignFolderOfTheSameNameAlone() throws IOException {
        plan();
        Path foreign = Files.createDirectories(folder.resolve("outbox/kaffe/kaffe-20260305-1.underlag"));
        Files.writeString(foreign.resolve("mine.txt"), "mine");
        kvitta.deliver("kaffe");
        assertThat(in(Postings.State.DONE)).isEmpty();
        assertThat(kvitta.bean(Tasks.class).open("kaffe", "file kaffe-20260305-1.si"))
                .hasValueSatisfying(task -> assertThat(task.reason().code()).isEqualTo("OUTBOX_NAME_TAKEN"));
        Files.delete(foreign.resolve("mine.txt"));
        Files.delete(foreign);
        kvitta.deliverAll("kaffe");
        assertThat(in(Postings.State.DONE)).hasSize(3);
        assertThat(documents()).hasSize(7);
    }
}
