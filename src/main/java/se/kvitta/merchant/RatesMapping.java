package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import se.kvitta.merchant.TargetMapping.Limit;

/**
 * What {@code mappings/rates/<slug>.yaml} says of a publisher of exchange rates.
 *
 * @param name the publisher as vouchers call it
 * @param isDefault whether merchants that name no rates take these
 * @param currencies how many currencies one call may ask for
 * @param days how many days one call may ask for
 * @param limit the calls that the publisher takes from us
 * @param burst how many of these may follow each other at once
 * @param raw the whole file, for the plug-in that reads its own words in it
 */
public record RatesMapping(
        String slug, String name, boolean isDefault, int currencies, int days, Limit limit, int burst, JsonNode raw) {}
