package se.kvitta.schedule;

import org.apache.camel.ProducerTemplate;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the connections that nobody uses just now. */
@DisallowConcurrentExecution
public class ConnectionsJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionsJob.class);

    private final ProducerTemplate routes;

    public ConnectionsJob(ProducerTemplate routes) {
        this.routes = routes;
    }

    @Override
    public void execute(JobExecutionContext context) {
        try {
            routes.sendBody("direct:connections", "");
        } catch (RuntimeException e) {
            LOG.error("the connections could not be looked after; it is done again in an hour", e);
        }
    }
}
