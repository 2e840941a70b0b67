package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Merchants;
import se.kvitta.order.OrderReader;
import se.kvitta.order.OrderRequest;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.ToldOrder;

/** Reads what stands behind a charge: the answers that {@link OrderLookUp} has put together. */
@Component("stripeOrders")
class StripeOrders implements OrderReader {

    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final Merchants merchants;

    StripeOrders(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public ToldOrder read(OrderRequest request, byte[] answer) throws IOException {
        JsonNode told = StripeCalls.read(answer);
        if (!told.path("charge").path("id").asText().equals(request.order())) {
            throw new IOException("the answer is not the charge " + request.order());
        }
        var words = new StripeWords(merchants.requireSource("stripe").raw());
        boolean buyerIsKept = !merchants
                .requireMerchant(request.profile().merchant())
                .invoices()
                .kept()
                .isEmpty();
        try {
            @Nullable Basket whole = new ChargeBasket(told, words).basket(buyerIsKept);
            return new ToldOrder(request.order(), whole, List.of());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("the charge " + request.order() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A page for people with status 404 comes of a wrong address, and says nothing of the charge. */
    @Override
    public boolean isGone(int status, byte[] answer) {
        if (status != NOT_FOUND) {
            return status == GONE;
        }
        try {
            return StripeCalls.read(answer).at("/error/code").asText().equals("resource_missing");
        } catch (IOException e) {
            return false;
        }
    }
}
