package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.settlement.EventKind;

/** What {@code mappings/sources/klarna.yaml} says of Klarna's columns and row types. */
final class KlarnaWords {

    private final Map<String, List<String>> columns = new HashMap<>();
    private final Map<String, Map<String, Meaning>> types = new HashMap<>();

    KlarnaWords(JsonNode mapping) {
        mapping.path("columns").properties().forEach(column -> {
            var names = new ArrayList<String>();
            column.getValue().forEach(name -> names.add(name.asText()));
            columns.put(column.getKey(), names);
        });
        mapping.path("types").properties().forEach(type -> types.put(type.getKey(), meanings(type.getValue())));
    }

    /**
     * What a row of a type and detailed type is.
     *
     * @param plus whether its amount adds to the payout, in a file without signs
     * @param vatOnly whether the amount is nothing but VAT
     * @param waits the decision a person must make, if one is needed
     */
    record Meaning(
            EventKind kind,
            boolean plus,
            boolean vatOnly,
            @Nullable String waits) {}

    /** The names a column may have, the documented one first. */
    List<String> names(String column) {
        return columns.getOrDefault(column, List.of());
    }

    /** Empty when the type, or the detail of it, is not known. */
    Optional<Meaning> meaning(String type, String detail) {
        Map<String, Meaning> details = types.getOrDefault(type, Map.of());
        Meaning exact = details.get(detail);
        return Optional.ofNullable(exact == null ? details.get("*") : exact);
    }

    private static Map<String, Meaning> meanings(JsonNode type) {
        var meanings = new HashMap<String, Meaning>();
        type.path("details")
                .properties()
                .forEach(detail -> meanings.put(detail.getKey(), meaning(type, detail.getValue())));
        return meanings;
    }

    private static Meaning meaning(JsonNode type, JsonNode detail) {
        String kind = detail.path("event").asText(type.path("event").asText());
        return new Meaning(
                EventKind.valueOf(kind),
                type.path("sign").asText().equals("+"),
                type.path("vatOnly").asBoolean(false),
                detail.has("waits") ? detail.get("waits").asText() : null);
    }
}
