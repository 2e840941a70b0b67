package se.kvitta.connection;

import se.kvitta.journal.Tasks;
import se.kvitta.reason.Reason;

/** Tells a person what is wrong with a connection: one task for each, whatever it is. */
final class Alarm {

    private final Connections connections;
    private final Tasks tasks;

    Alarm(Connections connections, Tasks tasks) {
        this.connections = connections;
        this.tasks = tasks;
    }

    /** A reason with what every reason about a connection tells: whose, to what, and where it is mended. */
    Reason told(Holder holder, Reason reason) {
        return reason.with("merchant", holder.merchant())
                .with("system", holder.systemName())
                .with("link", connections.page(holder.merchant()));
    }

    void open(Holder holder, Reason reason) {
        tasks.open(holder.merchant(), "", holder.subject(), told(holder, reason));
    }

    /** Tells that calls are refused whatever the token; answers the reason that is told. */
    Reason refused(Holder holder, Reason reason) {
        Reason told = told(holder, reason);
        tasks.open(holder.merchant(), "", holder.refusal(), told);
        return told;
    }

    /** Opens the task; answers what to throw. */
    NotConnected notConnected(Holder holder, Reason reason) {
        open(holder, reason);
        return new NotConnected(told(holder, reason));
    }
}
