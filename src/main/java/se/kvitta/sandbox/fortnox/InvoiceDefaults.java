package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an invoice has before anything is said of it: mostly what its customer has. */
final class InvoiceDefaults {

    private static final List<String> COPIED = List.of(
            "Address1",
            "Address2",
            "City",
            "CostCenter",
            "DeliveryAddress1",
            "DeliveryAddress2",
            "DeliveryCity",
            "DeliveryName",
            "DeliveryZipCode",
            "OurReference",
            "Phone1",
            "Phone2",
            "PriceList",
            "Project",
            "TermsOfDelivery",
            "TermsOfPayment",
            "WayOfDelivery",
            "YourReference",
            "ZipCode");

    private final Company company;
    private final LocalDate today;

    InvoiceDefaults(Company company, LocalDate today) {
        this.company = company;
        this.today = today;
    }

    /** @param input looked into for the date and the terms, which the due date follows from */
    Invoice.Head head(Customer customer, Input input) {
        return head(customer, input, "Invoice");
    }

    /** @param document Invoice or Order, which have templates and addresses of their own */
    Invoice.Head head(Customer customer, Input input, String document) {
        var texts = texts(customer, document);
        var date = input.date("InvoiceDate", today);
        var from = date == null ? today : date;
        var terms = input.text("TermsOfPayment", texts.get("TermsOfPayment"));
        var currency = customer.text("Currency");
        return new Invoice.Head(
                customer.number(),
                texts,
                from,
                from.plusDays(days(terms)),
                null,
                null,
                currency == null ? "SEK" : currency,
                BigDecimal.ONE,
                company.currencies
                        .find(currency == null ? "SEK" : currency)
                        .map(CurrencyRate::unit)
                        .orElse(BigDecimal.ONE),
                customer.pricesIncludeVat(),
                false,
                minor(customer.text("InvoiceAdministrationFee")),
                minor(customer.text("InvoiceFreight")),
                email(customer, document),
                Map.of(),
                Set.of());
    }

    private Map<String, String> texts(Customer customer, String document) {
        var texts = new HashMap<String, String>();
        texts.put("InvoiceType", "INVOICE");
        texts.put("Language", "SV");
        texts.put("TaxReductionType", "none");
        texts.put("TermsOfPayment", company.salesSettings().termsOfPayment());
        texts.put("CustomerName", customer.name());
        COPIED.forEach(name -> copy(customer.text(name), name, texts));
        copy(customer.text("InvoiceRemark"), "Remarks", texts);
        copy(customer.templates().get(document), "PrintTemplate", texts);
        copyCountry(customer.text("CountryCode"), "Country", texts);
        copyCountry(customer.text("DeliveryCountryCode"), "DeliveryCountry", texts);
        return texts;
    }

    private static void copy(@Nullable String value, String name, Map<String, String> texts) {
        if (value != null) {
            texts.put(name, value);
        }
    }

    private static void copyCountry(@Nullable String code, String name, Map<String, String> texts) {
        if (code != null) {
            texts.put(name, Countries.swedishName(code));
        }
    }

    private static Map<String, String> email(Customer customer, String document) {
        var own = customer.text("Email" + document);
        var to = own == null ? customer.text("Email") : own;
        return to == null ? Map.of() : Map.of("EmailAddressTo", to);
    }

    int days(@Nullable String terms) {
        return terms == null
                ? 0
                : company.termsOfPayments.find(terms).map(TermOfPayment::days).orElse(0);
    }

    private static long minor(@Nullable String amount) {
        return amount == null ? 0 : InvoiceSums.minor(new BigDecimal(amount));
    }
}
