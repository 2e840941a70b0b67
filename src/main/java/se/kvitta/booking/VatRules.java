package se.kvitta.booking;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;

/**
 * What a profile says of VAT: where sales are taxed, and what counts where the provider says nothing.
 *
 * @param home ISO 3166 alpha-2 of the country taken when an event names none
 * @param rates per country the rate for sales whose lines are not known, with its days
 * @param oss per country the first Stockholm day whose sales are taxed there, through the One Stop Shop
 * @param zeroRules the merchant's named reasons for sales without VAT; what none names is held
 * @param freight whether freight has accounts of its own
 * @param tips whether tips are passed on or kept
 * @param cards what a gift card is when nobody says
 * @param goodwill what a gift card is that was given away
 * @param losses whether the VAT of a sale falls with a claim on its buyer that is lost
 * @param roundingLimit what may be left of an order after its lines, minor units of its currency
 */
public record VatRules(
        String home,
        Map<String, List<DatedRate>> rates,
        Map<String, LocalDate> oss,
        List<ZeroRule> zeroRules,
        Freight freight,
        Tips tips,
        Cards cards,
        Goodwill goodwill,
        Losses losses,
        long roundingLimit) {

    /** 0.05 in a currency with two decimals. */
    public static final long DEFAULT_ROUNDING_LIMIT = 5;

    /** In {@link ZeroRule#countries}: every country outside the European Union. */
    public static final String OUTSIDE_EU = "OUTSIDE_EU";

    public VatRules {
        rates = Map.copyOf(rates);
        oss = Map.copyOf(oss);
        zeroRules = List.copyOf(zeroRules);
    }

    /** A rate while it is valid; null for always and for ever. */
    public record DatedRate(
            VatRate rate,
            @Nullable LocalDate from,
            @Nullable LocalDate until) {

        boolean validOn(LocalDate day) {
            return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
        }
    }

    /**
     * A named reason for sales at 0 %, and the box of the VAT return they belong to.
     *
     * @param countries where it counts; empty for the home country
     */
    public record ZeroRule(String name, VatBox box, Set<String> countries) {

        public ZeroRule {
            countries = Set.copyOf(countries);
        }
    }

    /** Freight on accounts of its own, per rate, or with the goods. */
    public enum Freight {
        OWN,
        GOODS
    }

    /** A tip is a debt to the staff, or a sale. */
    public enum Tips {
        STAFF,
        SALE
    }

    /** What a gift card is when its line names no rate: nobody knows and it is held, or one of the two kinds. */
    public enum Cards {
        ASK,
        MULTI,
        SINGLE
    }

    /** What paying with a gift card is that nobody has bought: nobody has decided and it is held, or a discount. */
    public enum Goodwill {
        ASK,
        DISCOUNT
    }

    /** The whole claim is the loss, and the VAT of the sale stays; or the VAT is taken back, and its net is. */
    public enum Losses {
        GROSS,
        NET
    }

    boolean isOss(String country, LocalDate day) {
        LocalDate from = oss.get(country);
        return from != null && !day.isBefore(from);
    }

    Optional<VatRate> rate(String country, LocalDate day) {
        return rates.getOrDefault(country, List.of()).stream()
                .filter(rate -> rate.validOn(day))
                .map(DatedRate::rate)
                .findFirst();
    }

    Optional<ZeroRule> zeroRule(String country) {
        boolean outside = !EuCountries.holds(country);
        return zeroRules.stream()
                .filter(rule -> rule.countries().isEmpty()
                        ? country.equals(home)
                        : rule.countries().contains(country)
                                || (outside && rule.countries().contains(OUTSIDE_EU)))
                .findFirst();
    }
}
