package se.kvitta.exchange;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/** Reads what a publisher publishes. Pure: the same document and request give the same rates. A bean named by the slug. */
public interface RateReader {

    Quotation quotation();

    /**
     * The rates of a document. Throws {@link IOException} when it is not what this publisher publishes, or too old to be
     * an answer; a single rate that makes no sense is handed on as it stands.
     */
    Published read(String document, RateRequest request) throws IOException;

    /** How long an answer asks in its own words to wait before the next call; empty when it does not say. */
    default Optional<Duration> pause(String answer) {
        return Optional.empty();
    }

    /**
     * Which way round a publisher quotes.
     *
     * @param hub the currency that all others are quoted against
     * @param hubPerUnit whether a rate is units of the hub for one unit of a currency; else units of it for one hub
     */
    record Quotation(Currency hub, boolean hubPerUnit) {}

    /**
     * What one document says of the requested currencies.
     *
     * @param from the first day that the document tells of; it tells of every day from there until now
     */
    record Published(LocalDate from, List<Rate> rates) {

        public Published {
            rates = List.copyOf(rates);
        }
    }

    /** One rate, the text as it was published. */
    record Rate(Currency currency, LocalDate day, String text) {}
}
