package se.kvitta.testing;

import java.util.Optional;
import se.kvitta.sandbox.fortnox.Exchange;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.testing.openapi.OpenApiDocument;
import se.kvitta.testing.openapi.SchemaWatch;

/** What goes between a test and the Fortnox sandbox, checked against what Fortnox publishes. */
public final class FortnoxWire {

    /** Fortnox's own document, which we may not copy. */
    public static final String DOCUMENT = "fortnox.openapi.json";

    private static final String DEVIATIONS = "/fortnox/published-and-recorded.yaml";
    private static final Optional<OpenApiDocument> PUBLISHED = OpenApiDocument.find(DOCUMENT);

    private FortnoxWire() {}

    /** Empty when it does not lie beside the project. */
    public static Optional<OpenApiDocument> published() {
        return PUBLISHED;
    }

    /** Watches a sandbox that the product calls. */
    public static SchemaWatch watch(FortnoxSandbox sandbox) {
        return watch(sandbox, false);
    }

    /** Watches a sandbox that tests of its own call, also wrongly. */
    public static SchemaWatch watchProbes(FortnoxSandbox sandbox) {
        return watch(sandbox, true);
    }

    private static SchemaWatch watch(FortnoxSandbox sandbox, boolean probing) {
        var watch = watch(probing);
        sandbox.listen(exchange -> see(watch, exchange));
        return watch;
    }

    /** One that listens to no sandbox. */
    public static SchemaWatch watch(boolean probing) {
        return new SchemaWatch(PUBLISHED.orElse(null), DEVIATIONS, probing);
    }

    /** The token host is another API, which no document describes. */
    private static void see(SchemaWatch watch, Exchange exchange) {
        if (!exchange.path().startsWith("/oauth-v1/")) {
            boolean sent = exchange.requestType().startsWith("application/json");
            boolean answered = exchange.answerType().startsWith("application/json");
            watch.see(new SchemaWatch.Exchange(
                    exchange.method(),
                    exchange.path(),
                    exchange.query(),
                    sent && !exchange.request().isEmpty() ? exchange.request() : null,
                    exchange.status(),
                    answered ? exchange.answer() : null));
        }
    }
}
