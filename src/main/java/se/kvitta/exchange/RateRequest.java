package se.kvitta.exchange;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import se.kvitta.journal.PublishedRates.Span;

/**
 * What a publisher's route receives at {@code direct:rates-<slug>}: one call's worth of what is missing.
 *
 * @param publisher its slug
 * @param currencies never the one that the publisher quotes all others against
 * @param from first day, inclusive
 * @param through last day, inclusive; never later than today in Stockholm
 */
public record RateRequest(String publisher, List<Currency> currencies, LocalDate from, LocalDate through) {

    public RateRequest {
        currencies = List.copyOf(currencies);
        if (currencies.isEmpty() || from.isAfter(through)) {
            throw new IllegalArgumentException("nothing is asked for: " + currencies + " " + from + " to " + through);
        }
    }

    Span span() {
        return new Span(from, through);
    }
}
