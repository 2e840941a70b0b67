package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.NotExecuted;
import se.kvitta.journal.Steps;
import se.kvitta.reason.Reason;

/** The steps of the route that finds the invoice a payment is of. */
@Component("fortnoxMatching")
class FortnoxMatching {

    private final Clock clock;

    FortnoxMatching(Clock clock) {
        this.clock = clock;
    }

    /**
     * Begins the search. Throws {@link NotExecuted} while another payment of the order has its invoice: by what that one leaves of
     * it is told what this one closes, and at which rate.
     */
    InvoiceSearch begin(@ExchangeProperty("dispatch") Dispatch dispatch) {
        if (!dispatch.answers().takeTurn()) {
            throw new NotExecuted(Reason.of(
                    Steps.IN_TURN, "order", dispatch.posting().booking().reference()));
        }
        var find = FortnoxEncoder.about(dispatch.posting().booking()).find();
        return new InvoiceSearch(dispatch, Objects.requireNonNull(find), clock);
    }

    void addPage(@Body JsonNode page, @ExchangeProperty("search") InvoiceSearch search) {
        search.addPage(page);
    }

    void add(@Body JsonNode invoice, @ExchangeProperty("search") InvoiceSearch search) {
        search.add(invoice);
    }

    void addCredit(@Body JsonNode credit, @ExchangeProperty("search") InvoiceSearch search) {
        search.addCredit(credit);
    }

    void choose(@ExchangeProperty("search") InvoiceSearch search) {
        search.choose();
    }

    InvoicePayments payments(@ExchangeProperty("search") InvoiceSearch search) {
        return search.payments();
    }

    void addPayments(
            @ExchangeProperty("payments") InvoicePayments payments, @ExchangeProperty("search") InvoiceSearch search) {
        search.addPayments(payments);
    }
}
