package se.kvitta.sheet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import se.kvitta.ledger.Money;
import se.kvitta.table.Decimals;

/** What documents show of an amount is the amount: a person or a program that reads it finds every minor unit again. */
class AmountsTest {

    private static final long MOST = 1_000_000_000_000_000L;

    @Property(tries = 600)
    void anAmountIsReadBackFromWhatPeopleRead(
            @ForAll @LongRange(min = -MOST, max = MOST) long minor,
            @ForAll("currencies") Currency currency,
            @ForAll("languages") String language) {
        String shown = Words.of("sheet", language).amount(Money.ofMinor(minor, currency));

        assertThat(shown).endsWith(" " + currency.getCurrencyCode());
        String number = shown.substring(0, shown.length() - 4);
        assertThat(Decimals.with(sign(language)).minor(number, currency)).isEqualTo(minor);
    }

    @Property(tries = 300)
    void anAmountIsReadBackFromACsvFile(
            @ForAll @LongRange(min = -MOST, max = MOST) long minor,
            @ForAll("currencies") Currency currency,
            @ForAll("languages") String language)
            throws IOException {
        Money money = Money.ofMinor(minor, currency);
        var out = new ByteArrayOutputStream();
        Words words = Words.of("sheet", language);
        SheetFormat.CSV.write(out, new Sheet.Head("Underlag", words, Instant.EPOCH), sheet -> {
            sheet.fact("Belopp", money);
            sheet.table(Column.text("Order", 1), Column.amount("Belopp", 1));
            sheet.row(Cell.of("1"), Cell.of(money));
        });

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        String fact = field(lines.get(1), words.separator());
        String cell = field(lines.get(3), words.separator());
        assertThat(Decimals.with(sign(language)).minor(fact, currency)).isEqualTo(minor);
        assertThat(Decimals.with(sign(language)).minor(cell, currency)).isEqualTo(minor);
    }

    /** The second one. */
    private static String field(String line, char separator) {
        int from = line.indexOf(separator) + 1;
        int to = line.indexOf(separator, from);
        return to < 0 ? line.substring(from) : line.substring(from, to);
    }

    private static char sign(String language) {
        return language.equals("sv") ? ',' : '.';
    }

    @Provide
    Arbitrary<String> languages() {
        return Arbitraries.of("sv", "en");
    }

    @Provide
    Arbitrary<Currency> currencies() {
        return Arbitraries.of(Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                .sorted((a, b) -> a.getCurrencyCode().compareTo(b.getCurrencyCode()))
                .toList());
    }
}
