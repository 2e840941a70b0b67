package se.kvitta.sandbox.fortnox;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;

/** {@code /3/customers}. */
final class CustomerResource implements Resource {

    private static final String SCOPE = "customer";
    private static final Comparator<Customer> BY_NUMBER = Comparator.comparing(Customer::number);
    private static final Map<String, Comparator<Customer>> ORDERS =
            Map.of("customernumber", BY_NUMBER, "name", Comparator.comparing(Customer::name));

    /** What can be searched for, and the text that is searched. */
    private static final Map<String, String> SEARCHED = Map.of(
            "name", "Name",
            "zipcode", "ZipCode",
            "city", "City",
            "email", "Email",
            "phone", "Phone1",
            "organisationnumber", "OrganisationNumber",
            "gln", "GLN",
            "glndelivery", "GLNDelivery");

    @Override
    public void addTo(Routes routes) {
        var search = Routes.both(
                Routes.parameters(Routes.LIST, "customernumber", "filter", "lastmodified", "sortby"),
                SEARCHED.keySet());
        routes.add("GET", "/3/customers", SCOPE, search, CustomerResource::list);
        routes.add("POST", "/3/customers", SCOPE, Set.of(), CustomerResource::create);
        var one = "/3/customers/{CustomerNumber}";
        routes.add("GET", one, SCOPE, Set.of(), CustomerResource::read);
        routes.add("PUT", one, SCOPE, Set.of(), CustomerResource::update);
        routes.add("DELETE", one, SCOPE, Set.of(), CustomerResource::delete);
    }

    private static Answer list(Request request) {
        request.requireOneSearchField(Routes.parameters(SEARCHED.keySet(), "customernumber"));
        var recent = request.recent();
        boolean active =
                request.filter("active", "inactive").map("active"::equals).orElse(true);
        boolean any = request.query("filter").isEmpty();
        var hits = request.company().presentCustomers().stream()
                .filter(customer -> any || customer.active() == active)
                .filter(customer -> recent.test(customer.modified()))
                .filter(customer -> request.contains("customernumber", customer.number()))
                .filter(customer -> SEARCHED.entrySet().stream()
                        .allMatch(searched -> request.contains(searched.getKey(), customer.text(searched.getValue()))))
                .toList();
        return new Listing<Customer>(request, "Customer", "Customers", customer -> CustomerView.item(request, customer))
                .paged(Listing.sorted(request, hits, ORDERS, BY_NUMBER));
    }

    private static Answer create(Request request) {
        var input = request.created(CustomerShape.SHAPE);
        var change = request.company().change();
        var customer = rules(request).added(input, change);
        change.commit();
        return request.created("customers", "Customer", CustomerView.fresh(request, customer));
    }

    private static Answer read(Request request) {
        return request.single("Customer", CustomerView.single(request, one(request)));
    }

    private static Answer update(Request request) {
        var before = one(request);
        var input = request.updated(CustomerShape.SHAPE);
        var change = request.company().change();
        var customer = rules(request).changed(before, input, change.at());
        change.put(request.company().customers, customer.number(), customer).commit();
        return request.single("Customer", CustomerView.single(request, customer));
    }

    /** Whose invoices are all cancelled may go; the number stays taken. */
    private static Answer delete(Request request) {
        var change = request.company().change();
        rules(request).deleted(one(request), change);
        change.commit();
        return Answer.empty(204);
    }

    private static CustomerRules rules(Request request) {
        return new CustomerRules(request.company(), request.environment().assumptions());
    }

    private static Customer one(Request request) {
        return request.company()
                .customer(request.name("CustomerNumber"))
                .orElseThrow(KnownReason.CUSTOMER_NOT_FOUND::refusal);
    }
}
