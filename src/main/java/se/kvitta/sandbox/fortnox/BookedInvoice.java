package se.kvitta.sandbox.fortnox;

import java.time.Instant;

/** What may still be said of a booked invoice where that is assumed to be possible: texts that the books do not know. */
final class BookedInvoice {

    private BookedInvoice() {}

    /** Throws a refusal when anything else is to change. */
    static Invoice retold(Invoice before, Input input, Instant at) {
        if (!InvoiceShape.FREE_TEXTS.containsAll(input.names())) {
            throw AssumedReason.INVOICE_BOOKED.refusal(before.number());
        }
        return before.withTexts(
                input.texts(InvoiceShape.FREE_TEXTS, before.head().texts()), at);
    }
}
