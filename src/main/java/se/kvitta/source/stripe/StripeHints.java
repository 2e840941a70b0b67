package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;
import se.kvitta.hint.Hint;
import se.kvitta.hint.ReceivedHint;
import se.kvitta.hint.RefusedHint;
import se.kvitta.reason.Reason;

/**
 * Whether a webhook is Stripe's own: {@code Stripe-Signature: t=<unix>,v1=<hex>[,v1=…]}, where v1 is HMAC-SHA256 of {@code t.body} with the
 * endpoint's secret as text. There are several v1 while a secret rolls, and schemes that are not v1 say nothing. Rule and tolerance are
 * those of Stripe's own library: only age is looked at, because the clocks of others may be ahead.
 */
@Component("stripeHints")
class StripeHints {

    /** A webhook that was signed longer ago may have been recorded. Stripe signs anew whatever it sends again. */
    static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final String HEADER = "Stripe-Signature";
    private static final String SCHEME = "v1";
    private static final String HMAC = "HmacSHA256";

    /** Throws {@link RefusedHint}, and {@link IllegalArgumentException} when the secret is missing. */
    Hint check(@Body ReceivedHint received) {
        String time = "";
        List<String> signatures = new ArrayList<>();
        for (String part : received.header(HEADER).split(",", -1)) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].equals("t")) {
                time = pair[1];
            } else if (pair.length == 2 && pair[0].equals(SCHEME)) {
                signatures.add(pair[1]);
            }
        }
        if (!time.matches("[0-9]{1,12}") || signatures.isEmpty()) {
            throw new RefusedHint(Reason.of("HINT_NOT_SIGNED", "header", HEADER));
        }
        byte[] body = received.body();
        byte[] expected = hex(sign(received.secret(), time, body));
        if (signatures.stream()
                .noneMatch(one -> MessageDigest.isEqual(expected, one.getBytes(StandardCharsets.UTF_8)))) {
            throw new RefusedHint(Reason.of("HINT_SIGNATURE_WRONG", "bytes", body.length));
        }
        Instant signed = Instant.ofEpochSecond(Long.parseLong(time));
        if (signed.isBefore(received.at().minus(TOLERANCE))) {
            throw new RefusedHint(Reason.of(
                    "HINT_TOO_OLD", "signed", signed, "now", received.at(), "seconds", TOLERANCE.toSeconds()));
        }
        return hint(body);
    }

    private static Hint hint(byte[] body) {
        try {
            JsonNode event = StripeCalls.read(body);
            return new Hint(event.path("id").asText(), event.path("type").asText());
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedHint(Reason.of("HINT_NOT_READ", "bytes", body.length));
        }
    }

    private static byte[] sign(String secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private static byte[] hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.UTF_8);
    }
}
