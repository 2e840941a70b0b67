package se.kvitta.source.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.hint.Hint;
import se.kvitta.hint.ReceivedHint;
import se.kvitta.hint.RefusedHint;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/**
 * Whether a webhook is PayPal's own: it is signed, SHA256withRSA, over {@code transmission id|time|webhook id|CRC-32 of the body}, by a
 * certificate that PayPal serves. The certificate is only ever asked for at the address in our own settings, whatever the webhook says, so that
 * it is as trustworthy as PayPal's API is. The body is covered by a checksum alone: what an event is known by is therefore its transmission,
 * which is signed, and nothing else of it is kept.
 */
@Component("paypalHints")
class PayPalHints {

    /**
     * A webhook that was sent longer ago is taken for a recording. PayPal sends again for three days what was not answered; whether it is
     * signed anew then is not known [?]. Shorter than {@code kvitta.hints.remember}: what is sent again until then is known.
     */
    static final Duration TOLERANCE = Duration.ofDays(4);

    static final String TRANSMISSION = "PAYPAL-TRANSMISSION-ID";
    static final String TIME = "PAYPAL-TRANSMISSION-TIME";
    static final String SIGNATURE = "PAYPAL-TRANSMISSION-SIG";
    static final String CERTIFICATE = "PAYPAL-CERT-URL";
    static final String ALGORITHM = "PAYPAL-AUTH-ALGO";

    /** The only one that is known; others are refused until it is known what they are. */
    private static final String RSA = "SHA256withRSA";

    /** PayPal changes them every few years. */
    private static final int MOST_CERTIFICATES = 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String certificates;
    private final Map<String, X509Certificate> kept = new ConcurrentHashMap<>();

    /** @param certificates below which address PayPal's certificates are */
    PayPalHints(@Value("${paypal.certificates-url}") String certificates) {
        this.certificates = certificates.replaceAll("/+$", "");
    }

    /** Whether its certificate must be asked for first. Throws {@link RefusedHint} where that would be of no use. */
    boolean lacksCertificate(@ExchangeProperty("received") ReceivedHint received) {
        for (String header : new String[] {TRANSMISSION, TIME, SIGNATURE, CERTIFICATE}) {
            if (received.header(header).isBlank()) {
                throw notSigned(header);
            }
        }
        if (!received.header(ALGORITHM).equals(RSA)) {
            throw notSigned(ALGORITHM);
        }
        Instant sent = sent(received);
        if (sent.isBefore(received.at().minus(TOLERANCE))) {
            throw new RefusedHint(
                    Reason.of("HINT_TOO_OLD", "signed", sent, "now", received.at(), "seconds", TOLERANCE.toSeconds()));
        }
        return !kept.containsKey(name(received));
    }

    /** Where the certificate is, below the address in the settings. */
    String path(@ExchangeProperty("received") ReceivedHint received) {
        return "/" + name(received);
    }

    /** Keeps a certificate. Throws {@link CertificateException} when it is none. */
    void keep(@ExchangeProperty("received") ReceivedHint received, @Body String certificate)
            throws CertificateException {
        var read = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
        if (kept.size() >= MOST_CERTIFICATES) {
            kept.clear();
        }
        kept.put(name(received), read);
    }

    /** The certificate could not be had: nothing is known of the webhook. */
    void notHad(
            @ExchangeProperty("received") ReceivedHint received,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        throw new RefusedHint(
                Reason.of("HINT_CERTIFICATE_UNUSABLE", "certificate", name(received), "cause", Causes.of(cause)));
    }

    /** Throws {@link RefusedHint}, and {@link IllegalArgumentException} when the webhook's id is missing. */
    Hint check(@ExchangeProperty("received") ReceivedHint received) {
        String webhook = received.secret();
        @Nullable X509Certificate certificate = kept.get(name(received));
        if (certificate == null) {
            throw new RefusedHint(Reason.of("HINT_CERTIFICATE_UNUSABLE", "certificate", name(received), "cause", "-"));
        }
        try {
            certificate.checkValidity(Date.from(received.at()));
        } catch (CertificateException e) {
            throw new RefusedHint(
                    Reason.of("HINT_CERTIFICATE_UNUSABLE", "certificate", name(received), "cause", Causes.of(e)));
        }
        byte[] body = received.body();
        if (!isSigned(received, webhook, body, certificate)) {
            throw new RefusedHint(Reason.of("HINT_SIGNATURE_WRONG", "bytes", body.length));
        }
        try {
            JsonNode event = JSON.readTree(body);
            return new Hint(received.header(TRANSMISSION), word(event));
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedHint(Reason.of("HINT_NOT_READ", "bytes", body.length));
        }
    }

    private static String word(JsonNode event) {
        String word = event.path("event_type").asText("");
        if (word.isEmpty()) {
            throw new IllegalArgumentException("it is no event");
        }
        return word;
    }

    private static boolean isSigned(ReceivedHint received, String webhook, byte[] body, X509Certificate certificate) {
        var sum = new CRC32();
        sum.update(body);
        String text = String.join(
                "|", received.header(TRANSMISSION), received.header(TIME), webhook, String.valueOf(sum.getValue()));
        try {
            Signature signature = Signature.getInstance(RSA);
            signature.initVerify(certificate.getPublicKey());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(received.header(SIGNATURE)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The certificate's own name. Throws {@link RefusedHint} when it is not where PayPal has them. */
    private String name(ReceivedHint received) {
        String address = received.header(CERTIFICATE);
        String name = address.startsWith(certificates + "/") ? address.substring(certificates.length() + 1) : "";
        if (!name.matches("[A-Za-z0-9_-]{1,100}")) {
            throw new RefusedHint(Reason.of("HINT_CERTIFICATE_ELSEWHERE", "expected", certificates));
        }
        return name;
    }

    private static Instant sent(ReceivedHint received) {
        try {
            return OffsetDateTime.parse(received.header(TIME)).toInstant();
        } catch (DateTimeException e) {
            throw notSigned(TIME);
        }
    }

    private static RefusedHint notSigned(String header) {
        return new RefusedHint(Reason.of("HINT_NOT_SIGNED", "header", header));
    }
}
