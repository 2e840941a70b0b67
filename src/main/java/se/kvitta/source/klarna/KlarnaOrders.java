package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.order.OrderReader;
import se.kvitta.order.OrderRequest;
import se.kvitta.settlement.ToldOrder;

/** Reads an order of the Order Management API. */
@Component("klarnaOrders")
class KlarnaOrders implements OrderReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    /** What Klarna says, with either status, of an order that it does not have. */
    private static final Set<String> NO_ORDER = Set.of("NO_SUCH_ORDER", "NOT_FOUND");

    @Override
    public ToldOrder read(OrderRequest request, byte[] answer) throws IOException {
        @Nullable JsonNode order = JSON.readTree(answer);
        if (order == null || !order.isObject()) {
            throw new IOException("the answer is no JSON object, or cut off");
        }
        if (!order.path("order_id").asText().equalsIgnoreCase(request.order())) {
            throw new IOException("the answer is not the order " + request.order());
        }
        try {
            return OrderParts.of(request.order(), order, request.profile().orderLines());
        } catch (RuntimeException e) {
            throw new IOException("the order " + request.order() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A page for people with status 404 comes of a wrong address, and says nothing of the order. */
    @Override
    public boolean isGone(int status, byte[] answer) {
        if (status == GONE) {
            return true;
        }
        if (status != NOT_FOUND && status != BAD_REQUEST) {
            return false;
        }
        try {
            @Nullable JsonNode error = JSON.readTree(answer);
            return error != null && NO_ORDER.contains(error.path("error_code").asText());
        } catch (IOException e) {
            return false;
        }
    }
}
