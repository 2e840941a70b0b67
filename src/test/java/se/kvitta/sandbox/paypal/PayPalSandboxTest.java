package se.kvitta.sandbox.paypal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import se.kvitta.testing.MovableClock;

/** The sandbox refuses what PayPal refuses, and its sums are those of its rows. */
class PayPalSandboxTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String WINDOW =
            "/v1/reporting/transactions?start_date=2026-09-06T22:00:00Z&end_date=2026-09-09T21:59:59Z";

    private final MovableClock clock = new MovableClock(Instant.parse("2026-09-10T04:00:00Z"));
    private final HttpClient client = HttpClient.newHttpClient();
    private PayPalSandbox sandbox;
    private SandboxAccount account;
    private String token = "";

    @BeforeEach
    void start() throws Exception {
        sandbox = PayPalSandbox.start(0, clock);
        account = sandbox.account(PayPalSamples.ACCOUNT, "app", "secret");
        PayPalSamples.load(account);
        token = token("app:secret").path("access_token").asText();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private JsonNode token(String login) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(sandbox.apiUrl() + "/v1/oauth2/token"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(sandbox.apiUrl() + path))
                .header("Authorization", "Bearer " + token)
                .build());
    }

    /** The body, with its status beside it where it is no. */
    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        JsonNode body = JSON.readTree(answer.body());
        return answer.statusCode() == 200
                ? body
                : JSON.createObjectNode().put("status", answer.statusCode()).set("said", body);
    }

    @Test
    void tellsTheSamplesAsTheyAre() throws Exception {
        JsonNode first = get(WINDOW + "&fields=all&page_size=10");
        assertThat(first.path("total_items").asInt()).isEqualTo(21);
        assertThat(first.path("total_pages").asInt()).isEqualTo(3);
        JsonNode sample = JSON.readTree(getClass().getResourceAsStream("/sandbox/paypal/transactions_p1.json"));
        for (int i = 0; i < 10; i++) {
            JsonNode told = first.path("transaction_details").path(i).path("transaction_info");
            JsonNode known = sample.path("transaction_details").path(i).path("transaction_info");
            known.properties().forEach(field -> assertThat(told.path(field.getKey()))
                    .as("%s of %s", field.getKey(), known.path("transaction_id"))
                    .isEqualTo(field.getValue()));
        }
        JsonNode balances = get("/v1/reporting/balances?as_of_time=2026-09-08T21:59:59Z&currency_code=SEK")
                .path("balances")
                .path(0);
        assertThat(balances.at("/available_balance/value").asText()).isEqualTo("2657.08");
        assertThat(balances.at("/withheld_balance/value").asText()).isEqualTo("4366.70");
        assertThat(balances.at("/total_balance/value").asText()).isEqualTo("7023.78");
        assertThat(get("/v2/invoicing/invoices/INV2-7K3M-QX9A-LW5D-H2TR")
                        .path("status")
                        .asText())
                .isEqualTo("PAID");
    }

    @Test
    void namesOnlyTheBlocksThatWereAskedForAndFilters() throws Exception {
        JsonNode rows = get(WINDOW + "&transaction_currency=EUR").path("transaction_details");
        assertThat(rows).hasSize(3);
        assertThat(rows.path(0).has("payer_info")).isFalse();
        assertThat(get(WINDOW + "&transaction_type=T2107").path("total_items").asInt())
                .isEqualTo(1);
    }

    @Test
    void refusesWhatPayPalRefuses() throws Exception {
        assertThat(get("/v1/reporting/transactions?start_date=2026-08-01T00:00:00Z&end_date=2026-09-02T00:00:01Z")
                        .toString())
                .contains("INVALID_REQUEST", "31 days");
        assertThat(get("/v1/reporting/transactions?start_date=2023-09-01T00:00:00Z&end_date=2023-09-02T00:00:00Z")
                        .toString())
                .contains("INVALID_REQUEST", "3 years");
        assertThat(get("/v1/reporting/transactions?end_date=2026-09-02T00:00:00Z")
                        .toString())
                .contains("INVALID_REQUEST", "start_date");
        assertThat(get(WINDOW + "&page_size=501").toString()).contains("page_size");
        assertThat(get("/v1/reporting/transactions?start_date=2026-09-10T02:00:00Z&end_date=2026-09-10T03:00:00Z")
                        .toString())
                .contains("start date is not available");
        sandbox.assume(Assumptions.usual().largest(20));
        assertThat(get(WINDOW).toString()).contains("RESULTSET_TOO_LARGE");
        account.searchable(false);
        assertThat(get(WINDOW).toString()).contains("403", "NOT_AUTHORIZED");
        clock.advance(Duration.ofHours(9));
        assertThat(get(WINDOW).toString()).contains("401", "AUTHENTICATION_FAILURE");
        assertThat(token("app:wrong").toString()).contains("401", "invalid_client");
    }

    @Test
    void servesNoMoreThanItKnows() throws Exception {
        JsonNode told = get("/v1/reporting/transactions?start_date=2026-09-09T00:00:00Z&end_date=2026-09-10T03:00:00Z");
        assertThat(told.path("end_date").asText()).isEqualTo("2026-09-10T01:00:00+0000");
        assertThat(told.path("last_refreshed_datetime").asText()).isEqualTo("2026-09-10T01:00:00+0000");
    }

    /** A claim holds the money until PayPal decides; a chargeback takes it. What is decided moves what the rows say, and no more. */
    @Test
    void tellsDisputesAndTheRowsThatTheyMake() throws Exception {
        SandboxAccount shop = sandbox.account("FJDISPUTED001", "shop", "secret");
        token = token("shop:secret").path("access_token").asText();
        Instant at = Instant.parse("2026-09-07T10:00:00Z");
        LedgerRow claimed = shop.pay("WC-1", at, 100_000, 3_000);
        LedgerRow charged = shop.pay("WC-2", at, 50_000, 1_700);
        String claim = shop.disputes().claim(claimed, at.plusSeconds(60));
        String chargeback = shop.disputes().chargeback(charged, at.plusSeconds(120));
        assertThat(shop.totals()).containsEntry("SEK", -1_700L - 16_000L);

        assertThat(get("/v1/customer/disputes").path("items").findValuesAsText("dispute_id"))
                .containsExactly(chargeback, claim);
        JsonNode of = get("/v1/customer/disputes?disputed_transaction_id=" + claimed.id())
                .path("items");
        assertThat(of.findValuesAsText("dispute_id")).containsExactly(claim);
        assertThat(of.at("/0/dispute_amount/value").asText()).isEqualTo("1000.00");
        assertThat(get("/v1/customer/disputes/" + claim).path("status").asText())
                .isEqualTo("UNDER_REVIEW");
        assertThat(get("/v1/customer/disputes/PP-R-NONE").toString()).contains("404", "RESOURCE_NOT_FOUND");
        assertThat(get("/v1/customer/disputes?page_size=51").toString()).contains("page_size");

        shop.disputes().decide(claim, Disputes.Outcome.BUYER, at.plusSeconds(180));
        shop.disputes().decide(chargeback, Disputes.Outcome.SELLER, at.plusSeconds(240));
        assertThat(shop.totals()).containsEntry("SEK", 50_000L - 1_700L - 16_000L);
        assertThat(get("/v1/customer/disputes/" + claim)
                        .at("/dispute_outcome/outcome_code")
                        .asText())
                .isEqualTo("RESOLVED_BUYER_FAVOUR");
        JsonNode balance = get("/v1/reporting/balances?as_of_time=2026-09-08T00:00:00Z&currency_code=SEK")
                .at("/balances/0");
        assertThat(balance.at("/withheld_balance/value").asText()).isEqualTo("0.00");
        assertThat(balance.at("/available_balance/value").asText()).isEqualTo("323.00");
        clock.advance(Duration.ofDays(181));
        token = token("shop:secret").path("access_token").asText();
        assertThat(get("/v1/customer/disputes").path("items")).isEmpty();
    }

    @Test
    void refusesTooManyCallsInAMinute() throws Exception {
        sandbox.assume(Assumptions.usual().perMinute(2));
        get(WINDOW);
        get(WINDOW);
        assertThat(get(WINDOW).toString()).contains("429", "RATE_LIMIT_REACHED");
        assertThat(sandbox.overrun()).isEqualTo(1);
    }

    @Test
    void generatesRowsWhoseBalancesAreTheirSums() throws Exception {
        SandboxAccount big = sandbox.account("FJGENERATED01", "big", "secret");
        big.generate(3_000, Instant.parse("2026-08-01T00:00:00Z"), Instant.parse("2026-08-30T00:00:00Z"), 5);
        token = token("big:secret").path("access_token").asText();
        for (JsonNode balance :
                get("/v1/reporting/balances?as_of_time=2026-09-09T00:00:00Z").path("balances")) {
            String currency = balance.path("currency").asText();
            assertThat(new BigDecimal(balance.at("/available_balance/value").asText())
                            .movePointRight(2)
                            .longValueExact())
                    .isEqualTo(big.totals().get(currency));
        }
    }
}
