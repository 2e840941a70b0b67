package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.MoneyRules;

/**
 * What {@code mappings/sources/<slug>.yaml} says.
 *
 * @param name the provider as vouchers call it
 * @param accounts the roles that belong to this provider
 * @param feeVat how its fees are taxed unless a profile says otherwise
 * @param moneyDay when its fees happen for the books
 * @param orderLines what its lines call what is no sale, unless a profile says otherwise
 * @param orderNeeds what a profile's connection must have so that it can be asked for orders; empty when it never is
 * @param raw the whole file, for the plug-in that reads its own words in it
 */
public record SourceMapping(
        String slug,
        String name,
        List<AccountPlan.Entry> accounts,
        MoneyRules.FeeVat feeVat,
        MoneyRules.Day moneyDay,
        OrderLines orderLines,
        List<String> orderNeeds,
        JsonNode raw) {}
