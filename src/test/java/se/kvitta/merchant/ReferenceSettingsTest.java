package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.booking.BookingRules.InvoiceField;
import se.kvitta.booking.ReferenceUses.Use;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Reference;

/** What the file may say of references, and how it is told what is wrong. */
class ReferenceSettingsTest {

    /** What the target of these tests does with references: an invoice takes all three, a payment none but its name. */
    private static final String USES = """
            uses:
              comment: { modes: [ledger, order], why: a payment has no text }
              invoiceNumber: { in: YourReference, modes: [match], form: "[0-9]+", why: it numbers its invoices itself }
              ocr: { in: OCR, modes: [ledger, match], form: "[0-9]{2,25}", checkDigit: luhn }
            """;

    @TempDir
    Path folder;

    private ReadFiles files;

    @BeforeEach
    void files() {
        files = new ReadFiles(folder);
        files.home().edit("mappings/targets/sie.yaml", text -> text.replace(ReadFiles.USES, USES)
                .replace("orderNumberIn: OCR\n", ""));
    }

    private static String file(String modes, String setting) {
        return ReadFiles.profile(setting).replace("[daily]", modes);
    }

    private void refuses(String yaml, String field, String message) {
        FileProblem problem = files.problem(yaml);
        assertThat(problem.file()).isEqualTo("merchants/lampan.yaml");
        assertThat(problem.line()).isEqualTo(12);
        assertThat(problem.field()).isEqualTo("profiles.lampan-se." + field);
        assertThat(problem.message()).contains(message);
    }

    @Test
    void readsWhatReferencesBecome() {
        String file = file("[ledger]", "references: { orderId: comment, secondReference: ocr }");

        assertThat(files.rules(file).references().uses())
                .isEqualTo(Map.of(Use.COMMENT, Reference.ORDER_ID, Use.OCR, Reference.SECOND_REFERENCE));
        assertThat(files.rules(file).references().forms().get(Use.OCR)).hasToString("[0-9]{2,25} + Luhn");
    }

    @Test
    void anInvoiceIsLookedForByWhatReferencesSayItIsCalled() {
        assertThat(files.rules(file("[match]", "references: { secondReference: invoiceNumber, orderId: ocr }"))
                        .match())
                .containsExactly(
                        new InvoiceField(Reference.SECOND_REFERENCE, "YourReference"),
                        new InvoiceField(Reference.ORDER_ID, "OCR"));
    }

    @Test
    void readsWhereTheNumberOfAnOrderStands() {
        String setting = "orderNumber: [{ field: secondReference, pattern: \"^F-(.+)$\" }, { field: orderId }]";
        Profile profile = files.read(ReadFiles.profile(setting)).profiles().get(0);

        assertThat(profile.orderNumber()
                        .numbered(new OrderReference("id", "1", "F-2", "", ""))
                        .number())
                .isEqualTo("2");
        assertThat(profile.orderNumber()
                        .numbered(new OrderReference("id", "1", "2", "", ""))
                        .number())
                .isEqualTo("id");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [ledger] | references: { orderId: ocr, secondReference: ocr } | references.secondReference | 'ocr' is what orderId becomes already, and an order has only one: no reference was put anywhere; leave one of the two lines out
            [ledger] | references: { orderId: [ocr, comment] } | references.orderId | (The provider's own id of the order)
            [ledger] | references: { orderId: remark } | references.orderId | comment
            [ledger] | references: { reference1: ocr } | references.reference1 | What each of the provider's references
            [ledger] | references: {} | references | What each of the provider's references
            [ledger] | references: { orderId: invoiceNumber } | references.orderId | sie takes it in the modes match, and not in ledger (it numbers its invoices itself); no reference was put anywhere; leave the line out
            [daily]  | references: { orderId: ocr } | references.orderId | 'ocr' would end up nowhere: sie takes it in the modes ledger, match, and not in daily
            [match]  | references: { orderId: comment, secondReference: ocr } | references.orderId | (a payment has no text); no reference was put anywhere; leave the line out, or add payout: split
            [order]  | references: { orderId: ocr } | references.orderId | would end up nowhere
            [match]  | references: { orderId: ocr }\\n    match: { in: YourReference } | match | the invoice of an order is found by its OCR, and by match by its YourReference: no invoice would be looked for
            [daily]  | orderNumber: [] | orderNumber | Which of the provider's references
            [daily]  | orderNumber: [{ field: reference1 }] | orderNumber.0.field | Which reference
            [daily]  | orderNumber: [{ pattern: x }] | orderNumber.0.field | required
            [daily]  | orderNumber: [{ field: orderId, pattern: "(" }] | orderNumber.0.pattern | '(' is no regular expression: Unclosed group
            """)
    void refusesWhatCannotBe(String modes, String setting, String field, String message) {
        String yaml = file(modes, setting.replace("\\n", "\n"));
        FileProblem problem = files.problem(yaml);

        assertThat(problem.file()).isEqualTo("merchants/lampan.yaml");
        assertThat(problem.line()).isBetween(12, 13);
        assertThat(problem.field()).isEqualTo("profiles.lampan-se." + field);
        assertThat(problem.message()).contains(message);
    }

    /** YAML would let the last line win. */
    @Test
    void noReferenceBecomesTwoThings() {
        FileProblem problem = files.problem(file("[ledger]", "references: { orderId: ocr, orderId: comment }"));

        assertThat(problem.line()).isEqualTo(12);
        assertThat(problem.message()).contains("orderId");
    }

    @Test
    void aCommentNeedsARowOfItsOwnWhereNothingElseHasAText() {
        assertThat(files.read(file(
                                "[match, payout]",
                                "payout: split\n    references: { orderId: comment, secondReference: ocr }"))
                        .problems())
                .isEmpty();
        assertThat(files.read(file("[daily, payout]", "payout: split\n    references: { orderId: comment }"))
                        .problems())
                .isEmpty();
    }

    @Test
    void aTargetThatDoesNotSayTakesNothing() {
        files.home().edit("mappings/targets/sie.yaml", text -> text.replace(USES, ""));

        refuses(
                file("[ledger]", "references: { orderId: ocr }"),
                "references.orderId",
                "'ocr' would end up nowhere: sie takes no ocr; no reference was put anywhere; leave the line out");
    }

    @Test
    void oneFieldOfAnInvoiceHasOneText() {
        String invoices = "target: { system: sie, invoices: { orderNumberIn: OCR } }";

        refuses(
                file("[ledger]", "references: { orderId: ocr }").replace("target: { system: sie }", invoices),
                "references.orderId",
                "'ocr' is written in OCR, and so is the order's number (target.invoices.orderNumberIn)");
    }

    @Test
    void aTargetsUseMustBeAFieldThatIsSearched() {
        files.home().edit("mappings/targets/sie.yaml", text -> text.replace("in: YourReference", "in: Number"));

        assertThat(files.read(ReadFiles.FILE).problems())
                .extracting(FileProblem::toString)
                .anyMatch(problem -> problem.matches(
                        "targets/sie.yaml:\\d+: uses.invoiceNumber.in: 'Number' is not among the references .*"));
    }
}
