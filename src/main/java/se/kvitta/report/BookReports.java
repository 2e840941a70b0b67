package se.kvitta.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import se.kvitta.journal.BookFigures;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.sheet.Sheet;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.sheet.Words;

/** Writes the reports over a merchant's books, in Swedish or English. They change nothing. */
public final class BookReports {

    private static final JsonMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            .addModule(new SimpleModule().addSerializer(Money.class, new MoneyText()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final MonthReports months;
    private final BookFigures figures;
    private final ProviderBalances balances;
    private final Merchants merchants;
    private final Clock clock;

    public BookReports(
            MonthReports months, BookFigures figures, ProviderBalances balances, Merchants merchants, Clock clock) {
        this.months = months;
        this.figures = figures;
        this.balances = balances;
        this.merchants = merchants;
        this.clock = clock;
    }

    /** {@code {"amount": "1250.00", "currency": "SEK"}}: a text, because a number of a JSON reader may lose an öre. */
    private static final class MoneyText extends JsonSerializer<Money> {
        @Override
        public void serialize(Money money, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            json.writeStringField("amount", money.major().toPlainString());
            json.writeStringField("currency", money.currency().getCurrencyCode());
            json.writeEndObject();
        }
    }

    /**
     * Writes the report of a month; the stream stays open. Throws {@link IllegalArgumentException} for an unknown
     * merchant or language, and for a month that has not begun.
     */
    public void month(String merchant, YearMonth month, SheetFormat format, String language, OutputStream out)
            throws IOException {
        Words words = Words.of("report", language);
        MonthReport report = months.of(merchant, month, language);
        var head = new Sheet.Head(MonthSheet.title(report, words), words, clock.instant());
        format.write(out, head, new MonthSheet(report));
    }

    /** The same as JSON, with the names of {@link MonthReport}. */
    public void monthAsJson(String merchant, YearMonth month, String language, OutputStream out) throws IOException {
        MonthReport report = months.of(merchant, month, language);
        out.write(JSON.writeValueAsBytes(report));
    }

    /**
     * Writes what is open at the end of a Stockholm day; the stream stays open. Throws {@link IllegalArgumentException}
     * for an unknown merchant or language, and for a day to come.
     */
    public void openItems(String merchantName, LocalDate day, SheetFormat format, String language, OutputStream out)
            throws IOException {
        Words words = Words.of("report", language);
        Merchant merchant = asked(merchantName, day);
        String title = words.text("open.title", "company", merchant.title(), "day", day);
        format.write(out, new Sheet.Head(title, words, clock.instant()), new OpenItems(figures, merchant, day));
    }

    /** Writes debts to providers and what they hold back, at the end of a Stockholm day; throws as {@link #openItems}. */
    public void debtsAndReserves(
            String merchantName, LocalDate day, SheetFormat format, String language, OutputStream out)
            throws IOException {
        Words words = Words.of("report", language);
        Merchant merchant = asked(merchantName, day);
        String title = words.text("owed.title", "company", merchant.title(), "day", day);
        var content = new BalancesSheet(merchant, day, balances.of(merchant, day));
        format.write(out, new Sheet.Head(title, words, clock.instant()), content);
    }

    /**
     * The same in short, for a console: per profile and currency {@code debt}, {@code stated}, {@code difference},
     * {@code oldest} and what is open by age; per type of reserve {@code reserve}. Throws as {@link #openItems}.
     */
    public List<Map<String, String>> debtsAndReserves(String merchantName, LocalDate day) {
        return BalancesText.lines(balances.of(asked(merchantName, day), day));
    }

    private Merchant asked(String merchantName, LocalDate day) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        if (day.isAfter(Stockholm.dayOf(clock.instant()))) {
            throw new IllegalArgumentException(day + " has not come");
        }
        return merchant;
    }
}
