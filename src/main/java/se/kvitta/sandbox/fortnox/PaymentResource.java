package se.kvitta.sandbox.fortnox;

import java.util.Comparator;
import java.util.Set;

/** {@code /3/invoicepayments}. What is posted is not booked: that takes a second call. */
final class PaymentResource implements Resource {

    private static final String SCOPE = "payment";
    private static final Comparator<InvoicePayment> BY_DATE =
            Comparator.comparing(InvoicePayment::date).thenComparingInt(InvoicePayment::number);

    @Override
    public void addTo(Routes routes) {
        var search = Routes.parameters(Routes.LIST, "invoicenumber", "lastmodified", "sortby");
        routes.add("GET", "/3/invoicepayments", SCOPE, search, PaymentResource::list);
        routes.add("POST", "/3/invoicepayments", SCOPE, Set.of(), PaymentResource::create);
        var one = "/3/invoicepayments/{Number}";
        routes.add("GET", one, SCOPE, Set.of(), request -> shown(request, one(request)));
        routes.add("PUT", one, SCOPE, Set.of(), PaymentResource::update);
        routes.add("DELETE", one, SCOPE, Set.of(), PaymentResource::delete);
        routes.add("PUT", one + "/bookkeep", SCOPE, Set.of(), PaymentResource::bookkeep);
    }

    /** Always by payment date: {@code sortorder} is taken and does nothing. */
    private static Answer list(Request request) {
        var recent = request.recent();
        if (!request.query("sortby").orElse("paymentdate").equals("paymentdate")) {
            throw KnownReason.INVALID_PARAMETER.refusal("sortby");
        }
        var hits = request.company().payments.all().stream()
                .filter(payment -> recent.test(payment.modified()))
                .filter(payment -> isOf(request, Long.toString(payment.invoiceNumber())))
                .sorted(BY_DATE)
                .toList();
        return new Listing<InvoicePayment>(
                        request, "InvoicePayment", "InvoicePayments", payment -> PaymentView.item(request, payment))
                .paged(hits);
    }

    private static boolean isOf(Request request, String invoice) {
        return request.assumes(Assumption.PAYMENT_INVOICE_SEARCH, "contains")
                ? request.contains("invoicenumber", invoice)
                : request.query("invoicenumber").map(invoice::equals).orElse(true);
    }

    private static Answer create(Request request) {
        var input = request.created(PaymentShape.PAYMENT);
        var change = request.company().change();
        var payment = rules(request).added(input, change);
        change.commit();
        return request.created("invoicepayments", "InvoicePayment", PaymentView.single(request, payment));
    }

    private static Answer update(Request request) {
        var before = one(request);
        var input = request.updated(PaymentShape.PAYMENT);
        var change = request.company().change();
        var payment = rules(request).changed(before, input, change);
        change.commit();
        return shown(request, payment);
    }

    private static Answer delete(Request request) {
        var payment = one(request);
        var change = request.company().change();
        if (payment.booked() && request.assumes(Assumption.BOOKED_PAYMENT_DELETE, "accept")) {
            PaymentUndoing.undo(request.company(), payment, change);
        } else {
            PaymentRules.requireUnbooked(payment);
        }
        change.drop(request.company().payments, payment.key()).commit();
        return Answer.empty(204);
    }

    /** Some clients send the payment along; nothing in it is looked at. */
    private static Answer bookkeep(Request request) {
        var environment = request.environment();
        var change = request.company().change();
        var booking = new PaymentBooking(
                request.company(),
                environment.assumptions(),
                environment.clock().today());
        var payment = booking.book(one(request), change);
        change.commit();
        return shown(request, payment);
    }

    private static PaymentRules rules(Request request) {
        var environment = request.environment();
        return new PaymentRules(
                request.company(),
                environment.assumptions(),
                environment.clock().today());
    }

    private static Answer shown(Request request, InvoicePayment payment) {
        return request.single("InvoicePayment", PaymentView.single(request, payment));
    }

    private static InvoicePayment one(Request request) {
        return request.company()
                .payments
                .find(request.name("Number"))
                .orElseThrow(AssumedReason.PAYMENT_NOT_FOUND::refusal);
    }
}
