package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /3/orders}, and what can be done to an order. */
final class OrderResource implements Resource {

    private static final String SCOPE = "order";
    private static final Comparator<Order> BY_NUMBER = Comparator.comparingLong(Order::number);
    private static final Map<String, Comparator<Order>> ORDERS = Map.of(
            "documentnumber", BY_NUMBER,
            "customername", Comparator.comparing(order -> order.head().texts().getOrDefault("CustomerName", "")),
            "customernumber", Comparator.comparing(order -> order.head().customerNumber()),
            "orderdate", Comparator.comparing(order -> order.head().invoiceDate()),
            "total", Comparator.comparingLong(order -> order.sums().totalMinor()));

    /** Texts that can be searched for: those of invoices, but for the customer's own order number. */
    private static final Map<String, Function<Order, @Nullable String>> TEXTS = Map.ofEntries(
            Map.entry("documentnumber", Order::key),
            Map.entry("customernumber", order -> order.head().customerNumber()),
            Map.entry("ordertype", Order::orderType),
            Map.entry("customername", text("CustomerName")),
            Map.entry("ourreference", text("OurReference")),
            Map.entry("yourreference", text("YourReference")),
            Map.entry("externalinvoicereference1", text("ExternalInvoiceReference1")),
            Map.entry("externalinvoicereference2", text("ExternalInvoiceReference2")),
            Map.entry("costcenter", text("CostCenter")),
            Map.entry("project", text("Project")));

    private static final Set<String> MARKS = Set.of("sent", "notcompleted");
    private static final Set<String> OTHERS = Set.of("filter", "label", "fromdate", "todate", "lastmodified", "sortby");

    private static Function<Order, @Nullable String> text(String name) {
        return order -> order.head().text(name);
    }

    @Override
    public void addTo(Routes routes) {
        var all = "/3/orders";
        var one = all + "/{DocumentNumber}";
        var parameters = Routes.both(Routes.both(Routes.LIST, OTHERS), searchFields());
        routes.add("GET", all, SCOPE, parameters, OrderResource::list);
        routes.add("POST", all, SCOPE, Set.of(), OrderResource::create);
        routes.add("GET", one, SCOPE, Set.of(), request -> shown(request, one(request)));
        routes.add("PUT", one, SCOPE, Set.of(), OrderResource::update);
        routes.add("PUT", one + "/createinvoice", SCOPE, Set.of(), OrderResource::createInvoice);
        action(routes, "cancel", OrderResource::cancelled);
        action(routes, "externalprint", (request, order) -> order.marks().asSent());
        action(routes, "warehouseready", OrderResource::ready);
    }

    private static void action(Routes routes, String name, BiFunction<Request, Order, Order.Marks> work) {
        routes.add("PUT", "/3/orders/{DocumentNumber}/" + name, SCOPE, Set.of(), request -> {
            var before = one(request);
            var company = request.company();
            var change = company.change();
            var order = before.marked(work.apply(request, before), change.at());
            change.put(company.orders, order.key(), order).commit();
            return shown(request, order);
        });
    }

    private static Order.Marks cancelled(Request request, Order order) {
        OrderRules.requireOpen(order);
        return order.marks().asCancelled();
    }

    /** Only what is delivered can be marked as ready. */
    private static Order.Marks ready(Request request, Order order) {
        OrderRules.requireOpen(order);
        if (!order.deliveryState().equals("delivery")) {
            throw KnownReason.ORDER_NOT_DELIVERED.refusal(order.number());
        }
        return order.marks().asReady();
    }

    private static Answer create(Request request) {
        var change = request.company().change();
        var order = rules(request).added(request.created(OrderShape.ORDER), change);
        change.commit();
        return request.created("orders", "Order", OrderView.single(request, order));
    }

    private static Answer update(Request request) {
        var change = request.company().change();
        var order = rules(request).changed(one(request), request.updated(OrderShape.ORDER), change);
        change.commit();
        return shown(request, order);
    }

    /** Whether the answer is the invoice or the order, the sources do not agree on. */
    private static Answer createInvoice(Request request) {
        var change = request.company().change();
        var made = rules(request).invoiced(one(request), change);
        change.commit();
        return request.assumes(Assumption.CREATE_INVOICE_ANSWER, "invoice")
                ? request.single("Invoice", InvoiceView.single(request, made.invoice()))
                : shown(request, made.order());
    }

    private static OrderRules rules(Request request) {
        var environment = request.environment();
        return new OrderRules(
                request.company(),
                environment.assumptions(),
                environment.clock().today());
    }

    private static Answer shown(Request request, Order order) {
        return request.single("Order", OrderView.single(request, order));
    }

    private static Order one(Request request) {
        return request.company()
                .orders
                .find(request.name("DocumentNumber"))
                .orElseThrow(KnownReason.ORDER_NOT_FOUND::refusal);
    }

    private static Set<String> searchFields() {
        var fields = new TreeSet<>(TEXTS.keySet());
        fields.addAll(MARKS);
        return fields;
    }

    private static Answer list(Request request) {
        request.requireOneSearchField(searchFields());
        var recent = request.recent();
        var label = request.wholeNumber("label");
        var hits = request.company().orders.all().stream()
                .filter(filter(request))
                .filter(between(request))
                .filter(marks(request))
                .filter(order -> recent.test(order.modified()))
                .filter(order -> label.map(id -> InvoiceSearch.isLabelled(request, order.head(), id))
                        .orElse(true))
                .filter(order -> TEXTS.entrySet().stream()
                        .allMatch(text ->
                                request.contains(text.getKey(), text.getValue().apply(order))))
                .toList();
        return new Listing<Order>(request, "Order", "Orders", order -> OrderView.item(request, order))
                .paged(Listing.sorted(request, hits, ORDERS, BY_NUMBER));
    }

    /** One is expired when its day of delivery has passed and nothing was invoiced. */
    private static Predicate<Order> filter(Request request) {
        var today = request.environment().clock().today();
        return request.filter("cancelled", "expired", "invoicecreated", "invoicenotcreated")
                .<Predicate<Order>>map(filter -> order -> switch (filter) {
                    case "cancelled" -> order.cancelled();
                    case "expired" -> order.isOpen() && isBefore(order.head().deliveryDate(), today);
                    case "invoicecreated" -> order.invoice() != 0;
                    default -> order.isOpen();
                })
                .orElse(order -> true);
    }

    private static boolean isBefore(@Nullable LocalDate date, LocalDate today) {
        return date != null && date.isBefore(today);
    }

    private static Predicate<Order> between(Request request) {
        var from = request.day("fromdate");
        var to = request.day("todate");
        return order -> from.map(day -> !order.head().invoiceDate().isBefore(day))
                        .orElse(true)
                && to.map(day -> !order.head().invoiceDate().isAfter(day)).orElse(true);
    }

    private static Predicate<Order> marks(Request request) {
        Optional<Boolean> sent = request.query("sent").map(FieldCheck::bool);
        Optional<Boolean> notCompleted = request.query("notcompleted").map(FieldCheck::bool);
        return order -> sent.map(wanted -> wanted == order.sent()).orElse(true)
                && notCompleted
                        .map(wanted -> wanted == order.head().notCompleted())
                        .orElse(true);
    }
}
