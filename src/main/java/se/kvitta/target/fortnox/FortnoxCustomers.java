package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Refused;

/** The customers that invoices are in the name of: which are known to be there, and what becomes of those that are not. */
@Component("fortnoxCustomers")
class FortnoxCustomers {

    /** «Customer number in use»; also when the customer was deleted. */
    private static final String NUMBER_TAKEN = "2000637";

    /** Refusals that a missing or inactive customer may be behind; the code for an inactive one is not documented. */
    private static final Set<String> DOUBTED = Set.of("TARGET_CUSTOMER_MISSING", "TARGET_REFUSED");

    /** Generic customers come all the time, buyers seldom twice. */
    private static final int KNOWN = 10_000;

    /** The number of each card that was seen, by merchant and first number. */
    private final Map<String, String> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KNOWN;
        }
    });

    /** Whether a posting needs a customer that is not known to be there. */
    boolean isMissing(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return makesInvoice(dispatch) && !known.containsKey(key(dispatch));
    }

    private static boolean makesInvoice(Dispatch dispatch) {
        String step = dispatch.step().name();
        return step.equals(FortnoxEncoder.INVOICE)
                || step.equals(FortnoxEncoder.ORDER)
                || (step.equals(FortnoxEncoder.CREDIT) && !InvoiceRequests.isLinked(dispatch));
    }

    /** The customer number of an invoice. */
    String number(Dispatch dispatch) {
        @Nullable String seen = known.get(key(dispatch));
        return seen == null ? CustomerCard.of(dispatch).number() : seen;
    }

    CustomerSearch begin(@ExchangeProperty("dispatch") Dispatch dispatch) {
        int most = dispatch.mapping().raw().at("/invoices/customer-cards").asInt(20);
        return new CustomerSearch(CustomerCard.of(dispatch), most);
    }

    void there(@Body JsonNode answer, @ExchangeProperty("customer") CustomerSearch search) {
        search.there(answer.path("Customer"));
    }

    void missing(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused,
            @ExchangeProperty("customer") CustomerSearch search) {
        search.missing(refused);
    }

    Outgoing create(@ExchangeProperty("customer") CustomerSearch search) {
        return search.create();
    }

    void made(@ExchangeProperty("customer") CustomerSearch search) {
        search.made();
    }

    /** Throws what was refused when that was not the number. */
    void taken(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused,
            @ExchangeProperty("customer") CustomerSearch search) {
        if (!NUMBER_TAKEN.equals(refused.reason().facts().get("code"))) {
            throw refused;
        }
        search.taken();
    }

    /** The customer is there. */
    void remember(
            @ExchangeProperty("dispatch") Dispatch dispatch, @ExchangeProperty("customer") CustomerSearch search) {
        known.put(key(dispatch), search.number());
    }

    /** The customer that a call names; for a call that names none, nothing. */
    String named(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return makesInvoice(dispatch) ? number(dispatch) : "";
    }

    /**
     * An invoice was refused: perhaps because somebody removed its customer, which is then forgotten and looked for anew.
     * Throws what was refused when it can have no such cause, or when the customer was looked at for this very call.
     */
    Refused doubted(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused,
            @ExchangeProperty("dispatch") Dispatch dispatch,
            @ExchangeProperty("named") String named,
            @ExchangeProperty("customer") @Nullable CustomerSearch looked) {
        if (named.isEmpty()
                || looked != null
                || !DOUBTED.contains(refused.reason().code())) {
            throw refused;
        }
        known.remove(key(dispatch), named);
        return refused;
    }

    /** Throws what was refused when the customer is there after all: then it was something else. */
    void requireOther(
            @ExchangeProperty("refusal") Refused refusal,
            @ExchangeProperty("named") String named,
            @ExchangeProperty("customer") CustomerSearch search) {
        if (search.number().equals(named)) {
            throw refusal;
        }
    }

    private static String key(Dispatch dispatch) {
        return dispatch.merchant().name() + "/" + CustomerCard.of(dispatch).number();
    }
}
