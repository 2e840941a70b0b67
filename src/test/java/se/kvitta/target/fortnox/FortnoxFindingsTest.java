package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Base64;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.CreditRisk;
import se.kvitta.booking.DimensionRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.RolesUsed;
import se.kvitta.booking.VatRules;
import se.kvitta.delivery.Needs;
import se.kvitta.journal.BooksAhead.Payout;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;

/** What answers mean that the sandbox does not give: composed to the documented schema. */
class FortnoxFindingsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Currency SEK = Money.SEK;
    private static final String YEAR =
            "{\"FinancialYears\":[{\"Id\":6,\"FromDate\":\"2026-01-01\",\"ToDate\":\"2026-12-31\",\"AccountingMethod\":\"ACCRUAL\"}]}";

    private final Map<String, String> answers = new HashMap<>();
    private JsonNode mapping;

    FortnoxFindingsTest() throws IOException {
        mapping = new YAMLMapper()
                .readTree(Path.of("mappings/targets/fortnox.yaml").toFile());
        answers.put("/3/financialyears", YEAR);
        answers.put(
                "/3/voucherseries",
                "{\"VoucherSeriesCollection\":[{\"Code\":\"KV\",\"Manual\":true},{\"Code\":\"A\",\"Manual\":true}]}");
        answers.put("/3/invoices", "{\"Invoices\":[]}");
    }

    static Needs withModes(Needs needs, Set<Mode> modes) {
        return new Needs(
                needs.merchant(),
                needs.today(),
                needs.method(),
                needs.books(),
                needs.series(),
                needs.evidence(),
                needs.profiles().stream()
                        .map(profile -> new Needs.OfProfile(
                                profile.name(),
                                profile.provider(),
                                modes,
                                profile.currencies(),
                                profile.converted(),
                                profile.start(),
                                new RolesUsed(
                                        modes,
                                        needs.method(),
                                        profile.currencies(),
                                        needs.books(),
                                        profile.roles().money(),
                                        profile.roles().vat()),
                                profile.plan(),
                                profile.dimensions(),
                                profile.orders()))
                        .toList(),
                needs.waiting(),
                needs.payouts());
    }

    private static Needs needs(Mode mode) {
        return needs(mode, Set.of());
    }

    private static Needs needs(Mode mode, Set<Currency> converted) {
        var money = new MoneyRules(
                MoneyRules.PayoutForm.LUMP,
                MoneyRules.Day.SETTLEMENT,
                MoneyRules.BankLeg.TRANSIT,
                false,
                MoneyRules.FeeVat.SE25,
                false,
                CreditRisk.PROVIDER,
                MoneyRules.Debts.CLEARING,
                MoneyRules.Pots.FIFO,
                Map.of());
        var vat = new VatRules(
                "SE",
                Map.of(),
                Map.of(),
                List.of(),
                VatRules.Freight.OWN,
                VatRules.Tips.STAFF,
                VatRules.Cards.ASK,
                VatRules.Goodwill.ASK,
                VatRules.Losses.GROSS,
                VatRules.DEFAULT_ROUNDING_LIMIT);
        var plan = new AccountPlan(
                "test",
                List.of(new AccountPlan.Entry("CLEARING_SEK", new Account("1581", "Avräkning"), null, null, null)));
        Set<Mode> modes = Set.of(mode, Mode.PAYOUT);
        return new Needs(
                "ljus",
                LocalDate.of(2026, 3, 5),
                BookingRules.Method.INVOICE,
                SEK,
                new BookingRules.Series("KV", "B", "C"),
                false,
                List.of(new Needs.OfProfile(
                        "ljus-se",
                        "Klarna",
                        modes,
                        Set.of(SEK),
                        converted,
                        LocalDate.of(2026, 1, 1),
                        new RolesUsed(modes, BookingRules.Method.INVOICE, Set.of(SEK), SEK, money, vat),
                        plan,
                        DimensionRules.NONE,
                        List.of("10231", "10232"))),
                List.of(),
                List.of(new Payout("ljus-se", "2201447718", Money.parse("4125.50 SEK"))));
    }

    /** Runs a survey on the answers by path; without one, Fortnox says 404. */
    private List<Finding> found(Needs needs, int mostCalls) {
        var survey = new FortnoxSurvey(new FortnoxQuestions(needs, mapping, null), mostCalls);
        while (survey.isMore()) {
            String asked = survey.getPath() + "?" + survey.getQuery();
            String answer = answers.entrySet().stream()
                    .filter(entry -> asked.startsWith(entry.getKey() + "?") || asked.contains(entry.getKey() + "&"))
                    .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
                    .map(Map.Entry::getValue)
                    .orElse("");
            if (answer.isEmpty()) {
                survey.refused(Reason.of("TARGET_REFUSED", "status", 404, "code", "-", "message", "no"));
            } else {
                survey.answered(json(answer));
            }
        }
        return FortnoxPreflight.judge(survey, "Fortnox", mapping, needs, null);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> codes(Mode mode) {
        return found(needs(mode), 150).stream()
                .map(finding -> finding.reason().code())
                .toList();
    }

    @Test
    void seesOnTheLatestInvoicesWhetherTotalsAreRounded() {
        assertThat(codes(Mode.LEDGER)).contains("PREFLIGHT_ROUNDING_UNKNOWN").doesNotContain("PREFLIGHT_ROUNDS");
        answers.put("/3/invoices", "{\"Invoices\":[{\"DocumentNumber\":\"31\"}]}");
        answers.put("/3/invoices/31", "{\"Invoice\":{\"DocumentNumber\":\"31\",\"Total\":347.49,\"RoundOff\":0}}");
        assertThat(codes(Mode.LEDGER)).noneMatch(code -> code.startsWith("PREFLIGHT_ROUND"));
        answers.put("/3/invoices/31", "{\"Invoice\":{\"DocumentNumber\":\"31\",\"Total\":347,\"RoundOff\":-0.49}}");
        assertThat(codes(Mode.LEDGER)).contains("PREFLIGHT_ROUNDS");
        assertThat(codes(Mode.MATCH)).contains("PREFLIGHT_ROUNDS");
        assertThat(codes(Mode.DAILY)).noneMatch(code -> code.startsWith("PREFLIGHT_ROUND"));
    }

    @Test
    void warnsOfTheWarehouseModuleWhereInvoicesAreMade() {
        answers.put("/api/warehouse/tenants-v4", "{\"tenantId\":704001,\"activated\":true}");
        assertThat(codes(Mode.LEDGER)).contains("PREFLIGHT_WAREHOUSE");
        assertThat(codes(Mode.DAILY)).doesNotContain("PREFLIGHT_WAREHOUSE");
        answers.put("/api/warehouse/tenants-v4", "{\"tenantId\":704001,\"activated\":false}");
        assertThat(codes(Mode.LEDGER)).doesNotContain("PREFLIGHT_WAREHOUSE");
    }

    @Test
    void warnsOfInvoicesThatAnotherProgramMakesOfTheSameOrders() {
        answers.put("/3/invoices", """
                {"Invoices":[
                  {"DocumentNumber":"41","Cancelled":false,"ExternalInvoiceReference1":"10231"},
                  {"DocumentNumber":"42","Cancelled":true,"ExternalInvoiceReference1":"10231"},
                  {"DocumentNumber":"43","Cancelled":false,"ExternalInvoiceReference1":"102310"},
                  {"DocumentNumber":"44","Cancelled":false,"ExternalInvoiceReference1":"(kv 10231:7f3a9c21)",
                   "ExternalInvoiceReference2":"10231"}]}
                """);
        answers.put(
                "/3/invoices?yourordernumber=10232",
                "{\"Invoices\":[{\"DocumentNumber\":\"45\",\"Cancelled\":false}]}");
        answers.put("/3/invoices/45", "{\"Invoice\":{\"DocumentNumber\":\"45\",\"YourOrderNumber\":\"10232\"}}");
        answers.put("/3/invoices/41", "{\"Invoice\":{\"DocumentNumber\":\"41\",\"YourOrderNumber\":\"\"}}");
        for (Mode mode : List.of(Mode.DAILY, Mode.LEDGER)) {
            assertThat(found(needs(mode), 150))
                    .filteredOn(finding -> finding.reason().code().equals("PREFLIGHT_FOREIGN_INVOICES"))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.reason().facts())
                            .containsEntry("count", "2")
                            .containsEntry("examples", "41 (10231); 45 (10232)"));
        }
        assertThat(codes(Mode.MATCH)).doesNotContain("PREFLIGHT_FOREIGN_INVOICES");
    }

    @Test
    void looksIntoVouchersThatNameTheProviderForTheAmountsOfPayouts() {
        answers.put("/3/vouchers", """
                {"Vouchers":[
                  {"VoucherSeries":"A","VoucherNumber":3,"Year":6,"TransactionDate":"2026-02-13","ReferenceType":"MANUAL",
                   "Description":"KLARNA vecka 7"},
                  {"VoucherSeries":"A","VoucherNumber":4,"Year":6,"TransactionDate":"2026-02-14","ReferenceType":"MANUAL",
                   "Description":"Hyra"},
                  {"VoucherSeries":"A","VoucherNumber":5,"Year":6,"TransactionDate":"2026-02-14","ReferenceType":"MANUAL",
                   "Description":"Klarna 1 (kv 2201447718:7f3a9c21)"},
                  {"VoucherSeries":"A","VoucherNumber":6,"Year":6,"TransactionDate":"2026-02-14","ReferenceType":"INVOICE",
                   "Description":"Kundfaktura Klarna"}]}
                """);
        answers.put("/3/vouchers/A/3", """
                {"Voucher":{"VoucherRows":[{"Account":1930,"Debit":4125.50,"Credit":0},{"Account":1581,"Debit":0,"Credit":4125.5}]}}
                """);
        assertThat(found(needs(Mode.DAILY), 150))
                .filteredOn(finding -> finding.reason().code().equals("PREFLIGHT_FOREIGN_VOUCHERS"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason().facts())
                        .containsEntry("count", "1")
                        .containsEntry("equal", "1")
                        .hasEntrySatisfying("examples", text -> assertThat(text).startsWith("A3 2026-02-13")));
    }

    @Test
    void asksForTermsAndModesOfPaymentThatTheMappingNames() throws IOException {
        answers.put("/3/termsofpayments", "{\"TermsOfPayments\":[{\"Code\":\"30\"}]}");
        answers.put("/3/modesofpayments", "{\"ModesOfPayments\":[{\"Code\":\"BG\",\"AccountNumber\":\"1930\"}]}");
        assertThat(codes(Mode.LEDGER)).doesNotContain("PREFLIGHT_TERMS_MISSING", "PREFLIGHT_MODE_MISSING");
        mapping = new YAMLMapper().readTree("""
                preflight: { terms-of-payment: ["30", "0"], modes-of-payment: { BG: BANK_SEK, KLARNA: CLEARING_SEK } }
                """);
        List<Finding> found = found(needs(Mode.LEDGER), 150);
        assertThat(found)
                .extracting(Finding::key)
                .contains("terms of payment 0", "mode of payment KLARNA")
                .doesNotContain("terms of payment 30", "mode of payment BG");
        Reason repair = found.stream()
                .filter(finding -> finding.key().equals("mode of payment KLARNA"))
                .findFirst()
                .orElseThrow()
                .repair();
        FortnoxRepair mend = FortnoxRepair.of(repair);
        assertThat(mend.getPath()).isEqualTo("/3/modesofpayments/KLARNA");
        assertThat(mend.getMethod() + " " + mend.getChangePath()).isEqualTo("POST /3/modesofpayments");
        assertThat(json(new String(mend.getContent(), StandardCharsets.UTF_8)))
                .isEqualTo(
                        json(
                                "{\"ModeOfPayment\":{\"Code\":\"KLARNA\",\"Description\":\"Kvitta KLARNA\",\"AccountNumber\":\"1581\"}}"));
    }

    @Test
    void wantsTheCurrencyThatOrdersAreInAlsoWhereTheProviderConvertsIt() {
        Needs needs = needs(Mode.LEDGER, Set.of(Currency.getInstance("EUR"), SEK));
        answers.put("/3/currencies", "{\"Currencies\":[{\"Code\":\"SEK\",\"BuyRate\":1,\"SellRate\":1}]}");
        assertThat(found(needs, 150))
                .filteredOn(finding -> finding.key().contains("EUR"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason().facts())
                        .containsEntry("currency", "EUR")
                        .containsEntry("profiles", "ljus-se"))
                .satisfies(finding -> assertThat(finding.reason().code()).isEqualTo("PREFLIGHT_CURRENCY_MISSING"))
                .satisfies(finding -> assertThat(finding.modes()).containsExactly(Mode.LEDGER));
        answers.put("/3/currencies", "{\"Currencies\":[{\"Code\":\"EUR\",\"BuyRate\":0,\"SellRate\":0}]}");
        assertThat(found(needs, 150)).extracting(Finding::key).contains("rate of EUR");
        answers.put("/3/currencies", "{\"Currencies\":[{\"Code\":\"EUR\",\"BuyRate\":11.2,\"SellRate\":11.2}]}");
        assertThat(found(needs, 150)).extracting(Finding::key).noneMatch(key -> key.contains("EUR"));
        answers.remove("/3/currencies");
        assertThat(found(needs(Mode.DAILY, Set.of(Currency.getInstance("EUR"))), 150))
                .as("vouchers have no currency")
                .extracting(Finding::key)
                .noneMatch(key -> key.contains("EUR") || key.equals("read currencies"));
    }

    /** The search is «contains», and whoever integrates chooses the field. */
    @Test
    void findsInvoicesOfOthersByEveryFieldThatAnOrderCanBeIn() {
        answers.put("/3/invoices?yourreference=10231", """
                {"Invoices":[{"DocumentNumber":"50"},{"DocumentNumber":"51"}]}""");
        answers.put("/3/invoices/50", "{\"Invoice\":{\"DocumentNumber\":\"50\",\"YourReference\":\"102310\"}}");
        answers.put("/3/invoices/51", "{\"Invoice\":{\"DocumentNumber\":\"51\",\"YourReference\":\"10231\"}}");
        answers.put(
                "/3/invoices?externalinvoicereference2=10232",
                "{\"Invoices\":[{\"DocumentNumber\":\"60\",\"ExternalInvoiceReference2\":\"10232\"}]}");
        assertThat(foreignInvoices()).isEqualTo("51 (10231)");
        // More invoices than are read: those are asked for by the other fields too.
        answers.put("/3/invoices", "{\"MetaInformation\":{\"@TotalPages\":9},\"Invoices\":[]}");
        assertThat(foreignInvoices()).isEqualTo("60 (10232); 51 (10231)");
    }

    private String foreignInvoices() {
        return found(needs(Mode.DAILY), 150).stream()
                .filter(finding -> finding.reason().code().equals("PREFLIGHT_FOREIGN_INVOICES"))
                .map(finding -> finding.reason().facts().getOrDefault("examples", ""))
                .findFirst()
                .orElse("");
    }

    @Test
    void wantsNoSwedishCodeOnAnAccountOfRowsWithoutSwedishVat() {
        answers.put("/3/accounts", "{\"Accounts\":[{\"Number\":1581,\"Active\":true,\"VATCode\":\"MP2\"}]}");
        assertThat(found(needs(Mode.DAILY), 150))
                .filteredOn(finding -> finding.reason().code().equals("PREFLIGHT_VAT_CODE"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason().facts())
                        .containsEntry("account", "1581")
                        .containsEntry("code", "MP2")
                        .containsEntry("expected", "≠ MP1, MP2, MP3"));
        answers.put("/3/accounts", "{\"Accounts\":[{\"Number\":1581,\"Active\":true,\"VATCode\":\"E3\"}]}");
        assertThat(codes(Mode.DAILY)).doesNotContain("PREFLIGHT_VAT_CODE");
    }

    /** Neither absent, nor zero, nor false. */
    @Test
    void tellsWhatTheLoginMayNotSeeAndJudgesNothingByIt() {
        answers.put(
                "/3/financialyears",
                "{\"FinancialYears\":[" + YEAR.substring(19, YEAR.length() - 2)
                        + ",{\"Id\":5,\"FromDate\":\"API_NORIGHT\",\"ToDate\":\"2025-12-31\",\"AccountingMethod\":\"API_NORIGHT\"}]}");
        answers.put("/3/settings/lockedperiod", "{\"LockedPeriod\":{\"EndDate\":\"API_NORIGHT\"}}");
        answers.put("/3/voucherseries", "{\"VoucherSeriesCollection\":[{\"Code\":\"KV\",\"Manual\":\"API_NORIGHT\"}]}");
        answers.put("/3/accounts", "{\"Accounts\":[{\"Number\":\"API_NORIGHT\",\"Active\":\"API_NORIGHT\"}]}");
        answers.put(
                "/3/predefinedvoucherseries",
                "{\"PreDefinedVoucherSeriesCollection\":[{\"Name\":\"INVOICE\",\"VoucherSeries\":\"API_NORIGHT\"},"
                        + "{\"Name\":\"API_NORIGHT\",\"VoucherSeries\":\"C\"}]}");
        answers.put(
                "/3/predefinedaccounts",
                "{\"PreDefinedAccounts\":[{\"Name\":\"CUSTCLAIM\",\"Account\":\"API_NORIGHT\"},{\"Name\":\"API_NORIGHT\"}]}");
        answers.put("/3/currencies", "{\"Currencies\":[{\"Code\":\"API_NORIGHT\",\"BuyRate\":\"API_NORIGHT\"}]}");
        answers.put(
                "/3/invoices",
                "{\"Invoices\":[{\"DocumentNumber\":\"31\",\"Cancelled\":false,"
                        + "\"ExternalInvoiceReference1\":\"API_NORIGHT\",\"ExternalInvoiceReference2\":\"10231\"}]}");
        answers.put("/3/invoices/31", "{\"Invoice\":{\"DocumentNumber\":\"31\",\"RoundOff\":\"API_NORIGHT\"}}");
        answers.put("/3/customers", "{\"Customers\":[{\"CustomerNumber\":\"KVITTA-SEVAT-SEK\"}]}");
        answers.put(
                "/3/customers/KVITTA-SEVAT-SEK",
                "{\"Customer\":{\"CustomerNumber\":\"KVITTA-SEVAT-SEK\",\"Active\":\"API_NORIGHT\",\"VATType\":\"SEVAT\","
                        + "\"Currency\":\"API_NORIGHT\"}}");
        List<Finding> found = found(needs(Mode.LEDGER, Set.of(Currency.getInstance("EUR"))), 150);
        assertThat(found)
                .filteredOn(finding -> finding.reason().code().equals("PREFLIGHT_HIDDEN"))
                .extracting(finding -> finding.key().substring("hidden in ".length()) + ": "
                        + finding.reason().facts().get("fields"))
                .containsExactlyInAnyOrder(
                        "years: AccountingMethod, FromDate",
                        "locked: EndDate",
                        "series: Manual",
                        "accounts: Active, Number",
                        "predefined series: Name, VoucherSeries",
                        "predefined accounts: Account, Name",
                        "currencies: BuyRate, Code",
                        "customer: Active, Currency",
                        "latest invoices: ExternalInvoiceReference1",
                        "latest invoice: RoundOff",
                        "invoices: ExternalInvoiceReference1",
                        "order: ExternalInvoiceReference1");
        assertThat(found)
                .extracting(finding -> finding.reason().code())
                .filteredOn(code -> !code.equals("PREFLIGHT_HIDDEN"))
                .containsExactly("PREFLIGHT_ROUNDING_UNKNOWN");
        var survey = new FortnoxSurvey(new FortnoxQuestions(needs(Mode.DAILY), mapping, null), 1);
        survey.answered(json(answers.get("/3/settings/lockedperiod")));
        assertThat(FortnoxPreflight.closed(survey))
                .as("what is hidden does not say that nothing is locked")
                .isNull();
    }

    @Test
    void neverAsksMoreThanItMayAndTellsWhatItLeftOut() {
        assertThat(found(needs(Mode.LEDGER), 3))
                .filteredOn(finding -> finding.reason().code().equals("PREFLIGHT_NOT_WHOLE"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reason().facts())
                        .containsEntry("calls", "3")
                        .hasEntrySatisfying("left", text -> assertThat(text).contains("{word.accounts} 6")))
                .satisfies(finding -> assertThat(Reasons.in("sv").cause(finding.reason()))
                        .contains("förvalda konton", "kontona i räkenskapsår 6")
                        .doesNotContain("word", "accounts"))
                .satisfies(finding -> assertThat(Reasons.in("en").cause(finding.reason()))
                        .contains("predefined accounts", "the accounts of financial year 6")
                        .doesNotContain("word."));
        assertThat(codes(Mode.LEDGER)).doesNotContain("PREFLIGHT_NOT_WHOLE");
    }

    @Test
    void everyQuestionHasWordsInEveryLanguage() {
        for (String kind : FortnoxQuestions.ABOUT) {
            Reason reason = Reason.of("PREFLIGHT_NOT_READ", "what", FortnoxQuestions.words(kind));
            assertThat(Reasons.LANGUAGES)
                    .allSatisfy(language -> assertThat(Reasons.in(language).cause(reason))
                            .as(kind)
                            .doesNotContain("{word."));
        }
    }

    @Test
    void readsTheScopesOfATokenAndCannotOfAnother() {
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"scope\":\"invoice bookkeeping\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(FortnoxScopes.in("e30." + claims + ".x")).hasValue(Set.of("invoice", "bookkeeping"));
        assertThat(FortnoxScopes.in("opaque")).isEmpty();
        assertThat(FortnoxScopes.in("a.b.c")).isEmpty();
    }
}
