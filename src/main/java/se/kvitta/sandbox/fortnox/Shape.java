package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The properties of one resource, as they may be sent. */
final class Shape {

    private final String wrapper;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private Shape(String wrapper) {
        this.wrapper = wrapper;
    }

    static Shape of(String wrapper, Field... fields) {
        var shape = new Shape(wrapper);
        for (var field : fields) {
            shape.fields.put(field.name(), field);
        }
        return shape;
    }

    Collection<Field> fields() {
        return Collections.unmodifiableCollection(fields.values());
    }

    /** The body of a POST: whatever is required must be there. */
    Input created(byte[] body, Assumptions assumptions) {
        var input = updated(body, assumptions);
        requireAll(input);
        return input;
    }

    /** The body of a PUT: only what is sent will change. */
    Input updated(byte[] body, Assumptions assumptions) {
        return input(unwrapped(body), assumptions);
    }

    /** A body that is the object itself, without a wrapper; whatever is required must be there. */
    Input bare(byte[] body, Assumptions assumptions) {
        return nested(document(body), assumptions);
    }

    /** The same, of a PUT: only what is sent will change. */
    Input bareUpdated(byte[] body, Assumptions assumptions) {
        var document = document(body);
        if (!document.isObject()) {
            throw KnownReason.BODY_EMPTY.refusal();
        }
        return input(document, assumptions);
    }

    /** A body that is an array of such objects. */
    List<Input> bareList(byte[] body, Assumptions assumptions) {
        var document = document(body);
        if (!document.isArray()) {
            throw KnownReason.BODY_EMPTY.refusal();
        }
        var list = new ArrayList<Input>();
        document.forEach(object -> list.add(nested(object, assumptions)));
        return list;
    }

    private static JsonNode document(byte[] body) {
        if (body.length == 0) {
            throw KnownReason.BODY_EMPTY.refusal();
        }
        try {
            return Json.read(body);
        } catch (IOException e) {
            throw KnownReason.JSON_SYNTAX.refusal();
        }
    }

    private JsonNode unwrapped(byte[] body) {
        var document = document(body);
        var wrapped = document.path(wrapper);
        if (!wrapped.isObject()) {
            throw KnownReason.BODY_EMPTY.refusal();
        }
        document.fieldNames().forEachRemaining(name -> {
            if (!name.equals(wrapper)) {
                throw KnownReason.FIELD_UNKNOWN.refusal(name);
            }
        });
        return wrapped;
    }

    /** Reads an object that has no wrapper of its own, such as a row. */
    Input nested(JsonNode object, Assumptions assumptions) {
        if (!object.isObject()) {
            throw KnownReason.BODY_EMPTY.refusal();
        }
        var input = input(object, assumptions);
        requireAll(input);
        return input;
    }

    private Input input(JsonNode object, Assumptions assumptions) {
        var values = new LinkedHashMap<String, JsonNode>();
        for (var property : object.properties()) {
            var field = fields.get(property.getKey());
            if (field == null) {
                throw KnownReason.FIELD_UNKNOWN.refusal(property.getKey());
            }
            if (property.getValue().isNull()) {
                continue;
            }
            if (!field.readOnly()) {
                FieldCheck.check(field, property.getValue());
                values.put(field.name(), property.getValue());
            } else if (assumptions.is(Assumption.READ_ONLY_FIELDS, "refuse")) {
                throw AssumedReason.FIELD_READ_ONLY.refusal(field.name());
            }
        }
        return new Input(fields, values, assumptions);
    }

    private void requireAll(Input input) {
        for (var field : fields.values()) {
            if (field.required() && !input.has(field.name())) {
                throw KnownReason.REQUIRED_FIELD_MISSING.refusal(field.name());
            }
        }
    }
}
