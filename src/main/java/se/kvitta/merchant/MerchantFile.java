package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.VatRules;
import se.kvitta.home.Settings;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;

/** Reads one merchant file: first against the published schema, then into a {@link Merchant}. */
final class MerchantFile {

    private static final JsonSchema SCHEMA = schema();

    private final YamlFile file;
    private final Settings settings;
    private final Predicate<String> attaching;
    private final Clock clock;

    private MerchantFile(YamlFile file, Settings settings, Predicate<String> attaching, Clock clock) {
        this.file = file;
        this.settings = settings;
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
            YamlFile file,
            Settings settings,
            Map<String, TargetMapping> targets,
            Predicate<String> attaching,
            Clock clock) {
        for (ValidationMessage message : SCHEMA.validate(file.root())) {
            var steps = new ArrayList<String>();
            JsonNodePath path = message.getInstanceLocation();
            for (int i = 0; i < path.getNameCount(); i++) {
                steps.add(String.valueOf(path.getElement(i)));
            }
            if (message.getProperty() != null) {
                steps.add(message.getProperty());
            }
            throw file.bad(String.join(".", steps), message.getError());
        }
        return new MerchantFile(file, settings, attaching, clock).merchant(targets);
    }

    private Merchant merchant(Map<String, TargetMapping> targets) {
        String name = file.text("merchant");
        String target = file.text("target.system");
        @Nullable TargetMapping mapping = targets.get(target);
        if (mapping == null) {
            throw file.bad("target.system", "'" + target + "' is no target; known are " + targets.keySet());
        }
        var profiles = new LinkedHashMap<String, Profile>();
        file.at("profiles").fieldNames().forEachRemaining(profile -> profiles.put(profile, profile(name, profile)));
        return new Merchant(
                name,
                file.text("name"),
                file.text("organisationNumber"),
                currency("books", file.at("books").asText("SEK")),
                MonthDay.parse("--" + file.at("yearStart").asText("01-01")),
                target,
                file.at("target.series").asText(mapping.series()),
                connection("target.connection", "the target of " + name),
                evidence(target),
                file.at("accountPlan").asText("bas-2026"),
                file.at("rates").asText(""),
                day("lockedThrough"),
                day("vatReportedThrough"),
                texts("accounts"),
                profiles);
    }

    /** Attached wherever the target can, unless the file says otherwise. */
    private boolean evidence(String target) {
        boolean can = attaching.test(target);
        String choice = file.at("target.evidence").asText(can ? "attach" : "none");
        if (choice.equals("attach") && !can) {
            throw file.bad("target.evidence", target + " takes no documents; write none, or leave the line out");
        }
        return choice.equals("attach");
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
        return new Profile(
                name,
                merchant,
                node.get("source").asText(),
                currencies(path + ".currencies"),
                start == null ? LocalDate.MAX : start,
                cron,
                modes,
                choice(BookingRules.PayoutForm.class, node.path("payout").asText("lump")),
                choice(BookingRules.SaleDay.class, node.path("saleDay").asText("capture")),
                vat(path + ".vat"),
                texts(path + ".accounts"),
                new Dimensions(
                        node.path("costCentre").asText(""), node.path("project").asText("")),
                connection(path + ".connection", name));
    }

    private VatRules vat(String path) {
        JsonNode node = file.at(path);
        var rates = new HashMap<String, VatRate>();
        node.path("rates").properties().forEach(rate -> {
            try {
                rates.put(rate.getKey(), VatRate.parse(rate.getValue().asText()));
            } catch (IllegalArgumentException e) {
                throw file.bad(path + ".rates." + rate.getKey(), String.valueOf(e.getMessage()));
            }
        });
        var oss = new LinkedHashSet<String>();
        node.path("oss").forEach(country -> oss.add(country.asText()));
        VatRules.@Nullable ZeroRule zero = null;
        if (node.has("zeroRule")) {
            try {
                zero = new VatRules.ZeroRule(
                        node.at("/zeroRule/name").asText(),
                        new VatBox(node.at("/zeroRule/box").asText()));
            } catch (IllegalArgumentException e) {
                throw file.bad(path + ".zeroRule.box", String.valueOf(e.getMessage()));
            }
        }
        return new VatRules(node.path("home").asText("SE"), rates, oss, zero);
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
        file.at(path)
                .properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String word) {
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }

    private static JsonSchema schema() {
        try (InputStream schema = MerchantFile.class.getResourceAsStream("/schema/merchant.schema.json")) {
            if (schema == null) {
                throw new IllegalStateException("the schema of merchant files is not on the class path");
            }
            return JsonSchemaFactory.getInstance(VersionFlag.V202012)
                    .getSchema(
                            schema,
                            InputFormat.JSON,
                            SchemaValidatorsConfig.builder()
                                    .formatAssertionsEnabled(true)
                                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
