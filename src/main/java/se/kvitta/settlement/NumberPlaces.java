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

    /** Empty when no place has a number. */
    public String find(Function<String, String> textOf) {
        for (Place place : places) {
            String text = textOf.apply(place.field()).strip();
            Matcher matcher = place.pattern().matcher(text);
            if (!text.isEmpty() && matcher.find()) {
                // A group that took no part says that there is no number.
                String number = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
                return number == null ? "" : number;
            }
        }
        return "";
    }

    /** An order with its number from these places, which are called as {@link Reference} calls them. */
    public OrderReference numbered(OrderReference order) {
        return places.isEmpty()
                ? order.asStated()
                : order.numbered(find(field -> Reference.called(field)
                        .orElseThrow(() -> new IllegalStateException("'" + field + "' is no reference"))
                        .of(order.asStated())));
    }
}
