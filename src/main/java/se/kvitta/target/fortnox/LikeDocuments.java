package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.LookUp;
import se.kvitta.delivery.Marker;
import se.kvitta.reason.Reason;

/**
 * The invoices, or the sales orders, of a posting's customer and day, read when none carries just our marker: one of the same
 * total may be ours, with a reference that somebody edited, unless it carries the whole marker of another posting. One that
 * carries just ours has come since it was looked for. Used from the route, which makes the calls.
 */
public final class LikeDocuments {

    private static final int PAGE = 500;

    private final Dispatch dispatch;
    private final String customer;
    private final boolean orders;
    private final List<String> marked = new ArrayList<>();
    private final List<String> alike = new ArrayList<>();
    private int page = 1;
    private boolean more = true;

    /** @param customer number of the customer that the posting's document is in the name of */
    LikeDocuments(Dispatch dispatch, String customer) {
        this.dispatch = dispatch;
        this.customer = customer;
        this.orders = isOrder(dispatch);
    }

    private static boolean isOrder(Dispatch dispatch) {
        return dispatch.posting().booking().kind() == Booking.Kind.SALES_ORDER;
    }

    /** The path of the list that a posting's document stands in. */
    static String path(Dispatch dispatch) {
        return isOrder(dispatch) ? "/3/orders" : "/3/invoices";
    }

    /** The documents in an answer of that list. */
    static JsonNode in(JsonNode answer, Dispatch dispatch) {
        return answer.path(isOrder(dispatch) ? "Orders" : "Invoices");
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

    /** Takes one page of the list. What is cancelled does not count; the search answers whatever contains the number. */
    void addPage(JsonNode answer) {
        for (JsonNode document : in(answer, dispatch)) {
            boolean ours = FortnoxJson.text(document, "CustomerNumber").equals(customer)
                    && !FortnoxJson.is(document, "Cancelled")
                    && !isAnothers(document)
                    && InvoiceTotal.difference(document, dispatch) == null;
            if (ours) {
                (isMarked(document) ? marked : alike)
                        .add(document.path("DocumentNumber").asText(""));
            }
        }
        more = page < answer.path("MetaInformation").path("@TotalPages").asInt(1);
        page++;
    }

    private boolean isMarked(JsonNode document) {
        return document.path(InvoiceRequests.MARKER_FIELD)
                .asText("")
                .equals(dispatch.posting().marker());
    }

    private boolean isAnothers(JsonNode document) {
        String marker = Marker.of(document.path(InvoiceRequests.MARKER_FIELD).asText(""));
        return !marker.isEmpty() && !marker.equals(dispatch.posting().marker());
    }

    /** The document, nothing, or what a person must look at. */
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
                        orders ? "ORDER_LOOKS_ALIKE" : "INVOICE_LOOKS_ALIKE",
                        orders ? "number" : "invoice",
                        String.join(", ", alike),
                        "field",
                        InvoiceRequests.MARKER_FIELD));
    }
}
