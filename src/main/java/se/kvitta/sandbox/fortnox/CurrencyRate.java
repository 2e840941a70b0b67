package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * A currency the company uses.
 *
 * @param buyRate SEK for {@code unit} of the currency
 * @param sellRate likewise
 */
record CurrencyRate(
        String code,
        String description,
        BigDecimal buyRate,
        BigDecimal sellRate,
        BigDecimal unit,
        LocalDate date,
        boolean automatic) {}
