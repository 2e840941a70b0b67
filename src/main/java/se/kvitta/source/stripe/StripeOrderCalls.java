package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.order.OrderRequest;

/** What the route asks between the calls for one charge: which is next, and what its answer means. */
@Component("stripeOrderCalls")
class StripeOrderCalls {

    /** What a key may not read is not tried again for so long: somebody may give it the right. */
    private static final Duration REMEMBERED = Duration.ofMinutes(15);

    /** Percentages of a tax rate never change at Stripe; so many are kept. */
    private static final int MOST_RATES = 10_000;

    private final Clock clock;
    private final Map<String, Instant> forbidden = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> rates = new ConcurrentHashMap<>();

    StripeOrderCalls(Clock clock) {
        this.clock = clock;
    }

    OrderLookUp begin(@Body OrderRequest request) {
        String profile = request.profile().name();
        return new OrderLookUp(
                request,
                right -> forbidden
                        .getOrDefault(profile + "/" + right, Instant.MIN)
                        .isAfter(clock.instant()),
                rate -> rates.get(profile + "/" + rate));
    }

    void answered(
            @Body byte[] body,
            @ExchangeProperty("lookUp") OrderLookUp lookUp,
            @ExchangeProperty("orderRequest") OrderRequest request)
            throws IOException {
        lookUp.answered(body);
        JsonNode answer = StripeCalls.read(body);
        if (answer.path("object").asText().equals("tax_rate") && rates.size() < MOST_RATES) {
            rates.put(request.profile().name() + "/" + answer.path("id").asText(), answer);
        }
    }

    void refused(
            @ExchangeProperty("lookUp") OrderLookUp lookUp,
            @ExchangeProperty("orderRequest") OrderRequest request,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) HttpOperationFailedException refusal,
            Exchange exchange) {
        @Nullable String body = refusal.getResponseBody();
        lookUp.refused(refusal.getStatusCode(), (body == null ? "" : body).getBytes(StandardCharsets.UTF_8));
        for (String right : lookUp.getRights().lacking()) {
            forbidden.put(
                    request.profile().name() + "/" + right, clock.instant().plus(REMEMBERED));
        }
        Map<String, String> headers = refusal.getResponseHeaders();
        if (headers != null) {
            headers.forEach((name, value) -> {
                if (name.equalsIgnoreCase("Retry-After")) {
                    exchange.setProperty("retryAfter", value);
                }
            });
        }
    }
}
