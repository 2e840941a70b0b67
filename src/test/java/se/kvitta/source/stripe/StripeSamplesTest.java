package se.kvitta.source.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import se.kvitta.intake.Taken;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;

/**
 * The sample payout of 20 rows and the same rows day by day, in every mode and in books of both currencies: whichever way they are
 * told, the same stands on every account, to the last minor unit.
 */
class StripeSamplesTest {

    private static final Path CASES = Path.of("src/test/resources/golden/sources/stripe");
    private static final List<String> MODES =
            List.of("daily, payout", "ledger, payout", "match, payout", "payout", "order");

    /** What the payout is made of, in öre: 17 726.30 + 895.00 of sales, 776.55 refunded, and so on. */
    private static final Map<String, Long> IN_KRONOR =
            Map.of("1516", 124_900L, "1979", 1_587_818L, "6040", 45_139L + 3_006 + 20_000 + 3_712);

    /** Between 15 878.18 SEK at 0.092335, the rate of the payout's day, and at the rates of the days before it. */
    private static final long IN_TRANSIT_AT_ANOTHER_RATE = 146_611 - 143_651;

    @TempDir
    static Path folder;

    private static TestJournal journal;

    @BeforeAll
    static void start() throws IOException {
        var home = new TestHome(folder).goldenRates();
        ways().forEach(way -> {
            for (String told : List.of("payout", "days")) {
                String name = name(way.get(), told);
                home.merchant(name, merchant(name, way.get()));
            }
        });
        journal = new TestJournal(home);
    }

    @AfterAll
    static void stop() {
        journal.close();
    }

    static Stream<Arguments> ways() {
        return MODES.stream().flatMap(mode -> Stream.of("SEK", "EUR")
                .flatMap(books -> Stream.of("lump", "split").map(form -> Arguments.of(mode, books, form))));
    }

    private static String name(Object[] way, String told) {
        return (way[0] + "-" + way[1] + "-" + way[2] + "-" + told)
                .replaceAll("[^a-zA-Z]+", "-")
                .toLowerCase(Locale.ROOT);
    }

    private static String merchant(String name, Object[] way) {
        return """
                merchant: %1$s
                name: Golden AB
                organisationNumber: 559999-0016
                books: %3$s
                rates: %5$s
                target: { system: books }
                profiles:
                  %1$s:
                    source: stripe
                    start: 2026-01-01
                    modes: [%2$s]
                    payout: %4$s
                    match: { in: order }
                    vat:
                      home: SE
                      oss: [DE, FI]
                      rates: { SE: 25, DE: 19, FI: 25.5 }
                      zeroRules: [{ name: export, box: "36", countries: [outside-eu] }]
                """.formatted(name, way[0], way[1], way[2], way[1].equals("SEK") ? "golden" : "golden-euro");
    }

    private static Map<String, Long> accounts(String merchant, List<Path> documents) throws IOException {
        var sums = new TreeMap<String, Long>();
        for (Path document : documents) {
            Taken taken =
                    journal.takeIn(merchant, String.valueOf(document.getFileName()), Files.readAllBytes(document));
            assertThat(taken.how()).as("%s %s", document, taken.reason()).isEqualTo(Taken.How.ACCEPTED);
            journal.plan(merchant);
            journal.postings(taken.settlement()).stream()
                    .map(Posting::booking)
                    .flatMap(booking -> booking.voucher().rows().stream())
                    .forEach(row ->
                            sums.merge(row.account().number(), row.amount().minor(), Math::addExact));
        }
        return sums;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theDaysAreBookedAsThePayout(String mode, String books, String form) throws IOException {
        var way = new Object[] {mode, books, form};
        Map<String, Long> ofPayout =
                accounts(name(way, "payout"), List.of(CASES.resolve("sample-payout-of-20-rows/input.json")));
        List<Path> days;
        try (Stream<Path> cases = Files.list(CASES)) {
            days = cases.filter(place -> String.valueOf(place.getFileName()).startsWith("sample-day-"))
                    .sorted()
                    .map(place -> place.resolve("input.jsonl"))
                    .toList();
        }

        Map<String, Long> ofDays = accounts(name(way, "days"), days);
        if (books.equals("EUR") && (mode.startsWith("match") || mode.equals("payout"))) {
            // At what value sales of other days came to clearing is only known to who booked them: the payout leaves at
            // its day's rate.
            ofDays.merge("1584", IN_TRANSIT_AT_ANOTHER_RATE, Math::addExact);
            ofDays.merge("1979", -IN_TRANSIT_AT_ANOTHER_RATE, Math::addExact);
        }
        assertThat(ofDays).isEqualTo(ofPayout);
        if (!mode.equals("order")) {
            if (books.equals("SEK")) {
                assertThat(ofPayout).containsAllEntriesOf(IN_KRONOR);
            }
            if (mode.startsWith("daily") || mode.startsWith("ledger")) {
                assertThat(ofPayout).as("Stripe owes nothing any more").containsEntry("1584", 0L);
            }
        }
    }
}
