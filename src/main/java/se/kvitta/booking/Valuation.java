package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/** What amounts of a settlement's currency are worth in the books, day by day. */
final class Valuation {

    private final Currency currency;
    private final Currency books;
    private final ExchangeRates rates;
    private final Map<LocalDate, ExchangeRate> known = new HashMap<>();

    Valuation(Currency currency, Currency books, ExchangeRates rates) {
        this.currency = currency;
        this.books = books;
        this.rates = rates;
    }

    boolean foreign() {
        return !currency.equals(books);
    }

    /** The rate of a day; null when the settlement is in the books' currency. Throws {@link CannotBook} without one. */
    @Nullable
    ExchangeRate rate(LocalDate day) {
        if (!foreign()) {
            return null;
        }
        return known.computeIfAbsent(day, missing -> rates.on(missing, currency, books)
                .orElseThrow(() -> new CannotBook(
                        Reason.of("RATE_MISSING", "currency", currency, "books", books, "day", missing))));
    }

    /** Minor units of the books' currency for minor units of the settlement's, at the rate of a day. */
    long inBooks(long minor, LocalDate day) {
        ExchangeRate rate = rate(day);
        return rate == null
                ? minor
                : rate.convert(Money.ofMinor(minor, currency)).minor();
    }

    Money books(long minor) {
        return Money.ofMinor(minor, books);
    }

    Money original(long minor) {
        return Money.ofMinor(minor, currency);
    }
}
