package se.kvitta.report;

import java.time.LocalDate;
import java.util.Currency;
import java.util.Optional;
import se.kvitta.journal.BookFigures;
import se.kvitta.ledger.Money;
import se.kvitta.merchant.Merchant;

/**
 * The limit above which goods to consumers in other EU countries are taxed there: 10 000 EUR, counted over this and the
 * preceding calendar year. Sweden's amount of it is 99 680 SEK (Mervärdesskattelagen 2023:200, ch. 6; Skatteverket, "Moms
 * vid försäljning till privatpersoner i andra EU-länder"). Sales through other channels than Kvitta's count too, and are not
 * known here.
 */
final class EuThreshold {

    /** 99 680 SEK, in öre. */
    static final long LIMIT_SEK = 9_968_000;

    /** From which share a person is warned, in thousandths. */
    static final long NEAR = 800;

    private static final long WHOLE = 1_000;

    private EuThreshold() {}

    /** Empty when the books are not in SEK, in which the limit is stated. */
    static Optional<MonthReport.Threshold> of(BookFigures figures, Merchant merchant, LocalDate through) {
        Currency books = merchant.books();
        if (!books.equals(Money.SEK)) {
            return Optional.empty();
        }
        LocalDate newYear = through.withDayOfYear(1);
        long current = figures.salesToEuWithSwedishVat(merchant.name(), newYear, through);
        long preceding = figures.salesToEuWithSwedishVat(merchant.name(), newYear.minusYears(1), newYear.minusDays(1));
        long permille = Math.multiplyExact(Math.max(0, Math.max(current, preceding)), WHOLE) / LIMIT_SEK;
        boolean oss = merchant.profiles().values().stream()
                .anyMatch(profile -> !profile.vat().oss().isEmpty());
        return Optional.of(new MonthReport.Threshold(
                Money.ofMinor(current, books),
                Money.ofMinor(preceding, books),
                Money.ofMinor(LIMIT_SEK, books),
                permille,
                permille >= WHOLE
                        ? MonthReport.Threshold.Level.CROSSED
                        : permille >= NEAR ? MonthReport.Threshold.Level.NEAR : MonthReport.Threshold.Level.BELOW,
                oss));
    }
}
