package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.NotYet;
import se.kvitta.delivery.Refused;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/**
 * The payments of one invoice. Fortnox may answer those of every invoice whose number contains what is asked for, so that
 * all pages are read and only those of the invoice are kept. Used from the route, which makes the calls.
 */
public final class InvoicePayments {

    private static final int PAGE = 500;

    private final String invoice;
    private final List<JsonNode> found = new ArrayList<>();
    private int page = 1;
    private boolean more = true;

    /** @param invoice number of the invoice or credit invoice */
    InvoicePayments(String invoice) {
        this.invoice = invoice;
    }

    /** Whether a payment is of an invoice; the number comes as a number or as a text. Throws when it is hidden. */
    static boolean isOf(JsonNode payment, String invoice) {
        return FortnoxJson.text(payment, "InvoiceNumber").equals(invoice);
    }

    /** Whether another page of the list must be read. */
    public boolean isMore() {
        return more;
    }

    /** The query of the next page. */
    public String getListQuery() {
        return FortnoxQuery.of("InvoiceNumber", invoice) + "&limit=" + PAGE + "&page=" + page;
    }

    /** Takes one page of the list. */
    void addPage(JsonNode answer) {
        for (JsonNode payment : answer.path("InvoicePayments")) {
            if (isOf(payment, invoice)) {
                found.add(payment);
            }
        }
        more = page < answer.path("MetaInformation").path("@TotalPages").asInt(1);
        page++;
    }

    /** The payments of the invoice, as the list shows them. */
    List<JsonNode> found() {
        return List.copyOf(found);
    }

    /**
     * Throws {@link NotYet}, and after {@code match.wait} {@link Refused}, when one that is not booked yet, such as one from a bank
     * file, may be of the same money as ours: it is not taken off what is left of the invoice either.
     *
     * @param ours what is to be paid, in the invoice's currency
     */
    void requireNonePending(Dispatch dispatch, Money ours, Clock clock) {
        for (JsonNode other : found) {
            if (FortnoxJson.is(other, "Booked")) {
                continue;
            }
            var reason = Reason.of(
                    "INVOICE_PAYMENT_PENDING",
                    "invoice",
                    invoice,
                    "payment",
                    other.path("Number").asText(""),
                    "source",
                    other.path("Source").asText("direct"),
                    "amount",
                    other.path("Amount").asText(""),
                    "expected",
                    ours);
            if (InvoiceSearch.isTooLate(dispatch, clock)) {
                throw new Refused(reason);
            }
            throw new NotYet(reason, InvoiceSearch.setting(dispatch, "again"));
        }
    }
}
