package se.kvitta.source.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.planning.Planning;
import se.kvitta.sandbox.klarna.KlarnaApiSandbox;
import se.kvitta.sandbox.klarna.KlarnaSftpSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.SandboxOptions;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/**
 * The same payout by every pair of ways, in both orders, over the real routes, booked in between: one booking, whatever came
 * second. One login serves the SFTP server and the API.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KlarnaWaysTest {

    private static final Path SAMPLES = Path.of("src/test/resources/klarna");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** By which the same payout comes. */
    enum Arrival {
        API,
        SFTP,
        /** The SFTP file again, under another name and with other columns. */
        SFTP_AGAIN,
        /** The report that the API has of it, downloaded in the portal and dropped in the inbox. */
        REPORT_IN_INBOX,
        /** The API's answers, dropped in the inbox. */
        ANSWERS_IN_INBOX
    }

    private Path folder = Path.of("");
    private KlarnaSftpSandbox sftp;
    private KlarnaApiSandbox api;
    private TestHome home;
    private TestKvitta kvitta;
    private int shops;
    private String shop = "";
    private String mid = "";

    @BeforeAll
    void start(@TempDir Path given) throws IOException {
        folder = given;
        sftp = KlarnaSftpSandbox.start(SandboxOptions.in(folder.resolve("klarna")));
        api = KlarnaApiSandbox.start(SandboxOptions.in(folder.resolve("klarna")));
        home = new TestHome(folder.resolve("home"));
        kvitta = TestKvitta.in(home)
                .set("klarna.sftp.host", sftp.host())
                .set("klarna.sftp.port", sftp.port())
                .set("klarna.api.europe", api.url())
                .set("klarna.api.calls-per-second", 100_000)
                .set("klarna.api.page-size", 20)
                .set("TEST_KLARNA_PASSWORD", "password")
                .clock(new MovableClock(Instant.parse("2026-03-05T12:00:00Z")))
                .start();
    }

    @AfterAll
    void stop() throws IOException {
        kvitta.close();
        api.close();
        sftp.close();
    }

    static Stream<Arguments> pairs() {
        return Stream.of(Arrival.values()).flatMap(first -> Stream.of(Arrival.values())
                .filter(second -> second != first)
                .map(second -> Arguments.of(first, second)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void onePayoutByTwoWaysIsOneBooking(Arrival first, Arrival second) throws IOException {
        newShop();
        arrive(first);
        plan();
        Map<String, Long> money = money();
        assertThat(kvitta.settlements(shop)).hasSize(1);
        assertThat(money)
                .containsEntry("1979", 357_872L)
                .containsEntry("6064", 7_374L - 15_000L)
                .containsEntry("2641", 1_844L - 3_750L)
                .containsEntry("1591", -50_000L);
        List<String> keys = keys();

        arrive(second);
        kvitta.takeInLeftBehind();
        plan();

        // The same way with fewer columns: that is told, and changes no booking.
        boolean poorer = first == Arrival.SFTP && second == Arrival.SFTP_AGAIN;
        assertThat(kvitta.bean(Operations.class).tasks())
                .filteredOn(task -> shop.equals(task.get("merchant")))
                .extracting(task -> task.get("code"))
                .isEqualTo(poorer ? List.of("REPORT_COLUMNS_GONE") : List.of());
        assertThat(kvitta.bean(Documents.class).held()).isEmpty();
        assertThat(kvitta.settlements(shop)).hasSize(1);
        assertThat(money()).isEqualTo(money);
        assertThat(keys()).isEqualTo(keys);
    }

    private void newShop() throws IOException {
        shop = "butik" + ++shops;
        mid = "K72%04d".formatted(shops);
        sftp.add(MerchantAccount.of(mid, "password"));
        connect("sftp");
    }

    private void connect(String way) {
        home.merchant(shop, """
                merchant: %1$s
                name: Ljusbutiken i Lund AB
                organisationNumber: 559999-0016
                target: { system: sie }
                profiles:
                  %1$s-se:
                    source: klarna
                    start: 2026-01-01
                    modes: [daily, payout]
                    vat: { home: SE, rates: { SE: 25 } }
                    connection: { way: %2$s, account: %3$s, username: %3$s, password: secret:TEST_KLARNA_PASSWORD }
                """.formatted(shop, way, mid));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
    }

    private void arrive(Arrival arrival) throws IOException {
        switch (arrival) {
            case API -> {
                api.publish(mid, payout(), transactions(), csv().getBytes(UTF_8));
                connect("api");
                kvitta.fetch(shop + "-se");
            }
            case SFTP -> fetch("2201459034_20260302T000000_0.csv", csv());
            case SFTP_AGAIN -> fetch("2201459034.20260303T000000+0000.csv", poorer());
            case REPORT_IN_INBOX -> handIn("settlement.2201459034.csv", csv());
            case ANSWERS_IN_INBOX -> {
                var answers = new StringBuilder(payout().toPrettyString()).append('\n');
                ObjectNode page = JSON.createObjectNode();
                transactions().forEach(page.putArray("transactions")::add);
                page.putObject("pagination")
                        .put("count", transactions().size())
                        .put("total", transactions().size());
                handIn("answers.json", answers.append(page).append('\n').toString());
            }
        }
    }

    private void fetch(String name, String content) throws IOException {
        sftp.deliver(mid, name, content.getBytes(UTF_8));
        connect("sftp");
        kvitta.fetch(shop + "-se");
    }

    private void handIn(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(shop + "-" + name), content);
        var document = kvitta.bean(Documents.class).store(shop + "-se", "klarna", "inbox", name, file);
        kvitta.routes().sendBodyAndProperty("direct:settlement-again", document, "profile", shop + "-se");
    }

    private void plan() {
        kvitta.bean(Planning.class).waiting(shop).forEach(settlement -> kvitta.routes()
                .sendBody("direct:plan", settlement));
    }

    private ObjectNode payout() throws IOException {
        ObjectNode payout = (ObjectNode) JSON.readTree(Files.readString(SAMPLES.resolve("api-payout-2201459034.json")));
        return payout.put("merchant_id", mid);
    }

    private static List<ObjectNode> transactions() throws IOException {
        var rows = new ArrayList<ObjectNode>();
        for (JsonNode row : JSON.readTree(Files.readString(SAMPLES.resolve("api-transactions-2201459034-page1.json")))
                .path("transactions")) {
            rows.add((ObjectNode) row);
        }
        return rows;
    }

    private String csv() throws IOException {
        return Files.readString(SAMPLES.resolve("settlement-2201459034-followup-repay.csv"))
                .replace("K700123", mid);
    }

    /** Without the countries and with commas: another layout of the same rows. */
    private String poorer() throws IOException {
        return csv().replace("purchase_country", "a_column_of_yesterday")
                .replace("shipping_country", "another")
                .replace('.', ',');
    }

    private List<String> keys() {
        return kvitta.settlements(shop).stream()
                .flatMap(settlement -> events(settlement).stream())
                .sorted()
                .toList();
    }

    private List<String> events(Settlement settlement) {
        var keys = new ArrayList<String>();
        kvitta.bean(se.kvitta.journal.Settlements.class)
                .events(settlement)
                .forEachRemaining(event -> keys.add(event.key() + " " + event.amount() + " " + event.day()));
        return keys;
    }

    /** What every account of the balance sheet and of fees ends at, in öre. */
    private Map<String, Long> money() {
        var sums = new TreeMap<String, Long>();
        kvitta.settlements(shop).stream()
                .flatMap(settlement -> kvitta.postings(settlement).stream())
                .forEach(posting -> {
                    for (VoucherRow row : posting.booking().voucher().rows()) {
                        sums.merge(row.account().number(), row.amount().minor(), Math::addExact);
                    }
                });
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }
}
