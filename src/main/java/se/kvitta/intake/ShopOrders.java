package se.kvitta.intake;

import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import se.kvitta.journal.Orders;
import se.kvitta.merchant.Merchants;
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

    /** Keeps it for the profile's merchant: whichever of its providers was paid, the order is the same. */
    public void take(@Body OrderTold told, @ExchangeProperty("profile") String profile) {
        orders.apply(merchants.requireProfile(profile).merchant()).put(told.number(), told.part(), told.basket());
    }
}
