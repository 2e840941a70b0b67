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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in refuses what Klarna refuses, and its generated orders tie with the rows of the settlement. */
class KlarnaOrdersSandboxTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ORDER = "16d69711-44c7-475b-8bb7-3bc1cb68bce3";

    private final HttpClient client = HttpClient.newHttpClient();
    private KlarnaOrdersSandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = KlarnaOrdersSandbox.start(0);
        sandbox.account("one", "secret");
        sandbox.account("other", "secret");
        sandbox.put("one", "secret", Files.readString(Path.of("src/test/resources/klarna/orders-2201447718.json")));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> call(String method, String path, String user)
            throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
        return client.send(
                HttpRequest.newBuilder(URI.create(sandbox.apiUrl() + path))
                        .header("Authorization", "Basic " + login)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return call("GET", "/ordermanagement/v1/orders" + path, "one");
    }

    private static String code(HttpResponse<String> answer) throws IOException {
        JsonNode error = JSON.readTree(answer.body());
        assertThat(error.path("correlation_id").asText()).isNotBlank();
        assertThat(error.path("error_messages")).isNotEmpty();
        return answer.statusCode() + " " + error.path("error_code").asText();
    }

    @Test
    void anOrderAndItsPartsAreReadByTheirIds() throws Exception {
        JsonNode order = JSON.readTree(get("/" + ORDER).body());
        assertThat(order.path("merchant_reference1").asText()).isEqualTo("10232");
        assertThat(JSON.readTree(get("/" + ORDER + "/captures").body())).hasSize(1);
        String capture = order.at("/captures/0/capture_id").asText();
        assertThat(JSON.readTree(get("/" + ORDER + "/captures/" + capture).body()))
                .isEqualTo(order.at("/captures/0"));
        String refund = order.at("/refunds/0/refund_id").asText();
        assertThat(JSON.readTree(get("/" + ORDER + "/refunds/" + refund).body()))
                .isEqualTo(order.at("/refunds/0"));
        assertThat(code(get("/" + ORDER + "/captures/none"))).isEqualTo("404 NO_SUCH_CAPTURE");
        assertThat(code(get("/" + ORDER + "/refunds/none"))).isEqualTo("404 NOT_FOUND");
    }

    @Test
    void thereIsNoListAndNothingIsChanged() throws Exception {
        assertThat(code(get(""))).isEqualTo("404 NOT_FOUND");
        assertThat(code(get("/none"))).isEqualTo("404 NO_SUCH_ORDER");
        for (String method : new String[] {"PATCH", "POST", "DELETE", "PUT"}) {
            assertThat(code(call(method, "/ordermanagement/v1/orders/" + ORDER + "/merchant-references", "one")))
                    .isEqualTo("403 NOT_ALLOWED");
        }
        assertThat(sandbox.changes()).isEqualTo(4);
    }

    @Test
    void aMerchantSeesItsOwnOrdersOnlyAndNobodyElseAny() throws Exception {
        assertThat(code(call("GET", "/ordermanagement/v1/orders/" + ORDER, "other")))
                .isEqualTo("404 NO_SUCH_ORDER");
        HttpResponse<String> stranger = call("GET", "/ordermanagement/v1/orders/" + ORDER, "stranger");
        assertThat(stranger.statusCode()).isEqualTo(401);
        assertThat(stranger.body()).isEmpty();
        assertThatThrownBy(() -> sandbox.put("stranger", "secret", "[{}]")).hasMessageContaining("stranger");
    }

    @Test
    void tooManyCallsAreRefusedAndEveryAnswerSaysHowManyAreLeft() throws Exception {
        sandbox.limit(2);
        HttpResponse<String> first = get("/" + ORDER);
        assertThat(first.headers().firstValue("X-Ratelimit-Limit")).contains("2, 2;w=1");
        assertThat(first.headers().firstValue("X-Ratelimit-Remaining")).contains("1");
        sandbox.limit(0);
        HttpResponse<String> last = get("/" + ORDER);
        assertThat(code(last)).isEqualTo("429 TOO_MANY_REQUESTS");
        assertThat(last.headers().firstValue("X-Ratelimit-Reset")).contains("1");
        assertThat(sandbox.limited()).isEqualTo(1);
    }

    @Test
    void oneOrderCanBeGoneOrForbidden() throws Exception {
        Map<Integer, String> expected =
                Map.of(410, "410 GONE", 403, "403 READ_ORDER_NOT_ALLOWED", 404, "404 NO_SUCH_ORDER");
        for (var one : expected.entrySet()) {
            sandbox.refuse(ORDER, one.getKey());
            assertThat(code(get("/" + ORDER))).isEqualTo(one.getValue());
        }
    }

    @Test
    void generatedOrdersTieWithTheRowsOfTheSettlement() throws Exception {
        var plan = SettlementPlan.weekly("2201900001", "K700123", 5, 60, LocalDate.of(2026, 2, 2))
                .withEverything(5);
        sandbox.generate("one", "secret", plan);
        sandbox.habits(OrdersHabits.usual().withoutLinesOfTen(3));
        var rows = new HashMap<String, Long>();
        new RowSource(plan).tell(row -> {
            boolean sale = row.type == RowType.SALE;
            if (sale || row.type == RowType.RETURN || row.type == RowType.REVERSAL) {
                rows.put(row.order.orderId() + "/" + (sale ? row.captureId : row.refundId), row.amount);
                assertThat(row.detailedType).isNotBlank();
            }
            if (row.detailedType.equals("PAYMENT_DEFAULT")) {
                rows.put(row.order.orderId() + "/" + row.refundId, -1L);
            }
        });
        assertThat(rows).hasSizeGreaterThan(60);
        for (var row : rows.entrySet()) {
            String[] ids = row.getKey().split("/", -1);
            JsonNode order = JSON.readTree(get("/" + ids[0]).body());
            long told = -1;
            for (JsonNode part : order.path("captures")) {
                told = part.path("capture_id").asText().equals(ids[1])
                        ? part.path("captured_amount").asLong()
                        : told;
                requireLines(part, part.path("captured_amount").asLong());
            }
            for (JsonNode part : order.path("refunds")) {
                told = part.path("refund_id").asText().equals(ids[1])
                        ? part.path("refunded_amount").asLong()
                        : told;
                requireLines(part, part.path("refunded_amount").asLong());
            }
            assertThat(told).as(row.getKey()).isEqualTo(row.getValue());
        }
    }

    /** Lines add up to their part, or there are none. */
    private static void requireLines(JsonNode part, long amount) {
        long sum = 0;
        for (JsonNode line : part.path("order_lines")) {
            sum += line.path("total_amount").asLong();
        }
        assertThat(sum).isIn(0L, amount);
    }
}
