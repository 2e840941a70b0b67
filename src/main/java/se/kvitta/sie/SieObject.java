package se.kvitta.sie;

/** A declared object of a dimension, such as one project (#OBJEKT). */
public record SieObject(int dimension, String number, String name) {

    /** Throws {@link IllegalArgumentException} for a dimension below 1 or an empty number. */
    public SieObject {
        SieDimension.requireNumber(dimension);
        SieObjectRef.requireObject(number);
    }
}
