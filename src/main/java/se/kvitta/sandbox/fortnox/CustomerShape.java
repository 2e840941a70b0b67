package se.kvitta.sandbox.fortnox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The properties of a customer as it is sent. */
final class CustomerShape {

    private static final int LONG = 1024;
    private static final String[] DELIVERY_TYPES = {"PRINT", "EMAIL", "PRINTSERVICE", "ELECTRONICINVOICE"};

    /** E-mail addresses; each is checked to be one. */
    static final List<String> EMAILS = List.of(
            "Email",
            "EmailInvoice",
            "EmailInvoiceBCC",
            "EmailInvoiceCC",
            "EmailOffer",
            "EmailOfferBCC",
            "EmailOfferCC",
            "EmailOrder",
            "EmailOrderBCC",
            "EmailOrderCC");

    /** Texts of an address: null when read alone and empty, {@code ""} in a list. */
    static final List<String> ADDRESS = List.of(
            "Address1",
            "Address2",
            "City",
            "DeliveryAddress1",
            "DeliveryAddress2",
            "DeliveryCity",
            "DeliveryFax",
            "DeliveryName",
            "DeliveryPhone1",
            "DeliveryPhone2",
            "Fax",
            "Phone1",
            "Phone2");

    private static final Map<String, Integer> OTHER_LENGTHS = Map.ofEntries(
            Map.entry("ZipCode", 10),
            Map.entry("DeliveryZipCode", 10),
            Map.entry("VisitingZipCode", 10),
            Map.entry("Comments", LONG),
            Map.entry("ExternalReference", LONG),
            Map.entry("InvoiceRemark", LONG),
            Map.entry("OrganisationNumber", 30),
            Map.entry("VATNumber", 30),
            Map.entry("OurReference", 50),
            Map.entry("YourReference", 50),
            Map.entry("VisitingAddress", 128),
            Map.entry("VisitingCity", 128),
            Map.entry("WWW", 128),
            Map.entry("PriceList", 100),
            Map.entry("TermsOfPayment", 25),
            Map.entry("TermsOfDelivery", 20),
            Map.entry("WayOfDelivery", 50),
            Map.entry("CostCenter", 6),
            Map.entry("Project", 20));

    private static final List<Field> TEXTS = texts();

    /** Everything that is kept as it is sent. */
    static final List<String> KEPT = TEXTS.stream().map(Field::name).toList();

    static final Shape SHAPE = Shape.of(
            "Customer",
            Stream.of(
                            TEXTS.stream(),
                            Stream.of(
                                    Field.key("CustomerNumber", LONG),
                                    Field.bool("Active"),
                                    Field.bool("ShowPriceVATIncluded"),
                                    Field.decimal("InvoiceDiscount", 12),
                                    Field.object(
                                            "DefaultDeliveryTypes",
                                            Shape.of(
                                                    "DefaultDeliveryTypes",
                                                    Field.word("Invoice", DELIVERY_TYPES),
                                                    Field.word("Offer", DELIVERY_TYPES),
                                                    Field.word("Order", DELIVERY_TYPES))),
                                    Field.object(
                                            "DefaultTemplates",
                                            Shape.of(
                                                    "DefaultTemplates",
                                                    Field.text("CashInvoice", 0, LONG),
                                                    Field.text("Invoice", 0, LONG),
                                                    Field.text("Offer", 0, LONG),
                                                    Field.text("Order", 0, LONG)))),
                            Stream.of("@url", "Country", "DeliveryCountry", "VisitingCountry")
                                    .map(Field::readOnly))
                    .flatMap(fields -> fields)
                    .toArray(Field[]::new));

    private CustomerShape() {}

    private static List<Field> texts() {
        var fields = new ArrayList<Field>();
        fields.add(Field.text("Name", 1, LONG).needed());
        fields.add(Field.word("Type", "PRIVATE", "COMPANY"));
        fields.add(Field.word("VATType", "SEVAT", "SEREVERSEDVAT", "EUREVERSEDVAT", "EUVAT", "EXPORT"));
        fields.add(Field.text("Currency", 3, 3));
        fields.add(Field.text("SalesAccount", 4, 4));
        fields.add(Field.text("GLN", 13, 13));
        fields.add(Field.text("GLNDelivery", 13, 13));
        // Called texts by Fortnox, although they hold amounts.
        fields.add(Field.decimal("InvoiceAdministrationFee", 12));
        fields.add(Field.decimal("InvoiceFreight", 12));
        for (var country : List.of("CountryCode", "DeliveryCountryCode", "VisitingCountryCode")) {
            fields.add(Field.text(country, 2, 2));
        }
        Stream.concat(EMAILS.stream(), ADDRESS.stream()).forEach(name -> fields.add(Field.text(name, 0, LONG)));
        OTHER_LENGTHS.forEach((name, most) -> fields.add(Field.text(name, 0, most)));
        return List.copyOf(fields);
    }
}
