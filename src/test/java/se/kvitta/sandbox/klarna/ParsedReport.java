package se.kvitta.sandbox.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report read back by the rules of Klarna's documentation, independently of the generator. */
record ParsedReport(Map<String, String> summary, List<String> columns, List<Row> rows, Notation notation) {

    /** The cells of one row by column; empty for a column that the file does not have. */
    record Row(Map<String, String> cells) {

        String get(String column) {
            return cells.getOrDefault(column, "");
        }
    }

    static ParsedReport of(byte[] file, Notation notation) {
        var text = new String(file, UTF_8).replaceFirst("^\uFEFF", "");
        var records = new ArrayList<List<String>>();
        try (var reader = CsvReader.builder()
                .fieldSeparator(notation.delimiter())
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(text)) {
            reader.forEach(record -> records.add(record.getFields()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> summary = new LinkedHashMap<>();
        if (!records.get(0).contains("type") && records.get(0).get(0).startsWith("total")) {
            var names = records.remove(0);
            var values = records.remove(0);
            assertThat(values).hasSameSizeAs(names);
            for (var i = 0; i < names.size(); i++) {
                summary.put(names.get(i), values.get(i));
            }
        }
        var columns = records.remove(0);
        var rows = new ArrayList<Row>();
        for (var record : records) {
            assertThat(record).hasSameSizeAs(columns);
            Map<String, String> row = new LinkedHashMap<>();
            for (var i = 0; i < columns.size(); i++) {
                row.put(columns.get(i), record.get(i));
            }
            rows.add(new Row(row));
        }
        return new ParsedReport(summary, columns, rows, notation);
    }

    static byte[] resource(String path) {
        try (var in = ParsedReport.class.getResourceAsStream(path)) {
            assertThat(in).as(path).isNotNull();
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long minor(String cell) {
        if (cell.isEmpty()) {
            return 0;
        }
        var plain = notation.thousandsMark().isEmpty() ? cell : cell.replace(notation.thousandsMark(), "");
        return new BigDecimal(plain.replace(notation.decimalMark(), '.'))
                .movePointRight(2)
                .longValueExact();
    }

    long total(String name) {
        return minor(summary.getOrDefault(name, "0"));
    }

    /** Sums of the rows as the summary names them; types carry the direction, signs in the file are undone. */
    Map<String, Long> sums() {
        Map<String, Long> sums = new HashMap<>();
        for (var row : rows) {
            var type = row.get("type");
            var amount = minor(row.get("amount"));
            var tax = minor(row.get("tax_amount"));
            if (!type.equals("CORRECTION")) {
                amount = Math.abs(amount);
                tax = Math.abs(tax);
            }
            switch (type) {
                case "SALE" -> sums.merge("total_sale_amount", amount, Long::sum);
                case "FEE" -> {
                    sums.merge("total_fee_amount", amount, Long::sum);
                    sums.merge("total_tax_amount", tax, Long::sum);
                }
                case "FEE_REFUND" -> {
                    sums.merge("total_fee_refund_amount", amount, Long::sum);
                    sums.merge("total_tax_refund_amount", tax, Long::sum);
                }
                case "RETURN" -> sums.merge("total_return_amount", amount, Long::sum);
                case "REVERSAL" -> sums.merge("total_reversal_amount", amount, Long::sum);
                case "REVERSAL_MERCHANT_PROTECTION" -> sums.merge("total_reversal_amount", -amount, Long::sum);
                case "COMMISSION" -> sums.merge("total_commission_amount", amount, Long::sum);
                case "CORRECTION" -> sums.merge("total_fee_correction_amount", amount, Long::sum);
                case "CREDIT" -> sums.merge("total_credit_amount", amount, Long::sum);
                case "CHARGE" -> sums.merge("total_charge_amount", amount, Long::sum);
                case "HOLDBACK" -> sums.merge("total_holdback_amount", amount, Long::sum);
                case "RELEASE" -> sums.merge("total_release_amount", amount, Long::sum);
                default -> throw new IllegalArgumentException(type);
            }
        }
        return sums;
    }

    /** Klarna's table "Calculation of settlement amount", with the VAT of refunded fees added. */
    long net() {
        return total("total_sale_amount")
                - total("total_return_amount")
                - total("total_reversal_amount")
                - total("total_fee_amount")
                + total("total_fee_correction_amount")
                - total("total_tax_amount")
                + total("total_commission_amount")
                - total("total_charge_amount")
                + total("total_credit_amount")
                - total("total_holdback_amount")
                + total("total_release_amount")
                + total("total_fee_refund_amount")
                + total("total_tax_refund_amount");
    }

    /** Every rule of the settlement identity, and every total as the sum of its rows. */
    void assertAddsUp() {
        var net = net();
        var opening = total("opening_debt_balance");
        var repay = total("total_repay_amount");
        var deposit = total("total_deposit_amount");
        var settlement = total("total_settlement_amount");
        if (net >= 0) {
            assertThat(deposit).isZero();
            assertThat(settlement).isEqualTo(net - repay).isNotNegative();
        } else {
            assertThat(deposit).isEqualTo(-net);
            assertThat(settlement).isIn(0L, net);
        }
        assertThat(total("closing_debt_balance")).isEqualTo(opening - repay + deposit);
        assertSumsOfRows();
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get("posting_currency")).isEqualTo(summary.get("settlement_currency"));
            if (row.get("type").startsWith("FEE") && !row.get("tax_rate").isEmpty()) {
                assertThat(row.get("tax_rate").replace(',', '.')).isEqualTo("25.00");
                assertThat(Math.abs(minor(row.get("tax_amount"))))
                        .isEqualTo(new BigDecimal(Math.abs(minor(row.get("amount"))))
                                .multiply(new BigDecimal("0.25"))
                                .setScale(0, RoundingMode.HALF_UP)
                                .longValueExact());
            }
        });
    }

    void assertSumsOfRows() {
        var sums = sums();
        summary.keySet().stream()
                .filter(name -> name.startsWith("total_"))
                .filter(name -> !name.matches("total_(deposit|repay|settlement)_amount"))
                .filter(name -> columns.contains("tax_amount") || !name.startsWith("total_tax"))
                .forEach(
                        name -> assertThat(sums.getOrDefault(name, 0L)).as(name).isEqualTo(total(name)));
    }
}
