package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Currency;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Refused;
import se.kvitta.delivery.Unclear;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/**
 * The invoice or credit invoice that a person has made in the place of one of Kvitta's: only its number was told, and a digit that is
 * wrong makes it somebody else's. Steps of the route, which makes the calls.
 */
@Component("fortnoxToldInvoice")
class ToldInvoice {

    private final Clock clock;

    ToldInvoice(Clock clock) {
        this.clock = clock;
    }

    /** Whether a step pays an invoice whose number a person has told. */
    boolean isPaid(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return dispatch.step().name().equals(FortnoxEncoder.PAYMENT)
                && FortnoxEncoder.about(dispatch.posting().booking()).find() == null
                && isTold(dispatch);
    }

    private static boolean isTold(Dispatch dispatch) {
        return dispatch.answers()
                .invoice()
                .filter(made -> made.byHand() != null)
                .isPresent();
    }

    /** The path of the invoice that is paid. */
    String path(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return "/3/invoices/" + PaymentRequests.invoice(dispatch);
    }

    /**
     * Throws {@link Refused} when an invoice whose number was told is of another amount or currency than the one that was to be made,
     * or is cancelled, and {@link Unclear} when the login may not see that.
     */
    void require(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        if (!isTold(dispatch)) {
            return;
        }
        Posting made = dispatch.answers().invoice().orElseThrow();
        Booking.Invoice about = FortnoxEncoder.about(made.booking());
        JsonNode invoice = answer.path("Invoice");
        Currency currency = FortnoxJson.currency(invoice);
        Money total = InvoiceTotal.total(invoice, currency);
        if (!FortnoxJson.is(invoice, "Cancelled") && isOf(total, about.total())) {
            return;
        }
        throw new Refused(Reason.of(
                "INVOICE_TOLD_DIFFERS",
                "invoice",
                FortnoxJson.text(invoice, "DocumentNumber"),
                "order",
                made.booking().reference(),
                "made",
                made.id(),
                "amount",
                total,
                "expected",
                about.total()));
    }

    /** Begins to read the payments of that invoice: whoever made it may have paid it, too. */
    InvoicePayments payments(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return new InvoicePayments(PaymentRequests.invoice(dispatch));
    }

    void requireNonePending(
            @ExchangeProperty("payments") InvoicePayments payments, @ExchangeProperty("dispatch") Dispatch dispatch) {
        payments.requireNonePending(
                dispatch, FortnoxEncoder.about(dispatch.posting().booking()).total(), clock);
    }

    /** Fortnox may have rounded one in kronor. */
    private static boolean isOf(Money total, Money expected) {
        return total.currency().equals(expected.currency())
                && (total.currency().equals(Money.SEK)
                        ? total.minus(expected).abs().minor() < WholeKronor.KRONA
                        : total.equals(expected));
    }
}
