package se.kvitta.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.sandbox.stripe.StripeAccount.Sum;

/** The sandbox is as strict as the page of Stripe's API says, and its books add up whatever happens. */
class StripeSandboxTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path SAMPLES = Path.of("src/test/resources/stripe");
    private static final String KEY = "rk_live_sandbox";
    private static final Instant AT = Instant.parse("2026-02-02T10:00:00Z");
    private static final Set<String> EVERYTHING = everything();
    private static final String ROWS = "/v1/balance_transactions";

    private final HttpClient http = HttpClient.newHttpClient();
    private StripeSandbox sandbox;
    private StripeAccount account;

    @BeforeEach
    void start() throws IOException {
        sandbox = StripeSandbox.start(0);
        sandbox.limit(10_000);
        account = sandbox.account(KEY, EVERYTHING);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private static Set<String> everything() {
        var all = new HashSet<>(StripeSandbox.READS_ORDERS);
        all.addAll(Set.of("reporting", "transfers"));
        return all;
    }

    private HttpResponse<String> call(String path, String... headers) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(
                        URI.create(sandbox.apiUrl() + path.replace("[", "%5B").replace("]", "%5D")))
                .headers(headers));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return call(path, "Authorization", "Bearer " + KEY, "Stripe-Version", StripeSandbox.VERSION);
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private JsonNode refused(String path, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body()).path("error");
    }

    private static Sum sek(long amount) {
        return new Sum(amount, "sek");
    }

    private List<String> sales(int count) {
        var rows = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            Instant at = AT.plusSeconds(i);
            rows.add(account.row(
                    "charge", "charge", at, sek(10_000 + i), 180, account.chargeObject("" + i, at, sek(10_000 + i))));
        }
        return rows;
    }

    private static List<String> ids(JsonNode list) {
        var ids = new ArrayList<String>();
        list.path("data").forEach(one -> ids.add(one.path("id").asText()));
        return ids;
    }

    @Test
    void keysAreBasicOrBearerAndReadWhatTheyMayOfTheirAccount() throws Exception {
        sandbox.account("sk_test_other", Set.of("payouts"));
        sandbox.platformKey("sk_live_platform", EVERYTHING);
        String basic = Base64.getEncoder().encodeToString((KEY + ":").getBytes(StandardCharsets.UTF_8));
        assertThat(call("/v1/payouts", "Authorization", "Basic " + basic).statusCode())
                .isEqualTo(200);
        assertThat(call("/v1/payouts", "Authorization", "Bearer sk_test_other").statusCode())
                .isEqualTo(200);
        assertThat(call("/v1/payouts", "Authorization", "Bearer rk_live_unheard")
                        .statusCode())
                .isEqualTo(401);
        assertThat(call("/v1/payouts", "Accept", "application/json").statusCode())
                .isEqualTo(401);

        HttpResponse<String> narrow = call(ROWS, "Authorization", "Bearer sk_test_other");
        assertThat(narrow.statusCode()).isEqualTo(403);
        assertThat(narrow.body()).contains("rak_balance_transactions_read");

        sales(1);
        for (String named : List.of(account.id(), "acct_nobody")) {
            HttpResponse<String> answer =
                    call(ROWS, "Authorization", "Bearer sk_live_platform", "Stripe-Account", named);
            assertThat(answer.statusCode()).isEqualTo(named.equals(account.id()) ? 200 : 403);
            assertThat(answer.body()).contains(named.equals(account.id()) ? "10000" : "account_invalid");
        }
        assertThat(call(ROWS, "Authorization", "Bearer sk_test_other", "Stripe-Account", account.id())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anExpandedObjectNeedsItsOwnPermission() throws Exception {
        StripeAccount narrow = sandbox.account("rk_live_narrow", Set.of("balance_transactions"));
        String charge = narrow.charge("1", AT, sek(10_000), sek(10_000), 180);
        for (String expansion : List.of("data.source", "data.source.dispute", "data.source.payment_intent")) {
            HttpResponse<String> answer =
                    call(ROWS + "?expand[]=" + expansion, "Authorization", "Bearer rk_live_narrow");
            assertThat(answer.statusCode()).as(expansion).isEqualTo(403);
        }
        assertThat(call(ROWS, "Authorization", "Bearer rk_live_narrow").body()).contains(charge);
    }

    @Test
    void aVersionIsEchoedAndTheOlderOneHasTheInvoiceOnACharge() throws Exception {
        String charge = account.charge("1", AT, sek(10_000), sek(10_000), 180);
        for (String version : List.of(StripeSandbox.VERSION, StripeSandbox.OLDER_VERSION)) {
            HttpResponse<String> answer =
                    call("/v1/charges/" + charge, "Authorization", "Bearer " + KEY, "Stripe-Version", version);
            assertThat(answer.headers().firstValue("Stripe-Version")).contains(version);
            assertThat(JSON.readTree(answer.body()).has("invoice"))
                    .isEqualTo(version.equals(StripeSandbox.OLDER_VERSION));
        }
        assertThat(call("/v1/payouts", "Authorization", "Bearer " + KEY, "Stripe-Version", "2019-01-01")
                        .statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "created[gte]=1770026402, 3",
        "created[gt]=1770026402, 2",
        "created[lt]=1770026402&created[gte]=1770026401, 1",
        "created[lte]=1770026402, 3",
        "created=1770026404, 1",
        "type=charge, 5",
        "currency=eur, 0"
    })
    void nestedParametersAreDecoded(String query, int rows) throws Exception {
        sales(5);
        assertThat(ids(json(ROWS + "?" + query))).hasSize(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"available_on[gte]=1", "offset=10", "created[from]=1", "payouts=po_1"})
    void aParameterThatIsNotKnownIsRefused(String query) throws Exception {
        assertThat(refused(ROWS + "?" + query, 400).path("code").asText()).isEqualTo("parameter_unknown");
    }

    @Test
    void aListIsNewestFirstInPagesThatACursorNames() throws Exception {
        List<String> rows = sales(25);
        Collections.reverse(rows);
        JsonNode first = json(ROWS);
        assertThat(first.path("object").asText()).isEqualTo("list");
        assertThat(first.path("url").asText()).isEqualTo(ROWS);
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(ids(first)).isEqualTo(rows.subList(0, 10));
        assertThat(ids(json(ROWS + "?limit=100&starting_after=" + rows.get(9)))).isEqualTo(rows.subList(10, 25));
        assertThat(ids(json(ROWS + "?limit=5&ending_before=" + rows.get(9)))).isEqualTo(rows.subList(4, 9));
        assertThat(json(ROWS + "?limit=100").path("has_more").asBoolean()).isFalse();
        for (String limit : List.of("0", "101", "many")) {
            refused(ROWS + "?limit=" + limit, 400);
        }
        refused(ROWS + "?starting_after=txn_unheard", 400);
        refused(ROWS + "?starting_after=" + rows.get(1) + "&ending_before=" + rows.get(3), 400);
        assertThat(refused("/v1/payouts/po_unheard", 404).path("code").asText()).isEqualTo("resource_missing");
        refused("/v1/nothing", 403);
    }

    @Test
    void everyKindHasItsListAndItsFilters() throws Exception {
        String charge = account.charge("1", AT, sek(10_000), sek(10_000), 180);
        String other = account.charge("2", AT, sek(20_000), sek(20_000), 180);
        String refund = account.refund(charge, AT, sek(500), sek(500));
        String dispute = account.story().dispute(other, AT, sek(20_000), sek(20_000), 20_000);
        account.sold().customer(charge, "Kund", "SE", "", "none");

        assertThat(ids(json("/v1/refunds?charge=" + charge))).containsExactly(refund);
        assertThat(ids(json("/v1/disputes?charge=" + charge))).isEmpty();
        assertThat(ids(json("/v1/disputes?charge=" + other))).containsExactly(dispute);
        assertThat(ids(json("/v1/charges?created[lte]=" + AT.getEpochSecond()))).containsExactly(other, charge);
        assertThat(ids(json("/v1/payment_intents"))).hasSize(2);
        assertThat(ids(json("/v1/customers"))).hasSize(1);
        String session = account.sold().checkout(charge, List.of(SoldThings.Thing.of("Sak", 10_000, "25.0")));
        String intent = json("/v1/charges/" + charge).path("payment_intent").asText();
        assertThat(ids(json("/v1/checkout/sessions?status=complete&payment_intent=" + intent)))
                .containsExactly(session);
        assertThat(ids(json("/v1/checkout/sessions?status=open&payment_intent=" + intent)))
                .isEmpty();
        refused("/v1/charges?balance_transaction=txn_1", 400);
    }

    @Test
    void onlyAnAutomaticPayoutHasRowsAndTheyAreCompleteInTheEnd() throws Exception {
        List<String> rows = sales(2);
        account.payout("po_auto", "sek", AT.plusSeconds(9), rows.subList(0, 1), false);
        assertThat(json("/v1/payouts/po_auto").path("reconciliation_status").asText())
                .isEqualTo("in_progress");
        account.complete("po_auto", rows.subList(1, 2));
        JsonNode completed = json("/v1/payouts/po_auto");
        assertThat(completed.path("reconciliation_status").asText()).isEqualTo("completed");
        JsonNode members = json(ROWS + "?payout=po_auto");
        assertThat(ids(members)).hasSize(3);
        assertThat(net(members)).isZero();

        String byHand = account.manualPayout("sek", AT.plusSeconds(20), 500);
        String instant = account.instantPayout("sek", AT.plusSeconds(30), 500, 10);
        for (String payout : List.of(byHand, instant)) {
            assertThat(json("/v1/payouts/" + payout)
                            .path("reconciliation_status")
                            .asText())
                    .isEqualTo("not_applicable");
            refused(ROWS + "?payout=" + payout, 400);
        }
        account.refusesManual(false);
        assertThat(ids(json(ROWS + "?payout=" + byHand))).isEmpty();
        assertThat(ids(json("/v1/payouts?arrival_date[gte]="
                        + AT.plusSeconds(86_400)
                                .truncatedTo(java.time.temporal.ChronoUnit.DAYS)
                                .getEpochSecond())))
                .as("an instant payout is there at once")
                .containsExactly(byHand, "po_auto");
    }

    private static long net(JsonNode rows) {
        long net = 0;
        for (JsonNode row : rows.path("data")) {
            net += row.path("net").asLong();
        }
        return net;
    }

    @Test
    void whatIsExpandedIsToldInFullFourLevelsDeep() throws Exception {
        String charge = account.charge("1", AT, sek(10_000), sek(10_000), 180);
        account.sold().customer(charge, "Kund AB", "SE", "SE559999001601", "none");
        account.refund(charge, AT.plusSeconds(1), sek(500), sek(500));
        account.row("stripe_fee", "fee", AT.plusSeconds(2), sek(-100), 0, null);

        JsonNode plain = json(ROWS).path("data");
        assertThat(plain.path(0).path("source").isNull()).isTrue();
        assertThat(plain.path(2).path("source").asText()).isEqualTo(charge);
        JsonNode deep = json(ROWS
                        + "?expand[]=data.source&expand[]=data.source.charge&expand[]=data.source.charge.customer"
                        + "&expand[]=data.source.dispute&expand[]=data.source.transfer")
                .path("data");
        assertThat(deep.path(0).path("source").isNull()).isTrue();
        assertThat(deep.path(1).at("/source/charge/customer/name").asText()).isEqualTo("Kund AB");
        assertThat(deep.path(2).at("/source/id").asText()).isEqualTo(charge);
        refused(ROWS + "?expand[]=data.source.charge.customer.tax_ids", 400);
        refused(ROWS + "?expand[]=data.weather", 400);

        account.story().deleteCustomer(charge);
        JsonNode deleted =
                json("/v1/charges/" + charge + "?expand[]=customer.tax_ids").path("customer");
        assertThat(deleted.path("deleted").asBoolean()).isTrue();
        assertThat(deleted.size()).as("id, object, deleted").isEqualTo(3);
    }

    /** Everything that can happen, with the sums of the page: net = amount − fee, Σ fee details = fee, Σ of a payout = 0. */
    @Test
    void everythingThatHappensMakesRowsThatAddUp() throws Exception {
        String charge = account.charge("1", AT, sek(100_000), sek(100_000), 1_680);
        String euro = account.charge("2", AT.plusSeconds(1), new Sum(8_900, "eur"), sek(98_382), 3_623);
        account.refund(euro, AT.plusSeconds(2), new Sum(2_500, "eur"), sek(27_755));
        String dispute = account.story().dispute(euro, AT.plusSeconds(3), new Sum(6_400, "eur"), sek(70_900), 20_000);
        account.story().won(dispute, AT.plusSeconds(4), sek(70_900));
        String part = account.story().partOfACharge("3", AT.plusSeconds(5), sek(50_000), 30_000, 930);
        String failed = account.charge("4", AT.plusSeconds(6), sek(7_000), sek(7_000), 100);
        account.story().paymentFails(failed, AT.plusSeconds(7), sek(7_000));
        account.story().held("reserve", "risk_reserved_funds", AT.plusSeconds(8), AT.plusSeconds(9), sek(5_000));
        account.story().held("payout_minimum_balance", "payout", AT.plusSeconds(10), AT.plusSeconds(11), sek(1_000));
        account.row("moonlight_levy", "moonlight", AT.plusSeconds(12), sek(-1), 0, null);
        String refund = account.refund(charge, AT.plusSeconds(13), sek(1_000), sek(1_000));
        account.story().refundFails(refund, AT.plusSeconds(14), sek(1_000));
        account.charge("5", AT.plusSeconds(15), new Sum(12_800, "jpy"), new Sum(7_000, "eur"), 300);

        JsonNode rows = json(ROWS + "?limit=100&currency=sek");
        account.payout("po_all", "sek", AT.plusSeconds(20), ids(rows), true);
        assertThat(net(json(ROWS + "?limit=100&payout=po_all"))).isZero();
        var balances = new HashMap<String, Long>();
        for (JsonNode row : json(ROWS + "?limit=100").path("data")) {
            long fee = 0;
            for (JsonNode detail : row.path("fee_details")) {
                fee += detail.path("amount").asLong();
            }
            assertThat(row.path("fee").asLong()).as("%s", row).isEqualTo(fee);
            assertThat(row.path("net").asLong()).isEqualTo(row.path("amount").asLong() - fee);
            balances.merge(row.path("currency").asText(), row.path("net").asLong(), Math::addExact);
        }
        assertThat(balances).isEqualTo(Map.of("sek", 0L, "eur", 6_700L));
        var told = new HashMap<String, Long>();
        JsonNode balance = json("/v1/balance");
        for (String list : List.of("available", "pending")) {
            balance.path(list)
                    .forEach(one -> told.merge(
                            one.path("currency").asText(), one.path("amount").asLong(), Math::addExact));
        }
        assertThat(told).isEqualTo(balances);

        // A rate is between the integers; of a dispute none is stated.
        JsonNode euros = json(ROWS + "?source=" + euro).path("data").path(0);
        assertThat(euros.path("exchange_rate").decimalValue()).isEqualByComparingTo("11.05416");
        JsonNode disputed = json("/v1/disputes/" + dispute);
        assertThat(disputed.path("balance_transactions")).hasSize(2).allSatisfy(row -> assertThat(
                        row.path("exchange_rate").isNull())
                .isTrue());
        assertThat(disputed.path("status").asText()).isEqualTo("won");
        assertThat(json("/v1/charges/" + part).path("amount_captured").asLong()).isEqualTo(30_000);
        assertThat(json("/v1/charges/" + failed).path("status").asText()).isEqualTo("failed");
        assertThat(json("/v1/refunds/" + refund).path("status").asText()).isEqualTo("failed");
    }

    @Test
    void anInquiryMovesNothingUntilItIsEscalated() throws Exception {
        String charge = account.charge("1", AT, sek(10_000), sek(10_000), 180);
        String closed = account.story().inquiry(charge, AT, sek(10_000));
        String dispute = account.story().inquiry(charge, AT, sek(10_000));
        account.story().closed(closed);
        assertThat(ids(json(ROWS))).hasSize(1);
        assertThat(json("/v1/disputes/" + closed).path("status").asText()).isEqualTo("warning_closed");
        assertThat(json("/v1/disputes/" + dispute).path("is_charge_refundable").asBoolean())
                .isTrue();

        account.story().escalate(dispute, AT.plusSeconds(1), sek(10_000), 20_000);
        account.story().closed(dispute);
        assertThat(net(json(ROWS))).isEqualTo(9_820 - 30_000);
        assertThat(json("/v1/disputes/" + dispute).path("status").asText()).isEqualTo("lost");
    }

    @Test
    void moneyIsAvailableAndPayoutsArriveAsTimePasses() throws Exception {
        String row = sales(1).get(0);
        account.story().availableOn(row, AT.plusSeconds(3 * 86_400));
        account.payout("po_time", "sek", AT.plusSeconds(86_400), List.of(), true);
        var seen = new ArrayList<String>();
        for (int day : List.of(0, 1, 4)) {
            account.story().travel(AT.plusSeconds(day * 86_400L));
            seen.add(json(ROWS + "/" + row).path("status").asText() + " "
                    + json("/v1/payouts/po_time").path("status").asText());
        }
        assertThat(seen).containsExactly("pending pending", "pending in_transit", "available paid");

        account.failPayout("po_time", AT.plusSeconds(6 * 86_400));
        account.story().travel(AT.plusSeconds(7 * 86_400));
        assertThat(json("/v1/payouts/po_time").path("status").asText()).isEqualTo("failed");
        assertThat(json("/v1/payouts?status=failed").path("data")).hasSize(1);
    }

    @Test
    void integersAreThoseThatStripeTakes() {
        for (Sum refused : List.of(new Sum(12_345, "kwd"), new Sum(12_345, "isk"), new Sum(1_250, "ugx"))) {
            assertThatThrownBy(() -> account.charge("1", AT, refused, sek(100), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(refused.currency());
        }
        for (Sum taken :
                List.of(new Sum(12_340, "kwd"), new Sum(12_300, "isk"), new Sum(12_345, "huf"), new Sum(1, "jpy"))) {
            assertThat(account.charge("1", AT, taken, sek(100), 1)).startsWith("ch_");
        }
        assertThatThrownBy(() -> account.manualPayout("huf", AT, 12_345)).hasMessageContaining("huf");
        assertThat(account.manualPayout("huf", AT, 12_300)).startsWith("po_");
    }

    @Test
    void aPayoutMayBeBelowZeroAndAnotherCurrencyHasItsOwn() throws Exception {
        String debt = account.row("adjustment", "dispute", AT, sek(-10_000), 20_000, null);
        String euro = account.row("charge", "charge", AT, new Sum(5_000, "eur"), 100, null);
        account.payout("po_below", "sek", AT, List.of(debt), true);
        account.payout("po_euro", "eur", AT, List.of(euro), true);
        assertThat(json("/v1/payouts/po_below").path("amount").asLong()).isEqualTo(-30_000);
        assertThat(json("/v1/payouts/po_euro").path("amount").asLong()).isEqualTo(4_900);
        assertThat(json("/v1/payouts/po_euro").path("currency").asText()).isEqualTo("eur");
    }

    @Test
    void faultsStrikeOnceEach() throws Exception {
        for (Fault fault : List.of(
                Fault.TOO_MANY_REQUESTS, Fault.RATE_LIMIT, Fault.CONFLICT, Fault.SERVER_ERROR, Fault.UNAVAILABLE)) {
            sandbox.fault(fault, 1);
        }
        HttpResponse<String> tooMany = get("/v1/payouts");
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Stripe-Rate-Limited-Reason")).contains("endpoint-rate");
        HttpResponse<String> limited = get("/v1/payouts");
        assertThat(limited.statusCode()).isEqualTo(400);
        assertThat(limited.body()).contains("rate_limit");
        assertThat(get("/v1/payouts").statusCode()).isEqualTo(409);
        assertThat(get("/v1/payouts").statusCode()).isEqualTo(500);
        assertThat(get("/v1/payouts").statusCode()).isEqualTo(503);
        assertThat(get("/v1/payouts").statusCode()).isEqualTo(200);
        sandbox.fault(Fault.CONFLICT, 1);
        sandbox.shouldRetry(false);
        assertThat(shouldRetry("/v1/payouts")).contains("false");
        assertThat(shouldRetry("/v1/payouts")).as("no refusal").isEmpty();
        sandbox.shouldRetry(true);
        assertThat(shouldRetry("/v1/payouts/po_unheard")).contains("true");
        sandbox.calm();
        assertThat(shouldRetry("/v1/payouts/po_unheard")).isEmpty();
        sandbox.fault(Fault.TRUNCATED, 1);
        assertThatThrownBy(() -> get("/v1/payouts")).isInstanceOf(IOException.class);
    }

    private Optional<String> shouldRetry(String path) throws Exception {
        return get(path).headers().firstValue("Stripe-Should-Retry");
    }

    @Test
    void rowsThatComeWhilePagesAreReadAreOnNoLaterPage() throws Exception {
        List<String> rows = sales(4);
        Collections.reverse(rows);
        account.afterPage(() -> account.row("stripe_fee", "fee", AT.plusSeconds(60), sek(-100), 0, null));
        List<String> read = new ArrayList<>(ids(json(ROWS + "?limit=2")));
        read.addAll(ids(json(ROWS + "?limit=2&starting_after=" + read.get(1))));
        assertThat(read).isEqualTo(rows);
        assertThat(ids(json(ROWS))).hasSize(5);
    }

    @Test
    void aReportIsRunLookedAtAndReadWithTheKey() throws Exception {
        String charge = account.charge("7", AT, sek(10_000), sek(10_000), 180);
        account.payout(
                "po_report", "sek", AT.plusSeconds(9), List.of(ids(json(ROWS)).get(0)), true);
        account.reports().fail(1);
        assertThat(report("report_type=payout_reconciliation.itemized.5&parameters%5Bpayout%5D=po_report")
                        .path("status")
                        .asText())
                .isEqualTo("failed");

        JsonNode done = report("report_type=payout_reconciliation.itemized.5&parameters%5Bpayout%5D=po_report");
        assertThat(done.path("status").asText()).isEqualTo("succeeded");
        String url = done.at("/result/url").asText().substring(sandbox.apiUrl().length());
        assertThat(call(url, "Accept", "text/csv").statusCode()).isEqualTo(401);
        String[] lines = get(url).body().split("\r?\n", -1);
        assertThat(lines[0]).startsWith("automatic_payout_id,");
        assertThat(lines[1]).contains("po_report", ",100.00,1.80,98.20,charge," + charge);
        assertThat(lines).as("a head, a row, the end").hasSize(3);

        account.reports().dataUntil(AT);
        HttpResponse<String> refused =
                run("report_type=balance_change_from_activity.itemized.3&parameters%5Binterval_start%5D=0"
                        + "&parameters%5Binterval_end%5D=" + AT.plusSeconds(1).getEpochSecond());
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("data_available_end");
        assertThat(json("/v1/reporting/report_types/payout_reconciliation.itemized.5")
                        .path("data_available_end")
                        .asLong())
                .isEqualTo(AT.getEpochSecond());
        assertThat(run("report_type=weather.1").statusCode()).isEqualTo(400);
        assertThat(run("kind=weather").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> run(String form) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(sandbox.apiUrl() + "/v1/reporting/report_runs"))
                .header("Authorization", "Bearer " + KEY)
                .POST(BodyPublishers.ofString(form)));
    }

    private JsonNode report(String form) throws IOException, InterruptedException {
        HttpResponse<String> begun = run(form);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        JsonNode pending = JSON.readTree(begun.body());
        assertThat(pending.path("status").asText()).isEqualTo("pending");
        return json("/v1/reporting/report_runs/" + pending.path("id").asText());
    }

    @Test
    void anAccountMayMakeSoManyCallsOfAKindAndInAll() throws Exception {
        sandbox.limit(4);
        sandbox.account("rk_test_other", EVERYTHING);
        var live = new ArrayList<Integer>();
        for (int i = 0; i < 5; i++) {
            live.add(get("/v1/payouts").statusCode());
        }
        live.add(get("/v1/balance").statusCode());
        assertThat(live).containsExactly(200, 200, 200, 200, 429, 200);
        assertThat(sandbox.calls("payouts")).isEqualTo(5);
        assertThat(sandbox.limited()).isEqualTo(1);

        var test = new ArrayList<String>();
        for (String path : List.of("payouts", "balance", "payouts", "balance", "charges")) {
            HttpResponse<String> answer = call("/v1/" + path, "Authorization", "Bearer rk_test_other");
            test.add(answer.statusCode()
                    + answer.headers().firstValue("Stripe-Rate-Limited-Reason").orElse(""));
        }
        assertThat(test).containsExactly("200", "200", "200", "200", "429global-rate");
    }

    @Test
    void theSamplesAreServedByteForByteAndReadAsAnAccount() throws Exception {
        account.load(SAMPLES);
        JsonNode payouts = JSON.readTree(Files.readString(SAMPLES.resolve("payouts.json")));
        String payout = ids(payouts).get(0);
        String page = ROWS + "?payout=" + payout + "&limit=10&expand[]=data.source";
        var files = new HashMap<String, String>();
        files.put("/v1/payouts", "payouts");
        files.put(page, "balance_transactions_payout_p1");
        files.put(page + "&starting_after=" + last("balance_transactions_payout_p1"), "balance_transactions_payout_p2");
        files.put(
                "/v1/balance_transactions?expand[]=data.source&limit=10&payout=" + payout + "&starting_after="
                        + last("balance_transactions_payout_p2"),
                "balance_transactions_payout_p3");
        files.put(
                "/v1/charges?limit=100&expand[]=data.customer.tax_ids&expand[]=data.balance_transaction",
                "charges_expanded");
        files.put("/v1/customers?limit=100&expand[]=data.tax_ids", "customers");
        for (String kind : List.of("payment_intents", "refunds", "disputes", "tax_rates")) {
            files.put("/v1/" + kind + "?limit=100", kind);
        }
        files.put("/v1/balance", "balance");
        for (Map.Entry<String, String> one : files.entrySet()) {
            assertThat(get(one.getKey()).body())
                    .as(one.getKey())
                    .isEqualTo(Files.readString(SAMPLES.resolve(one.getValue() + ".json")));
        }

        // Asked otherwise, the same rows are told; the sums are those of the page.
        JsonNode all = json(ROWS + "?payout=" + payout + "&limit=100");
        long gross = 0;
        long fees = 0;
        for (JsonNode row : all.path("data")) {
            if (!row.path("type").asText().equals("payout")) {
                gross += row.path("amount").asLong();
                fees += row.path("fee").asLong();
            }
        }
        assertThat(ids(all)).hasSize(21);
        assertThat(gross).isEqualTo(1_655_963);
        assertThat(fees).isEqualTo(68_145);
        assertThat(json("/v1/payouts/" + payout).path("amount").asLong()).isEqualTo(gross - fees);
        assertThat(json("/v1/checkout/sessions?payment_intent="
                                + JSON.readTree(Files.readString(
                                                SAMPLES.resolve("checkout_sessions_by_payment_intent.json")))
                                        .at("/data/0/payment_intent")
                                        .asText())
                        .path("data"))
                .hasSize(1);

        // The report of the payout is what the sample of it says.
        JsonNode done = report("report_type=payout_reconciliation.itemized.5&parameters%5Bpayout%5D=" + payout);
        String csv = get(done.at("/result/url")
                        .asText()
                        .substring(sandbox.apiUrl().length()))
                .body();
        List<String> sample = Files.readAllLines(SAMPLES.resolve("report_payout_reconciliation_itemized.csv"));
        assertThat(csv.lines().map(StripeSandboxTest::amounts))
                .containsExactlyElementsOf(
                        sample.stream().map(StripeSandboxTest::amounts).toList());
    }

    /** What a report's line says of its row: payout, row, time, currency, gross, fee, net, category. */
    private static List<String> amounts(String line) {
        List<String> cells = List.of(line.split(",", -1));
        return List.of(
                cells.get(0),
                cells.get(2),
                cells.get(3),
                cells.get(5),
                cells.get(6),
                cells.get(7),
                cells.get(8),
                cells.get(9));
    }

    private static String last(String page) throws IOException {
        List<String> ids = ids(JSON.readTree(Files.readString(SAMPLES.resolve(page + ".json"))));
        return ids.get(ids.size() - 1);
    }
}
