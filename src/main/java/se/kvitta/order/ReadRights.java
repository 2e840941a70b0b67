package se.kvitta.order;

import java.util.Set;

/**
 * What a source's login was found to be allowed to read of orders, and what it was not, in words that a person finds at the
 * provider.
 */
public record ReadRights(Set<String> had, Set<String> lacking) {

    public ReadRights {
        had = Set.copyOf(had);
        lacking = Set.copyOf(lacking);
    }
}
