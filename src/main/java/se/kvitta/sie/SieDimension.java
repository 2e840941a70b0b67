package se.kvitta.sie;

import org.jspecify.annotations.Nullable;

/**
 * A kind of object (#DIM), or one below another (#UNDERDIM). Reserved: 1 cost centre, 2 cost bearer, 6 project,
 * 7 employee, 8 customer, 9 supplier, 10 invoice; 3–5 and 11–19 are kept for later, 20 and up are free (SIE 4B, 8.17).
 *
 * @param parent the dimension above; null for one at the top
 */
public record SieDimension(
        int number, String name, @Nullable Integer parent) {

    /** Throws {@link IllegalArgumentException} for a number below 1. */
    public SieDimension {
        requireNumber(number);
        if (parent != null) {
            requireNumber(parent);
        }
    }

    /** Whether the format itself gives this number a meaning, so that it need not be declared. */
    static boolean isReserved(int number) {
        return number == 1 || number == 2 || (number >= 6 && number <= 10);
    }

    static void requireNumber(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("the dimension " + number + " is not a positive number");
        }
    }
}
