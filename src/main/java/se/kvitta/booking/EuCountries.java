package se.kvitta.booking;

import java.util.Set;

/**
 * The member states of the European Union as VAT knows them, by ISO 3166 alpha-2. Monaco is treated as France; Northern
 * Ireland belongs to it for goods only and is not listed.
 */
public final class EuCountries {

    private static final Set<String> MEMBERS = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MC", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK");

    private EuCountries() {}

    public static boolean holds(String country) {
        return MEMBERS.contains(country);
    }
}
