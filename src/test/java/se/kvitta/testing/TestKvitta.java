package se.kvitta.testing;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;
import se.kvitta.Kvitta;
import se.kvitta.intake.Intake;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Findings;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Steps;
import se.kvitta.operations.Operations;

/**
 * The service as it is shipped, in a test's home folder, without web server and without jobs: the test does what the jobs
 * would do, so that nothing happens by itself.
 */
public final class TestKvitta implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final ProducerTemplate routes;
    private final MovableClock clock;

    private TestKvitta(ConfigurableApplicationContext context, MovableClock clock) {
        this.context = context;
        this.routes = context.getBean(ProducerTemplate.class);
        this.clock = clock;
        context.getBean(OneConnectionEach.class).watch(true);
    }

    /** What a test may choose before it starts the service. */
    public static final class Builder {
        private final TestHome home;
        private final Map<String, Object> properties = new LinkedHashMap<>();
        private MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));
        private @Nullable DataSource database;

        private Builder(TestHome home) {
            this.home = home;
        }

        public Builder with(Sandboxes sandboxes) {
            properties.putAll(sandboxes.properties());
            return this;
        }

        public Builder set(String property, Object value) {
            properties.put(property, value);
            return this;
        }

        public Builder clock(MovableClock value) {
            clock = value;
            return this;
        }

        /** PostgreSQL, empty, as an installation names it: a cluster of one node. */
        public Builder postgresql() {
            try (var source = (HikariDataSource) Databases.POSTGRESQL.empty()) {
                properties.put("spring.datasource.url", source.getJdbcUrl());
            }
            properties.put("spring.datasource.username", "postgres");
            return this;
        }

        /** Another database than H2 files in the home folder. */
        public Builder database(DataSource value) {
            database = value;
            return this;
        }

        /**
         * A second node of another's cluster. It has the very data source of the first: Quartz knows one per scheduler's name in a
         * process, and a node whose Quartz used that of the other would change the schedule outside its own transactions.
         */
        public Builder besides(TestKvitta first) {
            Environment environment = first.bean(Environment.class);
            for (String name : List.of("spring.datasource.url", "spring.datasource.username")) {
                properties.put(name, environment.getRequiredProperty(name));
            }
            properties.put("spring.quartz.properties.org.quartz.scheduler.jmx.export", false);
            return database(first.bean(OneConnectionEach.class));
        }

        public TestKvitta start() {
            if (database instanceof OneConnectionEach shared) {
                shared.watch(false);
            }
            properties.put("kvitta.home", home.folder().toString());
            properties.putIfAbsent("spring.main.web-application-type", "none");
            properties.putIfAbsent("kvitta.jobs.enabled", "false");
            // Waiting, Quartz lets idle threads notice that it stops: up to half a second.
            properties.putIfAbsent("spring.quartz.wait-for-jobs-to-complete-on-shutdown", "false");
            properties.putIfAbsent("kvitta.reload", "false");
            properties.putIfAbsent("kvitta.language", "en");
            properties.putIfAbsent("kvitta.reads.first-delay", "5");
            properties.putIfAbsent("kvitta.reads.longest-delay", "20");
            properties.putIfAbsent("kvitta.inbox.delay", "100");
            properties.putIfAbsent("kvitta.inbox.settled", "100");
            properties.putIfAbsent("spring.jmx.enabled", "false");
            properties.putIfAbsent("camel.main.jmx-enabled", "false");
            properties.putIfAbsent("logging.structured.format.console", "");
            properties.putIfAbsent("logging.level.root", "WARN");
            SpringApplication application = Kvitta.application();
            application.addInitializers(context -> {
                var beans = (GenericApplicationContext) context;
                beans.registerBean("clock", Clock.class, () -> clock);
                if (database != null) {
                    DataSource source = database;
                    beans.registerBean("dataSource", DataSource.class, () -> source);
                }
                beans.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        return bean instanceof DataSource source && !(bean instanceof OneConnectionEach)
                                ? new OneConnectionEach(source)
                                : bean;
                    }
                });
            });
            String[] arguments = properties.entrySet().stream()
                    .map(property -> "--" + property.getKey() + "=" + property.getValue())
                    .toArray(String[]::new);
            return new TestKvitta(application.run(arguments), clock);
        }
    }

    public static Builder in(TestHome home) {
        return new Builder(home);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    public MovableClock clock() {
        return clock;
    }

    public ProducerTemplate routes() {
        return routes;
    }

    /** What a fetch job does. */
    public void fetch(String profile) {
        routes.sendBody("direct:fetch", profile);
    }

    /** As if the merchant's target had been looked over and lacked nothing, where no look was through yet. */
    public void lookedOver(String merchant) {
        Findings findings = bean(Findings.class);
        if (!findings.isChecked(merchant)) {
            findings.tried(merchant, "");
            findings.found(merchant, List.of());
        }
    }

    /** What a delivery job does, once, for a merchant whose target has been looked over. */
    public void deliver(String merchant) {
        lookedOver(merchant);
        routes.sendBody("direct:deliver", merchant);
    }

    /** Delivers, moving the clock to whatever is due next, until nothing is; at most so often. */
    public void deliverAll(String merchant) {
        deliverAll(merchant, () -> {});
    }

    /**
     * The same.
     *
     * @param then is done after every run, before the clock moves
     */
    public void deliverAll(String merchant, Runnable then) {
        for (int i = 0; i < 50; i++) {
            deliver(merchant);
            then.run();
            Optional<Instant> due = bean(Steps.class).nextDue(merchant);
            if (due.isEmpty()) {
                return;
            }
            if (due.get().isAfter(clock.instant())) {
                clock.set(due.get());
            } else {
                clock.advance(Duration.ofMillis(1));
            }
        }
        throw new AssertionError("after 50 runs steps of " + merchant + " are still due");
    }

    /** Asks for a look, and does what a delivery job does of what is asked for; answers the answer, in English. */
    public String look(String merchant) {
        return asked(merchant, bean(Operations.class).preflight(merchant, "test"));
    }

    /** The same of a repair. */
    public String repair(String merchant, long finding, String actor) {
        return asked(merchant, bean(Operations.class).repair(merchant, finding, actor));
    }

    private String asked(String merchant, Map<String, String> errand) {
        routes.sendBody("direct:errands", merchant);
        return bean(Operations.class)
                .errand(merchant, Long.parseLong(errand.get("errand")))
                .get("answer");
    }

    /** Takes in what an attempt left behind, as the sweep does. */
    public void takeInLeftBehind() {
        List<Document> documents = bean(Intake.class).leftBehind();
        documents.forEach(document ->
                routes.sendBodyAndProperty("direct:settlement-again", document, "profile", document.profile()));
    }

    public List<Settlement> settlements(String merchant) {
        return bean(Settlements.class).all(merchant);
    }

    public List<Posting> postings(Settlement settlement) {
        return bean(Postings.class).of(settlement.id());
    }

    @Override
    public void close() {
        context.close();
    }
}
