package se.kvitta.sandbox.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KlarnaGeneratorTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 2, 2);
    private static final SettlementPlan WEEK = SettlementPlan.weekly("2201500001", "K700456", 42, 60, MONDAY);
    private static final String TIMESTAMP = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";
    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

    @Property(tries = 150)
    void everySettlementAddsUpToTheMinorUnit(
            @ForAll("plans") SettlementPlan plan, @ForAll("notations") Notation notation) {
        var generator = new SettlementGenerator(plan);
        var format = ReportFormat.extendedAbroad().withNotation(notation);

        var report = ParsedReport.of(written(generator, format), notation);

        report.assertAddsUp();
        assertThat(report.rows()).hasSize((int) generator.totals().rows());
        assertThat(report.total("total_settlement_amount"))
                .isEqualTo(generator.totals().settlement());
        assertThat(report.net()).isEqualTo(generator.totals().net());
    }

    @Test
    void everyTypeOfTransactionOccurs() {
        var report = report(WEEK.withEverything(5));

        assertThat(report.rows().stream().map(row -> row.get("type")).collect(Collectors.toSet()))
                .isEqualTo(Arrays.stream(RowType.values()).map(Enum::name).collect(Collectors.toSet()));
    }

    @Test
    void theSamePlanGivesTheSameBytes() {
        var again = new SettlementGenerator(WEEK);
        var other = new SettlementGenerator(SettlementPlan.weekly("2201500001", "K700456", 43, 60, MONDAY));

        assertThat(written(again, ReportFormat.extended()))
                .isEqualTo(written(new SettlementGenerator(WEEK), ReportFormat.extended()))
                .isNotEqualTo(written(other, ReportFormat.extended()));
    }

    @Test
    void capturesLieInThePeriodAndSomeAreTheNextDayInStockholm() {
        var report = report(WEEK);

        assertThat(report.rows()).allSatisfy(row -> assertThat(row.get("capture_date"))
                .isBetween("2026-02-02T00:00:00Z", "2026-02-08T23:59:59Z"));
        assertThat(report.rows())
                .anySatisfy(row -> assertThat(row.get("capture_date")).contains("T23:30:00Z"));
    }

    @Test
    void aNegativeSettlementIsRepaidByTheNext() {
        var many = WEEK.withHappenings(Map.of(Happening.EARLIER_RETURN, 2500));
        var first = new SettlementGenerator(many);
        assertThat(first.totals().net()).isNegative();
        assertThat(first.totals().settlement()).isZero();
        assertThat(first.totals().deposit()).isEqualTo(-first.totals().net());

        var second = new SettlementGenerator(SettlementPlan.weekly("2201500002", "K700456", 43, 60, MONDAY.plusDays(7))
                .withSalesOnly()
                .withOpeningDebt(first.totals().closingDebt()));
        assertThat(second.totals().repay()).isPositive();
        assertThat(second.totals().closingDebt())
                .isEqualTo(first.totals().closingDebt() - second.totals().repay());
        report(second.plan()).assertAddsUp();

        var signed = new SettlementGenerator(many.withNegativePayout(NegativePayout.SIGNED));
        assertThat(signed.totals().settlement()).isEqualTo(signed.totals().net());
    }

    @Test
    void grossSettlementsHaveNoFees() {
        var report = report(WEEK.gross());

        assertThat(report.rows()).noneSatisfy(row -> assertThat(row.get("type")).startsWith("FEE"));
        assertThat(report.summary()).containsEntry("merchant_settlement_type", "GROSS");
        report.assertAddsUp();
    }

    @Test
    void aSettlementWithoutOrdersHasOnlyHeadings() {
        var report = report(SettlementPlan.weekly("2201500003", "K700456", 1, 0, MONDAY));

        assertThat(report.rows()).isEmpty();
        assertThat(report.summary()).containsEntry("total_settlement_amount", "0.00");
    }

    @Test
    void feeVatCanStandInTheSummaryAlone() {
        var generator = new SettlementGenerator(WEEK);
        var report = ParsedReport.of(
                written(generator, ReportFormat.extended().withFeeVatOnlyInSummary()), Notation.standard());

        assertThat(report.rows()).allSatisfy(row -> assertThat(row.get("tax_amount") + row.get("tax_rate"))
                .isEmpty());
        assertThat(report.total("total_tax_amount"))
                .isEqualTo(generator.totals().tax())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/klarna/settlement-2201447718-sek.csv                  | standard",
                "/klarna/settlement-2201447718-sek-extended.csv         | extended",
                "/klarna/settlement-0041822931-negative-zero-payout.csv | extended",
                "/klarna/settlement-0041822931-negative-signed.csv      | extended",
                "/klarna/settlement-2201459034-followup-repay.csv       | extended and fees refunded",
                "/klarna/settlement-XE7K2QPD-eur.csv                    | abroad",
                "/klarna/settlement-2201447718-sek-configured.csv       | hostile",
                "/sandbox/klarna/K700456/2201450871_20260216T000214_0.csv | extended",
            })
    void writesTheLayoutOfEverySample(String path, String layout) {
        var format =
                switch (layout) {
                    case "standard" -> ReportFormat.standard();
                    case "abroad" -> ReportFormat.extendedAbroad();
                    case "hostile" -> ReportFormat.hostile();
                    default -> ReportFormat.extended();
                };
        var plan = layout.equals("abroad")
                ? WEEK.withCurrency("EUR", FeeContract.swedishInEuro())
                : WEEK.withReserve(50_000, 0);
        var refunds = layout.endsWith("refunded") ? WEEK.withEverything(10) : plan;
        var sample = new String(ParsedReport.resource(path), UTF_8);
        var made = new String(written(new SettlementGenerator(refunds), format), UTF_8);

        assertThat(made.startsWith("\uFEFF")).isEqualTo(sample.startsWith("\uFEFF"));
        assertThat(made.contains("\r\n")).isEqualTo(sample.contains("\r\n"));
        assertThat(made).endsWith(sample.endsWith("\r\n") ? "\r\n" : "\n");
        var head = layout.equals("hostile") ? List.of(0) : List.of(0, 2);
        for (var line : head) {
            assertThat(made.lines().toList().get(line))
                    .isEqualTo(sample.lines().toList().get(line));
        }
        for (var text : List.of(sample, made)) {
            assertCellsHaveTheirShape(ParsedReport.of(text.getBytes(UTF_8), format.notation()), layout);
            text.lines().skip(head.size() * 2L - 1).forEach(line -> assertThat(line.startsWith("\""))
                    .isEqualTo(layout.equals("hostile")));
        }
    }

    private static void assertCellsHaveTheirShape(ParsedReport report, String layout) {
        var amount = layout.equals("hostile") ? "-?\\d+,\\d\\d" : "\\d+\\.\\d\\d";
        var date = layout.equals("hostile") ? "\\d{4}-\\d\\d-\\d\\d" : TIMESTAMP;
        report.summary().forEach((name, value) -> {
            if (name.startsWith("total_") || name.endsWith("_balance")) {
                assertThat(value).as(name).matches("-?\\d+\\.\\d\\d");
            }
        });
        for (var row : report.rows()) {
            row.cells().forEach((name, value) -> {
                var correction = row.get("type").equals("CORRECTION") && name.equals("amount");
                var pattern =
                        switch (name.replaceFirst("_[1-4]$", "")) {
                            case "type" -> "[A-Z_]+";
                            case "detailed_type" -> "[A-Z_]+";
                            case "capture_date", "sale_date" -> date;
                            case "order_id", "capture_id", "refund_id" -> "(" + UUID + ")?";
                            case "short_order_id" -> "([0-9A-Z]{7})?";
                            case "merchant_reference1" -> "(\\d+|(EU|TA)-\\d+)?";
                            case "merchant_reference2" -> "([A-Z]+-\\d+)?";
                            case "amount" -> (correction ? "-?" : "") + amount;
                            case "posting_currency" -> "[A-Z]{3}";
                            case "purchase_country" -> "[A-Z]{2}";
                            case "shipping_country" -> "([A-Z]{2})?";
                            case "tax_rate" -> layout.equals("hostile") ? "(\\d+,\\d\\d)?" : "(\\d+\\.\\d\\d)?";
                            case "tax_amount", "tax_in_currency_of_registration_country" -> "(" + amount + ")?";
                            case "currency_code_of_registration_country" -> "(SEK)?";
                            case "initial_payment_method_type" -> "[a-z_]*";
                            case "merchant_capture_reference", "merchant_refund_reference" -> "([A-Z]+-[0-9A-Z-]+)?";
                            case "reversal_reference" -> "(krn:klarna:eu1:dispute:[a-z_]+:\\d{15})?";
                            default -> ".*";
                        };
                assertThat(value).as(name).matches(pattern);
            });
        }
    }

    @Test
    void writesNumbersInEveryNotation() {
        var swedish = Notation.standard().withNumbers(',', "\u00A0");
        var english = Notation.standard().withNumbers('.', ",").withDelimiter(',');

        assertThat(List.of(0L, 7L, -7L, 12345L, 123456L, -123456L, 123456789L))
                .map(minor -> swedish.amount(minor, "SEK"))
                .containsExactly(
                        "0,00", "0,07", "-0,07", "123,45", "1\u00A0234,56", "-1\u00A0234,56", "1\u00A0234\u00A0567,89");
        assertThat(english.amount(-123456L, "SEK")).isEqualTo("-1,234.56");
        assertThat(english.amount(1234567L, "JPY")).isEqualTo("1,234,567");
    }

    @Test
    void writesAnySubsetOfColumnsInAnyOrderUnderAnyName() {
        var format = ReportFormat.standard()
                .withSummary(SummaryColumn.PAYMENT_REFERENCE, SummaryColumn.SUBMERCHANT_ID)
                .withFields(TransactionColumn.AMOUNT, TransactionColumn.TYPE)
                .withRenamed(TransactionColumn.AMOUNT, "Belopp")
                .withNotation(Notation.standard().withDelimiter('\t'));

        assertThat(new String(written(new SettlementGenerator(WEEK), format), UTF_8))
                .startsWith("payment_reference\tsubmerchant_id\n2201500001\t\nBelopp\ttype\n");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void everyFaultBreaksWhatAReaderChecks(Fault fault) {
        var generator = new SettlementGenerator(WEEK);
        var out = new ByteArrayOutputStream();
        try {
            generator.write(ReportFormat.extended(), Set.of(fault), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var report = ParsedReport.of(out.toByteArray(), Notation.standard());

        if (fault == Fault.DATE_IN_YEAR_0026) {
            assertThat(report.rows())
                    .anySatisfy(row -> assertThat(row.get("capture_date")).startsWith("0026-02-0"));
        } else {
            assertThatThrownBy(report::assertAddsUp)
                    .isInstanceOfAny(AssertionError.class, IllegalArgumentException.class);
        }
    }

    @Test
    void writesLargeFilesWithoutHoldingThem() throws IOException {
        var generator = new SettlementGenerator(SettlementPlan.weekly("2201500004", "K700456", 7, 40_000, MONDAY));
        var counted = new CountingStream();

        generator.write(ReportFormat.extended(), counted);

        assertThat(generator.totals().rows()).isGreaterThan(90_000);
        assertThat(counted.bytes).isGreaterThan(16_000_000);
        assertThat(counted.largestWrite).isLessThan(1 << 20);
    }

    private static ParsedReport report(SettlementPlan plan) {
        return ParsedReport.of(written(new SettlementGenerator(plan), ReportFormat.extended()), Notation.standard());
    }

    private static byte[] written(SettlementGenerator generator, ReportFormat format) {
        var out = new ByteArrayOutputStream();
        try {
            generator.write(format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Provide
    Arbitrary<SettlementPlan> plans() {
        var happenings = Arbitraries.maps(
                        Arbitraries.of(Happening.class), Arbitraries.integers().between(0, 1500))
                .ofMaxSize(6);
        var amounts = Arbitraries.longs().between(0, 5_000_000);
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 40),
                        happenings,
                        amounts,
                        amounts,
                        amounts,
                        Arbitraries.of(NegativePayout.class),
                        Arbitraries.of("SEK", "EUR", "NOK"))
                .as((seed, orders, often, holdback, release, debt, reading, currency) -> SettlementPlan.weekly(
                                "0041", "K1", seed, orders, MONDAY)
                        .withCurrency(
                                currency, currency.equals("SEK") ? FeeContract.swedish() : FeeContract.swedishInEuro())
                        .withHappenings(often)
                        .withReserve(holdback, release)
                        .withOpeningDebt(debt)
                        .withNegativePayout(reading));
    }

    @Provide
    Arbitrary<Notation> notations() {
        return Arbitraries.of(
                Notation.standard(),
                Notation.standard().withSigns(),
                Notation.standard().withNumbers(',', " ").withDelimiter('\t'),
                Notation.standard().withNumbers('.', ",").withDelimiter(',').withSigns(),
                Notation.standard().withDelimiter(',').withNumbers(',', ".").asSavedBySpreadsheet());
    }

    private static final class CountingStream extends OutputStream {
        long bytes;
        int largestWrite;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int offset, int length) {
            bytes += length;
            largestWrite = Math.max(largestWrite, length);
        }
    }
}
