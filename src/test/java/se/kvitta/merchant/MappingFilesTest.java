package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mapping file is held against its published schema: file, line, field and what is allowed. */
class MappingFilesTest {

    private static final Map<String, String> SCHEMAS = Map.of(
            "accounts",
            "account-plan",
            "sources",
            "source",
            "targets",
            "target",
            "rates",
            "rates",
            "merchants",
            "merchant");

    @TempDir
    Path folder;

    private ReadFiles files;

    @BeforeEach
    void files() {
        files = new ReadFiles(folder);
    }

    @Test
    void everyShippedFileNamesItsSchemaForEditors() throws IOException {
        for (Map.Entry<String, String> schema : SCHEMAS.entrySet()) {
            try (Stream<Path> shipped = Files.list(Path.of("mappings", schema.getKey()))) {
                List<Path> yaml = shipped.filter(file -> file.toString().endsWith(".yaml"))
                        .toList();
                assertThat(yaml).isNotEmpty();
                for (Path file : yaml) {
                    assertThat(Files.readAllLines(file).get(0))
                            .as("%s", file)
                            .isEqualTo(
                                    "# yaml-language-server: $schema=../schema/" + schema.getValue() + ".schema.json");
                }
            }
        }
    }

    @Test
    void everyShippedFileCanBeRead() {
        assertThat(files.read(ReadFiles.FILE).problems()).isEmpty();
    }

    /** The first field is the file, the second a text in it, the third what stands there instead. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            accounts/bas-2026.yaml | account: "1516"  | account: 1516      | accounts.AR_DISPUTED.account | Four digits, in quotation marks
            accounts/bas-2026.yaml | account: "1516", name | account: "1516", nam | accounts.AR_DISPUTED.nam | additional
            accounts/bas-2026.yaml | box: "42"        | box: "43"          | accounts.SALES_0.box | "42"
            accounts/bas-2026.yaml | until: 2026-03-31 | until: 2026-03-32 | vatClasses.food.0.until | date
            accounts/bas-2026.yaml | { rate: 12, until: 2026-03-31 } | { rate: 12.1234567 } | vatClasses.food.0 | 12.1234567
            accounts/bas-2026.yaml | restaurant:      | Restaurant:        | vatClasses | pattern
            accounts/bas-2025.yaml | basedOn: bas-2026 | basedOn: bas-1976 | basedOn | those are [bas-2026]
            accounts/bas-2025.yaml | basedOn: bas-2026 | based: bas-2026   | based | additional
            sources/klarna.yaml    | feeVat: SE25     | feeVat: SE12       | feeVat | ["SE25", "RC_EU"
            sources/klarna.yaml    | moneyDay: settlement | moneyDay: month | moneyDay | ["settlement", "balance"]
            sources/klarna.yaml    | name: Klarna     | title: Klarna      | name | required
            sources/klarna.yaml    | { account: "1591" | { konto: "1591"   | accounts.RESERVE_SEK | account
            sources/nets.yaml      | CHARGE: { plus: SALE } | CHARGE: { minus: SALE } | rows.types.CHARGE.minus | one of [REFUND,
            sources/nets.yaml      | CHARGE: { plus: SALE } | CHARGE: { plus: SELL } | rows.types.CHARGE.plus | "SALE"
            sources/nets.yaml      | CHARGE: { plus: SALE } | CHARGE: {}     | rows.types.CHARGE | neither plus nor minus
            sources/nets.yaml      | waits: NEEDS_DECISION | waits: NO_IDEA  | rows.types.DEPOSIT.waits | no code of docs/errors.md
            sources/nets.yaml      | net: net         | nett: net          | rows.columns.nett | additional
            sources/nets.yaml      | net: net         | second: net        | rows.settlement.payout.sumOf | no net
            sources/nets.yaml      | key: actionId    | second: actionId   | rows.columns.key | required
            sources/nets.yaml      | payout: { sumOf: net } | payout: {}   | rows.settlement.payout | at least 1
            sources/nets.yaml      | column: payoutDate | is: SEK          | rows.settlement.day | only the currency
            sources/nets.yaml      | vatRates: ["25", "12", "6"] | vatRates: ["25,5"] | rows.vatRates | 25,5
            sources/nets.yaml      | vatRates: ["25", "12", "6"] | zone: Mars | rows.zone | time zone
            sources/nets.yaml      | decimal: ","  | charset: latin-99  | rows.charset | character set
            sources/nets.yaml      | decimal: ","  | dates: bbbb        | rows.dates | pattern of a day
            targets/sie.yaml       | series: KV       | series: K-V        | series | Default series of vouchers
            targets/sie.yaml       | rows: 10000      | rows: många        | rows | integer
            targets/sie.yaml       | lanes: 1         | lanes: 0           | limits.lanes | minimum
            targets/sie.yaml       | grace: 0s        | graze: 0s          | timing.grace | required
            targets/sie.yaml       | project: 6       | project: 0         | dimensions.project | minimum
            targets/fortnox.yaml   | window: 5s       | windows: 5s        | limits | window
            targets/fortnox.yaml   | balance: invoice  | balance: euro     | match.balance | 'euro': does not have a value in the enumeration ["invoice", "kronor"]
            targets/fortnox.yaml   | write-off-sign: negative-when-underpaid | write-off-sign: negative | match.write-off-sign | ["negative-when-underpaid", "positive"]
            targets/fortnox.yaml   | again: 6h         | often: 6h         | match.often | there are [again, wait, candidates
            targets/fortnox.yaml   | candidates: 20    | candidates: many  | match.candidates | integer
            targets/fortnox.yaml   | existing-pages:   | existing-page:    | invoices.existing-page | additional
            targets/fortnox.yaml   | orderNumberIn: YourOrderNumber | orderNumberIn: OrderNumber | orderNumberIn | "YourOrderNumber", "YourReference"
            targets/fortnox.yaml   | company: tenant   | company: tenants  | company | ["tenant"]
            targets/fortnox.yaml   | checks: [settings] | check: [settings] | needed-scopes.check | additional
            rates/ecb.yaml         | days: 3660       | days: -1           | days | minimum
            """)
    void saysWhereAndWhyAndWhatIsAllowed(String file, String text, String instead, String field, String message) {
        files.home().edit("mappings/" + file, content -> {
            assertThat(content).contains(text);
            return content.replaceFirst(Pattern.quote(text), instead);
        });
        FileProblem problem = files.read(ReadFiles.FILE).problems().stream()
                .filter(one -> one.file().equals(file))
                .findFirst()
                .orElseThrow();
        assertThat(problem.field()).startsWith(field);
        assertThat(problem.message()).contains(message);
        assertThat(problem.line()).isPositive();
    }

    @Test
    void aPlanIsBasedOnOneThatStandsOnItsOwn() {
        files.home().write("mappings/accounts/own.yaml", "plan: own\nbasedOn: bas-2025\n");
        assertThat(files.read(ReadFiles.FILE).problems())
                .extracting(FileProblem::toString)
                .containsExactly("accounts/own.yaml:2: basedOn: 'bas-2025' is no account plan that stands on its own;"
                        + " those are [bas-2026]");
    }

    @Test
    void aRoleOfAPlanMayHaveAccountsWithTheirDays() {
        files.home().write("mappings/accounts/own.yaml", """
                plan: own
                basedOn: bas-2026
                accounts:
                  SALES_25:
                    - { account: "3010", name: Försäljning, box: "05", until: 2026-06-30 }
                    - { account: "3001", name: Försäljning, box: "05", from: 2026-07-01 }
                """);
        var plan = files.rules(ReadFiles.merchant("accountPlan: own")).plan();
        assertThat(plan.require("SALES_25", LocalDate.of(2026, 6, 30)).account().number())
                .isEqualTo("3010");
        assertThat(plan.require("SALES_25", LocalDate.of(2026, 7, 1)).account().number())
                .isEqualTo("3001");
    }
}
