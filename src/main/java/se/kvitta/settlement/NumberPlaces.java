package se.kvitta.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the shop's number of an order stands, as a mapping file says under {@code orderNumber}: the first place whose
 * pattern is found in its text has it.
 */
public record NumberPlaces(List<Place> places) {

    /** For whom the number is where it always is. */
    public static final NumberPlaces NONE = new NumberPlaces(List.of());

    private static final String ANYTHING = ".+";

    public NumberPlaces {
        places = List.copyOf(places);
    }

    /**
     * One place.
     *
     * @param field the name of a text
     * @param pattern what must be found in the text; its first group is the number, or all that is found if it has none
     */
    public record Place(String field, Pattern pattern) {}

    /** Throws {@link java.util.regex.PatternSyntaxException} for a pattern that is none. */
    public static NumberPlaces of(JsonNode list) {
        var places = new ArrayList<Place>();
        list.forEach(place -> places.add(new Place(
                place.path("field").asText(),
                Pattern.compile(place.path("pattern").asText(ANYTHING)))));
        return new NumberPlaces(places);
    }

    /**
     * What was found.
     *
     * @param number empty when no place has one
     * @param at the place, as {@code 2. custom_field}; empty when there is no number
     */
    public record Found(String number, String at) {

        static final Found NOTHING = new Found("", "");
    }

    /** The number that the first place has whose pattern is found. */
    public Found look(Function<String, String> textOf) {
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            String text = textOf.apply(place.field()).strip();
            Matcher matcher = place.pattern().matcher(text);
            if (!text.isEmpty() && matcher.find()) {
                // A group that took no part says that there is no number.
                String number = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
                return number == null || number.isEmpty()
                        ? Found.NOTHING
                        : new Found(number, (i + 1) + ". " + place.field());
            }
        }
        return Found.NOTHING;
    }

    /** What these places, which are called as {@link Reference} calls them, have of an order as the provider states it. */
    public Found look(OrderReference order) {
        return look(field -> Reference.called(field)
                .orElseThrow(() -> new IllegalStateException("'" + field + "' is no reference"))
                .of(order.asStated()));
    }

    /** An order with its number from these places, which are called as {@link Reference} calls them. */
    public OrderReference numbered(OrderReference order) {
        return places.isEmpty() ? order.asStated() : order.numbered(look(order).number());
    }
}
