package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.util.Set;

/** {@code /3/euvatlimitregulation}: how much was sold to consumers in other EU countries, and how much may be. */
final class EuVatLimitResource implements Resource {

    /** 10 000 euro in kronor, fixed by law. */
    private static final int LIMIT = 99_680;

    private static final Set<String> OTHERS = Set.of(
            "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU",
            "LV", "MT", "NL", "PL", "PT", "RO", "SI", "SK");

    @Override
    public void addTo(Routes routes) {
        routes.add("GET", "/3/euvatlimitregulation", "settings", Set.of("year"), EuVatLimitResource::read);
    }

    private static Answer read(Request request) {
        int year = request.wholeNumber("year")
                .orElseGet(() -> request.environment().clock().today().getYear());
        long sold = request.company().invoices.all().stream()
                .filter(invoice ->
                        invoice.booked() && invoice.head().invoiceDate().getYear() == year)
                .filter(invoice ->
                        isConsumerAbroad(request.company(), invoice.head().customerNumber()))
                .mapToLong(invoice -> invoice.head().ore(invoice.sums().netMinor()))
                .sum();
        var entry = Json.object()
                .put("IsOverLimit", Amounts.kronor(sold).compareTo(BigDecimal.valueOf(LIMIT)) > 0)
                .put("Limit", LIMIT)
                .put("Year", Integer.toString(year));
        entry.set("TotalExclVat", Amounts.json(sold));
        return request.single("EUVatLimitRegulation", entry);
    }

    private static boolean isConsumerAbroad(Company company, String number) {
        return company.customers
                .find(number)
                .filter(customer -> "PRIVATE".equals(customer.text("Type")))
                .map(customer -> customer.text("CountryCode"))
                .filter(OTHERS::contains)
                .isPresent();
    }
}
