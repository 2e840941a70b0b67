package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
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
import se.kvitta.delivery.Unclear;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.target.fortnox.FoundInvoice.Worth;

/**
 * The search for the invoice that a payment is of, in mode {@code match}. Fortnox answers whatever contains what is asked
 * for, and most references do not stand in its lists, so that candidates are read one by one, those whose balance fits
 * first, until one of them is it. Used from the route, which makes the calls.
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
    private final List<Hit> hits = new ArrayList<>();
    private final Map<String, JsonNode> whole = new LinkedHashMap<>();
    private final List<String> credits = new ArrayList<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private int read;
    private int page = 1;
    private boolean more = true;
    private @Nullable Candidate found;
    private @Nullable Receipt receipt;

    /**
     * An invoice that may be it, as far as the list tells.
     *
     * @param rank 0 when so much is left of it, to the krona; 1 when more is; else 2
     */
    private record Hit(String number, int rank) {}

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

    /**
     * Takes one page of the list: what is cancelled, or goes the other way, cannot be it, nor what has another reference,
     * where the list has that field. Throws {@link Unclear} when the login may not see which way one goes.
     */
    void addPage(JsonNode answer) {
        for (JsonNode invoice : answer.path("Invoices")) {
            boolean credit = FortnoxJson.text(invoice, "Total").startsWith("-");
            if (FortnoxJson.is(invoice, "Cancelled") || credit != isOfCredits()) {
                continue;
            }
            String listed = invoice.path(find.field()).asText("");
            if (listed.isEmpty() || listed.equals(find.value())) {
                hits.add(new Hit(invoice.path("DocumentNumber").asText(""), rank(invoice)));
            } else if (!isThroughInvoice()) {
                candidates.add(candidate(invoice, listed));
            }
        }
        more = page < answer.path("MetaInformation").path("@TotalPages").asInt(1);
        page++;
        hits.sort(Comparator.comparing(Hit::rank));
    }

    private int rank(JsonNode invoice) {
        if (isThroughInvoice()) {
            return 0;
        }
        if (!FortnoxJson.currency(invoice).equals(payment.currency())) {
            return 2;
        }
        Money left = candidate(invoice, "").left();
        if (left.minus(payment).abs().minor() < WholeKronor.KRONA) {
            return 0;
        }
        return left.isNegative() == payment.isNegative() && left.abs().compareTo(payment.abs()) > 0 ? 1 : 2;
    }

    /** Whether the list is one of credit invoices. */
    private boolean isOfCredits() {
        return payment.isNegative() && !isThroughInvoice();
    }

    private boolean isThroughInvoice() {
        return payment.isNegative() && OWN.contains(find.field());
    }

    /** Whether another invoice must be read: none after one of which exactly so much is left can be it instead. */
    public boolean isReading() {
        int most = dispatch.mapping().raw().at("/match/candidates").asInt(20);
        if (read >= Math.min(most, hits.size())) {
            return false;
        }
        return hits.get(read).rank() == 0
                || candidates.stream()
                        .noneMatch(one -> one.reference().equals(find.value()) && one.isClosedBy(payment));
    }

    /** The path of the invoice that must be read next. */
    public String getPath() {
        return "/3/invoices/" + hits.get(read).number();
    }

    /** Takes one invoice. */
    void add(JsonNode answer) {
        read++;
        JsonNode invoice = answer.path("Invoice");
        String reference = invoice.path(find.field()).asText("");
        if (!isThroughInvoice()) {
            add(invoice, reference);
            return;
        }
        String credit = FortnoxJson.shownReference(invoice, "CreditInvoiceReference");
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
        Candidate candidate = candidate(invoice, reference);
        whole.put(candidate.number(), invoice);
        candidates.add(candidate);
    }

    private Candidate candidate(JsonNode invoice, String reference) {
        Currency currency = FortnoxJson.currency(invoice);
        boolean payable = currency.equals(payment.currency());
        return new Candidate(
                invoice.path("DocumentNumber").asText(""),
                reference,
                payable
                        ? InvoiceRate.left(invoice, currency, dispatch)
                        : InvoiceRate.shown(invoice, currency, dispatch),
                FortnoxJson.is(invoice, "Booked"),
                FortnoxJson.shown(invoice, "RoundOff", currency));
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
            receipt = found().receipt();
            return;
        }
        Reason told = held.with("passed", hits.size() - read);
        boolean mayCome = MAY_COME.contains(held.code());
        if (isTooLate() || !(mayCome || dispatch.answers().isAnotherToCome())) {
            throw new Refused(told);
        }
        throw new NotYet(told, mayCome ? setting("again") : untilAnswered());
    }

    private boolean isTooLate() {
        return isTooLate(dispatch, clock);
    }

    /** By how long it has been looked for, not by the age of the payment, which may be fetched long after its day. */
    static boolean isTooLate(Dispatch dispatch, Clock clock) {
        return dispatch.answers()
                .firstTried(dispatch.step())
                .filter(first -> clock.instant().isAfter(first.plus(setting(dispatch, "wait"))))
                .isPresent();
    }

    /** After this a call of another lane has been answered, or counts as not made. */
    private Duration untilAnswered() {
        return dispatch.mapping().timeout().plus(dispatch.mapping().grace());
    }

    private Duration setting(String name) {
        return setting(dispatch, name);
    }

    /** How long or how often is waited for what the merchant has still to do; {@code match} of the mapping. */
    static Duration setting(Dispatch dispatch, String name) {
        return DurationStyle.detectAndParse(
                dispatch.mapping().raw().path("match").path(name).asText());
    }

    /** Begins to read the payments of the invoice that was chosen. */
    InvoicePayments payments() {
        return new InvoicePayments(chosen().number());
    }

    /** Takes the payments of the invoice that was chosen, none of which may be of the same money. */
    void addPayments(InvoicePayments payments) {
        payments.requireNonePending(dispatch, payment, clock);
    }

    /** The invoice, with its day and what closes it besides the money. */
    public Receipt getReceipt() {
        return Objects.requireNonNull(receipt, "no invoice is chosen");
    }

    private FoundInvoice found() {
        Money rounding =
                chosen().isClosedBy(payment) ? chosen().left().minus(payment) : Money.ofMinor(0, payment.currency());
        JsonNode invoice = Objects.requireNonNull(whole.get(chosen().number()));
        LocalDate day = LocalDate.parse(FortnoxJson.text(invoice, "InvoiceDate"));
        return new FoundInvoice(chosen().number(), day, rounding.minor(), worth(invoice));
    }

    /** The claim falls from what is left to what the payment leaves, each at the invoice's own rate. */
    private @Nullable Worth worth(JsonNode invoice) {
        if (payment.currency().equals(Money.SEK)) {
            return null;
        }
        InvoiceRate rate = InvoiceRate.of(invoice);
        Money left = chosen().left();
        return new Worth(Math.subtractExact(rate.ore(left), rate.ore(left.minus(payment))), rate.unit());
    }

    private Candidate chosen() {
        if (found == null) {
            throw new IllegalStateException("no invoice is chosen");
        }
        return found;
    }
}
