package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.delivery.Deliveries;
import se.kvitta.delivery.DeliveryRun;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.LoginNotTaken;
import se.kvitta.delivery.Marker;
import se.kvitta.delivery.NotExecuted;
import se.kvitta.delivery.Preflight;
import se.kvitta.delivery.Refused;
import se.kvitta.delivery.TooManyCalls;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Steps.Step;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Voucher;

/** What becomes of a voucher when Fortnox or the line to it misbehaves, beyond the laws of all targets. */
class FortnoxDeliveryTest extends FortnoxService {

    private static final String OTHER = "704999";

    private static final String VOUCHERS = "/3/vouchers.*";

    @Override
    void deliverSettlements() throws IOException {
        sandboxes.deliver(
                "0041822931_20260223T000000_0.csv",
                Files.readString(Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv")));
    }

    @BeforeEach
    void fetch() {
        connectAMerchant();
    }

    private long posts() {
        return sandboxes.fortnox().calls("POST /3/vouchers");
    }

    /** The call of one voucher was cut after it took effect, and nobody could look it up yet. */
    private Voucher enteredWithoutAnswer() {
        sandboxes.fortnox().fault(once(Fault.Kind.LOST_REPLY));
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE).on("GET", VOUCHERS).always());
        kvitta.deliver(merchant);
        sandboxes.fortnox().clearFaults();
        String marker = in(Postings.State.PLANNED).get(0).marker();
        return company().vouchers().stream()
                .filter(voucher -> voucher.description().contains(marker))
                .findFirst()
                .orElseThrow();
    }

    private void assertEachOnce() {
        List<Posting> done = in(Postings.State.DONE);
        assertThat(done).hasSize(3);
        assertThat(company().vouchers()).hasSize(3);
        for (Posting posting : done) {
            assertThat(company().vouchers())
                    .filteredOn(voucher -> voucher.description().contains(posting.marker()))
                    .singleElement()
                    .satisfies(voucher ->
                            assertThat(posting.receipt().number()).isEqualTo(String.valueOf(voucher.number())));
        }
    }

    private Fault once(Fault.Kind kind) {
        return Fault.of(kind).on("POST", VOUCHERS).times(1);
    }

    @Test
    void entersEachVoucherWithOneCallAndItsMarkerAtTheEnd() {
        kvitta.deliverAll(merchant);
        assertEachOnce();
        assertThat(posts()).isEqualTo(3);
        assertThat(sandboxes.fortnox().calls("GET /3/financialyears")).isLessThanOrEqualTo(4);
        assertThat(company().vouchers()).allSatisfy(voucher -> {
            assertThat(voucher.series()).isEqualTo("KV");
            assertThat(voucher.financialYear()).isEqualTo(6);
            assertThat(voucher.description()).matches(".*\\(kv 0041822931:[0-9a-f]{8}\\)$");
        });
    }

    @Test
    void waitsUntilACallThatTakesEffectLateHasTakenEffect() {
        sandboxes.fortnox().fault(once(Fault.Kind.LATE_EFFECT).after(Duration.ofMillis(300)));
        kvitta.deliver(merchant);
        await().untilAsserted(() -> assertThat(company().vouchers()).hasSize(3));
        kvitta.deliverAll(merchant);
        assertThat(posts()).isEqualTo(3);
        assertEachOnce();
    }

    @Test
    void sendsAgainOnlyWhenTwoLookUpsFindNothingAndTheTimeOfTheCallIsPast() {
        sandboxes.fortnox().fault(once(Fault.Kind.CUT_BEFORE));
        kvitta.deliver(merchant);
        long posts = posts();
        kvitta.clock().advance(Duration.ofSeconds(5));
        kvitta.deliver(merchant);
        kvitta.clock().advance(Duration.ofSeconds(60));
        kvitta.deliver(merchant);
        assertThat(posts()).isEqualTo(posts);
        // 30 s to send, 60 s for the answer, 60 s of grace
        kvitta.clock().set(START.plusSeconds(151));
        kvitta.deliverAll(merchant);
        assertThat(posts()).isEqualTo(posts + 1);
        assertEachOnce();
    }

    @Test
    void holdsAVoucherWhoseRowsSomebodyChanged() {
        Voucher ours = enteredWithoutAnswer();
        List<Integer> all = IntStream.range(0, ours.rows().size()).boxed().toList();
        company().strikeRows(ours.financialYear(), ours.series(), ours.number(), all, "[]");
        kvitta.deliverAll(merchant);
        assertThat(tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.reason().code()).isEqualTo("TARGET_ROWS_EDITED"));
        assertThat(company().vouchers()).hasSize(3);
    }

    @Test
    void holdsAVoucherOfItsDayAndRowsWhoseMarkerSomebodyCut() {
        Voucher ours = enteredWithoutAnswer();
        String text = ours.description();
        company().editVoucher(ours.financialYear(), ours.series(), ours.number(), text.substring(0, text.length() - 3));
        kvitta.deliverAll(merchant);
        assertThat(tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.reason().code()).isEqualTo("TARGET_LOOKS_ALIKE"));
        assertThat(company().vouchers()).hasSize(3);
    }

    /** Somebody has entered the same voucher once more, text and all: which of them is ours only a person can tell. */
    @Test
    void holdsAVoucherThatIsThereTwice() {
        Voucher ours = enteredWithoutAnswer();
        String rows = ours.rows().stream()
                .map(row -> "{\"Account\":" + row.account() + ",\"Debit\":" + BigDecimal.valueOf(row.debitOre(), 2)
                        + ",\"Credit\":" + BigDecimal.valueOf(row.creditOre(), 2) + "}")
                .collect(Collectors.joining(","));
        company()
                .addVoucher("{\"VoucherSeries\":\"" + ours.series() + "\",\"TransactionDate\":\"" + ours.date()
                        + "\",\"Description\":\"" + ours.description() + "\",\"VoucherRows\":[" + rows + "]}");
        kvitta.deliverAll(merchant);
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("TARGET_HAS_IT_TWICE");
            assertThat(task.reason().facts()).containsEntry("count", "2");
        });
        assertThat(company().vouchers()).hasSize(4);
    }

    @Test
    void aMarkerOfAnotherIsOnlyOneThatIsWhole() {
        String marker = Marker.of("ljus-se", "payout/1", "2201447718");
        assertThat(Marker.of("Klarna 2201447718 " + marker)).isEqualTo(marker);
        assertThat(Marker.of("Rättelse av (kv 10231:0123abcd): Klarna " + marker + " rättad"))
                .isEqualTo(marker);
        assertThat(Marker.of("Klarna 2201447718")).isEmpty();
        assertThat(Marker.of(marker.substring(0, marker.length() - 1))).isEmpty();
        assertThat(Marker.of(marker.replace(":", ": "))).isEmpty();
        assertThat(Marker.of("Rättelse av (kv 10231:0123abcd): Klarna (kv 2201447718:01"))
                .isEmpty();
    }

    @Test
    void takesNoFinancialYearThatDoesNotHoldTheDay() throws IOException {
        kvitta.routes().sendBody("direct:plan", kvitta.settlements(merchant).get(0));
        Step planned = kvitta.bean(Steps.class).due(merchant, 1).get(0);
        var dispatch = Dispatch.of(
                kvitta.bean(Merchants.class).requireMerchant(merchant),
                kvitta.bean(Merchants.class).target("fortnox"),
                kvitta.bean(Postings.class).find(planned.postingId()).orElseThrow(),
                planned);
        String last = "{\"Id\":5,\"FromDate\":\"2025-01-01\",\"ToDate\":\"2025-12-31\"}";
        String current = "{\"Id\":6,\"FromDate\":\"2026-01-01\",\"ToDate\":\"2026-12-31\"}";
        var years = new FortnoxYears();
        assertThatThrownBy(() -> years.remember(years(last), dispatch))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo("TARGET_YEAR_MISSING"));
        assertThat(years.known(dispatch)).isEmpty();
        assertThat(years.remember(years(last + "," + current), dispatch)).isEqualTo("6");
        assertThat(years.known(dispatch)).isEqualTo("6");

        // Shortened meanwhile: what Fortnox refuses for want of a year is asked for anew.
        years.forget(new Refused(Reason.of("TARGET_PERIOD_LOCKED")), dispatch);
        assertThat(years.known(dispatch)).isEqualTo("6");
        years.forget(new Refused(Reason.of("TARGET_YEAR_MISSING")), dispatch);
        assertThat(years.known(dispatch)).isEmpty();
        String cut = "{\"Id\":7,\"FromDate\":\"2026-01-01\",\"ToDate\":\"2026-06-30\",\"AccountingMethod\":\"CASH\"}";
        assertThat(years.remember(years(current), dispatch)).isEqualTo("6");
        years.requireMethod(dispatch);
        assertThat(years.remember(years(cut), dispatch)).isEqualTo("7");
        assertThat(years.known(dispatch)).isEqualTo("7");
        assertThatThrownBy(() -> years.requireMethod(dispatch))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo("TARGET_CASH_METHOD"));
    }

    /** A preflight reads the years anew; the method that counts is that of the posting's own. */
    @Test
    void entersNothingInAYearThatHasComeToBeBookedByTheCashMethod() throws IOException {
        var merchants = kvitta.bean(Merchants.class);
        var dispatch = Dispatch.withoutPostings(merchants.requireMerchant(merchant), merchants.target("fortnox"));
        String last = "{\"Id\":5,\"FromDate\":\"2025-01-01\",\"ToDate\":\"2025-12-31\",\"AccountingMethod\":\"%s\"}";
        String current = "{\"Id\":6,\"FromDate\":\"2026-01-01\",\"ToDate\":\"2026-12-31\",\"AccountingMethod\":\"%s\"}";
        var years = kvitta.bean(FortnoxYears.class);
        var entries = new ArrayList<JsonNode>();
        years(last.formatted("ACCRUAL") + "," + current.formatted("CASH"))
                .path("FinancialYears")
                .forEach(entries::add);
        years.learn(dispatch, FortnoxQuestions.years(entries));
        kvitta.deliverAll(merchant);
        assertThat(company().vouchers()).isEmpty();
        assertThat(tasks()).hasSize(3).allSatisfy(task -> {
            assertThat(task.reason().code()).isEqualTo("TARGET_CASH_METHOD");
            assertThat(task.reason().facts()).containsEntry("year", "2026-01-01–2026-12-31");
            for (String language : Reasons.LANGUAGES) {
                assertThat(Reasons.in(language).text(task.reason())).doesNotContain("?");
            }
        });
        // It was read wrong: the next look says so, and a retry enters it.
        kvitta.look(merchant);
        in(Postings.State.REFUSED)
                .forEach(posting -> kvitta.bean(Operations.class).retryPosting(posting.id(), "test"));
        kvitta.deliverAll(merchant);
        assertEachOnce();
    }

    private static JsonNode years(String list) throws IOException {
        return new ObjectMapper().readTree("{\"FinancialYears\":[" + list + "]}");
    }

    @Test
    void neverMakesACallWhoseTimeIsUp() {
        Steps steps = kvitta.bean(Steps.class);
        kvitta.routes().sendBody("direct:plan", kvitta.settlements(merchant).get(0));
        Step planned = steps.due(merchant, 1).get(0);
        var dispatch = Dispatch.of(
                kvitta.bean(Merchants.class).requireMerchant(merchant),
                kvitta.bean(Merchants.class).target("fortnox"),
                kvitta.bean(Postings.class).find(planned.postingId()).orElseThrow(),
                planned);
        var deliveries = kvitta.bean(Deliveries.class);
        deliveries.begin(dispatch);
        kvitta.clock().advance(Duration.ofSeconds(31));
        assertThat(catchThrowable(() -> deliveries.aboutToSend(dispatch))).isInstanceOf(NotExecuted.class);
        assertThat(company().vouchers()).isEmpty();
    }

    @Test
    void aRunWhoseTimeIsUpIsThroughWhenNothingIsDueAnyMore() {
        kvitta.routes().sendBody("direct:plan", kvitta.settlements(merchant).get(0));
        DeliveryRun run = kvitta.bean(Deliveries.class).open(merchant);
        kvitta.clock().advance(Duration.ofSeconds(60));
        assertThat(run.through()).isFalse();
        kvitta.deliverAll(merchant);
        assertThat(run.through()).isTrue();
    }

    @Test
    void tellsAPersonOfASeriesThatTakesNoVouchersThoughItsErrorHasNoKnownCode() {
        company().openSeries(6, "KV", false);
        kvitta.deliverAll(merchant);
        assertThat(in(Postings.State.REFUSED)).hasSize(3);
        assertThat(tasks()).allSatisfy(task -> assertThat(task.reason().code()).isEqualTo("TARGET_SERIES_WRONG"));
    }

    @Test
    void booksOnAnotherAccountAndSeriesWhenTheMerchantFileSaysSoBeforeTheRetry() {
        company().activate(6, 6064, false);
        kvitta.deliverAll(merchant);
        Posting refused = in(Postings.State.REFUSED).get(0);
        home.edit(
                "mappings/merchants/" + merchant + ".yaml",
                text -> text.replaceFirst("profiles:", "accounts: { FEE: \"6570\" }\nprofiles:"));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        kvitta.bean(Operations.class).retryPosting(refused.id(), "test");
        kvitta.deliverAll(merchant);
        assertEachOnce();
        assertThat(company().vouchers())
                .filteredOn(voucher -> voucher.description().contains(refused.marker()))
                .flatExtracting(Voucher::rows)
                .extracting(row -> row.account())
                .contains(6570)
                .doesNotContain(6064);
    }

    @Test
    void findsItsOwnVoucherWhenARepeatIsRefused() {
        sandboxes.fortnox().fault(once(Fault.Kind.UNAUTHORIZED).executing());
        kvitta.deliver(merchant);
        company().lockThrough(LocalDate.of(2026, 2, 28));
        kvitta.deliverAll(merchant);
        assertEachOnce();
        assertThat(tasks()).isEmpty();
    }

    @Test
    void believesARefusalOfARepeatWhenItsVoucherIsNowhere() {
        sandboxes.fortnox().fault(once(Fault.Kind.TOO_MANY_REQUESTS));
        kvitta.deliver(merchant);
        company().lockThrough(LocalDate.of(2026, 2, 28));
        kvitta.deliverAll(merchant);
        assertThat(in(Postings.State.REFUSED)).hasSize(1);
        assertThat(tasks())
                .singleElement()
                .satisfies(task -> assertThat(task.reason().code()).isEqualTo("TARGET_PERIOD_LOCKED"));
    }

    /** A page is nothing that Fortnox writes: what lies between is where a person looks. */
    @Test
    void tellsANoOfAProxyAsWhatItIs() {
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("POST", "/3/vouchers.*")
                        .status(413)
                        .always());
        kvitta.deliverAll(merchant);
        assertThat(tasks()).isNotEmpty().allSatisfy(task -> assertThat(task.reason())
                .isEqualTo(task.reason()
                        .with("message", "Tjänsten är tillfälligt otillgänglig.")
                        .with("status", 413)
                        .with("code", "-"))
                .satisfies(reason -> assertThat(reason.code()).isEqualTo("TARGET_PAGE")));
    }

    /** What lies between has given up waiting, or said no of its own, when Fortnox had entered the voucher already. */
    @ParameterizedTest
    @ValueSource(ints = {408, 413})
    void looksBeforeItBelievesANoThatIsNotFortnoxs(int status) {
        sandboxes.fortnox().fault(once(Fault.Kind.UNAVAILABLE).status(status).executing());
        kvitta.deliver(merchant);
        assertThat(tasks()).isEmpty();
        kvitta.deliverAll(merchant);
        assertEachOnce();
        assertThat(tasks()).isEmpty();
    }

    /** The numbers of what was made are of the company that it was made in. */
    @Test
    void doesNothingInTheBooksOfAnotherCompany() {
        kvitta.deliver(merchant);
        String file = "mappings/merchants/" + merchant + ".yaml";
        String tenant = sandboxes.tenant();
        home.edit(file, text -> text.replace("tenant: \"" + tenant + "\"", "tenant: \"" + OTHER + "\""));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        for (String work : List.of("direct:work", "direct:night")) {
            kvitta.routes().sendBody(work, merchant);
            assertThat(tasks()).singleElement().satisfies(task -> {
                assertThat(task.reason().code()).isEqualTo("COMPANY_CHANGED");
                assertThat(task.reason().facts())
                        .containsEntry("company", tenant)
                        .containsEntry("given", OTHER);
            });
        }
        home.edit(file, text -> text.replace("tenant: \"" + OTHER + "\"", "tenant: \"" + tenant + "\""));
        kvitta.bean(Merchants.class).refresh();
        kvitta.routes().sendBody("direct:work", merchant);
        assertThat(tasks()).isEmpty();
        kvitta.deliverAll(merchant);
        assertEachOnce();
    }

    @Test
    void tellsAPersonWhenTheConsentIsWithdrawnAndBooksWhenItIsBack() {
        company().withdrawConsent("kvitta-sandbox");
        kvitta.deliver(merchant);
        assertThat(company().vouchers()).isEmpty();
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("CONNECTION_REFUSED");
            assertThat(task.reason().facts()).containsEntry("link", "http://localhost:8080/connect/" + merchant);
        });
        assertThat(kvitta.look(merchant)).contains("refuses Kvitta's login");
        assertThat(tasks()).as("what the preflight adds").hasSize(1);
        sandboxes.consent();
        kvitta.deliverAll(merchant);
        assertEachOnce();
        assertThat(tasks()).isEmpty();
    }

    private long tokens() {
        return sandboxes.fortnox().calls("POST /oauth-v1/token");
    }

    private long apiCalls() {
        return sandboxes.fortnox().calls("POST /3/vouchers")
                + sandboxes.fortnox().calls("GET /3/financialyears");
    }

    /** Tokens are given and no call is taken: one new token is tried, and then a person is told. */
    @Test
    void leavesACompanyAloneThatRefusesNewTokensToo() {
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAUTHORIZED).on(".*", "/3/.*").always());
        kvitta.deliver(merchant);
        kvitta.clock().advance(Duration.ofSeconds(5));
        kvitta.deliver(merchant);
        assertThat(tokens()).as("one, and one in its place").isEqualTo(2);
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("CONNECTION_NOT_TAKEN");
            assertThat(task.reason().facts())
                    .containsEntry("message", "unauthorized")
                    .containsEntry("link", "http://localhost:8080/connect/" + merchant);
            for (String language : Reasons.LANGUAGES) {
                assertThat(Reasons.in(language).text(task.reason())).doesNotContain("?");
            }
        });
        // What waits is due when that is over, and not before, whatever else wakes the merchant.
        Instant next = kvitta.bean(Deliveries.class).nextDue(merchant).orElseThrow();
        assertThat(next).isAfter(kvitta.clock().instant().plus(Duration.ofMinutes(9)));
        sandboxes.fortnox().resetCalls();
        kvitta.deliver(merchant);
        assertThat(kvitta.look(merchant)).contains("unauthorized");
        assertThat(apiCalls() + tokens()).isZero();

        kvitta.clock().set(next);
        kvitta.deliver(merchant);
        assertThat(tokens()).as("a new one was tried minutes ago").isZero();
        assertThat(tasks()).hasSize(1);

        sandboxes.fortnox().clearFaults();
        kvitta.deliverAll(merchant);
        assertEachOnce();
        assertThat(tasks()).isEmpty();
        assertThat(tokens()).isZero();
    }

    /** A step that waits was not sent: the first no it then gets is believed, without a look-up. */
    @Test
    void sendsNothingWhileTheTargetIsLeftAlone() {
        kvitta.routes().sendBody("direct:plan", kvitta.settlements(merchant).get(0));
        var dispatch = Dispatch.withoutPostings(
                kvitta.bean(Merchants.class).requireMerchant(merchant),
                kvitta.bean(Merchants.class).target("fortnox"));
        kvitta.bean(Preflight.class)
                .failed(
                        dispatch,
                        new TooManyCalls(Reason.of("TARGET_TOO_MANY", "status", 429), Duration.ofMinutes(15)));
        sandboxes.fortnox().resetCalls();
        kvitta.deliver(merchant);
        assertThat(apiCalls()).isZero();
        assertThat(in(Postings.State.PLANNED))
                .flatExtracting(posting -> kvitta.bean(Steps.class).of(posting.id()))
                .allSatisfy(step -> assertThat(step.attempts()).isZero());
        assertThat(kvitta.bean(Deliveries.class).nextDue(merchant)).contains(START.plus(Duration.ofMinutes(15)));

        company().lockThrough(LocalDate.of(2026, 2, 28));
        kvitta.clock().advance(Duration.ofMinutes(15));
        kvitta.deliver(merchant);
        assertThat(in(Postings.State.REFUSED)).hasSize(3);
        assertThat(sandboxes.fortnox().calls("GET /3/vouchers")).isZero();
    }

    /** A code of its own is told in words of its own. */
    @Test
    void tellsALoginThatIsNotKnownByItsCode() {
        var dispatch = Dispatch.withoutPostings(
                kvitta.bean(Merchants.class).requireMerchant(merchant),
                kvitta.bean(Merchants.class).target("fortnox"));
        var answers = kvitta.bean(FortnoxAnswers.class);
        var tokens = kvitta.bean(FortnoxTokens.class);
        String no = "{\"ErrorInformation\":{\"error\":1,\"message\":\"Ogiltig inloggning\",\"code\":2000310}}";
        for (int call = 1; call <= 2; call++) {
            String bearer = tokens.bearer(dispatch);
            assertThatThrownBy(() -> answers.read(no, 401, null, bearer, dispatch))
                    .isInstanceOf(call == 1 ? NotExecuted.class : LoginNotTaken.class);
        }
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("CONNECTION_LOGIN_WRONG");
            assertThat(task.reason().facts()).containsEntry("code", "2000310");
        });
    }

    @Test
    void keepsItsTokenEncryptedAndUsesItAgainAfterARestart() {
        kvitta.deliverAll(merchant);
        assertThat(sandboxes.fortnox().calls("POST /oauth-v1/token")).isEqualTo(1);
        String kept = kvitta.bean(Grants.class)
                .find(new Grants.Key(merchant, "fortnox", sandboxes.tenant(), "kvitta-sandbox", "client-credentials"))
                .orElseThrow()
                .tokens()
                .access();
        assertThat(kept).doesNotContain("eyJ").matches("[0-9a-f]+");
        kvitta.close();
        kvitta = service();
        kvitta.look(merchant);
        assertThat(sandboxes.fortnox().calls("POST /oauth-v1/token")).isEqualTo(1);
    }

    @Test
    void marksEveryPostingOfAProfileDifferently() {
        assertThat(Marker.of("a", "k", "2201447718")).isNotEqualTo(Marker.of("b", "k", "2201447718"));
        assertThat(Marker.of("a", "k", "x".repeat(90))).hasSize(Marker.MAX);
        assertThat(Marker.of("a", "k", "ÅÄÖ[]·\"")).matches("\\(kv _{7}:[0-9a-f]{8}\\)");
    }
}
