package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A checked body. Absent, null and {@code ""} say «as it was», {@code API_BLANK} says «empty»: the first argument of each
 * reader is what it was.
 */
final class Input {

    private final Map<String, Field> fields;
    private final Map<String, JsonNode> values;
    private final Assumptions assumptions;

    Input(Map<String, Field> fields, Map<String, JsonNode> values, Assumptions assumptions) {
        this.fields = fields;
        this.values = values;
        this.assumptions = assumptions;
    }

    boolean has(String name) {
        var value = values.get(name);
        return value != null && !(value.isValueNode() && (value.asText().isBlank() || isBlanked(value)));
    }

    private static boolean isBlanked(JsonNode value) {
        return value.asText().equals(FieldCheck.BLANK);
    }

    private <T> @Nullable T read(String name, @Nullable T before, Function<String, T> reader) {
        var value = values.get(name);
        if (value == null || value.asText().isEmpty()) {
            return before;
        }
        return isBlanked(value) ? null : reader.apply(FieldCheck.textOf(value));
    }

    @Nullable
    String text(String name, @Nullable String before) {
        return read(name, before, text -> text);
    }

    /** A text that the shape requires, or that keeps its old value when blanked. */
    String requiredText(String name, @Nullable String before) {
        var text = text(name, before);
        if (text == null) {
            throw KnownReason.REQUIRED_FIELD_MISSING.refusal(name);
        }
        return text;
    }

    @Nullable
    LocalDate date(String name, @Nullable LocalDate before) {
        return read(name, before, FieldCheck::day);
    }

    LocalDate requiredDate(String name) {
        var date = date(name, null);
        if (date == null) {
            throw KnownReason.REQUIRED_FIELD_MISSING.refusal(name);
        }
        return date;
    }

    @Nullable
    Integer integer(String name, @Nullable Integer before) {
        return read(name, before, text -> FieldCheck.integer(field(name), text));
    }

    int requiredInteger(String name) {
        var number = integer(name, null);
        if (number == null) {
            throw KnownReason.REQUIRED_FIELD_MISSING.refusal(name);
        }
        return number;
    }

    @Nullable
    BigDecimal decimal(String name, @Nullable BigDecimal before) {
        return read(name, before, text -> FieldCheck.decimal(field(name), text));
    }

    /** In öre; 0 when absent. */
    long ore(String name, long before) {
        var kronor = decimal(name, null);
        return kronor == null ? before : Rounding.ore(kronor, name, assumptions);
    }

    boolean bool(String name, boolean before) {
        var bool = read(name, before, FieldCheck::bool);
        return bool != null && bool;
    }

    /** True when the body has the field at all, be it to clear it. */
    boolean names(String name) {
        return values.containsKey(name);
    }

    Set<String> names() {
        return values.keySet();
    }

    /** True when the body clears the field. */
    boolean blanks(String name) {
        var value = values.get(name);
        return value != null && value.isValueNode() && isBlanked(value);
    }

    /** The texts of these names: what is sent in the place of what was. */
    Map<String, String> texts(Collection<String> names, Map<String, String> before) {
        var texts = new TreeMap<>(before);
        for (var name : names) {
            var text = text(name, before.get(name));
            if (text == null) {
                texts.remove(name);
            } else {
                texts.put(name, text);
            }
        }
        return Collections.unmodifiableMap(texts);
    }

    /** The texts of an object inside the body, likewise. */
    Map<String, String> object(String name, Map<String, String> before) {
        var value = values.get(name);
        var shape = value == null ? null : field(name).items();
        return value == null || shape == null
                ? before
                : shape.nested(value, assumptions).allTexts(before);
    }

    private Map<String, String> allTexts(Map<String, String> before) {
        return texts(values.keySet(), before);
    }

    /** The rows of a list, each read in the shape that the field gives them. */
    List<Input> rows(String name) {
        var rows = new ArrayList<Input>();
        var shape = field(name).items();
        var value = values.get(name);
        if (value != null && shape != null) {
            value.forEach(row -> rows.add(shape.nested(row, assumptions)));
        }
        return rows;
    }

    /** What was sent, as it was sent; null when it was not. */
    @Nullable
    JsonNode value(String name) {
        return values.get(name);
    }

    /** The same with another value in one field; null takes it away. */
    Input with(String name, @Nullable JsonNode value) {
        var changed = new LinkedHashMap<>(values);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return new Input(fields, changed, assumptions);
    }

    /** The same with a field under another name. */
    Input renamed(String from, String to) {
        return with(to, values.get(from)).with(from, null);
    }

    /** The whole numbers that were sent, of those that are asked for. */
    Map<String, Integer> integers(List<String> names) {
        var integers = new TreeMap<String, Integer>();
        for (var name : names) {
            var number = integer(name, null);
            if (number != null) {
                integers.put(name, number);
            }
        }
        return integers;
    }

    private Field field(String name) {
        var field = fields.get(name);
        if (field == null) {
            throw new IllegalArgumentException("the shape has no field " + name);
        }
        return field;
    }
}
