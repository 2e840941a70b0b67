package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Booking.Invoice;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Unclear;
import se.kvitta.settlement.Buyer;

/**
 * The customer card that an invoice is in the name of: of a business in another EU country, by its VAT number; of the buyer,
 * where the merchant keeps what tells it from others; else the generic one. The kind of VAT stands on the card alone, so
 * that a buyer has one for each kind. Its number is ours and follows from what it is for: whoever looks for it finds it,
 * and making it twice makes one. A card of the company's own that fits is taken instead of making one.
 *
 * <p>What Fortnox would refuse of a buyer's data is left out: an invoice does not wait for a telephone number.
 */
final class CustomerCard {

    private static final int TEXT = 1024;
    private static final int ZIP = 10;
    private static final int ORGANISATION_NUMBER = 30;
    private static final int HASH_BYTES = 8;
    private static final int SHORT_HASH = 8;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");
    private static final Pattern SWEDISH_NUMBER = Pattern.compile("(\\d{6})(\\d{4})");
    private static final int SWEDISH_FIRST = 6;
    private static final int SHORTEST_RUN = 4;
    private static final int COUNTRY_LETTERS = 2;

    private final Invoice about;
    private final @Nullable Buyer buyer;
    private final String vatNumber;
    private final JsonNode mapping;

    private CustomerCard(Invoice about, JsonNode mapping) {
        this.about = about;
        this.buyer = about.buyer();
        this.vatNumber = about.vatNumber().replaceAll("[^0-9A-Za-z+]", "").toUpperCase(Locale.ROOT);
        this.mapping = mapping;
    }

    static CustomerCard of(Dispatch dispatch) {
        Invoice about = FortnoxEncoder.about(dispatch.posting().booking());
        // The merchant may keep less than when it was planned.
        return new CustomerCard(
                about.keeping(dispatch.merchant().invoices().kept()),
                dispatch.mapping().raw());
    }

    /** The number of the card that is made first. */
    String number() {
        String kind = mapping.at("/invoices/customer").asText("KVITTA") + "-" + vatType() + "-";
        if (isBusinessAbroad()) {
            return kind + vatNumber;
        }
        String hash = hash();
        return kind + (hash.isEmpty() ? about.total().currency().getCurrencyCode() : hash);
    }

    /** The number of the card that follows others which were deleted or made inactive: Fortnox never gives a number again. */
    String number(int place) {
        return place == 1 ? number() : number() + "-" + place;
    }

    /** Whether a number is that of the card, or of one that follows it. */
    boolean isOurs(String number) {
        return number.equals(number()) || number.matches(Pattern.quote(number()) + "-\\d{1,4}");
    }

    /**
     * What a card of the company's own is looked for by.
     *
     * @param field of a customer, in Fortnox's list and its search
     * @param part what every card that may be it contains there, however that is written
     * @param is whether a value of the field is the buyer's
     */
    record Sought(String field, String part, Predicate<String> is) {

        boolean isIn(JsonNode customer) {
            return is.test(FortnoxJson.text(customer, field));
        }
    }

    /** The best first: the organisation or VAT number, then the e-mail address, as far as they are kept. */
    List<Sought> sought() {
        var sought = new ArrayList<Sought>();
        String part = partOf(organisation());
        if (!part.isEmpty()) {
            sought.add(new Sought("OrganisationNumber", part, this::isNumber));
        }
        String email = email();
        if (!email.isEmpty()) {
            sought.add(new Sought("Email", email, other -> other.strip().equalsIgnoreCase(email)));
        }
        return sought;
    }

    /** The first six digits of a Swedish number, which stand together however it is written; of another the longest run. */
    private static String partOf(String organisation) {
        if (SWEDISH_NUMBER.matcher(organisation).matches()) {
            return organisation.substring(0, SWEDISH_FIRST);
        }
        return Arrays.stream(organisation.split("\\D+", -1))
                .max(Comparator.comparing(String::length))
                .filter(run -> run.length() >= SHORTEST_RUN)
                .orElse("");
    }

    /**
     * Whether a card of the company's own is the buyer's, and invoices of this kind can be in its name. Throws
     * {@link Unclear} when the login may not see what tells that.
     */
    boolean fits(JsonNode customer) {
        return !FortnoxJson.text(customer, "Active").equals("false")
                && FortnoxJson.text(customer, "VATType").equals(vatType())
                && FortnoxJson.currency(customer).equals(about.total().currency())
                && or(FortnoxJson.text(customer, "CountryCode"), "SE").equals(or(about.country(), "SE"))
                && isTold(customer);
    }

    /** A company is known by its number alone: one e-mail address can be a person's and its employer's. */
    private boolean isTold(JsonNode customer) {
        String number = FortnoxJson.text(customer, "OrganisationNumber");
        String vat = FortnoxJson.text(customer, "VATNumber");
        if (!organisation().isEmpty()) {
            return isNumber(number) || isNumber(vat);
        }
        boolean company = FortnoxJson.text(customer, "Type").equals("COMPANY");
        return !company || (number.isBlank() && vat.isBlank());
    }

    private boolean isNumber(String text) {
        String other = Buyer.organisation(text);
        String ours = organisation();
        return !other.isEmpty()
                && (other.equals(ours) || (isBusinessAbroad() && other.equals(ours.substring(COUNTRY_LETTERS))));
    }

    private String organisation() {
        return isBusinessAbroad() ? vatNumber : buyer == null ? "" : Buyer.organisation(buyer.organisationNumber());
    }

    /** Such as Fortnox takes; else none. */
    private String email() {
        String email = buyer == null ? "" : buyer.email().strip();
        boolean taken =
                EMAIL.matcher(email).matches() && FortnoxText.of(email, TEXT).equals(email);
        return taken ? email : "";
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }

    /** A business that was charged VAT is a consumer to its card, which is for sales without. */
    private boolean isBusinessAbroad() {
        return about.market() == Booking.Market.EU_BUSINESS
                && about.lines().stream().allMatch(line -> line.vat() == 0);
    }

    /** Sixteen hexadecimal digits for what tells the buyer from others; empty when nothing does. */
    private String hash() {
        String identity = buyer == null ? "" : buyer.identity();
        if (identity.isEmpty()) {
            return "";
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().withUpperCase().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of {@code POST /3/customers}. */
    Outgoing create(int place) {
        ObjectNode body = FortnoxJson.object();
        ObjectNode customer = body.putObject("Customer");
        customer.put("CustomerNumber", number(place));
        customer.put("Name", name());
        customer.put("Type", isCompany() ? "COMPANY" : "PRIVATE");
        customer.put("VATType", vatType());
        customer.put("Currency", about.total().currency().getCurrencyCode());
        if (isBusinessAbroad()) {
            customer.put("VATNumber", vatNumber);
            addCountry(customer, about.country());
        }
        if (buyer != null && (isBusinessAbroad() || !hash().isEmpty())) {
            addBuyer(customer, buyer);
        }
        return FortnoxJson.request("POST /3/customers", body);
    }

    private void addBuyer(ObjectNode customer, Buyer of) {
        put(customer, "ExternalReference", FortnoxText.of(of.id(), TEXT));
        put(customer, "Email", email());
        put(customer, "Phone1", FortnoxText.of(of.phone(), TEXT));
        if (!customer.has("CountryCode")) {
            addCountry(customer, of.country());
        }
        put(
                customer,
                "OrganisationNumber",
                organisationNumber(of, customer.path("CountryCode").asText("SE")));
        put(customer, "Address1", FortnoxText.of(of.street(), TEXT));
        put(customer, "Address2", FortnoxText.of(of.street2(), TEXT));
        String zip = FortnoxText.of(of.zip(), TEXT);
        put(customer, "ZipCode", zip.length() > ZIP ? "" : zip);
        put(customer, "City", FortnoxText.of(of.city(), TEXT));
    }

    /** Swedish numbers as {@code 559999-0016}, others as they are; a card without a country is Swedish to Fortnox. */
    private static String organisationNumber(Buyer of, String country) {
        String number = of.organisationNumber().strip();
        if (!country.equals("SE")) {
            String clean = FortnoxText.of(number, TEXT);
            return clean.length() > ORGANISATION_NUMBER ? "" : clean;
        }
        var swedish = SWEDISH_NUMBER.matcher(Buyer.organisation(number));
        return swedish.matches() ? swedish.group(1) + "-" + swedish.group(2) : "";
    }

    private void addCountry(ObjectNode customer, String country) {
        boolean refused = false;
        for (JsonNode code : mapping.at("/invoices/countries-refused")) {
            refused |= code.asText().equals(country);
        }
        if (country.matches("[A-Z]{2}") && !refused) {
            customer.put("CountryCode", country);
        }
    }

    private static void put(ObjectNode into, String field, String text) {
        if (!text.isEmpty()) {
            into.put(field, text);
        }
    }

    private boolean isCompany() {
        return isBusinessAbroad()
                || (buyer != null && !buyer.organisationNumber().isBlank());
    }

    private String name() {
        String hash = hash();
        String known = buyer == null ? "" : FortnoxText.of(buyer.name(), TEXT);
        if (isBusinessAbroad()) {
            return known.isEmpty() ? "Företagskund " + vatNumber : known;
        }
        if (hash.isEmpty()) {
            return "Webbkunder " + words() + " " + about.total().currency().getCurrencyCode();
        }
        return known.isEmpty() ? "Webbkund " + hash.substring(0, SHORT_HASH) : known;
    }

    private String vatType() {
        return switch (about.market()) {
            case HOME -> "SEVAT";
            case EU_CONSUMER -> "EUVAT";
            case EU_BUSINESS -> isBusinessAbroad() ? "EUREVERSEDVAT" : "EUVAT";
            case OUTSIDE_EU -> "EXPORT";
        };
    }

    private String words() {
        return switch (about.market()) {
            case HOME -> "Sverige";
            case EU_CONSUMER, EU_BUSINESS -> "EU";
            case OUTSIDE_EU -> "utanför EU";
        };
    }
}
