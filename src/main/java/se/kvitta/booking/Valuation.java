package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/** What amounts of a settlement's currency, and of its orders', are worth in the books, day by day. */
final class Valuation {

    private final Currency currency;
    private final Currency books;
    private final ExchangeRates rates;
    private final Map<Key, ExchangeRate> known = new HashMap<>();

    private record Key(Currency currency, LocalDate day) {}

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
        return rate(currency, day);
    }

    /** The rate of any currency; null for the books' own. Throws {@link CannotBook} without one. */
    @Nullable
    ExchangeRate rate(Currency of, LocalDate day) {
        if (of.equals(books)) {
            return null;
        }
        return known.computeIfAbsent(new Key(of, day), missing -> rates.on(day, of, books)
                .orElseThrow(
                        () -> new CannotBook(Reason.of("RATE_MISSING", "currency", of, "books", books, "day", day))));
    }

    /** Minor units of the books' currency for minor units of the settlement's, at the rate of a day. */
    long inBooks(long minor, LocalDate day) {
        return inBooks(original(minor), day);
    }

    /** Minor units of the books' currency, at the rate of a day. */
    long inBooks(Money amount, LocalDate day) {
        @Nullable ExchangeRate rate = rate(amount.currency(), day);
        return rate == null ? amount.minor() : rate.convert(amount).minor();
    }

    Money books(long minor) {
        return Money.ofMinor(minor, books);
    }

    Money original(long minor) {
        return Money.ofMinor(minor, currency);
    }

    Currency currency() {
        return currency;
    }

    Currency booksCurrency() {
        return books;
    }
}
