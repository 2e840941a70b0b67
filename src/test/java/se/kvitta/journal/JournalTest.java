package se.kvitta.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.PreparedStatementCallback;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.Knowledge;
import se.kvitta.booking.Receipt;
import se.kvitta.booking.Retold;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements.Outcome;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Settlements.Staging;
import se.kvitta.journal.Steps.Done;
import se.kvitta.journal.Steps.State;
import se.kvitta.journal.Steps.Step;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.Buyer.Data;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.NumberPlaces;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Proof;
import se.kvitta.settlement.Statement;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;

/** The journal's rules, on both databases. */
class JournalTest {

    private static final Instant NOON = Instant.parse("2026-03-05T12:00:00Z");
    private static final Duration ALIVE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(NOON);

    /** Everything of the journal over one database. */
    private final class Journal {
        final Database database;
        final Documents documents;
        final Settlements settlements;
        final Postings postings;
        final Tasks tasks;
        final Steps steps;

        Journal(Databases kind) {
            database = new Database(kind.migrated(), clock);
            documents = new Documents(database);
            settlements = new Settlements(database, documents);
            postings = new Postings(database);
            tasks = new Tasks(database);
            steps = new Steps(database, postings, tasks);
        }

        Document document(String content) throws IOException {
            Path file = Files.writeString(folder.resolve(UUID.randomUUID() + ".csv"), content);
            return documents.store("ljus-se", "acmepay", "source", "a.csv", file);
        }

        Staging staging(String content) throws IOException {
            Document document = document(content);
            String attempt = UUID.randomUUID().toString();
            assertThat(documents.claim("ljus-se", document.sha256(), attempt, ALIVE))
                    .isTrue();
            return settlements.stage(document, attempt, "ljus");
        }

        Outcome take(String content, List<Event> events) throws IOException {
            return take(content, "P1", events);
        }

        Outcome take(String content, String reference, List<Event> events) throws IOException {
            Staging staging = staging(content);
            staging.add(events);
            return accept(staging, reference, events);
        }

        Outcome accept(Staging staging, String reference, List<Event> events) {
            var proof = new Proof.Running();
            events.forEach(proof::add);
            Money payout = events.stream()
                    .filter(event -> event.kind() == EventKind.PAYOUT)
                    .map(Event::amount)
                    .findFirst()
                    .orElse(Money.zero(Money.SEK));
            var statement = new Statement(
                    reference,
                    Money.SEK,
                    day(16),
                    payout,
                    Money.zero(Money.SEK),
                    Money.zero(Money.SEK),
                    "",
                    events.size(),
                    List.of());
            return settlements.accept(staging, statement, payout, day(16), proof.against(statement), true);
        }

        /** The statements like this that H2 was asked since it was told to count them. */
        List<String> asked(String like) {
            return database.sql(
                            "select sql_statement from information_schema.query_statistics where sql_statement like :like")
                    .param("like", like)
                    .query(String.class)
                    .list();
        }

        /** How H2 reads what a statement asks for, whatever its parameters are. */
        String plan(String sql) {
            return database.jdbc().execute("explain " + sql, (PreparedStatementCallback<String>) statement -> {
                for (int i = 1; i <= statement.getParameterMetaData().getParameterCount(); i++) {
                    statement.setInt(i, i);
                }
                try (ResultSet plan = statement.executeQuery()) {
                    plan.next();
                    return plan.getString(1);
                }
            });
        }

        Settlement counting() {
            return settlements.counting("ljus-se", "P1", 0).orElseThrow();
        }

        Postings.Plan planned(Settlement settlement, int vouchers) {
            Postings.Plan plan = postings.plan(settlement, "acmebooks", "v1");
            for (int i = 0; i < vouchers; i++) {
                plan.stage(booking("P1/sales/" + i), "(kv P1:0000000" + i + ")", List.of("voucher"));
            }
            return plan;
        }
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void asksForAnErrandOnceUntilItIsAnswered(Databases kind) {
        var errands = new Errands(new Database(kind.migrated(), clock));
        Reason repair = Reason.of("REPAIR_SERIES", "series", "KV");
        var mend = new Errands.What(7L, "series KV", repair);
        Errands.Asked first = errands.ask("ljus", mend, "kim");
        clock.advance(Duration.ofMinutes(1));
        assertThat(first.isNew()).isTrue();
        assertThat(first.errand().askedAt()).isEqualTo(NOON);
        assertThat(errands.ask("ljus", mend, "robin")).isEqualTo(new Errands.Asked(first.errand(), false));
        Errands.Errand look = errands.ask("ljus", Errands.What.LOOK, "robin").errand();
        assertThat(look.isLook()).isTrue();
        errands.ask("kaffe", Errands.What.LOOK, "robin");
        assertThat(errands.merchants()).containsExactly("kaffe", "ljus");
        assertThat(errands.open("ljus")).containsExactly(first.errand(), look);

        errands.answer(first.errand().id(), Errands.State.FAILED, repair);
        errands.answer(first.errand().id(), Errands.State.DONE, repair);
        assertThat(errands.find("ljus", first.errand().id()).orElseThrow())
                .satisfies(answered -> assertThat(answered.state()).isEqualTo(Errands.State.FAILED))
                .satisfies(answered -> assertThat(answered.answer()).isEqualTo(repair));
        assertThat(errands.find("kaffe", look.id())).isEmpty();
        assertThat(errands.open("ljus")).containsExactly(look);
        Errands.Asked again = errands.ask("ljus", mend, "robin");
        assertThat(again.isNew()).isTrue();
        assertThat(errands.latest("ljus", 2)).containsExactly(again.errand(), look);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheSameBytesOncePerProfileAndGivesThemBackUnchanged(Databases kind) throws IOException {
        var journal = new Journal(kind);
        byte[] bytes = new byte[3_500_000];
        new Random(7).nextBytes(bytes);
        Path file = Files.write(folder.resolve("large.bin"), bytes);
        Document first = journal.documents.store("ljus-se", "acmepay", "source", "a.csv", file);
        Document again = journal.documents.store("ljus-se", "acmepay", "inbox", "b.csv", file);
        Document other = journal.documents.store("ljus-eu", "acmepay", "inbox", "b.csv", file);

        assertThat(again).isEqualTo(first);
        assertThat(other.id()).isNotEqualTo(first.id());
        for (int i = 0; i < 2; i++) {
            try (var in = journal.documents.content(first).open()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
        assertThat(journal.documents.deleteCutOffUploads()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void claimsADocumentForOneAttemptUntilThatIsDead(Databases kind) throws IOException {
        var journal = new Journal(kind);
        Document document = journal.document("x");
        assertThat(journal.documents.claim("ljus-se", document.sha256(), "one", ALIVE))
                .isTrue();
        assertThat(journal.documents.claim("ljus-se", document.sha256(), "two", ALIVE))
                .isFalse();
        assertThat(journal.documents.leftBehind(ALIVE)).isEmpty();
        clock.advance(ALIVE.plusSeconds(1));
        assertThat(journal.documents.leftBehind(ALIVE)).hasSize(1);
        assertThat(journal.documents.claim("ljus-se", document.sha256(), "two", ALIVE))
                .isTrue();
        assertThat(journal.documents.touch(document.id(), "one")).isFalse();
        assertThat(journal.documents.finish(document.id(), "one", Documents.State.TAKEN, "P1", null))
                .isFalse();
        assertThat(journal.documents.finish(document.id(), "two", Documents.State.TAKEN, "P1", null))
                .isTrue();
        assertThat(journal.documents.claim("ljus-se", document.sha256(), "three", Duration.ZERO))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void readsEventsBackAsTheyWereInTheirOrder(Databases kind) throws IOException {
        var journal = new Journal(kind);
        var events = new ArrayList<Event>();
        for (int i = 0; i < 4_500; i++) {
            events.add(sale(i + 1, 100 + i));
        }
        events.add(payout(
                events.stream().mapToLong(event -> event.amount().minor()).sum()));
        Staging staging = journal.staging("many");
        for (int from = 0; from < events.size(); from += 1_000) {
            staging.add(events.subList(from, Math.min(from + 1_000, events.size())));
        }
        assertThat(journal.accept(staging, "P1", events)).isEqualTo(Outcome.ACCEPTED);

        var read = new ArrayList<Event>();
        Iterator<Event> cursor = journal.settlements.events(journal.counting());
        cursor.forEachRemaining(read::add);
        assertThat(read).isEqualTo(events);
    }

    @Test
    void readsBlocksInTheOrderOfAKeySoThatNoneReadsAllThatIsLeft() throws IOException {
        var journal = new Journal(Databases.H2);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Settlement settlement = journal.counting();
        Postings.Plan plan = journal.postings.plan(settlement, "acmebooks", "v1");
        plan.booked(0, "P1/sales", day(2), List.of());
        stage(plan, "P1/sales");
        assertThat(plan.commit(1)).isTrue();
        journal.database.sql("set query_statistics true").update();

        EventCursor events = journal.settlements.events(settlement);
        events.mayRepeat(events.next());
        assertThat(journal.settlements.heldEvents(settlement).hasNext()).isFalse();
        journal.settlements.number(settlement, NumberPlaces.NONE, false);
        new OrderAnswers(journal.database).events(settlement.id(), false, -1, 10);
        var evidence = new EvidenceRows(journal.database);
        Posting posting = journal.postings.in("ljus", Postings.State.PLANNED).get(0);
        var lines = new ArrayList<EvidenceRows.Line>();
        evidence.read(posting, evidence.tie(posting), lines::add);

        assertThat(lines).hasSize(1);
        List<String> blocks = journal.asked("%order by%limit%");
        assertThat(blocks).hasSize(6);
        assertThat(blocks).allSatisfy(block -> assertThat(journal.plan(block)).contains("/* index sorted */"));
    }

    @Test
    void findsWhatAMerchantHasToSendWithoutLookingAtOthers() {
        var journal = new Journal(Databases.H2);
        journal.database.sql("set query_statistics true").update();

        journal.steps.due("ljus", 10);
        journal.steps.nextDue("ljus");

        List<String> looks = journal.asked("%from step %");
        assertThat(looks).hasSize(2);
        assertThat(looks).allSatisfy(look -> assertThat(
                        count("step_due: state = '[A-Z]+'\\s+AND merchant = ", journal.plan(look)))
                .isEqualTo(count("from step ", look)));
    }

    @Test
    void asksForAnyNumberOfOrdersByAFewStatements() {
        var journal = new Journal(Databases.H2);
        journal.database.sql("set query_statistics true").update();
        journal.database.sql("set query_statistics_max_entries 1000").update();
        var answers = new OrderAnswers(journal.database);
        IntStream.rangeClosed(1, 200)
                .mapToObj(JournalTest::orders)
                .forEach(orders -> answers.lookups("ljus-se", orders));

        List<String> asked = journal.asked("select * from order_lookup%");
        assertThat(asked).hasSize(7);
        assertThat(asked).allSatisfy(one -> assertThat(count("\\?, \\?", one)).isLessThanOrEqualTo(64));
    }

    private static List<String> orders(int count) {
        return IntStream.range(0, count).mapToObj(one -> "order-" + one).toList();
    }

    /** Lists of a length that is not even, once and more than once what is asked for at a time. */
    @ParameterizedTest
    @EnumSource
    void findsEachOfManyOrdersOnce(Databases kind) {
        var journal = new Journal(kind);
        var answers = new OrderAnswers(journal.database);
        var reason = new Reason("ORDER_NOT_HAD", Map.of());
        List<String> all = orders(150);
        all.forEach(order -> {
            answers.notHad("ljus-se", order, reason);
            answers.notHad("glans-se", order, reason);
        });

        for (int some : List.of(0, 1, 3, 64, 65, 133)) {
            assertThat(answers.lookups("ljus-se", all.subList(0, some)).keySet())
                    .containsExactlyInAnyOrderElementsOf(all.subList(0, some));
        }
        for (int some : List.of(1, 3, 150)) {
            assertThat(journal.database
                            .sql("select count(*) from order_lookup where order_number in (:orders)")
                            .param("orders", all.subList(0, some))
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2 * some);
        }
        // More than a statement of PostgreSQL takes if lists of this length were doubled.
        assertThat(journal.database
                        .sql("select count(*) from order_lookup where order_number in (:orders)")
                        .param("orders", orders(40_000))
                        .query(Integer.class)
                        .single())
                .isEqualTo(2 * all.size());
    }

    private static long count(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().count();
    }

    @Test
    void findsTheNewestOrdersWithoutReadingWhatSoldBefore() throws IOException {
        var journal = new Journal(Databases.H2);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        journal.database.sql("set query_statistics true").update();

        assertThat(new BooksAhead(journal.database).orders("ljus-se", 1)).containsExactly("1");

        List<String> looks = journal.asked("%from event e%");
        assertThat(looks).hasSize(2);
        assertThat(looks)
                .filteredOn(look -> look.contains("group by"))
                .singleElement()
                .satisfies(look -> assertThat(journal.plan(look))
                        .containsPattern("event_newest: settlement_id = s.id\\s+AND happened_at >= "));
        assertThat(looks)
                .filteredOn(look -> look.contains("as newest"))
                .singleElement()
                .satisfies(look -> assertThat(journal.plan(look)).contains("event_newest: ", "/* index sorted */"));
    }

    /** Some sold several times, in several payouts, at the same moment, or years ago; some do not count, or have no number. */
    @ParameterizedTest
    @EnumSource
    void knowsTheNewestOrdersOfAProfile(Databases kind) throws IOException {
        var journal = new Journal(kind);
        var random = new Random(1);
        var sold = new HashMap<String, Instant>();
        for (String payout : List.of("P1", "P2", "P3")) {
            var events = new ArrayList<Event>();
            for (int i = 1; i <= 200; i++) {
                int number = 100 + random.nextInt(200);
                Instant at = NOON.minus(Duration.ofHours(1L << random.nextInt(17)));
                events.add(sale(number, i, at));
                sold.merge(String.valueOf(number), at, (one, other) -> one.isAfter(other) ? one : other);
            }
            events.add(Event.of(EventKind.SALE, "SALE|unnumbered", NOON, Money.ofMinor(1, Money.SEK))
                    .order(new OrderReference("o", "", "", "", ""))
                    .build());
            events.add(about(EventKind.REFUND, 998, ""));
            journal.take(payout, payout, events);
        }
        journal.staging("cut off").add(List.of(sale(999, 1)));

        List<String> newest = sold.entrySet().stream()
                .sorted(Map.Entry.<String, Instant>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(newest).hasSizeGreaterThan(150);
        var ahead = new BooksAhead(journal.database);
        for (int limit : List.of(1, 7, 60, 150, newest.size(), 1_000)) {
            assertThat(ahead.orders("ljus-se", limit))
                    .as("the newest %s", limit)
                    .isEqualTo(newest.subList(0, Math.min(limit, newest.size())));
        }
        assertThat(ahead.orders("kaffe-se", 1)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void knowsTheCurrenciesThatTheProviderConverts(Databases kind) throws IOException {
        var journal = new Journal(kind);
        var ahead = new BooksAhead(journal.database);
        assertThat(ahead.converted("ljus-se")).isEmpty();
        Event sale = Event.of(EventKind.SALE, "SALE|1", NOON, Money.ofMinor(112_00, Money.SEK))
                .original(Money.parse("10.00 EUR"), null)
                .build();
        Event fee = Event.of(EventKind.FEE, "FEE|1", NOON, Money.ofMinor(12_00, Money.SEK))
                .original(Money.parse("1.00 USD"), null)
                .build();
        journal.take("converted", "P1", List.of(sale, fee));
        assertThat(ahead.converted("ljus-se")).containsExactly(Currency.getInstance("EUR"));
    }

    @Test
    void findsWhatOrdersConsistOfByAllOfTheKeyThatIsAskedFor() {
        var journal = new Journal(Databases.H2);
        assertThat(journal.plan("select 1 from shop_order where (merchant, order_number) in ((?, ?), (?, ?))"))
                .contains("shop_order_number: ");
        assertThat(journal.plan("select 1 from order_part where (merchant, order_number) in ((?, ?), (?, ?))"))
                .contains("order_part_number: ");
    }

    @ParameterizedTest
    @EnumSource
    void addsNothingWhenAPayoutComesAgainWithTheSameRows(Databases kind) throws IOException {
        var journal = new Journal(kind);
        List<Event> events = List.of(sale(1, 500), sale(2, 700), payout(1200));
        assertThat(journal.take("one", events)).isEqualTo(Outcome.ACCEPTED);
        assertThat(journal.take("two", List.of(sale(2, 700), sale(1, 500), payout(1200))))
                .isEqualTo(Outcome.KNOWN);
        assertThat(journal.settlements.all("ljus")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void replacesAPayoutThatIsNotPlannedByADifferingDelivery(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        long before = journal.counting().id();
        assertThat(journal.take("two", List.of(sale(1, 500), sale(2, 700), payout(1200))))
                .isEqualTo(Outcome.REPLACING);
        assertThat(journal.counting().id()).isNotEqualTo(before);
        assertThat(journal.counting().payout()).isEqualTo(Money.of("12.00", "SEK"));
        assertThat(journal.settlements.find(before).orElseThrow().state()).isEqualTo(Settlements.State.REPLACED);
    }

    @ParameterizedTest
    @EnumSource
    void makesASupplementOfLateRowsOfAPlannedPayout(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), sale(1, 500), payout(1000)));
        assertThat(journal.planned(journal.counting(), 1).commit(0)).isTrue();
        List<Event> more = List.of(sale(1, 500), sale(1, 500), sale(1, 500), sale(3, 700), payout(2200));

        assertThat(journal.take("two", more)).isEqualTo(Outcome.SUPPLEMENTING);
        Settlement late = journal.settlements.counting("ljus-se", "P1", 1).orElseThrow();
        assertThat(late.title()).isEqualTo("P1+1");
        assertThat(late.payout()).isEqualTo(Money.of("12.00", "SEK"));
        var rows = new ArrayList<Event>();
        journal.settlements.events(late).forEachRemaining(rows::add);
        assertThat(rows).extracting(event -> event.amount().minor()).containsExactly(500L, 700L, 1200L);
        assertThat(journal.take("three", more)).isEqualTo(Outcome.KNOWN);
    }

    @ParameterizedTest
    @EnumSource
    void refusesADeliveryThatLacksRowsOfAPlannedPayout(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), sale(2, 700), payout(1200)));
        journal.planned(journal.counting(), 1).commit(0);
        Staging staging = journal.staging("two");
        List<Event> fewer = List.of(sale(1, 500), payout(500));
        staging.add(fewer);
        assertThatThrownBy(() -> journal.accept(staging, "P1", fewer)).isInstanceOf(Settlements.Differs.class);
        journal.settlements.drop(staging, Documents.State.HELD, "P1", Reason.of("REDELIVERY_DIFFERS"));
        assertThat(journal.documents.held("ljus-se", "P1")).hasSize(1);
        assertThat(journal.settlements.all("ljus")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void findsTheSaleARefundTakesBack(Databases kind) throws IOException {
        var journal = new Journal(kind);
        Event refund = Event.of(EventKind.REFUND, "R", NOON.plusSeconds(60), Money.of("5.00", "SEK"))
                .order(order(2))
                .row(3)
                .build();
        journal.take("one", List.of(sale(1, 500), sale(2, 500), refund, payout(500)));
        EventCursor events = journal.settlements.events(journal.counting());
        while (events.hasNext()) {
            Event event = events.next();
            if (event.kind() == EventKind.REFUND) {
                assertThat(events.of(event)).hasValue(sale(2, 500));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void countsAPlanOnceAndThrowsAwayWhatACutOffPlanStaged(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Settlement settlement = journal.counting();
        journal.planned(settlement, 3);
        Postings.Plan plan = journal.planned(settlement, 2);
        assertThat(journal.postings.of(settlement.id())).isEmpty();
        assertThat(plan.commit(0)).isTrue();
        assertThat(journal.postings.of(settlement.id())).hasSize(2);
        assertThat(journal.planned(settlement, 2).commit(0)).isFalse();
        assertThat(journal.postings.of(settlement.id())).hasSize(2).first().satisfies(posting -> assertThat(
                        posting.booking())
                .isEqualTo(booking("P1/sales/0")));
    }

    /** Told before their booking as a day's sales are, right after it as an invoice's sale is, or in none after all. */
    @ParameterizedTest
    @EnumSource
    void everyEventKeepsTheBookingItWasToldToBeIn(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take(
                "one",
                List.of(
                        sale(1, 500),
                        sale(2, 500),
                        sale(3, 500),
                        sale(4, 500),
                        sale(5, 500),
                        sale(6, 500),
                        payout(3000)));
        Settlement settlement = journal.counting();
        Postings.Plan plan = journal.postings.plan(settlement, "acmebooks", "v1");
        plan.booked(0, "P1/sales", day(2), List.of());
        stage(plan, "order/2");
        stage(plan, "order/2/payment");
        plan.booked(1, "order/2", day(2), List.of());
        plan.booked(2, "P1/nothing", day(2), List.of());
        stage(plan, "order/4");
        plan.booked(3, "order/4", day(2), List.of());
        plan.booked(4, "P1/sales", day(2), List.of());
        plan.booked(5, "P1/nothing", day(2), List.of());
        plan.booked(6, "P1/payout", day(2), List.of());
        plan.empty("P1/nothing", "NOTHING_MOVED");
        stage(plan, "P1/payout");
        stage(plan, "P1/sales");
        assertThat(plan.commit(0)).isTrue();

        assertThat(journal.database
                        .sql("""
                                select b.seq, p.posting_key from booked_event b
                                left join posting p on p.settlement_id = b.settlement_id and p.booking_no = b.booking_no
                                order by b.seq
                                """)
                        .query((row, n) -> row.getInt(1) + " " + row.getString(2))
                        .list())
                .containsExactly("0 P1/sales", "1 order/2", "3 order/4", "4 P1/sales", "6 P1/payout");
        assertThat(journal.database
                        .sql("select events from unbooked_count where reason = 'NOTHING_MOVED'")
                        .query(Integer.class)
                        .list())
                .containsExactly(2);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAPlanThatTellsOfABookingItDoesNotMake(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Postings.Plan plan = journal.planned(journal.counting(), 1);
        plan.booked(0, "order/1", day(2), List.of());

        assertThatThrownBy(() -> plan.commit(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("order/1");
        assertThat(journal.counting().state()).isEqualTo(Settlements.State.PROVEN);
    }

    @ParameterizedTest
    @EnumSource
    void knowsWhichKeysComeOnceAlsoFarApart(Databases kind) throws IOException {
        var journal = new Journal(kind);
        var events = new ArrayList<Event>();
        for (int number = 1; number <= 20_000; number++) {
            events.add(sale(number, 1));
        }
        events.add(sale(7, 1));
        events.add(sale(10_001, 1));
        events.add(sale(10_001, 1));
        events.add(payout(events.size()));
        journal.take("one", events);

        EventCursor cursor = journal.settlements.events(journal.counting());
        var again = new ArrayList<String>();
        while (cursor.hasNext()) {
            Event event = cursor.next();
            if (cursor.mayRepeat(event)) {
                again.add(event.key());
            }
        }

        assertThat(again).contains("SALE|7|1", "SALE|10001|1");
        // Of some hundred million pairs of keys, few share a hash.
        assertThat(again).hasSizeLessThan(30);
    }

    @ParameterizedTest
    @EnumSource
    void changesAStepOnlyFromTheStateAndAttemptItIsIn(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        journal.planned(journal.counting(), 1).commit(0);
        Step planned = journal.steps.due("ljus", 10).get(0);
        Step sending = journal.steps.begin(planned, NOON.plusSeconds(30)).orElseThrow();
        assertThat(journal.steps.begin(planned, NOON.plusSeconds(30))).isEmpty();
        assertThat(journal.steps.due("ljus", 10)).isEmpty();
        assertThat(journal.steps.recover("ljus")).isEqualTo(1);
        var noted = new ArrayList<String>();
        assertThat(journal.steps.done(sending, new Receipt("KV", "1", "6", ""), null, booked -> noted.add("too late")))
                .isEqualTo(new Done(false, null));

        Step unknown = journal.steps.due("ljus", 10).get(0);
        assertThat(unknown.state()).isEqualTo(State.UNKNOWN);
        assertThat(journal.steps.absent(unknown, NOON.plusSeconds(90))).isTrue();
        assertThat(journal.steps.due("ljus", 10)).isEmpty();
        assertThat(journal.steps.nextDue("ljus")).contains(NOON.plusSeconds(90));
        clock.advance(Duration.ofSeconds(90));
        Step again = journal.steps.due("ljus", 10).get(0);
        assertThat(again.absences()).isEqualTo(1);
        // What is done is in the history, or neither is.
        assertThatThrownBy(() -> journal.steps.done(again, new Receipt("KV", "1", "6", ""), null, booked -> {
                    throw new IllegalStateException("dead");
                }))
                .hasMessage("dead");
        assertThat(journal.steps.due("ljus", 10)).containsExactly(again);
        assertThat(journal.steps.done(again, new Receipt("KV", "1", "6", ""), null, booked -> noted.add("done")))
                .isEqualTo(new Done(true, null));
        assertThat(noted).containsExactly("done");
        assertThat(journal.postings.find(planned.postingId()).orElseThrow().receipt())
                .isEqualTo(new Receipt("KV", "1", "6", ""));
        assertThat(journal.steps.nextDue("ljus")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void opensATaskForARefusalAndClosesItOnRetry(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        journal.planned(journal.counting(), 1).commit(0);
        Step sending = journal.steps
                .begin(journal.steps.due("ljus", 1).get(0), NOON.plusSeconds(30))
                .orElseThrow();
        Reason reason = Reason.of("TARGET_REFUSED", "message", "å".repeat(2_000));
        assertThat(journal.steps.refused(sending, "ljus-se", reason)).isTrue();
        assertThat(journal.tasks.open()).hasSize(1);
        assertThat(journal.postings.in("ljus", Postings.State.REFUSED)).hasSize(1);
        assertThat(journal.steps.retry(sending.postingId())).isEqualTo(1);
        assertThat(journal.tasks.open()).isEmpty();
        assertThat(journal.steps.due("ljus", 1)).hasSize(1);
        assertThat(journal.steps.attempts(sending.postingId(), 0)).hasSize(1);
    }

    /** The steps that are due, as the keys of their postings. */
    private List<String> due(Journal journal) {
        return journal.steps.due("ljus", 10).stream()
                .map(step -> journal.postings
                        .find(step.postingId())
                        .orElseThrow()
                        .booking()
                        .key())
                .toList();
    }

    private static void finish(Journal journal, String key) {
        Step step = journal.steps
                .of(journal.postings.find("ljus-se", key).orElseThrow().id())
                .get(0);
        Step sending = journal.steps.begin(step, NOON.plusSeconds(30)).orElseThrow();
        assertThat(journal.steps.done(sending, new Receipt("B", key, "6", ""), null, booked -> {}))
                .isEqualTo(new Done(true, null));
    }

    /** An invoice, its payment, two credits of it with the payment of the first, and what is about nothing of that. */
    @ParameterizedTest
    @EnumSource
    void letsWhatIsAboutAnInvoiceFollowItAndEachCreditTheOneBefore(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Postings.Plan plan = journal.postings.plan(journal.counting(), "acmebooks", "v1");
        var kinds = Map.of("sale", Kind.INVOICE, "paid", Kind.PAYMENT, "back-1", Kind.CREDIT_INVOICE);
        for (String line : List.of("sale", "paid sale", "back-1 sale", "back-1-paid back-1", "back-2 sale", "other")) {
            String[] parts = line.split(" ", 2);
            Kind of = parts[0].startsWith("back-2")
                    ? Kind.CREDIT_INVOICE
                    : kinds.getOrDefault(parts[0], parts.length == 1 ? Kind.VOUCHER : Kind.PAYMENT);
            plan.stage(
                    about(parts[0], of, parts.length == 1 ? "" : parts[1]), "(kv " + parts[0] + ":1)", List.of("book"));
        }
        plan.commit(0);

        assertThat(due(journal)).containsExactly("sale", "other");
        finish(journal, "other");
        assertThat(due(journal)).containsExactly("sale");
        finish(journal, "sale");
        assertThat(due(journal)).containsExactly("paid", "back-1");
        assertThat(journal.postings.isCreditedBefore(
                        journal.postings.find("ljus-se", "back-1").orElseThrow()))
                .isFalse();
        finish(journal, "paid");
        assertThat(due(journal)).containsExactly("back-1");
        finish(journal, "back-1");
        assertThat(due(journal)).containsExactly("back-1-paid", "back-2");
        Posting second = journal.postings.find("ljus-se", "back-2").orElseThrow();
        assertThat(journal.postings.isCreditedBefore(second)).isTrue();
        assertThat(journal.steps.answer(
                        journal.postings.find("ljus-se", "sale").orElseThrow().id(), "book"))
                .contains("sale");
        assertThat(journal.steps.isTaken("ljus", "book", "sale", second.id())).isTrue();
        assertThat(journal.steps.isTaken("ljus", "book", "back-2", second.id())).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void leavesTheDocumentsOfWhatIsBookedToAPersonWhoSaysSo(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Postings.Plan plan = journal.postings.plan(journal.counting(), "acmebooks", "v1");
        plan.stage(
                about("sale", Kind.INVOICE, ""),
                "(kv sale:1)",
                List.of("make", Steps.UPLOAD, Steps.ATTACH, Steps.UPLOAD_FILE, Steps.ATTACH_FILE));
        plan.commit(0);
        var noted = new ArrayList<String>();
        Step make = begin(journal, "sale");
        assertThat(journal.steps.attachedByHand(found(journal, "sale"), () -> noted.add("sending")))
                .isFalse();
        journal.steps.done(make, new Receipt("B", "1", "6", ""), null, booked -> {});
        assertThat(journal.steps.attachedByHand(found(journal, "sale"), () -> noted.add("on its way")))
                .isFalse();
        Step upload = journal.steps
                .begin(journal.steps.due("ljus", 1).get(0), NOON.plusSeconds(30))
                .orElseThrow();
        journal.steps.refused(upload, "ljus-se", Reason.of("EVIDENCE_NOT_ATTACHED"));
        assertThat(journal.tasks.open()).hasSize(1);

        assertThat(journal.steps.attachedByHand(found(journal, "sale"), () -> noted.add("noted")))
                .isTrue();
        assertThat(noted).containsExactly("noted");
        assertThat(journal.tasks.open()).isEmpty();
        assertThat(found(journal, "sale").state()).isEqualTo(Postings.State.DONE);
        assertThat(journal.steps.of(upload.postingId()))
                .extracting(Step::state)
                .containsExactly(
                        State.DONE,
                        State.BOOKED_BY_HAND,
                        State.BOOKED_BY_HAND,
                        State.BOOKED_BY_HAND,
                        State.BOOKED_BY_HAND);
        assertThat(journal.steps.retry(upload.postingId())).isZero();
        assertThat(journal.steps.nextDue("ljus")).isEmpty();
    }

    /** An invoice and its first credit stand still, and a person has booked both by hand. */
    @ParameterizedTest
    @EnumSource
    void letsWhatIsAboutAnInvoiceFollowWhatWasBookedByHand(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Postings.Plan plan = journal.postings.plan(journal.counting(), "acmebooks", "v1");
        plan.stage(about("sale", Kind.INVOICE, ""), "(kv sale:1)", List.of("make", "book"));
        plan.stage(about("paid", Kind.PAYMENT, "sale"), "(kv paid:1)", List.of("pay"));
        plan.stage(about("back-1", Kind.CREDIT_INVOICE, "sale"), "(kv back-1:1)", List.of("credit"));
        plan.stage(about("back-2", Kind.CREDIT_INVOICE, "sale"), "(kv back-2:1)", List.of("credit"));
        plan.commit(0);
        var said = new ByHand("anna", NOON, "KV 200");
        var noted = new ArrayList<String>();

        assertThat(journal.steps.bookedByHand(found(journal, "sale"), said, "make", "77", () -> noted.add("planned")))
                .as("it may be sent at any moment")
                .isFalse();
        Step sending = begin(journal, "sale");
        assertThat(journal.steps.bookedByHand(found(journal, "sale"), said, "make", "77", () -> noted.add("sending")))
                .isFalse();
        assertThat(journal.steps.held(sending, "ljus-se", Reason.of("OUTCOME_UNCLEAR")))
                .isTrue();
        Posting held = found(journal, "sale");
        assertThat(journal.steps.retry(held.id())).isEqualTo(1);
        assertThat(journal.steps.bookedByHand(held, said, "make", "77", () -> noted.add("looked up")))
                .as("meanwhile somebody has it looked up")
                .isFalse();
        Step unknown = journal.steps.of(held.id()).get(0);
        assertThat(unknown.state()).isEqualTo(State.UNKNOWN);
        journal.steps.held(unknown, "ljus-se", Reason.of("OUTCOME_UNCLEAR"));
        assertThatThrownBy(() -> journal.steps.bookedByHand(held, said, "make", "77", () -> {
                    throw new IllegalStateException("dead");
                }))
                .hasMessage("dead");
        assertThat(journal.tasks.open()).hasSize(1);
        assertThat(due(journal)).isEmpty();
        assertThat(noted).isEmpty();

        assertThat(journal.steps.bookedByHand(held, said, "make", "77", () -> noted.add("noted")))
                .isTrue();
        assertThat(noted).containsExactly("noted");
        assertThat(journal.tasks.open()).isEmpty();
        assertThat(due(journal)).containsExactly("paid", "back-1");
        Posting byHand = found(journal, "sale");
        assertThat(byHand.state()).isEqualTo(Postings.State.BOOKED_BY_HAND);
        assertThat(byHand.byHand()).isEqualTo(said);
        assertThat(byHand.receipt()).isEqualTo(new Receipt("", "77", "", ""));
        assertThat(journal.steps.of(byHand.id())).extracting(Step::state).containsOnly(State.BOOKED_BY_HAND);
        assertThat(journal.steps.answer(byHand.id(), "make")).contains("77");
        assertThat(journal.steps.retry(byHand.id())).as("it would stand twice").isZero();
        assertThat(journal.steps.bookedByHand(held, said, "make", "78", () -> {}))
                .as("as it was before")
                .isFalse();
        var better = new ByHand("bo", NOON.plusSeconds(60), "KV 201");
        assertThat(journal.steps.bookedByHand(byHand, better, "make", "", () -> {}))
                .isTrue();
        assertThat(found(journal, "sale").byHand()).isEqualTo(better);
        assertThat(journal.steps.answer(byHand.id(), "make")).as("kept").contains("77");

        journal.steps.refused(begin(journal, "back-1"), "ljus-se", Reason.of("OUTCOME_UNCLEAR"));
        assertThat(due(journal)).containsExactly("paid");
        assertThat(journal.steps.isNumberUntold("ljus", "credit", "1", 0)).isFalse();
        journal.steps.bookedByHand(found(journal, "back-1"), said, "credit", "", () -> {});
        assertThat(due(journal)).containsExactly("paid", "back-2");
        Posting second = found(journal, "back-2");
        assertThat(journal.postings.isCreditedBefore(second)).isTrue();
        assertThat(journal.steps.isNumberUntold("ljus", "credit", "1", second.id()))
                .isTrue();
        assertThat(journal.steps.isNumberUntold("ljus", "make", "1", second.id()))
                .isFalse();
        assertThat(journal.postings.corrections().standing(journal.counting(), List.of(), true).values().stream()
                        .flatMap(List::stream))
                .extracting(Retold.Stands::byHand, Retold.Stands::unsent)
                .as("what a person has booked is neither taken back nor corrected")
                .containsExactly(tuple(true, false), tuple(false, true), tuple(true, false), tuple(false, true));
        assertThat(new Figures(journal.database).postings())
                .extracting(Figures.Count::state, Figures.Count::count)
                .containsExactlyInAnyOrder(tuple("BOOKED_BY_HAND", 2L), tuple("PLANNED", 2L));
        assertThat(new BooksAhead(journal.database).waiting("ljus"))
                .extracting(BooksAhead.Waiting::postings)
                .containsExactly(2);
    }

    private static Posting found(Journal journal, String key) {
        return journal.postings.find("ljus-se", key).orElseThrow();
    }

    private static Step begin(Journal journal, String key) {
        return journal.steps
                .begin(journal.steps.of(found(journal, key).id()).get(0), NOON.plusSeconds(30))
                .orElseThrow();
    }

    /** An invoice in two steps, and two payments of it: the first is gone on with, the second waits for its turn. */
    @ParameterizedTest
    @EnumSource
    void sendsWhatFollowsAStepByTheCommitThatSaysItIsDone(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Postings.Plan plan = journal.postings.plan(journal.counting(), "acmebooks", "v1");
        plan.stage(about("sale", Kind.INVOICE, ""), "(kv sale:1)", List.of("make", "book", Steps.UPLOAD));
        plan.stage(about("paid", Kind.PAYMENT, "sale"), "(kv paid:1)", List.of("pay"));
        plan.stage(about("paid-2", Kind.PAYMENT, "sale"), "(kv paid-2:1)", List.of("pay"));
        plan.commit(0);
        var receipt = new Receipt("B", "1", "6", "");
        Instant before = NOON.plusSeconds(30);
        Step make =
                journal.steps.begin(journal.steps.due("ljus", 1).get(0), before).orElseThrow();

        Step book = next(journal.steps.done(make, receipt, before, booked -> {}));
        assertThat(journal.steps.find(book.postingId(), 1)).contains(book);
        assertThat(book.state()).isEqualTo(State.SENDING);
        assertThat(book.sendBefore()).isEqualTo(before);
        assertThat(journal.steps.due("ljus", 10)).isEmpty();
        assertThat(journal.steps.isUnderWay("ljus", "book", "1", 0)).isTrue();
        assertThat(journal.steps.isUnderWay("ljus", "book", "1", book.postingId()))
                .isFalse();

        Step pay = next(journal.steps.done(book, receipt, before, booked -> {}));
        assertThat(pay.name()).isEqualTo("pay");
        assertThat(journal.steps.find(pay.postingId(), 0)).contains(pay);
        assertThat(due(journal)).as("the second payment, and the document").containsExactly("paid-2", "sale");
        assertThat(journal.steps.done(pay, receipt, before, booked -> {})).isEqualTo(new Done(true, null));
    }

    private static Step next(Done done) {
        return Objects.requireNonNull(done.next());
    }

    /** Two sales that cannot be told apart, of which the second comes later: its invoice would be taken for the first's. */
    @ParameterizedTest
    @EnumSource
    void refusesABookingWithTheKeyOfOneThatCounts(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Settlement settlement = journal.counting();
        Postings.Plan plan = journal.postings.plan(settlement, "acmebooks", "v1");
        plan.stage(about("sale", Kind.INVOICE, ""), "(kv 1:1)", List.of("book"));
        plan.commit(0);

        Postings.Plan later = journal.postings.plan(journal.counting(), "acmebooks", "v1");
        later.stage(about("sale", Kind.INVOICE, ""), "(kv 1:1)", List.of("book"));
        assertThatThrownBy(() -> later.commitHeld(true))
                .isInstanceOf(CannotBook.class)
                .hasMessageContaining("BOOKING_KEY_TAKEN")
                .hasMessageContaining("key=sale");
        assertThat(journal.postings.of(settlement.id())).hasSize(1);
    }

    /** A person and the delivery job try the same at once: what waits is booked once, and never by a plan that lost its postings. */
    @ParameterizedTest
    @EnumSource
    void countsOnlyTheNewestOfPlansOfWaitingEventsThatAreMadeBesideEachOther(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Postings.Plan plan = journal.postings.plan(journal.counting(), "acmebooks", "v1");
        plan.stage(booking("P1/payout"), "(kv P1:1)", List.of("voucher"));
        plan.hold(0, Reason.of(Looks.NEXT_RUN));
        plan.commit(0);
        Settlement settlement = journal.counting();
        assertThat(journal.settlements.merchantsToPlan()).containsExactly("ljus");

        Postings.Plan earlier = journal.postings.plan(settlement, "acmebooks", "v1");
        earlier.stage(booking("P1~1/sales"), "(kv P1:2)", List.of("voucher"));
        Postings.Plan newest = journal.postings.plan(settlement, "acmebooks", "v1");
        newest.stage(booking("P1~2/sales"), "(kv P1:3)", List.of("voucher"));
        assertThat(earlier.commitHeld(true)).isFalse();
        assertThat(journal.settlements.held(settlement.id())).hasSize(1);
        assertThat(newest.commitHeld(true)).isTrue();
        assertThat(newest.commitHeld(true)).isFalse();

        assertThat(journal.settlements.held(settlement.id())).isEmpty();
        assertThat(journal.settlements.merchantsToPlan()).isEmpty();
        assertThat(journal.postings.of(settlement.id()))
                .extracting(posting -> posting.booking().key())
                .containsExactlyInAnyOrder("P1/payout", "P1~2/sales");
    }

    /** What needs a target's answer is taken up once per run, and again after a while: also when the run ends in a fault. */
    @ParameterizedTest
    @EnumSource
    void takesUpWhatWaitsForATargetsAnswerUntilItHasOne(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(sale(1, 500), payout(500)));
        Postings.Plan plan = journal.postings.plan(journal.counting(), "acmebooks", "v1");
        plan.stage(booking("P1/payout"), "(kv P1:1)", List.of("voucher"));
        plan.hold(0, Reason.of("VAT_RATE_MISSING"));
        plan.commit(0);
        assertThat(journal.settlements.merchantsToPlan())
                .as("waits for a person")
                .isEmpty();
        for (String code : List.of(Looks.NEXT_RUN, Looks.NOT_ANSWERED)) {
            Postings.Plan held = journal.postings.plan(journal.counting(), "acmebooks", "v1");
            held.hold(0, Reason.of(code));
            assertThat(held.commitHeld(true)).isTrue();
            Instant again = clock.instant().plus(Duration.ofMinutes(15));
            assertThat(journal.settlements.toAsk("another", again)).isEmpty();
            assertThat(journal.settlements.toAsk("ljus", again)).hasSize(1);
            assertThat(journal.settlements.toAsk("ljus", again)).isEmpty();
            assertThat(journal.settlements.merchantsToPlan()).isEmpty();
            clock.set(again);
            assertThat(journal.settlements.merchantsToPlan()).containsExactly("ljus");
            assertThat(journal.settlements.toAsk("ljus", again.plusSeconds(1))).hasSize(1);
        }
    }

    /** A credit invoice takes the sale back, and its payment the claim: both belong to the dispute that was lost. */
    @ParameterizedTest
    @EnumSource
    void knowsWhatIsBookedOfADisputeAlsoByThePaymentOfItsCreditInvoice(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take(
                "one",
                List.of(
                        about(EventKind.CHARGEBACK_OPENED, 1, "dp_1"),
                        about(EventKind.CHARGEBACK_OPENED, 2, ""),
                        about(EventKind.CHARGEBACK_LOST, 1, "dp_1"),
                        sale(3, 1000),
                        payout(0)));
        Settlement settlement = journal.counting();
        Postings.Plan plan = journal.postings.plan(settlement, "acmebooks", "v1");
        place(plan, 0, entry("P1/own/1", Kind.VOUCHER, "P1", "", disputed("400.00", "40.00")));
        place(plan, 1, entry("P1/own/2", Kind.VOUCHER, "P1", "", disputed("70.00", "7.00")));
        place(plan, 2, entry("P1/decided/3", Kind.CREDIT_INVOICE, "1", "", customer("-380.00")));
        place(
                plan,
                -1,
                entry("P1/decided/3/payment", Kind.PAYMENT, "1", "P1/decided/3", disputed("-380.00", "-38.00")));
        place(plan, -1, entry("P1/own/1~2", Kind.VOUCHER, "P1", "", disputed("5.00", "0.50")));
        place(plan, 3, entry("order/3", Kind.INVOICE, "3", "", customer("10.00")));
        place(plan, -1, entry("order/3/payment", Kind.PAYMENT, "3", "order/3", disputed("9.00", "0.90")));
        Knowledge.Pots pots = journal.postings.pots("ljus-se", Money.SEK);
        assertThat(pots.claim(Money.SEK, "dp_1")).isEmpty();

        plan.commit(1);
        journal.database.sql("""
                        update posting set corrects = (select min(id) from posting where posting_key = 'P1/own/1')
                        where posting_key = 'P1/own/1~2'
                        """).update();

        assertThat(pots.claim(Money.SEK, "dp_1"))
                .extracting(Knowledge.Move::inBooks, Knowledge.Move::original)
                .containsExactly(tuple(400_00L, 40_00L), tuple(-380_00L, -38_00L), tuple(5_00L, 50L));
        assertThat(pots.claim(Money.SEK, "2"))
                .extracting(Knowledge.Move::day, Knowledge.Move::inBooks)
                .containsExactly(tuple(day(2), 70_00L));
        assertThat(pots.claim(Money.SEK, "3")).isEmpty();
        assertThat(pots.claim(Currency.getInstance("EUR"), "dp_1")).isEmpty();
        assertThat(journal.postings.pots("other", Money.SEK).claim(Money.SEK, "dp_1"))
                .isEmpty();
        assertThat(journal.postings
                        .potsWithout("ljus-se", Money.SEK, List.of(settlement.id()))
                        .claim(Money.SEK, "dp_1"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void knowsWhatTheBuyerOfAnOrderIsOwed(Databases kind) throws IOException {
        var journal = new Journal(kind);
        journal.take("one", List.of(about(EventKind.REFUND_FAILED, 1, "re_1"), payout(500)));
        Settlement settlement = journal.counting();
        Postings.Plan plan = journal.postings.plan(settlement, "acmebooks", "v1");
        place(plan, 0, entry("P1/own/1", Kind.VOUCHER, "10231", "", row("REFUND_OWED", "2490", "-400.00", "-40.00")));
        place(plan, -1, entry("P1/own/1~2", Kind.VOUCHER, "P1", "", row("REFUND_OWED", "2490", "-5.00", "-0.50")));
        place(plan, -1, entry("P1/own/2", Kind.VOUCHER, "10232", "", row("REFUND_OWED", "2490", "-7.00", "-0.70")));
        plan.commit(1);
        journal.database.sql("""
                        update posting set corrects = (select min(id) from posting where posting_key = 'P1/own/1')
                        where posting_key = 'P1/own/1~2'
                        """).update();

        assertThat(journal.postings.pots("ljus-se", Money.SEK).owed(Money.SEK, "10231"))
                .extracting(Knowledge.Move::inBooks, Knowledge.Move::original)
                .containsExactly(tuple(-400_00L, -40_00L), tuple(-5_00L, -50L));
        assertThat(journal.postings.owed(settlement, Money.SEK))
                .containsExactly(
                        new Postings.Owed("10231", Money.parse("405.00 SEK")),
                        new Postings.Owed("10232", Money.parse("7.00 SEK")));
    }

    private static Event about(EventKind kind, int order, String subject) {
        return Event.of(kind, kind + "|" + order, NOON, Money.ofMinor(500, Money.SEK))
                .order(order(order))
                .subject(subject)
                .build();
    }

    /** A booking of one row and what balances it. */
    private static Booking entry(String key, Kind kind, String reference, String of, VoucherRow row) {
        var rows = List.of(
                row,
                VoucherRow.of(
                        "CLEARING_SEK",
                        new Account("1581", "Avräkning"),
                        row.amount().negated()));
        boolean invoice = kind != Kind.VOUCHER;
        return new Booking(
                key,
                kind,
                reference,
                new Voucher("KV", day(2), "BALANCE_DAY", "Tvist", rows),
                key.contains("~") || key.endsWith("payment") ? 0 : 1,
                invoice
                        ? new Booking.Invoice(
                                order(1), of, row.amount(), "SE", Booking.Market.HOME, "", List.of(), null)
                        : null);
    }

    private static VoucherRow disputed(String amount, String euro) {
        return row("AR_DISPUTED", "1516", amount, euro);
    }

    private static VoucherRow customer(String amount) {
        return VoucherRow.of("AR_CUSTOMER", new Account("1510", "Kundfordringar"), Money.of(amount, "SEK"));
    }

    private static VoucherRow row(String role, String account, String amount, String euro) {
        return new VoucherRow(
                role,
                new Account(account, role),
                Money.of(amount, "SEK"),
                "",
                new VoucherRow.Foreign(Money.of(euro, "EUR"), null),
                null,
                VoucherRow.Party.NONE,
                VoucherRow.Dimensions.NONE);
    }

    /** @param seq the event it books; below zero for none */
    private static void place(Postings.Plan plan, int seq, Booking booking) {
        if (seq >= 0) {
            plan.booked(seq, booking.key(), day(2), List.of());
        }
        plan.stage(booking, "(kv P1:" + Integer.toHexString(booking.key().hashCode()) + ")", List.of("voucher"));
    }

    private static Booking about(String key, Kind kind, String of) {
        Booking plain = booking(key);
        return new Booking(
                key,
                kind,
                "1",
                plain.voucher(),
                0,
                kind == Kind.VOUCHER
                        ? null
                        : new Booking.Invoice(
                                order(1), of, Money.parse("1.00 SEK"), "SE", Booking.Market.HOME, "", List.of(), null));
    }

    private static void stage(Postings.Plan plan, String key) {
        plan.stage(booking(key), "(kv P1:" + key.hashCode() + ")", List.of("voucher"));
    }

    private static OrderReference order(int number) {
        return new OrderReference("o" + number, String.valueOf(number), "", "", "");
    }

    private static Event sale(int number, long minor) {
        return sale(number, minor, NOON);
    }

    private static Event sale(int number, long minor, Instant at) {
        return Event.of(EventKind.SALE, "SALE|" + number + "|" + minor, at, Money.ofMinor(minor, Money.SEK))
                .order(order(number))
                .detail("SALE")
                .row(number)
                .build();
    }

    private static Event payout(long minor) {
        return Event.of(EventKind.PAYOUT, "PAYOUT", NOON, Money.ofMinor(minor, Money.SEK))
                .build();
    }

    private static LocalDate day(int day) {
        return LocalDate.of(2026, 2, day);
    }

    /** What a merchant does not keep any more goes, wherever it is stored; everything else stays as it was. */
    @ParameterizedTest
    @EnumSource
    void holdsNoMoreOfBuyersThanTheMerchantKeeps(Databases kind) throws IOException {
        var journal = new Journal(kind);
        var data = new BuyerData(journal.database);
        var cards = new CustomerCards(journal.database);
        var orders = new Orders(journal.database, "ljus");
        var others = new Orders(journal.database, "lampan");
        Set<Data> all = EnumSet.of(Data.EMAIL, Data.NAME, Data.PHONE);
        data.keepOnly("ljus", all);
        journal.take("x", List.of(sale(1, 500), payout(500)));
        Postings.Plan plan = journal.postings.plan(journal.counting(), "acmebooks", "v1");
        for (int i = 0; i < 3; i++) {
            plan.stage(invoice("P1/order/" + i), "(kv P1:0000000" + i + ")", List.of("invoice"));
        }
        for (int i = 0; i < 230; i++) {
            orders.put("N" + i, Orders.WHOLE, basket());
            orders.put("N" + i, "part", basket());
        }
        others.put("N1", Orders.WHOLE, basket());
        var key = new CustomerCards.Key("ljus", "704001", "KVITTA-SEVAT-1");
        cards.keep(key, "1042");
        List<String> before = rows(journal, "ljus");

        assertThat(data.keepOnly("ljus", all)).isEqualTo(new BuyerData.Removed(0, 0));
        assertThat(rows(journal, "ljus")).isEqualTo(before);
        assertThat(data.keepOnly("ljus", EnumSet.of(Data.EMAIL, Data.PHONE))).isEqualTo(new BuyerData.Removed(3, 460));
        assertThat(rows(journal, "ljus"))
                .isEqualTo(
                        before.stream().map(row -> row.replace("Anna Ek", "")).toList())
                .isNotEqualTo(before);
        assertThat(rows(journal, "lampan")).allSatisfy(row -> assertThat(row).contains("Anna Ek"));
        assertThat(cards.find(key)).isEmpty();

        // Another node that had not read the file yet: it is looked through once more, and then no more.
        orders.put("N0", Orders.WHOLE, basket());
        assertThat(data.keepOnly("ljus", EnumSet.of(Data.EMAIL, Data.PHONE)).orders())
                .isZero();
        clock.advance(Duration.ofHours(1));
        assertThat(data.keepOnly("ljus", EnumSet.of(Data.EMAIL, Data.PHONE)).orders())
                .isEqualTo(1);

        // What is chosen again, and given up before anything was delivered, is not forgotten to be taken out.
        assertThat(data.isMoreThan("ljus", all)).isFalse();
        assertThat(data.isMoreThan("ljus", Set.of())).isTrue();
        assertThat(data.keepOnly("ljus", Set.of())).isEqualTo(new BuyerData.Removed(3, 460));
        assertThat(rows(journal, "ljus")).allSatisfy(row -> assertThat(row).contains("\"buyer\":null"));
        assertThat(data.isMoreThan("ljus", Set.of())).isFalse();
    }

    /** Everything that is stored of orders and postings, in the order of their keys. */
    private static List<String> rows(Journal journal, String merchant) {
        List<String> rows =
                new ArrayList<>(journal.database.sql("""
                        select order_number, part, stated_by, basket, received_at from shop_order
                        where merchant = :merchant order by order_number, part
                        """).param("merchant", merchant).query().listOfRows().stream()
                        .map(String::valueOf)
                        .toList());
        rows.addAll(journal
                .database
                .sql("select * from posting where merchant = :merchant order by id")
                .param("merchant", merchant)
                .query()
                .listOfRows()
                .stream()
                .map(String::valueOf)
                .toList());
        return rows;
    }

    private static Buyer anna() {
        return new Buyer("", "Anna Ek", "anna@example.com", "070", "", "", "", "", "", "");
    }

    private static Basket basket() {
        return new Basket(Basket.StatedBy.SHOP, Money.SEK, List.of(), "", null, anna());
    }

    private static Booking invoice(String key) {
        Booking voucher = booking(key);
        return new Booking(
                key,
                Booking.Kind.INVOICE,
                "P1",
                voucher.voucher(),
                1,
                new Booking.Invoice(
                        new OrderReference("id", "N1", "", "", ""),
                        "",
                        Money.of("5.00", "SEK"),
                        "SE",
                        Booking.Market.HOME,
                        "",
                        List.of(),
                        null,
                        List.of(),
                        anna(),
                        null));
    }

    private static Booking booking(String key) {
        var rows = List.of(
                VoucherRow.of("CLEARING_SEK", new Account("1581", "Avräkning"), Money.of("5.00", "SEK")),
                VoucherRow.of("SALES_25", new Account("3001", "Försäljning"), Money.of("-5.00", "SEK")));
        return new Booking(
                key, Booking.Kind.VOUCHER, "P1", new Voucher("KV", day(2), "CAPTURE_DAY", "Försäljning", rows), 1);
    }
}
