package se.kvitta.booking;

import java.util.Map;

/**
 * Who bears the loss when a buyer does not pay. Where the provider does, it is the debtor from the sale on. Where the merchant
 * does, the buyer is, until the provider has received the money.
 *
 * @param others of every way to pay that has no word of its own
 * @param methods by how the buyer paid, in the provider's word
 */
public record CreditRisk(Bearer others, Map<String, Bearer> methods) {

    /** The provider buys every claim, as it does with cards. */
    public static final CreditRisk PROVIDER = new CreditRisk(Bearer.PROVIDER, Map.of());

    public CreditRisk {
        methods = Map.copyOf(methods);
    }

    /** Who bears it, as far as somebody has said. */
    public enum Bearer {
        PROVIDER,
        MERCHANT,
        /** The merchant's contract decides, and nobody has said: what depends on it waits. */
        ASK
    }

    /** @param method how the buyer paid, in the provider's word; may be empty */
    Bearer of(String method) {
        return methods.getOrDefault(method, others);
    }

    /** Whether any claim stays with a buyer. */
    public boolean isMerchants() {
        return others == Bearer.MERCHANT || methods.containsValue(Bearer.MERCHANT);
    }
}
