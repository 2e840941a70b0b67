package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.booking.InvoiceMatch;
import se.kvitta.booking.InvoiceMatch.Candidate;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Unclear;
import se.kvitta.ledger.Money;

/**
 * The search for a credit of the merchant's own that is an ordinary invoice below zero, so that the invoice it takes back does not
 * name it: by the order's number, in the field where invoices have it, and by the number of the invoice. Fortnox answers
 * whatever contains what is asked for; what may fit is read. Used from the route, which makes the calls.
 */
public final class MarkedCredits {

    private static final int PAGE = 500;

    /** Most pages of one list; a search that is not read to its end finds nothing, as the only one that fits may not be. */
    private static final int PAGES = 4;

    private final Dispatch dispatch;
    private final Money refund;
    private final List<Booking.Find> finds;
    private final Map<String, Booking.Find> hits = new LinkedHashMap<>();
    private final Map<String, JsonNode> found = new TreeMap<>();
    private boolean whole = true;
    private int find;
    private int page = 1;
    private int read;

    MarkedCredits(Dispatch dispatch) {
        this.dispatch = dispatch;
        this.refund = FortnoxEncoder.about(dispatch.posting().booking()).total();
        this.finds = finds(dispatch);
    }

    private static List<Booking.Find> finds(Dispatch dispatch) {
        var finds = new ArrayList<Booking.Find>();
        String order = InvoiceRequests.orderNumber(dispatch);
        if (!order.isEmpty()) {
            finds.add(new Booking.Find(dispatch.merchant().invoices().orderNumberIn(), order));
        }
        dispatch.mapping()
                .raw()
                .at("/invoices/credits-name-it-in")
                .forEach(field -> finds.add(new Booking.Find(field.asText(), InvoiceRequests.original(dispatch))));
        return finds;
    }

    /** Whether another page of a list must be read. */
    public boolean isMore() {
        return find < finds.size();
    }

    /** The query of the next page: nothing is credited before the day of its invoice. */
    public String getListQuery() {
        return FortnoxQuery.of(finds.get(find).field(), finds.get(find).value()) + "&fromdate=" + invoiced()
                + "&sortby=documentnumber&sortorder=ascending&limit=" + PAGE + "&page=" + page;
    }

    private LocalDate invoiced() {
        return dispatch.answers().invoice().orElseThrow().booking().voucher().date();
    }

    /** Takes one page. Throws {@link Unclear} when the login may not see what tells whether one fits. */
    void addPage(JsonNode answer) {
        Booking.Find wanted = finds.get(find);
        for (JsonNode invoice : answer.path("Invoices")) {
            String listed = invoice.path(wanted.field()).asText("");
            if ((listed.isEmpty() || listed.equals(wanted.value())) && mayFit(invoice)) {
                hits.putIfAbsent(invoice.path("DocumentNumber").asText(""), wanted);
            }
        }
        boolean more = page < answer.path("MetaInformation").path("@TotalPages").asInt(1);
        whole &= !more || page < PAGES;
        if (more && page < PAGES) {
            page++;
        } else {
            find++;
            page = 1;
        }
    }

    /** By what the list shows: booked, below zero, of the refund's currency, and as much left but for a rounding. */
    private boolean mayFit(JsonNode invoice) {
        return FortnoxJson.text(invoice, "Total").startsWith("-")
                && FortnoxJson.is(invoice, "Booked")
                && !FortnoxJson.is(invoice, "Cancelled")
                && FortnoxJson.currency(invoice).equals(refund.currency())
                && InvoiceRate.left(invoice, refund.currency(), dispatch)
                                .minus(refund)
                                .abs()
                                .minor()
                        < WholeKronor.KRONA
                && !TheirCredit.isKvittas(invoice, dispatch);
    }

    /** Whether another invoice must be read. */
    public boolean isReading() {
        return whole && read < hits.size();
    }

    /** The path of the invoice that must be read next. */
    public String getPath() {
        return "/3/invoices/" + List.copyOf(hits.keySet()).get(read);
    }

    /** Takes one invoice, if it says just what was asked for and no other posting has it. */
    void add(JsonNode answer) {
        JsonNode invoice = answer.path("Invoice");
        String number = FortnoxJson.text(invoice, "DocumentNumber");
        Booking.Find wanted = Objects.requireNonNull(hits.get(number));
        boolean named = invoice.path(wanted.field()).asText("").equals(wanted.value());
        if (named && mayFit(invoice) && !dispatch.answers().isTakenWithMore(FortnoxEncoder.CREDIT, number)) {
            found.put(number, invoice);
        }
        read++;
    }

    /** The only one that is exactly of the refund; null when there is none, several are, or another posting takes it. */
    @Nullable
    Receipt take() {
        List<Candidate> candidates = found.values().stream()
                .map(credit -> TheirCredit.candidate(credit, refund, dispatch))
                .toList();
        @Nullable
        Candidate only = whole && !finds.isEmpty()
                ? InvoiceMatch.closed(finds.get(0), refund, candidates).found()
                : null;
        return only != null && dispatch.answers().take(FortnoxEncoder.CREDIT, only.number())
                ? TheirCredit.receipt(Objects.requireNonNull(found.get(only.number())), only, refund)
                : null;
    }
}
