package se.kvitta.sandbox.paypal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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

    private JsonNode search(String body, String query) throws IOException, InterruptedException {
        return post("/v2/invoicing/search-invoices" + query, body.replace('\'', '"'));
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(sandbox.apiUrl() + path))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static JsonNode sample(String name) throws IOException {
        return JSON.readTree(Files.readString(Path.of("src/test/resources/paypal/" + name + ".json")));
    }

    /** What is told beside the links, which name hosts. */
    private static JsonNode unlinked(JsonNode told) {
        ObjectNode bare = told.deepCopy();
        bare.remove(List.of("links", "supplementary_data"));
        bare.path("items").forEach(item -> ((ObjectNode) item).remove("links"));
        return bare;
    }

    private static Set<JsonNode> set(JsonNode array) {
        var all = new HashSet<JsonNode>();
        array.forEach(all::add);
        return all;
    }

    @Test
    void tellsTheSamplesAsTheyAre() throws Exception {
        clock.set(Instant.parse("2026-09-10T03:59:59Z"));
        token = token("app:secret").path("access_token").asText();
        for (int page = 1; page <= 3; page++) {
            assertThat(unlinked(get(WINDOW + "&fields=all&page_size=10&page=" + page)))
                    .isEqualTo(unlinked(sample("transactions_p" + page)));
        }
        assertThat(unlinked(
                        get("/v1/reporting/transactions?start_date=2026-09-08T22:00:00Z&end_date=2026-09-09T21:59:59Z"
                                + "&fields=all&page_size=500&balance_affecting_records_only=N")))
                .isEqualTo(unlinked(sample("transactions_all_records_window")));
        assertThat(unlinked(
                        get("/v1/reporting/transactions?start_date=2026-09-05T22:00:00Z&end_date=2026-09-06T21:59:59Z"
                                + "&fields=all&page_size=500")))
                .isEqualTo(unlinked(sample("transactions_empty")));
        for (String day : List.of("2026-09-08", "2026-09-09")) {
            JsonNode told = get("/v1/reporting/balances?as_of_time=" + day + "T21:59:59Z");
            JsonNode known = sample("balances_" + day + "_end");
            assertThat(set(told.path("balances"))).as(day).isEqualTo(set(known.path("balances")));
            assertThat(told.path("last_refresh_time")).isEqualTo(known.path("last_refresh_time"));
        }
        assertThat(get("/v2/invoicing/invoices/INV2-7K3M-QX9A-LW5D-H2TR")).isEqualTo(sample("invoice_detail"));
        assertThat(unlinked(search("{'invoice_number':'2026-0117'}", "?total_required=true")))
                .isEqualTo(unlinked(sample("invoices_search")));
        assertThat(get("/v2/payments/captures/52E04783196002841")).isEqualTo(sample("capture_usd"));
        assertThat(get("/v2/payments/refunds/6RP54102HS3387745")).isEqualTo(sample("refund_sek"));
    }

    @Test
    void namesOnlyTheBlocksThatWereAskedFor() throws Exception {
        JsonNode usual = get(WINDOW + "&transaction_currency=EUR").at("/transaction_details/0");
        assertThat(names(usual)).containsExactly("transaction_info");
        assertThat(names(get(WINDOW + "&fields=payer_info,cart_info").at("/transaction_details/0")))
                .containsExactlyInAnyOrder("payer_info", "cart_info");
        assertThat(names(get(WINDOW + "&fields=all").at("/transaction_details/0")))
                .hasSize(7);
        assertThat(get(WINDOW + "&fields=everything").toString()).contains("INVALID_REQUEST", "fields");
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    static Stream<Arguments> filters() {
        return Stream.of(
                Arguments.of("transaction_id=52E04783196002841", 1),
                Arguments.of("transaction_type=T2107", 1),
                Arguments.of("transaction_status=P&balance_affecting_records_only=N", 1),
                Arguments.of("transaction_currency=EUR", 3),
                Arguments.of("transaction_amount=62000%20TO%20625000&transaction_currency=SEK", 6),
                Arguments.of("transaction_amount=-800000%20TO%20-800000", 1),
                Arguments.of("payment_instrument_type=CREDITCARD", 1),
                Arguments.of("payment_instrument_type=DEBITCARD", 0),
                Arguments.of("store_id=S-7", 1),
                Arguments.of("terminal_id=T-9", 1),
                Arguments.of("store_id=S-8", 0));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void findsOnlyWhatFitsEveryFilter(String filter, int rows) throws Exception {
        ObjectNode rest = JSON.createObjectNode();
        rest.putObject("store_info").put("store_id", "S-7").put("terminal_id", "T-9");
        Instant at = Instant.parse("2026-09-09T19:00:00Z");
        account.add(new LedgerRow("1AA00000AA0000001", "", "T0018", at, at, "S", "SEK", 100, 0, "", "", rest));
        JsonNode told = get(WINDOW + "&fields=all&" + filter);
        assertThat(told.path("transaction_details")).as("%s", told).hasSize(rows);
        assertThat(told.path("total_items").asInt()).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "transaction_id=short",
                "transaction_amount=500",
                "transaction_status=X",
                "payment_instrument_type=CARD",
                "balance_affecting_records_only=yes",
                "page=0",
                "page_size=0",
                "page_size=501"
            })
    void refusesAFilterThatIsNone(String filter) throws Exception {
        assertThat(get(WINDOW + "&" + filter).toString())
                .contains("400", "INVALID_REQUEST", filter.substring(0, filter.indexOf('=')));
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
        assertThat(get("/v1/reporting/transactions?start_date=2026-09-01T00:00Z&end_date=2026-09-02T00:00:00Z")
                        .toString())
                .as("seconds are required")
                .contains("INVALID_REQUEST", "start_date");
        assertThat(get("/v1/reporting/transactions?start_date=2026-09-10T02:00:00Z&end_date=2026-09-10T03:00:00Z")
                        .toString())
                .contains("start date is not available");
        sandbox.assume(Assumptions.usual().largest(20));
        assertThat(get(WINDOW).toString()).contains("RESULTSET_TOO_LARGE", "\"total_items\":21");
        sandbox.assume(Assumptions.usual().largest(21));
        assertThat(get(WINDOW).path("total_items").asInt())
                .as("as many as may be")
                .isEqualTo(21);
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

    /** An app may what its features say: of those that were on when its token was asked for. Tokens are few. */
    @Test
    void anAppMayOnlyWhatItsFeaturesSay() throws Exception {
        account.scopes(Set.of("https://uri.paypal.com/services/reporting/search/read"));
        assertThat(get("/v2/invoicing/invoices").path("status").asInt())
                .as("the old token")
                .isZero();
        JsonNode told = token("app:secret");
        assertThat(told.path("scope").asText()).doesNotContain("invoicing").contains("reporting/search/read");
        token = told.path("access_token").asText();
        assertThat(get(WINDOW).path("total_items").asInt()).isEqualTo(21);
        for (String path : List.of(
                "/v1/reporting/balances",
                "/v2/invoicing/invoices",
                "/v2/payments/captures/52E04783196002841",
                "/v1/customer/disputes")) {
            assertThat(get(path).toString()).as(path).contains("403", "NOT_AUTHORIZED");
        }
        assertThat(search("{}", "").toString()).contains("403");

        sandbox.assume(Assumptions.usual().tokensPerMinute(3));
        token("app:secret");
        assertThat(token("app:secret").toString()).contains("429", "RATE_LIMIT_REACHED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+0000", "Z", "+00:00"})
    void writesTimesAndAmountsAsItIsTold(String offset) throws Exception {
        sandbox.assume(Assumptions.usual().offset(offset));
        JsonNode told = get(WINDOW + "&transaction_currency=JPY").at("/transaction_details");
        assertThat(told.at("/0/transaction_info/transaction_initiation_date").asText())
                .matches("2026-09-08T\\d\\d:\\d\\d:\\d\\d" + Pattern.quote(offset));
        assertThat(told.at("/0/transaction_info/transaction_amount/value").asText())
                .matches("\\d+");
        assertThat(told.at("/0/transaction_info").has("fee_amount")).isTrue();
        assertThat(told.at("/1/transaction_info").has("fee_amount"))
                .as("an exchange has no fee")
                .isFalse();
    }

    /** One id may stand on two rows, one of which moves money; a row that changes is found by the date of the change. */
    @Test
    void tellsOneIdTwiceAndARowWhereItChanged() throws Exception {
        Instant at = Instant.parse("2026-09-01T10:00:00Z");
        SandboxAccount shop = sandbox.account("FJTWICE000001", "shop", "secret");
        LedgerRow paid = shop.pay("WC-1", at, 10_000, 500);
        shop.add(
                new LedgerRow(paid.id(), "", "T1300", at.minusSeconds(5), at, "S", "SEK", 10_000, 0, "WC-1", "", null));
        token = token("shop:secret").path("access_token").asText();
        String day = "/v1/reporting/transactions?start_date=%1$sT00:00:00Z&end_date=%1$sT23:59:59Z&transaction_id="
                + paid.id();
        assertThat(get(day.formatted("2026-09-01")).path("total_items").asInt()).isEqualTo(1);
        JsonNode both = get(day.formatted("2026-09-01") + "&balance_affecting_records_only=N");
        assertThat(both.findValuesAsText("transaction_event_code")).containsExactly("T1300", "T0006");

        shop.change(paid.id(), "V", Instant.parse("2026-09-04T10:00:00Z"));
        assertThat(get(day.formatted("2026-09-01")).path("total_items").asInt()).isZero();
        JsonNode moved = get(day.formatted("2026-09-04")).at("/transaction_details/0/transaction_info");
        assertThat(moved.path("transaction_status").asText()).isEqualTo("V");
        assertThat(moved.path("transaction_initiation_date").asText()).startsWith("2026-09-01T10");
        assertThat(moved.path("transaction_updated_date").asText()).startsWith("2026-09-04T10");
        sandbox.assume(Assumptions.usual().searchBy(Assumptions.SearchBy.INITIATED));
        assertThat(get(day.formatted("2026-09-01")).path("total_items").asInt()).isEqualTo(1);
    }

    @Test
    void aTotalMayDriftBetweenThePages() throws Exception {
        sandbox.assume(Assumptions.usual().drifts(true));
        String page = WINDOW + "&page_size=10&page=";
        assertThat(List.of(total(page + 1), total(page + 2), total(page + 1), total(page + 2)))
                .containsExactly(21, 22, 21, 21);
    }

    private int total(String path) throws IOException, InterruptedException {
        return get(path).path("total_items").asInt();
    }

    @ParameterizedTest
    @CsvSource({
        "UNAUTHORIZED, 401, invalid_client",
        "TOO_MANY_CALLS, 429, RATE_LIMIT_REACHED",
        "SERVER_FAULT, 500, INTERNAL_SERVER_ERROR",
        "UNAVAILABLE, 503, SERVICE_UNAVAILABLE",
        "ERROR_WITH_200, 0, INTERNAL_SERVER_ERROR"
    })
    void failsAsItIsTold(Fault fault, int status, String name) throws Exception {
        sandbox.strike(fault, 1);
        JsonNode told = get(WINDOW);
        assertThat(told.path("status").asInt()).isEqualTo(status);
        assertThat(told.toString()).contains(name);
        assertThat(get(WINDOW).path("total_items").asInt()).as("once").isEqualTo(21);
    }

    /** Every row leads to the balances that it states, and the balances of any moment are those of the rows until then. */
    @Test
    void everyBalanceIsTheSumOfItsRows() throws Exception {
        SandboxAccount big = sandbox.account("FJGENERATED01", "big", "secret");
        big.opening("SEK", 12_345);
        big.generate(1_500, Instant.parse("2026-08-12T00:00:00Z"), Instant.parse("2026-09-09T00:00:00Z"), 5);
        token = token("big:secret").path("access_token").asText();
        var available = new TreeMap<>(Map.of("SEK", 12_345L, "EUR", 0L));
        var withheld = new TreeMap<>(Map.of("SEK", 0L, "EUR", 0L));
        var codes = new TreeSet<String>();
        String window = "/v1/reporting/transactions?start_date=2026-08-11T00:00:00Z&end_date=2026-09-09T12:00:00Z"
                + "&page_size=500&page=";
        int pages = get(window + 1).path("total_pages").asInt();
        assertThat(pages).isGreaterThan(3);
        var moments = new TreeMap<String, List<Map<String, Long>>>();
        for (int page = 1; page <= pages; page++) {
            for (JsonNode row : get(window + page).findValues("transaction_info")) {
                String currency = row.at("/transaction_amount/currency_code").asText();
                String code = row.path("transaction_event_code").asText();
                long amount = minor(row.path("transaction_amount"));
                codes.add(code);
                available.merge(currency, amount + minor(row.path("fee_amount")), Math::addExact);
                withheld.merge(currency, code.startsWith("T21") ? -amount : 0, Math::addExact);
                assertThat(withheld.get(currency)).isNotNegative();
                assertThat(minor(row.path("available_balance"))).isEqualTo(available.get(currency));
                assertThat(minor(row.path("ending_balance")))
                        .isEqualTo(available.get(currency) + withheld.get(currency));
                moments.put(
                        row.path("transaction_initiation_date").asText().replace("+0000", "Z"),
                        List.of(Map.copyOf(available), Map.copyOf(withheld)));
            }
        }
        int asked = 0;
        for (Map.Entry<String, List<Map<String, Long>>> moment : moments.entrySet()) {
            if (asked++ % 60 == 17) {
                for (JsonNode told : get("/v1/reporting/balances?as_of_time=" + moment.getKey())
                        .path("balances")) {
                    String currency = told.path("currency").asText();
                    long free = moment.getValue().get(0).get(currency);
                    long held = moment.getValue().get(1).get(currency);
                    assertThat(minor(told.path("available_balance")))
                            .as("%s %s", moment.getKey(), currency)
                            .isEqualTo(free);
                    assertThat(minor(told.path("withheld_balance"))).isEqualTo(held);
                    assertThat(minor(told.path("total_balance"))).isEqualTo(free + held);
                }
            }
        }
        assertThat(codes).containsExactly("T0006", "T0200", "T0403", "T1107", "T2107", "T2108");
        assertThat(big.totals()).containsEntry("SEK", available.get("SEK") - 12_345);
    }

    private static long minor(JsonNode money) {
        String value = money.path("value").asText("");
        return value.isEmpty() ? 0 : new BigDecimal(value).movePointRight(2).longValueExact();
    }

    /** What a payment and a refund tell one by one is what their rows and exchanges say. */
    @Test
    void tellsCapturesAndRefundsOneByOne() throws Exception {
        Instant at = Instant.parse("2026-09-07T10:00:00Z");
        SandboxAccount shop = sandbox.account("FJCAPTURES001", "shop", "secret");
        var paid = new LedgerRow("9AA00000AA0000001", "", "T0006", at, at, "S", "EUR", 10_000, -370, "WC-7", "7", null);
        shop.add(paid);
        shop.add(new LedgerRow("9AA00000AA0000002", paid.id(), "T0200", at, at, "S", "EUR", -9_630, 0, "", "", null));
        shop.add(new LedgerRow("9AA00000AA0000003", paid.id(), "T0200", at, at, "S", "SEK", 108_241, 0, "", "", null));
        token = token("shop:secret").path("access_token").asText();
        JsonNode capture = get("/v2/payments/captures/" + paid.id());
        assertThat(capture.path("status").asText()).isEqualTo("COMPLETED");
        assertThat(capture.at("/seller_receivable_breakdown/net_amount/value").asText())
                .isEqualTo("96.30");
        assertThat(capture.at("/seller_receivable_breakdown/receivable_amount/value")
                        .asText())
                .isEqualTo("1082.41");
        assertThat(capture.at("/seller_receivable_breakdown/exchange_rate/value")
                        .asText())
                .isEqualTo("11.2400");

        LedgerRow first = shop.refund(paid, at.plusSeconds(60), 2_500, 0, false);
        LedgerRow second = shop.refund(paid, at.plusSeconds(90), 7_500, 0, false);
        assertThat(get("/v2/payments/captures/" + paid.id()).path("status").asText())
                .isEqualTo("REFUNDED");
        assertThat(get("/v2/payments/refunds/" + first.id())
                        .at("/seller_payable_breakdown/total_refunded_amount/value")
                        .asText())
                .isEqualTo("100.00");
        assertThat(get("/v2/payments/refunds/" + second.id())
                        .at("/amount/value")
                        .asText())
                .isEqualTo("75.00");
        assertThat(get("/v2/payments/captures/" + second.id()).toString()).contains("404");
    }

    /** An invoice is paid in parts, here or elsewhere; what is paid elsewhere never comes to the account. */
    @Test
    void tellsInvoicesAndWhatIsPaidOfThem() throws Exception {
        SandboxAccount shop = sandbox.account("FJINVOICES001", "shop", "secret");
        LocalDate day = LocalDate.of(2026, 9, 1);
        Instant at = Instant.parse("2026-09-02T10:00:00Z");
        Invoices invoices = shop.invoices();
        String parts = invoices.send(
                InvoiceDraft.of("P-1", "SEK")
                        .line("Bord", "1", 100_000, "25")
                        .inParts()
                        .to("Ark AB", "SE", "a@example.se"),
                day);
        String elsewhere = invoices.send(InvoiceDraft.of("P-2", "SEK").line("Stol", "1", 50_000, "25"), day);
        String open = invoices.send(InvoiceDraft.of("P-3", "EUR").line("Matta", "1", 5_000, "25"), day.plusDays(3));
        LedgerRow first = invoices.pay(parts, at, 50_000, 1_750);
        invoices.paidElsewhere(elsewhere, at, 62_500, "BANK_TRANSFER");
        assertThatThrownBy(() -> invoices.pay(open, at, 100, 0)).hasMessageContaining("whole or not at all");
        assertThatThrownBy(() -> invoices.pay(parts, at, 75_001, 0)).hasMessageContaining("75000 is due");
        token = token("shop:secret").path("access_token").asText();

        JsonNode detail = get("/v2/invoicing/invoices/" + parts);
        assertThat(detail.path("status").asText()).isEqualTo("PARTIALLY_PAID");
        assertThat(detail.at("/due_amount/value").asText()).isEqualTo("750.00");
        assertThat(detail.at("/payments/transactions/0/payment_id").asText()).isEqualTo(first.id());
        LedgerRow rest = invoices.pay(parts, at.plusSeconds(60), 75_000, 2_000);
        assertThat(status(parts)).isEqualTo("PAID");
        invoices.refund(parts, rest, at.plusSeconds(90), 25_000);
        assertThat(status(parts)).isEqualTo("PARTIALLY_REFUNDED");
        assertThat(status(elsewhere)).isEqualTo("MARKED_AS_PAID");
        assertThat(shop.totals()).containsEntry("SEK", 125_000L - 3_750 - 25_000);
        JsonNode row =
                get("/v1/reporting/transactions?start_date=2026-09-02T00:00:00Z&end_date=2026-09-03T00:00:00Z&fields=all")
                        .at("/transaction_details/0");
        assertThat(row.at("/cart_info/paypal_invoice_id").asText()).isEqualTo(parts);

        JsonNode list = get("/v2/invoicing/invoices?page_size=2&total_required=true");
        assertThat(list.path("total_items").asInt()).isEqualTo(3);
        assertThat(list.path("total_pages").asInt()).isEqualTo(2);
        assertThat(list.path("items")).hasSize(2).allSatisfy(one -> assertThat(names(one))
                .doesNotContain("items", "payments", "refunds"));
        assertThat(get("/v2/invoicing/invoices?fields=items,payments&page=1&page_size=1")
                        .at("/items/0/payments/paid_amount/value")
                        .asText())
                .isEqualTo("1250.00");
        assertThat(get("/v2/invoicing/invoices?page_size=101").toString()).contains("page_size");
        for (String wanted : List.of(
                "{'invoice_number':'P-1'}",
                "{'status':['PARTIALLY_REFUNDED','PAID']}",
                "{'recipient_email':'a@example.se'}",
                "{'recipient_business_name':'Ark AB','fields':['items']}",
                "{'currency_code':'SEK','total_amount_range':{'lower_amount':{'currency_code':'SEK','value':'1000'},"
                        + "'upper_amount':{'currency_code':'SEK','value':'2000.00'}}}")) {
            assertThat(search(wanted, "").path("items"))
                    .as(wanted)
                    .singleElement()
                    .satisfies(one -> assertThat(one.path("id").asText()).isEqualTo(parts));
        }
        assertThat(search("{'invoice_date_range':{'start':'2026-09-02','end':'2026-09-05'}}", "")
                        .at("/items/0/id")
                        .asText())
                .isEqualTo(open);
        assertThat(search("{'payment_date_range':{'start':'2026-09-02','end':'2026-09-02'}}", "")
                        .path("items"))
                .hasSize(2);
        assertThat(search("{'status':['A','B','C','D','E','F']}", "").toString())
                .contains("400", "status");
        assertThat(search("{'number':'P-1'}", "").toString()).contains("400", "number");
    }

    private String status(String invoice) throws IOException, InterruptedException {
        return get("/v2/invoicing/invoices/" + invoice).path("status").asText();
    }

    /** PayPal's own check says of every delivery whether it is its own, over the bytes of the event as they were. */
    @Test
    void checksWebhooksAndServesTheirCertificates() throws Exception {
        var webhooks = new Webhooks(sandbox.apiUrl(), "8PT597110X687430LKGECATA", clock);
        String webhook = "8PT597110X687430LKGECATA";
        Webhooks.Delivery good = webhooks.happened("PAYMENT.CAPTURE.COMPLETED", "8MC585209K746392H");
        assertThat(verify(good, webhook)).contains("SUCCESS");
        assertThat(verify(good, "0PT597110X687430LKGECATA")).contains("FAILURE");
        for (Webhooks.Wrong wrong :
                List.of(Webhooks.Wrong.BAD_SIGNATURE, Webhooks.Wrong.CHANGED, Webhooks.Wrong.NO_CERTIFICATE)) {
            assertThat(verify(webhooks.happened("PAYMENT.CAPTURE.COMPLETED", "8MC585209K746392H", wrong), webhook))
                    .as("%s", wrong)
                    .contains("FAILURE");
        }
        assertThat(post("/v1/notifications/verify-webhook-signature", "{\"auth_algo\":\"SHA256withRSA\"}")
                        .toString())
                .contains("400", "INVALID_REQUEST", "cert_url");
        HttpResponse<String> certificate = client.send(
                HttpRequest.newBuilder(URI.create(good.headers().get("PAYPAL-CERT-URL")))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(certificate.body()).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(sandbox.certificates()).isEqualTo(1);
    }

    private String verify(Webhooks.Delivery delivery, String webhook) throws IOException, InterruptedException {
        ObjectNode request = JSON.createObjectNode()
                .put("auth_algo", delivery.headers().get("PAYPAL-AUTH-ALGO"))
                .put("cert_url", delivery.headers().get("PAYPAL-CERT-URL"))
                .put("transmission_id", delivery.headers().get("PAYPAL-TRANSMISSION-ID"))
                .put("transmission_sig", delivery.headers().get("PAYPAL-TRANSMISSION-SIG"))
                .put("transmission_time", delivery.headers().get("PAYPAL-TRANSMISSION-TIME"))
                .put("webhook_id", webhook);
        String text = request.toString();
        return post(
                        "/v1/notifications/verify-webhook-signature",
                        text.substring(0, text.length() - 1) + ",\"webhook_event\":" + delivery.body() + "}")
                .path("verification_status")
                .asText();
    }
}
