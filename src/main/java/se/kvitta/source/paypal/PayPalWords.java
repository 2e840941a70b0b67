package se.kvitta.source.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.NumberPlaces;

/** What {@code mappings/sources/paypal.yaml} says of PayPal's event codes, order numbers, VAT rates and columns. */
final class PayPalWords {

    private final Map<String, Meaning> codes = new HashMap<>();
    private final NumberPlaces numbers;
    private final Map<String, List<VatRate>> rates = new HashMap<>();
    private final boolean balances;

    PayPalWords(JsonNode mapping) {
        mapping.path("codes").properties().forEach(code -> codes.put(code.getKey(), meaning(code.getValue())));
        numbers = NumberPlaces.of(mapping.path("orderNumber"));
        mapping.path("vatRates").properties().forEach(country -> {
            var legal = new TreeSet<VatRate>();
            country.getValue().forEach(rate -> legal.add(VatRate.parse(rate.asText())));
            rates.put(country.getKey(), List.copyOf(legal.descendingSet()));
        });
        balances = mapping.path("rowBalances").asBoolean(true);
    }

    /**
     * What a row of a code is.
     *
     * @param hold whether it only moves money between available and withheld
     * @param moves whether it moves money at all
     * @param lost whether the verdict comes with it: the money is gone and a person decides what that is
     * @param known false when only its group, or not even that, is known
     */
    record Meaning(
            @Nullable EventKind plus,
            @Nullable EventKind minus,
            boolean hold,
            boolean moves,
            boolean lost,
            boolean dispute,
            @Nullable String waits,
            boolean known) {

        /** Null when money of a code goes a way that is not understood. */
        @Nullable
        EventKind kind(boolean negative) {
            return negative ? minus : plus;
        }
    }

    /** By the code, else by its group, which is its first two digits; what is in neither is an adjustment that waits. */
    Meaning meaning(String code) {
        @Nullable Meaning exact = codes.get(code);
        if (exact != null) {
            return exact;
        }
        @Nullable Meaning group = code.length() == 5 ? codes.get(code.substring(0, 3)) : null;
        return group != null
                ? group
                : new Meaning(
                        EventKind.ADJUSTMENT, EventKind.ADJUSTMENT, false, true, false, false, "NEEDS_DECISION", false);
    }

    /** The shop's number of an order: the first place of the chain whose pattern is found. */
    NumberPlaces.Found orderNumber(PayPalRow row) {
        return numbers.look(field -> switch (field) {
            case "invoice_id" -> row.invoiceId();
            case "custom_field" -> row.customField();
            case "transaction_subject" -> row.subject();
            default -> throw new IllegalStateException("orderNumber: '" + field + "' is no field");
        });
    }

    /**
     * The legal rate of a country at which a tax was counted on a net; empty when none, or more than one, explains it.
     *
     * @param slack minor units that rounding may have made
     */
    Optional<VatRate> rate(String country, long net, long tax, long slack) {
        List<VatRate> fits = rates.getOrDefault(country, List.of()).stream()
                .filter(rate -> Math.abs(rate.vatOn(net) - tax) <= slack)
                .toList();
        return fits.size() == 1 ? Optional.of(fits.get(0)) : Optional.empty();
    }

    /** Whether the balance that a row states must be the one that the rows before it lead to. */
    boolean checksBalances() {
        return balances;
    }

    private static Meaning meaning(JsonNode code) {
        return new Meaning(
                kind(code, "plus"),
                kind(code, "minus"),
                code.path("hold").asBoolean(false),
                code.path("moves").asBoolean(true),
                code.path("lost").asBoolean(false),
                code.path("dispute").asBoolean(false),
                code.hasNonNull("waits") ? code.get("waits").asText() : null,
                true);
    }

    private static @Nullable EventKind kind(JsonNode code, String direction) {
        String name = code.path(direction).asText(code.path("event").asText(""));
        return name.isEmpty() ? null : EventKind.valueOf(name);
    }
}
