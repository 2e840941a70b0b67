package se.kvitta.operations;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.connection.Standing;

/** How a connection stands, for programs: names and values, without a secret. */
final class ConnectionText {

    private ConnectionText() {}

    static Map<String, String> facts(Standing standing) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("merchant", standing.merchant());
        facts.put("target", standing.system());
        facts.put("state", standing.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        facts.put("grant", standing.way().word());
        facts.put("company", standing.company());
        facts.put("companyName", standing.companyName());
        facts.put("scopesNeeded", String.join(" ", standing.needed()));
        facts.put("scopesGranted", String.join(" ", standing.granted()));
        facts.put("scopesMissing", String.join(" ", standing.missing()));
        facts.put("grantedAt", text(standing.grantedAt()));
        facts.put("grantedBy", standing.grantedBy());
        facts.put("renewedAt", text(standing.renewedAt()));
        facts.put("endsAt", text(standing.endsAt()));
        facts.put("problem", standing.problem());
        return facts;
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "" : instant.toString();
    }
}
