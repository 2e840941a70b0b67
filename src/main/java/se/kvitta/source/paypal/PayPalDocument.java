package se.kvitta.source.paypal;

import java.io.Closeable;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Statement.Tie;

/** One Stockholm day of one balance: its rows in the order of their time, and what PayPal states beside them. */
interface PayPalDocument extends Iterator<PayPalRow>, Closeable {

    /** The merchant's id at PayPal; may be empty. */
    String account();

    Currency currency();

    LocalDate day();

    /** The available balance at the beginning of the day. */
    Money opening();

    /** The available balance at its end. */
    Money closing();

    /** The balance withheld at the beginning of the day; null when it is not stated. */
    @Nullable
    Money openingWithheld();

    /** The balance withheld at its end; null when it is not stated. */
    @Nullable
    Money closingWithheld();

    /** Whether rows state their balances and must prove them. */
    boolean hasRowBalances();

    /** Sums that the document states beside balances, when every row has been read. */
    List<Tie> ties();
}
