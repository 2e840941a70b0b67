package se.kvitta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Deliveries;
import se.kvitta.delivery.DeliveryRun;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.Outgoing;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Steps;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.OrderTold;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/**
 * What every target is sent, case by case. A case is a folder in {@code golden/targets/<slug>/}:
 *
 * <pre>
 * case.yaml          document: a file below golden/sources; merchant and profile: what differs from the usual; orders: what the
 *                    shop tells of them
 * expected.http      the requests, for a target that takes calls, or
 * expected.file      the file, for one that takes files
 * </pre>
 *
 * <p>{@code mvn test -Dtest=GoldenTargetsTest -Dgolden.update=true} writes what is sent now.
 */
class GoldenTargetsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static TestHome home;
    private static TestKvitta kvitta;

    @BeforeAll
    static void start() throws IOException {
        home = new TestHome(folder);
        home.write("mappings/rates/golden.csv", Files.readString(GOLDEN.resolve("rates.csv")));
        for (Path slug : folders(GOLDEN.resolve("targets"))) {
            for (Path place : folders(slug)) {
                home.merchant(name(place), YAML.writeValueAsString(merchant(slug, place)));
            }
        }
        kvitta = TestKvitta.in(home).start();
    }

    @AfterAll
    static void stop() {
        kvitta.close();
    }

    @TestFactory
    Stream<DynamicContainer> aTargetIsSentWhatIsExpected() {
        return folders(GOLDEN.resolve("targets")).stream()
                .map(slug -> DynamicContainer.dynamicContainer(
                        String.valueOf(slug.getFileName()),
                        folders(slug).stream()
                                .map(place -> DynamicTest.dynamicTest(
                                        String.valueOf(place.getFileName()), () -> check(slug, place)))));
    }

    private static void check(Path slug, Path place) throws IOException {
        assertThat(kvitta.bean(Merchants.class).merchant(name(place)))
                .as("%s", kvitta.bean(Merchants.class).problems())
                .isPresent();
        Path document = GOLDEN.resolve("sources")
                .resolve(settings(place).path("document").asText());
        kvitta.routes()
                .sendBodyAndProperty(
                        "direct:settlement-again",
                        kvitta.bean(Documents.class)
                                .store(
                                        name(place),
                                        GOLDEN.resolve("sources")
                                                .relativize(document)
                                                .getName(0)
                                                .toString(),
                                        "inbox",
                                        "2201447718_20260216T000000_0.csv",
                                        document),
                        "profile",
                        name(place));
        settings(place).path("orders").forEach(order -> kvitta.routes()
                .sendBodyAndProperty("direct:order", told(order), "profile", name(place)));
        kvitta.settlements(name(place)).forEach(settlement -> kvitta.routes().sendBody("direct:plan", settlement));
        Encoder encoder = kvitta.bean(slug.getFileName().toString(), Encoder.class);
        boolean files = encoder.capabilities().batches();
        String actual = files ? file(place) : requests(encoder, place);
        Path expected = place.resolve(files ? "expected.file" : "expected.http");
        if (UPDATE) {
            Files.writeString(expected, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(expected));
    }

    private static OrderTold told(JsonNode order) {
        var lines = new ArrayList<Basket.Line>();
        order.path("lines")
                .forEach(line -> lines.add(new Basket.Line(
                        Basket.Kind.valueOf(line.path("kind").asText("GOODS")),
                        VatRate.parse(line.path("rate").asText("25")),
                        line.path("gross").asLong(),
                        null,
                        line.path("text").asText(),
                        "",
                        line.path("article").asText(),
                        new BigDecimal(line.path("quantity").asText("1")))));
        JsonNode buyer = order.path("buyer");
        var told = new Buyer(
                buyer.path("id").asText(),
                buyer.path("name").asText(),
                buyer.path("email").asText(),
                buyer.path("phone").asText(),
                buyer.path("organisationNumber").asText(),
                buyer.path("street").asText(),
                buyer.path("street2").asText(),
                buyer.path("zip").asText(),
                buyer.path("city").asText(),
                buyer.path("country").asText());
        return new OrderTold(
                order.path("number").asText(),
                "",
                new Basket(
                        Basket.StatedBy.SHOP,
                        Money.SEK,
                        lines,
                        order.path("vatNumber").asText(),
                        null,
                        told));
    }

    private static String requests(Encoder encoder, Path place) throws IOException {
        Merchants merchants = kvitta.bean(Merchants.class);
        Merchant merchant = merchants.requireMerchant(name(place));
        var text = new StringBuilder();
        int number = 0;
        Deliveries deliveries = kvitta.bean(Deliveries.class);
        kvitta.lookedOver(merchant.name());
        DeliveryRun run = deliveries.open(merchant.name());
        Dispatch dispatch = deliveries.claim(run, null);
        while (dispatch != null) {
            deliveries.begin(dispatch);
            String step = dispatch.step().name();
            if (step.equals("find")) { // reads only
                text.append(step)
                        .append(' ')
                        .append(Objects.requireNonNull(
                                        dispatch.posting().booking().invoice())
                                .find())
                        .append("\n\n");
            } else {
                Outgoing outgoing = encoder.encode(dispatch);
                text.append(outgoing.name())
                        .append("\n\n")
                        .append(shown(outgoing))
                        .append("\n\n");
            }
            // What the target would answer: the next number of the series, of a file, or what was found.
            var receipt =
                    switch (step) {
                        case Steps.UPLOAD ->
                            new Receipt("", "file-" + dispatch.posting().id(), "", "");
                        case "find" -> new Receipt("", "7" + ++number + " 2026-02-10", "", "");
                        default -> new Receipt(merchant.series().vouchers(), String.valueOf(++number), "6", "");
                    };
            deliveries.done(receipt, run, dispatch);
            deliveries.release(run, dispatch);
            dispatch = deliveries.claim(run, dispatch);
        }
        return text.toString().replaceAll("\"file-\\d+\"", "\"FILE\"");
    }

    private static String shown(Outgoing outgoing) throws IOException {
        if (outgoing.contentType().startsWith("multipart/")) {
            String body = new String(outgoing.content(), StandardCharsets.ISO_8859_1);
            int begin = body.indexOf("%PDF-");
            int end = body.lastIndexOf("%%EOF") + 6;
            byte[] pdf = body.substring(begin, end).getBytes(StandardCharsets.ISO_8859_1);
            try (PDDocument document = Loader.loadPDF(pdf)) {
                String title = document.getDocumentInformation().getTitle();
                return (body.substring(0, begin) + "(a PDF: " + title + ")" + body.substring(end))
                        .replace("\r\n", "\n")
                        .replaceAll("kvitta-[0-9a-f]{32}", "BOUNDARY");
            }
        }
        if (outgoing.content().length == 0) {
            return "";
        }
        return JSON.readTree(outgoing.content())
                .toPrettyString()
                // The mapping's hash changes with every comment in it.
                .replaceAll("mappning [0-9a-f]{12}", "mappning HASH");
    }

    private static String file(Path place) throws IOException {
        kvitta.deliver(name(place));
        List<Path> written = home.outbox(name(place));
        assertThat(written).hasSize(1);
        assertThat(beside(written.get(0))).isNotEmpty();
        return new String(Files.readAllBytes(written.get(0)), Charset.forName("IBM437"))
                        .replace("\r\n", "\n")
                        // Every release has another version, and so another sum.
                        .replaceAll("(#PROGRAM \"Kvitta\") \"[^\"]+\"", "$1 VERSION")
                        .replaceAll("#KSUMMA \\d+", "#KSUMMA SUM")
                + beside(written.get(0));
    }

    /** The names of the documents that lie beside a file, as the lines after it. */
    private static String beside(Path file) {
        String stem = file.getFileName().toString().replaceAll("\\.\\w+$", "");
        try (Stream<Path> documents = Files.list(file.resolveSibling(stem + ".underlag"))) {
            return documents
                    .map(document -> stem + ".underlag/" + document.getFileName() + "\n")
                    .map(name -> name.replaceAll("-\\d+-(\\d+_\\d)", "-DOCUMENT-$1"))
                    .sorted()
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode merchant(Path slug, Path place) throws IOException {
        ObjectNode merchant = (ObjectNode) YAML.readTree("""
                name: Golden AB
                organisationNumber: 559999-0016
                rates: golden
                target: { connection: { } }
                """);
        ObjectNode profile = (ObjectNode) YAML.readTree("""
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 } }
                """);
        merchant.put("merchant", name(place));
        ((ObjectNode) merchant.get("target")).put("system", slug.getFileName().toString());
        merchant.setAll((ObjectNode) settings(place).path("merchant").deepCopy());
        profile.setAll((ObjectNode) settings(place).path("profile").deepCopy());
        profile.put("source", settings(place).path("document").asText().split("/", 2)[0]);
        merchant.putObject("profiles").set(name(place), profile);
        return merchant;
    }

    private static JsonNode settings(Path place) throws IOException {
        ObjectNode settings = (ObjectNode) YAML.readTree(Files.readString(place.resolve("case.yaml")));
        settings.withObject("merchant");
        settings.withObject("profile");
        return settings;
    }

    private static String name(Path place) {
        return place.getParent().getFileName() + "-" + place.getFileName();
    }

    private static List<Path> folders(Path place) {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
