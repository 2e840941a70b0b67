package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A customer as Fortnox shows it. */
final class CustomerView {

    private static final Map<String, String> COUNTRIES = Map.of(
            "Country", "CountryCode",
            "DeliveryCountry", "DeliveryCountryCode",
            "VisitingCountry", "VisitingCountryCode");

    private CustomerView() {}

    static ObjectNode item(Request request, Customer customer) {
        return Json.object()
                .put("@url", request.url("customers", customer.number()))
                .put("Address1", blankIfNull(customer.text("Address1")))
                .put("Address2", blankIfNull(customer.text("Address2")))
                .put("City", blankIfNull(customer.text("City")))
                .put("CustomerNumber", customer.number())
                .put("Email", blankIfNull(customer.text("Email")))
                .put("Name", customer.name())
                .put("OrganisationNumber", blankIfNull(customer.text("OrganisationNumber")))
                .put("Phone", blankIfNull(customer.text("Phone1")))
                .put("ZipCode", blankIfNull(customer.text("ZipCode")));
    }

    static ObjectNode single(Request request, Customer customer) {
        var entry = Json.object()
                .put("@url", request.url("customers", customer.number()))
                .put("Active", customer.active())
                .put("CustomerNumber", customer.number())
                .put("InvoiceDiscount", customer.discount())
                .put("ShowPriceVATIncluded", customer.pricesIncludeVat());
        CustomerShape.KEPT.forEach(name -> entry.put(name, customer.text(name)));
        COUNTRIES.forEach((name, code) -> entry.put(name, country(customer.text(code))));
        put(entry.putObject("DefaultDeliveryTypes"), customer.deliveryTypes());
        put(entry.putObject("DefaultTemplates"), customer.templates());
        return entry;
    }

    /** The answer to a POST alone has the account as a number: recorded so. */
    static ObjectNode fresh(Request request, Customer customer) {
        var entry = single(request, customer);
        var account = customer.text("SalesAccount");
        return account == null ? entry : entry.put("SalesAccount", Integer.parseInt(account));
    }

    private static @Nullable String country(@Nullable String code) {
        return code == null ? null : Countries.swedishName(code);
    }

    private static void put(ObjectNode entry, Map<String, String> texts) {
        texts.forEach(entry::put);
    }

    private static String blankIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }
}
