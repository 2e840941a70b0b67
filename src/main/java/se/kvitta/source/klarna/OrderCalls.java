package se.kvitta.source.klarna;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Profile;
import se.kvitta.order.OrderRequest;

/** What a call to the Order Management API carries, and what its answer says of the next one. */
@Component("klarnaOrderCalls")
class OrderCalls {

    private static final int TOO_MANY = 429;

    private final KlarnaCalls calls;
    private final String host;

    /** @param host instead of that of the profile's region or provider; empty for that */
    OrderCalls(KlarnaCalls calls, @Value("${klarna.orders.api-url}") String host) {
        this.calls = calls;
        this.host = host;
    }

    /**
     * Names the order and adds the login: the API's, or that of the part {@code orders} of the profile's connection. Throws
     * {@link IllegalArgumentException} naming what the connection lacks.
     */
    void address(@ExchangeProperty("orderRequest") OrderRequest request, Exchange exchange) {
        Profile profile = request.profile();
        String of = KlarnaConnection.ofOrders(profile);
        Message message = exchange.getMessage();
        message.setHeader("Authorization", "Basic " + KlarnaCalls.login(profile.connection(), of));
        message.setHeader(
                Exchange.HTTP_URI,
                (host.isEmpty() ? calls.host(profile, of) : host) + "/ordermanagement/v1/orders/"
                        + URLEncoder.encode(request.order(), StandardCharsets.UTF_8)
                                .replace("+", "%20"));
    }

    /** Klarna says in a header of its own when there is room again, in seconds. */
    void pause(
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header("Retry-After") @Nullable String retryAfter,
            @Header("X-Ratelimit-Reset") @Nullable String reset,
            Exchange exchange) {
        if (status == TOO_MANY && retryAfter == null && reset != null) {
            exchange.getMessage().setHeader("Retry-After", reset.strip());
        }
    }
}
