package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code /3/prices}: by price list, article and quantity. */
final class PriceResource implements Resource {

    private static final String SCOPE = "price";
    private static final int DIGITS = 14;
    private static final Pattern QUANTITY = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,4})?");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(SandboxClock.STOCKHOLM);
    private static final Comparator<Price> FIRST =
            Comparator.comparing(Price::article).thenComparing(Price::priceList).thenComparing(Price::fromQuantity);

    private static final Shape SHAPE = Shape.of(
            "Price",
            Field.text("ArticleNumber", 1, 50).needed(),
            Field.text("PriceList", 1, 100).needed(),
            Field.decimal("FromQuantity", DIGITS),
            Field.decimal("Price", DIGITS),
            Field.decimal("Percent", DIGITS),
            Field.readOnly("@url"),
            Field.readOnly("Date"));

    @Override
    public void addTo(Routes routes) {
        var all = "/3/prices";
        var base = all + "/{PriceList}/{ArticleNumber}";
        var one = base + "/{FromQuantity}";
        routes.add("GET", all, SCOPE, Routes.LIST, PriceResource::list);
        routes.add("POST", all, SCOPE, Set.of(), PriceResource::create);
        routes.add("GET", all + "/sublist/{PriceList}/{ArticleNumber}", SCOPE, Routes.LIST, PriceResource::sublist);
        routes.add("GET", base, SCOPE, Set.of(), request -> read(request, BigDecimal.ZERO));
        routes.add("PUT", base, SCOPE, Set.of(), request -> update(request, BigDecimal.ZERO));
        routes.add("GET", one, SCOPE, Set.of(), request -> read(request, quantity(request)));
        routes.add("PUT", one, SCOPE, Set.of(), request -> update(request, quantity(request)));
        routes.add("DELETE", one, SCOPE, Set.of(), PriceResource::delete);
    }

    private static Answer create(Request request) {
        var input = request.created(SHAPE);
        var company = request.company();
        var article = input.requiredText("ArticleNumber", null);
        if (!company.articleRegister.has(article)) {
            throw KnownReason.ARTICLE_MISSING.refusal(article);
        }
        var priceList = input.requiredText("PriceList", null);
        if (!company.priceLists.has(priceList)) {
            throw AssumedReason.PRICE_LIST_UNKNOWN.refusal(priceList);
        }
        var change = company.change();
        var empty = new Price(
                priceList,
                article,
                rounded(input, "FromQuantity", BigDecimal.ZERO),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                change.at());
        if (company.prices.has(empty.key())) {
            throw AssumedReason.ALREADY_EXISTS.refusal(article);
        }
        var price = changed(empty, input, change.at());
        change.put(company.prices, price.key(), price).commit();
        return request.created("prices", "Price", view(request, price));
    }

    /** The price itself may change; the list, the article and the quantity say which price it is. */
    private static Answer update(Request request, BigDecimal quantity) {
        var before = one(request, quantity);
        var input = request.updated(SHAPE);
        boolean same = before.priceList().equals(input.text("PriceList", before.priceList()))
                && before.article().equals(input.text("ArticleNumber", before.article()))
                && before.fromQuantity().compareTo(rounded(input, "FromQuantity", before.fromQuantity())) == 0;
        if (!same) {
            throw AssumedReason.NUMBER_FIXED.refusal("PriceList, ArticleNumber, FromQuantity");
        }
        var company = request.company();
        var change = company.change();
        var price = changed(before, input, change.at());
        change.put(company.prices, price.key(), price).commit();
        return request.single("Price", view(request, price));
    }

    private static Price changed(Price before, Input input, Instant at) {
        return new Price(
                before.priceList(),
                before.article(),
                before.fromQuantity(),
                rounded(input, "Price", before.price()),
                rounded(input, "Percent", before.percent()),
                at);
    }

    /** Two decimals, half up, as prices and quantities everywhere. */
    private static BigDecimal rounded(Input input, String field, BigDecimal before) {
        var number = input.decimal(field, before);
        return number == null ? BigDecimal.ZERO : number.setScale(2, RoundingMode.HALF_UP);
    }

    private static Answer read(Request request, BigDecimal quantity) {
        return request.single("Price", view(request, one(request, quantity)));
    }

    private static Answer delete(Request request) {
        var price = one(request, quantity(request));
        var company = request.company();
        company.change().drop(company.prices, price.key()).commit();
        return Answer.empty(204);
    }

    private static BigDecimal quantity(Request request) {
        var text = request.name("FromQuantity");
        if (!QUANTITY.matcher(text).matches()) {
            throw AssumedReason.PRICE_NOT_FOUND.refusal();
        }
        return new BigDecimal(text);
    }

    private static Price one(Request request, BigDecimal quantity) {
        return request.company()
                .prices
                .find(Price.key(request.name("PriceList"), request.name("ArticleNumber"), quantity))
                .orElseThrow(AssumedReason.PRICE_NOT_FOUND::refusal);
    }

    private static Answer list(Request request) {
        var collection = request.environment().assumptions().value(Assumption.PRICE_LIST_WRAPPER);
        return listed(request, collection, request.company().prices.all().stream(), true);
    }

    private static Answer sublist(Request request) {
        var found = request.company().prices.all().stream()
                .filter(price -> price.priceList().equals(request.name("PriceList"))
                        && price.article().equals(request.name("ArticleNumber")));
        return listed(request, "Prices", found, false);
    }

    private static Answer listed(Request request, String collection, Stream<Price> found, boolean whole) {
        var hits = Listing.sorted(request, found.toList(), Map.of(), FIRST);
        return new Listing<Price>(
                        request,
                        "Price",
                        collection,
                        price -> whole
                                ? view(request, price)
                                : view(request, price).remove(List.of("Date", "Percent")))
                .paged(hits);
    }

    private static ObjectNode view(Request request, Price price) {
        var quantity = price.fromQuantity().stripTrailingZeros().toPlainString();
        return Json.object()
                .put("@url", request.url("prices", price.priceList(), price.article(), quantity))
                .put("ArticleNumber", price.article())
                .put("Date", TIME.format(price.at()))
                .put("FromQuantity", price.fromQuantity())
                .put("Percent", price.percent())
                .put("Price", price.price())
                .put("PriceList", price.priceList());
    }
}
