package se.kvitta.booking;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.settlement.Reference;

/** A profile's rules in tests: Klarna, the shipped plan, books in SEK, mode daily, 25 % in Sweden, nothing locked. */
final class TestRules {

    private String sourceName = "Klarna";
    private Set<Mode> modes = EnumSet.of(Mode.DAILY);
    private BookingRules.Method method = BookingRules.Method.INVOICE;
    private MoneyRules.PayoutForm form = MoneyRules.PayoutForm.LUMP;
    private MoneyRules.Day moneyDay = MoneyRules.Day.SETTLEMENT;
    private MoneyRules.BankLeg bankLeg = MoneyRules.BankLeg.TRANSIT;
    private MoneyRules.FeeVat feeVat = MoneyRules.FeeVat.BY_LINE;
    private boolean wholeKronor;
    private boolean feesOnInvoice;
    private CreditRisk creditRisk = CreditRisk.PROVIDER;
    private MoneyRules.Debts debts = MoneyRules.Debts.CLEARING;
    private MoneyRules.Pots pots = MoneyRules.Pots.FIFO;
    private final Map<Currency, MoneyRules.Opening> openings = new HashMap<>();
    private BookingRules.SaleDay saleDay = BookingRules.SaleDay.CAPTURE;
    private BookingRules.SaleRate saleRate = BookingRules.SaleRate.COMPANY;
    private BookingRules.OrdersAs orders = BookingRules.OrdersAs.ORDER;
    private LocalDate start = LocalDate.of(2026, 1, 1);
    private @Nullable LocalDate lockedThrough;
    private @Nullable LocalDate vatReportedThrough;
    private @Nullable LocalDate yearsThrough;
    private MonthDay yearStart = MonthDay.of(1, 1);
    private final Map<String, List<VatRules.DatedRate>> rates = new HashMap<>();
    private final Map<String, LocalDate> oss = new HashMap<>();
    private final List<VatRules.ZeroRule> zeroRules = new ArrayList<>();
    private VatRules.Freight freight = VatRules.Freight.OWN;
    private VatRules.Tips tips = VatRules.Tips.STAFF;
    private VatRules.Cards cards = VatRules.Cards.ASK;
    private VatRules.Goodwill goodwill = VatRules.Goodwill.ASK;
    private VatRules.Losses losses = VatRules.Losses.GROSS;
    private List<BookingRules.InvoiceField> match =
            List.of(new BookingRules.InvoiceField(Reference.ORDER_NUMBER, "YourReference"));
    private ReferenceUses references = ReferenceUses.NONE;
    private List<AccountPlan.Entry> plan = new ArrayList<>();
    private DimensionRules dimensions = DimensionRules.NONE;
    private int maxRows = 1000;

    TestRules() {
        plan.addAll(TestPlan.BAS);
        plan.addAll(TestPlan.KLARNA);
        rate("SE", "25");
    }

    TestRules source(String name, List<AccountPlan.Entry> accounts) {
        sourceName = name;
        plan = new ArrayList<>(TestPlan.BAS);
        plan.addAll(accounts);
        return this;
    }

    TestRules entry(AccountPlan.Entry entry) {
        plan.add(entry);
        return this;
    }

    TestRules account(String role, String number, String box) {
        plan.add(TestPlan.entry(role, number, role, box));
        return this;
    }

    TestRules without(String role) {
        plan.removeIf(entry -> entry.role().equals(role));
        return this;
    }

    TestRules modes(Mode... values) {
        modes = EnumSet.copyOf(List.of(values));
        return this;
    }

    TestRules cashMethod() {
        method = BookingRules.Method.CASH;
        return this;
    }

    TestRules split() {
        form = MoneyRules.PayoutForm.SPLIT;
        return this;
    }

    /** Fees, reserves and disputes on the day of their row. */
    TestRules byBalanceDay() {
        moneyDay = MoneyRules.Day.BALANCE;
        return this;
    }

    TestRules ownsBank() {
        bankLeg = MoneyRules.BankLeg.BANK;
        return this;
    }

    TestRules wholeKronor() {
        wholeKronor = true;
        return this;
    }

    TestRules feeVat(MoneyRules.FeeVat value) {
        feeVat = value;
        return this;
    }

    TestRules feesOnInvoice() {
        feesOnInvoice = true;
        return this;
    }

    /** What buyers owe stands on accounts of its own until the provider has the money. */
    TestRules creditRisk(CreditRisk value) {
        creditRisk = value;
        return account("CLAIM_EUR", "1512", "");
    }

    TestRules merchantsRisk() {
        return creditRisk(new CreditRisk(CreditRisk.Bearer.MERCHANT, Map.of()));
    }

    /** What the provider carries forward stands on accounts of its own. */
    TestRules ownDebts() {
        debts = MoneyRules.Debts.OWN;
        return account("DEBT_SEK", "2897", "").account("DEBT_EUR", "2898", "");
    }

    TestRules pots(MoneyRules.Pots value) {
        pots = value;
        return this;
    }

    TestRules opening(String amount, String by) {
        Money opened = Money.parse(amount);
        openings.put(opened.currency(), new MoneyRules.Opening(opened, start, by));
        return this;
    }

    TestRules byOrderDay() {
        saleDay = BookingRules.SaleDay.ORDER;
        return this;
    }

    TestRules byProvidersRate() {
        saleRate = BookingRules.SaleRate.PROVIDER;
        return this;
    }

    TestRules start(String day) {
        start = LocalDate.parse(day);
        return this;
    }

    TestRules locked(String through) {
        lockedThrough = LocalDate.parse(through);
        return this;
    }

    TestRules vatReported(String through) {
        vatReportedThrough = LocalDate.parse(through);
        return this;
    }

    TestRules yearsThrough(String day) {
        yearsThrough = LocalDate.parse(day);
        return this;
    }

    TestRules yearFrom(int month, int day) {
        yearStart = MonthDay.of(month, day);
        return this;
    }

    TestRules rate(String country, String percent) {
        rates.put(country, List.of(new VatRules.DatedRate(VatRate.parse(percent), null, null)));
        return this;
    }

    TestRules rates(String country, VatRules.DatedRate... dated) {
        rates.put(country, List.of(dated));
        return this;
    }

    TestRules noRates() {
        rates.clear();
        return this;
    }

    TestRules oss(String... countries) {
        for (String country : countries) {
            oss.put(country, LocalDate.MIN);
        }
        return this;
    }

    TestRules noOss() {
        oss.clear();
        return this;
    }

    TestRules ossFrom(String country, String day) {
        oss.put(country, LocalDate.parse(day));
        return this;
    }

    TestRules zeroRule(String name, String box, String... countries) {
        zeroRules.add(new VatRules.ZeroRule(name, new VatBox(box), Set.of(countries)));
        return this;
    }

    TestRules freightWithGoods() {
        freight = VatRules.Freight.GOODS;
        return this;
    }

    TestRules tipsAreSales() {
        tips = VatRules.Tips.SALE;
        return this;
    }

    TestRules cards(VatRules.Cards value) {
        cards = value;
        return this;
    }

    TestRules goodwillIsADiscount() {
        goodwill = VatRules.Goodwill.DISCOUNT;
        return this;
    }

    TestRules losses(VatRules.Losses value) {
        losses = value;
        return this;
    }

    TestRules orders(BookingRules.OrdersAs value) {
        orders = value;
        return this;
    }

    TestRules match(Reference by, String in) {
        return match(new BookingRules.InvoiceField(by, in));
    }

    TestRules match(BookingRules.InvoiceField... ways) {
        match = List.of(ways);
        return this;
    }

    TestRules references(ReferenceUses value) {
        references = value;
        return this;
    }

    TestRules dimensions(String costCentre, String project) {
        return dimensions(new DimensionRules(new Dimensions(costCentre, project, "", Map.of()), List.of()));
    }

    TestRules dimensions(DimensionRules value) {
        dimensions = value;
        return this;
    }

    TestRules maxRows(int rows) {
        maxRows = rows;
        return this;
    }

    VatRules vat() {
        return new VatRules(
                "SE", rates, oss, zeroRules, freight, tips, cards, goodwill, losses, VatRules.DEFAULT_ROUNDING_LIMIT);
    }

    BookingRules build() {
        return new BookingRules(
                "shop-se",
                sourceName,
                modes,
                method,
                saleDay,
                saleRate,
                orders,
                new BookingRules.Series("KV", "B", "C"),
                Money.SEK,
                new Periods(start, lockedThrough, vatReportedThrough, yearStart, yearsThrough),
                new MoneyRules(
                        form, moneyDay, bankLeg, wholeKronor, feeVat, feesOnInvoice, creditRisk, debts, pots, openings),
                vat(),
                match,
                references,
                new AccountPlan("bas-2026", plan),
                dimensions,
                maxRows);
    }
}
