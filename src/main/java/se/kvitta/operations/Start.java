package se.kvitta.operations;

import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.Scheduled;
import se.kvitta.delivery.Deliveries;
import se.kvitta.intake.Intake;
import se.kvitta.merchant.Merchants;
import se.kvitta.order.KeptBuyers;
import se.kvitta.schedule.Schedule;

/** The order of the start: routes first, then what was cut off, and the schedule last, so that no due time is lost. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public class Start implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(Start.class);

    private final RouteFiles routes;
    private final Merchants merchants;
    private final Intake intake;
    private final Inbox inbox;
    private final Schedule schedule;
    private final Scheduler scheduler;
    private final Deliveries deliveries;
    private final KeptBuyers keptBuyers;
    private final boolean cluster;
    private final boolean jobs;
    private final boolean reload;
    private volatile boolean started;

    Start(
            RouteFiles routes,
            Merchants merchants,
            Intake intake,
            Inbox inbox,
            Schedule schedule,
            Scheduler scheduler,
            Deliveries deliveries,
            KeptBuyers keptBuyers,
            boolean cluster,
            boolean jobs,
            boolean reload) {
        this.routes = routes;
        this.merchants = merchants;
        this.intake = intake;
        this.inbox = inbox;
        this.schedule = schedule;
        this.scheduler = scheduler;
        this.deliveries = deliveries;
        this.keptBuyers = keptBuyers;
        this.cluster = cluster;
        this.jobs = jobs;
        this.reload = reload;
    }

    @Override
    public void run(ApplicationArguments args) throws SchedulerException {
        if (!cluster) {
            intake.recoverAtStart();
        }
        inbox.makeFolders();
        routes.loadCore();
        routes.refresh();
        schedule.sync();
        keptBuyers.note();
        if (jobs) {
            scheduler.start();
        }
        started = true;
        LOG.info("Kvitta runs");
    }

    /** Every node looks after its own files. */
    @Scheduled(fixedDelay = 2_000)
    public void refresh() {
        if (!started) {
            return;
        }
        if (reload) {
            routes.refresh();
        }
        if (merchants.refresh()) {
            inbox.makeFolders();
            schedule.mappingsChanged();
            keptBuyers.keepingLess().forEach(schedule::wake);
        }
    }

    /** Runs that are under way finish their step and begin no other. */
    @EventListener
    public void stop(ContextClosedEvent closed) {
        deliveries.stop();
    }
}
