package se.kvitta.source.klarna;

import java.io.IOException;
import java.time.Instant;
import java.util.Currency;
import java.util.OptionalLong;
import se.kvitta.settlement.Layout;

/**
 * One payout as Klarna tells it, in a settlement file or in answers of the Settlements API: what it states as a whole, under the
 * names of the file's summary, and its rows.
 */
interface KlarnaDocument {

    /** The field of the summary without which it proves nothing. */
    String PAYOUT = "total_settlement_amount";

    /** Whether it states what was paid out. */
    boolean hasSummary();

    Currency currency();

    /** A field of the summary that is no sum; empty when it is not stated. */
    String summary(String field);

    /** A sum of the summary in minor units; empty when it is not stated. */
    OptionalLong total(String field);

    /** The payout's reference. Throws {@link se.kvitta.settlement.UnreadableDocument} when nothing says which payout it is. */
    String reference();

    /** When Klarna paid. Throws {@link se.kvitta.settlement.UnreadableDocument} when it is not stated. */
    Instant paid();

    /** The columns of a file; answers of the API have none. */
    default Layout layout() {
        return Layout.NONE;
    }

    /** The rows from the first one; the caller closes them. */
    KlarnaRows rows() throws IOException;
}
