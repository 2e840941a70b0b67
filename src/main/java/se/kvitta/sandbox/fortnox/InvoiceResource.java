package se.kvitta.sandbox.fortnox;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** {@code /3/invoices}, and what can be done to an invoice. There is no DELETE. */
final class InvoiceResource implements Resource {

    private static final String SCOPE = "invoice";
    private static final Comparator<Invoice> BY_NUMBER = Comparator.comparingLong(Invoice::number);
    private static final Map<String, Comparator<Invoice>> ORDERS = Map.of(
            "documentnumber", BY_NUMBER,
            "customername",
                    Comparator.comparing(invoice -> invoice.head().texts().getOrDefault("CustomerName", "")),
            "customernumber", Comparator.comparing(invoice -> invoice.head().customerNumber()),
            "invoicedate", Comparator.comparing(invoice -> invoice.head().invoiceDate()),
            "ocr", Comparator.comparing(Invoice::ocr),
            "total", Comparator.comparingLong(invoice -> invoice.sums().totalMinor()));

    @Override
    public void addTo(Routes routes) {
        var search = Routes.parameters(Routes.both(Routes.LIST, InvoiceSearch.parameters()), "sortby");
        routes.add("GET", "/3/invoices", SCOPE, search, InvoiceResource::list);
        routes.add("POST", "/3/invoices", SCOPE, Set.of(), InvoiceResource::create);
        var one = "/3/invoices/{DocumentNumber}";
        routes.add("GET", one, SCOPE, Set.of(), request -> shown(request, one(request)));
        routes.add("PUT", one, SCOPE, Set.of(), InvoiceResource::update);
        action(routes, "bookkeep", InvoiceResource::bookkeep);
        action(routes, "cancel", InvoiceResource::cancel);
        action(routes, "credit", InvoiceResource::credit);
        action(routes, "externalprint", InvoiceResource::print);
        action(routes, "warehouseready", InvoiceResource::ready);
    }

    private static void action(Routes routes, String name, BiFunction<Request, Books.Change, Invoice> work) {
        routes.add("PUT", "/3/invoices/{DocumentNumber}/" + name, SCOPE, Set.of(), request -> {
            var change = request.company().change();
            var invoice = work.apply(request, change);
            change.commit();
            return shown(request, invoice);
        });
    }

    private static Answer list(Request request) {
        var hits = request.company().invoices.all().stream()
                .filter(new InvoiceSearch(request).predicate())
                .toList();
        return new Listing<Invoice>(request, "Invoice", "Invoices", invoice -> InvoiceView.item(request, invoice))
                .paged(Listing.sorted(request, hits, ORDERS, BY_NUMBER));
    }

    private static Answer create(Request request) {
        var input = request.created(InvoiceShape.INVOICE);
        var change = request.company().change();
        var invoice = rules(request).added(input, change);
        change.commit();
        return request.created("invoices", "Invoice", InvoiceView.single(request, invoice));
    }

    private static Answer update(Request request) {
        var before = one(request);
        var input = request.updated(InvoiceShape.INVOICE);
        var change = request.company().change();
        Invoice invoice;
        if (before.booked() && request.assumes(Assumption.BOOKED_INVOICE_TEXTS, "accept")) {
            invoice = BookedInvoice.retold(before, input, change.at());
            change.put(request.company().invoices, invoice.key(), invoice);
        } else {
            InvoiceBooking.requireOpen(before);
            invoice = rules(request).changed(before, input, change);
        }
        change.commit();
        return shown(request, invoice);
    }

    private static Invoice bookkeep(Request request, Books.Change change) {
        return new InvoiceBooking(request.company(), request.environment().assumptions()).book(one(request), change);
    }

    private static Invoice cancel(Request request, Books.Change change) {
        var invoice = one(request);
        InvoiceBooking.requireOpen(invoice);
        return put(request, invoice.in(invoice.state().asCancelled(), change.at()), change);
    }

    private static Invoice credit(Request request, Books.Change change) {
        var environment = request.environment();
        var credit = new InvoiceCredit(
                request.company(),
                environment.assumptions(),
                environment.clock().today());
        return credit.credit(one(request), change);
    }

    private static Invoice print(Request request, Books.Change change) {
        var invoice = one(request);
        return put(request, invoice.in(invoice.state().asSent(), change.at()), change);
    }

    private static Invoice ready(Request request, Books.Change change) {
        var invoice = one(request);
        InvoiceBooking.requireOpen(invoice);
        return put(request, invoice.readied(change.at()), change);
    }

    private static Invoice put(Request request, Invoice invoice, Books.Change change) {
        change.put(request.company().invoices, invoice.key(), invoice);
        return invoice;
    }

    private static InvoiceRules rules(Request request) {
        var environment = request.environment();
        return new InvoiceRules(
                request.company(),
                environment.assumptions(),
                environment.clock().today());
    }

    private static Answer shown(Request request, Invoice invoice) {
        return request.single("Invoice", InvoiceView.single(request, invoice));
    }

    private static Invoice one(Request request) {
        return request.company()
                .invoices
                .find(request.name("DocumentNumber"))
                .orElseThrow(KnownReason.INVOICE_NOT_FOUND::refusal);
    }
}
