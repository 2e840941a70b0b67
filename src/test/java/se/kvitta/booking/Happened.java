package se.kvitta.booking;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.VatPart;

/** Short words for events in tests. A day is taken at noon in Stockholm. */
final class Happened {

    private Happened() {}

    static Event.Builder event(EventKind kind, String order, String day, String amount) {
        return event(kind, order, noon(day), Money.parse(amount));
    }

    static Event.Builder event(EventKind kind, String order, Instant at, Money amount) {
        return Event.of(kind, kind + "|" + order + "|" + amount, at, amount).order(order(order));
    }

    static Event.Builder sale(String order, String day, String amount) {
        return event(EventKind.SALE, order, day, amount);
    }

    static Event.Builder refund(String order, String day, String amount) {
        return event(EventKind.REFUND, order, day, amount);
    }

    /** The amount is what the provider takes in all: the fee and its VAT at 25 %. */
    static Event.Builder fee(String day, String amount, long vat) {
        return event(EventKind.FEE, "", day, amount).vat(vat("25", vat));
    }

    static Event.Builder payout(String day, String amount) {
        return event(EventKind.PAYOUT, "", day, amount);
    }

    static OrderReference order(String number) {
        return number.isEmpty() ? OrderReference.NONE : new OrderReference("id-" + number, number, "", "", "");
    }

    static Instant noon(String day) {
        return Stockholm.startOf(LocalDate.parse(day)).plus(Duration.ofHours(12));
    }

    /** {@code vat("25", 6960, "6", 1800)}: rates in percent and minor units in turn. */
    static List<VatPart> vat(Object... ratesAndVat) {
        var parts = new ArrayList<VatPart>();
        for (int i = 0; i < ratesAndVat.length; i += 2) {
            parts.add(new VatPart(
                    VatRate.parse(String.valueOf(ratesAndVat[i])), ((Number) ratesAndVat[i + 1]).longValue()));
        }
        return parts;
    }
}
