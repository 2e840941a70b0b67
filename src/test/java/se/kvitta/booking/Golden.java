package se.kvitta.booking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;

/** The golden bookkeeping set: what happened, and the vouchers that must come of it. */
final class Golden {

    private static final Path FOLDER = Path.of("src/test/resources/golden/booking");

    private static final Map<String, Happening> EVENTS = read("golden-events.csv", Happening::of).stream()
            .collect(Collectors.toMap(Happening::number, Function.identity(), (a, b) -> a, LinkedHashMap::new));

    private static final List<Line> LINES = read("golden-vouchers.csv", Line::of);

    private Golden() {}

    static Set<String> numbers() {
        return EVENTS.keySet();
    }

    static Happening event(String number) {
        return Objects.requireNonNull(EVENTS.get(number), number);
    }

    /** A voucher of the mode {@code daily} by its name, such as {@code E03-D1}. */
    static Paper voucher(String name) {
        return Objects.requireNonNull(vouchers(name.substring(0, 3), Mode.DAILY).get(name), name);
    }

    /** One golden event. */
    record Happening(
            String number,
            Set<String> modes,
            String provider,
            String occurredOn,
            String currency,
            String country,
            boolean held,
            JsonNode inputs) {

        private static Happening of(NamedCsvRecord line) {
            try {
                return new Happening(
                        line.getField("event_no"),
                        Set.of(line.getField("modes").split(";", -1)),
                        line.getField("provider"),
                        line.getField("occurred_on"),
                        line.getField("currency"),
                        line.getField("buyer_country"),
                        line.getField("expected").equals("HELD"),
                        new JsonMapper().readTree(line.getField("inputs")));
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean binds(Mode mode) {
            return modes.contains(mode.name().toLowerCase(Locale.ROOT));
        }

        Instant at() {
            return occurredOn.contains("T") ? Instant.parse(occurredOn) : Happened.noon(occurredOn);
        }

        Money money(String major) {
            return Money.of(major, currency);
        }

        /** An input's amount without its sign. */
        Money input(String name) {
            return money(inputs.get(name).asText()).abs();
        }

        String text(String name) {
            return inputs.path(name).asText();
        }

        /** The provider as a person writes it. */
        String sourceName() {
            return provider.equals("paypal")
                    ? "PayPal"
                    : provider.substring(0, 1).toUpperCase(Locale.ROOT) + provider.substring(1);
        }
    }

    /** One expected row with the voucher it stands on; of a held event the reason and the day it would have had. */
    record Line(String event, String voucher, Set<String> modes, Head head, Row row, String reason) {

        private static Line of(NamedCsvRecord line) {
            boolean held = !line.getField("reason").isEmpty();
            return new Line(
                    line.getField("event_no"),
                    line.getField("voucher"),
                    Set.of(line.getField("modes").split(";", -1)),
                    new Head(
                            LocalDate.parse(line.getField("voucher_date")),
                            dateRule(line.getField("date_rule")),
                            line.getField("series"),
                            line.getField("voucher_text")),
                    held ? Row.NONE : Row.of(line),
                    line.getField("reason"));
        }
    }

    record Head(LocalDate date, String dateRule, String series, String text) {}

    /** A row as both sides can say it; texts are empty where there is nothing. */
    record Row(
            String role,
            String account,
            String accountName,
            Money amount,
            String foreign,
            String vatRate,
            String country,
            String box) {

        private static final Row NONE = new Row("", "", "", Money.zero(Money.SEK), "", "", "", "");

        private static Row of(NamedCsvRecord line) {
            String foreign = line.getField("currency_amount");
            return new Row(
                    ourRole(line.getField("role")),
                    line.getField("account"),
                    line.getField("account_name"),
                    Money.of(line.getField("debit"), "SEK").minus(Money.of(line.getField("credit"), "SEK")),
                    foreign.isEmpty()
                            ? ""
                            : Money.of(foreign, line.getField("currency")).toString(),
                    line.getField("vat_rate"),
                    line.getField("vat_country"),
                    line.getField("vat_box"));
        }

        static Row of(VoucherRow row) {
            VoucherRow.Foreign foreign = row.foreign();
            VoucherRow.VatMark vat = row.vat();
            Booked.VatMarkText mark = vat == null ? new Booked.VatMarkText("", "", "") : Booked.VatMarkText.of(vat);
            return new Row(
                    row.role(),
                    row.account().number(),
                    row.account().name(),
                    row.amount(),
                    foreign == null ? "" : foreign.amount().toString(),
                    mark.rate(),
                    mark.country(),
                    mark.box());
        }
    }

    /** A voucher as both sides can say it. */
    record Paper(Head head, List<Row> rows) {

        static Paper of(Booking booking) {
            var voucher = booking.voucher();
            return new Paper(
                    new Head(voucher.date(), voucher.dateRule(), voucher.series(), voucher.text()),
                    voucher.rows().stream().map(Row::of).toList());
        }

        Paper headed(String dateRule, String text) {
            return new Paper(new Head(head.date(), dateRule, head.series(), text), rows);
        }

        /** Texts of the customer ledger are the target's own. */
        Paper inOurWords() {
            return head.series().equals("KV") ? this : headed(head.dateRule(), "");
        }

        @Override
        public String toString() {
            return "\n" + head + rows.stream().map(row -> "\n  " + row).collect(Collectors.joining());
        }
    }

    /** The vouchers of an event in a mode, by their names. */
    static Map<String, Paper> vouchers(String event, Mode mode) {
        var vouchers = new LinkedHashMap<String, Paper>();
        lines(event, mode).stream().filter(line -> line.reason().isEmpty()).forEach(line -> vouchers.computeIfAbsent(
                        line.voucher(), name -> new Paper(line.head(), new ArrayList<>()))
                .rows()
                .add(line.row()));
        return vouchers;
    }

    /** The lines that say an event is held in a mode. */
    static List<Line> held(String event, Mode mode) {
        return lines(event, mode).stream()
                .filter(line -> !line.reason().isEmpty())
                .toList();
    }

    /** Per month and box, what the golden vouchers of a mode add up to. */
    static Map<String, Money> boxes(Mode mode) {
        var boxes = new TreeMap<String, Money>();
        read("golden-vat-boxes.csv", line -> line).stream()
                .filter(line -> line.getField("mode").equalsIgnoreCase(mode.name()))
                .forEach(line -> boxes.put(
                        line.getField("month") + " " + line.getField("vat_box"),
                        Money.of(line.getField("amount"), "SEK")));
        return boxes;
    }

    /** Role, number, name and box of every account of the golden profile. */
    static List<AccountPlan.Entry> accounts() {
        return read(
                "account-roles-bas2026.csv",
                line -> TestPlan.entry(
                        line.getField("role"),
                        line.getField("account"),
                        line.getField("account_name"),
                        line.getField("vat_box")));
    }

    /** What a provider's mapping would say: its clearing, reserve and fee accounts under the roles of the rules. */
    static List<AccountPlan.Entry> accountsOf(String provider, String feeRole) {
        String owner = "_" + provider.toUpperCase(Locale.ROOT) + "_";
        return accounts().stream()
                .filter(entry -> entry.role().contains(owner) || entry.role().equals(feeRole))
                .map(entry -> new AccountPlan.Entry(ourRole(entry.role()), entry.account(), entry.box(), null, null))
                .toList();
    }

    /** {@code CLEARING_KLARNA_SEK} is the role CLEARING_SEK of Klarna; a provider has one fee account. */
    private static String ourRole(String golden) {
        if (golden.equals("CLEARING_FALLBACK")) {
            return "CLEARING_SEK";
        }
        if (golden.startsWith("FEE_")) {
            return "FEE";
        }
        return golden.replaceFirst("^(CLEARING|RESERVE)_[A-Z]+_([A-Z]{3})$", "$1_$2");
    }

    /** Two words for one rule: some providers capture, others charge. */
    private static String dateRule(String golden) {
        return golden.equals("CHARGE_DAY") ? "CAPTURE_DAY" : golden;
    }

    private static List<Line> lines(String event, Mode mode) {
        return LINES.stream()
                .filter(line -> line.event().equals(event))
                .filter(line -> line.modes().contains(mode.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static <T> List<T> read(String file, Function<NamedCsvRecord, T> reader) {
        try (CsvReader<NamedCsvRecord> csv = CsvReader.builder().ofNamedCsvRecord(FOLDER.resolve(file))) {
            return csv.stream().map(reader).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rate that a golden event names, on its day alone. */
    static ExchangeRates rates(Happening event) {
        return event.inputs().has("rate")
                ? Booked.rates(event.text("rate_date"), event.currency(), event.text("rate"))
                : Booked.NO_RATES;
    }

    /** The same rate on whatever day is asked for. */
    static ExchangeRates anyDay(Happening event) {
        ExchangeRate rate = rates(event)
                .on(LocalDate.parse(event.text("rate_date")), event.money("0").currency(), Money.SEK)
                .orElseThrow();
        return (day, from, to) -> Optional.of(rate);
    }
}
