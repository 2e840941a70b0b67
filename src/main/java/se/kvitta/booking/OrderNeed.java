package se.kvitta.booking;

import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Whether an event cannot be booked well before its order is known: what makes a look-up worth its call. */
public final class OrderNeed {

    private OrderNeed() {}

    /**
     * Whether the modes of a profile need the lines of an order: always where an invoice or an order is made of them, else when
     * the provider does not state the VAT, or states what cannot be booked as it is.
     */
    public static boolean of(Event event, BookingRules rules) {
        boolean kindUnknown = Bookkeeper.RETURN_KIND_UNKNOWN.equals(event.waits());
        if (!concerns(event)
                || (event.waits() != null && !kindUnknown)
                || event.day().isBefore(rules.periods().start())) {
            return false;
        }
        if (rules.modes().contains(Mode.LEDGER) || rules.modes().contains(Mode.ORDER)) {
            return true;
        }
        if (rules.modes().contains(Mode.MATCH)) {
            return kindUnknown;
        }
        boolean taxed = rules.modes().contains(Mode.DAILY) || rules.salesWithPayout();
        return taxed && (kindUnknown || event.vat().isEmpty() || !isDecided(event, rules));
    }

    /** Whether it is a sale or refund of an order that can be asked for. */
    public static boolean concerns(Event event) {
        return (event.kind() == EventKind.SALE || event.kind() == EventKind.REFUND)
                && !event.order().id().isEmpty();
    }

    private static boolean isDecided(Event event, BookingRules rules) {
        String country = event.country().isEmpty() ? rules.vat().home() : event.country();
        return SaleVat.decide(event, country, event.day(), rules.vat()).held() == null;
    }
}
