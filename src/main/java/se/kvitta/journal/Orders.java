package se.kvitta.journal;

import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Knowledge.AtOrder;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.ToldOrder;

/** What a merchant's shops and the providers' checkouts say that orders consist of. */
public final class Orders {

    /** A part that means the order as a whole. */
    public static final String WHOLE = "";

    /** An event that names no refund is about one of the same amount that the order shows this near to it. */
    private static final Duration NEAR = Duration.ofDays(2);

    private final Database database;
    private final String merchant;
    private final Map<String, List<Stated>> known = new HashMap<>();
    private final Map<String, List<ToldOrder.Part>> parts = new HashMap<>();
    private @Nullable Boolean any;

    public Orders(Database database, String merchant) {
        this.database = database;
        this.merchant = merchant;
    }

    private record Stated(String part, Basket basket) {}

    /**
     * One order for the accountant's list.
     *
     * @param delivered the Stockholm day of delivery; null when it is not known
     */
    public record Order(
            String number, Basket basket, @Nullable LocalDate delivered) {}

    /**
     * Keeps what is stated of an order, or of one capture or refund of it; the same word said again replaces what it said
     * before.
     *
     * @param number as the provider's events refer to it
     * @param part the provider's id of the capture or refund; {@link #WHOLE} for the order
     */
    public void put(String number, String part, Basket basket) {
        database.doInTransaction(() -> {
            database.sql("""
                            delete from shop_order where merchant = :merchant and order_number = :number
                              and part = :part and stated_by = :by
                            """)
                    .param("merchant", merchant)
                    .param("number", number)
                    .param("part", part)
                    .param("by", basket.statedBy().name())
                    .update();
            database.sql("""
                            insert into shop_order (merchant, order_number, part, stated_by, basket, delivered_on,
                                received_at)
                            values (:merchant, :number, :part, :by, :basket, :delivered, :now)
                            """)
                    .param("merchant", merchant)
                    .param("number", number)
                    .param("part", part)
                    .param("by", basket.statedBy().name())
                    .param("basket", PostingDetails.write(basket))
                    .param("delivered", basket.delivered(), Types.DATE)
                    .param("now", database.nowAt())
                    .update();
        });
    }

    /** Reads what is known of the orders of some events, some at a time; what was read before is forgotten. */
    void read(Collection<Event> events) {
        known.clear();
        parts.clear();
        if (!any()) {
            return;
        }
        Set<String> numbers = new LinkedHashSet<>();
        for (Event event : events) {
            for (String number : List.of(event.order().number(), event.order().id())) {
                if (!number.isEmpty()) {
                    numbers.add(number);
                }
            }
        }
        Database.someAtATime(numbers, this::readOf);
        parts.putAll(OrderAnswers.parts(database, merchant, numbers));
    }

    private void readOf(List<String> numbers) {
        database.sql("""
                        select order_number, part, basket from shop_order
                        where (merchant, order_number) in (:orders)
                        """)
                .param("orders", Database.pairs(merchant, numbers))
                .query((row, n) -> Map.entry(
                        row.getString("order_number"),
                        new Stated(row.getString("part"), PostingDetails.basket(row.getString("basket")))))
                .list()
                .forEach(entry -> known.computeIfAbsent(entry.getKey(), first -> new ArrayList<>())
                        .add(entry.getValue()));
    }

    /** Whether an event may be about a capture or refund by its amount and time. */
    static boolean isLike(Event event, ToldOrder.Part part) {
        return part.amount().equals(event.amount())
                && Duration.between(part.at(), event.at()).abs().compareTo(NEAR) <= 0;
    }

    /** Whether the provider shows a refund at its order. */
    AtOrder refund(Event event) {
        @Nullable List<ToldOrder.Part> told = parts.get(event.order().id());
        return told == null ? AtOrder.UNKNOWN : OrderAnswers.isTold(event, told) ? AtOrder.SHOWN : AtOrder.ABSENT;
    }

    /** The provider's id of the capture or refund that an event is about: the one it names, else the nearest alike. */
    private String part(Event event) {
        String named = event.kind() == EventKind.REFUND
                ? event.order().refund()
                : event.order().capture();
        return named.isEmpty()
                ? parts.getOrDefault(event.order().id(), List.of()).stream()
                        .filter(part -> OrderAnswers.isAbout(event, part))
                        .min(Comparator.comparing((ToldOrder.Part part) ->
                                        Duration.between(part.at(), event.at()).abs())
                                .thenComparing(ToldOrder.Part::id))
                        .map(ToldOrder.Part::id)
                        .orElse("")
                : named;
    }

    /** What an event's capture or refund consists of, else its order if it is a sale; the nearest word to the money. */
    Optional<Basket> of(Event event) {
        boolean refund = event.kind() == EventKind.REFUND;
        String part = part(event);
        var stated = new ArrayList<Stated>();
        for (String number : List.of(event.order().number(), event.order().id())) {
            stated.addAll(known.getOrDefault(number, List.of()));
        }
        return stated.stream()
                .filter(one -> one.part().equals(part) || (!refund && one.part().equals(WHOLE)))
                .min(Comparator.comparing((Stated one) -> one.part().equals(WHOLE) && !part.isEmpty())
                        .thenComparing(one -> one.basket().statedBy()))
                .map(Stated::basket)
                .filter(basket -> !refund || !part.isEmpty());
    }

    private boolean any() {
        if (any == null) {
            any = !database.sql("select 1 from shop_order where merchant = :merchant limit 1")
                    .param("merchant", merchant)
                    .query(Integer.class)
                    .list()
                    .isEmpty();
        }
        return any;
    }
}
