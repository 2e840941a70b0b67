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

    private static final int COST_CENTRE = 1;
    private static final int PROJECT = 6;

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
        add(number("costCentre", COST_CENTRE), "Kostnadsställe", row.costCentre(), refs);
        add(number("project", PROJECT), "Projekt", row.project(), refs);
        add(number("department", FIRST_FREE), "Avdelning", row.department(), refs);
        row.others().forEach((name, code) -> add(number(name, 0), name, code, refs));
        return List.copyOf(refs.values());
    }

    private int number(String name, int otherwise) {
        return numbers.path(name).asInt(otherwise);
    }

    /** Throws {@link IllegalStateException} for two dimensions of one number: a row has one object of each. */
    private void add(int dimension, String name, String code, Map<Integer, SieObjectRef> refs) {
        if (code.isEmpty()) {
            return;
        }
        if (refs.put(dimension, new SieObjectRef(dimension, code)) != null) {
            throw new IllegalStateException(name + " has the number of another dimension, " + dimension);
        }
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
