package se.kvitta.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mock.env.MockEnvironment;
import se.kvitta.booking.CannotBook;
import se.kvitta.exchange.RateReader.Published;
import se.kvitta.exchange.RateReader.Quotation;
import se.kvitta.exchange.RateReader.Rate;
import se.kvitta.exchange.Rates.Missing;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Database;
import se.kvitta.journal.PublishedRates;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Merchants;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;

/** What is known of rates, what is asked for and when, on both databases. The publishers are tables in this test. */
class RatesTest {

    private static final Currency SEK = Currency.getInstance("SEK");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Currency USD = Currency.getInstance("USD");
    private static final RateSettings SETTINGS = new RateSettings(
            Duration.ofDays(14),
            Duration.ofHours(1),
            Duration.ofDays(7),
            Duration.ofMinutes(1),
            Duration.ofHours(1),
            Duration.ofDays(1));

    @TempDir
    Path folder;

    private final Map<String, String> table = new TreeMap<>();
    private final List<RateRequest> calls = new ArrayList<>();
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T18:00:00Z"));
    private Merchants merchants;
    private Database database;
    private Rates rates;

    @BeforeEach
    void readMappings() {
        var home = new TestHome(folder);
        home.edit("mappings/rates/riksbank.yaml", text -> text.replace("calls: 3", "calls: 10000"));
        merchants = merchants(home);
    }

    private Merchants merchants(TestHome home) {
        return new Merchants(
                new Home(home.folder()),
                new Settings(new MockEnvironment(), List.of()),
                false,
                slug -> Optional.empty(),
                slug -> ConnectionCheck.ANY,
                clock);
    }

    /** The lines of a document are currency, day, text. */
    private record Lines(Quotation quotation) implements RateReader {
        @Override
        public Published read(String document, RateRequest request) {
            return new Published(
                    request.from(),
                    document.lines()
                            .map(line -> line.split(" ", 3))
                            .map(part -> new Rate(Currency.getInstance(part[0]), LocalDate.parse(part[1]), part[2]))
                            .toList());
        }

        @Override
        public Optional<Duration> pause(String answer) {
            return answer.contains("half a minute") ? Optional.of(Duration.ofSeconds(30)) : Optional.empty();
        }
    }

    private void on(Databases kind) {
        database = new Database(kind.migrated(), clock);
        rates = new Rates(
                new PublishedRates(database),
                new Audit(database),
                merchants,
                slug -> new Lines(slug.equals("ecb") ? new Quotation(EUR, false) : new Quotation(SEK, true)),
                SETTINGS,
                clock,
                new Random(1));
    }

    private void publish(String currency, String day, String text) {
        table.put(currency + " " + day, text);
    }

    /** Every weekday of a span, rising by a thousandth a day. */
    private void publish(String currency, String from, String through, String first) {
        BigDecimal value = new BigDecimal(first);
        for (LocalDate day = LocalDate.parse(from); !day.isAfter(LocalDate.parse(through)); day = day.plusDays(1)) {
            if (day.getDayOfWeek().getValue() < 6) {
                publish(currency, day.toString(), value.toPlainString());
            }
            value = value.add(new BigDecimal("0.001"));
        }
    }

    private RateLookup lookup(String slug) {
        return rates.lookup(merchants.publisher(slug));
    }

    private void call(RateRequest request) throws IOException {
        calls.add(request);
        rates.begin(request);
        var document = new StringBuilder();
        table.forEach((key, text) -> {
            LocalDate day = LocalDate.parse(key.substring(4));
            if (request.currencies().contains(Currency.getInstance(key.substring(0, 3)))
                    && request.span().contains(day)) {
                document.append(key).append(' ').append(text).append('\n');
            }
        });
        rates.answered(document.toString(), 200, null, request);
    }

    /** What a route does: looks up, calls for what is missing, looks up again. */
    private Optional<ExchangeRate> rate(String slug, String day, Currency from, Currency to) throws IOException {
        while (true) {
            RateLookup lookup = lookup(slug);
            Optional<ExchangeRate> found = lookup.on(LocalDate.parse(day), from, to);
            if (lookup.isComplete()) {
                return found;
            }
            Missing missing = rates.missing(lookup);
            if (missing.requests().isEmpty()) {
                throw new CannotBook(missing.reason());
            }
            for (RateRequest request : missing.requests()) {
                call(request);
            }
        }
    }

    private String waits(String slug, String day, Currency from, Currency to) {
        return catchThrowableOfType(CannotBook.class, () -> rate(slug, day, from, to))
                .reason()
                .code();
    }

    private static String shown(Optional<ExchangeRate> rate) {
        return rate.map(found -> found.value().toPlainString() + " " + found.day() + " " + found.source())
                .orElse("none");
    }

    @ParameterizedTest
    @EnumSource
    void asksOnceForASpanAndNeverAgain(Databases kind) throws IOException {
        on(kind);
        publish("EUR", "2026-02-01", "2026-03-05", "10.9");
        RateLookup lookup = lookup("riksbank");
        for (LocalDate day = LocalDate.of(2026, 2, 20); day.isBefore(LocalDate.of(2026, 3, 1)); day = day.plusDays(1)) {
            lookup.on(day, EUR, SEK);
        }
        assertThat(rates.missing(lookup).requests())
                .containsExactly(
                        new RateRequest("riksbank", List.of(EUR), LocalDate.of(2026, 2, 6), LocalDate.of(2026, 3, 5)));
        call(rates.missing(lookup).requests().get(0));
        assertThat(shown(rate("riksbank", "2026-02-20", EUR, SEK))).isEqualTo("10.919 2026-02-20 Riksbanken");
        assertThat(shown(rate("riksbank", "2026-02-22", EUR, SEK)))
                .as("a Sunday")
                .isEqualTo("10.919 2026-02-20 Riksbanken");
        assertThat(shown(rate("riksbank", "2026-03-05", EUR, SEK))).isEqualTo("10.932 2026-03-05 Riksbanken");
        assertThat(calls).hasSize(1);
        clock.advance(Duration.ofDays(1));
        publish("EUR", "2026-03-06", "10.95");
        assertThat(shown(rate("riksbank", "2026-03-06", EUR, SEK))).startsWith("10.95 2026-03-06");
        assertThat(calls).hasSize(2).last().satisfies(call -> assertThat(call.from())
                .as("only what is new")
                .isEqualTo("2026-03-06"));
    }

    @ParameterizedTest
    @EnumSource
    void takesTheLastBankDayOverEasterAndNewYearOnceThePublisherHasGonePastIt(Databases kind) throws IOException {
        on(kind);
        publish("EUR", "2025-12-01", "2026-04-10", "10");
        for (String holiday : List.of(
                "2025-12-24",
                "2025-12-25",
                "2025-12-26",
                "2025-12-31",
                "2026-01-01",
                "2026-04-03",
                "2026-04-06",
                "2026-04-07")) {
            table.remove("EUR " + holiday);
        }
        clock.set(Instant.parse("2026-04-07T08:00:00Z")); // Tuesday morning
        assertThat(shown(rate("riksbank", "2025-12-26", EUR, SEK))).contains(" 2025-12-23 ");
        assertThat(shown(rate("riksbank", "2026-01-01", EUR, SEK))).contains(" 2025-12-30 ");
        assertThat(shown(rate("riksbank", "2026-04-02", EUR, SEK))).contains(" 2026-04-02 ");
        int before = calls.size();
        assertThat(waits("riksbank", "2026-04-04", EUR, SEK))
                .as("a publisher that is only late looks the same as Good Friday")
                .isEqualTo("RATE_NOT_PUBLISHED");
        clock.set(Instant.parse("2026-04-07T15:00:00Z"));
        publish("EUR", "2026-04-07", "10.1234");
        assertThat(shown(rate("riksbank", "2026-04-04", EUR, SEK))).contains(" 2026-04-02 ");
        assertThat(shown(rate("riksbank", "2026-04-06", EUR, SEK))).contains(" 2026-04-02 ");
        assertThat(shown(rate("riksbank", "2026-04-07", EUR, SEK))).startsWith("10.1234 2026-04-07");
        assertThat(calls).hasSizeLessThanOrEqualTo(before + 2);
    }

    @ParameterizedTest
    @EnumSource
    void asksAgainForTodaysMissingRateButOnlyOnceAnHour(Databases kind) throws IOException {
        on(kind);
        publish("EUR", "2026-02-01", "2026-03-04", "10.9");
        clock.set(Instant.parse("2026-03-05T09:00:00Z"));
        assertThat(waits("riksbank", "2026-03-05", EUR, SEK)).isEqualTo("RATE_NOT_PUBLISHED");
        assertThat(calls).hasSize(1);
        clock.advance(Duration.ofMinutes(59));
        RateLookup lookup = lookup("riksbank");
        lookup.on(LocalDate.of(2026, 3, 5), EUR, SEK);
        Missing missing = rates.missing(lookup);
        assertThat(missing.requests()).isEmpty();
        assertThat(missing.person()).isFalse();
        assertThat(missing.again()).isEqualTo("2026-03-05T10:00:00Z");
        assertThat(missing.reason().facts())
                .containsEntry("day", "2026-03-05")
                .containsEntry("again", "2026-03-05 11:00");
        clock.set(missing.again());
        assertThat(waits("riksbank", "2026-03-05", EUR, SEK)).isEqualTo("RATE_NOT_PUBLISHED");
        assertThat(calls).hasSize(2);
        publish("EUR", "2026-03-05", "11.25");
        clock.advance(Duration.ofHours(1));
        assertThat(shown(rate("riksbank", "2026-03-05", EUR, SEK))).startsWith("11.25 2026-03-05");
        assertThat(calls).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void waitsForADayThatIsNotYetThere(Databases kind) {
        on(kind);
        publish("EUR", "2026-02-01", "2026-03-05", "10.9");
        assertThat(waits("riksbank", "2026-03-09", EUR, SEK)).isEqualTo("RATE_NOT_PUBLISHED");
        assertThat(waits("riksbank", "2026-03-09", EUR, SEK)).isEqualTo("RATE_NOT_PUBLISHED");
        assertThat(calls).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void doesNotAskAgainAndAgainForAnEndedCurrency(Databases kind) throws IOException {
        on(kind);
        Currency kuna = Currency.getInstance("HRK");
        publish("HRK", "2022-12-01", "2022-12-30", "1.4");
        assertThat(rate("riksbank", "2026-01-15", kuna, SEK)).isEmpty();
        assertThat(rate("riksbank", "2026-01-20", kuna, SEK)).isEmpty();
        assertThat(calls).hasSize(1);
        assertThat(shown(rate("riksbank", "2022-12-31", kuna, SEK))).contains(" 2022-12-30 ");
        assertThat(rate("riksbank", "2023-01-20", kuna, SEK)).isEmpty();
        assertThat(calls).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheFirstValueWhenAnotherComesAndTellsBoth(Databases kind) throws IOException {
        on(kind);
        publish("EUR", "2026-02-01", "2026-03-05", "10.9");
        RateRequest request =
                new RateRequest("riksbank", List.of(EUR), LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 5));
        call(request);
        publish("EUR", "2026-03-04", "11.5");
        publish("EUR", "2026-03-03", "NaN");
        call(request);
        assertThat(shown(rate("riksbank", "2026-03-04", EUR, SEK))).isEqualTo("10.931 2026-03-04 Riksbanken");
        assertThat(shown(rate("riksbank", "2026-03-03", EUR, SEK))).isEqualTo("10.930 2026-03-03 Riksbanken");
        assertThat(new Audit(database).latest("", 9))
                .extracting(line -> line.subject() + ": " + line.detail())
                .containsExactly(
                        "rate riksbank EUR 2026-03-04: is now 11.5; 10.931, published earlier, is kept",
                        "rate riksbank EUR 2026-03-03: 'NaN' cannot be a rate; 10.930, published earlier, is kept");
        assertThat(calls).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aBadRateHoldsUpOnlyItsOwnDayUntilItIsMended(Databases kind) throws IOException {
        on(kind);
        for (String bad : List.of("1", "1.0000", "0", "-9.4", "NaN", "nothing", "9,4", "1e1", "")) {
            table.clear();
            publish("USD", "2026-02-01", "2026-03-05", "9.4");
            publish("USD", "2026-03-03", bad);
            assertThat(waits("riksbank", "2026-03-03", USD, SEK)).as(bad).isEqualTo("RATE_UNUSABLE");
            assertThat(shown(rate("riksbank", "2026-03-02", USD, SEK))).contains(" 2026-03-02 ");
            assertThat(shown(rate("riksbank", "2026-03-04", USD, SEK))).contains(" 2026-03-04 ");
            RateLookup lookup = lookup("riksbank");
            lookup.on(LocalDate.of(2026, 3, 3), USD, SEK);
            assertThat(rates.missing(lookup).reason().facts()).containsEntry("text", bad);
            assertThat(rates.missing(lookup).person()).isTrue();
            publish("USD", "2026-03-03", "9.5555");
            clock.advance(Duration.ofHours(1));
            assertThat(shown(rate("riksbank", "2026-03-03", USD, SEK))).startsWith("9.5555 2026-03-03");
            on(kind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsAcrossThePublishersOwnCurrency(Databases kind) throws IOException {
        on(kind);
        publish("SEK", "2026-03-02", "10.9355");
        publish("USD", "2026-03-02", "1.1617");
        publish("EUR", "2026-03-02", "10.9345");
        publish("SEK", "2026-03-03", "10.9");
        publish("SEK", "2026-03-05", "10.9");
        publish("USD", "2026-03-05", "1.1");
        publish("EUR", "2026-03-05", "10.9");
        assertThat(shown(rate("ecb", "2026-03-02", USD, SEK))).isEqualTo("9.413359731 2026-03-02 ECB");
        assertThat(shown(rate("ecb", "2026-03-02", EUR, SEK))).isEqualTo("10.9355 2026-03-02 ECB");
        assertThat(shown(rate("ecb", "2026-03-02", USD, EUR))).isEqualTo("0.8608074374 2026-03-02 ECB");
        assertThat(shown(rate("ecb", "2026-03-02", SEK, EUR))).isEqualTo("0.09144529285 2026-03-02 ECB");
        assertThat(shown(rate("ecb", "2026-03-03", USD, SEK)))
                .as("a day on which only one of the two has a rate is none")
                .isEqualTo("9.413359731 2026-03-02 ECB");
        assertThat(calls).as("one file has both").hasSize(1);

        table.remove("USD 2026-03-05");
        publish("USD", "2026-03-02", "9.4125");
        publish("USD", "2026-03-05", "9.4");
        assertThat(shown(rate("riksbank", "2026-03-02", EUR, SEK))).isEqualTo("10.9345 2026-03-02 Riksbanken");
        assertThat(shown(rate("riksbank", "2026-03-02", SEK, EUR))).isEqualTo("0.09145365586 2026-03-02 Riksbanken");
        assertThat(shown(rate("riksbank", "2026-03-02", USD, EUR))).isEqualTo("0.8608075358 2026-03-02 Riksbanken");
        assertThat(calls).as("one call a currency").hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void boundsTheSpanOfACall(Databases kind) throws IOException {
        on(kind);
        publish("EUR", "2023-12-01", "2026-03-05", "10");
        RateLookup lookup = lookup("riksbank");
        lookup.on(LocalDate.of(2024, 1, 15), EUR, SEK);
        lookup.on(LocalDate.of(2026, 1, 15), EUR, SEK);
        List<RateRequest> requests = rates.missing(lookup).requests();
        assertThat(requests).hasSize(3);
        assertThat(requests)
                .allSatisfy(request -> assertThat(request.from().plusDays(366)).isAfter(request.through()));
        assertThat(requests.get(0).from()).isEqualTo("2024-01-01");
        assertThat(requests.get(2).through()).isEqualTo("2026-03-05");
    }

    @ParameterizedTest
    @EnumSource
    void endsAskingWhateverIsMissing(Databases kind) throws IOException {
        var home = new TestHome(Files.createDirectory(folder.resolve("small")));
        home.edit("mappings/rates/ecb.yaml", text -> text.replace("days: 3660", "days: 100")
                .replace("burst: 2", "burst: 99"));
        merchants = merchants(home);
        on(kind);
        publish("SEK", "2025-01-01", "2026-03-04", "10.9");
        publish("USD", "2025-08-01", "NaN");
        publish("USD", "2025-12-01", "2026-03-04", "1.1");
        for (int round = 0; round < 2; round++) {
            RateLookup lookup = lookup("ecb");
            lookup.on(LocalDate.of(2025, 2, 3), SEK, EUR);
            lookup.on(LocalDate.of(2025, 8, 1), USD, EUR);
            lookup.on(LocalDate.of(2026, 3, 5), USD, SEK);
            List<RateRequest> requests = rates.missing(lookup).requests();
            if (round > 0) {
                assertThat(requests).isEmpty();
            } else {
                assertThat(requests).hasSize(5).allSatisfy(request -> assertThat(request.currencies())
                        .containsExactly(SEK, USD));
            }
            for (RateRequest request : requests) {
                call(request);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsThePublishersPaceWhoeverAsks(Databases kind) throws IOException {
        merchants = merchants(new TestHome(Files.createDirectory(folder.resolve("as-shipped"))));
        on(kind);
        RateRequest request =
                new RateRequest("riksbank", List.of(EUR), LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 5));
        int made = 0;
        for (int second = 0; second < 60; second++) {
            try {
                rates.begin(request);
                made++;
            } catch (NotItsTurn e) {
                rates.notFetched(request, e);
            }
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(made).as("two at once, then every twenty seconds").isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource
    void leavesAPublisherAloneForAsLongAsItAsks(Databases kind) throws IOException {
        on(kind);
        for (Map.Entry<String, Duration> asked : Map.of(
                        "Wait half a minute", Duration.ofSeconds(30), "Slow down", Duration.ofMinutes(1))
                .entrySet()) {
            assertPause(429, asked.getKey(), null, asked.getValue());
        }
        assertPause(429, "half a minute", "120", Duration.ofMinutes(2));
        assertPause(429, "", "Thu, 05 Mar 2026 19:00:00 GMT", null);
        assertPause(503, "", "600", Duration.ofMinutes(10));
        assertPause(429, "", "999999", Duration.ofDays(1));
    }

    private void assertPause(int status, String answer, String retryAfter, Duration pause) throws IOException {
        Instant now = clock.instant();
        RateRequest request =
                new RateRequest("riksbank", List.of(EUR), LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 5));
        rates.begin(request);
        AskedTooOften often =
                catchThrowableOfType(AskedTooOften.class, () -> rates.answered(answer, status, retryAfter, request));
        rates.notFetched(request, often);
        RateLookup lookup = lookup("riksbank");
        lookup.on(LocalDate.of(2026, 3, 5), EUR, SEK);
        Missing missing = rates.missing(lookup);
        assertThat(missing.requests()).isEmpty();
        assertThat(missing.reason().code()).isEqualTo("RATES_LATER");
        assertThat(missing.person()).isFalse();
        assertThat(missing.again()).isEqualTo(pause == null ? Instant.parse("2026-03-05T19:00:00Z") : now.plus(pause));
        assertThatThrownBy(() -> rates.begin(request)).isInstanceOf(NotItsTurn.class);
        clock.set(missing.again());
        assertThat(rates.missing(lookup).requests()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void leavesAPublisherThatFailsAloneForEverLonger(Databases kind) throws IOException {
        on(kind);
        RateRequest request =
                new RateRequest("riksbank", List.of(EUR), LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 5));
        var waits = new ArrayList<Duration>();
        for (int i = 0; i < 9; i++) {
            rates.begin(request);
            rates.notFetched(request, new IOException("Connection refused"));
            RateLookup lookup = lookup("riksbank");
            lookup.on(LocalDate.of(2026, 3, 5), EUR, SEK);
            Missing missing = rates.missing(lookup);
            assertThat(missing.reason().code()).isEqualTo("RATES_NOT_FETCHED");
            assertThat(missing.reason().facts().get("cause")).contains("Connection refused");
            assertThat(missing.person()).isTrue();
            waits.add(Duration.between(clock.instant(), missing.again()));
            clock.set(missing.again());
        }
        assertThat(waits.get(0)).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(76));
        assertThat(waits.get(3)).isBetween(Duration.ofMinutes(6), Duration.ofMinutes(11));
        assertThat(waits.get(8)).isBetween(Duration.ofMinutes(45), Duration.ofMinutes(76));
        publish("EUR", "2026-02-01", "2026-03-05", "10.9");
        assertThat(rate("riksbank", "2026-03-05", EUR, SEK)).isPresent();
        clock.advance(Duration.ofHours(1));
        assertThatThrownBy(() -> rates.answered("", 500, null, request)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedCurrencyHoldsUpNoOther(Databases kind) throws IOException {
        on(kind);
        publish("EUR", "2026-02-01", "2026-03-05", "10.9");
        RateRequest request =
                new RateRequest("riksbank", List.of(USD), LocalDate.of(2026, 2, 19), LocalDate.of(2026, 3, 5));
        rates.begin(request);
        rates.notFetched(
                request,
                catchThrowableOfType(NoAnswer.class, () -> rates.answered("No series SEKUSDPMI", 404, null, request)));
        assertThat(shown(rate("riksbank", "2026-03-05", EUR, SEK))).startsWith("10.93");
        RateLookup lookup = lookup("riksbank");
        lookup.on(LocalDate.of(2026, 3, 5), USD, SEK);
        Missing missing = rates.missing(lookup);
        assertThat(missing.requests()).isEmpty();
        assertThat(missing.reason().code()).isEqualTo("RATES_NOT_FETCHED");
        assertThat(missing.reason().facts().get("cause")).contains("answered 404: No series SEKUSDPMI");
        assertThat(missing.again()).isEqualTo(clock.instant().plus(SETTINGS.again()));
        clock.set(missing.again());
        assertThat(rates.missing(lookup).requests()).hasSize(1);
    }
}
