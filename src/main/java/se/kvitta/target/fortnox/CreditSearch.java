package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.delivery.CreditLooks;
import se.kvitta.delivery.CreditLooks.Credit;
import se.kvitta.delivery.Unclear;

/**
 * The search for booked credit invoices of which something is left to pay. Their references do not stand in Fortnox's list, so
 * that each is read by itself, the oldest first and at most so many. Used from the route, which makes the calls.
 */
public final class CreditSearch {

    private static final Logger LOG = LoggerFactory.getLogger(CreditSearch.class);
    private static final int PAGE = 500;
    private static final int PAGES = 4;

    /** Most credit invoices that one look reads; the rest is read when these are paid or noted. */
    private static final int MOST = 50;

    private final CreditLooks.Look asked;
    private final List<String> numbers = new ArrayList<>();
    private final List<Credit> found = new ArrayList<>();
    private int page = 1;
    private int passed;
    private boolean more = true;

    CreditSearch(CreditLooks.Look asked) {
        this.asked = asked;
    }

    /** Whether another page of the list must be read. */
    public boolean isMore() {
        return more;
    }

    /** The query of the next page. */
    public String getListQuery() {
        return "credit=true&fromdate=" + asked.from() + "&todate=" + asked.until()
                + "&sortby=documentnumber&sortorder=ascending&limit=" + PAGE + "&page=" + page;
    }

    /** Takes one page of the list. Throws {@link Unclear} when the login may not see what is left of one. */
    void addPage(JsonNode answer) {
        for (JsonNode invoice : answer.path("Invoices")) {
            boolean unpaid = FortnoxJson.text(invoice, "Balance").startsWith("-");
            if (unpaid && FortnoxJson.is(invoice, "Booked") && !FortnoxJson.is(invoice, "Cancelled")) {
                if (numbers.size() < MOST) {
                    numbers.add(invoice.path("DocumentNumber").asText(""));
                } else {
                    passed++;
                }
            }
        }
        more = page
                < Math.min(
                        PAGES,
                        answer.path("MetaInformation").path("@TotalPages").asInt(1));
        page++;
        if (!more && passed > 0) {
            LOG.warn("{} unpaid credit invoices are not read before {} older ones are settled", passed, MOST);
        }
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
                FortnoxJson.money(invoice, "Balance", currency)));
    }

    /** What was found, the oldest first. */
    public List<Credit> getFound() {
        return List.copyOf(found);
    }
}
