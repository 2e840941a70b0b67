package se.kvitta.booking;

import java.util.List;
import java.util.Set;
import se.kvitta.ledger.VoucherRow.Dimensions;

/**
 * Cost centre, project and other dimensions of a profile's rows.
 *
 * @param always what every row has unless a rule says otherwise
 * @param rules for rows of sales and refunds; the first that fits counts
 */
public record DimensionRules(Dimensions always, List<Rule> rules) {

    public static final DimensionRules NONE = new DimensionRules(Dimensions.NONE, List.of());

    public DimensionRules {
        rules = List.copyOf(rules);
    }

    /** Fits where each of its sets is empty or holds what the order says. */
    public record Rule(Set<String> countries, Set<String> products, Set<String> methods, Dimensions dimensions) {

        boolean fits(String country, String product, String method) {
            return (countries.isEmpty() || countries.contains(country))
                    && (products.isEmpty() || products.contains(product))
                    && (methods.isEmpty() || methods.contains(method));
        }
    }

    /**
     * @param country ISO 3166 alpha-2 of where the goods went
     * @param product the shop's kind of product; empty when it is not known
     * @param method how the buyer paid, in the provider's word
     */
    Dimensions of(String country, String product, String method) {
        return rules.stream()
                .filter(rule -> rule.fits(country, product, method))
                .findFirst()
                .map(rule -> rule.dimensions().over(always))
                .orElse(always);
    }
}
