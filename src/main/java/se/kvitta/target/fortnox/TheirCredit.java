package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.InvoiceMatch;
import se.kvitta.booking.InvoiceMatch.Candidate;
import se.kvitta.booking.InvoiceMatch.Match;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Marker;
import se.kvitta.delivery.NotYet;
import se.kvitta.delivery.Refused;
import se.kvitta.delivery.Unclear;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.target.fortnox.FoundInvoice.Worth;

/**
 * The credit invoice that the merchant has made of an invoice of Kvitta's before its refund came: if it is exactly of the
 * refund, it is the refund's, and no other is made. Steps of the route, which makes the calls.
 */
@Component("fortnoxTheirCredit")
class TheirCredit {

    /** What an invoice says of the credit that Fortnox has made of it. */
    private static final String LINK = "CreditInvoiceReference";

    private final Clock clock;

    TheirCredit(Clock clock) {
        this.clock = clock;
    }

    /** Whether a refund is of an invoice that Kvitta made, so that the merchant can have credited it. */
    boolean isPossible(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return !InvoiceRequests.original(dispatch).isEmpty();
    }

    /** Whether a posting's credit invoice is the merchant's own, of which nothing is to be made. */
    boolean isTaken(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return dispatch.posting().booking().kind() == Booking.Kind.CREDIT_INVOICE
                && of(dispatch.answers().to(FortnoxEncoder.CREDIT)).isPresent();
    }

    /** The merchant's own credit invoice, as the step that took it has kept it; empty for one that Kvitta made. */
    static Optional<FoundInvoice> of(String answer) {
        return answer.contains(" ") ? Optional.of(FoundInvoice.read(answer)) : Optional.empty();
    }

    /** The path of the credit that an invoice names; empty when it has none, or one that another posting has. */
    String path(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        String number = FortnoxJson.shownReference(answer.path("Invoice"), LINK);
        boolean taken = dispatch.answers().besides(FortnoxEncoder.CREDIT).stream()
                .map(TheirCredit::number)
                .anyMatch(number::equals);
        return number.isEmpty() || taken ? "" : "/3/invoices/" + number;
    }

    /** The number of a credit invoice, whoever has made it, as the step that made or took it has kept it. */
    static String number(String answer) {
        return of(answer).map(FoundInvoice::number).orElse(answer);
    }

    /**
     * The refund's credit, if it is one; null when Kvitta makes its own beside it. Throws {@link NotYet} while it may become the
     * refund's, {@link Refused} when a person must tell what it is of, and {@link Unclear} when the login may not see that.
     */
    @Nullable
    Receipt choose(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        JsonNode credit = answer.path("Invoice");
        Money refund = FortnoxEncoder.about(dispatch.posting().booking()).total();
        Candidate candidate = candidate(credit, refund, dispatch);
        if (FortnoxJson.is(credit, "Cancelled") || isKvittas(credit, dispatch)) {
            return null;
        }
        Match match = InvoiceMatch.closed(new Booking.Find(LINK, candidate.reference()), refund, List.of(candidate));
        @Nullable Reason held = match.held();
        if (held == null) {
            return receipt(credit, candidate, refund);
        }
        boolean mayFit = candidate.isClosedBy(refund) && !candidate.booked();
        if (!mayFit && !InvoiceRequests.isLinked(dispatch)) {
            return null;
        }
        Reason told = held.with("invoice", candidate.reference())
                .with("order", dispatch.posting().booking().reference());
        if (candidate.booked() || InvoiceSearch.isTooLate(dispatch, clock)) {
            throw new Refused(told);
        }
        throw new NotYet(told, InvoiceSearch.setting(dispatch, "again"));
    }

    /**
     * What the step that takes a credit keeps of it: what its payment leaves, and what Fortnox holds it to be worth where its rate may
     * be another than that of its invoice.
     */
    static Receipt receipt(JsonNode credit, Candidate candidate, Money refund) {
        LocalDate day = LocalDate.parse(FortnoxJson.text(credit, "InvoiceDate"));
        long rounding = candidate.left().minus(refund).minor();
        return new FoundInvoice(candidate.number(), day, rounding, worth(credit, refund)).receipt();
    }

    private static @Nullable Worth worth(JsonNode credit, Money refund) {
        if (refund.currency().equals(Money.SEK)) {
            return null;
        }
        InvoiceRate rate = InvoiceRate.of(credit);
        return new Worth(rate.ore(refund), rate.unit());
    }

    /** What a credit has taken from the claim, in öre, as it was booked: below zero. */
    static long claim(JsonNode credit) {
        Money total = InvoiceTotal.total(credit, FortnoxJson.currency(credit));
        return total.currency().equals(Money.SEK)
                ? total.minor()
                : InvoiceRate.of(credit).ore(total);
    }

    /** Begins to search for a credit that names the order or the invoice, which the invoice does not name. */
    MarkedCredits search(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return new MarkedCredits(dispatch);
    }

    void addPage(@Body JsonNode page, @ExchangeProperty("search") MarkedCredits search) {
        search.addPage(page);
    }

    void add(@Body JsonNode invoice, @ExchangeProperty("search") MarkedCredits search) {
        search.add(invoice);
    }

    /** The refund's credit, if the search found exactly one; null when Kvitta makes its own. */
    @Nullable
    Receipt take(@ExchangeProperty("search") MarkedCredits search) {
        return search.take();
    }

    /** Whether it carries the marker of a posting; that of its invoice is on every credit that Fortnox makes. */
    static boolean isKvittas(JsonNode credit, Dispatch dispatch) {
        String marker = Marker.of(FortnoxJson.text(credit, InvoiceRequests.MARKER_FIELD));
        return !marker.isEmpty()
                && dispatch.answers()
                        .invoice()
                        .map(Posting::marker)
                        .filter(marker::equals)
                        .isEmpty();
    }

    /** An invoice that was raised to a whole krona is credited with what it was raised by. */
    static Candidate candidate(JsonNode credit, Money refund, Dispatch dispatch) {
        Currency currency = FortnoxJson.currency(credit);
        Money left = InvoiceRate.left(credit, currency, dispatch);
        Money rounding = FortnoxJson.money(credit, "RoundOff", currency);
        boolean raised = currency.equals(Money.SEK)
                && refund.currency().equals(Money.SEK)
                && rounding.isZero()
                && left.equals(refund.plus(WholeKronor.raise(refund)));
        return new Candidate(
                FortnoxJson.text(credit, "DocumentNumber"),
                InvoiceRequests.original(dispatch),
                left,
                FortnoxJson.is(credit, "Booked"),
                raised ? WholeKronor.raise(refund) : rounding);
    }

    /** Whether a step books, so that it must be seen what the merchant's credit was booked as. */
    boolean isBooking(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return dispatch.step().name().equals(FortnoxEncoder.BOOKKEEP);
    }

    /** The answer to a step that has nothing to do. */
    Receipt idle(@ExchangeProperty("dispatch") Dispatch dispatch) {
        boolean rounds = dispatch.step().name().equals(FortnoxEncoder.ROUND);
        return new Receipt("", rounds ? "" : InvoiceRequests.number(dispatch), "", "");
    }
}
