package se.kvitta.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Tasks.Task;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.RouteFiles;
import se.kvitta.planning.Planned;
import se.kvitta.sandbox.ecb.EcbSandbox;
import se.kvitta.sandbox.riksbank.RiksbankSandbox;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** Foreign payouts are booked at rates that their routes fetch from publishers, with as few calls as can be. */
class FetchedRatesTest {

    private static final String MERCHANT = """
            merchant: NAME
            name: Ljusbutiken i Lund AB
            organisationNumber: 559999-0016
            rates: PUBLISHER
            target: { system: sie }
            profiles:
              NAME-se:
                source: klarna
                currencies: [SEK]
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 } }
              NAME-eu:
                source: klarna
                currencies: [EUR]
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 }, oss: [DE, FI] }
            """;

    @Nested
    class OnH2 extends OnEitherDatabase {
        @Override
        TestKvitta start(TestKvitta.Builder service) {
            return service.start();
        }

        @Override
        void limit(RiksbankSandbox sandbox) {
            sandbox.limit(4);
        }
    }

    /** With a key at Riksbanken, without which no call would be answered. */
    @Nested
    class OnPostgresql extends OnEitherDatabase {
        @Override
        TestKvitta start(TestKvitta.Builder service) {
            return service.postgresql()
                    .set("riksbank.key", "secret:TEST_RIKSBANK_KEY")
                    .set("TEST_RIKSBANK_KEY", "a-key")
                    .start();
        }

        @Override
        void limit(RiksbankSandbox sandbox) {
            sandbox.key("a-key");
            sandbox.limit(0);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class OnEitherDatabase {

        @TempDir
        static Path folder;

        private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));
        private Sandboxes sandboxes;
        private RiksbankSandbox riksbank;
        private EcbSandbox ecb;
        private TestHome home;
        private TestKvitta kvitta;
        private String merchant;
        private int year = 2026;

        abstract TestKvitta start(TestKvitta.Builder service);

        abstract void limit(RiksbankSandbox sandbox);

        @BeforeAll
        void start() {
            sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
            riksbank = sandboxes.riksbank();
            riksbank.clock(clock);
            limit(riksbank);
            ecb = sandboxes.ecb();
            ecb.clock(clock);
            home = new TestHome(folder.resolve("home"));
            kvitta = start(TestKvitta.in(home)
                    .with(sandboxes)
                    .clock(clock)
                    .set("riksbank.response-timeout", "2000")
                    .set("ecb.response-timeout", "2000")
                    .set("kvitta.inbox.delay", "3600000"));
        }

        @AfterAll
        void stop() {
            kvitta.close();
            sandboxes.close();
        }

        /** Every test is in a later year, so that nothing is known yet of the days it needs. */
        @BeforeEach
        void forgetTheLast() {
            do {
                year++;
            } while (day("02-16").getDayOfWeek().getValue() > 5);
            clock.set(day("03-05").atTime(12, 0).toInstant(ZoneOffset.UTC));
            riksbank.clearFaults();
            riksbank.resetCalls();
            ecb.clearFaults();
            ecb.resetCalls();
        }

        private void connect(String publisher) {
            merchant = "ljus" + year + publisher;
            home.merchant(
                    merchant,
                    MERCHANT.replace("NAME", merchant)
                            .replace("rates: PUBLISHER\n", publisher.isEmpty() ? "" : "rates: " + publisher + "\n"));
            kvitta.bean(Merchants.class).refresh();
            assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        }

        /** Drops the golden payout in EUR, a sale on 3 February and a payout on the 16th, of this test's year. */
        private Settlement takeIn(String profile, String golden, String reference) {
            try {
                String text = Files.readString(Path.of("src/test/resources/golden/sources/klarna", golden, "input.csv"))
                        .replace("2026-", year + "-")
                        .replaceFirst("XE7K2Q01|2201500101", reference);
                Path file = Files.writeString(Files.createTempFile(folder, "report", ".csv"), text);
                kvitta.routes().request("direct:settlement", exchange -> {
                    exchange.setProperty("profile", merchant + profile);
                    exchange.setProperty("origin", "inbox");
                    exchange.getMessage().setHeader("CamelFileNameOnly", reference + ".csv");
                    exchange.getMessage().setBody(file.toFile());
                });
                return kvitta.settlements(merchant).stream()
                        .filter(settlement -> settlement.title().contains(reference))
                        .findFirst()
                        .orElseThrow();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private Settlement payout() {
            return takeIn("-eu", "foreign-currency", "XE7K2Q01");
        }

        private Settlement now(Settlement settlement) {
            return kvitta.bean(Settlements.class).find(settlement.id()).orElseThrow();
        }

        private boolean isPlanned(Settlement settlement) {
            return now(settlement).state().name().equals("PLANNED");
        }

        /** Every rate of the vouchers, with its day and publisher. */
        private Set<String> rates(Settlement settlement) {
            var rates = new TreeSet<String>();
            for (Posting posting : kvitta.postings(settlement)) {
                posting.booking().voucher().rows().stream()
                        .flatMap(row -> Stream.ofNullable(row.foreign()))
                        .map(Foreign::rate)
                        .filter(Objects::nonNull)
                        .forEach(rate ->
                                rates.add(rate.day() + " " + rate.value().toPlainString() + " " + rate.source()));
            }
            return rates;
        }

        private List<String> tasks() {
            return kvitta.bean(Tasks.class).open().stream()
                    .filter(task -> task.merchant().equals(merchant))
                    .map(Task::reason)
                    .map(reason -> reason.code())
                    .toList();
        }

        private LocalDate day(String monthAndDay) {
            return LocalDate.parse(year + "-" + monthAndDay);
        }

        /** The sandbox's rate of the day or the last bank day before it, as a voucher has it. */
        private String riksbankRate(String monthAndDay) {
            LocalDate day = day(monthAndDay);
            while (riksbank.value("EUR", day).isEmpty()) {
                day = day.minusDays(1);
            }
            return day + " " + riksbank.value("EUR", day).get() + " Riksbanken";
        }

        private String ecbRate(String monthAndDay) {
            LocalDate day = day(monthAndDay);
            while (ecb.rate("SEK", day).isEmpty()) {
                day = day.minusDays(1);
            }
            return day + " " + ecb.rate("SEK", day).get() + " ECB";
        }

        @ParameterizedTest
        @CsvSource({"riksbank", "''"})
        void booksAPayoutInEurWithOneCallAndTheNextWithNone(String publisher) {
            connect(publisher);
            Settlement settlement = payout();
            kvitta.deliver(merchant);
            assertThat(isPlanned(settlement)).isTrue();
            assertThat(rates(settlement)).containsExactly(riksbankRate("02-03"), riksbankRate("02-16"));
            assertThat(riksbank.calls())
                    .containsExactly("/swea/v1/Observations/SEKEURPMI/" + day("01-20") + "/" + day("03-05"));
            Settlement second = takeIn("-eu", "foreign-currency", "XE7K2Q02");
            kvitta.deliver(merchant);
            assertThat(isPlanned(second)).isTrue();
            assertThat(riksbank.calls()).hasSize(1);
            assertThat(ecb.calls()).isEmpty();
            assertThat(tasks()).isEmpty();
        }

        @Test
        void booksFromTheSmallestFileOfTheEcb() {
            connect("ecb");
            Settlement settlement = payout();
            kvitta.deliver(merchant);
            assertThat(isPlanned(settlement)).isTrue();
            assertThat(rates(settlement)).containsExactly(ecbRate("02-03"), ecbRate("02-16"));
            assertThat(ecb.calls()).containsExactly("/stats/eurofxref/eurofxref-hist-90d.xml");
            takeIn("-eu", "foreign-currency", "XE7K2Q02");
            kvitta.deliver(merchant);
            assertThat(ecb.calls()).hasSize(1);
        }

        @Test
        void takesTheWholeHistoryForAnOldPayout() {
            connect("ecb");
            clock.advance(Duration.ofDays(120));
            Settlement settlement = payout();
            kvitta.deliver(merchant);
            assertThat(rates(settlement)).containsExactly(ecbRate("02-03"), ecbRate("02-16"));
            assertThat(ecb.calls()).containsExactly("/stats/eurofxref/eurofxref-hist.xml");
        }

        @Test
        void takesTheDailyFileWhenOnlyTodayIsMissing() {
            connect("ecb");
            clock.set(day("02-16").minusDays(1).atTime(20, 0).toInstant(ZoneOffset.UTC));
            Settlement settlement = payout();
            kvitta.deliver(merchant);
            assertThat(isPlanned(settlement)).isFalse();
            clock.set(day("02-16").atTime(20, 0).toInstant(ZoneOffset.UTC));
            kvitta.deliver(merchant);
            assertThat(ecb.calls())
                    .containsExactly("/stats/eurofxref/eurofxref-hist-90d.xml", "/stats/eurofxref/eurofxref-daily.xml");
        }

        @ParameterizedTest
        @EnumSource(names = {"LIST", "NO_CONTENT"})
        void waitsForTodaysRateWithoutATaskAndAsksOnceAnHour(RiksbankSandbox.EmptyRange empty) {
            connect("riksbank");
            riksbank.emptyRange(empty);
            LocalDate payday = day("02-16");
            riksbank.tell("EUR", payday, "11.2345");
            clock.set(payday.atTime(9, 0).toInstant(ZoneOffset.UTC));
            Settlement settlement = payout();
            for (int minute = 0; minute < 360; minute += 10) {
                kvitta.deliver(merchant);
                assertThat(isPlanned(settlement)).isFalse();
                clock.advance(Duration.ofMinutes(10));
            }
            assertThat(tasks()).isEmpty();
            assertThat(riksbank.calls()).hasSize(6);
            clock.set(payday.atTime(16, 20).toInstant(ZoneOffset.UTC));
            kvitta.deliver(merchant);
            assertThat(isPlanned(settlement)).isTrue();
            assertThat(rates(settlement)).contains(payday + " 11.2345 Riksbanken");
            assertThat(riksbank.calls()).hasSize(7);
        }

        @ParameterizedTest
        @EnumSource
        void outlivesEveryFaultOfRiksbankenWhileItsNeighboursGoOn(se.kvitta.sandbox.riksbank.Fault fault) {
            connect("riksbank");
            riksbank.fault(fault, 1);
            Settlement settlement = payout();
            Settlement neighbour = takeIn("-se", "plain-sale-and-fee", "2201500777");
            kvitta.deliver(merchant);
            assertThat(isPlanned(neighbour)).isTrue();
            assertThat(isPlanned(settlement))
                    .as("%s", fault)
                    .isEqualTo(fault == se.kvitta.sandbox.riksbank.Fault.STALE);
            assertThat(riksbank.calls()).as("a call is not repeated").hasSize(1);
            if (fault != se.kvitta.sandbox.riksbank.Fault.STALE) {
                boolean asked = fault == se.kvitta.sandbox.riksbank.Fault.TOO_MANY_REQUESTS;
                assertThat(tasks()).isEqualTo(asked ? List.of() : List.of("RATES_NOT_FETCHED"));
                kvitta.deliver(merchant);
                assertThat(riksbank.calls()).as("nor before its time").hasSize(1);
                clock.advance(asked ? Duration.ofSeconds(50) : Duration.ofHours(1));
                kvitta.deliver(merchant);
            }
            assertThat(isPlanned(settlement)).isTrue();
            assertThat(rates(settlement)).containsExactly(riksbankRate("02-03"), riksbankRate("02-16"));
            assertThat(tasks()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource
        void outlivesEveryFaultOfTheEcbWhileItsNeighboursGoOn(se.kvitta.sandbox.ecb.Fault fault) {
            connect("ecb");
            ecb.fault(fault, 1);
            Settlement settlement = payout();
            Settlement neighbour = takeIn("-se", "plain-sale-and-fee", "2201500777");
            kvitta.deliver(merchant);
            assertThat(isPlanned(neighbour)).isTrue();
            assertThat(isPlanned(settlement)).as("%s", fault).isFalse();
            boolean asked = fault == se.kvitta.sandbox.ecb.Fault.TOO_MANY_REQUESTS;
            assertThat(tasks()).isEqualTo(asked ? List.of() : List.of("RATES_NOT_FETCHED"));
            kvitta.deliver(merchant);
            assertThat(ecb.calls()).hasSize(1);
            clock.advance(asked ? Duration.ofMinutes(2) : Duration.ofHours(1));
            kvitta.deliver(merchant);
            assertThat(isPlanned(settlement)).isTrue();
            assertThat(rates(settlement)).containsExactly(ecbRate("02-03"), ecbRate("02-16"));
            assertThat(tasks()).isEmpty();
        }

        @Test
        void countsAcrossSekForBooksInAnotherCurrency() {
            connect("riksbank");
            home.edit(
                    "mappings/merchants/" + merchant + ".yaml",
                    text -> text.replace("name: Ljus", "books: NOK\nname: Ljus"));
            kvitta.bean(Merchants.class).refresh();
            Settlement settlement = payout();
            kvitta.deliver(merchant);
            LocalDate payday = day("02-16");
            BigDecimal cross = new BigDecimal(riksbank.value("EUR", payday).orElseThrow())
                    .divide(
                            new BigDecimal(riksbank.value("NOK", payday).orElseThrow()),
                            new MathContext(10, RoundingMode.HALF_UP));
            assertThat(rates(settlement)).contains(payday + " " + cross.toPlainString() + " Riksbanken");
            assertThat(riksbank.calls())
                    .as("one call for each of the two series")
                    .hasSize(2);
        }

        @Test
        void fetchesWhatIsMissingWhenWhatWaitedIsBooked() {
            connect("riksbank");
            String file = "mappings/merchants/" + merchant + ".yaml";
            home.edit(file, text -> text.replace("oss: [DE, FI]", "oss: [FI]"));
            kvitta.bean(Merchants.class).refresh();
            Settlement settlement = payout();
            kvitta.deliver(merchant);
            assertThat(tasks()).containsExactly("EVENTS_HELD");
            home.edit(
                    file, text -> text.replace("oss: [FI]", "oss: [DE, FI]").replace("rates: riksbank", "rates: ecb"));
            kvitta.bean(Merchants.class).refresh();
            Planned planned = kvitta.routes().requestBody("direct:plan-held", settlement, Planned.class);
            assertThat(planned).isEqualTo(new Planned(1, List.of()));
            assertThat(ecb.calls()).hasSize(1);
            assertThat(rates(settlement)).contains(riksbankRate("02-16"), ecbRate("02-03"));
            assertThat(tasks()).isEmpty();
        }

        @Test
        void tellsWhenAPublisherIsNoLongerThere() throws IOException {
            connect("ecb");
            Path file = home.folder().resolve("routes/rates/ecb.camel.yaml");
            String text = Files.readString(file);
            Settlement settlement = payout();
            Files.delete(file);
            kvitta.bean(RouteFiles.class).refresh();
            kvitta.deliver(merchant);
            assertThat(isPlanned(settlement)).isFalse();
            assertThat(tasks()).containsExactly("RATES_NOT_FETCHED");
            home.write("routes/rates/ecb.camel.yaml", text);
            kvitta.bean(RouteFiles.class).refresh();
            clock.advance(Duration.ofHours(1));
            kvitta.deliver(merchant);
            assertThat(isPlanned(settlement)).isTrue();
            assertThat(tasks()).isEmpty();
        }
    }
}
