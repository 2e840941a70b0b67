package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import se.kvitta.booking.AccountPlan;

/**
 * What {@code mappings/sources/<slug>.yaml} says.
 *
 * @param name the provider as vouchers call it
 * @param accounts the roles that belong to this provider
 * @param raw the whole file, for the plug-in that reads its own words in it
 */
public record SourceMapping(String slug, String name, List<AccountPlan.Entry> accounts, JsonNode raw) {}
