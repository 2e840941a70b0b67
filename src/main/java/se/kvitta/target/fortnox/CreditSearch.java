package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import se.kvitta.delivery.CreditLooks;
import se.kvitta.delivery.CreditLooks.Credit;
import se.kvitta.delivery.Unclear;

/**
 * The search for booked credit invoices of which something is left to pay. Their references do not stand in Fortnox's list, so
 * that each is read by itself, the newest first and at most so many; a person is told of the rest, also of what was not even
 * listed. Used from the route, which makes the calls.
 */
public final class CreditSearch {

    /** Whether a filter and a search field may stand together is not written down [?]; a no becomes a task. */
    static final String UNPAID = "filter=unpaid&";

    private static final String CREDITS = "credit=true";

    private static final int PAGE = 500;

    /** Most credit invoices that one look reads; the rest is read when newer ones are paid or noted. */
    private static final int MOST = 50;

    private final CreditLooks.Look asked;
    private final int mostPages;
    private final Set<String> numbers = new LinkedHashSet<>();
    private final Set<String> unread = new LinkedHashSet<>();
    private final List<Credit> found = new ArrayList<>();
    private boolean filtered = true;
    private boolean listed;
    private int page = 1;
    private int pages = 1;
    private int listedInAll;
    private int total;

    /** @param mostPages most pages of one list that are read */
    CreditSearch(CreditLooks.Look asked, int mostPages) {
        this.asked = asked;
        this.mostPages = mostPages;
    }

    /** Whether another page of the list must be read. */
    public boolean isMore() {
        return page <= Math.min(mostPages, pages);
    }

    /** The query of the next page. */
    public String getListQuery() {
        return (filtered ? UNPAID : "") + CREDITS + "&fromdate=" + asked.from() + "&todate=" + asked.until()
                + "&sortby=documentnumber&sortorder=descending&limit=" + PAGE + "&page=" + page;
    }

    /**
     * Takes one page of the list. Whether the filter lists credit invoices at all is not written down either [?]: where it lists none,
     * all of them are listed. Throws {@link Unclear} when the login may not see what is left of one.
     */
    void addPage(JsonNode answer) {
        listedInAll += answer.path("Invoices").size();
        for (JsonNode invoice : answer.path("Invoices")) {
            boolean unpaid = FortnoxJson.text(invoice, "Balance").startsWith("-");
            if (unpaid && FortnoxJson.is(invoice, "Booked") && !FortnoxJson.is(invoice, "Cancelled")) {
                listed = true;
                take(invoice.path("DocumentNumber").asText(""));
            }
        }
        JsonNode meta = answer.path("MetaInformation");
        pages = meta.path("@TotalPages").asInt(1);
        total = meta.path("@TotalResources").asInt(pages * PAGE);
        page++;
        if (filtered && !listed && !isMore()) {
            filtered = false;
            page = 1;
            pages = 1;
            listedInAll = 0;
        }
    }

    /** What a person has said how it was paid back is not read again. */
    private void take(String number) {
        if (asked.noted().contains(number) || numbers.contains(number)) {
            return;
        }
        if (numbers.size() < MOST) {
            numbers.add(number);
        } else {
            unread.add(number);
        }
    }

    /**
     * What was not read: of the unpaid ones that were listed, and of the list itself. Without the filter the latter are paid ones too, and
     * nothing tells how many are not.
     */
    public CreditLooks.Unread getUnread() {
        int beyond = pages > mostPages ? Math.max(1, total - listedInAll) : 0;
        return new CreditLooks.Unread(unread, listedInAll, beyond);
    }

    /** Paths of the credit invoices that must be read. */
    public List<String> getPaths() {
        return numbers.stream().map(number -> "/3/invoices/" + number).toList();
    }

    /** Takes one credit invoice. */
    void add(JsonNode answer) {
        JsonNode invoice = answer.path("Invoice");
        Map<String, String> references = new LinkedHashMap<>();
        for (String field : asked.fields()) {
            references.put(field, FortnoxJson.reference(invoice, field));
        }
        Currency currency = FortnoxJson.currency(invoice);
        found.add(new Credit(
                invoice.path("DocumentNumber").asText(""),
                references,
                FortnoxJson.shown(invoice, "Balance", currency)));
    }

    /** What was found, the oldest first. */
    public List<Credit> getFound() {
        var oldest = new ArrayList<>(found);
        Collections.reverse(oldest);
        return List.copyOf(oldest);
    }
}
