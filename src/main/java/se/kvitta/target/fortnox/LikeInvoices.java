package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.LookUp;
import se.kvitta.delivery.Marker;
import se.kvitta.reason.Reason;

/**
 * The invoices of a posting's customer and day, read when none carries just our marker: one of the same total may be ours,
 * with a reference that somebody edited, unless it carries the whole marker of another posting. One that carries just ours has
 * come since it was looked for. Used from the route, which makes the calls.
 */
public final class LikeInvoices {

    private static final int PAGE = 500;

    private final Dispatch dispatch;
    private final String customer;
    private final List<String> marked = new ArrayList<>();
    private final List<String> alike = new ArrayList<>();
    private int page = 1;
    private boolean more = true;

    /** @param customer number of the customer that the posting's invoice is in the name of */
    LikeInvoices(Dispatch dispatch, String customer) {
        this.dispatch = dispatch;
        this.customer = customer;
    }

    /** Whether another page of the list must be read. */
    public boolean isMore() {
        return more;
    }

    /** The query of the next page. */
    public String getListQuery() {
        return FortnoxQuery.of("CustomerNumber", customer) + "&fromdate=" + day() + "&todate=" + day()
                + "&sortby=documentnumber&sortorder=ascending&limit=" + PAGE + "&page=" + page;
    }

    private String day() {
        return dispatch.posting().booking().voucher().date().toString();
    }

    /** Takes one page of the list. A cancelled invoice does not count; the search answers whatever contains the number. */
    void addPage(JsonNode answer) {
        for (JsonNode invoice : answer.path("Invoices")) {
            boolean ours = FortnoxJson.text(invoice, "CustomerNumber").equals(customer)
                    && !FortnoxJson.is(invoice, "Cancelled")
                    && !isAnothers(invoice)
                    && InvoiceTotal.difference(invoice, dispatch) == null;
            if (ours) {
                (isMarked(invoice) ? marked : alike)
                        .add(invoice.path("DocumentNumber").asText(""));
            }
        }
        more = page < answer.path("MetaInformation").path("@TotalPages").asInt(1);
        page++;
    }

    private boolean isMarked(JsonNode invoice) {
        return invoice.path(InvoiceRequests.MARKER_FIELD)
                .asText("")
                .equals(dispatch.posting().marker());
    }

    private boolean isAnothers(JsonNode invoice) {
        String marker = Marker.of(invoice.path(InvoiceRequests.MARKER_FIELD).asText(""));
        return !marker.isEmpty() && !marker.equals(dispatch.posting().marker());
    }

    /** The invoice, nothing, or what a person must look at. */
    public LookUp getResult() {
        if (marked.size() == 1) {
            return LookUp.present(new Receipt("", marked.get(0), "", ""));
        }
        if (marked.size() > 1) {
            return LookUp.alike(Reason.of("TARGET_HAS_IT_TWICE", "count", marked.size()));
        }
        return alike.isEmpty()
                ? LookUp.absent()
                : LookUp.alike(Reason.of(
                        "INVOICE_LOOKS_ALIKE",
                        "invoice",
                        String.join(", ", alike),
                        "field",
                        InvoiceRequests.MARKER_FIELD));
    }
}
