package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.settlement.EventKind;

/** What {@code mappings/sources/klarna.yaml} says of Klarna's columns and row types. */
final class KlarnaWords {

    private static final String NETTED = "NETTED_DEBT_DECIDE";

    /** Finds nothing, in no text. */
    private static final String NEVER = "(?!)";

    private final Map<String, List<String>> columns = new HashMap<>();
    private final Map<String, Map<String, Meaning>> types = new HashMap<>();
    private final Map<String, Set<String>> nettingDetails = new HashMap<>();
    private final Pattern netting;
    private final List<String> wanted = new ArrayList<>();
    private final Set<String> passedOver = new HashSet<>();

    KlarnaWords(JsonNode mapping) {
        mapping.path("columns").properties().forEach(column -> {
            var names = new ArrayList<String>();
            column.getValue().forEach(name -> names.add(name.asText()));
            columns.put(column.getKey(), names);
        });
        mapping.at("/reports/wanted").fieldNames().forEachRemaining(wanted::add);
        mapping.at("/reports/passedOver").forEach(name -> passedOver.add(name.asText()));
        mapping.path("types").properties().forEach(type -> types.put(type.getKey(), meanings(type.getValue())));
        netting = Pattern.compile(
                mapping.at("/netting/comment").asText(NEVER), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        mapping.at("/netting/types").properties().forEach(type -> {
            var details = new HashSet<String>();
            type.getValue().forEach(detail -> details.add(detail.asText()));
            nettingDetails.put(type.getKey(), details);
        });
    }

    /**
     * What a row of a type and detailed type is.
     *
     * @param plus whether its amount adds to the payout, in a file without signs
     * @param vatOnly whether the amount is nothing but VAT
     * @param waits the decision a person must make, if one is needed
     * @param comment what the row says besides, where that tells what it is; else empty
     */
    record Meaning(
            EventKind kind,
            boolean plus,
            boolean vatOnly,
            @Nullable String waits,
            String comment) {}

    /** The columns that are read, as the mapping calls them. */
    Set<String> columns() {
        return columns.keySet();
    }

    /** The names a column may have, the documented one first. */
    List<String> names(String column) {
        return columns.getOrDefault(column, List.of());
    }

    /** Columns that a file may lack and is booked better with, under their documented names. */
    List<String> wanted() {
        return wanted;
    }

    /** Every name of the column that has this one. */
    List<String> namesLike(String name) {
        return columns.values().stream()
                .filter(names -> names.contains(name))
                .findFirst()
                .orElse(List.of(name));
    }

    /** Whether a column of a file is one that is read, or one that is known not to be. */
    boolean knows(String name) {
        return passedOver.contains(name)
                || wanted.contains(name)
                || columns.values().stream().anyMatch(names -> names.contains(name));
    }

    /**
     * Empty when the type, or the detail of it, is not known. A comment can say that money was kept for a debt to somebody
     * else; then it is no reserve, and a person says where that debt stands.
     */
    Optional<Meaning> meaning(String type, String detail, String comment) {
        Map<String, Meaning> details = types.getOrDefault(type, Map.of());
        Optional<Meaning> told = Optional.ofNullable(details.getOrDefault(detail, details.get("*")));
        boolean nets = nettingDetails.getOrDefault(type, Set.of()).contains(detail)
                && netting.matcher(comment).find();
        return nets
                ? told.map(meaning -> new Meaning(EventKind.ADJUSTMENT, meaning.plus(), false, NETTED, comment))
                : told;
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
                detail.has("waits") ? detail.get("waits").asText() : null,
                "");
    }
}
