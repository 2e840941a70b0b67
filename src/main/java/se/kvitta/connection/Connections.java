package se.kvitta.connection;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.Grants;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.TargetMapping;

/** Which merchants' connections there are, and what each is for: merchant files, mappings and authorities together. */
public final class Connections {

    private final Merchants merchants;
    private final Map<String, Authority> authorities;
    private final String url;

    /** @param url where people reach Kvitta */
    Connections(Merchants merchants, List<Authority> authorities, URI url) {
        this.merchants = merchants;
        this.authorities = authorities.stream().collect(Collectors.toMap(Authority::system, Function.identity()));
        this.url = url.toString().replaceAll("/+$", "");
    }

    /** The merchants whose target needs a consent. */
    public List<Holder> all() {
        return merchants.all().stream()
                .map(this::find)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * The connection of a merchant to its target. Throws {@link IllegalArgumentException} when there is no such merchant,
     * or its target needs none.
     */
    public Holder require(String merchant) {
        Merchant known = merchants.requireMerchant(merchant);
        return find(known)
                .orElseThrow(() -> new IllegalArgumentException("the target " + known.target() + " of " + merchant
                        + " needs no consent; there is nothing to connect"));
    }

    /** The connection of a merchant to its target; empty when that needs none. */
    public Optional<Holder> find(Merchant merchant) {
        if (!authorities.containsKey(merchant.target())) {
            return Optional.empty();
        }
        TargetMapping mapping = merchants.target(merchant.target());
        String usual = mapping.raw().path("grants").path(0).asText(Way.CLIENT_CREDENTIALS.word());
        return Optional.of(new Holder(
                merchant.name(),
                merchant.title(),
                merchant.target(),
                mapping.name(),
                Way.of(merchant.connection().get("grant", usual)),
                merchant.connection(),
                mapping.raw()));
    }

    Authority authority(Holder holder) {
        @Nullable Authority authority = authorities.get(holder.system());
        if (authority == null) {
            throw new IllegalStateException("no code for the consent of " + holder.system());
        }
        return authority;
    }

    /** Throws {@link IllegalArgumentException} naming what the connection lacks. */
    Client client(Holder holder) {
        return authority(holder).client(holder);
    }

    static Grants.Key key(Holder holder, Client client) {
        return new Grants.Key(
                holder.merchant(),
                holder.system(),
                client.company(),
                client.clientId(),
                holder.way().word());
    }

    /** The page where a person connects a merchant. */
    public URI page(String merchant) {
        return URI.create(url + "/connect/" + merchant);
    }

    /** Where a system sends a person back to. */
    URI redirect() {
        return URI.create(url + "/connected");
    }
}
