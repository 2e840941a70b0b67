package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/articlefileconnections}: which file hangs on which article. */
final class ArticleFileResource extends SmallRegister<ArticleFile> {

    private static final Shape SHAPE = Shape.of(
            "ArticleFileConnection",
            Field.text("FileId", 1, 100).needed(),
            Field.text("ArticleNumber", 1, 50).needed(),
            Field.readOnly("@url"));

    ArticleFileResource() {
        super(
                "articlefileconnections",
                "connectfile",
                "ArticleFileConnection",
                "ArticleFileConnections",
                SHAPE,
                AssumedReason.CONNECTION_NOT_FOUND);
    }

    @Override
    Register<ArticleFile> register(Company company) {
        return company.articleFiles;
    }

    @Override
    String key(ArticleFile entry) {
        return entry.fileId();
    }

    @Override
    Set<String> methods() {
        return Set.of("GET", "DELETE");
    }

    @Override
    Set<String> search() {
        return Set.of();
    }

    @Override
    List<ArticleFile> found(Request request) {
        return request.company().articleFiles.all();
    }

    @Override
    ArticleFile made(Request request, Input input, @Nullable ArticleFile before, Instant at) {
        var file = input.requiredText("FileId", null);
        if (request.company().file(file).isEmpty()) {
            throw AssumedReason.FILE_NOT_FOUND.refusal();
        }
        var article = input.requiredText("ArticleNumber", null);
        if (!request.company().articleRegister.has(article)) {
            throw KnownReason.ARTICLE_MISSING.refusal(article);
        }
        return new ArticleFile(file, article);
    }

    @Override
    boolean isUsed(Company company, String key) {
        return false;
    }

    @Override
    ObjectNode item(Request request, ArticleFile entry) {
        return whole(request, entry);
    }

    @Override
    ObjectNode whole(Request request, ArticleFile entry) {
        return Json.object()
                .put("@url", request.url("articlefileconnections", entry.fileId()))
                .put("ArticleNumber", entry.article())
                .put("FileId", entry.fileId());
    }
}
