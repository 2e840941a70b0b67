package se.kvitta.source.paypal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Mode;
import se.kvitta.hint.Hint;
import se.kvitta.hint.ReceivedHint;
import se.kvitta.hint.RefusedHint;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.sandbox.paypal.Webhooks;
import se.kvitta.sandbox.paypal.Webhooks.Delivery;
import se.kvitta.sandbox.paypal.Webhooks.Wrong;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;

/** Which webhooks are PayPal's own, and everything that may be wrong with one. */
class PayPalHintsTest {

    private static final String API = "https://api.paypal.example";
    private static final String WEBHOOK = "8PT597110X687430LKGECATA";

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-09-08T10:00:00Z"));
    private final PayPalHints hints = new PayPalHints(API + Webhooks.CERTIFICATES);
    private final Webhooks webhooks = new Webhooks(API, WEBHOOK, clock);
    private Profile profile;

    @BeforeEach
    void read() throws Exception {
        new TestHome(folder).merchant("fjallrum", """
                merchant: fjallrum
                name: Fjällrum Design AB
                organisationNumber: 559999-0016
                target: { system: sie }
                profiles:
                  fjallrum-paypal:
                    source: paypal
                    start: 2026-09-01
                    modes: [payout]
                    connection: { clientId: app, clientSecret: secret:TEST_PAYPAL_SECRET, webhook: %s }
                """.formatted(WEBHOOK));
        profile = new Merchants(
                        new Home(folder),
                        new Settings(new MockEnvironment(), List.of()),
                        false,
                        slug -> Optional.of(new Capabilities(EnumSet.allOf(Mode.class), false, Map.of())),
                        slug -> ConnectionCheck.ANY,
                        clock)
                .requireProfile("fjallrum-paypal");
        for (String name : List.of("webhooks", "expired")) {
            hints.keep(
                    received(Map.of(PayPalHints.CERTIFICATE, API + Webhooks.CERTIFICATES + "/" + name), ""),
                    Webhooks.certificate(name));
        }
    }

    private ReceivedHint received(Map<String, String> headers, String body) {
        return new ReceivedHint(profile, headers, body.getBytes(StandardCharsets.UTF_8), clock.instant());
    }

    private Hint check(Delivery delivery) {
        ReceivedHint received = received(delivery.headers(), delivery.body());
        assertThat(hints.lacksCertificate(received)).isFalse();
        return hints.check(received);
    }

    private void refuses(String code, Delivery delivery) {
        assertThatThrownBy(() -> check(delivery)).isInstanceOfSatisfying(RefusedHint.class, refused -> assertThat(
                        refused.reason().code())
                .isEqualTo(code));
    }

    /** It is known by its transmission, which is signed; its body only has a checksum. */
    @Test
    void whatPayPalSignedIsItsOwn() {
        Delivery delivery = webhooks.happened("PAYMENT.CAPTURE.COMPLETED", "8MC585209K746392H");
        assertThat(check(delivery))
                .isEqualTo(new Hint(delivery.headers().get(PayPalHints.TRANSMISSION), "PAYMENT.CAPTURE.COMPLETED"));
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_SIGNATURE, HINT_SIGNATURE_WRONG",
        "CHANGED, HINT_SIGNATURE_WRONG",
        "OLD, HINT_TOO_OLD",
        "UNSIGNED, HINT_NOT_SIGNED",
        "CERTIFICATE_ELSEWHERE, HINT_CERTIFICATE_ELSEWHERE",
        "EXPIRED_CERTIFICATE, HINT_CERTIFICATE_UNUSABLE"
    })
    void whatIsWrongIsRefused(Wrong wrong, String code) {
        refuses(code, webhooks.happened("PAYMENT.CAPTURE.COMPLETED", "8MC585209K746392H", wrong));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PayPalHints.TRANSMISSION,
                PayPalHints.TIME,
                PayPalHints.SIGNATURE,
                PayPalHints.CERTIFICATE,
                PayPalHints.ALGORITHM
            })
    void everyHeaderMustBeThereAndIsSigned(String header) {
        Delivery delivery = webhooks.happened("PAYMENT.CAPTURE.REFUNDED", "8MC585209K746392H");
        refuses("HINT_NOT_SIGNED", with(delivery, header, " "));
        if (header.equals(PayPalHints.TRANSMISSION)) {
            refuses("HINT_SIGNATURE_WRONG", with(delivery, header, "another"));
        }
        if (header.equals(PayPalHints.TIME)) {
            refuses("HINT_NOT_SIGNED", with(delivery, header, "yesterday"));
            refuses(
                    "HINT_SIGNATURE_WRONG",
                    with(delivery, header, clock.instant().minusSeconds(1).toString()));
        }
    }

    private static Delivery with(Delivery delivery, String header, String value) {
        var headers = new HashMap<>(delivery.headers());
        headers.put(header, value);
        return new Delivery(headers, delivery.body());
    }

    /** Whatever a webhook says, no other address is asked for a certificate. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.paypal.example/v1/notifications/certs/webhooks",
                "https://api.paypal.example.evil.example/v1/notifications/certs/webhooks",
                "https://api.paypal.example/v1/notifications/certs/../../webhooks",
                "https://api.paypal.example/v1/notifications/certs/webhooks?x=1",
                "https://api.paypal.example/v1/notifications/certs/",
                "https://api.paypal.example@evil.example/v1/notifications/certs/webhooks",
                "file:///etc/passwd"
            })
    void aCertificateIsOnlyTakenFromWherePayPalHasThem(String address) {
        Delivery delivery = webhooks.happened("PAYMENT.CAPTURE.COMPLETED", "8MC585209K746392H");
        refuses("HINT_CERTIFICATE_ELSEWHERE", with(delivery, PayPalHints.CERTIFICATE, address));
    }

    @Test
    void aCertificateThatIsNotKnownIsAskedForAndOneThatIsNoneIsNotKept() {
        Delivery delivery = webhooks.happened("PAYMENT.CAPTURE.COMPLETED", "8MC585209K746392H", Wrong.NO_CERTIFICATE);
        ReceivedHint received = received(delivery.headers(), delivery.body());
        assertThat(hints.lacksCertificate(received)).isTrue();
        assertThat(hints.path(received)).isEqualTo("/CERT-none");
        assertThatThrownBy(() -> hints.keep(received, "<html>")).isInstanceOf(CertificateException.class);
        assertThat(hints.lacksCertificate(received)).isTrue();
    }

    @Test
    void oneThatWasSentDaysAgoIsTakenForARecording() {
        Delivery delivery = webhooks.happened("PAYMENT.CAPTURE.COMPLETED", "8MC585209K746392H");
        clock.advance(PayPalHints.TOLERANCE);
        assertThat(check(delivery).event()).isEqualTo("PAYMENT.CAPTURE.COMPLETED");
        clock.advance(Duration.ofSeconds(1));
        refuses("HINT_TOO_OLD", delivery);
    }
}
