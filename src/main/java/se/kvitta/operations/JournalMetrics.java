package se.kvitta.operations;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import se.kvitta.intake.NumberLooks;
import se.kvitta.journal.Figures;
import se.kvitta.journal.NumberHits;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;

/**
 * What the journal holds, by slug and state, for Prometheus; counted anew every few seconds, or less often where that takes
 * long.
 */
public class JournalMetrics implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(JournalMetrics.class);

    /** How many times as long as a count took the journal is left alone after it. */
    private static final int REST = 50;

    private final Figures figures;
    private final NumberLooks numbers;
    private final Merchants merchants;
    private final Clock clock;
    private @Nullable MultiGauge settlements;
    private @Nullable MultiGauge documents;
    private @Nullable MultiGauge events;
    private @Nullable MultiGauge postings;
    private @Nullable MultiGauge tasks;
    private @Nullable MultiGauge payoutAge;
    private @Nullable MultiGauge orderNumbers;
    private @Nullable MultiGauge planningLag;
    private @Nullable MultiGauge deliveryLag;
    private long due = System.nanoTime();

    public JournalMetrics(Figures figures, NumberLooks numbers, Merchants merchants, Clock clock) {
        this.figures = figures;
        this.numbers = numbers;
        this.merchants = merchants;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        documents = gauge(registry, "kvitta.documents", "Documents kept");
        settlements = gauge(registry, "kvitta.settlements", "Settlements that count");
        events = gauge(registry, "kvitta.events", "Events of settlements that count, and those of them that wait");
        postings = gauge(registry, "kvitta.postings", "Postings");
        tasks = gauge(registry, "kvitta.tasks.open", "Tasks that need a person");
        payoutAge = gauge(registry, "kvitta.payout.age.days", "Days since the newest payout that a profile knows of");
        orderNumbers = gauge(
                registry, "kvitta.order.numbers", "Payments of the last 90 days by where their order's number is");
        planningLag =
                gauge(registry, "kvitta.planning.lag.seconds", "Age of the oldest settlement that is not planned yet");
        deliveryLag =
                gauge(registry, "kvitta.delivery.lag.seconds", "Age of the oldest posting that is still on its way");
        Gauge.builder("kvitta.mapping.problems", merchants, files -> files.problems()
                        .size())
                .description("Mapping files that are left out because they are wrong")
                .register(registry);
    }

    /** Counts unless the last count took so long that it is too early: a large journal has more to do than be counted. */
    @Scheduled(fixedDelay = 5_000)
    void refreshWhenDue() {
        long began = System.nanoTime();
        if (began - due >= 0) {
            refresh();
            long now = System.nanoTime();
            due = now + (now - began) * REST;
        }
    }

    public synchronized void refresh() {
        try {
            countAll();
        } catch (DataAccessException e) {
            LOG.warn("the journal cannot be counted now: {}", e.getMessage());
        }
    }

    private void countAll() {
        count(documents, figures.documents(), "source", "state");
        count(settlements, figures.settlements(), "source", "state");
        count(events, figures.events(), "source", "state");
        count(postings, figures.postings(), "target", "state");
        count(tasks, figures.openTasks(), "merchant", "reason");
        age(payoutAge, figures.newestPayouts());
        numbers(orderNumbers, numbers.recent());
        lag(planningLag, "source", merchants.profiles().stream().map(Profile::source), figures::oldestNotPlanned);
        lag(deliveryLag, "target", merchants.all().stream().map(Merchant::target), figures::oldestOnItsWay);
    }

    private void age(@Nullable MultiGauge gauge, Map<String, LocalDate> newest) {
        if (gauge != null) {
            LocalDate today = Stockholm.dayOf(clock.instant());
            gauge.register(
                    merchants.profiles().stream()
                            .filter(profile -> newest.containsKey(profile.name()))
                            .map(profile -> MultiGauge.Row.of(
                                    Tags.of("profile", profile.name(), "source", profile.source()),
                                    ChronoUnit.DAYS.between(newest.get(profile.name()), today)))
                            .toList(),
                    true);
        }
    }

    private static void numbers(@Nullable MultiGauge gauge, List<NumberHits.Hits> hits) {
        if (gauge != null) {
            gauge.register(
                    hits.stream()
                            .map(one -> MultiGauge.Row.of(
                                    Tags.of("profile", one.profile(), "place", one.place()), one.payments()))
                            .toList(),
                    true);
        }
    }

    private void lag(
            @Nullable MultiGauge gauge, String tag, Stream<String> slugs, Function<String, Optional<Instant>> oldest) {
        if (gauge != null) {
            Instant now = clock.instant();
            gauge.register(
                    slugs.distinct()
                            .map(slug -> MultiGauge.Row.of(
                                    Tags.of(tag, slug),
                                    oldest.apply(slug)
                                            .map(since ->
                                                    Duration.between(since, now).toSeconds())
                                            .orElse(0L)))
                            .toList(),
                    true);
        }
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    private static void count(@Nullable MultiGauge gauge, List<Figures.Count> counts, String slug, String state) {
        if (gauge != null) {
            gauge.register(
                    counts.stream()
                            .map(count ->
                                    MultiGauge.Row.of(Tags.of(slug, count.slug(), state, count.state()), count.count()))
                            .toList(),
                    true);
        }
    }
}
