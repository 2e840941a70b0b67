package se.kvitta.booking;

import java.util.List;
import java.util.Optional;
import se.kvitta.settlement.Event;

/** Refunds in tests: those that have been told, and those whose money has come back, by the order. */
record TestRefunds(List<Event> told, List<Event> back) implements Knowledge.Refunds {

    @Override
    public Optional<Event> failed(Event event) {
        return told.stream()
                .filter(refund -> refund.order().equals(event.order()))
                .findFirst();
    }

    @Override
    public boolean cameBack(Event refund) {
        return back.stream().anyMatch(failed -> failed.order().equals(refund.order()));
    }
}
