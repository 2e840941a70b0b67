package se.kvitta.target.sie;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.sie.SieDimension;
import se.kvitta.sie.SieObject;
import se.kvitta.sie.SieObjectRef;

/** The dimensions and objects that the rows of one file use, to be declared at its beginning. */
final class SieObjects {

    /** The first number that the format leaves to everybody's own use, so that it must be declared. */
    private static final int FIRST_FREE = 20;

    private final JsonNode numbers;
    private final Map<Integer, SieDimension> dimensions = new TreeMap<>();
    private final Map<String, SieObject> objects = new TreeMap<>();

    /** @param mapping the target's mapping file, which gives each dimension its number */
    SieObjects(JsonNode mapping) {
        this.numbers = mapping.path("dimensions");
    }

    /** The object list of a row, by the numbers of the dimensions. */
    List<SieObjectRef> of(Dimensions row) {
        var refs = new TreeMap<Integer, SieObjectRef>();
        add("costCentre", "Kostnadsställe", row.costCentre(), refs);
        add("project", "Projekt", row.project(), refs);
        add("department", "Avdelning", row.department(), refs);
        row.others().forEach((name, code) -> add(name, name, code, refs));
        return List.copyOf(refs.values());
    }

    /** Throws {@link IllegalStateException} for a dimension without a number: profiles that use one are refused when read. */
    private void add(String key, String name, String code, Map<Integer, SieObjectRef> refs) {
        if (code.isEmpty()) {
            return;
        }
        int dimension = numbers.path(key).asInt();
        if (dimension < 1) {
            throw new IllegalStateException("the mapping of the target has no number for the dimension " + key);
        }
        refs.put(dimension, new SieObjectRef(dimension, code));
        objects.putIfAbsent(dimension + "/" + code, new SieObject(dimension, code, code));
        if (dimension >= FIRST_FREE) {
            dimensions.putIfAbsent(dimension, new SieDimension(dimension, name, null));
        }
    }

    /** Those whose number the format gives no meaning. */
    List<SieDimension> dimensions() {
        return List.copyOf(dimensions.values());
    }

    List<SieObject> objects() {
        return List.copyOf(objects.values());
    }
}
