package se.kvitta.connection;

import java.time.Clock;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.home.Vault;
import se.kvitta.journal.Grants;

/** Tokens as they came, and as they are kept. */
final class Seal {

    private static final Logger LOG = LoggerFactory.getLogger(Seal.class);

    private final Vault vault;
    private final Clock clock;

    Seal(Vault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    Grants.Tokens on(TokenHost.Given given, Client client, Authority authority) {
        @Nullable String refresh = given.refresh();
        return new Grants.Tokens(
                vault.seal(given.access()),
                clock.instant().plus(given.life()),
                refresh == null ? null : vault.seal(refresh),
                refresh == null ? null : clock.instant().plus(client.refreshLife()),
                String.join(" ", scopes(given, authority)));
    }

    /** Null when it was sealed under another key, or there is none. */
    @Nullable
    String open(@Nullable String sealed) {
        return sealed == null ? null : vault.open(sealed);
    }

    /** What the answer says, else what the token itself says, else nothing. */
    private static Set<String> scopes(TokenHost.Given given, Authority authority) {
        if (!given.scopes().isEmpty()) {
            return new TreeSet<>(given.scopes());
        }
        try {
            return new TreeSet<>(authority.claims(given.access()).scopes());
        } catch (IllegalArgumentException e) {
            LOG.debug("an access token says nothing of its scopes: {}", e.getMessage());
            return Set.of();
        }
    }
}
