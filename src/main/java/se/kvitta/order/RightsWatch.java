package se.kvitta.order;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;

/**
 * Tells a person once what a source's login may not read of orders: they are booked without it. Each is one task, which closes
 * by itself when it can be read.
 */
public final class RightsWatch {

    private final Tasks tasks;
    private final Merchants merchants;

    /** What is known to be told, or known to be in order, so that the journal is not asked for every order. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public RightsWatch(Tasks tasks, Merchants merchants) {
        this.tasks = tasks;
        this.merchants = merchants;
    }

    /** What one order has shown. */
    public void shown(@Body ReadRights rights, @ExchangeProperty("orderRequest") OrderRequest request) {
        Profile profile = request.profile();
        for (String right : rights.lacking()) {
            String subject = subject(profile, right);
            known.remove("had " + subject);
            if (known.add("lacking " + subject)) {
                tasks.open(
                        profile.merchant(),
                        profile.name(),
                        subject,
                        Reason.of(
                                "ORDERS_NOT_ALLOWED",
                                "profile",
                                profile.name(),
                                "source",
                                merchants.sourceName(profile),
                                "right",
                                right));
            }
        }
        for (String right : rights.had()) {
            String subject = subject(profile, right);
            if (!rights.lacking().contains(right) && known.add("had " + subject)) {
                known.remove("lacking " + subject);
                tasks.close(profile.merchant(), subject);
            }
        }
    }

    private static String subject(Profile profile, String right) {
        return "right " + profile.name() + " " + right;
    }
}
