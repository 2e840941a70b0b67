package se.kvitta.settlement;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who bought, as a shop or a checkout states it. Each may be empty: a merchant chooses what is kept, and what it does not
 * choose is dropped before anything is stored.
 *
 * @param id the shop's own id of the buyer; unique among all shops of a merchant once it is kept
 * @param name of the person or the company
 * @param organisationNumber of a company in its own country
 * @param street first line of the address
 * @param street2 second line of the address
 * @param country ISO 3166 alpha-2 of the address
 */
public record Buyer(
        String id,
        String name,
        String email,
        String phone,
        String organisationNumber,
        String street,
        String street2,
        String zip,
        String city,
        String country) {

    /** What can be kept of a buyer. */
    public enum Data {
        ID,
        NAME,
        EMAIL,
        PHONE,
        ORGANISATION_NUMBER,
        /** Street, zip code, city and country. */
        ADDRESS;

        /** Those that tell one buyer from another. */
        public static final Set<Data> TELLING = Set.of(ID, EMAIL, PHONE, ORGANISATION_NUMBER);
    }

    /** A buyer of whom nothing is known. */
    public static final Buyer NOBODY = new Buyer("", "", "", "", "", "", "", "", "", "");

    /** The same with an id that no other shop of the merchant has. */
    public Buyer of(String shop) {
        return id.isEmpty()
                ? this
                : new Buyer(
                        shop + "/" + id, name, email, phone, organisationNumber, street, street2, zip, city, country);
    }

    /** What is to be kept; null when nothing is left. */
    public @Nullable Buyer keeping(Set<Data> kept) {
        boolean address = kept.contains(Data.ADDRESS);
        var left = new Buyer(
                kept.contains(Data.ID) ? id : "",
                kept.contains(Data.NAME) ? name : "",
                kept.contains(Data.EMAIL) ? email : "",
                kept.contains(Data.PHONE) ? phone : "",
                kept.contains(Data.ORGANISATION_NUMBER) ? organisationNumber : "",
                address ? street : "",
                address ? street2 : "",
                address ? zip : "",
                address ? city : "",
                address ? country : "");
        return left.equals(NOBODY) ? null : left;
    }

    /**
     * An organisation or VAT number, the same however it is written: Swedish ones come with and without their century, or 16 in
     * its place, and inside a VAT number; {@code 556677-8899} is {@code 165566778899} and {@code SE556677889901}. Empty when
     * there is none.
     */
    public static String organisation(String number) {
        return number.replaceAll("[^0-9A-Za-z]", "")
                .toUpperCase(Locale.ROOT)
                .replaceFirst("^(?:SE(\\d{10})\\d{2}|(?:16|19|20)(\\d{10}))$", "$1$2");
    }

    /**
     * What tells the buyer from others, the same however it is written: the organisation number, the shop's id, the e-mail
     * address or the phone number, whichever is known first. Empty when none is.
     */
    public String identity() {
        String organisation = organisation(organisationNumber);
        if (!organisation.isEmpty()) {
            return "organisation " + organisation;
        }
        if (!id.isBlank()) {
            return "id " + id.strip();
        }
        if (!email.isBlank()) {
            return "email " + email.strip().toLowerCase(Locale.ROOT);
        }
        String digits = phone.replaceAll("[^0-9+]", "");
        return digits.isEmpty() ? "" : "phone " + digits;
    }
}
