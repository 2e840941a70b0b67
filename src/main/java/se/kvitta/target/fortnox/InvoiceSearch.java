package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import se.kvitta.booking.Booking;
import se.kvitta.booking.InvoiceMatch;
import se.kvitta.booking.InvoiceMatch.Candidate;
import se.kvitta.booking.InvoiceMatch.Match;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.NotYet;
import se.kvitta.delivery.Refused;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/**
 * The search for the invoice that a payment is of, in mode {@code match}. Fortnox answers whatever contains what is asked
 * for, and most references do not stand in its lists, so that candidates are read one by one. Used from the route, which
 * makes the calls.
 */
public final class InvoiceSearch {

    private static final int PAGE = 500;

    /** Fields that a credit invoice has of its own, so that a refund finds it through the invoice it takes back. */
    private static final Set<String> OWN = Set.of("DocumentNumber", "OCR");

    /** Codes for what may mend itself: the shop has not made or booked the invoice yet. */
    private static final List<String> MAY_COME = List.of("INVOICE_NOT_FOUND", "INVOICE_NOT_PAYABLE");

    private final Dispatch dispatch;
    private final Booking.Find find;
    private final Money payment;
    private final Clock clock;
    private final List<String> numbers = new ArrayList<>();
    private final Map<String, LocalDate> days = new LinkedHashMap<>();
    private final List<String> credits = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private int passed;
    private int page = 1;
    private boolean more = true;
    private @Nullable Candidate found;

    InvoiceSearch(Dispatch dispatch, Booking.Find find, Clock clock) {
        this.dispatch = dispatch;
        this.find = find;
        this.payment = FortnoxEncoder.about(dispatch.posting().booking()).total();
        this.clock = clock;
    }

    /** Whether another page of the list must be read. */
    public boolean isMore() {
        return more;
    }

    /** The query of the next page. */
    public String getListQuery() {
        return FortnoxQuery.of(find.field(), find.value()) + "&sortby=documentnumber&sortorder=ascending&limit=" + PAGE
                + "&page=" + page;
    }

    /** Takes one page of the list: what is cancelled, or goes the other way, cannot be it. */
    void addPage(JsonNode answer) {
        int most = dispatch.mapping().raw().at("/match/candidates").asInt(20);
        for (JsonNode invoice : answer.path("Invoices")) {
            boolean credit = invoice.path("Total").asText("").startsWith("-");
            if (FortnoxJson.is(invoice, "Cancelled") || credit != isOfCredits()) {
                continue;
            }
            if (numbers.size() < most) {
                numbers.add(invoice.path("DocumentNumber").asText(""));
            } else {
                passed++;
            }
        }
        more = page < answer.path("MetaInformation").path("@TotalPages").asInt(1);
        page++;
    }

    /** Whether the list is one of credit invoices. */
    private boolean isOfCredits() {
        return payment.isNegative() && !isThroughInvoice();
    }

    private boolean isThroughInvoice() {
        return payment.isNegative() && OWN.contains(find.field());
    }

    /** Paths of the invoices that must be read. */
    public List<String> getPaths() {
        return numbers.stream().map(number -> "/3/invoices/" + number).toList();
    }

    /** Takes one invoice. */
    void add(JsonNode answer) {
        JsonNode invoice = answer.path("Invoice");
        String reference = invoice.path(find.field()).asText("");
        if (!isThroughInvoice()) {
            add(invoice, reference);
            return;
        }
        String credit = FortnoxJson.reference(invoice, "CreditInvoiceReference");
        if (reference.equals(find.value()) && !credit.isEmpty()) {
            credits.add(credit);
        }
    }

    /** Paths of the credit invoices that must be read. */
    public List<String> getCreditPaths() {
        return credits.stream().map(number -> "/3/invoices/" + number).toList();
    }

    /** Takes the credit invoice of an invoice that was looked for. */
    void addCredit(JsonNode answer) {
        JsonNode credit = answer.path("Invoice");
        if (!FortnoxJson.is(credit, "Cancelled")) {
            add(credit, find.value());
        }
    }

    private void add(JsonNode invoice, String reference) {
        String number = invoice.path("DocumentNumber").asText("");
        Currency currency = Currency.getInstance(invoice.path("Currency").asText("SEK"));
        days.put(number, LocalDate.parse(invoice.path("InvoiceDate").asText()));
        candidates.add(new Candidate(
                number, reference, FortnoxJson.money(invoice, "Balance", currency), FortnoxJson.is(invoice, "Booked")));
    }

    /**
     * Chooses. Throws {@link NotYet} when the invoice may still come, or another payment of the order may pay one of
     * several first, and {@link Refused} when a person must tell which it is, or it has not come for too long.
     */
    void choose() {
        Match match = InvoiceMatch.choose(find, payment, candidates);
        found = match.found();
        @Nullable Reason held = match.held();
        if (held == null) {
            return;
        }
        Reason told = held.with("passed", passed);
        boolean mayCome = MAY_COME.contains(held.code());
        if (isTooLate() || !(mayCome || dispatch.answers().isAnotherUnderWay(FortnoxEncoder.FIND))) {
            throw new Refused(told);
        }
        throw new NotYet(told, mayCome ? setting("again") : untilAnswered());
    }

    /** By how long it has been looked for, not by the age of the payment, which may be fetched long after its day. */
    private boolean isTooLate() {
        return dispatch.answers()
                .firstTried(dispatch.step())
                .filter(first -> clock.instant().isAfter(first.plus(setting("wait"))))
                .isPresent();
    }

    /** After this a call of another lane has been answered, or counts as not made. */
    private Duration untilAnswered() {
        return dispatch.mapping().timeout().plus(dispatch.mapping().grace());
    }

    private Duration setting(String name) {
        return DurationStyle.detectAndParse(
                dispatch.mapping().raw().path("match").path(name).asText());
    }

    /** The query for the payments of the invoice that was chosen. */
    public String getPaymentsQuery() {
        return FortnoxQuery.of("InvoiceNumber", chosen().number()) + "&limit=" + PAGE;
    }

    /**
     * Takes the payments of the invoice that was chosen. Throws {@link NotYet} or {@link Refused} when one that is not
     * booked yet, such as one from a bank file, may be of the same money. It can also be ours of another delivery of the
     * same order, whose answer is still to come or got lost: that is settled without a person.
     */
    void addPayments(JsonNode answer) {
        for (JsonNode other : answer.path("InvoicePayments")) {
            boolean pending = !FortnoxJson.is(other, "Booked");
            String number = other.path("Number").asText("");
            if (pending && !dispatch.answers().isTaken(FortnoxEncoder.PAYMENT, number)) {
                var reason = Reason.of(
                        "INVOICE_PAYMENT_PENDING",
                        "invoice",
                        chosen().number(),
                        "payment",
                        number,
                        "source",
                        other.path("Source").asText("direct"),
                        "amount",
                        other.path("Amount").asText(""),
                        "expected",
                        payment);
                if (dispatch.answers().isUnsettled(FortnoxEncoder.PAYMENT)) {
                    throw new NotYet(reason, untilAnswered());
                }
                if (isTooLate()) {
                    throw new Refused(reason);
                }
                throw new NotYet(reason, setting("again"));
            }
        }
    }

    /** The invoice, with its day. */
    public Receipt getReceipt() {
        return new FoundInvoice(chosen().number(), Objects.requireNonNull(days.get(chosen().number()))).receipt();
    }

    private Candidate chosen() {
        if (found == null) {
            throw new IllegalStateException("no invoice is chosen");
        }
        return found;
    }
}
