package se.kvitta.sheet;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;

/**
 * What stands in one place of a table: a text, or a number with the decimals it shall show.
 *
 * @param text empty when there is a number
 */
public record Cell(String text, @Nullable BigDecimal number) {

    public static final Cell EMPTY = new Cell("", null);

    public static Cell of(@Nullable String text) {
        return text == null || text.isEmpty() ? EMPTY : new Cell(text, null);
    }

    public static Cell of(@Nullable LocalDate day) {
        return day == null ? EMPTY : of(day.toString());
    }

    /** The amount without its currency, which the heading or another column names. */
    public static Cell of(@Nullable Money amount) {
        return amount == null ? EMPTY : new Cell("", amount.major());
    }

    public static Cell of(@Nullable BigDecimal number) {
        return number == null ? EMPTY : new Cell("", number);
    }

    public static Cell of(long count) {
        return new Cell("", BigDecimal.valueOf(count));
    }
}
