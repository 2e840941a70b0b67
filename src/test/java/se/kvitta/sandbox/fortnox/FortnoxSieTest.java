package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FortnoxSieTest extends RunningSandbox {

    private static final Charset PC8 = Charset.forName("IBM437");
    private static final Pattern TRANSACTION = Pattern.compile("#TRANS (\\d{4}) \\{[^}]*\\} (-?\\d+\\.\\d\\d) .*");

    private List<String> export(String path) {
        var answer = caller.get(path);
        assertThat(answer.status()).isEqualTo(200);
        var text = new String(answer.bytes(), PC8);
        assertThat(text).endsWith("\r\n");
        return Stream.of(text.split("\r\n", -1)).filter(line -> !line.isEmpty()).toList();
    }

    private List<String> export() {
        return export("/3/sie/4?financialyear=6");
    }

    private void book(String series, String date, String rows) {
        var answer = caller.post("/3/vouchers?financialyear=6", Vouchers.of(series, date, "Köp på nätet", rows));
        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void saysWhoseBooksOfWhichYearTheyAre() {
        assertThat(export())
                .startsWith("#FLAGGA 0")
                .containsSubsequence(
                        "#FORMAT PC8",
                        "#GEN 20261015",
                        "#SIETYP 4",
                        "#FNR 704001",
                        "#ORGNR 559999-0016",
                        "#FNAMN \"Ljusbutiken i Lund AB\"",
                        "#RAR 0 20260101 20261231",
                        "#RAR -1 20250101 20251231",
                        "#DIM 1 \"Kostnadsställe\"",
                        "#OBJEKT 1 \"WEBB\" \"Webbshop\"",
                        "#KONTO 1581 \"Avräkning Klarna SEK\"",
                        "#KTYP 1581 T");
    }

    @Test
    void holdsEveryVoucherAsItWasBooked() {
        book("KV", "2026-02-13", Vouchers.ROWS);
        book(
                "A",
                "2026-02-14",
                "{\"Account\":3001,\"Credit\":80,\"CostCenter\":\"WEBB\",\"Project\":\"1\",\"TransactionInformation\":"
                        + "\"Order 1041 – 10 €\"},{\"Account\":1581,\"Debit\":80}");

        assertThat(export())
                .containsSubsequence(
                        "#VER A 1 20260214 \"Köp på nätet\" 20261015",
                        "{",
                        "#TRANS 3001 {1 \"WEBB\" 6 \"1\"} -80.00 20260214 \"Order 1041 - 10 EUR\"",
                        "#TRANS 1581 {} 80.00 20260214 \"\"",
                        "}",
                        "#VER KV 1 20260213 \"Köp på nätet\" 20261015",
                        "{",
                        "#TRANS 1930 {} 1250.50 20260213 \"\"",
                        "#TRANS 1581 {} -1250.50 20260213 \"\"",
                        "}");
    }

    @Test
    void agreesWithTheBooksToTheOre() {
        book("KV", "2026-02-13", Vouchers.ROWS);
        book("KV", "2026-03-13", "{\"Account\":6064,\"Debit\":0.03},{\"Account\":1581,\"Credit\":0.03}");
        var lines = export();

        var sums = new TreeMap<Integer, BigDecimal>();
        lines.stream()
                .map(TRANSACTION::matcher)
                .filter(matcher -> matcher.matches())
                .forEach(matcher -> sums.merge(
                        Integer.parseInt(matcher.group(1)), new BigDecimal(matcher.group(2)), BigDecimal::add));

        assertThat(sums)
                .isEqualTo(Map.of(
                        1581, new BigDecimal("-1250.53"),
                        1930, new BigDecimal("1250.50"),
                        6064, new BigDecimal("0.03")));
        assertThat(lines)
                .contains("#IB 0 1930 318440.75", "#UB 0 1930 319691.25")
                .contains("#UB 0 1581 -1250.53", "#RES 0 6064 0.03")
                .contains("#IB -1 1930 318440.75", "#UB -1 1930 318440.75");
    }

    @Test
    void keepsOtherYearsOut() {
        caller.post("/3/vouchers?financialyear=7", Vouchers.of("KV", "2027-01-02", "x", Vouchers.ROWS));

        assertThat(export()).noneMatch(line -> line.startsWith("#VER"));
        assertThat(export("/3/sie/4?financialyear=7")).anyMatch(line -> line.startsWith("#VER KV 1 20270102"));
        assertThat(export("/3/sie/4?financialYear=7")).anyMatch(line -> line.startsWith("#RAR 0 20270101"));
        assertThat(caller.get("/3/sie/4?financialyear=2026").status()).isEqualTo(400);
    }

    @Test
    void holdsOnlyTheVouchersThatWereAskedFor() {
        book("A", "2026-02-01", Vouchers.ROWS);
        book("A", "2026-02-02", Vouchers.ROWS);
        book("A", "2026-02-03", Vouchers.ROWS);
        book("KV", "2026-02-04", Vouchers.ROWS);

        assertThat(vouchers("&selection=A,2,3;KV")).containsExactly("A 2", "A 3", "KV 1");
        assertThat(vouchers("&fromdate=2026-02-02&todate=2026-02-03")).containsExactly("A 2", "A 3");
        assertThat(caller.get("/3/sie/4?financialyear=6&selection=A,2").status())
                .isEqualTo(400);
        assertThat(export("/3/sie/4?financialyear=6&todate=2026-02-02")).contains("#UB 0 1581 -2501.00");
    }

    private List<String> vouchers(String query) {
        return export("/3/sie/4?financialyear=6" + query).stream()
                .filter(line -> line.startsWith("#VER "))
                .map(line -> line.split(" ", -1)[1] + " " + line.split(" ", -1)[2])
                .toList();
    }

    @Test
    void showsStruckAndAddedRowsAsHistory() {
        book("A", "2026-02-13", Vouchers.ROWS);
        sandbox.company(LJUSBUTIKEN).strikeRows(6, "A", 1, List.of(1), "[{\"Account\":1584,\"Credit\":1250.5}]");

        assertThat(export())
                .containsSubsequence(
                        "#TRANS 1930 {} 1250.50 20260213 \"\"",
                        "#BTRANS 1581 {} -1250.50 20260213 \"\"",
                        "#RTRANS 1584 {} -1250.50 20260213 \"\"",
                        "#TRANS 1584 {} -1250.50 20260213 \"\"")
                .contains("#UB 0 1584 -1250.50")
                .noneMatch(line -> line.startsWith("#UB 0 1581"));
        var rows = caller.get("/3/vouchers/A/1?financialyear=6").at("/Voucher/VoucherRows");
        assertThat(rows.findValuesAsText("Removed")).containsExactly("false", "true", "false");
    }

    @Test
    void givesBalancesOfPeriodsAndObjectsInTheOtherTypes() {
        book(
                "A",
                "2026-02-14",
                "{\"Account\":3001,\"Credit\":80,\"CostCenter\":\"WEBB\"},{\"Account\":1581,\"Debit\":80}");

        assertThat(export("/3/sie/1?financialyear=6"))
                .contains("#SIETYP 1", "#RES 0 3001 -80.00")
                .noneMatch(line -> line.startsWith("#PSALDO"));
        assertThat(export("/3/sie/2?financialyear=6")).contains("#PSALDO 0 202602 3001 {} -80.00");
        assertThat(export("/3/sie/3?financialyear=6"))
                .contains("#PSALDO 0 202602 3001 {1 \"WEBB\"} -80.00")
                .noneMatch(line -> line.startsWith("#VER"));
        assertThat(caller.get("/3/sie/5").status()).isEqualTo(404);
    }

    @Test
    void leavesInactiveAccountsOutUnlessAskedForAll() {
        assertThat(export()).noneMatch(line -> line.startsWith("#KONTO 1912 "));
        assertThat(export("/3/sie/4?financialyear=6&exportall=true")).anyMatch(line -> line.startsWith("#KONTO 1912 "));
    }

    @Test
    void startsAYearWithTheDayOfTheBrokenYear() {
        caller = caller(STRAMA);
        assertThat(export("/3/sie/4")).contains("#RAR 0 20250901 20260831", "#RAR -1 20240901 20250831");
        assertThat(sandbox.company(STRAMA).vouchers()).isEmpty();
        assertThat(LocalDate.ofInstant(sandbox.now(), SandboxClock.STOCKHOLM)).isEqualTo("2026-10-15");
    }
}
