package se.kvitta.sandbox.klarna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in of the Settlements API answers as Klarna documents it, and refuses what Klarna refuses. */
class KlarnaApiSandboxTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final LocalDate MONDAY = LocalDate.of(2026, 2, 2);
    private static final String OWN = "K700123:password";
    private static final String BASE = "/settlements/v1";

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private KlarnaApiSandbox sandbox;
    private SettlementGenerator settlement;

    @BeforeEach
    void start() throws IOException {
        sandbox = KlarnaApiSandbox.start(SandboxOptions.in(folder)
                .withAccount(MerchantAccount.of("K700123", "password"))
                .withAccount(MerchantAccount.of("K700999", "other")));
        settlement = new SettlementGenerator(
                SettlementPlan.weekly("2201600001", "K700123", 3, 40, MONDAY).withEverything(4));
        sandbox.publish(settlement, ReportFormat.standard());
        sandbox.publish(
                new SettlementGenerator(SettlementPlan.weekly("XE7K2QPD", "K700123", 4, 5, MONDAY.plusDays(7))
                        .withCurrency("EUR", FeeContract.swedishInEuro())),
                ReportFormat.standard());
        sandbox.publish(
                new SettlementGenerator(SettlementPlan.weekly("2201600009", "K700999", 3, 5, MONDAY)),
                ReportFormat.standard());
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> call(String login, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(path.startsWith("http") ? path : sandbox.url() + BASE + path))
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = call(OWN, path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static List<String> references(JsonNode page) {
        var found = new ArrayList<String>();
        page.path("payouts")
                .forEach(payout -> found.add(payout.path("payment_reference").asText()));
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"K700123:wrong", "nobody:password", "K700999:password", ""})
    void wrongCredentialsAre401(String login) throws Exception {
        assertThat(call(login, "/payouts").statusCode()).isEqualTo(401);
    }

    @Test
    void aMerchantSeesItsOwnPayoutsOfEveryCurrencyAndNoOthers() throws Exception {
        assertThat(references(get("/payouts"))).containsExactly("2201600001", "XE7K2QPD");
        assertThat(references(get("/payouts?currency_code=EUR"))).containsExactly("XE7K2QPD");
        assertThat(call(OWN, "/payouts/2201600009").statusCode()).isEqualTo(404);
        assertThat(get("/transactions?payment_reference=2201600009")
                        .path("transactions")
                        .size())
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-16,                          2026-02-16,                              0",
        "2026-02-16,                          2026-02-16T23:59:59Z,                    1",
        "2026-02-15,                          2026-02-17,                              1",
        "2026-02-17,                          2026-02-22,                              0",
        "2026-02-16T07:45:00Z,                2026-02-16T07:45:00Z,                    1"
    })
    void aBareDateIsItsFirstSecond(String from, String to, int payouts) throws Exception {
        assertThat(references(get("/payouts?start_date=" + from + "&end_date=" + to)))
                .hasSize(payouts);
    }

    @Test
    void pagesLeadToTheNextAndBackAndTellEveryRowOnce() throws Exception {
        JsonNode first = get("/transactions?payment_reference=2201600001");
        assertThat(first.path("transactions").size()).as("usual size").isEqualTo(20);
        assertThat(first.at("/pagination/prev").isMissingNode()).isTrue();
        var rows = new ArrayList<JsonNode>();
        JsonNode page = first;
        String last = "";
        while (true) {
            page.path("transactions").forEach(rows::add);
            assertThat(page.at("/pagination/count").asInt())
                    .isEqualTo(page.path("transactions").size());
            if (page.at("/pagination/next").isMissingNode()) {
                break;
            }
            last = page.at("/pagination/next").asText();
            assertThat(last).startsWith(sandbox.url() + BASE).contains("payment_reference=2201600001");
            page = get(last);
        }
        assertThat(rows).hasSize((int) settlement.totals().rows());
        assertThat(page.at("/pagination/total").asLong())
                .isEqualTo(settlement.totals().rows());
        assertThat(page.at("/pagination/prev").asText()).contains("offset=");
        long sales = rows.stream()
                .filter(row -> row.path("type").asText().equals("SALE"))
                .mapToLong(row -> row.path("amount").asLong())
                .sum();
        assertThat(sales).isEqualTo(settlement.totals().sale());
        assertThat(rows).allSatisfy(row -> assertThat(row.path("amount").isIntegralNumber())
                .isTrue());

        JsonNode whole = get("/transactions?payment_reference=2201600001&size=500");
        assertThat(whole.path("transactions")).hasSameSizeAs(rows).containsExactlyElementsOf(rows);
        String order = rows.get(0).path("order_id").asText();
        assertThat(get("/transactions?order_id=" + order).path("transactions"))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row.path("order_id").asText()).isEqualTo(order));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/payouts?size=501",
                "/payouts?size=0",
                "/payouts?offset=-1",
                "/payouts?start_date=yesterday",
                "/payouts?since=2026-02-01",
                "/payouts/summary?start_date=2026-02-01",
                "/reports/payouts-summary?end_date=2026-02-01",
                "/reports/payouts-summary-with-transactions",
                "/reports/payout-with-transactions"
            })
    void whatIsAskedWronglyIs400WithTheThreeFieldsOfAnError(String path) throws Exception {
        HttpResponse<String> answer = call(OWN, path);

        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.path("error_code").asText()).isNotEmpty();
        assertThat(error.path("error_messages").isArray()).isTrue();
        assertThat(error.path("correlation_id").asText()).isNotEmpty();
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .as("reports declare their errors under their own type")
                .isEqualTo(
                        path.contains("with-transactions")
                                ? "text/csv"
                                : path.contains("reports") ? "application/pdf" : "application/json");
    }

    @Test
    void aLargePageMayBeCutDownInsteadOfRefused() throws Exception {
        sandbox.flip(sandbox.switches().withLargePagesCutDown());
        assertThat(get("/payouts?size=501").path("payouts").size()).isEqualTo(2);
    }

    @Test
    void aSummaryPerCurrencyLacksWhatKlarnaLeavesOut() throws Exception {
        JsonNode summary = get("/payouts/summary?start_date=2026-02-01&end_date=2026-03-31");

        assertThat(summary).hasSize(2);
        JsonNode kronor = summary.get(1);
        assertThat(kronor.path("summary_settlement_currency").asText()).isEqualTo("SEK");
        assertThat(kronor.path("summary_total_sale_amount").asLong())
                .isEqualTo(settlement.totals().sale());
        assertThat(kronor.path("summary_total_settlement_amount").asLong())
                .isEqualTo(settlement.totals().settlement());
        assertThat(kronor.has("summary_total_charge_amount")).isFalse();
    }

    @Test
    void theReportsAreThoseOfTheSameSettlement() throws Exception {
        HttpResponse<String> csv = call(OWN, "/reports/payout-with-transactions?payment_reference=2201600001");
        assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv");
        ParsedReport.of(csv.body().getBytes(StandardCharsets.UTF_8), Notation.standard())
                .assertAddsUp();
        assertThat(csv.body().lines().count()).isEqualTo(3 + settlement.totals().rows());
        assertThat(call(OWN, "/reports/payout?payment_reference=2201600001").body())
                .startsWith("%PDF-");
        assertThat(call(OWN, "/reports/payouts-summary?start_date=2026-02-01&end_date=2026-03-01")
                        .body())
                .startsWith("%PDF-");
        assertThat(call(OWN, "/reports/payouts-summary-with-transactions?start_date=2026-02-01&end_date=2026-03-01")
                        .body())
                .contains("2201600001")
                .contains("XE7K2QPD");
        assertThat(call(OWN, "/reports/payout-with-transactions?payment_reference=999")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void tooManyCallsAre429WithHeadersThatSayWhatIsLeft() throws Exception {
        sandbox.flip(sandbox.switches().withCallsPerSecond(2));
        assertThat(call(OWN, "/payouts").headers().firstValue("X-Ratelimit-Remaining"))
                .hasValue("1");
        call(OWN, "/payouts");
        HttpResponse<String> refused = call(OWN, "/payouts");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("X-Ratelimit-Limit")).hasValue("2, 2;w=1");
        assertThat(refused.headers().firstValue("X-Ratelimit-Reset")).hasValue("1");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(call("K700999:other", "/payouts").statusCode())
                .as("another merchant")
                .isEqualTo(200);
        sandbox.flip(ApiSwitches.documented().withCallsPerSecond(0).withLimitsSaid(false, false));
        assertThat(call(OWN, "/payouts").headers().map()).doesNotContainKeys("Retry-After", "X-Ratelimit-Limit");
    }

    @Test
    void faultsStrikeTheNextCallsOneEach() throws Exception {
        sandbox.fault(ApiFault.SERVER_ERROR, 1);
        sandbox.fault(ApiFault.UNAVAILABLE, 1);
        sandbox.fault(ApiFault.TRUNCATED, 1);
        assertThat(call(OWN, "/payouts").statusCode()).isEqualTo(500);
        assertThat(call(OWN, "/payouts").statusCode()).isEqualTo(503);
        assertThatThrownBy(() -> call(OWN, "/payouts")).isInstanceOf(IOException.class);
        assertThat(call(OWN, "/payouts").statusCode()).isEqualTo(200);
    }

    @Test
    void everyGuessHasItsSwitch() throws Exception {
        String dated = "/transactions?payment_reference=2201600001&start_date=2026-02-03&end_date=2026-02-04&size=500";
        assertThat(get(dated).path("transactions"))
                .allSatisfy(row -> assertThat(row.path("capture_date").asText()).startsWith("2026-02-03"));
        sandbox.flip(sandbox.switches().withTransactionDatesIgnored());
        assertThat(get(dated).path("transactions"))
                .hasSize((int) settlement.totals().rows());

        JsonNode refund = without("capture_id", ApiSwitches.Missing.EMPTY);
        assertThat(refund.path("capture_id").asText("-")).isEmpty();
        assertThat(without("capture_id", ApiSwitches.Missing.NULL)
                        .path("capture_id")
                        .isNull())
                .isTrue();
        assertThat(without("capture_id", ApiSwitches.Missing.ABSENT).has("capture_id"))
                .isFalse();

        sandbox.flip(sandbox.switches().asSeenLive());
        assertThat(get("/transactions?payment_reference=2201600001")
                        .at("/transactions/0")
                        .has("shipping_address_country"))
                .isTrue();
        assertThat(call("x:y", "/payouts").body()).isEmpty();
        sandbox.flip(ApiSwitches.documented().withNext(ApiSwitches.Next.ELSEWHERE));
        assertThat(get("/transactions?payment_reference=2201600001")
                        .at("/pagination/next")
                        .asText())
                .doesNotContain(sandbox.url());
    }

    private JsonNode without(String field, ApiSwitches.Missing written) throws Exception {
        sandbox.flip(ApiSwitches.documented().withCaptureId(written));
        for (JsonNode row :
                get("/transactions?payment_reference=2201600001&size=500").path("transactions")) {
            if (row.path("type").asText().equals("RETURN")) {
                return row;
            }
        }
        throw new AssertionError("no row without " + field);
    }
}
