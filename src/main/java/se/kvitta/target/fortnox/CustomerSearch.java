package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Refused;
import se.kvitta.reason.Reason;

/**
 * Looks for a customer card and makes it where it is missing. A card of the company's own that was chosen before is looked at
 * first, then ours, then other cards of the company's own. A number that was deleted never comes back, and a card that somebody
 * made inactive stays so: the next number takes its place. A number that is taken is looked at again before it is given up,
 * because another call may have made the card in the meantime.
 */
public final class CustomerSearch {

    private final CustomerCard card;
    private final ExistingCards existing;
    private final int most;
    private int place = 1;
    private @Nullable String chosen;
    private boolean searching;
    private boolean taken;
    private boolean absent;
    private @Nullable String found;

    /**
     * @param chosen the number of the card of the company's own that the buyer had the last time; null when it had none
     * @param most how many numbers are tried for a card of ours
     */
    CustomerSearch(CustomerCard card, @Nullable String chosen, ExistingCards existing, int most) {
        this.card = card;
        this.chosen = chosen;
        this.existing = existing;
        this.most = most;
    }

    /** Whether the card must still be looked for. */
    public boolean isMore() {
        return found == null;
    }

    public String getPath() {
        if (chosen != null) {
            return pathOf(chosen);
        }
        return searching ? existing.path() : pathOf(card.number(place));
    }

    public String getQuery() {
        return chosen == null && searching ? existing.query() : "";
    }

    /** Not called path: expressions of the route would take it for the property. */
    static String pathOf(String number) {
        return "/3/customers/" + FortnoxQuery.encoded(number);
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

    /** Whether the card that is there is one of the company's own. */
    boolean isExisting() {
        return !card.isOurs(number());
    }

    /** Something is there: a card, or a list of cards. An inactive card takes no invoice. */
    void there(JsonNode answer) {
        if (chosen == null && searching) {
            existing.add(answer);
            searchOn();
            return;
        }
        boolean active = !isClosed(answer.path("Customer"));
        if (chosen != null) {
            found = active ? chosen : null;
            chosen = null;
        } else if (active) {
            found = card.number(place);
        } else {
            next();
        }
    }

    /** Whether a card is said to be inactive; of one that the login may not see it, the invoice will tell. */
    static boolean isClosed(JsonNode customer) {
        return customer.path("Active").asText("true").equals("false");
    }

    /** No card is there. Throws what was refused when that was something else. */
    void missing(Refused refused) {
        FortnoxAnswers.requireNotFound(refused);
        if (chosen != null) {
            chosen = null;
        } else if (searching) {
            existing.gone(refused);
            searchOn();
        } else if (taken) {
            next();
        } else {
            searchOn();
        }
    }

    /** Ours is not there: the company's own are read, once, before it is made. */
    private void searchOn() {
        searching = existing.isMore();
        if (!searching) {
            Optional<String> other = existing.choose();
            found = other.orElse(null);
            absent = other.isEmpty();
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
