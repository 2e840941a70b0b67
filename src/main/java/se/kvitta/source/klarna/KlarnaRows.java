package se.kvitta.source.klarna;

import java.io.Closeable;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;

/**
 * Rows one at a time; {@link #next} moves on, the others read the row it came to. Columns have the names of the mapping. What
 * cannot be read is a {@link se.kvitta.settlement.UnreadableDocument}.
 */
interface KlarnaRows extends Closeable {

    /** Moves to the next row; false after the last. */
    boolean next();

    /** Counted from 1. */
    int number();

    /** Where it stands in the document. */
    long line();

    /** Empty when the column is not there or has nothing in this row. */
    String text(String column);

    /** What stands under each of the names that the column may have; empty texts among them. */
    List<String> texts(String column);

    /** An amount as people write it. */
    String shown(String column);

    /** Minor units of the settlement's currency. */
    long minor(String column);

    Instant instant(String column);

    VatRate rate(String column);

    /** An amount in a currency that another column names. */
    Money money(String column, String currencyColumn);

    /** The Stockholm day of an instant; null when the row does not say. */
    default @Nullable LocalDate day(String column) {
        return text(column).isEmpty() ? null : Stockholm.dayOf(instant(column));
    }
}
