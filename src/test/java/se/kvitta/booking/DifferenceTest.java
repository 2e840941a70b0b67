package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Account;
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
