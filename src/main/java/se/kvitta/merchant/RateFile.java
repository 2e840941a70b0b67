package se.kvitta.merchant;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.ExchangeRates;
import se.kvitta.ledger.ExchangeRate;

/** Exchange rates from a dated file: {@code day,currency,rate,source}, the rate being the books' currency per unit. */
final class RateFile implements ExchangeRates {

    /** How many days back a published rate may lie: bank holidays never last so long. */
    private static final int LOOK_BACK_DAYS = 14;

    private final Map<Currency, NavigableMap<LocalDate, ExchangeRate>> rates;

    private RateFile(Map<Currency, NavigableMap<LocalDate, ExchangeRate>> rates) {
        this.rates = rates;
    }

    /** Throws {@link YamlFile.BadFile} naming the line that cannot be read. */
    static RateFile read(Path mappings, Path file, Currency books) {
        var rates = new HashMap<Currency, NavigableMap<LocalDate, ExchangeRate>>();
        String name = mappings.relativize(file).toString().replace('\\', '/');
        try (CsvReader<NamedCsvRecord> csv =
                CsvReader.builder().commentStrategy(CommentStrategy.SKIP).ofNamedCsvRecord(file)) {
            for (NamedCsvRecord line : csv) {
                try {
                    Currency currency = Currency.getInstance(line.getField("currency"));
                    LocalDate day = LocalDate.parse(line.getField("day"));
                    var rate = new ExchangeRate(
                            currency, books, new BigDecimal(line.getField("rate")), day, line.getField("source"));
                    rates.computeIfAbsent(currency, first -> new TreeMap<>()).put(day, rate);
                } catch (IllegalArgumentException | DateTimeException | NoSuchElementException e) {
                    throw new YamlFile.BadFile(
                            new FileProblem(
                                    name, (int) line.getStartingLineNumber(), "", String.valueOf(e.getMessage())),
                            e);
                }
            }
        } catch (IOException | CsvParseException e) {
            throw new YamlFile.BadFile(new FileProblem(name, 0, "", "it cannot be read: " + e.getMessage()), e);
        }
        if (rates.isEmpty()) {
            throw new YamlFile.BadFile(new FileProblem(
                    name, 1, "", "it has no rate: a line is day,currency,rate,source, and so is the first"));
        }
        return new RateFile(rates);
    }

    @Override
    public Optional<ExchangeRate> on(LocalDate day, Currency from, Currency to) {
        @Nullable NavigableMap<LocalDate, ExchangeRate> days = rates.get(from);
        if (days == null) {
            return Optional.empty();
        }
        @Nullable Entry<LocalDate, ExchangeRate> last = days.floorEntry(day);
        return last == null || last.getKey().isBefore(day.minusDays(LOOK_BACK_DAYS))
                ? Optional.empty()
                : Optional.of(last.getValue());
    }
}
