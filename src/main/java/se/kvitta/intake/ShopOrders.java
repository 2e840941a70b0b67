package se.kvitta.intake;

import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.Orders;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.OrderTold;

/** Takes in what shops and checkouts tell of orders: the evidence for the VAT of money that states none. */
public final class ShopOrders {

    private final Merchants merchants;
    private final Function<String, Orders> orders;

    /** @param orders the orders of a merchant */
    public ShopOrders(Merchants merchants, Function<String, Orders> orders) {
        this.merchants = merchants;
        this.orders = orders;
    }

    /**
     * Keeps it for the profile's merchant: whichever of its providers was paid, the order is the same. Of its buyer only
     * what the merchant has chosen is kept.
     */
    public void take(@Body OrderTold told, @ExchangeProperty("profile") String profile) {
        String merchant = merchants.requireProfile(profile).merchant();
        @Nullable Buyer buyer = told.basket().buyer();
        Basket kept = told.basket()
                .with(buyer == null ? null : buyer.of(profile))
                .keeping(merchants.requireMerchant(merchant).invoices().kept());
        orders.apply(merchant).put(told.number(), told.part(), kept);
    }
}
