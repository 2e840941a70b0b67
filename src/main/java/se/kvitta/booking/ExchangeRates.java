package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import java.util.Optional;
import se.kvitta.ledger.ExchangeRate;

/** What currencies were worth. The one source a company has chosen. */
@FunctionalInterface
public interface ExchangeRates {

    /** The rate of a Stockholm day or the last bank day before it; empty when none is near enough to be used. */
    Optional<ExchangeRate> on(LocalDate day, Currency from, Currency to);
}
