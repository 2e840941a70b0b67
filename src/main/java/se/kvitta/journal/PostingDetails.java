package se.kvitta.journal;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.settlement.Basket;

/** Parts of a posting and of an order that are kept as JSON, because nothing is ever searched for in them. */
final class PostingDetails {

    private static final JsonMapper JSON = JsonMapper.builder()
            .findAndAddModules()
            // Records are their components; what they can tell about themselves is not kept.
            .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
            .build();

    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private PostingDetails() {}

    static @Nullable String write(Booking.@Nullable Invoice invoice) {
        return invoice == null ? null : json(invoice);
    }

    static Booking.@Nullable Invoice invoice(@Nullable String json) {
        return json == null ? null : read(json, Booking.Invoice.class);
    }

    static String write(Map<String, String> others) {
        return others.isEmpty() ? "" : json(others);
    }

    static Map<String, String> others(String json) {
        try {
            return json.isEmpty() ? Map.of() : JSON.readValue(json, TEXTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the journal holds dimensions that cannot be read: " + json, e);
        }
    }

    static String write(Basket basket) {
        return json(basket);
    }

    static Basket basket(String json) {
        return read(json, Basket.class);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the journal holds details that cannot be read: " + json, e);
        }
    }
}
