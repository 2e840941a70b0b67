package se.kvitta.booking;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;

/** A profile's rules in tests: Klarna, the shipped plan, books in SEK, mode daily, 25 % in Sweden, nothing locked. */
final class TestRules {

    private String sourceName = "Klarna";
    private Set<Mode> modes = EnumSet.of(Mode.DAILY);
    private BookingRules.PayoutForm form = BookingRules.PayoutForm.LUMP;
    private BookingRules.SaleDay saleDay = BookingRules.SaleDay.CAPTURE;
    private LocalDate start = LocalDate.of(2026, 1, 1);
    private @Nullable LocalDate lockedThrough;
    private @Nullable LocalDate vatReportedThrough;
    private MonthDay yearStart = MonthDay.of(1, 1);
    private final Map<String, VatRate> rates = new HashMap<>(Map.of("SE", VatRate.parse("25")));
    private final Set<String> oss = new HashSet<>();
    private VatRules.@Nullable ZeroRule zeroRule;
    private List<AccountPlan.Entry> plan = new ArrayList<>();
    private Dimensions dimensions = Dimensions.NONE;
    private int maxRows = 1000;

    TestRules() {
        plan.addAll(TestPlan.BAS);
        plan.addAll(TestPlan.KLARNA);
    }

    TestRules source(String name, List<AccountPlan.Entry> accounts) {
        sourceName = name;
        plan = new ArrayList<>(TestPlan.BAS);
        plan.addAll(accounts);
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

    TestRules split() {
        form = BookingRules.PayoutForm.SPLIT;
        return this;
    }

    TestRules byOrderDay() {
        saleDay = BookingRules.SaleDay.ORDER;
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

    TestRules yearFrom(int month, int day) {
        yearStart = MonthDay.of(month, day);
        return this;
    }

    TestRules rate(String country, String percent) {
        rates.put(country, VatRate.parse(percent));
        return this;
    }

    TestRules noRates() {
        rates.clear();
        return this;
    }

    TestRules oss(String... countries) {
        oss.addAll(List.of(countries));
        return this;
    }

    TestRules zeroRule(String name, String box) {
        zeroRule = new VatRules.ZeroRule(name, new VatBox(box));
        return this;
    }

    TestRules dimensions(String costCentre, String project) {
        dimensions = new Dimensions(costCentre, project);
        return this;
    }

    TestRules maxRows(int rows) {
        maxRows = rows;
        return this;
    }

    VatRules vat() {
        return new VatRules("SE", rates, oss, zeroRule);
    }

    BookingRules build() {
        return new BookingRules(
                "shop-se",
                sourceName,
                modes,
                form,
                saleDay,
                "KV",
                Money.SEK,
                start,
                lockedThrough,
                vatReportedThrough,
                yearStart,
                vat(),
                new AccountPlan("bas-2026", plan),
                dimensions,
                maxRows);
    }
}
