package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.BookingRules.InvoiceField;
import se.kvitta.booking.CreditRisk;
import se.kvitta.booking.DimensionRules;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.VatRules;
import se.kvitta.booking.VatRules.DatedRate;
import se.kvitta.booking.VatRules.ZeroRule;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.Reference;

/** Each setting of a merchant file ends up in the rule that the bookkeeper follows, and a wrong one names its line. */
class MerchantSettingsTest {

    private static final LocalDate START = LocalDate.of(2026, 1, 1);

    @TempDir
    Path folder;

    private ReadFiles files;

    @BeforeEach
    void files() {
        files = new ReadFiles(folder);
    }

    private BookingRules profile(String setting) {
        return files.rules(ReadFiles.profile(setting));
    }

    private BookingRules merchant(String setting) {
        return files.rules(ReadFiles.merchant(setting));
    }

    @Test
    void aFileThatSaysLittleMeansTheCautiousThing() {
        BookingRules rules = files.rules(ReadFiles.FILE);

        assertThat(rules.method()).isEqualTo(BookingRules.Method.INVOICE);
        assertThat(rules.saleDay()).isEqualTo(BookingRules.SaleDay.CAPTURE);
        assertThat(rules.saleRate()).isEqualTo(BookingRules.SaleRate.COMPANY);
        assertThat(rules.money())
                .isEqualTo(new MoneyRules(
                        MoneyRules.PayoutForm.LUMP,
                        MoneyRules.Day.SETTLEMENT,
                        MoneyRules.BankLeg.TRANSIT,
                        false,
                        MoneyRules.FeeVat.SE25,
                        false,
                        CreditRisk.PROVIDER,
                        MoneyRules.Debts.CLEARING,
                        MoneyRules.Pots.FIFO,
                        Map.of()));
        assertThat(rules.vat())
                .isEqualTo(new VatRules(
                        "SE",
                        Map.of(),
                        Map.of(),
                        List.of(),
                        VatRules.Freight.OWN,
                        VatRules.Tips.STAFF,
                        VatRules.Cards.ASK,
                        VatRules.Goodwill.ASK,
                        VatRules.Losses.GROSS,
                        5));
        assertThat(rules.dimensions()).isEqualTo(DimensionRules.NONE);
        assertThat(rules.periods().yearsThrough()).isNull();
    }

    @Test
    void readsTheSettingsOfAMerchant() {
        assertThat(merchant("yearsThrough: 2026-12-31").periods().yearsThrough())
                .isEqualTo(LocalDate.of(2026, 12, 31));
        assertThat(files.rules(ReadFiles.merchant("accountingMethod: cash").replace("daily", "payout"))
                        .method())
                .isEqualTo(BookingRules.Method.CASH);
    }

    @Test
    void readsWhatIsSaidOfTheMoney() {
        assertThat(profile("bankLeg: bank").money().bankLeg()).isEqualTo(MoneyRules.BankLeg.BANK);
        assertThat(profile("payout: split").money().form()).isEqualTo(MoneyRules.PayoutForm.SPLIT);
        assertThat(profile("pots: average").money().pots()).isEqualTo(MoneyRules.Pots.AVERAGE);
        assertThat(profile("debts: own\n    accounts: { DEBT_SEK: \"2897\" }")
                        .money()
                        .debts())
                .isEqualTo(MoneyRules.Debts.OWN);
        assertThat(profile("vat: { goodwillCards: discount }").vat().goodwill()).isEqualTo(VatRules.Goodwill.DISCOUNT);
        assertThat(profile("wholeKronorPayout: true").money().wholeKronor()).isTrue();
        assertThat(profile("fees: invoice").money().feesOnInvoice()).isTrue();
        assertThat(profile("fees: withheld").money().feesOnInvoice()).isFalse();
        for (MoneyRules.FeeVat feeVat : MoneyRules.FeeVat.values()) {
            assertThat(profile("feeVat: " + feeVat).money().feeVat()).isEqualTo(feeVat);
        }
        assertThat(profile("opening: { SEK: { amount: 12450.50, confirmedBy: Anna } }")
                        .money()
                        .openings())
                .isEqualTo(Map.of(
                        Currency.getInstance("SEK"),
                        new MoneyRules.Opening(Money.of("12450.50", "SEK"), START, "Anna")));
    }

    @Test
    void readsWhenADebtIsOldAndWhatReservesBeginWith() {
        assertThat(read("payout: lump").debtDays()).isEqualTo(14);
        assertThat(read("debtDays: 0").debtDays()).isZero();
        assertThat(read("reserves: [{ currency: SEK, type: ROLLING, amount: 1500.10, day: 2026-03-05 },"
                                + " { currency: SEK, amount: 0, day: 2026-01-01 }]")
                        .reserves())
                .containsExactly(
                        new ReserveStart("ROLLING", Money.of("1500.10", "SEK"), LocalDate.parse("2026-03-05")),
                        new ReserveStart("", Money.of("0.00", "SEK"), LocalDate.parse("2026-01-01")));
        FileProblem problem = files.problem(
                ReadFiles.profile("reserves: [{ currency: SEK, type: ROLLING, amount: 1, day: 2026-01-01 }]")
                        .replace("source: klarna", "source: paypal"));
        assertThat(problem.field()).isEqualTo("profiles.lampan-se.reserves.0.type");
        assertThat(problem.message()).contains("paypal tells no types of reserves");
    }

    private Profile read(String setting) {
        return files.read(ReadFiles.profile(setting)).profiles().get(0);
    }

    @Test
    void readsHowInvoicesAreMade() {
        assertThat(invoices("target: { system: sie }"))
                .isEqualTo(new InvoiceChoices(
                        "OCR",
                        "Försäljning order {order}",
                        Set.of(),
                        InvoiceChoices.Lines.ROWS,
                        InvoiceChoices.Existing.ONE));
        assertThat(invoices("""
                        target:
                          system: sie
                          invoices:
                            orderNumberIn: YourReference
                            text: Order {order}
                        """))
                .isEqualTo(new InvoiceChoices(
                        "YourReference",
                        "Order {order}",
                        Set.of(),
                        InvoiceChoices.Lines.ROWS,
                        InvoiceChoices.Existing.ONE));
        FileProblem problem = files.problem(ReadFiles.FILE.replace(
                "target: { system: sie }", "target: { system: sie, invoices: { orderNumberIn: Ocr } }"));
        assertThat(problem.field()).isEqualTo("target.invoices.orderNumberIn");
        assertThat(problem.message())
                .contains("'Ocr' is no field that sie keeps a reference in")
                .contains("OCR");
    }

    @Test
    void readsWhatIsKeptOfBuyers() {
        assertThat(invoices("""
                        target:
                          system: sie
                          invoices: { customers: buyer, keep: [organisationNumber, name], lines: texts, existing: ask }
                        """))
                .isEqualTo(new InvoiceChoices(
                        "OCR",
                        "Försäljning order {order}",
                        Set.of(Buyer.Data.ORGANISATION_NUMBER, Buyer.Data.NAME),
                        InvoiceChoices.Lines.TEXTS,
                        InvoiceChoices.Existing.ASK));
        assertThat(keepProblem("customers: buyer, keep: [name, address]"))
                .contains("id, email, phone or organisationNumber");
        assertThat(keepProblem("customers: buyer")).contains("id, email, phone or organisationNumber");
        assertThat(keepProblem("keep: [email]")).contains("nothing of a buyer is kept unless customers is buyer");
    }

    private String keepProblem(String invoices) {
        FileProblem problem = files.problem(ReadFiles.FILE.replace(
                "target: { system: sie }", "target: { system: sie, invoices: { " + invoices + " } }"));
        assertThat(problem.field()).isEqualTo("target.invoices.keep");
        return problem.message();
    }

    private InvoiceChoices invoices(String target) {
        return files.read(ReadFiles.FILE.replace("target: { system: sie }", target.strip()))
                .requireMerchant("lampan")
                .invoices();
    }

    /** What webhooks are checked by is of use where the source takes some, and never fetches by itself. */
    @Test
    void webhooksAreSetWhereTheSourceTakesThem() {
        String webhook = ReadFiles.profile("connection: { webhook: secret:HOOK }");
        FileProblem problem = files.problem(webhook);
        assertThat(problem.field()).isEqualTo("profiles.lampan-se.connection.webhook");
        assertThat(problem.message()).contains("klarna takes no webhooks", "leave the line out");

        files.home().edit("mappings/sources/klarna.yaml", text -> text + "\nhints: [payout.paid]\n");
        assertThat(files.read(webhook).requireProfile("lampan-se").isFetched()).isFalse();
        assertThat(files.read(webhook.replace("{ webhook", "{ username: x, webhook"))
                        .requireProfile("lampan-se")
                        .isFetched())
                .isTrue();
    }

    @Test
    void readsHowSalesAreDatedValuedAndMatched() {
        assertThat(profile("saleDay: order").saleDay()).isEqualTo(BookingRules.SaleDay.ORDER);
        assertThat(profile("saleRate: provider").saleRate()).isEqualTo(BookingRules.SaleRate.PROVIDER);
        String match = ReadFiles.FILE.replace("daily", "match").replace("# profile", "match: { by: %s, in: OCR }");
        for (Reference by : Reference.values()) {
            assertThat(files.rules(match.formatted(by.word())).match()).containsExactly(new InvoiceField(by, "OCR"));
        }
    }

    /** Food in a shop: 12 % until the end of March 2026, 6 % from April, 12 % again in 2028. */
    @Test
    void readsRatesByNumberByClassAndByDay() {
        assertThat(profile("vat: { rates: { SE: 25 } }").vat().rates())
                .isEqualTo(Map.of("SE", List.of(new DatedRate(VatRate.parse("25"), null, null))));
        assertThat(profile("vat: { rates: { SE: food } }").vat().rates().get("SE"))
                .isEqualTo(List.of(
                        new DatedRate(VatRate.parse("12"), null, LocalDate.of(2026, 3, 31)),
                        new DatedRate(VatRate.parse("6"), LocalDate.of(2026, 4, 1), LocalDate.of(2027, 12, 31)),
                        new DatedRate(VatRate.parse("12"), LocalDate.of(2028, 1, 1), null)));
        assertThat(profile(
                                "vat: { rates: { FI: [{ rate: 24, until: 2024-08-31 }, { rate: 25.5, from: 2024-09-01 }] } }")
                        .vat()
                        .rates()
                        .get("FI"))
                .isEqualTo(List.of(
                        new DatedRate(VatRate.parse("24"), null, LocalDate.of(2024, 8, 31)),
                        new DatedRate(VatRate.parse("25.5"), LocalDate.of(2024, 9, 1), null)));
    }

    @Test
    void readsWhereAndWhyThereIsOtherVat() {
        assertThat(profile("vat: { oss: [DE, FI] }").vat().oss())
                .isEqualTo(Map.of("DE", LocalDate.MIN, "FI", LocalDate.MIN));
        assertThat(profile("vat: { oss: { DE: 2026-07-01 } }").vat().oss())
                .isEqualTo(Map.of("DE", LocalDate.of(2026, 7, 1)));
        assertThat(profile("vat: { zeroRules: [{ name: kurs, box: \"42\" },"
                                + " { name: export, box: \"36\", countries: [outside-eu, AX] }] }")
                        .vat()
                        .zeroRules())
                .isEqualTo(List.of(
                        new ZeroRule("kurs", new VatBox("42"), Set.of()),
                        new ZeroRule("export", new VatBox("36"), Set.of(VatRules.OUTSIDE_EU, "AX"))));
        VatRules others = profile("vat: { freight: goods, tips: sale, giftCards: multi, roundingLimit: 10 }")
                .vat();
        assertThat(others.freight()).isEqualTo(VatRules.Freight.GOODS);
        assertThat(others.tips()).isEqualTo(VatRules.Tips.SALE);
        assertThat(others.cards()).isEqualTo(VatRules.Cards.MULTI);
        assertThat(others.roundingLimit()).isEqualTo(10);
        assertThat(profile("vat: { giftCards: single }").vat().cards()).isEqualTo(VatRules.Cards.SINGLE);
    }

    @Test
    void readsDimensionsAndTheirRules() {
        DimensionRules dimensions = profile("""
                costCentre: W
                    project: P7
                    department: A1
                    otherDimensions: { Kostnadsbärare: K9 }
                    dimensionRules:
                      - when: { country: [DE], product: [book], method: [CARD] }
                        costCentre: DE
                        otherDimensions: { Kostnadsbärare: K1 }
                """).dimensions();

        assertThat(dimensions.always()).isEqualTo(new Dimensions("W", "P7", "A1", Map.of("Kostnadsbärare", "K9")));
        assertThat(dimensions.rules())
                .containsExactly(new DimensionRules.Rule(
                        Set.of("DE"),
                        Set.of("book"),
                        Set.of("CARD"),
                        new Dimensions("DE", "", "", Map.of("Kostnadsbärare", "K1"))));
    }

    /** Profile over merchant over source over plan, each while its days last. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-15, 6001", // the profile's
        "2026-02-15, 6002", // the merchant's first
        "2026-03-15, 6003", // the merchant's second
        "2026-04-15, 6064" // the source's, over the plan's
    })
    void theNearestAccountOfARoleCounts(LocalDate day, String number) {
        files.home().edit("mappings/accounts/bas-2026.yaml", text -> text.replace("FEE_CARD: ", "FEE: "));
        AccountPlan plan = files.rules(ReadFiles.merchant("accounts:\n"
                                + "  FEE: [{ account: \"6002\", until: 2026-02-28 },"
                                + " { account: \"6003\", from: 2026-03-01, until: 2026-03-31 }]")
                        .replace("# profile", "accounts: { FEE: [{ account: \"6001\", until: 2026-01-31 }] }"))
                .plan();

        assertThat(plan.require("FEE", day).account().number()).isEqualTo(number);
        assertThat(plan.require("FEE", day).account().name()).isEqualTo("Factoringavgifter");
    }

    @Test
    void anAccountOfTheMerchantsOwnHasTheBoxThatItsRoleMeans() {
        AccountPlan plan = profile("accounts: { SALES_OSS_DK_25: \"3113\", VAT_OUT_OSS_DK: \"2673\","
                        + " SALES_EU_SE_VAT_12: \"3107\", SALES_25: \"3051\", TRANSIT_DKK: \"1977\" }")
                .plan();

        assertThat(plan.require("SALES_OSS_DK_25", START).box()).isEqualTo(new VatBox("OSS"));
        assertThat(plan.require("VAT_OUT_OSS_DK", START).box()).isEqualTo(new VatBox("OSS"));
        assertThat(plan.require("SALES_EU_SE_VAT_12", START).box()).isEqualTo(new VatBox("05"));
        assertThat(plan.require("SALES_25", START).box()).isEqualTo(new VatBox("05"));
        assertThat(plan.require("TRANSIT_DKK", START).box()).isNull();
    }

    @Test
    void anOlderPlanSaysOnlyWhatDiffers() {
        AccountPlan plan = merchant("accountPlan: bas-2025").plan();

        assertThat(plan.require("VAT_OUT_25", START).account().number()).isEqualTo("2610");
        assertThat(plan.require("CLEARING_FALLBACK", START).account().number()).isEqualTo("1580");
        assertThat(plan.require("SALES_25", START).account().number()).isEqualTo("3001");
        assertThat(files.rules(ReadFiles.merchant("accountPlan: bas-2025")
                                .replace("# profile", "vat: { rates: { SE: books } }"))
                        .vat()
                        .rates())
                .containsKey("SE");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            accountingMethod: kontant                 | accountingMethod | ["invoice", "cash"]
            yearsThrough: 2026                        | yearsThrough     | string expected
            yearsThrough: 2026-02-30                  | yearsThrough     | Last day of the last financial year
            accounts: { FEE: 6064 }                   | accounts.FEE     | quotation marks
            accounts: { FEE: [] }                     | accounts.FEE     | at least 1
            accounts: { FEE: [{ from: 2026-01-01 }] } | accounts.FEE.0.account | required
            accounts: { FEE: [{ account: "1", from: 2026-01-01 }] } | accounts.FEE.0.account | pattern
            accounts: { FEE: [{ account: "6001", since: 2026-01-01 }] } | accounts.FEE.0.since | additional
            accounts: { fee: "6001" }                 | accounts.fee     | pattern
            """)
    void saysWhatIsWrongWithASettingOfTheMerchant(String setting, String field, String message) {
        check(files.problem(ReadFiles.merchant(setting)), 4, field, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bankLeg: both                   | bankLeg           | ["transit", "bank"]
            payout: each                    | payout            | ["lump", "split"]
            wholeKronorPayout: ja           | wholeKronorPayout | boolean
            pots: lifo                      | pots              | ["fifo", "average"]
            debts: provider                 | debts             | ["clearing", "own"]
            vat: { goodwillCards: free }    | vat.goodwillCards | ["ask", "discount"]
            feeVat: se25                    | feeVat            | "RC_EU"
            fees: later                     | fees              | ["withheld", "invoice"]
            saleDay: shipping               | saleDay           | ["capture", "order"]
            saleRate: ecb                   | saleRate          | ["company", "provider"]
            match: { by: name, in: OCR }    | match.by          | "secondReference"
            match: { by: orderId }          | match.in          | required
            opening: { SEK: { amount: 1 } } | opening.SEK.confirmedBy | required
            opening: { SEK: { amount: ett, confirmedBy: A } } | opening.SEK.amount | pattern
            opening: { SEK: { amount: "1.234", confirmedBy: A } } | opening.SEK.amount | no amount in SEK
            opening: { EUR: { amount: 1, confirmedBy: A } } | opening.EUR | takes [SEK] only
            opening: { kr: { amount: 1, confirmedBy: A } } | opening.kr | pattern
            debtDays: -1                    | debtDays          | minimum
            debtDays: a week                | debtDays          | integer
            debtDays: 366                   | debtDays          | maximum
            reserves: []                    | reserves          | at least 1
            reserves: [{ amount: 1, day: 2026-01-01 }] | reserves.0.currency | required
            reserves: [{ currency: SEK, amount: 1 }] | reserves.0.day | required
            reserves: [{ currency: SEK, amount: -1, day: 2026-01-01 }] | reserves.0.amount | minimum
            reserves: [{ currency: SEK, amount: "-1", day: 2026-01-01 }] | reserves.0.amount | pattern
            reserves: [{ currency: SEK, amount: "1.234", day: 2026-01-01 }] | reserves.0.amount | no amount in SEK
            reserves: [{ currency: SEK, amount: 1, day: 1 januari }] | reserves.0.day | date
            reserves: [{ currency: SEK, amount: 1, day: 2026-03-06 }] | reserves.0.day | has not come
            reserves: [{ currency: EUR, amount: 1, day: 2026-01-01 }] | reserves.0.currency | takes [SEK] only
            reserves: [{ currency: kr, amount: 1, day: 2026-01-01 }] | reserves.0.currency | pattern
            reserves: [{ currency: SEK, type: "A B", amount: 1, day: 2026-01-01 }] | reserves.0.type | pattern
            reserves: [{ currency: SEK, amount: 1, day: 2026-01-01 }, { currency: SEK, amount: 2, day: 2026-01-02 }] | reserves.1 | begins once
            vat: { rates: { SE: [{ rate: 12, from: 1 april }] } } | vat.rates.SE.0.from | date
            vat: { rates: { SE: [{ from: 2026-04-01 }] } } | vat.rates.SE.0.rate | required
            vat: { rates: { SE: [] } }      | vat.rates.SE      | at least 1
            vat: { rates: { SE: mat } }     | vat.rates.SE      | known are [food, restaurant, books]
            vat: { oss: [Tyskland] }        | vat.oss.0         | pattern
            vat: { oss: { DE: juli } }      | vat.oss.DE        | date
            vat: { zeroRule: { name: x, box: "42" } } | vat.zeroRule | additional
            vat: { zeroRules: [{ name: x }] } | vat.zeroRules.0.box | required
            vat: { zeroRules: [{ name: x, box: "05" }] } | vat.zeroRules.0.box | "42"
            vat: { zeroRules: [{ name: x, box: "36", countries: [world] }] } | vat.zeroRules.0.countries.0 | outside-eu
            vat: { freight: free }          | vat.freight       | ["own", "goods"]
            vat: { tips: kept }             | vat.tips          | ["staff", "sale"]
            vat: { giftCards: both }        | vat.giftCards     | ["ask", "multi", "single"]
            vat: { roundingLimit: 0.05 }    | vat.roundingLimit | integer
            vat: { roundingLimit: -1 }      | vat.roundingLimit | minimum
            department: " A"                | department        | pattern
            otherDimensions: { Region: "" } | otherDimensions.Region | pattern
            dimensionRules: [{ costCentre: A }] | dimensionRules.0.when | required
            dimensionRules: [{ when: { country: DE }, costCentre: A }] | dimensionRules.0.when.country | array
            dimensionRules: [{ when: { city: [Lund] }, costCentre: A }] | dimensionRules.0.when.city | additional
            """)
    void saysWhatIsWrongWithASettingOfAProfile(String setting, String field, String message) {
        check(files.problem(ReadFiles.profile(setting)), 12, "profiles.lampan-se." + field, message);
    }

    private static void check(FileProblem problem, int line, String field, String message) {
        assertThat(problem.file()).isEqualTo("merchants/lampan.yaml");
        assertThat(problem.line()).as("%s", problem).isEqualTo(line);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.message()).contains(message);
    }
}
