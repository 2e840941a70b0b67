package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The settlements that come with the sandbox: hand-made, small, and exact to the öre. */
public final class KlarnaSamples {

    /** A shop with everything in it: a reserve, a dispute, another currency, a negative settlement and its repayment. */
    public static final String EVERYTHING = "K700123";

    /** The coffee shop of the demonstration, two weeks. */
    public static final String COFFEE_SHOP = "K700456";

    private static final Map<String, List<String>> FILES = Map.of(
            EVERYTHING,
            List.of(
                    "2201447718_20260216T000000_0.csv",
                    "XE7K2QPD_20260216T000000_0.csv",
                    "0041822931_20260223T000000_0.csv",
                    "2201459034_20260302T000000_0.csv"),
            COFFEE_SHOP,
            List.of("2201450871_20260216T000214_0.csv", "2201462290_20260223T000201_0.csv"));

    private KlarnaSamples() {}

    /** The names of a merchant's files, oldest first; empty for another merchant. */
    public static List<String> filesOf(String merchantId) {
        return FILES.getOrDefault(merchantId, List.of());
    }

    /** One of those files. */
    public static byte[] read(String merchantId, String name) throws IOException {
        var path = "/sandbox/klarna/" + merchantId + "/" + name;
        try (var in = KlarnaSamples.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IOException("the sample " + path + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }
}
