package se.kvitta.sandbox.fortnox;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One property that a resource knows.
 *
 * @param least shortest length of a text, or smallest number
 * @param most longest length of a text, or largest number; of a DECIMAL the digits, decimals included
 * @param words the only values of a WORD
 * @param items the shape of what is inside an OBJECT or ROWS
 */
record Field(
        String name,
        Kind kind,
        boolean required,
        boolean readOnly,
        int least,
        int most,
        Set<String> words,
        @Nullable Shape items) {

    enum Kind {
        TEXT,
        CODE,
        KEY,
        WORD,
        DATE,
        INTEGER,
        DECIMAL,
        BOOLEAN,
        OBJECT,
        ROWS
    }

    static Field text(String name, int least, int most) {
        return new Field(name, Kind.TEXT, false, false, least, most, Set.of(), null);
    }

    /** Letters of the Latin alphabet and digits only. */
    static Field code(String name, int least, int most) {
        return new Field(name, Kind.CODE, false, false, least, most, Set.of(), null);
    }

    static Field word(String name, String... words) {
        return new Field(
                name,
                Kind.WORD,
                false,
                false,
                0,
                Integer.MAX_VALUE,
                Arrays.stream(words).collect(Collectors.toUnmodifiableSet()),
                null);
    }

    static Field date(String name) {
        return new Field(name, Kind.DATE, false, false, 0, Integer.MAX_VALUE, Set.of(), null);
    }

    static Field integer(String name, int least, int most) {
        return new Field(name, Kind.INTEGER, false, false, least, most, Set.of(), null);
    }

    static Field decimal(String name, int digits) {
        return new Field(name, Kind.DECIMAL, false, false, 0, digits, Set.of(), null);
    }

    static Field bool(String name) {
        return new Field(name, Kind.BOOLEAN, false, false, 0, Integer.MAX_VALUE, Set.of(), null);
    }

    static Field object(String name, Shape items) {
        return new Field(name, Kind.OBJECT, false, false, 0, Integer.MAX_VALUE, Set.of(), items);
    }

    static Field rows(String name, Shape items) {
        return new Field(name, Kind.ROWS, false, false, 0, Integer.MAX_VALUE, Set.of(), items);
    }

    /** A text with the characters of a number in a register: letters, digits and {@code - + / _}. */
    static Field key(String name, int most) {
        return new Field(name, Kind.KEY, false, false, 0, most, Set.of(), null);
    }

    /** A field that Fortnox sets: it is known, but nobody may send it. */
    static Field readOnly(String name) {
        return new Field(name, Kind.TEXT, false, true, 0, Integer.MAX_VALUE, Set.of(), null);
    }

    Field needed() {
        return new Field(name, kind, true, readOnly, least, most, words, items);
    }
}
