package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.CreditLooks;

/** The steps of the route that reads unpaid credit invoices. */
@Component("fortnoxCredits")
class FortnoxCredits {

    CreditSearch begin(@ExchangeProperty("creditLook") CreditLooks.Look asked) {
        return new CreditSearch(
                asked,
                asked.dispatch().mapping().raw().at("/invoices/credit-pages").asInt(4));
    }

    void addPage(@Body JsonNode page, @ExchangeProperty("search") CreditSearch search) {
        search.addPage(page);
    }

    void add(@Body JsonNode invoice, @ExchangeProperty("search") CreditSearch search) {
        search.add(invoice);
    }
}
