package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FortnoxVoucherTest extends RunningSandbox {

    private static final String POST = "/3/vouchers?financialyear=6";

    @Test
    void booksAVoucherAndShowsItWithItsRows() {
        var answer = caller.post(POST, Vouchers.right());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("vouchers");
        assertThat(answer.at("/Voucher/VoucherNumber").asInt()).isEqualTo(1);
        assertThat(answer.at("/Voucher/VoucherSeries").asText()).isEqualTo("KV");
        assertThat(answer.at("/Voucher/Year").asInt()).isEqualTo(6);
        assertThat(answer.at("/Voucher/ReferenceType").asText()).isEqualTo("MANUAL");

        var read = caller.get("/3/vouchers/KV/1?financialyear=6");
        assertThat(read.json()).isEqualTo(answer.json());
        assertThat(read.at("/Voucher/VoucherRows/0/Description").asText()).isEqualTo("Företagskonto");
        assertThat(read.text()).contains("\"Debit\":1250.5,").contains("\"Credit\":0,");
    }

    @Test
    void numbersWithoutGapsPerSeriesAndYear() {
        caller.post(POST, Vouchers.right());
        caller.post(POST, Vouchers.rows("{\"Account\":1930,\"Debit\":1},{\"Account\":1581,\"Credit\":2}"));
        var second = caller.post(POST, Vouchers.right());
        var otherSeries = caller.post(POST, Vouchers.of("A", "2026-02-13", "x", Vouchers.ROWS));
        var otherYear = caller.post("/3/vouchers?financialyear=7", Vouchers.of("KV", "2027-02-13", "x", Vouchers.ROWS));

        assertThat(second.at("/Voucher/VoucherNumber").asInt()).isEqualTo(2);
        assertThat(otherSeries.at("/Voucher/VoucherNumber").asInt()).isEqualTo(1);
        assertThat(otherYear.at("/Voucher/VoucherNumber").asInt()).isEqualTo(1);
        assertThat(caller.get("/3/voucherseries/KV?financialyear=6")
                        .at("/VoucherSeries/NextVoucherNumber")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void takesNumbersInQuotes() {
        var answer = caller.post(
                POST,
                Vouchers.rows("{\"Account\":\"1930\",\"Debit\":\"10.20\",\"Credit\":\"0\"},"
                        + "{\"Account\":\"1581\",\"Credit\":\"10.2\"}"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(sandbox.company(LJUSBUTIKEN).vouchers().get(0).rows().get(0).debitOre())
                .isEqualTo(1020);
    }

    @Test
    void balancesToTheOreWhereDecimalsOfFloatingPointWouldNot() {
        var tenth =
                "{\"Account\":1930,\"Debit\":0.1},{\"Account\":1930,\"Debit\":0.2},{\"Account\":1581,\"Credit\":0.3}";
        assertThat(caller.post(POST, Vouchers.rows(tenth)).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"Account":1930,"Debit":10},{"Account":1581,"Credit":9.99}              | 2999001
            {"Account":1930,"Debit":10}                                             | 2999002
            {"Account":1930,"Debit":10,"Credit":10},{"Account":1581,"Credit":0.01}  | 2999003
            {"Account":1930,"Debit":0},{"Account":1581,"Credit":0}                  | 2999004
            {"Account":1930,"Debit":-10},{"Account":1581,"Credit":-10}              | 2999005
            {"Account":1930,"Debit":1000000000000.01},{"Account":1581,"Credit":1}   | 2999006
            {"Account":1930,"Debit":10.005},{"Account":1581,"Credit":10.005}        | 2999007
            {"Account":1912,"Debit":10},{"Account":1581,"Credit":10}                | 2999008
            {"Account":1233,"Debit":10},{"Account":1581,"Credit":10}                | 2001304
            {"Debit":10},{"Account":1581,"Credit":10}                               | 2001795
            {"Account":"kassa","Debit":10},{"Account":1581,"Credit":10}             | 2000108
            {"Account":1930,"Debit":"tio"},{"Account":1581,"Credit":10}             | 2000108
            {"Account":1930,"Debet":10},{"Account":1581,"Credit":10}                | 2001399
            {"Account":1930,"Debit":1,"CostCenter":"NOPE"},{"Account":1581,"Credit":1} | 2999021
            {"Account":1930,"Debit":1,"Project":"99"},{"Account":1581,"Credit":1}   | 2999024
            {"Account":1930,"Debit":1,"Removed":true},{"Account":1581,"Credit":1}   | 2999018
            """)
    void refusesRowsThatFortnoxRefuses(String rows, int code) {
        var answer = caller.post(POST, Vouchers.rows(rows));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(sandbox.company(LJUSBUTIKEN).vouchers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            VoucherSeries   | "VoucherSeries":"B"            | 2999010
            VoucherSeries   | "VoucherSeries":"ZZ"           | 2999009
            VoucherSeries   | "VoucherSeries":""             | 2001795
            TransactionDate | "TransactionDate":"2025-12-31" | 2999011
            TransactionDate | "TransactionDate":"2026-02-30" | 2999016
            TransactionDate | "TransactionDate":"20260213"   | 2999016
            TransactionDate | "TransactionDate":null         | 2001795
            Description     | "Description":" "              | 2001795
            Description     | "Description":"[kv 10231]"     | 2000359
            Description     | "Description":"Anna's köp"     | 2000359
            """)
    void refusesHeadersThatFortnoxRefuses(String field, String replacement, int code) {
        var body = Vouchers.right().replaceFirst("\"" + field + "\":\"[^\"]*\"", replacement);
        var answer = caller.post(POST, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(sandbox.company(LJUSBUTIKEN).vouchers()).isEmpty();
    }

    @Test
    void limitsTheLengthOfTexts() {
        var description = Vouchers.of("KV", "2026-02-13", "ö".repeat(201), Vouchers.ROWS);
        var text = Vouchers.rows("{\"Account\":1930,\"Debit\":1,\"TransactionInformation\":\"" + "x".repeat(101)
                + "\"},{\"Account\":1581,\"Credit\":1}");

        assertThat(caller.post(POST, description).code()).isEqualTo(2999014);
        assertThat(caller.post(POST, text).code()).isEqualTo(2999014);
        assertThat(caller.post(POST, Vouchers.of("KV", "2026-02-13", "ö".repeat(200), Vouchers.ROWS))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void takesEveryCharacterOfTheAllowedSet() {
        var allowed = "Åäö éß 北 ’ \\\\ – : . ` ´ , ; ^ ¤ # % § £ $ € ¢ ¥ © ™ ° & / ( ) = + - * _ ! ? ² ³ ® ½ @ \u00a0";
        var answer = caller.post(POST, Vouchers.of("KV", "2026-02-13", allowed, Vouchers.ROWS));
        assertThat(answer.status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "\\\"", "<", ">", "{", "}", "[", "]", "|", "~", "…", "·", "—", "🙂", "\\t"})
    void refusesEveryOtherCharacter(String character) {
        var answer = caller.post(POST, Vouchers.of("KV", "2026-02-13", "köp " + character, Vouchers.ROWS));
        assertThat(answer.code()).isEqualTo(2000359);
    }

    @Test
    void refusesAnythingInTheLockedPeriodAndSaysUntilWhen() {
        sandbox.company(LJUSBUTIKEN).lockThrough(LocalDate.of(2026, 2, 13));

        var onTheLastDay = caller.post(POST, Vouchers.right());
        var dayAfter = caller.post(POST, Vouchers.of("KV", "2026-02-14", "x", Vouchers.ROWS));

        assertThat(onTheLastDay.status()).isEqualTo(400);
        assertThat(onTheLastDay.code()).isEqualTo(2000401);
        assertThat(onTheLastDay.at("/ErrorInformation/message").asText())
                .isEqualTo("Ljusbutiken i Lund AB har låst perioden t.o.m. 2026-02-13."
                        + " Lås upp perioden för att fortsätta.");
        assertThat(dayAfter.status()).isEqualTo(201);
    }

    @Test
    void usesThePreselectedYearWhenTheCallNamesNone() {
        var inside = caller.post("/3/vouchers", Vouchers.right());
        var outside = caller.post("/3/vouchers", Vouchers.of("KV", "2027-02-13", "x", Vouchers.ROWS));

        assertThat(inside.at("/Voucher/Year").asInt()).isEqualTo(6);
        assertThat(outside.code()).isEqualTo(2999011);
    }

    @Test
    void letsTheDateChooseTheYearWhenToldThatFortnoxDoes() {
        sandbox.assume("voucher-year-without-parameter", "by-date");

        var answer = caller.post("/3/vouchers", Vouchers.of("KV", "2027-02-13", "x", Vouchers.ROWS));
        var noYear = caller.post("/3/vouchers", Vouchers.of("KV", "2031-02-13", "x", Vouchers.ROWS));

        assertThat(answer.at("/Voucher/Year").asInt()).isEqualTo(7);
        assertThat(noYear.code()).isEqualTo(2999012);
    }

    @Test
    void refusesAYearThatDoesNotExist() {
        assertThat(caller.post("/3/vouchers?financialyear=2026", Vouchers.right())
                        .code())
                .isEqualTo(2999013);
    }

    @Test
    void readsAnotherVoucherWhenTheYearIsLeftOut() {
        caller.post("/3/vouchers?financialyear=7", Vouchers.of("KV", "2027-01-02", "nästa år", Vouchers.ROWS));
        caller.post(POST, Vouchers.of("KV", "2026-01-02", "detta år", Vouchers.ROWS));

        assertThat(caller.get("/3/vouchers/KV/1").at("/Voucher/Description").asText())
                .isEqualTo("detta år");
        assertThat(caller.get("/3/vouchers/KV/1?financialyear=7")
                        .at("/Voucher/Description")
                        .asText())
                .isEqualTo("nästa år");
        var missing = caller.get("/3/vouchers/KV/2");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json().path("ErrorInformation").has("Code")).isTrue();
    }

    @Test
    void knowsNoUpdateAndRefusesToDelete() {
        caller.post(POST, Vouchers.right());

        assertThat(caller.put("/3/vouchers/KV/1?financialyear=6", Vouchers.right())
                        .status())
                .isEqualTo(405);
        assertThat(caller.delete("/3/vouchers/KV/1?financialyear=6").status()).isEqualTo(405);
        assertThat(sandbox.company(LJUSBUTIKEN).vouchers()).hasSize(1);
    }

    @Test
    void deletesOnlyTheLastOfASeriesWhenToldThatFortnoxStillDeletes() {
        sandbox.assume("voucher-delete", "last-in-series");
        caller.post(POST, Vouchers.right());
        caller.post(POST, Vouchers.right());

        assertThat(caller.delete("/3/vouchers/KV/1?financialyear=6").status()).isEqualTo(400);
        assertThat(caller.delete("/3/vouchers/KV/2?financialyear=6").status()).isEqualTo(204);
        assertThat(caller.post(POST, Vouchers.right())
                        .at("/Voucher/VoucherNumber")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void ignoresTheYearInTheBodyAndRefusesWhatOnlyFortnoxSets() {
        assertThat(caller.post(POST, Vouchers.with("\"Year\":2026"))
                        .at("/Voucher/Year")
                        .asInt())
                .isEqualTo(6);
        assertThat(caller.post(POST, Vouchers.with("\"VoucherNumber\":17")).code())
                .isEqualTo(2999018);

        sandbox.assume("read-only-fields", "ignore");
        assertThat(caller.post(POST, Vouchers.with("\"VoucherNumber\":17"))
                        .at("/Voucher/VoucherNumber")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void roundsHalfAnOreUpWhenToldThatFortnoxRounds() {
        sandbox.assume("extra-decimals", "round");

        var rows = "{\"Account\":1930,\"Debit\":10.005},{\"Account\":1581,\"Credit\":10.01}";
        assertThat(caller.post(POST, Vouchers.rows(rows)).status()).isEqualTo(201);
    }

    @Test
    void demandsCostCentresWhereTheAccountDoes() {
        var strama = caller(STRAMA);
        var path = "/3/vouchers?financialyear=22";
        var row = "{\"Account\":3001,\"Credit\":5%s},{\"Account\":1930,\"Debit\":5%s}";

        assertThat(strama.post(path, manual(row.formatted("", ""))).code()).isEqualTo(2999019);
        assertThat(strama.post(path, manual(row.formatted("", ",\"CostCenter\":\"WEBB\"")))
                        .code())
                .isEqualTo(2999019);
        assertThat(strama.post(path, manual(row.formatted(",\"CostCenter\":\"WEBB\"", ",\"CostCenter\":\"WEBB\"")))
                        .code())
                .isEqualTo(2999020);
        assertThat(strama.post(path, manual(row.formatted(",\"CostCenter\":\"WEBB\"", "")))
                        .status())
                .isEqualTo(201);
    }

    private static String manual(String rows) {
        return Vouchers.of("A", "2026-02-13", "x", rows);
    }

    @Test
    void givesTheCostCentreOfTheVoucherToRowsThatTakeOne() {
        var strama = caller(STRAMA);
        var body = Vouchers.of("A", "2026-02-13", "x", "{\"Account\":3001,\"Credit\":5},{\"Account\":1930,\"Debit\":5}")
                .replace("\"VoucherRows\"", "\"CostCenter\":\"BUTIK\",\"VoucherRows\"");

        var answer = strama.post("/3/vouchers?financialyear=22", body);

        assertThat(answer.at("/Voucher/VoucherRows/0/CostCenter").asText()).isEqualTo("BUTIK");
        assertThat(answer.at("/Voucher/VoucherRows/1/CostCenter").asText()).isEmpty();
    }

    @Test
    void refusesAProjectOutsideItsDays() {
        caller.put("/3/projects/1", "{\"Project\":{\"StartDate\":\"2026-03-01\"}}");
        var rows = "{\"Account\":1930,\"Debit\":5,\"Project\":\"1\"},{\"Account\":1581,\"Credit\":5}";

        assertThat(caller.post(POST, Vouchers.rows(rows)).code()).isEqualTo(2999025);
        assertThat(caller.post(POST, Vouchers.of("KV", "2026-03-01", "x", rows)).status())
                .isEqualTo(201);
    }

    @Test
    void accountsAndSeriesAreThoseOfTheYear() {
        var row = "{\"Account\":1686,\"Debit\":5},{\"Account\":1930,\"Credit\":5}";

        assertThat(caller.post("/3/vouchers?financialyear=5", Vouchers.of("KV", "2025-05-05", "x", row))
                        .code())
                .isEqualTo(2001304);
        sandbox.company(LJUSBUTIKEN).activate(6, 1930, false);
        assertThat(caller.post(POST, Vouchers.right()).code()).isEqualTo(2999008);
        assertThat(caller.post("/3/vouchers?financialyear=7", Vouchers.of("KV", "2027-05-05", "x", row))
                        .status())
                .isEqualTo(201);
        sandbox.company(LJUSBUTIKEN).openSeries(7, "KV", false);
        assertThat(caller.post("/3/vouchers?financialyear=7", Vouchers.of("KV", "2027-05-05", "x", row))
                        .code())
                .isEqualTo(2999010);
    }
}
