package se.kvitta.source.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.env.MockEnvironment;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Mode;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Merchants;
import se.kvitta.sandbox.klarna.FeeContract;
import se.kvitta.sandbox.klarna.Happening;
import se.kvitta.sandbox.klarna.KlarnaApiSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.NegativePayout;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SandboxOptions;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;

/** The answers of a payout tell the events and the statement of its file: only VAT on sales is the file's alone. */
class KlarnaAnswersTest {

    private static final String MID = "K700123";
    private static final LocalDate MONDAY = LocalDate.of(2026, 2, 2);

    @TempDir
    Path folder;

    private KlarnaApiSandbox sandbox;
    private KlarnaTranslator translator;

    @BeforeEach
    void start() throws IOException {
        sandbox = KlarnaApiSandbox.start(
                SandboxOptions.in(folder.resolve("klarna")).withAccount(MerchantAccount.of(MID, "password")));
        var home = new TestHome(folder.resolve("home"));
        translator = new KlarnaTranslator(new Merchants(
                new Home(home.folder()),
                new Settings(new MockEnvironment(), List.of()),
                false,
                slug -> Optional.of(new Capabilities(EnumSet.allOf(Mode.class), false, Map.of())),
                slug -> ConnectionCheck.ANY,
                new MovableClock(Instant.parse("2026-03-05T12:00:00Z"))));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    static Stream<SettlementPlan> plans() {
        SettlementPlan plan = SettlementPlan.weekly("0041822931", MID, 11, 60, MONDAY);
        SettlementPlan refunds = SettlementPlan.weekly("2201600007", MID, 12, 10, MONDAY)
                .withHappenings(Map.of(Happening.EARLIER_RETURN, 4_000, Happening.DISPUTE_WON, 200));
        return Stream.of(
                plan,
                plan.withEverything(3),
                plan.withEverything(2).gross(),
                plan.withEverything(4).withCurrency("EUR", FeeContract.swedishInEuro()),
                plan.withSalesOnly().withOpeningDebt(12_345),
                refunds.withNegativePayout(NegativePayout.ZERO),
                refunds.withNegativePayout(NegativePayout.SIGNED).withOpeningDebt(500));
    }

    @ParameterizedTest
    @MethodSource("plans")
    void answersAndFileOfAPayoutTellTheSame(SettlementPlan plan) throws Exception {
        var settlement = new SettlementGenerator(plan);
        ReportFormat format = plan.currency().equals("EUR") ? ReportFormat.extendedAbroad() : ReportFormat.extended();
        sandbox.publish(settlement, format);
        var file = new ByteArrayOutputStream();
        settlement.write(format, file);

        Told byFile = read("settlement." + plan.reference() + ".csv", file.toByteArray());
        Told byApi = read("answers.json", answers(plan.reference()));

        assertThat(byApi.events()).isEqualTo(byFile.events());
        assertThat(byApi.statement().reference()).isEqualTo(plan.reference());
        assertThat(byApi.statement().rows()).isEqualTo(byFile.statement().rows());
        assertThat(byApi.statement().payout()).isEqualTo(byFile.statement().payout());
        assertThat(byApi.statement().payoutDay()).isEqualTo(byFile.statement().payoutDay());
        assertThat(byApi.statement().account()).isEqualTo(byFile.statement().account());
        assertThat(byApi.statement().ties())
                .allMatch(Statement.Tie::holds)
                .containsAll(byFile.statement().ties());
    }

    private record Told(List<String> events, Statement statement) {}

    private Told read(String name, byte[] content) throws IOException {
        var document = new SourceDocument() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(content);
            }
        };
        try (Reading reading = translator.read(document)) {
            var events = new ArrayList<String>();
            while (reading.hasNext()) {
                events.add(text(reading.next()));
            }
            Collections.sort(events);
            return new Told(events, reading.statement());
        }
    }

    private static String text(Event event) {
        boolean fee = event.kind() == EventKind.FEE || event.kind() == EventKind.FEE_REFUND;
        return String.join(
                " ",
                event.key(),
                event.kind().name(),
                event.at().toString(),
                event.amount().toString(),
                event.order().toString(),
                String.valueOf(event.ordered()),
                fee ? event.vat().toString() : "",
                String.valueOf(event.vatInBooks()),
                event.country(),
                event.detail(),
                String.valueOf(event.waits()));
    }

    /** The payout, and pages of 50 until there are no more. */
    private byte[] answers(String reference) throws IOException, InterruptedException {
        String base = sandbox.url() + "/settlements/v1/";
        var joined = new StringBuilder(get(base + "payouts/" + reference)).append('\n');
        String next = base + "transactions?size=50&payment_reference=" + reference;
        while (!next.isEmpty()) {
            String page = get(next);
            joined.append(page).append('\n');
            JsonNode read = JsonMapper.builder().build().readTree(page);
            next = read.at("/pagination/next").asText("");
        }
        return joined.toString().getBytes(UTF_8);
    }

    private String get(String address) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString((MID + ":password").getBytes(UTF_8));
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .header("Authorization", "Basic " + login)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
