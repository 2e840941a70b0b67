package se.kvitta.exchange;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.ExchangeRates;
import se.kvitta.exchange.RateReader.Quotation;
import se.kvitta.journal.PublishedRates;
import se.kvitta.journal.PublishedRates.Span;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.merchant.RatesMapping;
import se.kvitta.reason.Reason;

/**
 * One publisher's rates as far as they are known, for one run of planning. A day of which it is not known whether it has a
 * rate is noted and answered with a stand-in, so that one run finds everything that is missing; what was booked in
 * such a run must be thrown away.
 */
public final class RateLookup implements ExchangeRates {

    /** A rate across the publisher's own currency has so many digits that count, the last rounded half up. */
    static final MathContext CROSS = new MathContext(10, RoundingMode.HALF_UP);

    private static final BigDecimal STAND_IN = BigDecimal.valueOf(2);

    private final RatesMapping publisher;
    private final Quotation quotation;
    private final PublishedRates kept;
    private final int lookBackDays;
    private final Map<Currency, List<Span>> known = new HashMap<>();
    private final SortedMap<Currency, Unknown> unknown = new TreeMap<>(Comparator.comparing(Currency::getCurrencyCode));

    RateLookup(RatesMapping publisher, Quotation quotation, PublishedRates kept, int lookBackDays) {
        this.publisher = publisher;
        this.quotation = quotation;
        this.kept = kept;
        this.lookBackDays = lookBackDays;
    }

    /** The first and the last day of which it was asked and is not known whether a currency has a rate. */
    record Unknown(Currency currency, LocalDate first, LocalDate last) {

        private Unknown and(Unknown other) {
            return new Unknown(
                    currency,
                    other.first.isBefore(first) ? other.first : first,
                    other.last.isAfter(last) ? other.last : last);
        }
    }

    /** What one currency was worth, in the publisher's direction; the hub is worth itself on every day. */
    private record Worth(Currency currency, boolean isHub, Map<LocalDate, BigDecimal> rates) {

        @Nullable
        BigDecimal on(LocalDate day) {
            return isHub ? BigDecimal.ONE : rates.get(day);
        }
    }

    @Override
    public Optional<ExchangeRate> on(LocalDate day, Currency from, Currency to) {
        LocalDate earliest = day.minusDays(lookBackDays);
        Worth ofFrom = worth(from, new Span(earliest, day));
        Worth ofTo = worth(to, new Span(earliest, day));
        for (LocalDate at = day; !at.isBefore(earliest); at = at.minusDays(1)) {
            @Nullable BigDecimal fromWorth = ofFrom.on(at);
            @Nullable BigDecimal toWorth = ofTo.on(at);
            if (fromWorth != null && toWorth != null) {
                return Optional.of(rate(at, from, to, fromWorth, toWorth));
            }
            boolean fromMissing = note(ofFrom, at);
            boolean toMissing = note(ofTo, at);
            if (fromMissing || toMissing) {
                return Optional.of(new ExchangeRate(from, to, STAND_IN, at, publisher.name()));
            }
        }
        return Optional.empty();
    }

    /** Notes a day of which it is not known whether it has a rate; answers whether it is one. */
    private boolean note(Worth worth, LocalDate day) {
        if (worth.on(day) != null || isKnown(worth.currency(), day)) {
            return false;
        }
        unknown.merge(worth.currency(), new Unknown(worth.currency(), day, day), Unknown::and);
        return true;
    }

    /** Whether everything that was asked for is known, so that what was booked may stand. */
    public boolean isComplete() {
        return unknown.isEmpty();
    }

    RatesMapping publisher() {
        return publisher;
    }

    /** What was asked for and is not known, at most once a currency. */
    Collection<Unknown> unknown() {
        return unknown.values();
    }

    /** The first day that must be fetched so that the first unknown day of a currency, or one before it, has a rate. */
    LocalDate fetchFrom(Unknown missing) {
        Span before = new Span(missing.first().minusDays(lookBackDays), missing.first());
        Worth worth = worth(missing.currency(), before);
        LocalDate from = missing.first();
        for (LocalDate day = from; before.contains(day) && worth.on(day) == null; day = day.minusDays(1)) {
            if (!isKnown(missing.currency(), day)) {
                from = day;
            }
        }
        return from;
    }

    /** What stands published for the first unknown day, and cannot be used; empty when nothing does. */
    Optional<String> unusable(Unknown missing) {
        return kept
                .rates(publisher.slug(), missing.currency(), new Span(missing.first(), missing.first()))
                .values()
                .stream()
                .findFirst();
    }

    private Worth worth(Currency currency, Span span) {
        var rates = new HashMap<LocalDate, BigDecimal>();
        boolean isHub = currency.equals(quotation.hub());
        if (!isHub) {
            kept.rates(publisher.slug(), currency, span)
                    .forEach((day, text) -> RateText.usable(text).ifPresent(rate -> rates.put(day, rate)));
        }
        return new Worth(currency, isHub, rates);
    }

    private boolean isKnown(Currency currency, LocalDate day) {
        return known.computeIfAbsent(currency, first -> kept.known(publisher.slug(), first)).stream()
                .anyMatch(span -> span.contains(day));
    }

    private ExchangeRate rate(LocalDate day, Currency from, Currency to, BigDecimal fromWorth, BigDecimal toWorth) {
        BigDecimal over = quotation.hubPerUnit() ? fromWorth : toWorth;
        BigDecimal under = quotation.hubPerUnit() ? toWorth : fromWorth;
        BigDecimal value = under.compareTo(BigDecimal.ONE) == 0 ? over : over.divide(under, CROSS);
        try {
            return new ExchangeRate(from, to, value, day, publisher.name());
        } catch (IllegalArgumentException e) {
            throw new CannotBook(Reason.of(
                    "RATE_UNUSABLE",
                    "publisher",
                    publisher.name(),
                    "currency",
                    from + "/" + to,
                    "day",
                    day,
                    "text",
                    value.toPlainString()));
        }
    }
}
