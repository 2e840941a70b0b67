package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one field alone cannot tell: settings that contradict each other, and what the target cannot carry. */
class ProfileChecksTest {

    @TempDir
    Path folder;

    private ReadFiles files;

    @BeforeEach
    void files() {
        files = new ReadFiles(folder);
    }

    private void refuses(String yaml, int line, String field, String message) {
        FileProblem problem = files.problem(yaml);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.message()).contains(message);
        assertThat(problem.line()).isEqualTo(line);
    }

    private static String modes(String modes) {
        return ReadFiles.FILE.replace("[daily]", modes).replace("# profile", "match: { in: OCR }");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[ledger, daily]", "[daily, match]", "[ledger, match, payout]"})
    void takesNoTwoModesThatBookSales(String modes) {
        refuses(modes(modes), 11, "profiles.lampan-se.modes", "would book sales twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[order, ledger]", "[order, payout]"})
    void takesOrdersAlone(String modes) {
        refuses(modes(modes), 11, "profiles.lampan-se.modes", "order stands alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[ledger, payout]", "[match]", "[daily, payout]", "[payout]", "[order]"})
    void takesOneModeThatBooksSalesBesideTheOthers(String modes) {
        assertThat(files.read(modes(modes)).problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[daily]", "[ledger]", "[daily, payout]", "[order]"})
    void aCompanyWithTheCashMethodBooksPayoutsOnly(String modes) {
        refuses(
                modes(modes).replace("# merchant", "accountingMethod: cash"),
                11,
                "profiles.lampan-se.modes",
                "must be [payout] and nothing else");
    }

    @Test
    void theModeMatchNeedsAFieldThatTheTargetCanBeSearchedBy() {
        refuses(
                modes("[match]").replace("in: OCR", "in: ocr"),
                12,
                "profiles.lampan-se.match.in",
                "'ocr' is no field that sie can be searched by; known are [OCR, YourOrderNumber, YourReference]");
    }

    @Test
    void theModeMatchNeedsAField() {
        refuses(
                ReadFiles.FILE.replace("[daily]", "[match]"),
                7 + 1,
                "profiles.lampan-se.match.in",
                "in which field of the invoice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            department: A1                          | department                  | fortnox cannot carry it; it carries [cost centre, project]
            otherDimensions: { Kostnadsbärare: K1 } | otherDimensions.Kostnadsbärare | fortnox cannot carry it
            costCentre: WEBBUTIK                    | costCentre                  | 'WEBBUTIK' is no code that fortnox takes
            dimensionRules: [{ when: { country: [DE] }, department: A1 }] | dimensionRules.0.department | fortnox cannot carry it
            """)
    void refusesADimensionThatTheTargetCannotCarry(String setting, String field, String message) {
        refuses(
                ReadFiles.profile(setting)
                        .replace("{ system: sie }", "{ system: fortnox, connection: { tenant: \"1\" } }"),
                12,
                "profiles.lampan-se." + field,
                message);
    }

    @Test
    void refusesADimensionThatTheTargetsMappingDoesNotName() {
        refuses(
                ReadFiles.profile("otherDimensions: { Region: SYD }"),
                12,
                "profiles.lampan-se.otherDimensions.Region",
                "mappings/targets/sie.yaml names no such dimension; it names [Kostnadsbärare, costCentre, department,"
                        + " project]");
        refuses(
                ReadFiles.profile("costCentre: \"A-1\""),
                12,
                "profiles.lampan-se.costCentre",
                "'A-1' is no code that sie takes");
        files.home().edit("mappings/targets/sie.yaml", text -> text + "  Region: 21\n");
        assertThat(files.rules(ReadFiles.profile("otherDimensions: { Region: SYD }"))
                        .dimensions()
                        .always()
                        .others())
                .containsEntry("Region", "SYD");
    }

    @Test
    void noTwoDimensionsAreTheSameToTheTarget() {
        files.home().edit("mappings/targets/sie.yaml", text -> text + "  Region: 20\n");
        assertThat(files.read(ReadFiles.FILE).problems())
                .extracting(FileProblem::toString)
                .anyMatch(problem ->
                        problem.matches("targets/sie.yaml:\\d+: dimensions.Region: department is 20 already"));
    }

    /** Allowed, and told in the log and the health page. */
    @Test
    void tellsWhatWillNeedAPerson() {
        Merchants merchants = files.read(ReadFiles.profile("feeVat: UNSET\n    saleDay: order"));

        assertThat(merchants.problems()).isEmpty();
        assertThat(merchants.notes())
                .extracting(FileProblem::toString)
                .containsExactly(
                        "merchants/lampan.yaml:12: profiles.lampan-se.feeVat: is not set: the fees of klarna wait"
                                + " (FEE_VAT_UNSET) until it says how the supplier's invoice taxes them",
                        "merchants/lampan.yaml:13: profiles.lampan-se.saleDay: order: VAT arises at delivery or advance"
                                + " payment, so it may be reported in the wrong month");
        assertThat(files.read(ReadFiles.profile("feeVat: UNSET\n    fees: invoice"))
                        .notes())
                .isEmpty();
    }
}
