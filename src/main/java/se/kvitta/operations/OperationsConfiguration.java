package se.kvitta.operations;

import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.quartz.Scheduler;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import se.kvitta.connection.Connections;
import se.kvitta.connection.ConsentFlow;
import se.kvitta.delivery.CreditLooks;
import se.kvitta.delivery.Deliveries;
import se.kvitta.delivery.HandBookings;
import se.kvitta.delivery.LedgerCheck;
import se.kvitta.delivery.Preflight;
import se.kvitta.evidence.Evidence;
import se.kvitta.home.Home;
import se.kvitta.intake.Intake;
import se.kvitta.intake.NumberLooks;
import se.kvitta.intake.ReportWatch;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Decisions;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Errands;
import se.kvitta.journal.Figures;
import se.kvitta.journal.Findings;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.order.KeptBuyers;
import se.kvitta.planning.OccasionPlanning;
import se.kvitta.planning.Planning;
import se.kvitta.reason.Reasons;
import se.kvitta.report.BalancesCheck;
import se.kvitta.report.BookReports;
import se.kvitta.schedule.Schedule;

/** Puts together what people see and do. */
@Configuration(proxyBeanMethods = false)
class OperationsConfiguration {

    @Bean
    RouteFiles routeFiles(Home home, CamelContext camel) {
        return new RouteFiles(home, camel);
    }

    @Bean
    Start start(
            RouteFiles routes,
            Merchants merchants,
            Intake intake,
            Inbox inbox,
            Schedule schedule,
            Scheduler scheduler,
            Deliveries deliveries,
            KeptBuyers keptBuyers,
            @Value("${kvitta.cluster}") boolean cluster,
            @Value("${kvitta.jobs.enabled}") boolean jobs,
            @Value("${kvitta.reload}") boolean reload) {
        return new Start(
                routes, merchants, intake, inbox, schedule, scheduler, deliveries, keptBuyers, cluster, jobs, reload);
    }

    @Bean
    Inbox inbox(Home home, Merchants merchants, Reasons reasons, Clock clock) {
        return new Inbox(home, merchants, reasons, clock);
    }

    @Bean
    TargetChecks targetChecks(
            Merchants merchants,
            Findings findings,
            Errands errands,
            Preflight preflight,
            Schedule schedule,
            Audit audit,
            Reasons reasons) {
        return new TargetChecks(merchants, findings, errands, preflight, schedule, audit, reasons);
    }

    @Bean
    Operations operations(
            Merchants merchants,
            Documents documents,
            Settlements settlements,
            Postings postings,
            Steps steps,
            Tasks tasks,
            Audit audit,
            Planning planning,
            OccasionPlanning occasions,
            CreditLooks credits,
            LedgerCheck ledgerCheck,
            BalancesCheck balancesCheck,
            Decisions decisions,
            TargetChecks targetChecks,
            HandBookings handBookings,
            Clock clock,
            Schedule schedule,
            CamelContext camel,
            Reasons reasons,
            Evidence evidence,
            BookReports bookReports,
            Home home,
            Connections connections,
            ConsentFlow consents,
            ReportWatch reportWatch,
            NumberLooks numberLooks,
            @Value("${kvitta.language}") String language) {
        return new Operations(
                merchants,
                documents,
                settlements,
                postings,
                steps,
                tasks,
                audit,
                planning,
                occasions,
                credits,
                ledgerCheck,
                balancesCheck,
                decisions,
                targetChecks,
                handBookings,
                clock,
                schedule,
                camel.createProducerTemplate(),
                reasons,
                new EvidenceFiles(evidence, postings, home),
                new ReportFiles(bookReports, home, language),
                connections,
                consents,
                reportWatch,
                new OrderNumbers(numberLooks, merchants, home));
    }

    @Bean
    OperationsMBean operationsMBean(Operations operations) {
        return new OperationsMBean(operations);
    }

    @Bean
    JournalMetrics journalMetrics(Figures figures, NumberLooks numberLooks, Merchants merchants, Clock clock) {
        return new JournalMetrics(figures, numberLooks, merchants, clock);
    }

    @Bean
    ConnectionMetrics connectionMetrics(Grants grants, Merchants merchants, Clock clock) {
        return new ConnectionMetrics(grants, merchants, clock);
    }

    @Bean
    KvittaHealth kvittaHealth(RouteFiles routes, Merchants merchants) {
        return new KvittaHealth(routes, merchants);
    }

    @Bean
    Faults faults() {
        return new Faults();
    }

    @Bean
    Processor retryAfter(Clock clock) {
        return Faults.retryAfter(clock);
    }
}
