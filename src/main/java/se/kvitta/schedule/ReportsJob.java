package se.kvitta.schedule;

import org.apache.camel.ProducerTemplate;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for reports that do not come any more. */
@DisallowConcurrentExecution
public class ReportsJob implements Job {

    private static final Logger LOG = LoggerFactory.getLogger(ReportsJob.class);

    private final ProducerTemplate routes;

    public ReportsJob(ProducerTemplate routes) {
        this.routes = routes;
    }

    @Override
    public void execute(JobExecutionContext context) {
        try {
            routes.sendBody("direct:reports", "");
        } catch (RuntimeException e) {
            LOG.error("it could not be seen whether reports come; it is looked again in an hour", e);
        }
    }
}
