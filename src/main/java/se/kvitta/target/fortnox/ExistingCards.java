package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.delivery.Refused;
import se.kvitta.merchant.InvoiceChoices.Existing;
import se.kvitta.reason.Reason;
import se.kvitta.target.fortnox.CustomerCard.Sought;

/**
 * The company's own customer cards that may be a buyer's. Fortnox answers whatever contains what is asked for, and its list has
 * neither the kind of VAT nor the currency: what the list shows is compared exactly, and what is left is read card by card, the
 * highest number first.
 */
final class ExistingCards {

    private static final int PAGE = 500;
    private static final Pattern LAST_NUMBER = Pattern.compile("(\\d+)\\D*$");

    /** Numbers are given in order, so that of two cards the later has the higher one [?]; Fortnox tells no day. */
    private static final Comparator<String> LATEST_FIRST = Comparator.comparing(ExistingCards::serial)
            .thenComparing(Comparator.naturalOrder())
            .reversed();

    private final CustomerCard card;
    private final Existing choice;
    private final int mostPages;
    private final int mostCards;
    private final Deque<Sought> sought;
    private final TreeSet<String> unread = new TreeSet<>(LATEST_FIRST);
    private final List<String> fitting = new ArrayList<>();
    private int page = 1;
    private int read;
    private @Nullable Sought listed;
    private boolean cut;

    /**
     * @param mostPages how many pages of a list are read
     * @param mostCards how many cards are read
     */
    ExistingCards(CustomerCard card, Existing choice, int mostPages, int mostCards) {
        this.card = card;
        this.choice = choice;
        this.mostPages = mostPages;
        this.mostCards = mostCards;
        this.sought = new ArrayDeque<>(choice == Existing.NEVER ? List.of() : card.sought());
        this.listed = sought.poll();
    }

    /** Whether another call must be made. */
    boolean isMore() {
        return listed != null || !unread.isEmpty();
    }

    String path() {
        return listed == null ? CustomerSearch.pathOf(unread.first()) : "/3/customers";
    }

    String query() {
        return listed == null
                ? ""
                : FortnoxQuery.of(listed.field(), listed.part()) + "&sortby=customernumber&sortorder=ascending&limit="
                        + PAGE + "&page=" + page;
    }

    /** Takes a page of the list, or a card. */
    void add(JsonNode answer) {
        if (listed == null) {
            addCard(answer.path("Customer"));
            return;
        }
        for (JsonNode customer : answer.path("Customers")) {
            if (listed.isIn(customer)) {
                unread.add(FortnoxJson.text(customer, "CustomerNumber"));
            }
        }
        boolean last =
                page >= answer.path("MetaInformation").path("@TotalPages").asInt(1);
        if (!last && page < mostPages) {
            page++;
            return;
        }
        cut |= !last;
        listed = null;
        goOn();
    }

    private void addCard(JsonNode customer) {
        String number = unread.first();
        if (card.isOurs(number) ? !CustomerSearch.isClosed(customer) : card.fits(customer)) {
            fitting.add(number);
        }
        next();
    }

    /** The card that was to be read is not there any more. Throws what was refused when that was the list. */
    void gone(Refused refused) {
        if (listed != null) {
            throw refused;
        }
        next();
    }

    private void next() {
        unread.pollFirst();
        read++;
        if (read == mostCards && !unread.isEmpty()) {
            unread.clear();
            cut = true;
        }
        goOn();
    }

    /** What tells the buyer next best is asked for when nothing has come of the best. */
    private void goOn() {
        if (unread.isEmpty() && fitting.isEmpty() && !cut) {
            listed = sought.poll();
            page = 1;
        }
    }

    /** The card that the buyer has; empty when it is to have one of ours. Throws {@link Refused} when a person must tell. */
    Optional<String> choose() {
        Optional<String> ours = fitting.stream().filter(card::isOurs).findFirst();
        if (ours.isPresent()) {
            return ours;
        }
        if (fitting.size() <= 1 && !cut) {
            return fitting.stream().findFirst();
        }
        return switch (choice) {
            case ONE, NEVER -> Optional.empty();
            case LATEST -> fitting.stream().findFirst();
            case ASK ->
                throw new Refused(Reason.of(
                        "CUSTOMER_CARDS_SEVERAL",
                        "customers",
                        fitting.isEmpty() ? "-" : String.join(", ", fitting),
                        "read",
                        read));
        };
    }

    private static BigInteger serial(String number) {
        Matcher last = LAST_NUMBER.matcher(number);
        return last.find() ? new BigInteger(last.group(1)) : BigInteger.ZERO;
    }
}
