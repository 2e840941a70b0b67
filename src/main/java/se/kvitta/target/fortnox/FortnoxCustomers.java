package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Refused;
import se.kvitta.journal.CustomerCards;
import se.kvitta.merchant.InvoiceChoices.Existing;

/** The customers that invoices are in the name of: which are known to be there, and what becomes of those that are not. */
@Component("fortnoxCustomers")
class FortnoxCustomers {

    /** «Customer number in use»; also when the customer was deleted. */
    private static final String NUMBER_TAKEN = "2000637";

    /** Refusals that a missing or inactive customer may be behind; the code for an inactive one is not documented. */
    private static final Set<String> DOUBTED = Set.of("TARGET_CUSTOMER_MISSING", "TARGET_REFUSED");

    /** Generic customers come all the time, buyers seldom twice. */
    private static final int KNOWN = 10_000;

    /** The number of each card that was seen. */
    private final Map<CustomerCards.Key, String> known =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<CustomerCards.Key, String> eldest) {
                    return size() > KNOWN;
                }
            });

    private final CustomerCards cards;

    FortnoxCustomers(CustomerCards cards) {
        this.cards = cards;
    }

    /** Whether a posting needs a customer that is not known to be there. */
    boolean isMissing(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return makesInvoice(dispatch) && known(dispatch).isEmpty();
    }

    /** The number of the customer that was seen, or that was chosen, perhaps by another process. */
    private Optional<String> known(Dispatch dispatch) {
        CustomerCard card = CustomerCard.of(dispatch);
        CustomerCards.Key key = key(dispatch, card);
        @Nullable String seen = known.get(key);
        if (seen != null && choice(dispatch) == Existing.NEVER && !card.isOurs(seen)) {
            // The merchant's file has changed since it was chosen.
            return Optional.empty();
        }
        if (seen == null) {
            seen = chosen(dispatch, card).orElse(null);
            if (seen != null) {
                known.put(key, seen);
            }
        }
        return Optional.ofNullable(seen);
    }

    /** The card of the company's own that the buyer had the last time. */
    private Optional<String> chosen(Dispatch dispatch, CustomerCard card) {
        return choice(dispatch) == Existing.NEVER || card.sought().isEmpty()
                ? Optional.empty()
                : cards.find(key(dispatch, card));
    }

    private static Existing choice(Dispatch dispatch) {
        return dispatch.merchant().invoices().existing();
    }

    private static boolean makesInvoice(Dispatch dispatch) {
        String step = dispatch.step().name();
        return step.equals(FortnoxEncoder.INVOICE)
                || step.equals(FortnoxEncoder.ORDER)
                || (step.equals(FortnoxEncoder.CREDIT) && !InvoiceRequests.isLinked(dispatch));
    }

    /** The customer number of an invoice. */
    String number(Dispatch dispatch) {
        return known(dispatch).orElseGet(() -> CustomerCard.of(dispatch).number());
    }

    CustomerSearch begin(@ExchangeProperty("dispatch") Dispatch dispatch) {
        JsonNode invoices = dispatch.mapping().raw().path("invoices");
        CustomerCard card = CustomerCard.of(dispatch);
        return new CustomerSearch(
                card,
                chosen(dispatch, card).orElse(null),
                new ExistingCards(
                        card,
                        choice(dispatch),
                        invoices.path("existing-pages").asInt(10),
                        invoices.path("existing-cards").asInt(20)),
                invoices.path("customer-cards").asInt(20));
    }

    void there(@Body JsonNode answer, @ExchangeProperty("customer") CustomerSearch search) {
        search.there(answer);
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

    /**
     * The customer is there. One of the company's own is kept in the journal, as no number leads to it. Orders of one buyer can be
     * in flight together: the first keeps it.
     */
    synchronized void remember(
            @ExchangeProperty("dispatch") Dispatch dispatch, @ExchangeProperty("customer") CustomerSearch search) {
        CustomerCard card = CustomerCard.of(dispatch);
        CustomerCards.Key key = key(dispatch, card);
        Optional<String> before = chosen(dispatch, card);
        if (search.isExisting()) {
            if (!before.equals(Optional.of(search.number()))) {
                cards.keep(key, search.number());
            }
        } else if (before.isPresent()) {
            cards.forget(key);
        }
        known.put(key, search.number());
    }

    /** The customer that a call names; for a call that names none, nothing. */
    String named(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return makesInvoice(dispatch) ? number(dispatch) : "";
    }

    /**
     * An invoice was refused: perhaps because somebody removed its customer, which is then forgotten and looked for anew.
     * Throws what was refused when it can have no such cause, when it is in doubt, or when the customer was looked at for this very call.
     */
    Refused doubted(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused,
            @ExchangeProperty("dispatch") Dispatch dispatch,
            @ExchangeProperty("named") String named,
            @ExchangeProperty("customer") @Nullable CustomerSearch looked) {
        if (named.isEmpty()
                || looked != null
                || refused.isInDoubt()
                || !DOUBTED.contains(refused.reason().code())) {
            throw refused;
        }
        known.remove(key(dispatch, CustomerCard.of(dispatch)), named);
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

    private static CustomerCards.Key key(Dispatch dispatch, CustomerCard card) {
        return new CustomerCards.Key(
                dispatch.merchant().name(), dispatch.mapping().company(dispatch.merchant()), card.number());
    }
}
