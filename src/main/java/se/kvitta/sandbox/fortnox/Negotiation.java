package se.kvitta.sandbox.fortnox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** What a call says of its form: the types it sends and takes, the parameters it uses. */
final class Negotiation {

    private static final Set<String> ANSWERED = Set.of("application/json", "application/*", "*/*");

    private Negotiation() {}

    static void check(Call call, Route route) {
        var accepted = call.header("Accept").orElse("*/*");
        if (Arrays.stream(accepted.split(",")).map(Negotiation::bare).noneMatch(ANSWERED::contains)) {
            throw KnownReason.INVALID_RESPONSE_TYPE.refusal(accepted);
        }
        // An action such as …/bookkeep has no body, and then its type says nothing.
        boolean sends = call.body().length > 0 || call.header("Content-Type").isPresent();
        if (sends && (route.method().equals("POST") || route.method().equals("PUT"))) {
            var sent = call.header("Content-Type").orElse("");
            if (!bare(sent).equals(route.takes())) {
                throw KnownReason.INVALID_CONTENT_TYPE.refusal(sent);
            }
        }
        for (var parameter : call.query().keySet()) {
            if (!route.parameters().contains(parameter)) {
                throw parameter.equals("filter")
                        ? KnownReason.INVALID_FILTER.refusal()
                        : KnownReason.INVALID_PARAMETER.refusal(parameter);
            }
        }
    }

    private static String bare(String mediaType) {
        int parameters = mediaType.indexOf(';');
        return (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
    }
}
