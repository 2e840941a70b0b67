package se.kvitta.schedule;

import org.apache.camel.ProducerTemplate;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches one profile's source. One job per profile, never beside itself. */
@DisallowConcurrentExecution
public class FetchJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(FetchJob.class);

    private final ProducerTemplate routes;

    public FetchJob(ProducerTemplate routes) {
        this.routes = routes;
    }

    @Override
    public void execute(JobExecutionContext context) {
        String profile = context.getJobDetail().getKey().getName();
        try {
            routes.sendBody("direct:fetch", profile);
        } catch (RuntimeException e) {
            // The route has its own error handling; what comes here is a fault of the routes themselves.
            LOG.error("profile {}: the fetch route failed", profile, e);
        }
    }
}
