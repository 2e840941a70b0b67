package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Booking.Invoice;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Refused;

/**
 * The customers that invoices are in the name of. The kind of VAT stands on the customer alone, so that there is one for
 * each kind and currency. Their numbers are ours: making one twice is refused and makes no second.
 */
@Component("fortnoxCustomers")
class FortnoxCustomers {

    /** «Customer number in use»; also when the customer was deleted. */
    private static final String NUMBER_TAKEN = "2000637";

    private final Set<String> known = ConcurrentHashMap.newKeySet();

    /** Whether a posting needs a customer that is not known to be there. */
    boolean isMissing(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return makesInvoice(dispatch) && !known.contains(key(dispatch));
    }

    private static boolean makesInvoice(Dispatch dispatch) {
        String step = dispatch.step().name();
        return step.equals(FortnoxEncoder.INVOICE)
                || step.equals(FortnoxEncoder.ORDER)
                || (step.equals(FortnoxEncoder.CREDIT) && !InvoiceRequests.isLinked(dispatch));
    }

    /** The path of the customer. */
    String path(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return "/3/customers/" + number(dispatch);
    }

    /** The customer is there. */
    void remember(@ExchangeProperty("dispatch") Dispatch dispatch) {
        known.add(key(dispatch));
    }

    /** Whether a look for the customer found none. Throws what was refused when that was something else. */
    boolean isAbsent(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused) {
        if (!"404".equals(refused.reason().facts().get("status"))) {
            throw refused;
        }
        return true;
    }

    /** Somebody made the customer meanwhile. Throws what was refused when that was something else. */
    void takenMeanwhile(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused) {
        if (!NUMBER_TAKEN.equals(refused.reason().facts().get("code"))) {
            throw refused;
        }
    }

    /** The body of {@code POST /3/customers}. */
    Outgoing create(@ExchangeProperty("dispatch") Dispatch dispatch) {
        Invoice about = FortnoxEncoder.about(dispatch.posting().booking());
        ObjectNode body = FortnoxJson.object();
        ObjectNode customer = body.putObject("Customer");
        customer.put("CustomerNumber", number(dispatch));
        customer.put(
                "Name",
                "Webbkunder " + words(about.market()) + " "
                        + about.total().currency().getCurrencyCode());
        customer.put("Type", about.market() == Booking.Market.EU_BUSINESS ? "COMPANY" : "PRIVATE");
        customer.put("VATType", vatType(about.market()));
        customer.put("Currency", about.total().currency().getCurrencyCode());
        return FortnoxJson.request("POST /3/customers", body);
    }

    /** The customer number of an invoice. */
    static String number(Dispatch dispatch) {
        Invoice about = FortnoxEncoder.about(dispatch.posting().booking());
        return dispatch.mapping().raw().at("/invoices/customer").asText("KVITTA") + "-" + vatType(about.market()) + "-"
                + about.total().currency().getCurrencyCode();
    }

    private static String vatType(Booking.Market market) {
        return switch (market) {
            case HOME -> "SEVAT";
            case EU_CONSUMER -> "EUVAT";
            case EU_BUSINESS -> "EUREVERSEDVAT";
            case OUTSIDE_EU -> "EXPORT";
        };
    }

    private static String words(Booking.Market market) {
        return switch (market) {
            case HOME -> "Sverige";
            case EU_CONSUMER -> "EU";
            case EU_BUSINESS -> "EU-företag";
            case OUTSIDE_EU -> "utanför EU";
        };
    }

    private static String key(Dispatch dispatch) {
        return dispatch.merchant().connection().get("tenant") + "/" + number(dispatch);
    }
}
