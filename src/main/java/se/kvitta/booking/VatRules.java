package se.kvitta.booking;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;

/**
 * What a profile says of VAT where the provider says nothing.
 *
 * @param home ISO 3166 alpha-2 of the country taken when an event names none
 * @param rates the one rate for sales to a country, used only when no line states VAT
 * @param oss countries whose VAT the merchant reports through the One Stop Shop
 * @param zeroRule the merchant's named reason for sales without VAT; null holds them
 */
public record VatRules(
        String home,
        Map<String, VatRate> rates,
        Set<String> oss,
        @Nullable ZeroRule zeroRule) {

    public VatRules {
        rates = Map.copyOf(rates);
        oss = Set.copyOf(oss);
    }

    /** A named reason for Swedish sales at 0 %, and the box of the VAT return it belongs to. */
    public record ZeroRule(String name, VatBox box) {}
}
