package se.kvitta.schedule;

import org.apache.camel.ProducerTemplate;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what people have asked for at its target, looks that over when it is due, plans and delivers for one merchant. One job per
 * merchant, never beside itself in the cluster: the running job is the merchant's lease, and all calls to its target are made by it.
 */
@DisallowConcurrentExecution
public class DeliverJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(DeliverJob.class);

    /**
     * In the data of a trigger that only looks over the merchant's target, and its debts: what that sets free is found by the
     * sweep.
     */
    static final String LOOK = "look";

    private final ProducerTemplate routes;
    private final Schedule schedule;

    public DeliverJob(ProducerTemplate routes, Schedule schedule) {
        this.routes = routes;
        this.schedule = schedule;
    }

    @Override
    public void execute(JobExecutionContext context) {
        String merchant = context.getJobDetail().getKey().getName();
        try {
            boolean looksOnly = context.getMergedJobDataMap().containsKey(LOOK);
            routes.sendBody(looksOnly ? "direct:night" : "direct:work", merchant);
            schedule.wakeWhenDue(merchant);
        } catch (RuntimeException e) {
            // Steps have their own error handling; what comes here is a fault around them. The sweep tries again.
            LOG.error("merchant {}: the delivery route failed", merchant, e);
        }
    }
}
