package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/articleurlconnections}: which address hangs on which article. */
final class ArticleUrlResource extends SmallRegister<ArticleUrl> {

    private static final Shape SHAPE = Shape.of(
            "ArticleUrlConnection",
            Field.text("ArticleNumber", 1, 50).needed(),
            Field.text("URLConnection", 1, 2048).needed(),
            Field.readOnly("@url"),
            Field.readOnly("Id"));

    ArticleUrlResource() {
        super(
                "articleurlconnections",
                "connectfile",
                "ArticleUrlConnection",
                "ArticleUrlConnections",
                SHAPE,
                AssumedReason.CONNECTION_NOT_FOUND);
    }

    @Override
    Register<ArticleUrl> register(Company company) {
        return company.articleUrls;
    }

    @Override
    String key(ArticleUrl entry) {
        return entry.key();
    }

    @Override
    Comparator<ArticleUrl> order() {
        return Comparator.comparingInt(ArticleUrl::id);
    }

    @Override
    Set<String> search() {
        return Set.of();
    }

    @Override
    List<ArticleUrl> found(Request request) {
        return request.company().articleUrls.all();
    }

    @Override
    ArticleUrl made(Request request, Input input, @Nullable ArticleUrl before, Instant at) {
        var article = input.requiredText("ArticleNumber", before == null ? null : before.article());
        if (!request.company().articleRegister.has(article)) {
            throw KnownReason.ARTICLE_MISSING.refusal(article);
        }
        return new ArticleUrl(
                before == null ? next(request.company()) : before.id(),
                article,
                input.requiredText("URLConnection", before == null ? null : before.url()));
    }

    private static int next(Company company) {
        return company.articleUrls.all().stream().mapToInt(ArticleUrl::id).max().orElse(0) + 1;
    }

    @Override
    boolean isUsed(Company company, String key) {
        return false;
    }

    @Override
    ObjectNode item(Request request, ArticleUrl entry) {
        return whole(request, entry);
    }

    @Override
    ObjectNode whole(Request request, ArticleUrl entry) {
        return Json.object()
                .put("@url", request.url("articleurlconnections", entry.key()))
                .put("ArticleNumber", entry.article())
                .put("Id", entry.id())
                .put("URLConnection", entry.url());
    }
}
