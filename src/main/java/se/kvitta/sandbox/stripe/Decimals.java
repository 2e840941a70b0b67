package se.kvitta.sandbox.stripe;

import java.math.BigDecimal;
import java.util.Set;
import se.kvitta.sandbox.stripe.StripeAccount.Sum;

/** How many decimals Stripe's integers have, and which of them it takes. It is a table of its own, not ISO 4217. */
final class Decimals {

    private static final Set<String> NONE = Set.of(
            "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf");
    private static final Set<String> THREE = Set.of("bhd", "jod", "kwd", "omr", "tnd");

    /** Without decimals in fact, and told with two that are 0. */
    private static final Set<String> WHOLE = Set.of("isk", "ugx");

    /** Paid out in whole units only. */
    private static final Set<String> WHOLE_PAYOUTS = Set.of("huf", "twd", "isk", "ugx");

    private static final int TEN = 10;
    private static final int HUNDRED = 100;

    private Decimals() {}

    static int of(String currency) {
        return NONE.contains(currency) ? 0 : THREE.contains(currency) ? 3 : 2;
    }

    /** An integer of Stripe's with its decimals, as reports write it. */
    static String major(long amount, String currency) {
        return BigDecimal.valueOf(amount, of(currency)).toPlainString();
    }

    /** Throws {@link IllegalArgumentException} for what Stripe does not charge. */
    static void ofCharge(Sum paid) {
        require(paid, !THREE.contains(paid.currency()) || paid.amount() % TEN == 0);
        require(paid, !WHOLE.contains(paid.currency()) || paid.amount() % HUNDRED == 0);
    }

    /** Throws {@link IllegalArgumentException} for what Stripe does not pay out. */
    static void ofPayout(Sum sum) {
        require(sum, !WHOLE_PAYOUTS.contains(sum.currency()) || sum.amount() % HUNDRED == 0);
    }

    private static void require(Sum sum, boolean taken) {
        if (!taken) {
            throw new IllegalArgumentException(sum + " has decimals that Stripe does not take");
        }
    }
}
