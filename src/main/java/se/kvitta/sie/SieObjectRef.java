package se.kvitta.sie;

/** One pair of an object list: a row or balance belongs to this object (SIE 4B, 8.21). */
public record SieObjectRef(int dimension, String object) {

    /** Throws {@link IllegalArgumentException} for a dimension below 1 or an empty object number. */
    public SieObjectRef {
        SieDimension.requireNumber(dimension);
        requireObject(object);
    }

    static void requireObject(String object) {
        if (object.isEmpty()) {
            throw new IllegalArgumentException("an object number is empty");
        }
    }
}
