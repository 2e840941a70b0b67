package se.kvitta.source;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.Booking;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Watermarks;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.planning.Planning;
import se.kvitta.settlement.EventKind;
import se.kvitta.source.SourceUnderTest.Account;
import se.kvitta.source.SourceUnderTest.Payout;
import se.kvitta.source.SourceUnderTest.Row;
import se.kvitta.source.SourceUnderTest.Trouble;
import se.kvitta.source.SourceUnderTest.Way;
import se.kvitta.testing.CrashingDataSource;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/**
 * The laws that every source keeps. One service, and a merchant with an account of its own at the provider for every test;
 * a source says in its {@link SourceUnderTest} what differs. See docs/adding-a-source.md.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SourceConformance {

    /** After everything that happens in the tests. */
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private static final LocalDate FEBRUARY = LocalDate.of(2026, 2, 2);

    private static final Path RATES = Path.of("src/test/resources/golden/rates.csv");

    private static final Set<EventKind> FROM_ROWS =
            EnumSet.of(EventKind.SALE, EventKind.REFUND, EventKind.FEE, EventKind.OTHER);

    /** How many attempts the service makes at reading. */
    private static final int ATTEMPTS = 2;

    /** How often a process dies, spread over everything that a fetch changes in the journal. */
    private static final int DEATHS = 6;

    private final MovableClock clock = new MovableClock(START);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private Path folder = Path.of("");
    private SourceUnderTest source;
    private JdbcConnectionPool database;
    private CrashingDataSource mortal;
    private TestHome home;
    private TestKvitta kvitta;
    private int merchants;
    private int payouts;
    private String merchant = "";
    private Account account;

    /** What the provider has paid out of the account, minor units per currency. */
    private final Map<String, Long> paid = new TreeMap<>();

    /** Starts the source's stand-in, with what it keeps in the folder. */
    protected abstract SourceUnderTest start(Path folder, TestHome home) throws IOException;

    @BeforeAll
    void startTheService(@TempDir Path given) throws IOException {
        folder = given;
        home = new TestHome(folder.resolve("home")).write("mappings/rates/golden.csv", Files.readString(RATES));
        source = start(folder.resolve("stand-in"), home);
        source.prepare(home);
        database = JdbcConnectionPool.create(
                Databases.h2("mem:conformance" + System.identityHashCode(this)), "kvitta", "");
        mortal = new CrashingDataSource(database);
        kvitta = node();
        log.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    private TestKvitta node() {
        var builder = TestKvitta.in(home)
                .set("spring.quartz.properties.org.quartz.scheduler.jmx.export", "false")
                .set("kvitta.reads.attempts", ATTEMPTS)
                .set("logging.level.se.kvitta", "DEBUG")
                .set("logging.threshold.console", "OFF")
                .database(mortal)
                .clock(clock);
        source.properties().forEach(builder::set);
        return builder.start();
    }

    @AfterAll
    void stopTheService() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(log);
        kvitta.close();
        database.dispose();
        source.close();
    }

    /** No login, token or key is told to anybody, whatever went wrong in the test. */
    @AfterEach
    void toldNoSecret() {
        source.calm();
        List<String> told = Stream.concat(
                        List.copyOf(log.list).stream().map(event -> event.getFormattedMessage() + causes(event)),
                        kvitta.bean(Operations.class).tasks().stream().map(Map::toString))
                .toList();
        for (String secret : source.secrets()) {
            assertThat(told).as("logs and tasks").noneMatch(line -> line.matches("(?s).*(" + secret + ").*"));
        }
        log.list.clear();
    }

    private static String causes(ILoggingEvent event) {
        var text = new StringBuilder();
        for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            text.append(' ').append(cause.getMessage());
        }
        return text.toString();
    }

    Stream<Way> ways() {
        return source.ways().stream();
    }

    Stream<Arguments> troubledWays() {
        return ways().flatMap(way -> source.troubles(way).stream().sorted().map(trouble -> Arguments.of(way, trouble)));
    }

    Stream<Arguments> passingTroubles() {
        return ways().flatMap(way ->
                source.passingTroubles(way).stream().sorted().map(trouble -> Arguments.of(way, trouble)));
    }

    /** A merchant with an account of its own. */
    private void connect(Way way) {
        merchant = "butik" + ++merchants;
        account = source.newAccount(way);
        paid.clear();
        home.merchant(
                merchant,
                """
                merchant: %1$s
                name: Butiken i Lund AB
                organisationNumber: 559999-0016
                rates: golden
                target: { system: sie }
                profiles:
                  %1$s-se:
                    source: %2$s
                    currencies: [SEK, EUR]
                    start: 2026-01-01
                    modes: [daily, payout]
                    vat: { home: SE, rates: { SE: 25 } }
                """.formatted(merchant, account.slug(source))
                        + account.profile().stream()
                                .map(line -> "    " + line + "\n")
                                .collect(Collectors.joining()));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        clock.set(START);
        source.calm();
    }

    private void tell(Payout... told) throws IOException {
        tell(List.of(told));
    }

    private void tell(List<Payout> told) throws IOException {
        account.tell(told).forEach((currency, minor) -> paid.merge(currency, minor, Math::addExact));
    }

    private void fetch() {
        kvitta.fetch(merchant + "-se");
    }

    private void plan() {
        kvitta.bean(Planning.class).waiting(merchant).forEach(settlement -> kvitta.routes()
                .sendBody("direct:plan", settlement));
    }

    private static Instant at(LocalDate day, int hour) {
        return day.atTime(LocalTime.of(hour, 0)).toInstant(ZoneOffset.UTC);
    }

    private Payout payout(String currency, Row... rows) {
        return payout(currency, LocalDate.of(2026, 2, 9), List.of(rows));
    }

    private Payout payout(String currency, LocalDate day, List<Row> rows) {
        return new Payout("22016" + String.format(Locale.ROOT, "%05d", ++payouts), currency, day, rows);
    }

    /** A payout of a sale with its fee and of another sale. */
    private Payout plain(String order) {
        return payout(
                "SEK",
                new Row(EventKind.SALE, order, at(FEBRUARY, 9), 125_000),
                new Row(EventKind.FEE, order, at(FEBRUARY, 9), 3_688),
                new Row(EventKind.SALE, order + "2", at(FEBRUARY.plusDays(1), 10), 49_900));
    }

    private List<Settlement> settlements() {
        return kvitta.settlements(merchant);
    }

    /** Every row that counts: kind, order, amount and Stockholm day. */
    private List<String> taken() {
        var rows = new ArrayList<String>();
        for (Settlement settlement : settlements()) {
            kvitta.bean(Settlements.class).events(settlement).forEachRemaining(event -> {
                if (FROM_ROWS.contains(event.kind())) {
                    rows.add(event.kind() + " " + event.order().number() + " " + event.amount() + " " + event.day());
                }
            });
        }
        Collections.sort(rows);
        return rows;
    }

    private static List<String> happened(List<Payout> told) {
        return told.stream()
                .flatMap(payout -> payout.rows().stream()
                        .map(row -> row.kind() + " " + row.order() + " "
                                + Money.ofMinor(row.minor(), Currency.getInstance(payout.currency())) + " "
                                + Stockholm.dayOf(row.at())))
                .sorted()
                .toList();
    }

    /** What left the provider, minor units per currency. */
    private Map<String, Long> left() {
        var sums = new TreeMap<String, Long>();
        for (Settlement settlement : settlements()) {
            kvitta.bean(Settlements.class).events(settlement).forEachRemaining(event -> {
                if (event.kind() == EventKind.PAYOUT) {
                    sums.merge(
                            event.amount().currency().getCurrencyCode(),
                            event.amount().minor(),
                            Math::addExact);
                }
            });
        }
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    private List<Booking> bookings() {
        return settlements().stream()
                .flatMap(settlement -> kvitta.postings(settlement).stream())
                .map(posting -> posting.booking())
                .toList();
    }

    /** What the books say that the provider owes, minor units per currency. */
    private Map<String, Long> owed() {
        var sums = new TreeMap<String, Long>();
        for (String currency : List.of("SEK", "EUR")) {
            String clearing = kvitta.bean(Merchants.class)
                    .source(account.slug(source))
                    .orElseThrow()
                    .raw()
                    .at("/accounts/CLEARING_" + currency + "/account")
                    .asText();
            assertThat(clearing).matches("\\d{4}");
            for (Booking booking : bookings()) {
                for (VoucherRow row : booking.voucher().rows()) {
                    if (row.account().number().equals(clearing)) {
                        var foreign = row.foreign();
                        sums.merge(
                                currency, (foreign == null ? row.amount() : foreign.amount()).minor(), Math::addExact);
                    }
                }
            }
        }
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    /** Everything that happened is taken in once and booked, and the books owe what the provider does. */
    private void assertBooked(List<Payout> told) {
        assertThat(tasks()).isEmpty();
        assertThat(taken()).isEqualTo(happened(told));
        var out = new TreeMap<String, Long>(paid);
        out.values().removeIf(sum -> sum == 0);
        assertThat(left()).as("paid out").isEqualTo(out);
        plan();
        assertThat(tasks()).isEmpty();
        assertThat(settlements()).allSatisfy(settlement -> assertThat(settlement.state())
                .as("%s %s", settlement.reference(), settlement.reason())
                .isEqualTo(Settlements.State.PLANNED));
        var rest = new TreeMap<String, Long>();
        told.forEach(payout -> rest.merge(payout.currency(), payout.amount(), Math::addExact));
        paid.forEach((currency, minor) -> rest.merge(currency, -minor, Math::addExact));
        rest.values().removeIf(sum -> sum == 0);
        assertThat(owed()).as("clearing").isEqualTo(rest);
    }

    private List<Map<String, String>> tasks() {
        return kvitta.bean(Operations.class).tasks().stream()
                .filter(task -> merchant.equals(task.get("merchant")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void takesInEveryPayoutWithAllItsRows(Way way) throws IOException {
        connect(way);
        List<Payout> told = List.of(plain("101"), plain("102"), plain("103"));
        tell(told);
        fetch();
        assertBooked(told);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void anAccountInWhichNothingHappensIsNoFaultAndWhatHappensThenIsFound(Way way) throws IOException {
        connect(way);
        fetch();
        assertThat(settlements()).isEmpty();
        assertThat(tasks()).isEmpty();
        assertThat(kvitta.bean(Watermarks.class).at(merchant + "-se", Watermarks.FETCHED))
                .hasValue(clock.instant());

        Payout told = payout("SEK", LocalDate.of(2026, 11, 20), List.of(new Row(EventKind.SALE, "104", START, 9_900)));
        tell(told);
        clock.advance(Duration.ofDays(1));
        fetch();
        assertBooked(List.of(told));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void readsEveryPageOfRows(Way way) throws IOException {
        connect(way);
        Payout told = payout(
                "SEK",
                LocalDate.of(2026, 2, 9),
                IntStream.range(0, way.rowsOfSeveralPages())
                        .mapToObj(
                                i -> new Row(EventKind.SALE, "2" + i, at(FEBRUARY.plusDays(i % 5), i % 24), 1_000L + i))
                        .toList());
        tell(told);
        fetch();
        assertBooked(List.of(told));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void readsEveryPageOfPayouts(Way way) throws IOException {
        connect(way);
        List<Payout> told = IntStream.range(0, way.payoutsOfSeveralPages())
                .mapToObj(i -> payout(
                        "SEK",
                        FEBRUARY.plusDays(1 + i % 200),
                        List.of(new Row(EventKind.SALE, "3" + i, at(FEBRUARY.plusDays(i % 200), 8), 5_000L + i))))
                .toList();
        tell(told);
        fetch();
        assertBooked(told);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theOrderInWhichThingsAreToldChangesNothing(Way way) throws IOException {
        List<Payout> told = List.of(
                plain("111"),
                payout(
                        "SEK",
                        new Row(EventKind.SALE, "112", at(FEBRUARY, 10), 80_000),
                        new Row(EventKind.FEE, "112", at(FEBRUARY, 10), 1_900),
                        new Row(EventKind.SALE, "113", at(FEBRUARY, 11), 70_000),
                        new Row(EventKind.REFUND, "112", at(FEBRUARY.plusDays(2), 12), 30_000)),
                plain("114"));
        connect(way);
        tell(told);
        fetch();
        assertBooked(told);
        List<String> inOrder = books();
        assertThat(inOrder).isNotEmpty();

        connect(way);
        var shuffled = new ArrayList<Payout>();
        for (Payout payout : told) {
            var rows = new ArrayList<>(payout.rows());
            Collections.reverse(rows);
            shuffled.add(0, new Payout(payout.name(), payout.currency(), payout.day(), rows));
        }
        // Nothing is told months late.
        clock.set(at(LocalDate.of(2026, 2, 10), 12));
        for (Payout payout : shuffled) {
            tell(payout);
            fetch();
        }
        assertBooked(told);
        assertThat(books()).isEqualTo(inOrder);
    }

    /** What is booked per day and account. */
    private List<String> books() {
        var sums = new TreeMap<String, Long>();
        for (Booking booking : bookings()) {
            for (VoucherRow row : booking.voucher().rows()) {
                sums.merge(
                        booking.voucher().date() + " " + row.account().number(),
                        row.amount().minor(),
                        Math::addExact);
            }
        }
        sums.values().removeIf(sum -> sum == 0);
        return sums.entrySet().stream().map(Object::toString).toList();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void whatIsToldAgainBooksNothingTwice(Way way) throws IOException {
        connect(way);
        List<Payout> told = List.of(plain("121"), plain("122"));
        tell(told);
        fetch();
        assertBooked(told);
        List<String> before = books();
        int postings = bookings().size();

        fetch();
        clock.advance(Duration.ofDays(1));
        fetch();
        Map<String, Long> once = Map.copyOf(paid);
        account.tell(told);
        clock.advance(Duration.ofDays(1));
        fetch();
        for (Payout payout : told) {
            var file = account.file(payout, Files.createDirectories(folder.resolve("files")));
            if (file.isPresent()) {
                handIn(file.get());
            }
        }
        assertThat(paid).isEqualTo(once);
        assertBooked(told);
        assertThat(books()).isEqualTo(before);
        assertThat(bookings()).hasSize(postings);
    }

    /** As the inbox does. */
    private void handIn(Path file) {
        var document = kvitta.bean(Documents.class)
                .store(merchant + "-se", account.slug(source), "inbox", String.valueOf(file.getFileName()), file);
        kvitta.routes().sendBodyAndProperty("direct:settlement-again", document, "profile", merchant + "-se");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aFileInTheInboxIsAnotherWayInOfTheSameMoney(Way way) throws IOException {
        connect(way);
        List<Payout> told = List.of(plain("126"));
        var file = account.file(told.get(0), Files.createDirectories(folder.resolve("files")));
        if (file.isEmpty()) {
            return;
        }
        tell(told);
        handIn(file.get());
        assertBooked(told);
        List<String> before = books();
        fetch();
        assertBooked(told);
        assertThat(books()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void lateRowsComeToThoseThatAreBooked(Way way) throws IOException {
        connect(way);
        Payout whole = payout(
                "SEK",
                new Row(EventKind.SALE, "131", at(FEBRUARY, 9), 125_000),
                new Row(EventKind.SALE, "132", at(FEBRUARY, 10), 49_900),
                new Row(EventKind.SALE, "133", at(FEBRUARY, 11), 20_000));
        account.begin(whole, 2);
        clock.set(at(LocalDate.of(2026, 2, 10), 12));
        fetch();
        plan();
        assertThat(tasks()).isEmpty();
        assertThat(happened(List.of(whole))).containsAll(taken());

        tell(whole);
        clock.advance(Duration.ofDays(1));
        fetch();
        assertBooked(List.of(whole));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aRowOfAnUnknownTypeIsToldAndKeepsNoOtherPayoutBack(Way way) throws IOException {
        connect(way);
        Payout good = payout(
                "SEK",
                LocalDate.of(2026, 3, 9),
                List.of(new Row(EventKind.SALE, "141", at(FEBRUARY.plusDays(9), 9), 125_000)));
        Payout bad = payout(
                "SEK",
                LocalDate.of(2026, 2, 9),
                List.of(
                        new Row(EventKind.SALE, "142", at(FEBRUARY, 9), 60_000),
                        new Row(EventKind.OTHER, "143", at(FEBRUARY, 10), 12_345)));
        tell(bad, good);
        fetch();
        plan();

        assertThat(taken()).containsAll(happened(List.of(good)));
        assertThat(tasks()).as("a person is told").isNotEmpty();
        List<String> held = kvitta.bean(Operations.class).held();
        assertThat(held)
                .as("the row is shown with its word and amount")
                .anyMatch(line -> line.toLowerCase(Locale.ROOT)
                                .contains(account.unheardOf().toLowerCase(Locale.ROOT))
                        && line.contains("123.45"));
        boolean parked = taken().stream().anyMatch(row -> row.startsWith("OTHER"));
        if (parked) {
            // Counted, and it stays on clearing until somebody decides.
            assertThat(taken()).isEqualTo(happened(List.of(bad, good)));
        } else {
            assertThat(taken()).as("nothing of its settlement").noneMatch(row -> row.contains(" 143 "));
        }
        assertThat(bookings().stream().flatMap(booking -> booking.voucher().rows().stream()))
                .as("nothing is guessed of it")
                .noneMatch(row -> Math.abs(row.amount().minor()) == 12_345);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theNightsWhenTheClockChangesHaveTheirOwnDays(Way way) throws IOException {
        connect(way);
        List<String> spring = List.of(
                "2026-03-28T22:59:59Z", // 23.59.59 of the day before
                "2026-03-28T23:00:00Z",
                "2026-03-29T00:59:59Z", // a second before the hour that is not there
                "2026-03-29T01:00:00Z",
                "2026-03-29T21:59:59Z",
                "2026-03-29T22:00:00Z"); // the day of 23 hours is over
        List<String> autumn = List.of(
                "2026-10-24T21:59:59Z",
                "2026-10-24T22:00:00Z",
                "2026-10-25T00:30:00Z", // 02.30, the first time
                "2026-10-25T01:30:00Z", // 02.30, the second time
                "2026-10-25T22:59:59Z",
                "2026-10-25T23:00:00Z"); // the day of 25 hours is over
        List<Payout> told = List.of(
                payout("SEK", LocalDate.of(2026, 3, 31), sales("15", spring)),
                payout("SEK", LocalDate.of(2026, 10, 27), sales("16", autumn)));
        tell(told);
        fetch();
        assertBooked(told);
        assertThat(taken().stream().map(row -> row.substring(row.length() - 10)).sorted())
                .containsExactly(
                        "2026-03-28",
                        "2026-03-29",
                        "2026-03-29",
                        "2026-03-29",
                        "2026-03-29",
                        "2026-03-30",
                        "2026-10-24",
                        "2026-10-25",
                        "2026-10-25",
                        "2026-10-25",
                        "2026-10-25",
                        "2026-10-26");
    }

    private static List<Row> sales(String orders, List<String> times) {
        return IntStream.range(0, times.size())
                .mapToObj(i -> new Row(EventKind.SALE, orders + i, Instant.parse(times.get(i)), 10_000L + i))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aPayoutOfZeroAndOneBelowAreBookedToTheOre(Way way) throws IOException {
        connect(way);
        Payout zero = payout(
                "SEK",
                LocalDate.of(2026, 2, 9),
                List.of(
                        new Row(EventKind.SALE, "171", at(FEBRUARY, 9), 60_000),
                        new Row(EventKind.REFUND, "171", at(FEBRUARY.plusDays(1), 9), 60_000)));
        Payout below = payout(
                "SEK",
                LocalDate.of(2026, 2, 16),
                List.of(
                        new Row(EventKind.SALE, "172", at(FEBRUARY.plusDays(8), 9), 10_000),
                        new Row(EventKind.REFUND, "173", at(FEBRUARY.plusDays(9), 9), 35_001)));
        tell(zero, below);
        fetch();
        assertBooked(List.of(zero, below));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void fivePartialRefundsOfOneOrderAreFiveRefunds(Way way) throws IOException {
        connect(way);
        var rows = new ArrayList<Row>(List.of(new Row(EventKind.SALE, "181", at(FEBRUARY, 9), 125_000)));
        for (int i = 0; i < 5; i++) {
            // Two of them are of one amount.
            rows.add(new Row(EventKind.REFUND, "181", at(FEBRUARY.plusDays(1), 9 + i), 10_000 + 100L * (i % 4)));
        }
        Payout told = payout("SEK", LocalDate.of(2026, 2, 9), rows);
        tell(told);
        fetch();
        assertBooked(List.of(told));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void currenciesAreNeverMixed(Way way) throws IOException {
        connect(way);
        Payout kronor = plain("191");
        Payout euro = payout(
                "EUR",
                new Row(EventKind.SALE, "192", at(FEBRUARY, 9), 8_490),
                new Row(EventKind.FEE, "192", at(FEBRUARY, 9), 279));
        tell(kronor, euro);
        fetch();
        assertThat(settlements().stream().map(one -> one.currency().getCurrencyCode()))
                .contains("SEK", "EUR");
        assertBooked(List.of(kronor, euro));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("troubledWays")
    void whatTroubleKeepsBackIsToldAndTakenInOnceWhenItIsOver(Way way, Trouble trouble) throws IOException {
        connect(way);
        List<Payout> told = List.of(plain("201"), plain("202"));
        tell(told);
        source.strike(trouble, Integer.MAX_VALUE);
        fetch();
        assertThat(source.calls()).as("calls").isPositive();
        if (trouble == Trouble.UNAUTHORIZED) {
            assertThat(source.calls()).as("a wrong login is not repeated").isEqualTo(1);
        }
        assertThat(happened(told)).as("no row that did not happen").containsAll(taken());
        assertThat(tasks()).singleElement().satisfies(task -> assertThat(task)
                .containsEntry("code", "SOURCE_NOT_READ"));

        source.calm();
        clock.advance(Duration.ofHours(1));
        fetch();
        assertBooked(told);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("passingTroubles")
    void troubleThatPassesIsWaitedOut(Way way, Trouble trouble) throws IOException {
        connect(way);
        List<Payout> told = List.of(plain("211"), plain("212"));
        tell(told);
        source.strike(trouble, 1);
        fetch();
        assertBooked(told);
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aProcessThatDiesAnywhereTakesInEverythingOnceWhenItIsBack(Way way) throws IOException {
        connect(way);
        List<Payout> undisturbed = List.of(plain("221"), plain("222"));
        tell(undisturbed);
        int before = mortal.changes();
        fetch();
        int changes = mortal.changes() - before;
        assertBooked(undisturbed);
        List<String> books = books();

        var random = new Random(20260305);
        int deaths = 0;
        for (int i = 1; i <= changes; i += Math.max(1, changes / DEATHS)) {
            connect(way);
            List<Payout> told = List.of(plain("221"), plain("222"));
            tell(told);
            mortal.dieIn(i, random.nextBoolean());
            try {
                fetch();
            } catch (RuntimeException e) {
                assertThat(mortal.isDead()).as("%s", e).isTrue();
            }
            deaths += mortal.isDead() ? 1 : 0;
            mortal.revive();
            if (random.nextBoolean()) {
                // What a process had in its memory is gone with it; else it was the database alone.
                kvitta.close();
                kvitta = node();
            }
            clock.advance(Duration.ofMinutes(10));
            kvitta.takeInLeftBehind();
            fetch();
            assertBooked(told);
            assertThat(books()).as("died at change %d", i).isEqualTo(books);
        }
        assertThat(deaths).isPositive();
    }
}
