package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.LookUp;
import se.kvitta.delivery.Marker;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Voucher;
import se.kvitta.reason.Reason;

/**
 * One look-up: the vouchers of the posting's day and series, first by our marker, then by content. Fortnox's lists have no
 * rows, so every candidate is read by itself. Used from the route, which makes the calls.
 */
public final class VoucherLookup {

    private static final int PAGE = 500;

    private final Dispatch dispatch;
    private final String financialYear;
    private final List<Candidate> marked = new ArrayList<>();
    private final List<Candidate> unmarked = new ArrayList<>();
    private final List<Receipt> same = new ArrayList<>();
    private int differing;
    private int page = 1;
    private boolean more = true;

    private record Candidate(String series, String number, String year) {}

    VoucherLookup(Dispatch dispatch, String financialYear) {
        this.dispatch = dispatch;
        this.financialYear = financialYear;
    }

    /** Whether another page of the list must be read. */
    public boolean isMore() {
        return more;
    }

    /** The query of the next page. */
    public String getListQuery() {
        Voucher voucher = dispatch.posting().booking().voucher();
        return "financialyear=" + financialYear + "&voucherseries=" + voucher.series() + "&fromdate=" + voucher.date()
                + "&todate=" + voucher.date() + "&sortby=vouchernumber&sortorder=ascending&limit=" + PAGE + "&page="
                + page;
    }

    /** Takes one page of the list. */
    void addPage(JsonNode answer) {
        for (JsonNode voucher : answer.path("Vouchers")) {
            String marker = Marker.of(voucher.path("Description").asText(""));
            var candidate = new Candidate(
                    voucher.path("VoucherSeries").asText(),
                    voucher.path("VoucherNumber").asText(),
                    voucher.path("Year").asText(financialYear));
            // A voucher that carries another one is another posting's.
            if (marker.isEmpty()) {
                unmarked.add(candidate);
            } else if (marker.equals(dispatch.posting().marker())) {
                marked.add(candidate);
            }
        }
        more = page < answer.path("MetaInformation").path("@TotalPages").asInt(1);
        page++;
    }

    /** Paths of the vouchers whose rows must be compared: those with our marker, or else those that carry none that is whole. */
    public List<String> getPaths() {
        return (marked.isEmpty() ? unmarked : marked)
                .stream()
                        .map(candidate -> "/3/vouchers/" + candidate.series() + "/" + candidate.number())
                        .toList();
    }

    public String getVoucherQuery() {
        return "financialyear=" + financialYear;
    }

    /** Compares one voucher with the posting, row by row. */
    void compare(JsonNode answer) {
        JsonNode voucher = answer.path("Voucher");
        if (rows(voucher).equals(ourRows())) {
            same.add(new Receipt(
                    voucher.path("VoucherSeries").asText(),
                    voucher.path("VoucherNumber").asText(),
                    voucher.path("Year").asText(financialYear),
                    ""));
        } else {
            differing++;
        }
    }

    /** What was found. */
    public LookUp getResult() {
        if (marked.size() > 1) {
            return LookUp.alike(Reason.of("TARGET_HAS_IT_TWICE", "count", marked.size()));
        }
        if (marked.size() == 1) {
            return differing == 0
                    ? LookUp.present(same.get(0))
                    : LookUp.alike(Reason.of(
                            "TARGET_ROWS_EDITED", "voucher", marked.get(0).number()));
        }
        return same.isEmpty()
                ? LookUp.absent()
                : LookUp.alike(
                        Reason.of("TARGET_LOOKS_ALIKE", "voucher", same.get(0).shown()));
    }

    private List<String> ourRows() {
        return VoucherRequests.rows(dispatch.posting().booking().voucher()).stream()
                .map(row -> row(row.account().number(), row.amount().major()))
                .sorted()
                .collect(Collectors.toList());
    }

    /** Struck rows are not in the books. */
    private static List<String> rows(JsonNode voucher) {
        var rows = new ArrayList<String>();
        for (JsonNode row : voucher.path("VoucherRows")) {
            if (!row.path("Removed").asBoolean(false)) {
                Money amount =
                        FortnoxJson.money(row, "Debit", Money.SEK).minus(FortnoxJson.money(row, "Credit", Money.SEK));
                rows.add(row(FortnoxJson.text(row, "Account"), amount.major()));
            }
        }
        rows.sort(null);
        return rows;
    }

    private static String row(String account, BigDecimal amount) {
        return account + " " + amount.setScale(2).toPlainString();
    }
}
