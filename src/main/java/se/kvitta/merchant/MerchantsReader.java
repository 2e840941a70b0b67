package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.ExchangeRates;
import se.kvitta.booking.Periods;
import se.kvitta.booking.ReferenceUses;
import se.kvitta.booking.RolesUsed;
import se.kvitta.home.Settings;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.VatBox;

/** Reads every mapping file and checks what one file alone cannot tell. */
final class MerchantsReader {

    /** The role of the chart's receivable for cards, which one provider and currency may use as clearing account. */
    static final String FALLBACK = "CLEARING_FALLBACK";

    private final Path mappings;
    private final Settings settings;
    private final boolean demo;
    private final Function<String, Optional<Capabilities>> capabilities;
    private final Function<String, ConnectionCheck> connections;
    private final Clock clock;
    private String fingerprint = "";

    MerchantsReader(
            Path mappings,
            Settings settings,
            boolean demo,
            Function<String, Optional<Capabilities>> capabilities,
            Function<String, ConnectionCheck> connections,
            Clock clock) {
        this.mappings = mappings;
        this.settings = settings;
        this.demo = demo;
        this.capabilities = capabilities;
        this.connections = connections;
        this.clock = clock;
    }

    /** Everything that was read, with what is wrong. */
    record Books(
            Map<String, Merchant> merchants,
            Map<String, SourceMapping> sources,
            Map<String, TargetMapping> targets,
            Map<String, RatesMapping> publishers,
            Map<String, MappingFiles.Plan> plans,
            Map<String, ExchangeRates> rates,
            Map<String, String> versions,
            Map<String, String> files,
            List<FileProblem> problems,
            List<FileProblem> notes) {

        BookingRules rules(Merchant merchant, Profile profile) {
            SourceMapping mapping = sources.get(profile.source());
            if (mapping == null) {
                throw new IllegalArgumentException(profile.name() + ": its source's mapping is missing");
            }
            SourceMapping source = mapping.of(profile);
            return new BookingRules(
                    profile.name(),
                    source.name(),
                    profile.modes(),
                    merchant.method(),
                    profile.saleDay(),
                    profile.saleRate(),
                    profile.orders(),
                    merchant.series(),
                    merchant.books(),
                    new Periods(
                            profile.start(),
                            merchant.lockedThrough(),
                            merchant.vatReportedThrough(),
                            merchant.yearStart(),
                            merchant.yearsThrough()),
                    profile.money(),
                    profile.vat(),
                    profile.match(),
                    new ReferenceUses(profile.references(), target(merchant).forms()),
                    plan(merchant, profile, source),
                    profile.dimensions(),
                    target(merchant).rows());
        }

        TargetMapping target(Merchant merchant) {
            TargetMapping target = targets.get(merchant.target());
            if (target == null) {
                throw new IllegalArgumentException(merchant.name() + ": its target's mapping is missing");
            }
            return target;
        }

        /** Empty for a merchant with a rate file, and when it names none and no publisher is the default. */
        Optional<RatesMapping> publisherOf(Merchant merchant) {
            if (rates.containsKey(merchant.name())) {
                return Optional.empty();
            }
            return publishers.values().stream()
                    .filter(publisher -> merchant.rates().isEmpty()
                            ? publisher.isDefault()
                            : publisher.slug().equals(merchant.rates()))
                    .findFirst();
        }

        String version(Profile profile) {
            return versions.getOrDefault(profile.merchant(), "");
        }

        AccountPlan plan(Merchant merchant, Profile profile, SourceMapping source) {
            return new AccountPlan(merchant.plan(), entries(merchant, profile, source));
        }

        /**
         * The accounts of the plan, of the source, of the merchant and of the profile, each over those before it. A currency
         * that none of them names a clearing account for is cleared on the plan's fallback.
         */
        List<AccountPlan.Entry> entries(Merchant merchant, Profile profile, SourceMapping source) {
            var entries = new ArrayList<AccountPlan.Entry>();
            MappingFiles.Plan plan = plans.get(merchant.plan());
            if (plan != null) {
                entries.addAll(plan.entries());
            }
            entries.addAll(source.accounts());
            entries.addAll(overridden(entries, merchant.accounts()));
            entries.addAll(overridden(entries, profile.accounts()));
            for (Currency currency : profile.currencies()) {
                String role = "CLEARING_" + currency;
                if (entries.stream().noneMatch(entry -> entry.role().equals(role))) {
                    List.copyOf(entries).stream()
                            .filter(entry -> entry.role().equals(FALLBACK))
                            .map(entry -> new AccountPlan.Entry(
                                    role, entry.account(), entry.box(), entry.from(), entry.until()))
                            .forEach(entries::add);
                }
            }
            return entries;
        }

        /** The role keeps its name and box; only the number is the merchant's. */
        private static List<AccountPlan.Entry> overridden(
                List<AccountPlan.Entry> entries, List<AccountChoice> choices) {
            var overrides = new ArrayList<AccountPlan.Entry>();
            for (AccountChoice choice : choices) {
                AccountPlan.@Nullable Entry known = entries.stream()
                        .filter(entry -> entry.role().equals(choice.role()))
                        .reduce((first, last) -> last)
                        .orElse(null);
                overrides.add(new AccountPlan.Entry(
                        choice.role(),
                        new Account(
                                choice.account(),
                                known == null ? choice.role() : known.account().name()),
                        known == null ? box(choice.role()) : known.box(),
                        choice.from(),
                        choice.until()));
            }
            return overrides;
        }

        /** The box of a role that only the merchant names, such as the sales of another country or rate. */
        private static @Nullable VatBox box(String role) {
            if (role.contains("_OSS_")) {
                return new VatBox("OSS");
            }
            return role.matches("(SALES|FREIGHT|RETURN_FEE)_\\d.*|SALES_EU_SE_VAT.*|GIFTCARD_SPV_.*_SOLD")
                    ? new VatBox("05")
                    : null;
        }
    }

    /** Whether any file of the mappings folder differs from when it was last read. */
    boolean changed() {
        return !fingerprint().equals(fingerprint);
    }

    Books read() {
        fingerprint = fingerprint();
        var files = new MappingFiles(mappings);
        var problems = new ArrayList<FileProblem>();
        Map<String, MappingFiles.Plan> plans = files.plans(problems);
        var sources = new TreeMap<String, SourceMapping>();
        files.readAll("sources", MappingFiles::source, problems).forEach(source -> sources.put(source.slug(), source));
        var targets = new TreeMap<String, TargetMapping>();
        files.readAll("targets", MappingFiles::target, problems).forEach(target -> targets.put(target.slug(), target));
        var publishers = new TreeMap<String, RatesMapping>();
        files.readAll("rates", file -> publisher(file, publishers), problems);
        var books = new Books(
                new LinkedHashMap<>(),
                sources,
                targets,
                publishers,
                plans,
                new HashMap<>(),
                new HashMap<>(),
                new HashMap<>(),
                problems,
                new ArrayList<>());
        files.readAll("merchants", file -> merchant(file, books), problems);
        return books;
    }

    private boolean merchant(YamlFile file, Books books) {
        if (MerchantFile.isDemo(file) && !demo) {
            return false;
        }
        Merchant merchant = MerchantFile.read(file, settings, books, this::attaches, clock);
        check(file, merchant, books);
        if (!merchant.rates().isEmpty() && !books.publishers().containsKey(merchant.rates())) {
            Path rates = rateFile(merchant.rates());
            if (!Files.isRegularFile(rates)) {
                throw file.bad(
                        "rates",
                        "'" + merchant.rates() + "' is neither a publisher of rates nor a rate file; publishers are "
                                + books.publishers().keySet() + ", files in mappings/rates are " + rateFiles());
            }
            books.rates().put(merchant.name(), RateFile.read(mappings, rates, merchant.books()));
        }
        books.versions().put(merchant.name(), version(file));
        books.files().put(merchant.name(), file.name());
        books.merchants().put(merchant.name(), merchant);
        return true;
    }

    private RatesMapping publisher(YamlFile file, Map<String, RatesMapping> publishers) {
        RatesMapping publisher = MappingFiles.rates(file);
        if (Files.exists(rateFile(publisher.slug()))) {
            throw file.bad(
                    "rates", "rates/" + publisher.slug() + ".csv has this name too: merchants name one of the two");
        }
        publishers.values().stream()
                .filter(other -> other.isDefault() && publisher.isDefault())
                .findFirst()
                .ifPresent(other -> {
                    throw file.bad("default", other.slug() + " is the default already");
                });
        publishers.put(publisher.slug(), publisher);
        return publisher;
    }

    private Path rateFile(String name) {
        return mappings.resolve("rates").resolve(name + ".csv");
    }

    private List<String> rateFiles() {
        return new MappingFiles(mappings)
                .files("rates", ".csv").stream()
                        .map(path -> String.valueOf(path.getFileName()).replace(".csv", ""))
                        .toList();
    }

    private void check(YamlFile file, Merchant merchant, Books books) {
        if (books.merchants().containsKey(merchant.name())) {
            throw file.bad(
                    "merchant",
                    "another file has the merchant '" + merchant.name() + "' already, and counts: "
                            + books.files().get(merchant.name()));
        }
        if (!books.plans().containsKey(merchant.plan())) {
            throw file.bad(
                    "accountPlan",
                    "'" + merchant.plan() + "' is no account plan; known are "
                            + books.plans().keySet());
        }
        company(merchant, books).ifPresent(company -> books.merchants().values().stream()
                .filter(other -> other.target().equals(merchant.target()))
                .filter(other -> company(other, books).equals(Optional.of(company)))
                .findFirst()
                .ifPresent(other -> {
                    throw file.bad(
                            "target.connection",
                            "the merchant " + other.name() + " books in " + merchant.target() + " " + company
                                    + " already: one company is one merchant, with a profile for each shop");
                }));
        Capabilities carried = capabilities
                .apply(merchant.target())
                .orElseThrow(() -> file.bad("target.system", "no code for the target '" + merchant.target() + "'"));
        TargetMapping target = books.target(merchant);
        checkRoles(file, "accounts", merchant.accounts(), merchant, books);
        checkGrant(file, "target.connection", merchant.connection(), target.slug(), target.raw());
        MappingSchema.ofConnection(target.slug())
                .ifPresent(own -> own.check(
                        file, "target.connection", merchant.connection().words()));
        var accounts = new AccountChecks(file, merchant);
        var notes = new ArrayList<FileProblem>();
        for (Profile profile : merchant.profiles().values()) {
            String path = "profiles." + profile.name();
            books.merchants().values().stream()
                    .filter(other -> other.profiles().containsKey(profile.name()))
                    .findFirst()
                    .ifPresent(other -> {
                        throw file.bad(path, "the merchant " + other.name() + " has a profile of this name already");
                    });
            SourceMapping source = books.sources().get(profile.source());
            if (source == null) {
                throw file.bad(
                        path + ".source",
                        "'" + profile.source() + "' is no source; known are "
                                + books.sources().keySet());
            }
            checkGrant(file, path + ".connection", profile.connection(), source.slug(), source.raw());
            ConnectionCheck connection = connections.apply(source.slug());
            if (!profile.connection().fields().isEmpty()) {
                connection.check(profile).ifPresent(wrong -> {
                    throw file.bad(path + ".connection." + wrong.field(), wrong.message());
                });
            }
            if (profile.orderLines().ask() == OrderLines.Ask.ALWAYS && !connection.tellsOrders(profile)) {
                throw file.bad(
                        path + ".orderLines.ask",
                        source.slug()
                                + " cannot be asked for orders by this connection; leave the line out, or connect it");
            }
            new ProfileChecks(file, merchant, profile).check(carried, target, notes);
            checkRoles(file, path + ".accounts", profile.accounts(), merchant, books);
            accounts.check(profile, books.entries(merchant, profile, source.of(profile)));
            checkRates(file, merchant, profile, books);
        }
        books.notes().addAll(notes);
    }

    /** A role that is mistyped would be booked where the plan says, and nobody would know. */
    private static void checkRoles(
            YamlFile file, String path, List<AccountChoice> choices, Merchant merchant, Books books) {
        var known = new TreeSet<String>();
        books.plans().values().forEach(plan -> plan.entries().forEach(entry -> known.add(entry.role())));
        for (Profile profile : merchant.profiles().values()) {
            @Nullable SourceMapping source = books.sources().get(profile.source());
            if (source != null) {
                source.of(profile).accounts().forEach(entry -> known.add(entry.role()));
            }
        }
        choices.stream()
                .map(AccountChoice::role)
                .filter(role -> !known.contains(role) && !RolesUsed.isOfFamily(role))
                .findFirst()
                .ifPresent(role -> {
                    throw file.bad(
                            path + "." + role,
                            "nothing is booked on a role of this name; known are " + known
                                    + ", and those of other currencies, countries and VAT rates");
                });
    }

    /** Tokens can only be come by as the system's mapping says. */
    private static void checkGrant(YamlFile file, String path, Connection connection, String system, JsonNode mapping) {
        String grant = connection.get("grant", "");
        var ways = new ArrayList<String>();
        mapping.path("grants").forEach(way -> ways.add(way.asText()));
        if (!grant.isEmpty() && !ways.contains(grant)) {
            throw file.bad(
                    path + ".grant",
                    "'" + grant + "' is no way to connect to " + system
                            + (ways.isEmpty() ? ", which knows none: leave the line out" : "; it knows " + ways));
        }
    }

    /** Which set of books at the target it is, when the target's mapping says where that stands and it can be told. */
    private static Optional<String> company(Merchant merchant, Books books) {
        String field = books.target(merchant).raw().path("company").asText("");
        if (field.isEmpty() || !merchant.connection().has(field)) {
            return Optional.empty();
        }
        try {
            return Optional.of(merchant.connection().get(field));
        } catch (IllegalArgumentException e) {
            // Its delivery will say what is missing.
            return Optional.empty();
        }
    }

    private boolean attaches(String target) {
        return capabilities.apply(target).map(Capabilities::attachments).orElse(false);
    }

    private static void checkRates(YamlFile file, Merchant merchant, Profile profile, Books books) {
        if (merchant.rates().isEmpty() && books.publisherOf(merchant).isEmpty()) {
            profile.currencies().stream()
                    .filter(currency -> !currency.equals(merchant.books()))
                    .findFirst()
                    .ifPresent(currency -> {
                        throw file.bad(
                                "rates",
                                "is missing: " + profile.name() + " takes " + currency + " into books in "
                                        + merchant.books() + ", and no publisher of rates is the default");
                    });
        }
    }

    /** Everything that decides how this merchant is booked: its own file, and what it may use of the others. */
    private String version(YamlFile file) {
        MessageDigest digest = sha256();
        digest.update(bytes(mappings.resolve(file.name())));
        for (String folder : List.of("accounts", "sources", "targets", "rates")) {
            new MappingFiles(mappings).files(folder).forEach(other -> digest.update(bytes(other)));
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
    }

    private String fingerprint() {
        MessageDigest digest = sha256();
        try (Stream<Path> files = Files.walk(mappings)) {
            files.filter(Files::isRegularFile).sorted().forEach(file -> {
                digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
                digest.update(bytes(file));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the mapping files in " + mappings, e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
