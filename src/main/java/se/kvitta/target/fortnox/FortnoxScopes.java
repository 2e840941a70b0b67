package se.kvitta.target.fortnox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Needs;

/** The scopes in a token, and those that a merchant's modes and settings need: {@code needed-scopes} in the target's mapping. */
final class FortnoxScopes {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JsonNode mapping;
    private final Needs needs;

    FortnoxScopes(JsonNode mapping, Needs needs) {
        this.mapping = mapping.path("needed-scopes");
        this.needs = needs;
    }

    /**
     * The scopes that a token says it has; empty for one that cannot be read. The token's signature is Fortnox's secret: it
     * is read, not checked.
     */
    static Optional<Set<String>> in(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(parts[1]);
            JsonNode claims = JSON.readTree(new String(content, StandardCharsets.UTF_8));
            var scopes = new LinkedHashSet<String>();
            claims.path("scopes").forEach(scope -> scopes.add(scope.asText()));
            Arrays.stream(claims.path("scope").asText("").split(" ", -1))
                    .filter(scope -> !scope.isEmpty())
                    .forEach(scopes::add);
            return scopes.isEmpty() ? Optional.empty() : Optional.of(scopes);
        } catch (IllegalArgumentException | JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** What no booking of a mode goes without. */
    Set<String> ofMode(Mode mode) {
        Set<String> scopes = named("books");
        scopes.addAll(named(mode.name().toLowerCase(Locale.ROOT)));
        return scopes;
    }

    /** What documents behind vouchers need; empty when none are attached. */
    Set<String> ofEvidence() {
        return needs.evidence() ? named("evidence") : Set.of();
    }

    /** What the preflight needs besides, to look at everything the merchant names. */
    Set<String> ofChecks() {
        Set<String> scopes = named("checks");
        if (!needs.costCentres().isEmpty()) {
            scopes.add("costcenter");
        }
        if (!needs.projects().isEmpty()) {
            scopes.add("project");
        }
        if (!FortnoxQuestions.foreign(needs).isEmpty()) {
            scopes.add("currency");
        }
        return scopes;
    }

    /** Everything that the merchant's modes and settings need. */
    Set<String> all() {
        Set<String> all = new TreeSet<>(ofEvidence());
        needs.modes().forEach(mode -> all.addAll(ofMode(mode)));
        all.addAll(ofChecks());
        return all;
    }

    /** The modes of the merchant that cannot be booked without a scope. */
    Set<Mode> modesThatNeed(String scope) {
        var modes = new TreeSet<Mode>();
        needs.modes().stream().filter(mode -> ofMode(mode).contains(scope)).forEach(modes::add);
        return modes;
    }

    private Set<String> named(String group) {
        var scopes = new TreeSet<String>();
        mapping.path(group).forEach(scope -> scopes.add(scope.asText()));
        return scopes;
    }
}
