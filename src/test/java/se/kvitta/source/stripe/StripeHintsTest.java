package se.kvitta.source.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/** Which webhooks are Stripe's own: the composed sample, and everything that may be wrong with one. */
class StripeHintsTest {

    private static final Path SAMPLE =
            Path.of("src/test/resources/stripe/webhook_payout_reconciliation_completed.body.json");
    private static final String HEADER = "Stripe-Signature";
    private static final String SECRET = "whsec_sample_only_nordiskkeramik";
    private static final long SIGNED = 1_788_914_073L;
    private static final String SIGNATURE = "a0998d40111d03f93db0dbfe829e3d52677caa650d5796e2db14f4bd53fe4a06";

    @TempDir
    Path folder;

    private final StripeHints hints = new StripeHints();
    private final MockEnvironment environment = new MockEnvironment();
    private Profile profile;
    private byte[] body;

    @BeforeEach
    void read() throws IOException {
        body = Files.readAllBytes(SAMPLE);
        environment.setProperty("TEST_WEBHOOK", SECRET);
        new TestHome(folder).merchant("kruka", TestMerchants.STRIPE);
        profile = new Merchants(
                        new Home(folder),
                        new Settings(environment, List.of()),
                        false,
                        slug -> Optional.of(new Capabilities(EnumSet.allOf(Mode.class), false, Map.of())),
                        slug -> ConnectionCheck.ANY,
                        new MovableClock(Instant.ofEpochSecond(SIGNED)))
                .requireProfile("kruka-se");
    }

    private Hint check(String header, byte[] bytes, long now) {
        return hints.check(
                new ReceivedHint(profile, Map.of("stripe-signature", header), bytes, Instant.ofEpochSecond(now)));
    }

    private void refuses(String code, String header, byte[] bytes, long now) {
        assertThatThrownBy(() -> check(header, bytes, now))
                .isInstanceOfSatisfying(
                        RefusedHint.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo(code));
    }

    private static String sign(String secret, byte[] bytes) throws GeneralSecurityException {
        return sign(secret, SIGNED, bytes);
    }

    /** What stands behind {@code v1=}. */
    static String sign(String secret, long at, byte[] bytes) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((at + ".").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(mac.doFinal(bytes));
    }

    @Test
    void theSampleIsStripesOwn() throws IOException {
        String headers = Files.readString(SAMPLE.resolveSibling("webhook_payout_reconciliation_completed.headers.txt"));
        String header = headers.lines()
                .filter(line -> line.startsWith(HEADER))
                .findFirst()
                .orElseThrow()
                .substring(HEADER.length() + 2);

        assertThat(check(header, body, SIGNED + 2))
                .isEqualTo(new Hint("evt_1SNKKjsPpJPRpYkBSrA5k3Gg", "payout.reconciliation_completed"));
    }

    /** While a secret rolls there is a signature by each; schemes that are not v1 say nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "t=1788914073,v1=00,v1=" + SIGNATURE,
                "t=1788914073,v1=" + SIGNATURE + ",v1=00",
                "v0=6ffb,v1=" + SIGNATURE + ",t=1788914073",
                " t=1788914073 , v1=" + SIGNATURE
            })
    void oneSignatureThatIsRightSuffices(String header) {
        assertThat(check(header, body, SIGNED).event()).isEqualTo("payout.reconciliation_completed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t=1788914073",
                "v1=" + SIGNATURE,
                "t=,v1=" + SIGNATURE,
                "t=-1788914073,v1=" + SIGNATURE,
                "t=99999999999999999999,v1=" + SIGNATURE,
                "t=1788914073,v0=" + SIGNATURE,
                "t=1788914073;v1=" + SIGNATURE
            })
    void oneWithoutTimeOrSignatureIsNotSigned(String header) {
        refuses("HINT_NOT_SIGNED", header, body, SIGNED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // another time than the one that was signed, upper case, cut off, nothing
                "t=1788914074,v1=" + SIGNATURE,
                "t=1788914073,v1=A0998D40111D03F93DB0DBFE829E3D52677CAA650D5796E2DB14F4BD53FE4A06",
                "t=1788914073,v1=a0998d40111d03f93db0dbfe829e3d52",
                "t=1788914073,v1="
            })
    void oneWhoseSignatureDoesNotFitIsRefused(String header) {
        refuses("HINT_SIGNATURE_WRONG", header, body, SIGNED);
    }

    @Test
    void everyByteOfTheBodyIsSigned() {
        for (int i = 0; i < body.length; i += 97) {
            byte[] changed = body.clone();
            changed[i] ^= 1;
            refuses("HINT_SIGNATURE_WRONG", "t=" + SIGNED + ",v1=" + SIGNATURE, changed, SIGNED);
        }
        refuses(
                "HINT_SIGNATURE_WRONG",
                "t=" + SIGNED + ",v1=" + SIGNATURE,
                (new String(body, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8),
                SIGNED);
    }

    /** Five minutes back and not a second more; a clock ahead of ours is not looked at. */
    @Test
    void anOldOneIsTakenForARecording() {
        String header = "t=" + SIGNED + ",v1=" + SIGNATURE;
        assertThat(check(header, body, SIGNED + 300).id()).startsWith("evt_");
        assertThat(check(header, body, SIGNED - 900).id()).startsWith("evt_");
        refuses("HINT_TOO_OLD", header, body, SIGNED + 301);
    }

    @Test
    void whatIsSignedAndIsNoEventIsNotRead() throws GeneralSecurityException {
        for (String text :
                List.of("", "[]", "{}", "{\"type\":\"payout.paid\"}", "{\"id\":\"" + "e".repeat(201) + "\"}")) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            refuses("HINT_NOT_READ", "t=" + SIGNED + ",v1=" + sign(SECRET, bytes), bytes, SIGNED);
        }
    }

    @Test
    void aSecretThatIsMissingIsNamed() {
        environment.setProperty("TEST_WEBHOOK", "");
        assertThatThrownBy(() -> check("t=" + SIGNED + ",v1=" + SIGNATURE, body, SIGNED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TEST_WEBHOOK");
    }
}
