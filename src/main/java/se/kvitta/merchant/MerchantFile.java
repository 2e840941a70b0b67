package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.DimensionRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.ReferenceUses;
import se.kvitta.booking.VatRules;
import se.kvitta.booking.VatRules.DatedRate;
import se.kvitta.home.Settings;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.NumberPlaces;
import se.kvitta.settlement.Reference;

/** Reads one merchant file: first against the published schema, then into a {@link Merchant}. */
final class MerchantFile {

    private static final String WITH_FILE = "with-file";

    private final YamlFile file;
    private final Settings settings;
    private final MerchantsReader.Books books;
    private final Predicate<String> attaching;
    private final Clock clock;

    private MerchantFile(
            YamlFile file, Settings settings, MerchantsReader.Books books, Predicate<String> attaching, Clock clock) {
        this.file = file;
        this.settings = settings;
        this.books = books;
        this.attaching = attaching;
        this.clock = clock;
    }

    static boolean isDemo(YamlFile file) {
        return file.at("demo").asBoolean(false);
    }

    /**
     * Throws {@link YamlFile.BadFile} for the first thing that is wrong.
     *
     * @param attaching whether a target takes the documents behind vouchers
     */
    static Merchant read(
            YamlFile file, Settings settings, MerchantsReader.Books books, Predicate<String> attaching, Clock clock) {
        MappingSchema.MERCHANT.check(file);
        return new MerchantFile(file, settings, books, attaching, clock).merchant();
    }

    private Merchant merchant() {
        Map<String, TargetMapping> targets = books.targets();
        String name = file.text("merchant");
        String target = file.text("target.system");
        @Nullable TargetMapping mapping = targets.get(target);
        if (mapping == null) {
            throw file.bad("target.system", "'" + target + "' is no target; known are " + targets.keySet());
        }
        Currency booksIn = currency("books", file.at("books").asText("SEK"));
        if (!mapping.books().isEmpty() && !mapping.books().contains(booksIn)) {
            throw file.bad("books", mapping.name() + " keeps books in " + mapping.books() + " only, not in " + booksIn);
        }
        var profiles = new LinkedHashMap<String, Profile>();
        file.at("profiles").fieldNames().forEachRemaining(profile -> profiles.put(profile, profile(name, profile)));
        return new Merchant(
                name,
                file.text("name"),
                file.text("organisationNumber"),
                booksIn,
                MonthDay.parse("--" + file.at("yearStart").asText("01-01")),
                MappingFiles.choice(file, "accountingMethod", BookingRules.Method.INVOICE),
                target,
                new BookingRules.Series(
                        file.at("target.series").asText(mapping.series().vouchers()),
                        mapping.series().invoices(),
                        mapping.series().payments()),
                connection("target.connection", "the target of " + name),
                evidence(mapping),
                file.at("target.evidence").asText("").equals(WITH_FILE),
                invoices(mapping),
                file.at("accountPlan").asText("bas-2026"),
                file.at("rates").asText(""),
                day("lockedThrough"),
                day("vatReportedThrough"),
                day("yearsThrough"),
                accounts("accounts"),
                profiles);
    }

    /** Attached wherever the target can, unless the file says otherwise. */
    private boolean evidence(TargetMapping mapping) {
        String target = mapping.slug();
        boolean can = attaching.test(target);
        String choice = file.at("target.evidence").asText(can ? "attach" : "none");
        if (!choice.equals("none") && !can) {
            throw file.bad("target.evidence", target + " takes no documents; write none, or leave the line out");
        }
        if (choice.equals(WITH_FILE) && mapping.ownFile().types().isEmpty()) {
            throw file.bad(
                    "target.evidence",
                    target + " gives no choice about the provider's own file; write attach, or leave the line out");
        }
        return !choice.equals("none");
    }

    private InvoiceChoices invoices(TargetMapping mapping) {
        String field = file.at("target.invoices.orderNumberIn").asText(mapping.orderNumberIn());
        if (!field.isEmpty() && !mapping.references().contains(field)) {
            throw file.bad(
                    "target.invoices.orderNumberIn",
                    "'" + field + "' is no field that " + mapping.slug() + " keeps a reference in; known are "
                            + mapping.references());
        }
        return new InvoiceChoices(
                field,
                file.at("target.invoices.text").asText("Försäljning order {order}"),
                kept(),
                MappingFiles.choice(file, "target.invoices.lines", InvoiceChoices.Lines.ROWS),
                MappingFiles.choice(file, "target.invoices.existing", InvoiceChoices.Existing.ONE));
    }

    /** What is kept of buyers: nothing where all share the generic customers. */
    private Set<Buyer.Data> kept() {
        String path = "target.invoices.keep";
        boolean own = file.at("target.invoices.customers").asText("generic").equals("buyer");
        if (!own && !file.at(path).isMissingNode()) {
            throw file.bad(path, "nothing of a buyer is kept unless customers is buyer; leave the line out");
        }
        var kept = EnumSet.noneOf(Buyer.Data.class);
        file.at(path)
                .forEach(data -> kept.add(Buyer.Data.valueOf(
                        data.asText().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))));
        if (own && Collections.disjoint(kept, Buyer.Data.TELLING)) {
            throw file.bad(
                    path,
                    "a card of its own needs what tells one buyer from another: id, email, phone or organisationNumber");
        }
        return kept;
    }

    private Profile profile(String merchant, String name) {
        String path = "profiles." + name;
        JsonNode node = file.at(path);
        var modes = EnumSet.noneOf(Mode.class);
        node.get("modes").forEach(mode -> modes.add(Mode.valueOf(mode.asText().toUpperCase(Locale.ROOT))));
        LocalDate start = day(path + ".start");
        String cron;
        try {
            cron = CronSchedule.of(node.path("schedule"), name, clock);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw file.bad(path + ".schedule", String.valueOf(e.getMessage()));
        }
        Map<ReferenceUses.Use, Reference> references = references(path + ".references");
        return new Profile(
                name,
                merchant,
                node.get("source").asText(),
                provider(path),
                currencies(path + ".currencies"),
                start == null ? LocalDate.MAX : start,
                cron,
                modes,
                MappingFiles.choice(file, path + ".saleDay", BookingRules.SaleDay.CAPTURE),
                MappingFiles.choice(file, path + ".saleRate", BookingRules.SaleRate.COMPANY),
                MappingFiles.choice(file, path + ".orders", BookingRules.OrdersAs.ORDER),
                money(path, node.get("source").asText(), start == null ? LocalDate.MAX : start),
                node.path("debtDays").asInt(Profile.DEBT_DAYS),
                reserves(path + ".reserves", node.get("source").asText()),
                vat(path + ".vat"),
                orderNumber(path + ".orderNumber"),
                references,
                match(path, modes, references),
                orderLines(path, node.get("source").asText()),
                missingAfter(node.path("missingAfter")),
                node.path("retold").asText("correct").equals("correct"),
                accounts(path + ".accounts"),
                new DimensionRules(dimensions(node), dimensionRules(node.path("dimensionRules"))),
                webhooks(path, connection(path + ".connection", name)));
    }

    /** What webhooks are checked by is refused where none are taken: the merchant would wait for what never comes. */
    private Connection webhooks(String path, Connection connection) {
        String source = file.text(path + ".source");
        @Nullable SourceMapping mapping = books.sources().get(source);
        if (connection.has(Connection.WEBHOOK)
                && mapping != null
                && mapping.hints().isEmpty()) {
            throw file.bad(
                    path + ".connection." + Connection.WEBHOOK,
                    source + " takes no webhooks: its mapping has no 'hints'; leave the line out");
        }
        return connection;
    }

    /** The schema has passed it: a word, or a number of days. */
    private static MissingAfter missingAfter(JsonNode node) {
        if (node.isInt()) {
            return new MissingAfter(false, node.asInt());
        }
        return node.asText("learn").equals("learn") ? MissingAfter.LEARN : MissingAfter.NEVER;
    }

    /** Words of its own go before those of its source. */
    private OrderLines orderLines(String path, String source) {
        @Nullable SourceMapping mapping = books.sources().get(source);
        String giftCards = path + ".orderLines.giftCards";
        String tips = path + ".orderLines.tips";
        return new OrderLines(
                MappingFiles.choice(file, path + ".orderLines.ask", OrderLines.Ask.NEEDED),
                file.at(giftCards).isMissingNode() && mapping != null
                        ? mapping.orderLines().giftCards()
                        : MappingFiles.words(file, giftCards),
                file.at(tips).isMissingNode() && mapping != null
                        ? mapping.orderLines().tips()
                        : MappingFiles.words(file, tips));
    }

    private String provider(String path) {
        String provider = file.at(path + ".provider").asText("");
        @Nullable SourceMapping source = books.sources().get(file.text(path + ".source"));
        if (!provider.isEmpty() && source != null && !source.providers().containsKey(provider)) {
            throw file.bad(
                    path + ".provider",
                    "'" + provider + "' is no other provider of " + source.slug()
                            + (source.providers().isEmpty()
                                    ? ", which has none: leave the line out"
                                    : "; known are " + source.providers().keySet()));
        }
        return provider;
    }

    private MoneyRules money(String path, String source, LocalDate start) {
        @Nullable SourceMapping mapping = books.sources().get(source);
        var openings = new LinkedHashMap<Currency, MoneyRules.Opening>();
        file.at(path + ".opening").properties().forEach(field -> {
            String at = path + ".opening." + field.getKey();
            Currency currency = currency(at, field.getKey());
            try {
                openings.put(
                        currency,
                        new MoneyRules.Opening(
                                Money.of(new BigDecimal(file.text(at + ".amount")), currency),
                                start,
                                file.text(at + ".confirmedBy")));
            } catch (ArithmeticException | NumberFormatException e) {
                throw file.bad(at + ".amount", "'" + file.text(at + ".amount") + "' is no amount in " + currency);
            }
        });
        return new MoneyRules(
                MappingFiles.choice(file, path + ".payout", MoneyRules.PayoutForm.LUMP),
                mapping == null ? MoneyRules.Day.SETTLEMENT : mapping.moneyDay(),
                MappingFiles.choice(file, path + ".bankLeg", MoneyRules.BankLeg.TRANSIT),
                file.at(path + ".wholeKronorPayout").asBoolean(false),
                MappingFiles.choice(
                        file, path + ".feeVat", mapping == null ? MoneyRules.FeeVat.UNSET : mapping.feeVat()),
                file.at(path + ".fees").asText("withheld").equals("invoice"),
                MappingFiles.creditRisk(
                        file, path + ".creditRisk", mapping == null ? MappingFiles.UNTOLD_RISK : mapping.creditRisk()),
                MappingFiles.choice(file, path + ".debts", MoneyRules.Debts.CLEARING),
                MappingFiles.choice(file, path + ".pots", MoneyRules.Pots.FIFO),
                openings);
    }

    private List<ReserveStart> reserves(String path, String source) {
        @Nullable SourceMapping mapping = books.sources().get(source);
        var starts = new ArrayList<ReserveStart>();
        for (int i = 0; i < file.at(path).size(); i++) {
            String at = path + "." + i;
            Currency currency = currency(at + ".currency", file.text(at + ".currency"));
            String type = file.at(at + ".type").asText("");
            if (!type.isEmpty() && mapping != null && mapping.reserveWords().isEmpty()) {
                throw file.bad(
                        at + ".type",
                        source + " tells no types of reserves: leave the line out, and state what was held in all");
            }
            @Nullable LocalDate day = day(at + ".day");
            if (day == null || day.isAfter(Stockholm.dayOf(clock.instant()))) {
                throw file.bad(at + ".day", day + " has not come: nobody can know what will be held then");
            }
            Money amount;
            try {
                amount = Money.of(new BigDecimal(file.text(at + ".amount")), currency);
            } catch (ArithmeticException | NumberFormatException e) {
                throw file.bad(at + ".amount", "'" + file.text(at + ".amount") + "' is no amount in " + currency);
            }
            if (starts.stream()
                    .anyMatch(one ->
                            one.type().equals(type) && one.amount().currency().equals(currency))) {
                throw file.bad(
                        at,
                        "states a second balance of " + (type.isEmpty() ? "the reserve" : type) + " in " + currency
                                + "; a reserve begins once");
            }
            starts.add(new ReserveStart(type, amount, day));
        }
        return starts;
    }

    private NumberPlaces orderNumber(String path) {
        for (int i = 0; i < file.at(path).size(); i++) {
            String pattern = path + "." + i + ".pattern";
            if (!file.at(pattern).isMissingNode()) {
                MappingFiles.pattern(file, pattern);
            }
        }
        return NumberPlaces.of(file.at(path));
    }

    /** What each reference becomes. No two become the same: whichever came last would hide the other. */
    private Map<ReferenceUses.Use, Reference> references(String path) {
        var references = new EnumMap<ReferenceUses.Use, Reference>(ReferenceUses.Use.class);
        for (Reference reference : Reference.STATED) {
            String at = path + "." + reference.word();
            if (!file.at(at).isMissingNode()) {
                String word = file.text(at);
                @Nullable Reference other = references.putIfAbsent(ReferenceUses.Use.called(word), reference);
                if (other != null) {
                    throw file.bad(
                            at,
                            "'" + word + "' is what " + other.word()
                                    + " becomes already, and an order has only one: no reference was put anywhere;"
                                    + " leave one of the two lines out");
                }
            }
        }
        return references;
    }

    /** By what the invoice is called, where a reference is that; else by the field that the profile names. */
    private List<BookingRules.InvoiceField> match(
            String path, Set<Mode> modes, Map<ReferenceUses.Use, Reference> references) {
        String in = file.at(path + ".match.in").asText("");
        var ways = new ArrayList<BookingRules.InvoiceField>();
        @Nullable TargetMapping mapping = books.targets().get(file.text("target.system"));
        if (mapping != null && modes.contains(Mode.MATCH)) {
            references.forEach((use, reference) -> {
                TargetMapping.@Nullable Carried carried = mapping.uses().get(use);
                if (carried != null && !carried.in().isEmpty()) {
                    ways.add(new BookingRules.InvoiceField(reference, carried.in()));
                }
            });
        }
        if (ways.isEmpty() && !in.isEmpty()) {
            String by = file.at(path + ".match.by").asText(Reference.ORDER_NUMBER.word());
            ways.add(new BookingRules.InvoiceField(Reference.called(by).orElseThrow(), in));
        } else if (!in.isEmpty()) {
            throw file.bad(
                    path + ".match",
                    "by references the invoice of an order is found by its "
                            + ways.get(0).in() + ", and by match by its " + in
                            + ": no invoice would be looked for; leave one of the two out");
        }
        return List.copyOf(ways);
    }

    private static Dimensions dimensions(JsonNode node) {
        var others = new LinkedHashMap<String, String>();
        node.path("otherDimensions")
                .properties()
                .forEach(field -> others.put(field.getKey(), field.getValue().asText()));
        return new Dimensions(
                node.path("costCentre").asText(""),
                node.path("project").asText(""),
                node.path("department").asText(""),
                others);
    }

    private static List<DimensionRules.Rule> dimensionRules(JsonNode rules) {
        var read = new ArrayList<DimensionRules.Rule>();
        rules.forEach(rule -> read.add(new DimensionRules.Rule(
                words(rule.at("/when/country")),
                words(rule.at("/when/product")),
                words(rule.at("/when/method")),
                dimensions(rule))));
        return read;
    }

    private static Set<String> words(JsonNode list) {
        var words = new LinkedHashSet<String>();
        list.forEach(word -> words.add(word.asText()));
        return words;
    }

    private VatRules vat(String path) {
        JsonNode node = file.at(path);
        var rates = new HashMap<String, List<DatedRate>>();
        node.path("rates")
                .properties()
                .forEach(rate -> rates.put(rate.getKey(), rates(path + ".rates." + rate.getKey(), rate.getValue())));
        var oss = new LinkedHashMap<String, LocalDate>();
        JsonNode countries = node.path("oss");
        if (countries.isArray()) {
            countries.forEach(country -> oss.put(country.asText(), LocalDate.MIN));
        } else {
            countries.properties().forEach(country -> {
                @Nullable LocalDate from = day(path + ".oss." + country.getKey());
                oss.put(country.getKey(), from == null ? LocalDate.MIN : from);
            });
        }
        String home = node.path("home").asText("SE");
        return new VatRules(
                home,
                rates,
                oss,
                zeroRules(path + ".zeroRules"),
                MappingFiles.choice(file, path + ".freight", VatRules.Freight.OWN),
                MappingFiles.choice(file, path + ".tips", VatRules.Tips.STAFF),
                MappingFiles.choice(file, path + ".giftCards", VatRules.Cards.ASK),
                MappingFiles.choice(file, path + ".goodwillCards", VatRules.Goodwill.ASK),
                MappingFiles.choice(file, path + ".losses", VatRules.Losses.GROSS),
                node.path("roundingLimit").asLong(VatRules.DEFAULT_ROUNDING_LIMIT));
    }

    /** A rate in percent, a class of goods that the account plan names, or rates with their days. */
    private List<DatedRate> rates(String path, JsonNode node) {
        if (node.isArray()) {
            return MappingFiles.datedRates(file, path);
        }
        if (node.isNumber()) {
            try {
                return List.of(new DatedRate(VatRate.parse(node.asText()), null, null));
            } catch (IllegalArgumentException e) {
                throw file.bad(path, String.valueOf(e.getMessage()));
            }
        }
        MappingFiles.@Nullable Plan plan =
                books.plans().get(file.at("accountPlan").asText("bas-2026"));
        @Nullable
        List<DatedRate> dated = plan == null ? null : plan.vatClasses().get(node.asText());
        if (dated == null) {
            throw file.bad(
                    path,
                    "'" + node.asText() + "' is neither a rate in percent nor a class of goods; known are "
                            + (plan == null ? Set.of() : plan.vatClasses().keySet()));
        }
        return dated;
    }

    private List<VatRules.ZeroRule> zeroRules(String path) {
        var rules = new ArrayList<VatRules.ZeroRule>();
        JsonNode list = file.at(path);
        for (int i = 0; i < list.size(); i++) {
            JsonNode rule = list.get(i);
            var countries = new LinkedHashSet<String>();
            rule.path("countries")
                    .forEach(country -> countries.add(
                            country.asText().equals("outside-eu") ? VatRules.OUTSIDE_EU : country.asText()));
            try {
                rules.add(new VatRules.ZeroRule(
                        rule.get("name").asText(), new VatBox(rule.get("box").asText()), countries));
            } catch (IllegalArgumentException e) {
                throw file.bad(path + "." + i + ".box", String.valueOf(e.getMessage()));
            }
        }
        return rules;
    }

    /** A role's account, or its accounts with their days. */
    private List<AccountChoice> accounts(String path) {
        var choices = new ArrayList<AccountChoice>();
        file.at(path).properties().forEach(field -> {
            String at = path + "." + field.getKey();
            if (field.getValue().isArray()) {
                for (int i = 0; i < field.getValue().size(); i++) {
                    String one = at + "." + i;
                    choices.add(new AccountChoice(
                            field.getKey(), file.text(one + ".account"), day(one + ".from"), day(one + ".until")));
                }
            } else {
                choices.add(new AccountChoice(field.getKey(), field.getValue().asText(), null, null));
            }
        });
        return choices;
    }

    private Set<Currency> currencies(String path) {
        var currencies = new LinkedHashSet<Currency>();
        int i = 0;
        for (JsonNode code : file.at(path)) {
            currencies.add(currency(path + "." + i++, code.asText()));
        }
        return currencies;
    }

    private Currency currency(String path, String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            throw file.bad(path, "'" + code + "' is no ISO 4217 currency");
        }
    }

    private @Nullable LocalDate day(String path) {
        JsonNode node = file.at(path);
        if (node.isMissingNode()) {
            return null;
        }
        try {
            return LocalDate.parse(node.asText());
        } catch (DateTimeParseException e) {
            throw file.bad(path, "'" + node.asText() + "' is no day; write it as 2026-01-31");
        }
    }

    private Connection connection(String path, String owner) {
        return new Connection(owner, texts(path), settings);
    }

    private Map<String, String> texts(String path) {
        var texts = new LinkedHashMap<String, String>();
        file.at(path).properties().forEach(field -> {
            if (field.getValue().isObject()) {
                texts(path + "." + field.getKey())
                        .forEach((name, text) -> texts.put(field.getKey() + "." + name, text));
            } else {
                texts.put(field.getKey(), field.getValue().asText());
            }
        });
        return texts;
    }
}
