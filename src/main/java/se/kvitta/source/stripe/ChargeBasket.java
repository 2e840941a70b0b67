package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Basis;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Basket.StatedBy;
import se.kvitta.settlement.Buyer;

/**
 * What was sold for one charge, and to whom: by the lines of the Stripe invoice that it paid, else by the line items of its
 * checkout session, else nothing but the buyer. Lines that do not add up to the charge, to the last unit, say nothing.
 */
final class ChargeBasket {

    /** A value of {@code eu_vat} of Sweden: the organisation number and 01. */
    private static final Pattern SWEDISH = Pattern.compile("SE(\\d{10})01");

    /** An organisation number as people write it. */
    private static final Pattern ORGANISATION = Pattern.compile("(?:16)?(\\d{6})-?(\\d{4})");

    /** Taxes of no rate: what is sold is taxed at nothing. Any other word without a tax is no statement. */
    private static final Set<String> UNTAXED = Set.of(
            "reverse_charge",
            "zero_rated",
            "customer_exempt",
            "product_exempt",
            "product_exempt_holiday",
            "not_subject_to_tax");

    private final JsonNode charge;
    private final JsonNode invoice;
    private final JsonNode session;
    private final JsonNode rates;
    private final StripeWords words;

    ChargeBasket(JsonNode told, StripeWords words) {
        this.charge = told.path("charge");
        this.invoice = told.path("invoice");
        this.rates = told.path("rates");
        this.session = session(told.path("sessions"));
        this.words = words;
    }

    /** The one session that was completed and paid; missing when there is none, or no saying which. */
    private static JsonNode session(JsonNode sessions) {
        var paid = new ArrayList<JsonNode>();
        sessions.forEach(one -> {
            if (one.path("status").asText().equals("complete")
                    && one.path("payment_status").asText().equals("paid")) {
                paid.add(one);
            }
        });
        return paid.size() == 1 ? paid.get(0) : MissingNode.getInstance();
    }

    /**
     * Null when nothing is told that the charge itself does not tell.
     *
     * @param withBuyer whether it is worth telling who bought, where no lines are told
     */
    @Nullable
    Basket basket(boolean withBuyer) {
        Money amount = words.money(charge.path("amount").asLong(), currency(charge));
        Optional<List<Line>> told = invoice.isObject() ? invoiceLines() : sessionLines();
        List<Line> lines = told.filter(some -> !some.isEmpty())
                .filter(some -> currency(document()).equals(currency(charge)))
                .filter(some -> some.stream().mapToLong(Line::gross).reduce(0, Math::addExact) == amount.minor())
                .orElse(List.of());
        String number = vatNumber();
        if (lines.isEmpty()) {
            if (!withBuyer && number.isEmpty()) {
                return null;
            }
            // Nobody states a rate of it, so that it follows from the country; of a reverse charge there is none to
            // pay.
            @Nullable VatRate rate = number.isEmpty() ? null : VatRate.ZERO;
            lines = List.of(new Line(
                    Kind.GOODS,
                    rate,
                    amount.minor(),
                    null,
                    charge.path("description").asText(""),
                    ""));
        }
        return new Basket(
                invoice.isObject() || session.isMissingNode() ? StatedBy.PROVIDER : StatedBy.CHECKOUT,
                amount.currency(),
                lines,
                number,
                null,
                buyer(),
                country(),
                Stockholm.dayOf(Instant.ofEpochSecond(charge.path("created").asLong())),
                Basis.STATED);
    }

    private JsonNode document() {
        return invoice.isObject() ? invoice : session;
    }

    private static String currency(JsonNode of) {
        return of.path("currency").asText("").toUpperCase(Locale.ROOT);
    }

    private long minor(long amount, JsonNode of) {
        return words.money(amount, currency(of)).minor();
    }

    /** Empty when a line does not say its tax, or says several. */
    private Optional<List<Line>> invoiceLines() {
        var lines = new ArrayList<Line>();
        for (JsonNode item : invoice.path("lines").path("data")) {
            long amount = item.path("amount").asLong();
            for (JsonNode discount : item.path("discount_amounts")) {
                amount = Math.subtractExact(amount, discount.path("amount").asLong());
            }
            JsonNode tax = item.path("taxes").path(0);
            if (tax.path("tax_behavior").asText().equals("exclusive")) {
                amount = Math.addExact(amount, tax.path("amount").asLong());
            }
            JsonNode rate =
                    rates.path(tax.path("tax_rate_details").path("tax_rate").asText());
            if (!taxed(lines, Kind.GOODS, item, amount, tax.path("amount").asLong(), item.path("taxes"), rate)) {
                return Optional.empty();
            }
        }
        return Optional.of(lines);
    }

    private Optional<List<Line>> sessionLines() {
        var lines = new ArrayList<Line>();
        for (JsonNode item : session.path("line_items").path("data")) {
            if (!sold(lines, Kind.GOODS, item)) {
                return Optional.empty();
            }
        }
        JsonNode freight = session.path("shipping_cost");
        boolean sold = freight.path("amount_total").asLong() == 0 || sold(lines, Kind.FREIGHT, freight);
        return sold ? Optional.of(lines) : Optional.empty();
    }

    private boolean sold(List<Line> lines, Kind kind, JsonNode item) {
        JsonNode rate = item.path("taxes").path(0).path("rate");
        return taxed(
                lines,
                kind,
                item,
                item.path("amount_total").asLong(),
                item.path("amount_tax").asLong(),
                item.path("taxes"),
                rate);
    }

    /** Adds a line of one tax, or of none for a reason. Answers false for any other. */
    private boolean taxed(
            List<Line> lines, Kind kind, JsonNode item, long gross, long tax, JsonNode taxes, JsonNode rate) {
        if (taxes.size() != 1) {
            return false;
        }
        boolean untaxed = tax == 0
                && UNTAXED.contains(taxes.path(0).path("taxability_reason").asText());
        JsonNode percent = rate.path("effective_percentage").isNumber()
                ? rate.path("effective_percentage")
                : rate.path("percentage");
        if (!untaxed && !percent.isNumber()) {
            return false;
        }
        if (gross != 0) {
            JsonNode document = document();
            lines.add(new Line(
                    kind,
                    untaxed
                            ? VatRate.ZERO
                            : VatRate.parse(percent.decimalValue().toPlainString()),
                    minor(gross, document),
                    minor(tax, document),
                    item.path("description").asText(""),
                    "",
                    item.path("price").path("product").asText(""),
                    BigDecimal.valueOf(Math.max(1, item.path("quantity").asLong(1)))));
        }
        return true;
    }

    /** Where it went: the delivery's, else the buyer's of the invoice, the session and the charge. */
    private String country() {
        for (JsonNode place : List.of(
                charge.at("/shipping/address/country"),
                session.at("/collected_information/shipping_details/address/country"),
                invoice.at("/customer_shipping/address/country"),
                invoice.at("/customer_address/country"),
                session.at("/customer_details/address/country"),
                charge.at("/billing_details/address/country"),
                charge.at("/customer/address/country"))) {
            String country = place.asText("").toUpperCase(Locale.ROOT);
            if (country.length() == 2) {
                return country;
            }
        }
        return "";
    }

    /** Every tax id that is told of the buyer. */
    private List<JsonNode> taxIds() {
        var ids = new ArrayList<JsonNode>();
        invoice.path("customer_tax_ids").forEach(ids::add);
        session.at("/customer_details/tax_ids").forEach(ids::add);
        charge.at("/customer/tax_ids/data").forEach(ids::add);
        return ids.stream()
                .filter(id -> id.path("type").asText().equals("eu_vat"))
                .toList();
    }

    /**
     * The number of an EU business that Stripe has verified, or that the merchant sells to under reverse charge. A number of
     * Sweden's is no such number: it only tells the organisation.
     */
    private String vatNumber() {
        boolean reverse = List.of(
                        invoice.path("customer_tax_exempt"),
                        session.at("/customer_details/tax_exempt"),
                        charge.at("/customer/tax_exempt"))
                .stream()
                .anyMatch(told -> told.asText().equals("reverse"));
        if (!reverse) {
            return "";
        }
        Set<String> refused = Set.of("unverified", "unavailable");
        return taxIds().stream()
                .filter(id -> !refused.contains(id.at("/verification/status").asText()))
                .map(id -> id.path("value").asText().replaceAll("\\s", "").toUpperCase(Locale.ROOT))
                .filter(value -> value.length() > 2 && !value.startsWith("SE"))
                .findFirst()
                .orElse("");
    }

    private @Nullable Buyer buyer() {
        JsonNode details = session.path("customer_details");
        JsonNode billing = charge.path("billing_details");
        JsonNode customer = charge.path("customer");
        JsonNode address = first(
                invoice.path("customer_address"),
                details.path("address"),
                billing.path("address"),
                customer.path("address"));
        var buyer = new Buyer(
                customer.isObject() ? customer.path("id").asText("") : customer.asText(""),
                text(
                        details.path("business_name"),
                        customer.path("business_name"),
                        invoice.path("customer_name"),
                        details.path("name"),
                        billing.path("name"),
                        customer.path("name")),
                text(
                        invoice.path("customer_email"),
                        details.path("email"),
                        billing.path("email"),
                        customer.path("email"),
                        charge.path("receipt_email")),
                text(details.path("phone"), billing.path("phone"), customer.path("phone")),
                organisation(),
                text(address.path("line1")),
                text(address.path("line2")),
                text(address.path("postal_code")),
                text(address.path("city")),
                text(address.path("country")));
        return buyer.equals(Buyer.NOBODY) ? null : buyer;
    }

    /** By a Swedish VAT number, else by a field of the checkout whose key says so. */
    private String organisation() {
        for (JsonNode id : taxIds()) {
            Matcher swedish = SWEDISH.matcher(id.path("value").asText().replaceAll("\\s", ""));
            if (swedish.matches() && isNumber(swedish.group(1))) {
                return swedish.group(1).replaceAll("^(.{6})", "$1-");
            }
        }
        for (JsonNode field : session.path("custom_fields")) {
            Matcher written = ORGANISATION.matcher(
                    text(field.at("/text/value"), field.at("/numeric/value")).strip());
            if (field.path("key").asText().toLowerCase(Locale.ROOT).startsWith("org")
                    && written.matches()
                    && isNumber(written.group(1) + written.group(2))) {
                return written.group(1) + "-" + written.group(2);
            }
        }
        return "";
    }

    /** Whether the last digit is the check digit of the others (Luhn). */
    private static boolean isNumber(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = (digits.charAt(i) - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return sum % 10 == 0;
    }

    private static JsonNode first(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isObject()) {
                return node;
            }
        }
        return MissingNode.getInstance();
    }

    /** The first that is told. */
    private static String text(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (node.isValueNode() && !node.isNull() && !node.asText().isBlank()) {
                return node.asText().strip();
            }
        }
        return "";
    }
}
