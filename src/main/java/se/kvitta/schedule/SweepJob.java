package se.kvitta.schedule;

import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;

/** Finds work that nothing has woken: what a dead process left behind, documents let pass again, changed files. */
@DisallowConcurrentExecution
public class SweepJob implements Job {

    private final Schedule schedule;

    public SweepJob(Schedule schedule) {
        this.schedule = schedule;
    }

    @Override
    public void execute(JobExecutionContext context) {
        schedule.sweep();
    }
}
