package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;

/** The steps of the route that finds the invoice a payment is of. */
@Component("fortnoxMatching")
class FortnoxMatching {

    private final Clock clock;

    FortnoxMatching(Clock clock) {
        this.clock = clock;
    }

    InvoiceSearch begin(@ExchangeProperty("dispatch") Dispatch dispatch) {
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
