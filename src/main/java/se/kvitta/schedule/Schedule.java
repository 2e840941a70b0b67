package se.kvitta.schedule;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import se.kvitta.intake.Intake;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Errands;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Steps;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;

/**
 * Keeps one fetch job per profile and one delivery job per merchant in Quartz, and wakes them. Jobs and triggers are rows
 * in the journal's database: a missed time is caught up once, and a dead node's jobs are run by another.
 */
public final class Schedule {

    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    private static final String FETCH = "fetch";
    private static final String DELIVER = "deliver";
    private static final String CORE = "core";
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration CONNECTIONS = Duration.ofHours(1);
    private static final Duration REPORTS = Duration.ofHours(1);

    /** Nightly looks of many merchants are spread over an hour, by a hash of the merchant's name. */
    private static final Duration SPREAD = Duration.ofHours(1);

    private final Scheduler scheduler;
    private final Merchants merchants;
    private final Intake intake;
    private final Settlements settlements;
    private final Steps steps;
    private final Errands errands;
    private final ProducerTemplate routes;
    private final LocalTime preflightAt;
    private final Clock clock;
    private final TransactionTemplate transactions;

    public Schedule(
            Scheduler scheduler,
            Merchants merchants,
            Intake intake,
            Settlements settlements,
            Steps steps,
            Errands errands,
            ProducerTemplate routes,
            LocalTime preflightAt,
            Clock clock,
            TransactionTemplate transactions) {
        this.scheduler = scheduler;
        this.merchants = merchants;
        this.intake = intake;
        this.settlements = settlements;
        this.steps = steps;
        this.errands = errands;
        this.routes = routes;
        this.preflightAt = preflightAt;
        this.clock = clock;
        this.transactions = transactions;
    }

    /** One change of the schedule. */
    private interface Change {
        boolean make() throws SchedulerException;
    }

    /**
     * Makes one change whole or not at all: outside a transaction Quartz commits every row by itself, and half a trigger,
     * left by a kill, would stop the whole schedule. One transaction each, because Quartz takes its locks before its rows.
     */
    private boolean whole(Change change) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            try {
                return change.make();
            } catch (SchedulerException e) {
                throw new IllegalStateException("the schedule could not be written", e);
            }
        }));
    }

    private void keep(JobDetail job) {
        whole(() -> {
            scheduler.addJob(job, true, true);
            return true;
        });
    }

    /** Makes Quartz hold exactly the jobs that the merchant files ask for; a profile that is gone leaves no trace. */
    public void sync() {
        try {
            List<Profile> fetched =
                    merchants.profiles().stream().filter(Profile::isFetched).toList();
            for (Profile profile : fetched) {
                keepFetch(profile);
            }
            for (Merchant merchant : merchants.all()) {
                keepDelivery(merchant.name());
            }
            drop(FETCH, fetched.stream().map(Profile::name).collect(Collectors.toSet()));
            drop(DELIVER, merchants.all().stream().map(Merchant::name).collect(Collectors.toSet()));
            keepRepeating(SweepJob.class, "sweep", "Finds work that was left behind", SWEEP);
            keepRepeating(ConnectionsJob.class, "connections", "Keeps idle connections alive", CONNECTIONS);
            keepRepeating(ReportsJob.class, "reports", "Looks for reports that do not come any more", REPORTS);
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedule could not be written", e);
        }
    }

    /**
     * Fetches a profile now, on whatever node has time. Throws {@link IllegalArgumentException} for an unknown one, and
     * for one that only takes files from its inbox.
     */
    public void runNow(String profile) {
        if (!merchants.requireProfile(profile).isFetched()) {
            throw new IllegalArgumentException(
                    profile + " has no connection to fetch from: drop its files in inbox/" + profile);
        }
        trigger(new JobKey(profile, FETCH));
    }

    /**
     * Fetches a profile soon, on whatever node has time, because something is said to have happened there. However often it is asked for
     * until then, it is one fetch; what is asked for while a fetch runs is one more, after it.
     */
    public void fetchSoon(String profileName, Duration delay) {
        Profile profile = merchants.requireProfile(profileName);
        TriggerKey key = new TriggerKey("hint-" + profileName, FETCH);
        try {
            @Nullable Trigger waiting = scheduler.getTrigger(key);
            if (waiting != null && waiting.getNextFireTime() != null) {
                return;
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedule could not be read", e);
        }
        replace(
                fetch(profile),
                TriggerBuilder.newTrigger()
                        .withIdentity(key)
                        .forJob(profileName, FETCH)
                        .withDescription("Something is said to have happened")
                        .startAt(Date.from(clock.instant().plus(delay)))
                        .withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
                        .build());
    }

    /** There is work for a merchant: its job runs now, or once more after the run that is under way. */
    public void wake(String merchant) {
        JobKey key = new JobKey(merchant, DELIVER);
        try {
            if (!scheduler.checkExists(key)) {
                // Its file is newer than the jobs.
                keepDelivery(merchant);
            }
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedule could not be written", e);
        }
        trigger(key);
    }

    /** Looks for left-behind work now instead of at the next sweep. */
    public void sweepSoon() {
        trigger(new JobKey("sweep", CORE));
    }

    /** Wakes a merchant when its next step is due. */
    void wakeWhenDue(String merchant) {
        Optional<Instant> due = steps.nextDue(merchant);
        if (due.isEmpty()) {
            return;
        }
        Instant soonest = clock.instant().plusMillis(100);
        Trigger trigger = TriggerBuilder.newTrigger()
                .withIdentity("due-" + merchant, DELIVER)
                .forJob(merchant, DELIVER)
                .startAt(Date.from(due.get().isBefore(soonest) ? soonest : due.get()))
                .withSchedule(SimpleScheduleBuilder.simpleSchedule().withMisfireHandlingInstructionFireNow())
                .build();
        replace(delivery(merchant), trigger);
    }

    /** The mapping files have changed: jobs follow, and what could not be booked is tried again. */
    public void mappingsChanged() {
        sync();
        merchants.all().forEach(merchant -> settlements.planSoon(merchant.name()));
        sweepSoon();
    }

    /** Wakes every merchant with work that is due and not under way, and takes in documents that were left behind. */
    void sweep() {
        for (Document document : intake.leftBehind()) {
            LOG.info("profile {}: {} is taken in again from the journal", document.profile(), document.name());
            routes.sendBodyAndProperty("direct:settlement-again", document, "profile", document.profile());
        }
        Set<String> withWork = new LinkedHashSet<>(steps.merchantsWithWork());
        withWork.addAll(settlements.merchantsToPlan());
        withWork.addAll(errands.merchants());
        withWork.stream()
                .filter(name -> merchants.merchant(name).isPresent())
                .filter(this::idle)
                .forEach(this::wake);
    }

    /** Whether no run of the merchant's job is under way or about to begin on any node. */
    private boolean idle(String merchant) {
        Instant soon = clock.instant().plusSeconds(1);
        try {
            return scheduler.getTriggersOfJob(new JobKey(merchant, DELIVER)).stream()
                    .map(Trigger::getNextFireTime)
                    .noneMatch(next -> next == null || next.toInstant().isBefore(soon));
        } catch (SchedulerException e) {
            throw new IllegalStateException("the schedule could not be read", e);
        }
    }

    /** The target of a merchant that is new is looked over at once. */
    private void keepDelivery(String merchant) throws SchedulerException {
        JobKey key = new JobKey(merchant, DELIVER);
        boolean known = scheduler.checkExists(key);
        keep(delivery(merchant));
        keepPreflight(merchant);
        if (!known) {
            whole(() -> {
                scheduler.triggerJob(key, new JobDataMap(Map.of(DeliverJob.LOOK, "yes")));
                return true;
            });
        }
    }

    /** The nightly look is a run of the delivery job: one job makes all calls to a merchant's target. */
    private void keepPreflight(String merchant) throws SchedulerException {
        LocalTime at = preflightAt.plusSeconds(Math.floorMod(merchant.hashCode(), SPREAD.toSeconds()));
        String cron = at.getSecond() + " " + at.getMinute() + " " + at.getHour() + " * * ?";
        TriggerKey key = new TriggerKey("preflight-" + merchant, DELIVER);
        @Nullable Trigger now = scheduler.getTrigger(key);
        if (now instanceof CronTrigger kept && kept.getCronExpression().equals(cron)) {
            return;
        }
        replace(
                delivery(merchant),
                TriggerBuilder.newTrigger()
                        .withIdentity(key)
                        .forJob(merchant, DELIVER)
                        .withDescription("Looks over what the target lacks")
                        .usingJobData(DeliverJob.LOOK, "yes")
                        .withSchedule(CronScheduleBuilder.cronSchedule(cron)
                                .inTimeZone(TimeZone.getTimeZone(Stockholm.ZONE))
                                .withMisfireHandlingInstructionFireAndProceed())
                        .build());
    }

    private void keepFetch(Profile profile) throws SchedulerException {
        JobDetail job = fetch(profile);
        keep(job);
        TriggerKey key = new TriggerKey(profile.name(), FETCH);
        @Nullable Trigger now = scheduler.getTrigger(key);
        if (now instanceof CronTrigger cron && cron.getCronExpression().equals(profile.cron())) {
            return;
        }
        replace(
                job,
                TriggerBuilder.newTrigger()
                        .withIdentity(key)
                        .forJob(profile.name(), FETCH)
                        .withSchedule(CronScheduleBuilder.cronSchedule(profile.cron())
                                .inTimeZone(TimeZone.getTimeZone(Stockholm.ZONE))
                                .withMisfireHandlingInstructionFireAndProceed())
                        .build());
    }

    private void keepRepeating(Class<? extends Job> type, String name, String description, Duration every)
            throws SchedulerException {
        JobDetail job = job(type, CORE, name, description);
        keep(job);
        TriggerKey key = new TriggerKey(name, CORE);
        if (scheduler.checkExists(key)) {
            // Replacing one that is about to fire would take it from under a node that has it in hand.
            return;
        }
        replace(
                job,
                TriggerBuilder.newTrigger()
                        .withIdentity(key)
                        .forJob(name, CORE)
                        .startNow()
                        .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                                .withIntervalInMilliseconds(every.toMillis())
                                .repeatForever()
                                .withMisfireHandlingInstructionNextWithRemainingCount())
                        .build());
    }

    private void drop(String group, Set<String> wanted) throws SchedulerException {
        for (JobKey key : scheduler.getJobKeys(GroupMatcher.jobGroupEquals(group))) {
            if (!wanted.contains(key.getName())) {
                LOG.info("{} is in no merchant file any more: its {} job goes", key.getName(), group);
                whole(() -> scheduler.deleteJobs(List.of(key))); // with its triggers, in one step
            }
        }
    }

    private static JobDetail job(Class<? extends Job> type, String group, String name, String description) {
        return JobBuilder.newJob(type)
                .withIdentity(name, group)
                .withDescription(description)
                .storeDurably()
                .requestRecovery()
                .build();
    }

    private static JobDetail fetch(Profile profile) {
        return job(FetchJob.class, FETCH, profile.name(), "Fetches " + profile.source());
    }

    private static JobDetail delivery(String merchant) {
        return job(DeliverJob.class, DELIVER, merchant, "Plans and delivers");
    }

    /** Whether it is there or not, in one step: another thread, or node, may do the same. */
    private void replace(JobDetail job, Trigger trigger) {
        whole(() -> {
            scheduler.scheduleJob(job, Set.of(trigger), true);
            return true;
        });
    }

    private void trigger(JobKey key) {
        whole(() -> {
            scheduler.triggerJob(key);
            return true;
        });
    }
}
