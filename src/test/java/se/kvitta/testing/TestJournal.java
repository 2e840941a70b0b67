package se.kvitta.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.dao.DataAccessException;
import org.springframework.mock.env.MockEnvironment;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.Outgoing;
import se.kvitta.exchange.RateReader;
import se.kvitta.exchange.RateSettings;
import se.kvitta.exchange.Rates;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.intake.Attempt;
import se.kvitta.intake.Block;
import se.kvitta.intake.Intake;
import se.kvitta.intake.IntakeSettings;
import se.kvitta.intake.ReportWatch;
import se.kvitta.intake.ShopOrders;
import se.kvitta.intake.Taken;
import se.kvitta.intake.TakenDocuments;
import se.kvitta.intake.Translators;
import se.kvitta.journal.Audit;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.Database;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.LedgerReads;
import se.kvitta.journal.NumberHits;
import se.kvitta.journal.OrderAnswers;
import se.kvitta.journal.Orders;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.PublishedRates;
import se.kvitta.journal.Reports;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Watermarks;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Merchants;
import se.kvitta.order.OrderLook;
import se.kvitta.order.OrderLooks;
import se.kvitta.order.OrderReader;
import se.kvitta.order.OrderSettings;
import se.kvitta.planning.Planning;
import se.kvitta.report.MonthReport;
import se.kvitta.report.MonthReports;
import se.kvitta.settlement.Translator;

/**
 * Intake, journal and planning on a database in memory, without routes, jobs and web server: a document goes through the
 * steps of the routes one after the other, in a moment. Sources are found by their slug as in the service.
 */
public final class TestJournal implements AutoCloseable {

    /** A target that carries everything and is never delivered to. */
    public static final String TARGET = "books";

    private static final String TARGET_MAPPING = """
            target: books
            name: Books
            series: KV
            rows: 1000
            references: [order]
            timing: { send-window: 30s, timeout: 60s, grace: 0s }
            """;

    private final Path folder;
    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));
    private final JdbcConnectionPool pool;
    private final GenericApplicationContext checks = checks();
    private final GenericApplicationContext sources;
    private final Merchants merchants;
    private final Documents documents;
    private final Settlements settlements;
    private final Postings postings;
    private final Tasks tasks;
    private final TakenDocuments taken;
    private final Intake intake;
    private final OrderLooks orders;
    private final Planning planning;
    private Map<String, byte[]> known = Map.of();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    /** Starts in a home folder whose mappings are complete, merchants included. */
    public TestJournal(TestHome home) {
        home.write("mappings/targets/books.yaml", TARGET_MAPPING);
        this.folder = home.folder();
        this.pool = JdbcConnectionPool.create(Databases.h2("mem:" + UUID.randomUUID()), "kvitta", "");
        Databases.H2.migrate(pool);
        var database = new Database(pool, clock);
        var audit = new Audit(database);
        var intakeSettings = new IntakeSettings(Duration.ofMinutes(2), Duration.ofDays(3));
        this.merchants = new Merchants(
                new Home(folder),
                new Settings(new MockEnvironment(), List.of()),
                false,
                slug -> Optional.of(AnyTarget.CAPABILITIES),
                this::connections,
                clock);
        this.sources = sources(merchants);
        this.documents = new Documents(database);
        this.settlements = new Settlements(database, documents);
        this.postings = new Postings(database);
        this.tasks = new Tasks(database);
        this.taken = new TakenDocuments(documents, intakeSettings);
        this.intake = new Intake(
                documents,
                settlements,
                tasks,
                new Watermarks(database),
                audit,
                merchants,
                taken,
                new Translators(
                        merchants,
                        slug -> sources.containsBean(slug)
                                ? Optional.of(sources.getBean(slug, Translator.class))
                                : Optional.empty(),
                        slug -> Optional.empty())::of,
                new ShopOrders(merchants, merchant -> new Orders(database, merchant)),
                new ReportWatch(new Reports(database), tasks, new Watermarks(database), audit, merchants, clock),
                new NumberHits(database),
                intakeSettings,
                clock);
        var rates = new Rates(
                new PublishedRates(database),
                audit,
                merchants,
                slug -> sources.getBean(slug, RateReader.class),
                new RateSettings(
                        Duration.ofDays(14),
                        Duration.ofHours(1),
                        Duration.ofDays(7),
                        Duration.ofMinutes(1),
                        Duration.ofHours(1),
                        Duration.ofDays(1)),
                clock,
                new Random(1));
        this.orders = new OrderLooks(
                new OrderAnswers(database),
                merchants,
                slug -> sources.getBean(slug + "Orders", OrderReader.class),
                new OrderSettings(1, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1)),
                clock,
                new Random(1));
        this.planning = new Planning(
                settlements, postings, tasks, audit, merchants, rates, orders, slug -> new AnyTarget(), clock);
    }

    private ConnectionCheck connections(String slug) {
        String name = slug + "Connection";
        return checks.containsBean(name) ? checks.getBean(name, ConnectionCheck.class) : ConnectionCheck.ANY;
    }

    /** What sources demand of connections: it is asked while merchant files are read, before the sources are there. */
    private static GenericApplicationContext checks() {
        var context = new GenericApplicationContext(new DefaultListableBeanFactory());
        var scanner = new ClassPathBeanDefinitionScanner(context, false);
        scanner.addIncludeFilter(new AssignableTypeFilter(ConnectionCheck.class));
        scanner.scan("se.kvitta.source");
        context.refresh();
        return context;
    }

    private static GenericApplicationContext sources(Merchants merchants) {
        var context = new GenericApplicationContext(new DefaultListableBeanFactory());
        context.registerBean(Merchants.class, () -> merchants);
        var scanner = new ClassPathBeanDefinitionScanner(context, false);
        scanner.addIncludeFilter(new AssignableTypeFilter(Translator.class));
        scanner.addIncludeFilter(new AssignableTypeFilter(RateReader.class));
        scanner.addIncludeFilter(new AssignableTypeFilter(OrderReader.class));
        scanner.scan("se.kvitta.source", "se.kvitta.rate");
        context.refresh();
        return context;
    }

    /** A target of which only the steps matter. */
    private static final class AnyTarget implements Encoder {
        private static final Capabilities CAPABILITIES = new Capabilities(EnumSet.allOf(Mode.class), false, Map.of());

        @Override
        public Capabilities capabilities() {
            return CAPABILITIES;
        }

        @Override
        public List<String> steps(Booking booking) {
            return List.of("book");
        }

        @Override
        public Outgoing encode(Dispatch dispatch) {
            throw new IllegalStateException("nothing is delivered here");
        }
    }

    /** Takes a document in as the routes do, and answers what became of it. */
    public Taken takeIn(String profile, String name, byte[] content) {
        try {
            Path file = Files.createTempFile(folder, "document", ".tmp");
            Files.write(file, content);
            try {
                String source = merchants.requireProfile(profile).source();
                return takeIn(documents.store(profile, source, "inbox", name, file));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Taken takeIn(Document document) {
        if (!taken.add(document.key())) {
            return intake.known(document);
        }
        Exchange exchange = new DefaultExchange(camel);
        try {
            Attempt attempt = intake.open(document, exchange);
            for (Iterator<Block> blocks = attempt.blocks(); blocks.hasNext(); ) {
                intake.stage(blocks.next(), attempt);
            }
            return intake.accept(attempt);
        } catch (DataAccessException e) {
            // The routes would try it again and again.
            throw e;
        } catch (RuntimeException | IOException e) {
            return intake.hold(exchange, e);
        } finally {
            taken.remove(document.key());
        }
    }

    /** Takes in what may pass again, as the sweep does. */
    public void takeInLeftBehind() {
        intake.leftBehind().forEach(this::takeIn);
    }

    /** What sources answer from now on when they are asked for an order, by its id; others are gone. */
    public void answerOrders(Map<String, byte[]> answers) {
        known = answers;
    }

    /** Plans everything of a merchant that waits, when its orders are asked for. */
    public void plan(String merchant) {
        planning.waiting(merchant).forEach(settlement -> {
            askForOrders(settlement);
            planning.plan(settlement);
        });
    }

    private void askForOrders(Settlement settlement) {
        OrderLook look = orders.ofSettlement(settlement);
        for (OrderLook.Lane lane : look.getLanes()) {
            lane.getOrders().forEachRemaining(request -> {
                byte[] answer = known.get(request.order());
                try {
                    orders.answered(
                            answer == null ? new byte[0] : answer, answer == null ? 410 : 200, null, request, look);
                } catch (IOException e) {
                    orders.notAnswered(request, look, e);
                }
            });
        }
    }

    /** Books what waits of a settlement; answers how many events no longer wait. */
    public int planHeld(Settlement settlement) {
        clock.advance(Duration.ofSeconds(1));
        return planning.planHeld(settlement, null).events();
    }

    public Settlement settlement(long id) {
        return settlements.find(id).orElseThrow();
    }

    public List<Posting> postings(Settlement settlement) {
        return postings.of(settlement.id());
    }

    public List<Settlements.HeldEvent> held(Settlement settlement) {
        return settlements.held(settlement.id());
    }

    public Postings postings() {
        return postings;
    }

    public Merchants merchants() {
        return merchants;
    }

    public Documents documents() {
        return documents;
    }

    /** The report of a month, however early it is in the journal's time. */
    public MonthReport month(String merchant, YearMonth month) {
        var after = Clock.fixed(Stockholm.startOf(month.plusMonths(1).atDay(1)), ZoneOffset.UTC);
        return new MonthReports(figures(), new LedgerReads(new Database(pool, clock)), documents, merchants, after)
                .of(merchant, month, "en");
    }

    public BookFigures figures() {
        return new BookFigures(new Database(pool, clock));
    }

    public Settlements settlements() {
        return settlements;
    }

    public Tasks tasks() {
        return tasks;
    }

    @Override
    public void close() {
        sources.close();
        checks.close();
        pool.dispose();
    }
}
