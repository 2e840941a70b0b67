package se.kvitta.planning;

import java.util.ArrayList;
import java.util.List;
import se.kvitta.exchange.RateRequest;

/**
 * What became of planning.
 *
 * @param events how many events were booked, or need no row; of occasions, how many were entered
 * @param missing exchange rates to be fetched first, in this order; then it is to be planned again
 */
public record Planned(int events, List<RateRequest> missing) {

    static final Planned NOTHING = new Planned(0, List.of());

    public Planned {
        missing = List.copyOf(missing);
    }

    Planned and(Planned other) {
        var all = new ArrayList<>(missing);
        all.addAll(other.missing);
        return new Planned(events + other.events, all);
    }
}
