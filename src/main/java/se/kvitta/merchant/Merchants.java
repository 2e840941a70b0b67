package se.kvitta.merchant;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.ExchangeRates;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;

/**
 * The merchants of this installation, as the mapping files say. Read at start and again when a file changes; a file that
 * is wrong is left out and named in {@link #problems()}, and the others run.
 */
public final class Merchants {

    private final Function<String, ConnectionCheck> connections;
    private static final Logger LOG = LoggerFactory.getLogger(Merchants.class);

    private final MerchantsReader reader;
    private volatile MerchantsReader.Books books;

    /**
     * @param demo whether merchants marked {@code demo: true} are loaded; without it they are passed over
     * @param capabilities what each target can carry, by slug
     * @param connections what each source demands of a profile's connection, by slug
     */
    public Merchants(
            Home home,
            Settings settings,
            boolean demo,
            Function<String, Optional<Capabilities>> capabilities,
            Function<String, ConnectionCheck> connections,
            Clock clock) {
        this.connections = connections;
        this.reader = new MerchantsReader(home.mappings(), settings, demo, capabilities, connections, clock);
        this.books = reader.read();
        report();
    }

    /** Reads the files again when any has changed; answers whether it did. */
    public synchronized boolean refresh() {
        if (!reader.changed()) {
            return false;
        }
        books = reader.read();
        report();
        return true;
    }

    public Collection<Merchant> all() {
        return books.merchants().values();
    }

    public List<Profile> profiles() {
        var profiles = new ArrayList<Profile>();
        all().forEach(merchant -> profiles.addAll(merchant.profiles().values()));
        return profiles;
    }

    public Optional<Merchant> merchant(String name) {
        return Optional.ofNullable(books.merchants().get(name));
    }

    public Optional<Profile> profile(String name) {
        return profiles().stream()
                .filter(profile -> profile.name().equals(name))
                .findFirst();
    }

    /** Throws {@link IllegalArgumentException} when no merchant file that can be read has it. */
    public Merchant requireMerchant(String name) {
        return merchant(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no merchant '" + name + "'; known are "
                        + books.merchants().keySet()));
    }

    /** Throws {@link IllegalArgumentException} when no merchant file that can be read has it. */
    public Profile requireProfile(String name) {
        return profile(name)
                .orElseThrow(() -> new IllegalArgumentException("there is no profile '" + name + "'; known are "
                        + profiles().stream().map(Profile::name).toList()));
    }

    public Optional<SourceMapping> source(String slug) {
        return Optional.ofNullable(books.sources().get(slug));
    }

    /** Throws {@link IllegalStateException} when {@code mappings/sources/<slug>.yaml} cannot be used. */
    public SourceMapping requireSource(String slug) {
        return source(slug)
                .orElseThrow(() -> new IllegalStateException("mappings/sources/" + slug + ".yaml is missing or wrong"));
    }

    /** A profile's source as people call it. */
    public String sourceName(Profile profile) {
        return sourceOf(profile).map(SourceMapping::name).orElse(profile.source());
    }

    /** Whether a profile's source can be asked for orders, and may be. */
    public boolean asksOrders(Profile profile) {
        return profile.orderLines().ask() != OrderLines.Ask.NEVER
                && connections.apply(profile.source()).tellsOrders(profile);
    }

    /** The mapping of a profile's source, as it is for the provider that the profile is of. */
    public Optional<SourceMapping> sourceOf(Profile profile) {
        return source(profile.source()).map(source -> source.of(profile));
    }

    /** Throws {@link IllegalArgumentException} when {@code mappings/targets/<slug>.yaml} cannot be used. */
    public TargetMapping target(String slug) {
        @Nullable TargetMapping mapping = books.targets().get(slug);
        if (mapping == null) {
            throw new IllegalArgumentException("mappings/targets/" + slug + ".yaml is missing or wrong");
        }
        return mapping;
    }

    /** Everything the bookkeeper must know of a profile. */
    public BookingRules rules(Profile profile) {
        Merchant merchant = requireMerchant(profile.merchant());
        return books.rules(merchant, profile);
    }

    /** The rate file a merchant has chosen; without one nothing has a rate, unless {@link #publisherOf} has it. */
    public ExchangeRates rates(Merchant merchant) {
        return books.rates().getOrDefault(merchant.name(), (day, from, to) -> Optional.empty());
    }

    /** The publisher whose rates a merchant has chosen, or has by default; empty when it has a rate file. */
    public Optional<RatesMapping> publisherOf(Merchant merchant) {
        return books.publisherOf(merchant);
    }

    /** Throws {@link IllegalArgumentException} when {@code mappings/rates/<slug>.yaml} cannot be used. */
    public RatesMapping publisher(String slug) {
        @Nullable RatesMapping mapping = books.publishers().get(slug);
        if (mapping == null) {
            throw new IllegalArgumentException("mappings/rates/" + slug + ".yaml is missing or wrong");
        }
        return mapping;
    }

    /** Short hash of everything in the mapping files that decides how a profile is booked. */
    public String mappingVersion(Profile profile) {
        return books.version(profile);
    }

    /** What is wrong in the mapping files now. */
    public List<FileProblem> problems() {
        return books.problems();
    }

    /** What is allowed in the mapping files that were loaded, and will need a person. */
    public List<FileProblem> notes() {
        return books.notes();
    }

    private void report() {
        books.notes().forEach(note -> LOG.warn("mapping file: {}", note));
        books.problems().forEach(problem -> LOG.error("mapping file left out: {}", problem));
        LOG.info(
                "{} merchants with {} profiles are loaded",
                all().size(),
                profiles().size());
    }
}
