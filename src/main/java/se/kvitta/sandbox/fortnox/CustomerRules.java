package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Makes a customer of what was sent, or refuses it for the reason that Fortnox would give. */
final class CustomerRules {

    private static final Pattern EMAIL = Pattern.compile("[^@ ]+@[^@ ]+\\.[^@ .]+");
    private static final Pattern SWEDISH_NUMBER = Pattern.compile("([0-9]{2})?[0-9]{6}-?[0-9]{4}");
    private static final String TEMPLATE = "DEFAULTTEMPLATE";
    private static final Map<String, String> PRINTED = Map.of("Invoice", "PRINT", "Offer", "PRINT", "Order", "PRINT");
    private static final Map<String, String> TEMPLATES =
            Map.of("CashInvoice", TEMPLATE, "Invoice", TEMPLATE, "Offer", TEMPLATE, "Order", TEMPLATE);
    private static final Map<String, String> DEFAULTS =
            Map.of("Type", "COMPANY", "VATType", "SEVAT", "Currency", "SEK", "PriceList", "A");

    private final Company company;
    private final Assumptions assumptions;

    CustomerRules(Company company, Assumptions assumptions) {
        this.company = company;
        this.assumptions = assumptions;
    }

    /** Books the new customer and its number, for ever, in the change. */
    Customer added(Input input, Books.Change change) {
        var chosen = input.text("CustomerNumber", null);
        var number = chosen == null ? nextNumber(change) : chosen;
        if (company.customers.has(number)) {
            throw KnownReason.CUSTOMER_NUMBER_USED.refusal(number);
        }
        var fresh =
                new Customer(number, DEFAULTS, true, false, BigDecimal.ZERO, PRINTED, TEMPLATES, false, change.at());
        var customer = changed(fresh, input, change.at());
        change.put(company.customers, number, customer);
        return customer;
    }

    private String nextNumber(Books.Change change) {
        var sequence = company.sequence("customer");
        long next = sequence.next();
        while (company.customers.has(Long.toString(next))) {
            next++;
        }
        change.put(company.sequences, sequence.name(), sequence.after(next));
        return Long.toString(next);
    }

    Customer changed(Customer before, Input input, Instant at) {
        if (input.has("CustomerNumber") && !before.number().equals(input.text("CustomerNumber", null))) {
            throw AssumedReason.NUMBER_FIXED.refusal("CustomerNumber");
        }
        var discount = input.decimal("InvoiceDiscount", before.discount());
        var customer = new Customer(
                before.number(),
                input.texts(CustomerShape.KEPT, before.texts()),
                input.bool("Active", before.active()),
                input.bool("ShowPriceVATIncluded", before.pricesIncludeVat()),
                discount == null ? BigDecimal.ZERO : discount,
                input.object("DefaultDeliveryTypes", before.deliveryTypes()),
                input.object("DefaultTemplates", before.templates()),
                false,
                at);
        require(customer);
        return customer;
    }

    /** Takes the customer away in the change; its number stays taken. */
    void deleted(Customer customer, Books.Change change) {
        boolean used = company.invoices.all().stream()
                .filter(invoice -> invoice.head().customerNumber().equals(customer.number()))
                .anyMatch(invoice -> !invoice.cancelled());
        if (used) {
            throw AssumedReason.IN_USE.refusal(customer.number());
        }
        change.put(company.customers, customer.number(), customer.gone(change.at()));
    }

    private void require(Customer customer) {
        if (customer.name().isBlank()) {
            throw KnownReason.REQUIRED_FIELD_MISSING.refusal("Name");
        }
        for (var name : CustomerShape.EMAILS) {
            var email = customer.text(name);
            if (email != null && !EMAIL.matcher(email).matches()) {
                throw AssumedReason.EMAIL_INVALID.refusal(name);
            }
        }
        for (var name : List.of("CountryCode", "DeliveryCountryCode", "VisitingCountryCode")) {
            var code = customer.text(name);
            if (code != null) {
                Countries.require(code, assumptions);
            }
        }
        requireOrganisationNumber(customer);
        var sales = customer.text("SalesAccount");
        if (sales != null) {
            requireSalesAccount(sales);
        }
        new References(company).require(customer::text, "Currency", "CostCenter", "Project", "TermsOfPayment");
    }

    /** Foreign numbers have no form that Fortnox knows. */
    private static void requireOrganisationNumber(Customer customer) {
        var number = customer.text("OrganisationNumber");
        var country = customer.text("CountryCode");
        boolean swedish = country == null || country.equals("SE");
        if (number != null && swedish && !SWEDISH_NUMBER.matcher(number).matches()) {
            throw AssumedReason.ORGANISATION_NUMBER_INVALID.refusal(number);
        }
    }

    private void requireSalesAccount(String account) {
        var key = account.matches("[1-9][0-9]{3}")
                ? Account.key(company.preselectedYear().id(), Integer.parseInt(account))
                : "";
        if (!company.accounts.has(key)) {
            throw KnownReason.ACCOUNT_MISSING.refusal(account);
        }
    }
}
