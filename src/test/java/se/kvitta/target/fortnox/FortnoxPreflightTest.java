package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.CronTrigger;
import org.quartz.JobDataMap;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Needs;
import se.kvitta.delivery.Preflight;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Findings;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Steps.Step;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.fortnox.SandboxCompany;
import se.kvitta.schedule.Schedule;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** What a preflight finds in a company, and that it closes when it is mended. Every test has a company of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FortnoxPreflightTest {

    private static final Instant START = Instant.parse("2026-03-05T12:00:00Z");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OTHER_SERIES = "{\"code\":\"A\",\"description\":\"Redovisning\",\"manual\":true},"
            + "{\"code\":\"B\",\"description\":\"Kundfakturor\",\"manual\":false},"
            + "{\"code\":\"C\",\"description\":\"Kundinbetalningar\",\"manual\":false}";

    @TempDir
    static Path folder;

    private Sandboxes sandboxes;
    private TestHome home;
    private TestKvitta kvitta;
    private long tenant = 705000;
    private String merchant = "";

    @BeforeAll
    void start() throws IOException {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        sandboxes.deliver(
                "0041822931_20260223T000000_0.csv",
                Files.readString(Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv")));
        home = new TestHome(folder.resolve("home"))
                .edit(
                        "mappings/targets/fortnox.yaml",
                        text -> text.replace("modes-of-payment: {}", "modes-of-payment: { KVK: CLEARING_SEK }"));
        kvitta = TestKvitta.in(home)
                .with(sandboxes)
                .clock(new MovableClock(START))
                .start();
    }

    @AfterAll
    void stop() {
        kvitta.close();
        sandboxes.close();
    }

    @AfterEach
    void mendFortnox() {
        sandboxes.fortnox().clearFaults();
        sandboxes.fortnox().resetCalls();
        kvitta.clock().set(START);
    }

    /** A merchant that books in a company which differs from the one where everything is in order. */
    private void connect(String differences, UnaryOperator<String> file) {
        tenant++;
        String seed = differences.contains("\"seed\"") ? "" : "\"seed\":\"ljusbutiken\",";
        sandboxes
                .fortnox()
                .addCompany("{" + seed + "\"tenant\":" + tenant + ",\"name\":\"Ljus " + tenant + "\""
                        + (differences.isEmpty() ? "" : "," + differences) + "}");
        merchant = "ljus" + tenant;
        String yaml =
                TestMerchants.FORTNOX.replace("704001", String.valueOf(tenant)).replace("ljus", merchant);
        home.merchant(merchant, file.apply(yaml));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        kvitta.bean(Merchants.class).requireMerchant(merchant);
    }

    private void connect(String differences) {
        connect(differences, yaml -> yaml);
    }

    private SandboxCompany company() {
        return sandboxes.fortnox().company(tenant);
    }

    private Operations operations() {
        return kvitta.bean(Operations.class);
    }

    private List<Findings.Open> look() {
        kvitta.look(merchant);
        List<Findings.Open> open = kvitta.bean(Findings.class).open(merchant);
        assertThatEverythingIsToldInBothLanguages(
                open.stream().map(Findings.Open::finding).toList());
        return open;
    }

    private static void assertThatEverythingIsToldInBothLanguages(List<Finding> findings) {
        for (Finding finding : findings) {
            for (String language : Reasons.LANGUAGES) {
                Reasons reasons = Reasons.in(language);
                assertThat(reasons.codes()).contains(finding.reason().code());
                assertThat(reasons.text(finding.reason())).doesNotContain("?");
                Reason repair = finding.repair();
                if (repair != null) {
                    assertThat(reasons.codes()).contains(repair.code());
                    assertThat(reasons.text(repair)).doesNotContain("?");
                }
            }
        }
    }

    /** The one finding; its task says the same. */
    private Findings.Open only(String code, Severity severity) {
        List<Findings.Open> open = look();
        assertThat(open).extracting(one -> one.finding().reason().code()).containsExactly(code);
        assertThat(open.get(0).finding().severity()).isEqualTo(severity);
        assertThat(tasks())
                .filteredOn(task -> task.subject().startsWith("finding "))
                .singleElement()
                .satisfies(task -> assertThat(task.reason().code()).isEqualTo(code));
        return open.get(0);
    }

    private void assertMended() {
        assertThat(look()).isEmpty();
        assertThat(tasks()).noneMatch(task -> task.subject().startsWith("finding "));
    }

    private List<Tasks.Task> tasks() {
        return kvitta.bean(Tasks.class).open(merchant);
    }

    private long planned() {
        return kvitta.bean(Postings.class).in(merchant, Postings.State.PLANNED).size();
    }

    /** What a person changes in the company's settings; the sandbox's API stands for the pages. */
    private JsonNode api(String method, String path, String body) throws IOException, InterruptedException {
        FortnoxSandbox.App app = FortnoxSandbox.App.KVITTA;
        String login = Base64.getEncoder()
                .encodeToString((app.clientId() + ":" + app.clientSecret()).getBytes(StandardCharsets.UTF_8));
        var client = HttpClient.newHttpClient();
        String token = JSON.readTree(client.send(
                                HttpRequest.newBuilder(
                                                URI.create(sandboxes.fortnox().baseUrl() + "/oauth-v1/token"))
                                        .header("Authorization", "Basic " + login)
                                        .header("TenantId", String.valueOf(tenant))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body())
                .path("access_token")
                .asText();
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(sandboxes.fortnox().baseUrl() + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return JSON.readTree(answer.body());
    }

    @Test
    void findsNothingWhereEverythingIsInOrderAndAsksALimitedNumberOfTimes() {
        connect(
                "",
                yaml -> yaml.replace(
                        "currencies: [EUR]", "currencies: [EUR]\n    costCentre: WEBBEU\n    project: \"1\""));
        assertThat(kvitta.look(merchant)).contains("Fortnox is ready");
        assertMended();
        long calls = sandboxes.fortnox().calls("GET /3/accounts")
                + sandboxes.fortnox().calls("GET /3/vouchers");
        assertThat(calls).isBetween(4L, 20L);
        assertThat(tasks()).isEmpty();
    }

    @Test
    void stopsDeliveriesWithoutTheSeriesAndMakesItWhenAsked() throws Exception {
        connect("\"series\":[" + OTHER_SERIES + "]");
        Findings.Open found = only("PREFLIGHT_SERIES_MISSING", Severity.STOPS);
        kvitta.fetch(merchant + "-se");
        kvitta.deliver(merchant);
        assertThat(planned()).isEqualTo(3);
        assertThat(company().vouchers()).isEmpty();

        assertThat(operations().repairText(merchant, found.id()))
                .contains("In Fortnox, the manual voucher series KV is made", "2026-01-01–2026-12-31");
        assertThat(sandboxes.fortnox().calls("POST /3/voucherseries")).isZero();
        kvitta.repair(merchant, found.id(), "kim");
        assertThat(api("GET", "/3/voucherseries/KV?financialyear=6", "")
                        .path("VoucherSeries")
                        .path("Manual")
                        .asBoolean())
                .isTrue();
        assertThat(sandboxes.fortnox().calls("POST /3/voucherseries")).isEqualTo(1);
        assertMended();
        assertThat(kvitta.bean(Audit.class).latest(merchant, 20))
                .anyMatch(line -> line.action().equals("repair") && line.actor().equals("kim"))
                .anyMatch(line ->
                        line.action().equals("repaired") && line.detail().contains("KV"));
        kvitta.deliverAll(merchant);
        assertThat(company().vouchers()).hasSize(3);
        assertThatThrownBy(() -> kvitta.repair(merchant, found.id(), "kim"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not open");
    }

    @Test
    void makesNothingTwiceWhenTheAnswerToARepairIsLost() {
        connect("\"series\":[" + OTHER_SERIES + "]");
        Findings.Open found = only("PREFLIGHT_SERIES_MISSING", Severity.STOPS);
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY)
                        .on("POST", "/3/voucherseries.*")
                        .times(1));
        assertThat(kvitta.repair(merchant, found.id(), "kim")).contains("cannot be told");
        assertThat(sandboxes.fortnox().calls("POST /3/voucherseries")).isEqualTo(1);
        assertThat(kvitta.bean(Audit.class).latest(merchant, 20))
                .anyMatch(line -> line.action().equals("repair failed"));
        assertMended();
    }

    @Test
    void asksOnceAndLeavesEveryCallToTheDeliveryJob() throws SchedulerException {
        connect("\"series\":[" + OTHER_SERIES + "]");
        Findings.Open found = only("PREFLIGHT_SERIES_MISSING", Severity.STOPS);
        sandboxes.fortnox().resetCalls();
        Map<String, String> asked = operations().repair(merchant, found.id(), "kim");
        assertThat(operations().repair(merchant, found.id(), "robin")).isEqualTo(asked);
        Map<String, String> look = operations().preflight(merchant, "robin");
        assertThat(asked).containsEntry("state", "asked").containsEntry("askedBy", "kim");
        assertThat(operations().findings(merchant)).singleElement().satisfies(finding -> assertThat(finding)
                .containsEntry("errand", asked.get("errand")));
        assertThat(sandboxes.fortnox().answers(200)).as("calls of whoever asks").isZero();
        assertThat(kvitta.bean(Audit.class).latest(merchant, 20))
                .filteredOn(line -> line.action().equals("repair"))
                .singleElement()
                .satisfies(line -> assertThat(line.actor()).isEqualTo("kim"));

        Scheduler scheduler = kvitta.bean(Scheduler.class);
        scheduler.start();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> operations().errands(merchant).stream()
                    .limit(2)
                    .allMatch(errand -> errand.get("state").equals("done")));
        } finally {
            scheduler.standby();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> scheduler.getCurrentlyExecutingJobs().isEmpty());
        }
        assertThat(sandboxes.fortnox().calls("POST /3/voucherseries")).isEqualTo(1);
        assertThat(operations().errand(merchant, Long.parseLong(asked.get("errand"))))
                .containsEntry("answer", operations().errands(merchant).get(1).get("answer"))
                .hasEntrySatisfying("answer", answer -> assertThat(answer).contains("series KV is made"));
        assertThat(operations().errand(merchant, Long.parseLong(look.get("errand"))))
                .hasEntrySatisfying("answer", answer -> assertThat(answer).contains("Fortnox is ready"));
    }

    @Test
    void mendsNothingThatIsMendedOrWouldBeMendedOtherwiseThanThePersonHasRead() {
        connect("");
        company().activate(6, 6064, false);
        Findings.Open found = only("PREFLIGHT_ACCOUNT_INACTIVE", Severity.REFUSES);
        operations().repair(merchant, found.id(), "kim");
        Findings findings = kvitta.bean(Findings.class);
        findings.add(
                merchant,
                found.finding()
                        .mendedBy(
                                Objects.requireNonNull(found.finding().repair()).with("years", "1999")));
        kvitta.routes().sendBody("direct:errands", merchant);
        assertThat(operations().errands(merchant).get(0))
                .containsEntry("state", "failed")
                .hasEntrySatisfying("answer", answer -> assertThat(answer).contains("has changed since"));
        operations().repair(merchant, found.id(), "kim");
        company().activate(6, 6064, true);
        kvitta.routes().sendBody("direct:preflight", merchant);
        kvitta.routes().sendBody("direct:errands", merchant);
        assertThat(operations().errands(merchant).get(0))
                .containsEntry("state", "done")
                .hasEntrySatisfying("answer", answer -> assertThat(answer).contains("closed before"));
        assertThat(sandboxes.fortnox().calls("PUT /3/accounts/{Number}")).isZero();
    }

    @Test
    void goesOnByItselfWhenAClosedSeriesIsOpened() {
        connect("");
        company().openSeries(6, "KV", false);
        Findings.Open found = only("PREFLIGHT_SERIES_NOT_MANUAL", Severity.STOPS);
        assertThatThrownBy(() -> kvitta.repair(merchant, found.id(), "kim")).hasMessageContaining("by a person");
        kvitta.fetch(merchant + "-se");
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(company().vouchers()).isEmpty();
        company().openSeries(6, "KV", true);
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(company().vouchers()).isEmpty();
        kvitta.clock().advance(Duration.ofMinutes(16));
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(company().vouchers()).hasSize(3);
        assertThat(tasks()).isEmpty();
    }

    /** One question of the first look has no answer of Fortnox's: nothing is judged, so nothing is entered either. */
    @ParameterizedTest
    @CsvSource({"/3/settings/lockedperiod, 503", "/3/financialyears, 403"})
    void entersNothingBeforeTheFirstLookIsThrough(String path, int status) {
        connect("\"seed\":\"kontanten\"");
        kvitta.fetch(merchant + "-se");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("GET", path)
                        .status(status)
                        .always());
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(company().vouchers()).isEmpty();
        assertThat(planned()).isEqualTo(3);
        Findings findings = kvitta.bean(Findings.class);
        assertThat(findings.open(merchant)).singleElement().satisfies(open -> {
            assertThat(open.finding().severity()).isEqualTo(Severity.STOPS);
            assertThat(open.finding().reason().code()).isEqualTo("PREFLIGHT_NOT_JUDGED");
            assertThat(open.finding().reason().facts().get("cause")).contains(String.valueOf(status));
            assertThatEverythingIsToldInBothLanguages(List.of(open.finding()));
        });
        assertThat(tasks()).extracting(task -> task.reason().code()).containsExactly("PREFLIGHT_NOT_JUDGED");

        kvitta.clock().advance(Duration.ofMinutes(16));
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(company().vouchers()).isEmpty();

        sandboxes.fortnox().clearFaults();
        kvitta.clock().advance(Duration.ofMinutes(16));
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(company().vouchers()).isEmpty();
        assertThat(tasks()).extracting(task -> task.reason().code()).containsExactly("PREFLIGHT_CASH_METHOD");
    }

    /** The same in a company that lacks nothing: what has waited goes with the first look that comes through; later ones warn. */
    @Test
    void goesOnWithTheFirstLookThatComesThrough() {
        connect("");
        kvitta.fetch(merchant + "-se");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("GET", "/3/settings/lockedperiod")
                        .always());
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(company().vouchers()).isEmpty();

        // Sent before looks stopped anything: what may have taken effect is looked up all the same.
        Steps steps = kvitta.bean(Steps.class);
        kvitta.clock().advance(Duration.ofMinutes(14));
        Step planned = steps.of(kvitta.bean(Postings.class)
                        .in(merchant, Postings.State.PLANNED)
                        .get(0)
                        .id())
                .get(0);
        Step sent = steps.begin(planned, kvitta.clock().instant()).orElseThrow();
        steps.unknown(sent, kvitta.clock().instant(), Reason.of("OUTCOME_UNKNOWN", "cause", "test"));
        sandboxes.fortnox().resetCalls();
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(sandboxes.fortnox().calls("GET /3/vouchers")).isEqualTo(1);
        assertThat(company().vouchers()).isEmpty();

        sandboxes.fortnox().clearFaults();
        assertMended();
        kvitta.clock().advance(Duration.ofMinutes(10));
        kvitta.routes().sendBody("direct:work", merchant);
        kvitta.clock().advance(Duration.ofSeconds(2));
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(company().vouchers()).hasSize(3);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.UNAVAILABLE).always());
        only("TARGET_NOT_REACHED", Severity.WARNS);
    }

    @Test
    void looksBeforeTheFirstRunAndEveryNight() throws SchedulerException {
        connect("");
        company().openSeries(6, "KV", false);
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(kvitta.bean(Findings.class).open(merchant)).hasSize(1);

        company().openSeries(6, "KV", true);
        kvitta.bean(Schedule.class).sync();
        Scheduler scheduler = kvitta.bean(Scheduler.class);
        scheduler.triggerJob(new JobKey(merchant, "deliver"), new JobDataMap(Map.of("look", "yes")));
        scheduler.start();
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> kvitta.bean(Findings.class).open(merchant).isEmpty());
        } finally {
            scheduler.standby();
            // The look at the merchants of other tests must be over before the next one counts calls.
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> scheduler.getCurrentlyExecutingJobs().isEmpty());
        }
        assertThat(scheduler.getTrigger(new TriggerKey("preflight-" + merchant, "deliver")))
                .isInstanceOfSatisfying(CronTrigger.class, nightly -> {
                    assertThat(nightly.getCronExpression()).matches("\\d+ \\d+ [23] \\* \\* \\?");
                    assertThat(nightly.getTimeZone().getID()).isEqualTo("Europe/Stockholm");
                    assertThat(nightly.getJobKey()).isEqualTo(new JobKey(merchant, "deliver"));
                    assertThat(nightly.getJobDataMap()).containsKey("look");
                });
    }

    @Test
    void activatesAnAccountWhenAsked() {
        connect("");
        company().activate(6, 6064, false);
        Findings.Open found = only("PREFLIGHT_ACCOUNT_INACTIVE", Severity.REFUSES);
        assertThat(found.finding().reason().facts()).containsEntry("account", "6064");
        kvitta.repair(merchant, found.id(), "kim");
        assertThat(sandboxes.fortnox().calls("PUT /3/accounts/{Number}")).isEqualTo(1);
        assertMended();
    }

    @Test
    void addsAnAccountWithItsVatCodeWhenAsked() throws Exception {
        connect("\"years\":[{\"id\":6,\"from\":\"2026-01-01\",\"to\":\"2026-12-31\",\"method\":\"ACCRUAL\","
                + "\"accountChart\":\"Bas 2026\",\"without\":[\"1979\",\"3001\",\"2611\"],\"opening\":{}}]");
        List<Findings.Open> found = look();
        assertThat(found)
                .extracting(one -> one.finding().key())
                .containsExactlyInAnyOrder("account 1979", "account 2611", "account 3001");
        for (Findings.Open one : found) {
            assertThat(one.finding().severity()).isEqualTo(Severity.REFUSES);
            if (one.finding().key().equals("account 2611")) {
                assertThat(one.finding().repair())
                        .as("the VAT code of output VAT is not known")
                        .isNull();
            } else {
                kvitta.repair(merchant, one.id(), "kim");
            }
        }
        assertThat(api("GET", "/3/accounts/3001?financialyear=6", "")
                        .path("Account")
                        .path("VATCode")
                        .asText())
                .isEqualTo("MP1");
        assertThat(api("GET", "/3/accounts/1979?financialyear=6", "")
                        .path("Account")
                        .path("Description")
                        .asText())
                .isEqualTo("Utbetalning under väg SEK");
        assertThat(look()).extracting(one -> one.finding().key()).containsExactly("account 2611");
        api(
                "POST",
                "/3/accounts?financialyear=6",
                "{\"Account\":{\"Number\":2611,\"Description\":\"Utgående moms\",\"VATCode\":\"U1\"}}");
        assertMended();
    }

    @Test
    void deliversNoSalesInACompanyThatBooksByTheCashMethod() {
        connect("\"seed\":\"kontanten\"");
        Findings.Open found = only("PREFLIGHT_CASH_METHOD", Severity.STOPS);
        assertThat(found.finding().modes()).containsExactly(Mode.DAILY);
        kvitta.fetch(merchant + "-se");
        kvitta.deliver(merchant);
        assertThat(company().vouchers()).isEmpty();
        assertThat(planned()).isEqualTo(3);

        connect("\"seed\":\"kontanten\"", yaml -> yaml.replace("modes: [daily, payout]", "modes: [payout]")
                .replace("rates: riksbank-demo", "rates: riksbank-demo\naccountingMethod: cash"));
        assertMended();
    }

    /** The year before was booked by the cash method: what is dated this year goes, and late bookings of that year wait. */
    @Test
    void stopsOnlyWhatLiesInAYearOfTheCashMethod() {
        connect(
                "\"years\":[{\"id\":5,\"from\":\"2025-01-01\",\"to\":\"2025-12-31\",\"method\":\"CASH\","
                        + "\"accountChart\":\"Bas 2025\",\"without\":[],\"opening\":{}},"
                        + "{\"id\":6,\"from\":\"2026-01-01\",\"to\":\"2026-12-31\",\"method\":\"ACCRUAL\","
                        + "\"accountChart\":\"Bas 2026\",\"without\":[],\"opening\":{}}]",
                yaml -> yaml.replace("start: 2026-01-01", "start: 2025-06-01"));
        assertThat(look())
                .filteredOn(one -> one.finding().reason().code().equals("PREFLIGHT_CASH_METHOD"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.finding().reason().facts()).containsEntry("years", "2025-01-01–2025-12-31");
                    assertThat(one.finding().stops(Set.of(Mode.DAILY), LocalDate.of(2025, 12, 31)))
                            .isTrue();
                    assertThat(one.finding().stops(Set.of(Mode.DAILY), LocalDate.of(2026, 1, 1)))
                            .isFalse();
                });
        kvitta.fetch(merchant + "-se");
        kvitta.routes().sendBody("direct:plan", kvitta.settlements(merchant).get(0));
        kvitta.deliver(merchant);
        assertThat(company().vouchers()).hasSize(3);
    }

    @Test
    void tellsThatTheFileSaysTheCashMethodWhereTheCompanyDoesNot() {
        connect("", yaml -> yaml.replace("modes: [daily, payout]", "modes: [payout]")
                .replace("rates: riksbank-demo", "rates: riksbank-demo\naccountingMethod: cash"));
        only("PREFLIGHT_METHOD_DIFFERS", Severity.WARNS);
    }

    @Test
    void asksForTheNextYearInTheLastMonthOfThisOne() throws Exception {
        connect("");
        kvitta.clock().set(Instant.parse("2027-11-30T12:00:00Z"));
        assertMended();
        kvitta.clock().set(Instant.parse("2027-12-01T12:00:00Z"));
        Findings.Open found = only("PREFLIGHT_NEXT_YEAR_MISSING", Severity.WARNS);
        assertThat(found.finding().reason().facts()).containsEntry("day", "2028-01-01");
        kvitta.clock().set(Instant.parse("2028-01-03T12:00:00Z"));
        only("PREFLIGHT_YEAR_MISSING", Severity.REFUSES);
        api("POST", "/3/financialyears", "{\"FinancialYear\":{\"FromDate\":\"2028-01-01\",\"ToDate\":\"2028-12-31\"}}");
        assertMended();
    }

    @Test
    void asksForTheYearOfTheStart() {
        connect("", yaml -> yaml.replace("start: 2026-01-01", "start: 2024-06-01"));
        assertThat(look()).extracting(one -> one.finding().reason().code()).contains("PREFLIGHT_START_YEAR_MISSING");
    }

    @Test
    void tellsWhatWaitsInALockedPeriod() {
        connect("");
        kvitta.fetch(merchant + "-se");
        kvitta.routes().sendBody("direct:plan", kvitta.settlements(merchant).get(0));
        company().lockThrough(LocalDate.of(2026, 2, 28));
        Findings.Open found = only("PREFLIGHT_PERIOD_LOCKED", Severity.REFUSES);
        assertThat(found.finding().reason().facts())
                .containsEntry("through", "2026-02-28")
                .containsEntry("count", "3");
        company().lockThrough(null);
        assertMended();
    }

    @Test
    void tellsWhichRightsTheConsentLacks() {
        connect("");
        company().consent("kvitta-sandbox", "bookkeeping connectfile");
        assertThat(look())
                .extracting(one -> one.finding().reason().code())
                .containsExactly("PREFLIGHT_SCOPE_EVIDENCE", "PREFLIGHT_SCOPE_CHECKS");
        company().consent("kvitta-sandbox", "settings inbox connectfile");
        assertThat(only("PREFLIGHT_SCOPE_MISSING", Severity.STOPS).finding().modes())
                .containsExactlyInAnyOrder(Mode.DAILY, Mode.PAYOUT);
        company().consent("kvitta-sandbox", "bookkeeping settings inbox connectfile");
        assertMended();
    }

    @Test
    void tellsWhichLicenceIsMissing() {
        connect("", yaml -> yaml.replace("currencies: [SEK]", "currencies: [SEK]\n    costCentre: WEBB"));
        company().license(List.of("bookkeeping", "settings", "inbox"));
        assertThat(look())
                .extracting(one -> one.finding().key() + " " + one.finding().severity())
                .containsExactlyInAnyOrder("read connectfile REFUSES", "read cost centres WARNS");
        company().license(List.of("settings"));
        assertThat(look())
                .extracting(one -> one.finding().key() + " " + one.finding().severity())
                .contains("read bookkeeping STOPS");
        company().license(List.of("bookkeeping", "settings", "inbox", "connectfile", "costcenter"));
        assertMended();
    }

    @Test
    void stopsWhenTheLoginIsRefusedAndTellsWhenFortnoxCannotBeReached() {
        connect("");
        company().withdrawConsent("kvitta-sandbox");
        assertThat(look()).isEmpty();
        assertThat(tasks()).extracting(task -> task.reason().code()).containsExactly("CONNECTION_REFUSED");
        company().consent("kvitta-sandbox", "bookkeeping settings inbox connectfile");
        assertMended();
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.UNAVAILABLE).always());
        only("TARGET_NOT_REACHED", Severity.WARNS);
        sandboxes.fortnox().clearFaults();
        assertMended();
    }

    @Test
    void comparesDimensionsWithWhatTheProfileSends() throws Exception {
        connect(
                "",
                yaml -> yaml.replace(
                        "currencies: [EUR]", "currencies: [EUR]\n    costCentre: NYTT\n    project: \"9\""));
        assertThat(look())
                .extracting(one -> one.finding().reason().code())
                .containsExactlyInAnyOrder("PREFLIGHT_COST_CENTRE_MISSING", "PREFLIGHT_PROJECT_MISSING");
        api("POST", "/3/costcenters", "{\"CostCenter\":{\"Code\":\"NYTT\",\"Description\":\"Nytt\"}}");
        api("POST", "/3/projects", "{\"Project\":{\"ProjectNumber\":\"9\",\"Description\":\"Nio\"}}");
        assertMended();

        api("PUT", "/3/accounts/2611?financialyear=6", "{\"Account\":{\"CostCenterSettings\":\"MANDATORY\"}}");
        assertThat(only("PREFLIGHT_COST_CENTRE_NEEDED", Severity.REFUSES)
                        .finding()
                        .profile())
                .isEqualTo(merchant + "-se");
        api("PUT", "/3/accounts/2611?financialyear=6", "{\"Account\":{\"CostCenterSettings\":\"NOTALLOWED\"}}");
        assertThat(only("PREFLIGHT_COST_CENTRE_FORBIDDEN", Severity.REFUSES)
                        .finding()
                        .profile())
                .isEqualTo(merchant + "-eu");
        api(
                "PUT",
                "/3/accounts/2611?financialyear=6",
                "{\"Account\":{\"CostCenterSettings\":\"ALLOWED\",\"ProjectSettings\":\"MANDATORY\"}}");
        only("PREFLIGHT_PROJECT_NEEDED", Severity.REFUSES);
        api("PUT", "/3/accounts/2611?financialyear=6", "{\"Account\":{\"ProjectSettings\":\"NOTALLOWED\"}}");
        only("PREFLIGHT_PROJECT_FORBIDDEN", Severity.REFUSES);
        api("PUT", "/3/accounts/2611?financialyear=6", "{\"Account\":{\"ProjectSettings\":\"ALLOWED\"}}");
        assertMended();
    }

    @Test
    void comparesTheVatCodesOfSalesAccounts() throws Exception {
        connect("");
        api("PUT", "/3/accounts/3001?financialyear=6", "{\"Account\":{\"VATCode\":\"MP2\"}}");
        assertThat(only("PREFLIGHT_VAT_CODE", Severity.WARNS).finding().reason().facts())
                .containsEntry("account", "3001")
                .containsEntry("code", "MP2")
                .containsEntry("expected", "MP1");
        api("PUT", "/3/accounts/3001?financialyear=6", "{\"Account\":{\"VATCode\":\"MP1\"}}");
        api("PUT", "/3/accounts/3111?financialyear=6", "{\"Account\":{\"VATCode\":\"MP1\"}}");
        assertThat(only("PREFLIGHT_VAT_CODE", Severity.WARNS).finding().reason().facts())
                .containsEntry("account", "3111");
        api("PUT", "/3/accounts/3111?financialyear=6", "{\"Account\":{\"VATCode\":\"API_BLANK\"}}");
        assertMended();
    }

    @Test
    void warnsOfVouchersThatAnotherProgramMakesOfTheSamePayouts() {
        connect("");
        kvitta.fetch(merchant + "-se");
        kvitta.deliverAll(merchant);
        assertMended();
        company().addVoucher("""
                {"VoucherSeries":"A","TransactionDate":"2026-02-20","Description":"Klarna utbetalning 0041822931",
                 "VoucherRows":[{"Account":1930,"Debit":10},{"Account":1581,"Credit":10}]}
                """);
        Findings.Open found = only("PREFLIGHT_FOREIGN_VOUCHERS", Severity.WARNS);
        assertThat(found.finding().reason().facts())
                .containsEntry("count", "1")
                .hasEntrySatisfying("examples", text -> assertThat(text).contains("A1 2026-02-20"));
    }

    @Test
    void asksForSeriesAndAccountsThatInvoicesAndPaymentsNeed() {
        connect("\"predefinedSeries\":{\"INVOICE\":\"B\",\"INVOICEPAYMENT\":\"\"},"
                + "\"predefinedAccounts\":{\"CUSTCLAIM\":\"\",\"ROUNDOFF\":\"3740\",\"ADMFEE\":\"3540\","
                + "\"FREIGHT\":\"9999\",\"CURRENCYWIN\":\"3960\",\"CURRENCYLOSS\":\"7960\"},"
                + "\"currencies\":[{\"code\":\"SEK\",\"description\":\"Krona\",\"rate\":\"1\"}]");
        List<Finding> found = ledger();
        assertThatEverythingIsToldInBothLanguages(found);
        assertThat(found)
                .extracting(finding -> finding.key() + " " + finding.severity())
                .contains(
                        "predefined series INVOICEPAYMENT STOPS",
                        "predefined account CUSTCLAIM STOPS",
                        "predefined account FREIGHT REFUSES",
                        "currency EUR REFUSES")
                .doesNotContain(
                        "predefined series INVOICE STOPS",
                        "predefined account ROUNDOFF REFUSES",
                        "predefined account CURRENCYWIN REFUSES",
                        "rounding account WARNS");
        connect("\"predefinedAccounts\":{\"ROUNDOFF\":\"3540\"}");
        found = ledger();
        assertThatEverythingIsToldInBothLanguages(found);
        assertThat(found)
                .filteredOn(finding -> finding.key().equals("rounding account"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARNS);
                    assertThat(finding.reason().facts())
                            .containsEntry("account", "3540")
                            .containsEntry("expected", "3740");
                });
        connect("");
        assertThat(ledger())
                .extracting(Finding::key)
                .noneMatch(key -> key.startsWith("predefined") || key.startsWith("currency") || key.startsWith("read"));
    }

    @Test
    void makesAModeOfPaymentWhenAsked() throws Exception {
        connect("");
        Finding missing = ledger().stream()
                .filter(finding -> finding.key().equals("mode of payment KVK"))
                .findFirst()
                .orElseThrow();
        kvitta.bean(Findings.class).add(merchant, missing);
        long id = kvitta.bean(Findings.class).open(merchant).get(0).id();
        assertThat(kvitta.repair(merchant, id, "kim")).contains("the mode of payment KVK is made");
        assertThat(api("GET", "/3/modesofpayments/KVK", "")
                        .path("ModeOfPayment")
                        .path("AccountNumber")
                        .asText())
                .isEqualTo("1581");
        assertThat(ledger()).extracting(Finding::key).doesNotContain("mode of payment KVK");
    }

    @Test
    void looksAtTheCustomersThatInvoicesAreMadeOutTo() throws Exception {
        connect("");
        company()
                .sales()
                .addCustomer("{\"CustomerNumber\":\"KVITTA-SEVAT-SEK\",\"Name\":\"Webbkunder\",\"Active\":false,"
                        + "\"WayOfDelivery\":\"BREV\"}");
        company()
                .sales()
                .addCustomer("{\"CustomerNumber\":\"KVITTA-EUVAT-EUR\",\"Name\":\"Webbkunder EU\","
                        + "\"VATType\":\"SEVAT\",\"Currency\":\"EUR\"}");
        company().sales().addCustomer("{\"CustomerNumber\":\"X-KVITTA-1\",\"Name\":\"Annan\",\"Active\":false}");
        // As invoices make them: of buyers, of a business abroad, and of one that took the place of another.
        for (String own : List.of(
                "\"KVITTA-SEVAT-0123456789ABCDEF\",\"VATType\":\"SEVAT\",\"Currency\":\"SEK\"",
                "\"KVITTA-EUREVERSEDVAT-DE811907980\",\"VATType\":\"EUREVERSEDVAT\",\"Currency\":\"EUR\"",
                "\"KVITTA-EXPORT-SEK\",\"VATType\":\"EXPORT\",\"Currency\":\"SEK\",\"Active\":false",
                "\"KVITTA-EXPORT-SEK-2\",\"VATType\":\"EXPORT\",\"Currency\":\"SEK\"",
                "\"KVITTA-SEVAT-FEDCBA9876543210\",\"VATType\":\"EXPORT\",\"Currency\":\"SEK\"")) {
            company().sales().addCustomer("{\"CustomerNumber\":" + own + ",\"Name\":\"Egen\"}");
        }
        List<Finding> found = ledger();
        assertThatEverythingIsToldInBothLanguages(found);
        assertThat(found)
                .extracting(finding -> finding.key() + " " + finding.severity())
                .filteredOn(key -> key.contains("customer"))
                .containsExactlyInAnyOrder(
                        "customer KVITTA-SEVAT-SEK WARNS",
                        "WayOfDelivery of customer KVITTA-SEVAT-SEK REFUSES",
                        "kind of customer KVITTA-EUVAT-EUR WARNS",
                        "kind of customer KVITTA-SEVAT-FEDCBA9876543210 WARNS");

        for (Finding finding : found) {
            if (finding.key().endsWith("customer KVITTA-SEVAT-SEK")) {
                kvitta.bean(Findings.class).add(merchant, finding);
                long id = kvitta.bean(Findings.class).open(merchant).stream()
                        .filter(open -> open.finding().key().equals(finding.key()))
                        .findFirst()
                        .orElseThrow()
                        .id();
                kvitta.repair(merchant, id, "kim");
            }
        }
        JsonNode customer = api("GET", "/3/customers/KVITTA-SEVAT-SEK", "").path("Customer");
        assertThat(customer.path("Active").asBoolean()).isTrue();
        assertThat(customer.path("WayOfDelivery").asText("")).isIn("", "null");
        assertThat(ledger())
                .extracting(Finding::key)
                .filteredOn(key -> key.contains("customer"))
                .containsExactlyInAnyOrder(
                        "kind of customer KVITTA-EUVAT-EUR", "kind of customer KVITTA-SEVAT-FEDCBA9876543210");
    }

    /** What a preflight finds for a merchant whose profiles make invoices. */
    private List<Finding> ledger() {
        Dispatch dispatch = kvitta.bean(Preflight.class).begin(merchant);
        Needs needs = FortnoxFindingsTest.withModes(
                kvitta.bean(Preflight.class).needs(dispatch), Set.of(Mode.LEDGER, Mode.PAYOUT));
        Exchange answer = kvitta.routes().request("direct:preflight-fortnox", exchange -> {
            exchange.setProperty("dispatch", dispatch);
            exchange.setProperty("needs", needs);
            exchange.getMessage().setBody(dispatch);
        });
        assertThat(answer.getException()).isNull();
        return ((List<?>) answer.getMessage().getBody())
                .stream().map(Finding.class::cast).toList();
    }
}
