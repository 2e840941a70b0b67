package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which accounts a profile must have, which no two may share, and which feed one box. */
class AccountChecksTest {

    private static final String FEE = "  FEE: { account: \"6040\", name: Avgifter }\n";

    @TempDir
    Path folder;

    private ReadFiles files;

    @BeforeEach
    void files() {
        files = new ReadFiles(folder);
    }

    /** A second source, and a second profile of the merchant that takes a currency from it. */
    private String withSource(String slug, String accounts, String currency) {
        files.home()
                .write(
                        "mappings/sources/" + slug + ".yaml",
                        "source: " + slug + "\nname: X\nfeeVat: EXEMPT\naccounts:\n" + FEE + accounts);
        return second(ReadFiles.FILE, slug, currency);
    }

    private static String second(String file, String slug, String currency) {
        return file + "  lampan-" + slug + ":\n    source: " + slug + "\n    currencies: [" + currency
                + "]\n    start: 2026-01-01\n    modes: [payout]\n";
    }

    private void refuses(String yaml, String field, String message) {
        FileProblem problem = files.problem(yaml);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.message()).contains(message);
        assertThat(problem.line()).isPositive();
    }

    @Test
    void oneProviderAndCurrencyMayClearOnTheFallback() {
        Merchants merchants = files.read(withSource("other", "", "SEK"));

        assertThat(merchants.problems()).isEmpty();
        assertThat(merchants
                        .rules(merchants.requireProfile("lampan-other"))
                        .plan()
                        .require("CLEARING_SEK", LocalDate.of(2026, 1, 1))
                        .account()
                        .number())
                .isEqualTo("1686");
        Merchants older = files.read(withSource("other", "", "SEK").replace("# merchant", "accountPlan: bas-2025"));
        assertThat(older.rules(older.requireProfile("lampan-other"))
                        .plan()
                        .require("CLEARING_SEK", LocalDate.of(2026, 1, 1))
                        .account()
                        .number())
                .isEqualTo("1580");
    }

    @Test
    void aSecondProviderOrCurrencyOnTheFallbackIsRefusedWithBothNamed() {
        String first = withSource("other", "", "SEK");
        withSource("third", "", "SEK");
        refuses(
                second(first, "third", "SEK"),
                "profiles.lampan-third.accounts",
                "the fallback 1686 of the plan bas-2026 serves other SEK already: name an account for the role"
                        + " CLEARING_SEK for third SEK");
        refuses(
                withSource("other", "", "SEK, EUR"),
                "profiles.lampan-other.accounts",
                "serves other EUR already: name an account for the role CLEARING_SEK for other SEK");
        assertThat(files.read(second(first, "third", "SEK") + "    accounts: { CLEARING_SEK: \"1588\" }\n")
                        .problems())
                .isEmpty();
    }

    @Test
    void aReserveAccountIsNotSharedEither() {
        refuses(
                withSource(
                        "other",
                        "  CLEARING_SEK: { account: \"1588\", name: A }\n  RESERVE_SEK: { account: \"1591\", name: R }\n",
                        "SEK"),
                "profiles.lampan-other.accounts",
                "the reserve account 1591 cannot serve both the reserve of klarna SEK and the reserve of other SEK");
        refuses(
                ReadFiles.profile("accounts: { RESERVE_SEK: \"1581\" }"),
                "profiles.lampan-se.accounts",
                "the reserve account 1581 cannot serve both klarna SEK and the reserve of klarna SEK");
    }

    @Test
    void aProfileThatTakesEveryCurrencySharesNoAccountEither() {
        refuses(
                withSource("other", "  CLEARING_EUR: { account: \"1581\", name: A }\n", "SEK")
                        .replace(
                                "    currencies: [SEK]\n    start: 2026-01-01\n    modes: [payout]",
                                "    start: 2026-01-01\n    modes: [payout]"),
                "profiles.lampan-other.accounts",
                "the clearing account 1581 cannot serve both klarna SEK and other EUR");
    }

    @Test
    void aLaterAccountIsNotSharedEither() {
        refuses(
                second(ReadFiles.FILE, "klarna", "EUR")
                        + "    accounts: { CLEARING_EUR: [{ account: \"1581\", from: 2027-01-01 }] }\n",
                "profiles.lampan-klarna.accounts",
                "the clearing account 1581 cannot serve both klarna SEK and klarna EUR");
    }

    /** On the start day and on every day that an account ceases to count. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CLEARING_SEK | 1988 | no account for the role CLEARING_SEK from 2026-07-01 on
            FEE          | 6540 | no account for the role FEE from 2026-07-01 on
            """)
    void aRoleMustHaveAnAccountForEver(String role, String number, String message) {
        files.home()
                .edit(
                        "mappings/sources/klarna.yaml",
                        text -> text.replaceAll(
                                "(?m)^  " + role + ": .*$",
                                "  " + role + ": { account: \"" + number + "\", name: X, until: 2026-06-30 }"));
        refuses(ReadFiles.FILE, "profiles.lampan-se.accounts", message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BANK_SEK      | bankLeg: bank
            ROUNDING      | wholeKronorPayout: true
            SERVICE_EU    | feeVat: RC_EU
            SERVICE_NON_EU | feeVat: RC_NON_EU
            RC_BASE_CONTRA | feeVat: RC_EU
            VAT_OUT_RC_25 | feeVat: RC_EU
            VAT_IN_RC     | feeVat: RC_NON_EU
            DEBT_SEK      | debts: own
            OLD_CLEARING  | opening: { SEK: { amount: 1, confirmedBy: Anna } }
            TRANSIT_SEK   | payout: lump
            VAT_IN        | payout: lump
            """)
    void aSettingNeedsItsAccounts(String role, String setting) {
        files.home().edit("mappings/accounts/bas-2026.yaml", text -> text.replaceAll("(?m)^  " + role + ":.*\n", ""));
        refuses(ReadFiles.profile(setting), "profiles.lampan-se.accounts", "no account for the role " + role);
    }

    @ParameterizedTest
    @CsvSource({
        "AR_DISPUTED, moneyDay: settlement, moneyDay: balance",
        "FX_LOSS, [SEK], [EUR]",
        "AR_CUSTOMER, [daily], [ledger]"
    })
    void whatDependsOnAnotherSettingNeedsItsAccountOnlyThen(String role, String text, String instead) {
        files.home().edit("mappings/accounts/bas-2026.yaml", plan -> plan.replaceAll("(?m)^  " + role + ":.*\n", ""));
        assertThat(files.read(ReadFiles.FILE).problems()).isEmpty();
        files.home().edit("mappings/sources/klarna.yaml", source -> source.replace(text, instead));
        refuses(
                ReadFiles.FILE.replace(text, instead),
                "profiles.lampan-se.accounts",
                "no account for the role " + role);
    }

    @Test
    void aDebtAccountServesOneProviderAndIsNoOtherPot() {
        refuses(
                ReadFiles.profile("accounts: { DEBT_SEK: \"1591\" }"),
                "profiles.lampan-se.accounts",
                "the reserve account 1591 cannot serve both the debt of klarna SEK and the reserve of klarna SEK");
    }

    @Test
    void anAccountFeedsOneBoxOrNone() {
        refuses(
                ReadFiles.profile("accounts: { SALES_0: \"3001\" }"),
                "profiles.lampan-se.accounts",
                "the account 3001 cannot be both SALES_0 (box 42) and SALES_25 (box 05)");
        refuses(
                ReadFiles.profile("accounts: { SALES_PREPAID_ACCRUAL: \"3001\" }"),
                "profiles.lampan-se.accounts",
                "the account 3001 cannot be both SALES_25 (box 05) and SALES_PREPAID_ACCRUAL (no box)");
        assertThat(files.read(ReadFiles.profile("accounts: { FREIGHT_25: \"3001\", VAT_IN_RC: \"2641\" }"))
                        .problems())
                .isEmpty();
    }
}
