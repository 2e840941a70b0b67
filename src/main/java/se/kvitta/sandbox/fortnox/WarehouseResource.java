package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** {@code /api/warehouse}: what the warehouse module tells of stock, where a company has it. */
final class WarehouseResource implements Resource {

    private static final String SCOPE = "warehouse";
    private static final List<String> DELIVERY = List.of(
            "deliveryAddress",
            "deliveryAddress2",
            "deliveryCity",
            "deliveryCountryCode",
            "deliveryName",
            "deliveryPhone",
            "deliveryZipCode");
    private static final Shape POINT = Shape.of(
            "",
            Field.text("code", 1, 10).needed(),
            Field.text("name", 1, 25).needed(),
            Field.bool("active"),
            Field.text("deliveryAddress", 0, 50),
            Field.text("deliveryAddress2", 0, 50),
            Field.text("deliveryCity", 0, 50),
            Field.text("deliveryCountryCode", 0, 3),
            Field.text("deliveryName", 0, 50),
            Field.text("deliveryPhone", 0, 50),
            Field.text("deliveryZipCode", 0, 10),
            Field.bool("usingCompanyAddress"),
            Field.readOnly("id"),
            Field.readOnly("stockLocations"));

    @Override
    public void addTo(Routes routes) {
        var points = "/api/warehouse/stockpoints-v1";
        routes.add("GET", "/api/warehouse/tenants-v4", SCOPE, Set.of(), WarehouseResource::tenant);
        routes.add(
                "GET",
                "/api/warehouse/status-v1/stockbalance",
                SCOPE,
                Set.of("itemIds", "stockPointCodes"),
                whereActive(WarehouseResource::balances));
        routes.add("GET", points, SCOPE, Set.of("q", "state"), whereActive(WarehouseResource::points));
        routes.add("POST", points, SCOPE, Set.of(), whereActive(WarehouseResource::addPoint));
        routes.add("GET", points + "/{Id}", SCOPE, Set.of(), whereActive(WarehouseResource::point));
    }

    private static Function<Request, Answer> whereActive(Function<Request, Answer> handler) {
        return request -> {
            if (!request.company().articleSettings().warehouse()) {
                throw WebReason.MISSING_RIGHTS.refusal("Fortnox Lager");
            }
            return handler.apply(request);
        };
    }

    private static Answer tenant(Request request) {
        var company = request.company();
        return Answer.json(
                200,
                Json.object()
                        .put("activated", company.articleSettings().warehouse())
                        .put("tenantId", company.profile().tenant()));
    }

    /** What is reserved is the difference. */
    private static Answer balances(Request request) {
        var company = request.company();
        var articles = request.list("itemIds");
        var points = request.list("stockPointCodes");
        var list = Json.array();
        company.stock.all().stream()
                .filter(stock -> articles.isEmpty() || articles.contains(stock.article()))
                .filter(stock -> points.isEmpty() || points.contains(stock.stockPoint()))
                .sorted(Comparator.comparing(Stock::article).thenComparing(Stock::stockPoint))
                .forEach(stock -> list.add(Json.object()
                        .put("availableStock", stock.quantity().subtract(reserved(company, stock)))
                        .put("inStock", stock.quantity())
                        .put("itemId", stock.article())
                        .put("stockPointCode", stock.stockPoint())));
        return Answer.json(200, list);
    }

    /** Orders name no stock point here: they lay claim to the first that an article lies at. */
    private static BigDecimal reserved(Company company, Stock stock) {
        boolean first = company.stock.all().stream()
                .filter(other -> other.article().equals(stock.article()))
                .allMatch(other -> stock.stockPoint().compareTo(other.stockPoint()) <= 0);
        return first ? Quantities.reserved(company, stock.article()) : BigDecimal.ZERO;
    }

    private static Answer points(Request request) {
        var state = request.query("state").orElse("ACTIVE");
        if (!Set.of("ALL", "ACTIVE", "INACTIVE").contains(state)) {
            throw KnownReason.INVALID_PARAMETER.refusal("state");
        }
        var wanted = request.query("q").orElse("").toLowerCase(Locale.ROOT);
        var list = Json.array();
        request.company().stockPoints.all().stream()
                .filter(point -> state.equals("ALL") || point.active() == state.equals("ACTIVE"))
                .filter(point -> (point.code() + "\n" + point.name())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .forEach(point -> list.add(view(point)));
        return Answer.json(200, list);
    }

    private static Answer addPoint(Request request) {
        var input = POINT.bare(request.call().body(), request.environment().assumptions());
        var company = request.company();
        var code = input.requiredText("code", null);
        if (company.stockPoints.all().stream().anyMatch(point -> point.code().equals(code))) {
            throw WebReason.STOCK_POINT_EXISTS.refusal(code);
        }
        var delivery = new TreeMap<String, String>();
        for (var name : DELIVERY) {
            var text = input.text(name, null);
            if (text != null) {
                delivery.put(name, text);
            }
        }
        var point = new StockPoint(
                UUID.randomUUID().toString(),
                code,
                input.requiredText("name", null),
                input.bool("active", true),
                delivery,
                input.bool("usingCompanyAddress", true));
        company.change().put(company.stockPoints, point.id(), point).commit();
        return Answer.json(201, view(point));
    }

    private static Answer point(Request request) {
        var id = request.name("Id");
        return request.company()
                .stockPoints
                .find(id)
                .map(point -> Answer.json(200, view(point)))
                .orElseThrow(() -> WebReason.STOCK_POINT_NOT_FOUND.refusal(id));
    }

    private static ObjectNode view(StockPoint point) {
        var entry = Json.object()
                .put("active", point.active())
                .put("code", point.code())
                .put("id", point.id())
                .put("name", point.name())
                .put("usingCompanyAddress", point.usingCompanyAddress());
        point.delivery().forEach(entry::put);
        return entry;
    }
}
