package se.kvitta.source.klarna;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Connection;
import se.kvitta.order.OrderRequest;

/** What a call to the Order Management API carries, and what its answer says of the next one. */
@Component("klarnaOrderCalls")
class OrderCalls {

    private static final int TOO_MANY = 429;

    /**
     * Names the order and adds the user and password of the part {@code orders} of the profile's connection. Throws
     * {@link IllegalArgumentException} naming what the connection lacks.
     */
    void address(@ExchangeProperty("orderRequest") OrderRequest request, Exchange exchange) {
        Connection connection = request.profile().connection();
        String login = connection.get("orders.username") + ":" + connection.get("orders.password");
        Message message = exchange.getMessage();
        message.setHeader(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        message.setHeader(
                Exchange.HTTP_PATH,
                "/ordermanagement/v1/orders/"
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
