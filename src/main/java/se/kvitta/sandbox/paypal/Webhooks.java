package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What PayPal sends to a webhook, signed as PayPal signs it, and the check that it offers itself. The keys are the sandbox's own and
 * worth nothing anywhere else.
 */
public final class Webhooks {

    /** What may be wrong with a delivery. */
    public enum Wrong {
        /** Signed for another webhook. */
        BAD_SIGNATURE,
        /** Recorded ten days ago, and sent by somebody else. */
        OLD,
        /** One byte of the body changed on its way. */
        CHANGED,
        /** Without its signature. */
        UNSIGNED,
        /** Signed well, by a certificate that lies with somebody else. */
        CERTIFICATE_ELSEWHERE,
        /** Signed by a certificate that is not there. */
        NO_CERTIFICATE,
        /** Signed by a certificate whose time is over. */
        EXPIRED_CERTIFICATE
    }

    /**
     * One delivery, whole.
     *
     * @param headers as they are written
     */
    public record Delivery(Map<String, String> headers, String body) {}

    /** Below which path certificates are served. */
    public static final String CERTIFICATES = "/v1/notifications/certs";

    private static final String CURRENT = "webhooks";
    private static final String EXPIRED = "expired";
    private static final String ALGORITHM = "SHA256withRSA";
    private static final List<String> NEEDED = List.of(
            "auth_algo",
            "cert_url",
            "transmission_id",
            "transmission_sig",
            "transmission_time",
            "webhook_id",
            "webhook_event");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String apiUrl;
    private final String webhook;
    private final Clock clock;
    private int number;

    /**
     * For one webhook of an app.
     *
     * @param apiUrl where certificates are served
     * @param webhook its id at PayPal
     */
    public Webhooks(String apiUrl, String webhook, Clock clock) {
        this.apiUrl = apiUrl;
        this.webhook = webhook;
        this.clock = clock;
    }

    /** Something happened, such as {@code PAYMENT.CAPTURE.COMPLETED}; answers what is sent of it. */
    public Delivery happened(String type, String resource) {
        return happened(type, resource, null);
    }

    /** The same, with something wrong. */
    public Delivery happened(String type, String resource, @Nullable Wrong wrong) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant sent = wrong == Wrong.OLD ? now.minus(Duration.ofDays(10)) : now;
        ObjectNode event = JSON.createObjectNode()
                .put("id", "WH-SANDBOX%08d".formatted(++number))
                .put("event_version", "1.0")
                .put("create_time", sent.toString())
                .put("resource_type", "capture")
                .put("event_type", type)
                .put("summary", "Å ena sidan hände något");
        event.putObject("resource").put("id", resource);
        String body = event.toPrettyString();
        String transmission = UUID.nameUUIDFromBytes((webhook + number + sent).getBytes(StandardCharsets.UTF_8))
                .toString();
        String alias = wrong == Wrong.EXPIRED_CERTIFICATE ? EXPIRED : CURRENT;
        String signature =
                sign(alias, text(transmission, sent.toString(), wrong == Wrong.BAD_SIGNATURE ? "0" : webhook, body));
        String certificate =
                switch (wrong == null ? Wrong.CHANGED : wrong) {
                    case CERTIFICATE_ELSEWHERE -> "https://paypal.com.example" + CERTIFICATES + "/" + CURRENT;
                    case NO_CERTIFICATE -> apiUrl + CERTIFICATES + "/CERT-none";
                    default -> apiUrl + CERTIFICATES + "/" + alias;
                };
        Map<String, String> headers = new TreeMap<>(Map.of(
                "PAYPAL-TRANSMISSION-ID",
                transmission,
                "PAYPAL-TRANSMISSION-TIME",
                sent.toString(),
                "PAYPAL-TRANSMISSION-SIG",
                signature,
                "PAYPAL-CERT-URL",
                certificate,
                "PAYPAL-AUTH-ALGO",
                ALGORITHM));
        if (wrong == Wrong.UNSIGNED) {
            headers.remove("PAYPAL-TRANSMISSION-SIG");
        }
        return new Delivery(headers, wrong == Wrong.CHANGED ? body.replace(resource, resource + "0") : body);
    }

    /** A certificate as text; null when there is none of the name. */
    public static @Nullable String certificate(String name) {
        try {
            KeyStore keys = keys();
            if (!keys.containsAlias(name)) {
                return null;
            }
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(keys.getCertificate(name).getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The check that PayPal offers: whether a delivery is its own. */
    static ObjectNode verify(String asked) throws Refusal, IOException {
        JsonNode request = JSON.readTree(asked);
        var missing = new ArrayList<>(NEEDED);
        request.properties().forEach(field -> missing.remove(field.getKey()));
        if (!missing.isEmpty()) {
            throw Refusal.bad(missing.get(0), "", "body", "A required field is missing");
        }
        String url = request.path("cert_url").asText();
        String text = text(
                request.path("transmission_id").asText(),
                request.path("transmission_time").asText(),
                request.path("webhook_id").asText(),
                raw(asked, "webhook_event"));
        boolean own = url.contains(CERTIFICATES + "/")
                && isSigned(
                        url.substring(url.lastIndexOf('/') + 1),
                        text,
                        request.path("transmission_sig").asText());
        return JSON.createObjectNode().put("verification_status", own ? "SUCCESS" : "FAILURE");
    }

    /** A value as it stands in the text: the checksum is that of its bytes. */
    private static String raw(String text, String field) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(field);
                parser.nextToken();
                int from = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
                parser.skipChildren();
                if (wanted) {
                    return text.substring(
                            from, Math.toIntExact(parser.currentLocation().getCharOffset()));
                }
            }
        }
        return "";
    }

    private static String text(String transmission, String time, String webhook, String body) {
        var sum = new CRC32();
        sum.update(body.getBytes(StandardCharsets.UTF_8));
        return transmission + "|" + time + "|" + webhook + "|" + sum.getValue();
    }

    private static String sign(String alias, String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign((PrivateKey) keys().getKey(alias, "sandbox".toCharArray()));
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSigned(String alias, String text, String told) {
        try {
            KeyStore keys = keys();
            if (!keys.containsAlias(alias)) {
                return false;
            }
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(keys.getCertificate(alias));
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(told));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static KeyStore keys() {
        try (InputStream in = Webhooks.class.getResourceAsStream("/sandbox/paypal/webhooks.p12")) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, "sandbox".toCharArray());
            return keys;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
