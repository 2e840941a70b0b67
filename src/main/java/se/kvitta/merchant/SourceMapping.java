package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.MoneyRules;
import se.kvitta.rows.RowMapping;

/**
 * What {@code mappings/sources/<slug>.yaml} says.
 *
 * @param name the provider as vouchers call it
 * @param accounts the roles that belong to this provider
 * @param feeVat how its fees are taxed unless a profile says otherwise
 * @param moneyDay when its fees happen for the books
 * @param rows what the rows of its documents mean, if they are flat rows and it has no code; else null
 * @param raw the whole file, for the plug-in that reads its own words in it
 */
public record SourceMapping(
        String slug,
        String name,
        List<AccountPlan.Entry> accounts,
        MoneyRules.FeeVat feeVat,
        MoneyRules.Day moneyDay,
        @Nullable RowMapping rows,
        JsonNode raw) {}
