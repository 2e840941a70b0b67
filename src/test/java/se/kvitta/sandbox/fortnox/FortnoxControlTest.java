package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FortnoxControlTest extends RunningSandbox {

    private static final String COMPANY = "/sandbox/companies/704001";
    private static final String POST = "/3/vouchers?financialyear=6";

    private Caller anyone() {
        return Caller.anonymous(sandbox.baseUrl());
    }

    @Test
    void needsNoLoginButIsNowhereElse() {
        assertThat(anyone().get("/sandbox/companies").at("/0/tenant").asLong()).isEqualTo(704001);
        assertThat(anyone().get("/3/sandbox/companies").status()).isEqualTo(401);
        assertThat(caller.get("/sandboxes").status()).isEqualTo(404);
        assertThat(anyone().get("/sandbox/nothing").status()).isEqualTo(404);
    }

    @Test
    void countsCallsByPatternAndAnswersByStatus() {
        caller.post(POST, Vouchers.right());
        caller.get("/3/vouchers/KV/1?financialyear=6");
        caller.get("/3/vouchers/KV/9?financialyear=6");
        anyone().post("/sandbox/faults", "{\"kind\":\"too-many-requests\",\"method\":\"GET\"}");
        caller.get("/3/accounts");
        caller.get("/3/nothing");

        var counted = anyone().get("/sandbox/calls");

        assertThat(counted.json().path("calls").path("POST /3/vouchers").asInt())
                .isEqualTo(1);
        assertThat(counted.json()
                        .path("calls")
                        .path("GET /3/vouchers/{VoucherSeries}/{VoucherNumber}")
                        .asInt())
                .isEqualTo(2);
        assertThat(counted.json().path("calls").path("GET (unknown)").asInt()).isEqualTo(1);
        assertThat(counted.json().path("calls").path("POST /oauth-v1/token").asInt())
                .isEqualTo(1);
        assertThat(counted.at("/answers/404").asInt()).isEqualTo(2);
        assertThat(counted.at("/answers/429").asInt()).isEqualTo(1);
        assertThat(counted.at("/faults/too-many-requests").asInt()).isEqualTo(1);
        assertThat(sandbox.calls("POST /3/vouchers")).isEqualTo(1);
        anyone().delete("/sandbox/calls");
        assertThat(sandbox.calls("POST /3/vouchers")).isZero();
    }

    @Test
    void showsTheBooksInTheOrderOfEntry() {
        caller.post(POST, Vouchers.of("KV", "2026-02-13", "andra", Vouchers.ROWS));
        caller.post(POST, Vouchers.of("A", "2026-01-13", "första", Vouchers.ROWS));

        var books = anyone().get(COMPANY + "/books");

        assertThat(books.at("/vouchers").findValuesAsText("description")).containsExactly("andra", "första");
        assertThat(books.at("/vouchers/0/rows/0/debitOre").asLong()).isEqualTo(125050);
        assertThat(books.at("/vouchers/0/financialYear").asInt()).isEqualTo(6);
        assertThat(books.at("/vouchers/0/date").asText()).isEqualTo("2026-02-13");
    }

    @Test
    void doesWhatPeopleDo() {
        caller.post(POST, Vouchers.right());
        var control = anyone();

        control.put(COMPANY + "/vouchers/6/KV/1", "{\"description\":\"Rättad text\"}");
        assertThat(caller.get("/3/vouchers/KV/1").at("/Voucher/Description").asText())
                .isEqualTo("Rättad text");

        control.put(COMPANY + "/locked-period", "{\"endDate\":\"2026-02-13\"}");
        assertThat(caller.post(POST, Vouchers.right()).code()).isEqualTo(2000401);
        control.put(COMPANY + "/locked-period", "{\"endDate\":null}");

        control.put(COMPANY + "/accounts/6/1581", "{\"active\":false}");
        assertThat(caller.post(POST, Vouchers.right()).code()).isEqualTo(2999008);
        control.put(COMPANY + "/accounts/6/1581", "{\"active\":true}");

        control.put(COMPANY + "/voucherseries/6/KV", "{\"manual\":false}");
        assertThat(caller.post(POST, Vouchers.right()).code()).isEqualTo(2999010);

        control.put(COMPANY + "/preselected-year", "{\"financialYear\":7}");
        assertThat(caller.get("/3/vouchers/KV/1").status()).isEqualTo(404);

        control.put(COMPANY + "/no-right", "{\"fields\":[\"Voucher.Description\"]}");
        assertThat(caller.get("/3/vouchers/KV/1?financialyear=6")
                        .at("/Voucher/Description")
                        .asText())
                .isEqualTo("API_NORIGHT");

        control.put(COMPANY + "/licences", "{\"licences\":[\"settings\"]}");
        assertThat(caller.get("/3/accounts").status()).isEqualTo(403);

        control.delete(COMPANY + "/consent/kvitta-sandbox");
        assertThat(caller.get("/3/settings/company").status()).isEqualTo(401);
        control.put(COMPANY + "/consent/kvitta-sandbox", "{\"scopes\":\"settings\"}");
        assertThat(caller.get("/3/settings/company").status()).isEqualTo(200);
    }

    @Test
    void addsVouchersThatComeFromElsewhere() {
        var foreign = """
                {"VoucherSeries":"B","TransactionDate":"2026-02-13","Description":"Kundfaktura Anna (17)",
                 "ReferenceType":"INVOICE","ReferenceNumber":"17",
                 "VoucherRows":[{"Account":1910,"Debit":125},{"Account":3001,"Credit":100},{"Account":2611,"Credit":25}]}""";

        assertThat(anyone().post(COMPANY + "/vouchers", foreign).status()).isEqualTo(200);

        var voucher = caller.get("/3/vouchers/B/1?financialyear=6");
        assertThat(voucher.at("/Voucher/ReferenceType").asText()).isEqualTo("INVOICE");
        assertThat(voucher.at("/Voucher/ReferenceNumber").asText()).isEqualTo("17");
        assertThat(anyone().post(COMPANY + "/vouchers", foreign.replace("100", "99"))
                        .code())
                .isEqualTo(2999001);
    }

    @Test
    void strikesRowsOnlyWhenTheVoucherStillBalances() {
        caller.post(POST, Vouchers.right());
        var path = COMPANY + "/vouchers/6/KV/1/strike";

        assertThat(anyone().post(path, "{\"rows\":[0]}").code()).isEqualTo(2999001);
        var corrected = anyone().post(path, "{\"rows\":[0],\"add\":[{\"Account\":1940,\"Debit\":1250.50}]}");
        assertThat(corrected.at("/rows/0/state").asText()).isEqualTo("STRUCK");
        assertThat(corrected.at("/rows/2/state").asText()).isEqualTo("ADDED");
    }

    @Test
    void letsNobodyTouchVouchersOfALockedPeriod() {
        caller.post(POST, Vouchers.right());
        anyone().put(COMPANY + "/locked-period", "{\"endDate\":\"2026-12-31\"}");

        assertThat(anyone().put(COMPANY + "/vouchers/6/KV/1", "{\"description\":\"Ny text\"}")
                        .code())
                .isEqualTo(2000401);
        assertThat(anyone().post(COMPANY + "/vouchers/6/KV/1/strike", "{\"rows\":[0,1]}")
                        .code())
                .isEqualTo(2000401);
    }

    @Test
    void movesTheClock() {
        var moved = anyone().post("/sandbox/clock", "{\"advance\":\"PT30M\"}");
        assertThat(moved.at("/now").asText()).isEqualTo("2026-10-15T10:30:00Z");
        anyone().post("/sandbox/clock", "{\"to\":\"2027-01-01T00:00:00Z\"}");
        assertThat(anyone().get("/sandbox/clock").at("/now").asText()).isEqualTo("2027-01-01T00:00:00Z");
        assertThat(caller.get("/3/accounts").status()).isEqualTo(401);
    }

    @Test
    void switchesAssumptionsFaultsAndLimits() {
        assertThat(anyone().put("/sandbox/assumptions", "{\"method-not-allowed\":\"404\"}")
                        .at("/method-not-allowed")
                        .asText())
                .isEqualTo("404");
        var wrong = anyone().put("/sandbox/assumptions", "{\"method-not-allowed\":\"418\"}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.at("/error").asText()).contains("[405, 404]");

        anyone().post("/sandbox/faults", "{\"kind\":\"unavailable\",\"status\":504,\"times\":\"always\"}");
        assertThat(caller.get("/3/accounts").status()).isEqualTo(504);
        assertThat(anyone().get("/sandbox/faults").at("/0/left").asInt()).isPositive();
        anyone().delete("/sandbox/faults");
        assertThat(caller.get("/3/accounts").status()).isEqualTo(200);
        assertThat(anyone().post("/sandbox/faults", "{\"kind\":\"meteor\"}").status())
                .isEqualTo(400);

        anyone().put("/sandbox/limit", "{\"limit\":0,\"windowMs\":60000}");
        assertThat(caller.get("/3/accounts").status()).isEqualTo(429);
    }

    @Test
    void makesCompaniesFromSeeds() {
        var made = anyone().post(
                        "/sandbox/companies",
                        "{\"seed\":\"ljusbutiken\",\"tenant\":704100,\"name\":\"Tredje Ljuset AB\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(caller(704100)
                        .get("/3/companyinformation")
                        .at("/CompanyInformation/CompanyName")
                        .asText())
                .isEqualTo("Tredje Ljuset AB");
        assertThat(anyone().post("/sandbox/companies", "{\"seed\":\"ljusbutiken\",\"tenant\":704100}")
                        .status())
                .isEqualTo(400);
        assertThat(anyone().post("/sandbox/companies", "{\"seed\":\"ljusbutiken\",\"tenant\":704101,\"colour\":1}")
                        .status())
                .isEqualTo(400);
        assertThat(anyone().get("/sandbox/companies").json()).hasSize(4);
    }
}
