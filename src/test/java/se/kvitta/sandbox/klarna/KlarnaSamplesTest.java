package se.kvitta.sandbox.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KlarnaSamplesTest {

    private static final String FIRST_WEEK = "/sandbox/klarna/K700456/2201450871_20260216T000214_0.csv";
    private static final String SECOND_WEEK = "/sandbox/klarna/K700456/2201462290_20260223T000201_0.csv";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/klarna/settlement-2201447718-sek.csv",
                "/klarna/settlement-2201447718-sek-extended.csv",
                "/klarna/settlement-XE7K2QPD-eur.csv",
                "/klarna/settlement-0041822931-negative-zero-payout.csv",
                "/klarna/settlement-0041822931-negative-signed.csv",
                "/klarna/settlement-2201459034-followup-repay.csv",
                "/sandbox/klarna/K700123/2201447718_20260216T000000_0.csv",
                "/sandbox/klarna/K700123/XE7K2QPD_20260216T000000_0.csv",
                "/sandbox/klarna/K700123/0041822931_20260223T000000_0.csv",
                "/sandbox/klarna/K700123/2201459034_20260302T000000_0.csv",
                FIRST_WEEK,
                SECOND_WEEK
            })
    void everySettlementThatIsServedAddsUp(String path) {
        ParsedReport.of(ParsedReport.resource(path), Notation.standard()).assertAddsUp();
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST_WEEK, SECOND_WEEK})
    void theCoffeeShopPaysItsContractForEveryCapture(String path) {
        var report = ParsedReport.of(ParsedReport.resource(path), Notation.standard());
        assertThat(report.summary())
                .containsEntry("merchant_id", "K700456")
                .containsEntry("settlement_currency", "SEK");
        Map<String, Map<String, Long>> fees = new HashMap<>();
        for (var row : report.rows()) {
            if (row.get("type").equals("FEE")) {
                fees.computeIfAbsent(row.get("capture_id"), id -> new HashMap<>())
                        .put(row.get("detailed_type"), report.minor(row.get("amount")));
            }
        }
        var sales = report.rows().stream()
                .filter(row -> row.get("type").equals("SALE"))
                .toList();
        assertThat(sales).hasSizeBetween(6, 12).allSatisfy(row -> {
            var percent = new BigDecimal(report.minor(row.get("amount")))
                    .multiply(new BigDecimal("0.0295"))
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
            assertThat(fees.get(row.get("capture_id")))
                    .containsExactlyInAnyOrderEntriesOf(
                            Map.of("PURCHASE_FEE_PERCENTAGE", percent, "PURCHASE_FEE_FIXED", 300L));
        });
        assertThat(fees).hasSameSizeAs(sales);
        assertThat(report.rows().stream().filter(row -> row.get("type").equals("RETURN")))
                .singleElement()
                .satisfies(row -> assertThat(row.get("detailed_type")).isEqualTo("PURCHASE_RETURN"));
    }

    @Test
    void theCoffeeShopSellsCoffeeAndEquipmentTogetherAndApart() {
        var kinds = new HashSet<List<String>>();
        for (var path : List.of(FIRST_WEEK, SECOND_WEEK)) {
            var report = ParsedReport.of(ParsedReport.resource(path), Notation.standard());
            for (var row : report.rows()) {
                var rates = List.of(row.get("tax_rate_1"), row.get("tax_rate_2"));
                if (row.get("type").equals("SALE")) {
                    kinds.add(rates);
                    assertThat(report.minor(row.get("tax_amount_1")) + report.minor(row.get("tax_amount_2")))
                            .isBetween(report.minor(row.get("amount")) / 10, report.minor(row.get("amount")) / 5);
                }
            }
        }
        assertThat(kinds)
                .containsExactlyInAnyOrder(List.of("25.00", ""), List.of("12.00", ""), List.of("25.00", "12.00"));
    }

    @Test
    void theFirstWeekHoldsACaptureThatIsTheNextDayInStockholm() {
        var report = ParsedReport.of(ParsedReport.resource(FIRST_WEEK), Notation.standard());
        var first = LocalDate.of(2026, 2, 2);

        assertThat(report.rows()).allSatisfy(row -> assertThat(
                        LocalDate.parse(row.get("capture_date").substring(0, 10)))
                .isBetween(first, first.plusDays(6)));
        assertThat(report.rows()).anySatisfy(row -> {
            assertThat(row.get("capture_date")).isEqualTo("2026-02-04T23:30:00Z");
            assertThat(Instant.parse(row.get("capture_date"))
                            .atZone(ZoneId.of("Europe/Stockholm"))
                            .toLocalDate())
                    .isEqualTo(LocalDate.of(2026, 2, 5));
        });
        assertThat(report.summary())
                .containsEntry("payment_reference", "2201450871")
                .containsEntry("total_settlement_amount", "13080.42");
    }

    @Test
    void theSecondWeekTakesBackPartOfTheFirst() {
        var first = ParsedReport.of(ParsedReport.resource(FIRST_WEEK), Notation.standard());
        var second = ParsedReport.of(ParsedReport.resource(SECOND_WEEK), Notation.standard());
        var returned = second.rows().stream()
                .filter(row -> row.get("type").equals("RETURN"))
                .findFirst()
                .orElseThrow();

        assertThat(first.rows()).anySatisfy(row -> {
            assertThat(row.get("type")).isEqualTo("SALE");
            assertThat(row.get("order_id")).isEqualTo(returned.get("order_id"));
            assertThat(first.minor(row.get("amount"))).isGreaterThan(second.minor(returned.get("amount")));
        });
        assertThat(second.summary()).containsEntry("total_settlement_amount", "7286.41");
    }
}
