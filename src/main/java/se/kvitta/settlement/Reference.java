package se.kvitta.settlement;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be said of an order: what the merchant calls it, and the three references that a provider has for it. */
public enum Reference {
    /** The shop's order number, whichever of the three it stands in. */
    ORDER_NUMBER("orderNumber"),
    /** The provider's own id. */
    ORDER_ID("orderId"),
    /** The first reference that the shop gave, as the provider states it. */
    FIRST_REFERENCE("firstReference"),
    /** The second one. */
    SECOND_REFERENCE("secondReference");

    /** Those that a provider states. */
    public static final List<Reference> STATED = List.of(ORDER_ID, FIRST_REFERENCE, SECOND_REFERENCE);

    private final String word;

    Reference(String word) {
        this.word = word;
    }

    /** What mapping files call it. */
    public String word() {
        return word;
    }

    /** Empty when no reference is called so. */
    public static Optional<Reference> called(String word) {
        return Arrays.stream(values())
                .filter(reference -> reference.word.equals(word))
                .findFirst();
    }

    /** What an order has there; may be empty. */
    public String of(OrderReference order) {
        return switch (this) {
            case ORDER_NUMBER -> order.number();
            case ORDER_ID -> order.id();
            case FIRST_REFERENCE -> order.firstReference();
            case SECOND_REFERENCE -> order.second();
        };
    }
}
