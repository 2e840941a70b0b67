package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** {@code /3/articles}. */
final class ArticleResource implements Resource {

    private static final String SCOPE = "article";
    private static final Set<String> SEARCH = Set.of(
            "articlenumber",
            "description",
            "ean",
            "suppliernumber",
            "manufacturer",
            "manufacturerarticlenumber",
            "webshop");
    private static final Comparator<Article> FIRST = Comparator.comparing(Article::number);

    @Override
    public void addTo(Routes routes) {
        var all = "/3/articles";
        var one = all + "/{ArticleNumber}";
        var search = Routes.both(Routes.LIST, Routes.parameters(SEARCH, "filter", "lastmodified", "sortby"));
        routes.add("GET", all, SCOPE, search, ArticleResource::list);
        routes.add("POST", all, SCOPE, Set.of(), ArticleResource::create);
        routes.add("GET", one, SCOPE, Set.of(), ArticleResource::read);
        routes.add("PUT", one, SCOPE, Set.of(), ArticleResource::update);
        routes.add("DELETE", one, SCOPE, Set.of(), ArticleResource::delete);
    }

    private static Answer create(Request request) {
        var company = request.company();
        var change = company.change();
        var article = rules(request).added(request.created(ArticleShape.SHAPE), change.at());
        change.put(company.articleRegister, article.number(), article).commit();
        return request.created("articles", "Article", ArticleView.single(request, article));
    }

    private static Answer read(Request request) {
        return request.single("Article", ArticleView.single(request, one(request)));
    }

    private static Answer update(Request request) {
        var company = request.company();
        var change = company.change();
        var article = rules(request).updated(one(request), request.updated(ArticleShape.SHAPE), change.at());
        change.put(company.articleRegister, article.number(), article).commit();
        return request.single("Article", ArticleView.single(request, article));
    }

    /** Its prices and what hangs on it go with it. One that a document names stays. */
    private static Answer delete(Request request) {
        var company = request.company();
        var number = one(request).number();
        boolean used = Stream.concat(
                        company.invoices.all().stream().flatMap(invoice -> invoice.rows().stream()),
                        company.orders.all().stream()
                                .flatMap(order -> order.rows().stream().map(Order.Row::ordered)))
                .anyMatch(row -> number.equals(row.articleNumber()));
        if (used) {
            throw AssumedReason.IN_USE.refusal(number);
        }
        var change = company.change().drop(company.articleRegister, number);
        company.prices.all().stream()
                .filter(price -> price.article().equals(number))
                .forEach(price -> change.drop(company.prices, price.key()));
        company.articleFiles.all().stream()
                .filter(file -> file.article().equals(number))
                .forEach(file -> change.drop(company.articleFiles, file.fileId()));
        company.articleUrls.all().stream()
                .filter(url -> url.article().equals(number))
                .forEach(url -> change.drop(company.articleUrls, url.key()));
        change.commit();
        return Answer.empty(204);
    }

    private static ArticleRules rules(Request request) {
        return new ArticleRules(request.company(), request.environment().assumptions());
    }

    private static Article one(Request request) {
        return request.company()
                .articleRegister
                .find(request.name("ArticleNumber"))
                .orElseThrow(KnownReason.ARTICLE_NOT_FOUND::refusal);
    }

    private static Answer list(Request request) {
        request.requireOneSearchField(SEARCH);
        var recent = request.recent();
        var active = request.filter("active", "inactive").map("active"::equals);
        var webshop = request.query("webshop").map(ArticleResource::bool);
        List<Article> hits = request.company().articleRegister.all().stream()
                .filter(article -> recent.test(article.modified()))
                .filter(article -> active.isEmpty() || active.get() == article.flag("Active"))
                .filter(article -> webshop.isEmpty() || webshop.get() == article.flag("WebshopArticle"))
                .filter(article -> request.contains("articlenumber", article.number()))
                .filter(article -> request.contains("description", article.description()))
                .filter(article -> request.contains("ean", article.text("EAN")))
                .filter(article -> request.contains("suppliernumber", article.text("SupplierNumber")))
                .filter(article -> request.contains("manufacturer", article.text("Manufacturer")))
                .filter(article ->
                        request.contains("manufacturerarticlenumber", article.text("ManufacturerArticleNumber")))
                .toList();
        return new Listing<Article>(request, "Article", "Articles", article -> ArticleView.item(request, article))
                .paged(Listing.sorted(request, hits, orders(request.company()), FIRST));
    }

    private static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw KnownReason.INVALID_PARAMETER.refusal("webshop");
        };
    }

    private static Map<String, Comparator<Article>> orders(Company company) {
        return Map.of(
                "articlenumber", FIRST,
                "quantityinstock",
                        Comparator.comparing(
                                article -> Quantities.of(company, article).inStock()),
                "reservedquantity",
                        Comparator.comparing(
                                article -> Quantities.of(company, article).reserved()),
                "stockvalue", Comparator.comparing(article -> value(company, article)));
    }

    private static BigDecimal value(Company company, Article article) {
        return Quantities.of(company, article).value(article);
    }
}
