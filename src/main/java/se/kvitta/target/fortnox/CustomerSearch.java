package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Refused;
import se.kvitta.reason.Reason;

/**
 * Looks for a customer card and makes it where it is missing. A number that was deleted never comes back, and a card that
 * somebody made inactive stays so: the next number takes its place. A number that is taken is looked at again before it
 * is given up, because another call may have made the card in the meantime.
 */
public final class CustomerSearch {

    private final CustomerCard card;
    private final int most;
    private int place = 1;
    private boolean taken;
    private boolean absent;
    private @Nullable String found;

    CustomerSearch(CustomerCard card, int most) {
        this.card = card;
        this.most = most;
    }

    /** Whether the card must still be looked for. */
    public boolean isMore() {
        return found == null;
    }

    public String getPath() {
        return "/3/customers/" + card.number(place);
    }

    /** Whether the look found none, and it is to be made. */
    public boolean isAbsent() {
        return absent;
    }

    Outgoing create() {
        return card.create(place);
    }

    /** The number of the card that is there. */
    String number() {
        if (found == null) {
            throw new IllegalStateException("no card was found");
        }
        return found;
    }

    /** A card is there; an inactive one takes no invoice. */
    void there(JsonNode customer) {
        if (customer.path("Active").asText("true").equals("false")) {
            next();
        } else {
            found = card.number(place);
        }
    }

    /** No card is there. Throws what was refused when that was something else. */
    void missing(Refused refused) {
        FortnoxAnswers.requireNotFound(refused);
        if (taken) {
            next();
        } else {
            absent = true;
        }
    }

    void made() {
        found = card.number(place);
        absent = false;
    }

    /** The number cannot be had: either somebody has just made the card, or it was deleted. */
    void taken() {
        absent = false;
        taken = true;
    }

    private void next() {
        if (place == most) {
            throw new Refused(Reason.of("CUSTOMER_CARDS_CLOSED", "customer", card.number(), "count", most));
        }
        place++;
        taken = false;
    }
}
