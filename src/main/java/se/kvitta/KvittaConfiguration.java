package se.kvitta;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.quartz.Scheduler;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import se.kvitta.booking.Capabilities;
import se.kvitta.delivery.BankLooks;
import se.kvitta.delivery.CompanyCheck;
import se.kvitta.delivery.CreditLooks;
import se.kvitta.delivery.Deliveries;
import se.kvitta.delivery.DeliverySettings;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.ErrandRun;
import se.kvitta.delivery.HandBookings;
import se.kvitta.delivery.LedgerCheck;
import se.kvitta.delivery.Outbox;
import se.kvitta.delivery.Pacer;
import se.kvitta.delivery.Preflight;
import se.kvitta.delivery.PreflightSettings;
import se.kvitta.evidence.Evidence;
import se.kvitta.exchange.RateReader;
import se.kvitta.exchange.RateSettings;
import se.kvitta.exchange.Rates;
import se.kvitta.hint.HintSettings;
import se.kvitta.hint.Hints;
import se.kvitta.hint.KnownHints;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.home.Vault;
import se.kvitta.intake.Divisions;
import se.kvitta.intake.FetchedFiles;
import se.kvitta.intake.Intake;
import se.kvitta.intake.IntakeSettings;
import se.kvitta.intake.NumberLooks;
import se.kvitta.intake.PickUp;
import se.kvitta.intake.ReportWatch;
import se.kvitta.intake.ShopOrders;
import se.kvitta.intake.TakenDocuments;
import se.kvitta.intake.Translators;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Batches;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.BooksAhead;
import se.kvitta.journal.BuyerData;
import se.kvitta.journal.Closings;
import se.kvitta.journal.CustomerCards;
import se.kvitta.journal.Database;
import se.kvitta.journal.Decisions;
import se.kvitta.journal.DeliveredTo;
import se.kvitta.journal.Documents;
import se.kvitta.journal.EmbeddedFile;
import se.kvitta.journal.Errands;
import se.kvitta.journal.EvidenceRows;
import se.kvitta.journal.Figures;
import se.kvitta.journal.Findings;
import se.kvitta.journal.LedgerReads;
import se.kvitta.journal.NumberHits;
import se.kvitta.journal.OrderAnswers;
import se.kvitta.journal.Orders;
import se.kvitta.journal.Postings;
import se.kvitta.journal.ProviderMoney;
import se.kvitta.journal.PublishedRates;
import se.kvitta.journal.Reports;
import se.kvitta.journal.SeenHints;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Watermarks;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Merchants;
import se.kvitta.order.KeptBuyers;
import se.kvitta.order.OrderLooks;
import se.kvitta.order.OrderReader;
import se.kvitta.order.OrderSettings;
import se.kvitta.order.RightsWatch;
import se.kvitta.planning.OccasionPlanning;
import se.kvitta.planning.Planning;
import se.kvitta.reason.Reasons;
import se.kvitta.report.BalancesCheck;
import se.kvitta.report.BookCheck;
import se.kvitta.report.BookReports;
import se.kvitta.report.MonthReports;
import se.kvitta.report.ProviderBalances;
import se.kvitta.schedule.Schedule;
import se.kvitta.settlement.Divider;
import se.kvitta.settlement.Translator;

/** Puts the core together. Route files refer to these beans by their names. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    IntakeSettings.class,
    HintSettings.class,
    RateSettings.class,
    OrderSettings.class,
    DeliverySettings.class,
    PreflightSettings.class
})
class KvittaConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Home home(@Value("${kvitta.home}") Path folder) {
        return new Home(folder);
    }

    @Bean
    Settings settings(Home home, Environment environment) {
        return new Settings(
                environment, List.of(Path.of("/run/secrets"), home.folder().resolve("secrets")));
    }

    @Bean
    Vault vault(Home home, Environment environment) {
        return new Vault(home, environment);
    }

    @Bean
    Reasons reasons(@Value("${kvitta.language}") String language) {
        return Reasons.in(language);
    }

    @Bean
    Merchants merchants(
            Home home, Settings settings, @Value("${kvitta.demo}") boolean demo, BeanFactory beans, Clock clock) {
        return new Merchants(
                home, settings, demo, slug -> capabilities(beans, slug), slug -> connections(beans, slug), clock);
    }

    private static Optional<Capabilities> capabilities(BeanFactory beans, String slug) {
        return beans.containsBean(slug) && beans.isTypeMatch(slug, Encoder.class)
                ? Optional.of(beans.getBean(slug, Encoder.class).capabilities())
                : Optional.empty();
    }

    private static ConnectionCheck connections(BeanFactory beans, String slug) {
        String name = slug + "Connection";
        return beans.containsBean(name) ? beans.getBean(name, ConnectionCheck.class) : ConnectionCheck.ANY;
    }

    @Bean
    Database database(DataSource source, Clock clock) {
        return new Database(source, clock);
    }

    @Bean
    EmbeddedFile embeddedFile(DataSource source) {
        return new EmbeddedFile(source);
    }

    @Bean
    Documents documents(Database database) {
        return new Documents(database);
    }

    @Bean
    Settlements settlements(Database database, Documents documents) {
        return new Settlements(database, documents);
    }

    @Bean
    Postings postings(Database database) {
        return new Postings(database);
    }

    @Bean
    Tasks tasks(Database database) {
        return new Tasks(database);
    }

    @Bean
    Steps steps(Database database, Postings postings, Tasks tasks) {
        return new Steps(database, postings, tasks);
    }

    @Bean
    Batches batches(Database database, Postings postings) {
        return new Batches(database, postings);
    }

    @Bean
    Audit audit(Database database) {
        return new Audit(database);
    }

    @Bean
    Watermarks watermarks(Database database) {
        return new Watermarks(database);
    }

    @Bean
    Figures figures(Database database) {
        return new Figures(database);
    }

    @Bean
    BookFigures bookFigures(Database database) {
        return new BookFigures(database);
    }

    @Bean
    ProviderMoney providerMoney(Database database) {
        return new ProviderMoney(database);
    }

    @Bean
    ProviderBalances providerBalances(ProviderMoney providerMoney, Merchants merchants) {
        return new ProviderBalances(providerMoney, merchants);
    }

    @Bean
    BalancesCheck balancesCheck(
            ProviderBalances providerBalances,
            ProviderMoney providerMoney,
            Tasks tasks,
            Audit audit,
            Merchants merchants,
            Clock clock) {
        return new BalancesCheck(providerBalances, providerMoney, tasks, audit, merchants, clock);
    }

    @Bean
    BookReports bookReports(
            BookFigures bookFigures,
            LedgerReads ledgerReads,
            Documents documents,
            ProviderBalances providerBalances,
            Merchants merchants,
            Clock clock) {
        return new BookReports(
                new MonthReports(bookFigures, ledgerReads, documents, merchants, clock),
                bookFigures,
                providerBalances,
                merchants,
                clock);
    }

    @Bean
    BookCheck bookCheck(
            BookFigures bookFigures,
            Tasks tasks,
            Watermarks watermarks,
            Merchants merchants,
            BalancesCheck balancesCheck,
            Clock clock) {
        return new BookCheck(bookFigures, tasks, watermarks, merchants, balancesCheck, clock);
    }

    @Bean
    TakenDocuments takenDocuments(Documents documents, IntakeSettings settings) {
        return new TakenDocuments(documents, settings);
    }

    @Bean
    PickUp pickUp(Home home, CamelContext camel) {
        return new PickUp(home, camel);
    }

    @Bean
    FetchedFiles fetchedFiles(Watermarks watermarks) {
        return new FetchedFiles(watermarks);
    }

    @Bean
    Reports reports(Database database) {
        return new Reports(database);
    }

    @Bean
    ReportWatch reportWatch(
            Reports reports, Tasks tasks, Watermarks watermarks, Audit audit, Merchants merchants, Clock clock) {
        return new ReportWatch(reports, tasks, watermarks, audit, merchants, clock);
    }

    @Bean
    Intake intake(
            Documents documents,
            Settlements settlements,
            Tasks tasks,
            Watermarks watermarks,
            Audit audit,
            Merchants merchants,
            TakenDocuments takenDocuments,
            Translators translators,
            ShopOrders shopOrders,
            ReportWatch reportWatch,
            NumberHits numberHits,
            IntakeSettings settings,
            Clock clock) {
        return new Intake(
                documents,
                settlements,
                tasks,
                watermarks,
                audit,
                merchants,
                takenDocuments,
                translators::of,
                shopOrders,
                reportWatch,
                numberHits,
                settings,
                clock);
    }

    @Bean
    Translators translators(Merchants merchants, BeanFactory beans) {
        return new Translators(
                merchants,
                slug -> optional(beans, slug, Translator.class),
                slug -> optional(beans, slug + "Divider", Divider.class));
    }

    private static <T> Optional<T> optional(BeanFactory beans, String name, Class<T> type) {
        return beans.containsBean(name) ? Optional.of(beans.getBean(name, type)) : Optional.empty();
    }

    @Bean
    Divisions divisions(Documents documents, Tasks tasks, Merchants merchants, Translators translators, Home home) {
        return new Divisions(
                documents, tasks, merchants, translators::dividerOf, home.data().resolve("work"));
    }

    @Bean
    PublishedRates publishedRates(Database database) {
        return new PublishedRates(database);
    }

    @Bean
    Rates rates(
            PublishedRates publishedRates,
            Audit audit,
            Merchants merchants,
            BeanFactory beans,
            RateSettings settings,
            Clock clock) {
        return new Rates(
                publishedRates,
                audit,
                merchants,
                slug -> beans.getBean(slug, RateReader.class),
                settings,
                clock,
                new SecureRandom());
    }

    @Bean
    Planning planning(
            Settlements settlements,
            Postings postings,
            Tasks tasks,
            Audit audit,
            Merchants merchants,
            Rates rates,
            OrderLooks orderLooks,
            BeanFactory beans,
            Clock clock) {
        return new Planning(
                settlements,
                postings,
                tasks,
                audit,
                merchants,
                rates,
                orderLooks,
                slug -> beans.getBean(slug, Encoder.class),
                clock);
    }

    @Bean
    OrderLooks orderLooks(
            Database database, Merchants merchants, BeanFactory beans, OrderSettings settings, Clock clock) {
        return new OrderLooks(
                new OrderAnswers(database),
                merchants,
                slug -> beans.getBean(slug + "Orders", OrderReader.class),
                settings,
                clock,
                new SecureRandom());
    }

    @Bean
    RightsWatch rightsWatch(Tasks tasks, Merchants merchants) {
        return new RightsWatch(tasks, merchants);
    }

    @Bean
    Closings closings(Database database) {
        return new Closings(database);
    }

    @Bean
    Decisions decisions(Database database) {
        return new Decisions(database);
    }

    @Bean
    OccasionPlanning occasions(
            Merchants merchants,
            Postings postings,
            Closings closings,
            Tasks tasks,
            Audit audit,
            Rates rates,
            BeanFactory beans,
            Clock clock) {
        return new OccasionPlanning(
                merchants, postings, closings, tasks, audit, rates, slug -> beans.getBean(slug, Encoder.class), clock);
    }

    @Bean
    ShopOrders shopOrders(Merchants merchants, Database database) {
        return new ShopOrders(merchants, merchant -> new Orders(database, merchant));
    }

    @Bean
    BankLooks bankLooks(Merchants merchants, Postings postings, Closings closings, Pacer pacer, Clock clock) {
        return new BankLooks(merchants, postings, closings, pacer, clock);
    }

    @Bean
    CreditLooks creditLooks(Postings postings, Tasks tasks, Audit audit, Pacer pacer, Clock clock) {
        return new CreditLooks(postings, tasks, audit, pacer, clock);
    }

    @Bean
    LedgerReads ledgerReads(Database database) {
        return new LedgerReads(database);
    }

    @Bean
    LedgerCheck ledgerCheck(
            Merchants merchants,
            LedgerReads reads,
            Watermarks watermarks,
            Tasks tasks,
            Audit audit,
            Pacer pacer,
            Clock clock) {
        return new LedgerCheck(merchants, reads, watermarks, tasks, audit, pacer, clock);
    }

    @Bean
    Pacer pacer(MeterRegistry meters, Clock clock) {
        return new Pacer(meters, clock);
    }

    @Bean
    Deliveries deliveries(
            Steps steps,
            Postings postings,
            Batches batches,
            Tasks tasks,
            Audit audit,
            Merchants merchants,
            BeanFactory beans,
            Pacer pacer,
            Evidence evidence,
            DeliverySettings settings,
            Findings findings,
            PreflightSettings preflightSettings,
            CompanyCheck companyCheck,
            Clock clock) {
        return new Deliveries(
                steps,
                postings,
                batches,
                tasks,
                audit,
                merchants,
                slug -> beans.getBean(slug, Encoder.class),
                pacer,
                evidence,
                settings,
                findings,
                preflightSettings,
                companyCheck,
                clock,
                new SecureRandom());
    }

    @Bean
    CompanyCheck companyCheck(Merchants merchants, Database database, Tasks tasks) {
        return new CompanyCheck(merchants, new DeliveredTo(database), tasks);
    }

    @Bean
    HandBookings handBookings(Steps steps, Postings postings, Audit audit, BeanFactory beans, Clock clock) {
        return new HandBookings(steps, postings, audit, slug -> beans.getBean(slug, Encoder.class), clock);
    }

    @Bean
    Evidence evidence(
            Database database,
            Settlements settlements,
            Documents documents,
            Merchants merchants,
            Tasks tasks,
            @Value("${kvitta.language}") String language) {
        return new Evidence(new EvidenceRows(database), settlements, documents, merchants, tasks, language);
    }

    @Bean
    Outbox outbox(Home home, Batches batches, Evidence evidence, Tasks tasks, Audit audit) {
        return new Outbox(home, batches, evidence, tasks, audit);
    }

    @Bean
    Findings findings(Database database, Tasks tasks) {
        return new Findings(database, tasks);
    }

    @Bean
    Errands errands(Database database) {
        return new Errands(database);
    }

    @Bean
    ErrandRun errandRun(Errands errands, Findings findings, Audit audit, Reasons reasons) {
        return new ErrandRun(errands, findings, audit, reasons);
    }

    @Bean
    BooksAhead booksAhead(Database database) {
        return new BooksAhead(database);
    }

    @Bean
    Preflight preflight(
            Merchants merchants,
            Findings findings,
            BooksAhead booksAhead,
            Steps steps,
            Pacer pacer,
            PreflightSettings settings,
            Clock clock) {
        return new Preflight(merchants, findings, booksAhead, steps, pacer, settings, clock);
    }

    /** Threads for chains of calls: as many as are asked for, so that no merchant waits for another's. */
    @Bean(destroyMethod = "shutdown")
    ExecutorService deliveryLanes() {
        return Executors.newCachedThreadPool(work -> new Thread(work, "delivery"));
    }

    /** Threads that ask for orders: as many as lanes are asked for, so that no merchant waits for another's. */
    @Bean(destroyMethod = "shutdown")
    ExecutorService orderLanes() {
        return Executors.newCachedThreadPool(work -> new Thread(work, "orders"));
    }

    /** HttpClient repeats 429 and 503 once by itself, below Camel: not with calls that book money. */
    @Bean
    HttpClientConfigurer oneCallPerAttempt() {
        return HttpClientBuilder::disableAutomaticRetries;
    }

    @Bean
    Schedule schedule(
            Scheduler scheduler,
            Merchants merchants,
            Intake intake,
            Settlements settlements,
            Steps steps,
            Errands errands,
            ProducerTemplate routes,
            PreflightSettings preflight,
            Clock clock,
            PlatformTransactionManager transactions) {
        return new Schedule(
                scheduler,
                merchants,
                intake,
                settlements,
                steps,
                errands,
                routes,
                preflight.at(),
                clock,
                new TransactionTemplate(transactions));
    }

    @Bean
    KeptBuyers keptBuyers(Database database, Merchants merchants, Audit audit) {
        return new KeptBuyers(merchants, new BuyerData(database), audit);
    }

    @Bean
    CustomerCards customerCards(Database database) {
        return new CustomerCards(database);
    }

    @Bean
    NumberHits numberHits(Database database) {
        return new NumberHits(database);
    }

    @Bean
    NumberLooks numberLooks(
            Documents documents,
            NumberHits numberHits,
            Merchants merchants,
            Translators translators,
            Divisions divisions,
            Clock clock) {
        return new NumberLooks(documents, numberHits, merchants, translators, divisions, clock);
    }

    @Bean
    KnownHints knownHints(Database database, HintSettings settings, Clock clock) {
        return new KnownHints(new SeenHints(database), settings, clock);
    }

    @Bean
    Hints hints(
            Merchants merchants,
            Schedule schedule,
            Tasks tasks,
            Reasons reasons,
            MeterRegistry meters,
            HintSettings settings,
            Clock clock) {
        return new Hints(merchants, schedule, tasks, reasons, meters, settings, clock);
    }
}
