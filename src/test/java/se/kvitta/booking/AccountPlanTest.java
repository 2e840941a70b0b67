package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.VatBox;
import se.kvitta.reason.Reason;

class AccountPlanTest {

    private static final LocalDate DAY = LocalDate.of(2026, 2, 16);

    @Test
    void findsTheAccountOfARoleWithItsBox() {
        var plan = new AccountPlan("test", List.of(TestPlan.entry("SALES_25", "3001", "Försäljning 25 %", "05")));

        AccountPlan.Entry entry = plan.require("SALES_25", DAY);

        assertThat(entry.account()).isEqualTo(new Account("3001", "Försäljning 25 %"));
        assertThat(entry.box()).isEqualTo(new VatBox("05"));
        assertThat(plan.find("SALES_12", DAY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2025-12-31, 1580", "2026-01-01, 1581", "2026-06-30, 1581", "2026-07-01, 1686"})
    void anAccountIsValidOnItsFirstAndLastDayAndNotOutside(LocalDate day, String number) {
        var plan = new AccountPlan(
                "test",
                List.of(
                        entry("CLEARING_SEK", "1580", null, "2025-12-31"),
                        entry("CLEARING_SEK", "1581", "2026-01-01", "2026-06-30"),
                        entry("CLEARING_SEK", "1686", "2026-07-01", null)));

        assertThat(plan.require("CLEARING_SEK", day).account().number()).isEqualTo(number);
    }

    @Test
    void aRoleHasNoAccountOnADayThatNoEntryCovers() {
        var plan = new AccountPlan("test", List.of(entry("FEE", "6064", "2026-02-17", null)));

        assertThat(plan.find("FEE", DAY)).isEmpty();
    }

    @Test
    void theLastOfTwoValidEntriesIsUsed() {
        var plan = new AccountPlan(
                "test",
                List.of(
                        entry("FEE", "6064", null, null),
                        entry("FEE", "6540", null, null),
                        entry("FEE", "6999", "2027-01-01", null)));

        assertThat(plan.require("FEE", DAY).account().number()).isEqualTo("6540");
    }

    @Test
    void anAccountThatAPersonNamesHasTheNameThePlanKnowsItBy() {
        var plan = new AccountPlan(
                "test",
                List.of(
                        TestPlan.entry("SALES_25", "3001", "Försäljning 25 %", "05"),
                        TestPlan.entry("FEE", "6064", "Avgifter", "")));

        assertThat(plan.named("6064")).isEqualTo(new Account("6064", "Avgifter"));
        assertThat(plan.named("2999")).isEqualTo(new Account("2999", "2999"));
    }

    @Test
    void aMissingRoleIsNamedWithTheRolesThatLookLikeIt() {
        var plan = new AccountPlan(
                "bas-test",
                List.of(
                        entry("CLEARING_SEK", "1581", null, null),
                        entry("CLEARING_EUR", "1582", null, null),
                        entry("FEE", "6064", null, null)));

        assertThatThrownBy(() -> plan.require("CLEARING_USD", DAY))
                .isInstanceOfSatisfying(CannotBook.class, cannot -> assertThat(cannot.reason())
                        .isEqualTo(Reason.of(
                                "ACCOUNT_MISSING",
                                "role",
                                "CLEARING_USD",
                                "day",
                                "2026-02-16",
                                "plan",
                                "bas-test",
                                "alternatives",
                                "CLEARING_EUR, CLEARING_SEK")))
                .hasMessageContaining("CLEARING_USD");
    }

    @Test
    void aMissingRoleThatNoneLooksLikeIsNamedWithEveryRole() {
        var plan = new AccountPlan(
                "bas-test", List.of(entry("CLEARING_SEK", "1581", null, null), entry("FEE", "6064", null, null)));

        assertThat(plan.missing("TRANSIT_SEK", DAY).facts()).containsEntry("alternatives", "CLEARING_SEK, FEE");
        assertThat(plan.missing("FEEDBACK", DAY).facts()).containsEntry("alternatives", "CLEARING_SEK, FEE");
        assertThat(plan.missing("FEE_CARD", DAY).facts()).containsEntry("alternatives", "FEE");
    }

    @Test
    void theChartHoldsEachAccountOnce() {
        var plan = new AccountPlan(
                "test",
                List.of(
                        entry("FEE", "6064", null, null),
                        entry("FEE_OTHER", "6064", null, null),
                        entry("FEE", "6540", "2027-01-01", null)));

        assertThat(plan.accounts().stream().map(Account::number)).containsExactlyInAnyOrder("6064", "6540");
    }

    /** The shipped plan and Klarna's accounts are the golden ones, as far as the golden profile has their roles. */
    @Test
    void theShippedPlanAgreesWithTheGoldenOne() {
        var golden = new ArrayList<>(Golden.accounts());
        golden.addAll(Golden.accountsOf("klarna", "FEE_INVOICE"));
        Set<String> roles = golden.stream().map(AccountPlan.Entry::role).collect(Collectors.toSet());
        List<String> shipped = Stream.concat(TestPlan.BAS.stream(), TestPlan.KLARNA.stream())
                .filter(entry -> roles.contains(entry.role()))
                // The golden profile says in the name what the account was used for.
                .filter(entry -> !entry.role().equals("OLD_CLEARING"))
                .map(AccountPlanTest::line)
                .toList();

        assertThat(shipped).hasSizeGreaterThan(35);
        assertThat(golden.stream().map(AccountPlanTest::line)).containsAll(shipped);
    }

    /** Every account that counts on any of the days, and none that another goes before or whose days are over. */
    @Test
    void theAccountsOfSomeDaysAreThoseThatCountOnOneOfThem() {
        var old = entry("CLEARING_SEK", "1580", null, "2026-02-16");
        var now = entry("CLEARING_SEK", "1581", "2026-02-17", null);
        var usual = entry("FEE", "6064", null, null);
        var february = entry("FEE", "6570", "2026-02-10", "2026-02-20");
        var plan =
                new AccountPlan("test", List.of(old, now, usual, february, entry("GONE", "1999", null, "2026-02-09")));

        assertThat(plan.used(LocalDate.of(2026, 2, 10), LocalDate.of(2026, 2, 16)))
                .isEqualTo(Map.of("CLEARING_SEK", Set.of(old), "FEE", Set.of(february)));
        assertThat(plan.used(LocalDate.of(2026, 2, 16), LocalDate.of(2026, 2, 21)))
                .isEqualTo(Map.of("CLEARING_SEK", Set.of(old, now), "FEE", Set.of(february, usual)));
        assertThat(plan.used(LocalDate.of(2026, 2, 9), LocalDate.of(2026, 2, 10)))
                .containsOnlyKeys("CLEARING_SEK", "FEE", "GONE")
                .containsEntry("FEE", Set.of(usual, february));
    }

    private static String line(AccountPlan.Entry entry) {
        return entry.role() + " " + entry.account() + " " + entry.box();
    }

    private static AccountPlan.Entry entry(String role, String number, @Nullable String from, @Nullable String until) {
        return new AccountPlan.Entry(
                role,
                new Account(number, role),
                null,
                from == null ? null : LocalDate.parse(from),
                until == null ? null : LocalDate.parse(until));
    }
}
