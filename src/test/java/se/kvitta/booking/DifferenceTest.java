package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.ledger.VoucherRow.VatMark;

/** What stands and its correction are what is told, per account, VAT and dimension, whatever both were. */
class DifferenceTest {

    @Property(tries = 500)
    void whatStandsAndTheCorrectionAreWhatIsTold(
            @ForAll("vouchers") List<Voucher> standing, @ForAll("vouchers") List<Voucher> told) {
        List<VoucherRow> correction = Difference.between(standing, told);

        Map<String, Long> together = sums(standing);
        correction.forEach(row -> add(together, row));
        assertThat(nonZero(together)).isEqualTo(nonZero(sums(told)));
        assertThat(correction.stream().mapToLong(row -> row.amount().minor()).sum())
                .isZero();
        assertThat(correction.stream().map(DifferenceTest::key)).doesNotHaveDuplicates();
    }

    @Property(tries = 200)
    void whatIsToldAgainDiffersInNothing(@ForAll("vouchers") List<Voucher> told) {
        assertThat(Difference.between(told, told)).isEmpty();
        var texts = told.stream()
                .map(voucher -> new Voucher("KV", voucher.date(), "CAPTURE_DAY", "another text", voucher.rows()))
                .toList();
        assertThat(Difference.between(told, texts)).isEmpty();
    }

    @Property(tries = 200)
    void aCorrectionIsCorrectedInItsTurn(
            @ForAll("vouchers") List<Voucher> first,
            @ForAll("vouchers") List<Voucher> second,
            @ForAll("vouchers") List<Voucher> third) {
        var rows = new ArrayList<VoucherRow>();
        first.forEach(voucher -> rows.addAll(voucher.rows()));
        rows.addAll(Difference.between(first, second));
        Map<String, Long> together = new TreeMap<>();
        rows.forEach(row -> add(together, row));
        // A voucher has two rows at least, also where nothing stands.
        rows.add(row("CLEARING_SEK", "1581", 0, null, null, "", 0));
        rows.add(row("CLEARING_SEK", "1581", 0, null, null, "", 0));
        List<VoucherRow> again = Difference.between(List.of(voucher(rows)), third);
        again.forEach(row -> add(together, row));

        assertThat(nonZero(together)).isEqualTo(nonZero(sums(third)));
    }

    /** Of a split payout the row of the order that has gone is named; several at once have no one name. */
    @Test
    void aRowHasTheTextOfTheOnlyRowsThatDiffer() {
        List<Voucher> standing = List.of(split("10231", 100, "10232", 200, "10233", 300));

        assertThat(clearing(standing, List.of(split("10231", 100, "10232", 200))))
                .extracting(VoucherRow::text)
                .containsExactly("10233");
        assertThat(clearing(standing, List.of(split("10231", 100))))
                .extracting(VoucherRow::text)
                .containsExactly("");
    }

    @Test
    void theRuleThatDecidesNowNamesTheRowAndTheOneThatDecidedThenWhereItGoes() {
        List<Voucher> standing = List.of(taxed("shop order", 100));

        assertThat(rule(Difference.between(standing, List.of(taxed("provider line", 150)))))
                .isEqualTo("provider line");
        assertThat(rule(Difference.between(standing, List.of(taxed("provider line", 150), taxed("a later rule", 10)))))
                .isEqualTo("provider line");
        assertThat(rule(Difference.between(standing, List.of()))).isEqualTo("shop order");
        assertThat(rule(Difference.between(List.of(taxed("shop order", 100), taxed("a later rule", 10)), List.of())))
                .isEqualTo("shop order");
    }

    @Test
    void aRowKeepsTheRateThatAllOfItHasAndNoOther() {
        assertThat(rate(Difference.between(List.of(), List.of(inEuro("11.00"), inEuro("11.00")))))
                .isEqualTo(rate("11.00"));
        assertThat(rate(Difference.between(List.of(inEuro("10.00")), List.of(inEuro("11.00"), inEuro("11.00")))))
                .isNull();
    }

    /** The same money at another amount of the other currency is a difference. */
    @Test
    void whatDiffersInAnotherCurrencyOnlyIsARowOfNothingInTheBooks() {
        VoucherRow row = Difference.between(List.of(), List.of(inEuro("11.00"))).get(0);
        VoucherRow less = new VoucherRow(
                row.role(),
                row.account(),
                row.amount(),
                "",
                new Foreign(Money.parse("90.00 EUR"), null),
                null,
                Party.NONE,
                row.dimensions());

        assertThat(Difference.between(List.of(voucher(List.of(less, plain(-1_100_00, "")))), List.of(inEuro("11.00"))))
                .singleElement()
                .satisfies(only -> {
                    assertThat(only.amount().isZero()).isTrue();
                    assertThat(only.foreign()).isNotNull();
                });
    }

    private static VoucherRow plain(long amount, String text) {
        return new VoucherRow(
                "CLEARING_SEK",
                new Account("1581", "CLEARING_SEK"),
                Money.ofMinor(amount, Money.SEK),
                text,
                null,
                null,
                Party.NONE,
                Dimensions.NONE);
    }

    /** @param orders text and amount in turn */
    private static Voucher split(Object... orders) {
        var rows = new ArrayList<VoucherRow>();
        long sum = 0;
        for (int i = 0; i < orders.length; i += 2) {
            int amount = (Integer) orders[i + 1];
            rows.add(plain(-amount, (String) orders[i]));
            sum += amount;
        }
        rows.add(row("TRANSIT_SEK", "1979", sum, null, null, "", 0));
        return voucher(rows);
    }

    private static List<VoucherRow> clearing(List<Voucher> standing, List<Voucher> told) {
        return Difference.between(standing, told).stream()
                .filter(row -> row.role().equals("CLEARING_SEK"))
                .toList();
    }

    private static Voucher taxed(String rule, long amount) {
        VoucherRow sales = new VoucherRow(
                "SALES_25",
                new Account("3001", "SALES_25"),
                Money.ofMinor(-amount, Money.SEK),
                "",
                null,
                new VatMark(VatRate.parse("25"), "SE", new VatBox("05"), rule, ""),
                Party.NONE,
                Dimensions.NONE);
        return voucher(List.of(plain(amount, ""), sales));
    }

    private static @Nullable String rule(List<VoucherRow> rows) {
        return rows.stream()
                .flatMap(row -> Stream.ofNullable(row.vat()))
                .map(VatMark::rule)
                .findFirst()
                .orElse(null);
    }

    private static ExchangeRate rate(String value) {
        return new ExchangeRate(
                Currency.getInstance("EUR"), Money.SEK, new BigDecimal(value), LocalDate.of(2026, 2, 2), "Riksbanken");
    }

    private static @Nullable ExchangeRate rate(List<VoucherRow> rows) {
        return rows.stream()
                .flatMap(row -> Stream.ofNullable(row.foreign()))
                .flatMap(foreign -> Stream.ofNullable(foreign.rate()))
                .findFirst()
                .orElse(null);
    }

    private static Voucher inEuro(String rate) {
        VoucherRow transit = new VoucherRow(
                "TRANSIT_EUR",
                new Account("1978", "TRANSIT_EUR"),
                Money.parse("1100.00 SEK"),
                "",
                new Foreign(Money.parse("100.00 EUR"), rate(rate)),
                null,
                Party.NONE,
                Dimensions.NONE);
        return voucher(List.of(transit, plain(-1_100_00, "")));
    }

    @Provide
    Arbitrary<List<Voucher>> vouchers() {
        return row().list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(rows -> {
                    var balanced = new ArrayList<>(rows);
                    long sum =
                            rows.stream().mapToLong(row -> row.amount().minor()).sum();
                    balanced.add(row("CLEARING_SEK", "1581", -sum, null, null, "", 0));
                    return voucher(balanced);
                })
                .list()
                .ofMaxSize(3);
    }

    private static Arbitrary<VoucherRow> row() {
        return Combinators.combine(
                        Arbitraries.of("SALES_25:3001:05", "SALES_12:3002:05", "VAT_OUT_25:2611:10", "FEE:6064:"),
                        Arbitraries.longs().between(-1_000_000, 1_000_000),
                        Arbitraries.of(0, 600, 1200, 2500),
                        Arbitraries.of("", "WEBB", "BUTIK"),
                        Arbitraries.longs().between(-1_000, 1_000))
                .as((role, amount, rate, centre, foreign) -> {
                    String[] parts = role.split(":", -1);
                    return row(
                            parts[0],
                            parts[1],
                            amount,
                            parts[2].isEmpty() ? null : new VatBox(parts[2]),
                            new VatRate(rate),
                            centre,
                            foreign);
                });
    }

    private static VoucherRow row(
            String role,
            String account,
            long amount,
            @Nullable VatBox box,
            @Nullable VatRate rate,
            String centre,
            long foreign) {
        return new VoucherRow(
                role,
                new Account(account, role),
                Money.ofMinor(amount, Money.SEK),
                "",
                foreign % 3 == 0 ? null : new Foreign(Money.parse("1.00 EUR"), null),
                box == null ? null : new VatMark(rate, "SE", box, "a rule", ""),
                Party.NONE,
                new Dimensions(centre, "", "", Map.of()));
    }

    private static Voucher voucher(List<VoucherRow> rows) {
        return new Voucher("KV", LocalDate.of(2026, 2, 2), "CAPTURE_DAY", "a day", rows);
    }

    private static String key(VoucherRow row) {
        @Nullable VatMark vat = row.vat();
        @Nullable Foreign foreign = row.foreign();
        return String.join(
                "|",
                row.role(),
                row.account().number(),
                vat == null ? "" : vat.rate() + " " + vat.box(),
                row.dimensions().toString(),
                foreign == null ? "" : "EUR");
    }

    private static Map<String, Long> sums(List<Voucher> vouchers) {
        var sums = new TreeMap<String, Long>();
        vouchers.forEach(voucher -> voucher.rows().forEach(row -> add(sums, row)));
        return sums;
    }

    private static void add(Map<String, Long> sums, VoucherRow row) {
        sums.merge(key(row), row.amount().minor(), Long::sum);
        @Nullable Foreign foreign = row.foreign();
        if (foreign != null) {
            sums.merge(key(row) + " original", foreign.amount().minor(), Long::sum);
        }
    }

    private static Map<String, Long> nonZero(Map<String, Long> sums) {
        var left = new TreeMap<>(sums);
        left.values().removeIf(sum -> sum == 0);
        return left;
    }
}
