package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.CreditRisk;
import se.kvitta.booking.MoneyRules;
import se.kvitta.rows.RowMapping;

/**
 * What {@code mappings/sources/<slug>.yaml} says.
 *
 * @param name the provider as vouchers call it
 * @param accounts the roles that belong to this provider
 * @param feeVat how its fees are taxed unless a profile says otherwise
 * @param moneyDay when its fees happen for the books
 * @param creditRisk who bears the credit risk unless a profile says otherwise
 * @param orderLines what its lines call what is no sale, unless a profile says otherwise
 * @param reserveWords words in the rows of a reserve that say only which way it moved: what is left is the reserve's type. Empty
 *     where the provider has no types
 * @param hints the events that its webhooks tell of after which a fetch finds something; empty where it takes no webhooks
 * @param hintsAfter how long after such an event the provider tells of it when it is asked
 * @param rows what the rows of its documents mean, if some of them are flat rows; else null
 * @param reports what it says of the provider's reports, for people
 * @param providers others that speak as this source does, by the word that a profile names them by
 * @param raw the whole file, for the plug-in that reads its own words in it
 */
public record SourceMapping(
        String slug,
        String name,
        List<AccountPlan.Entry> accounts,
        MoneyRules.FeeVat feeVat,
        MoneyRules.Day moneyDay,
        CreditRisk creditRisk,
        OrderLines orderLines,
        Set<String> reserveWords,
        Set<String> hints,
        Duration hintsAfter,
        @Nullable RowMapping rows,
        ReportWords reports,
        Map<String, Provider> providers,
        JsonNode raw) {

    /**
     * A provider that is not the source's own and speaks as it does. Its money is apart: no account of the source's is its.
     *
     * @param name the provider as vouchers call it
     * @param accounts its roles, instead of the source's
     */
    public record Provider(String name, List<AccountPlan.Entry> accounts) {}

    /** The mapping as it is for a profile of one of its providers; the source's own for a profile that names none. */
    SourceMapping of(Profile profile) {
        Provider provider = providers.get(profile.provider());
        return provider == null
                ? this
                : new SourceMapping(
                        slug,
                        provider.name(),
                        provider.accounts(),
                        feeVat,
                        moneyDay,
                        creditRisk,
                        orderLines,
                        reserveWords,
                        hints,
                        hintsAfter,
                        rows,
                        reports,
                        providers,
                        raw);
    }

    /** The type of a reserve that a row's words name; empty where there is none, or the row does not say. */
    public String reserveType(String words) {
        return reserveWords.isEmpty()
                ? ""
                : Arrays.stream(words.split(" ", -1))
                        .filter(word -> !reserveWords.contains(word))
                        .collect(Collectors.joining(" "));
    }
}
