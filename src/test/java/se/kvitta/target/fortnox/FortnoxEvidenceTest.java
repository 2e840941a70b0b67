package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.FileConnection;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.fortnox.StoredFile;
import se.kvitta.sandbox.fortnox.Voucher;
import se.kvitta.testing.TestMerchants;

/** What becomes of the document behind a voucher. That it is there once is a law of all targets. */
class FortnoxEvidenceTest extends FortnoxService {

    private static final int VOUCHERS = 3;

    @Override
    void deliverSettlements() throws IOException {
        sandboxes.deliver(
                "0041822931_20260223T000000_0.csv",
                Files.readString(Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv")));
    }

    @BeforeEach
    void fetch() {
        connectAMerchant();
    }

    private List<Posting> done() {
        return kvitta.bean(Postings.class).in(merchant, Postings.State.DONE);
    }

    /** Every voucher is there once, with one document, which is its own. */
    private void assertEachAttachedOnce() throws IOException {
        assertThat(done()).hasSize(VOUCHERS);
        assertThat(sandboxes.company().vouchers()).hasSize(VOUCHERS);
        List<FileConnection> connections = sandboxes.company().connections();
        assertThat(connections).hasSize(VOUCHERS);
        for (Posting posting : done()) {
            FileConnection connection = connections.stream()
                    .filter(candidate -> String.valueOf(candidate.number())
                            .equals(posting.receipt().number()))
                    .findFirst()
                    .orElseThrow();
            assertThat(connection.series()).isEqualTo("KV");
            assertThat(connection.financialYear()).isEqualTo(6);
            StoredFile file = sandboxes.company().files().stream()
                    .filter(candidate -> candidate.id().equals(connection.fileId()))
                    .findFirst()
                    .orElseThrow();
            assertThat(file.path()).isEqualTo("Inbox_v");
            assertThat(file.name()).matches("kvitta-0041822931-[0-9a-f]{8}\\.pdf");
            assertThat(text(file))
                    .contains("Supporting document KV " + connection.number())
                    .contains(posting.marker());
        }
        assertThat(tasks()).isEmpty();
    }

    private static String text(StoredFile file) throws IOException {
        try (PDDocument document = Loader.loadPDF(file.bytes())) {
            return new PDFTextStripper().getText(document);
        }
    }

    @Test
    void attachesTheDocumentOfEachVoucherWithThreeCallsForAVoucher() throws IOException {
        kvitta.deliverAll(merchant);
        assertEachAttachedOnce();
        assertThat(calls("POST /3/vouchers")).isEqualTo(VOUCHERS);
        assertThat(calls("POST /3/inbox")).isEqualTo(VOUCHERS);
        assertThat(calls("POST /3/voucherfileconnections")).isEqualTo(VOUCHERS);
        assertThat(calls("GET /3/voucherfileconnections/{FileId}")).isZero();
        assertThat(sandboxes.company().files()).hasSize(VOUCHERS);
    }

    @Test
    void findsAConnectionAfterALostReplyInsteadOfMakingItAgain() throws IOException {
        sandboxes.fortnox().assume("file-connected-twice", "accept");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY)
                        .on("POST", "/3/voucherfileconnections")
                        .times(1));
        kvitta.deliverAll(merchant);
        assertThat(calls("POST /3/voucherfileconnections")).isEqualTo(VOUCHERS);
        assertEachAttachedOnce();
    }

    @Test
    void uploadsAgainOnlyWhenTheTimeOfTheCallIsPast() {
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/inbox").times(1));
        kvitta.deliver(merchant);
        long uploads = calls("POST /3/inbox");
        kvitta.clock().set(START.plusSeconds(100));
        kvitta.deliver(merchant);
        assertThat(calls("POST /3/inbox")).isEqualTo(uploads);
        kvitta.deliverAll(merchant);
        assertThat(calls("POST /3/inbox")).isEqualTo(uploads + 1);
        assertThat(sandboxes.company().connections()).hasSize(VOUCHERS);
    }

    @Test
    void keepsTheVouchersAndTellsAPersonWhenItHasNoRightToFiles() throws IOException {
        sandboxes.company().consent(FortnoxSandbox.App.KVITTA.clientId(), "bookkeeping companyinformation settings");
        kvitta.deliverAll(merchant);
        assertThat(done()).hasSize(VOUCHERS);
        assertThat(sandboxes.company().files()).isEmpty();
        assertThat(kvitta.bean(Operations.class).tasks())
                .filteredOn(task -> merchant.equals(task.get("merchant")))
                .hasSize(VOUCHERS)
                .allSatisfy(task -> {
                    assertThat(task.get("code")).isEqualTo("EVIDENCE_NOT_ATTACHED");
                    assertThat(task.get("cause"))
                            .contains("inbox")
                            .contains("TARGET_NO_RIGHT")
                            .contains("only the document is missing")
                            .containsPattern("voucher KV \\d");
                });
        sandboxes.consent();
        kvitta.clock().advance(java.time.Duration.ofHours(2)); // the old token has ended
        retryAll();
        assertEachAttachedOnce();
    }

    @Test
    void leavesADocumentAloneThatAPersonHasAttachedOrDoesNotNeed() {
        sandboxes.company().consent(FortnoxSandbox.App.KVITTA.clientId(), "bookkeeping companyinformation settings");
        kvitta.deliverAll(merchant);
        var operations = kvitta.bean(Operations.class);
        Posting first = done().get(0);
        assertThatThrownBy(() -> operations.bookedByHand(first.id(), "KV 7", "fäst för hand", "anna"))
                .hasMessageContaining("is booked already")
                .hasMessageContaining("KV 7 was not noted");
        assertThatThrownBy(() -> operations.bookedByHand(first.id(), "", " ", "anna"))
                .hasMessageContaining("the note of 0 signs");
        assertThat(tasks()).hasSize(VOUCHERS);

        operations.bookedByHand(first.id(), "", "fäst för hand", "anna");
        assertThat(tasks()).hasSize(VOUCHERS - 1);
        assertThat(done()).as("it stays booked").hasSize(VOUCHERS);
        assertThatThrownBy(() -> operations.retryPosting(first.id(), "anna")).hasMessageContaining("is DONE");
        assertThatThrownBy(() -> operations.bookedByHand(first.id(), "", "en gång till", "anna"))
                .hasMessageContaining("is DONE");
        sandboxes.consent();
        kvitta.clock().advance(java.time.Duration.ofHours(2)); // the old token has ended
        done().stream()
                .filter(posting -> posting.id() != first.id())
                .forEach(posting -> operations.retryPosting(posting.id(), "test"));
        kvitta.deliverAll(merchant);
        assertThat(sandboxes.company().connections()).hasSize(VOUCHERS - 1);
        assertThat(tasks()).isEmpty();
    }

    @Test
    void uploadsAgainWhenSomebodyThrewTheFileAwayBeforeItWasAttached() throws IOException {
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.TOO_MANY_REQUESTS)
                        .on("POST", "/3/voucherfileconnections")
                        .always());
        kvitta.deliver(merchant);
        sandboxes.company().files().forEach(file -> sandboxes.company().throwAway(file.id()));
        sandboxes.fortnox().clearFaults();
        kvitta.deliverAll(merchant);
        assertThat(sandboxes.company().connections()).isEmpty();
        assertThat(tasks())
                .hasSize(VOUCHERS)
                .allSatisfy(task -> assertThat(task.reason().code()).isEqualTo("EVIDENCE_NOT_ATTACHED"));
        retryAll();
        assertEachAttachedOnce();
    }

    @Test
    void holdsADocumentThatSomebodyHungOnAnotherVoucher() {
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY)
                        .on("POST", "/3/voucherfileconnections")
                        .times(1));
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("GET", "/3/voucherfileconnections.*")
                        .always());
        kvitta.deliver(merchant);
        Steps steps = kvitta.bean(Steps.class);
        Posting unknown = done().stream()
                .filter(posting ->
                        steps.of(posting.id()).stream().anyMatch(step -> step.state() == Steps.State.UNKNOWN))
                .findFirst()
                .orElseThrow();
        String file = steps.answer(unknown.id(), Steps.UPLOAD).orElseThrow();
        Voucher other = sandboxes.company().vouchers().stream()
                .filter(voucher -> !String.valueOf(voucher.number())
                        .equals(unknown.receipt().number()))
                .findFirst()
                .orElseThrow();
        sandboxes.company().connect(new FileConnection(file, other.financialYear(), other.series(), other.number()));
        sandboxes.fortnox().clearFaults();
        kvitta.deliverAll(merchant);
        assertThat(tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.reason().code()).isEqualTo("EVIDENCE_ELSEWHERE"));
        assertThat(done()).hasSize(VOUCHERS);
        assertThat(calls("POST /3/voucherfileconnections")).isEqualTo(VOUCHERS);
    }

    @Test
    void sendsNoDocumentsWhenTheMerchantWantsNone() {
        write(TestMerchants.FORTNOX.replace("system: fortnox", "system: fortnox\n  evidence: none"));
        kvitta.deliverAll(merchant);
        assertThat(done()).hasSize(VOUCHERS);
        assertThat(calls("POST /3/inbox")).isZero();
        assertThat(kvitta.bean(Steps.class).of(done().get(0).id())).hasSize(1);
    }

    private static String withFile() {
        return TestMerchants.FORTNOX.replace("system: fortnox", "system: fortnox\n  evidence: with-file");
    }

    /** Every voucher has its document and the provider's own file, byte for byte. */
    private void assertEachHasItsFileToo() throws IOException {
        assertThat(done()).hasSize(VOUCHERS);
        assertThat(sandboxes.company().vouchers()).hasSize(VOUCHERS);
        byte[] received =
                Files.readAllBytes(Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv"));
        for (Posting posting : done()) {
            List<StoredFile> files = sandboxes.company().connections().stream()
                    .filter(connection -> String.valueOf(connection.number())
                            .equals(posting.receipt().number()))
                    .map(connection -> sandboxes.company().files().stream()
                            .filter(file -> file.id().equals(connection.fileId()))
                            .findFirst()
                            .orElseThrow())
                    .toList();
            assertThat(files).hasSize(2);
            assertThat(files).filteredOn(file -> file.name().endsWith(".pdf")).hasSize(1);
            assertThat(files)
                    .filteredOn(file -> file.name().equals("kvitta-0041822931-0041822931_20260223T000000_0.csv"))
                    .singleElement()
                    .satisfies(file -> assertThat(file.bytes()).isEqualTo(received));
        }
        assertThat(tasks()).isEmpty();
    }

    @Test
    void attachesTheProvidersOwnFileWithTwoCallsMoreForAVoucher() throws IOException {
        write(withFile());
        kvitta.deliverAll(merchant);
        assertEachHasItsFileToo();
        assertThat(calls("POST /3/vouchers")).isEqualTo(VOUCHERS);
        assertThat(calls("POST /3/inbox")).isEqualTo(2 * VOUCHERS);
        assertThat(calls("POST /3/voucherfileconnections")).isEqualTo(2 * VOUCHERS);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"LOST_REPLY", "CUT_BEFORE", "SYSTEM_EXCEPTION"})
    void attachesTheFileOnceWhateverBecomesOfTheCalls(Fault.Kind kind) throws IOException {
        write(withFile());
        sandboxes.fortnox().fault(Fault.of(kind).on("POST", "/3/inbox").times(4));
        sandboxes
                .fortnox()
                .fault(Fault.of(kind).on("POST", "/3/voucherfileconnections").times(4));
        kvitta.deliverAll(merchant);
        assertEachHasItsFileToo();
        assertThat(sandboxes.company().connections()).hasSize(2 * VOUCHERS);
    }

    @Test
    void keepsVoucherAndDocumentWhereTheInboxRefusesTheFile() throws IOException {
        write(withFile());
        sandboxes.fortnox().assume("inbox-file-types", "documents");
        try {
            kvitta.deliverAll(merchant);
        } finally {
            sandboxes.fortnox().assume("inbox-file-types", "any");
        }
        assertThat(done()).hasSize(VOUCHERS);
        assertThat(sandboxes.company().connections()).hasSize(VOUCHERS);
        assertThat(tasks()).hasSize(VOUCHERS).allSatisfy(task -> {
            assertThat(task.reason().code()).isEqualTo("EVIDENCE_NOT_ATTACHED");
            assertThat(task.reason().facts().get("file")).endsWith("_0.csv");
        });
        retryAll();
        assertEachHasItsFileToo();
    }

    @Test
    void leavesOutAFileThatTheTargetDoesNotTake() throws IOException {
        home.edit("mappings/targets/fortnox.yaml", text -> text.replace("types: [csv, ", "types: ["));
        try {
            write(withFile());
            kvitta.deliverAll(merchant);
        } finally {
            home.edit("mappings/targets/fortnox.yaml", text -> text.replace("types: [json", "types: [csv, json"));
            kvitta.bean(Merchants.class).refresh();
        }
        assertEachAttachedOnce();
    }

    private void retryAll() {
        done().forEach(posting -> kvitta.bean(Operations.class).retryPosting(posting.id(), "test"));
        kvitta.deliverAll(merchant);
    }
}
