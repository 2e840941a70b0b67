package se.kvitta.settlement;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The columns of a document that is a table, by what they are worth. Columns have the names that the provider gives them.
 *
 * @param had columns that a document may lack and this one has: they let it be booked better
 * @param lacking such columns that it lacks
 * @param unused columns of which nothing is read, and which the source's mapping does not name
 */
public record Layout(Set<String> had, Set<String> lacking, Set<String> unused) {

    /** Of a document that is no table, or whose columns are all needed and known. */
    public static final Layout NONE = new Layout(Set.of(), Set.of(), Set.of());

    public Layout {
        had = new LinkedHashSet<>(had);
        lacking = new LinkedHashSet<>(lacking);
        unused = new LinkedHashSet<>(unused);
    }

    public boolean isEmpty() {
        return had.isEmpty() && lacking.isEmpty() && unused.isEmpty();
    }
}
