package se.kvitta.operations;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Goes the slow way of another encoder once for a password that is right: scripts and the console send theirs with every call,
 * and each would cost a tenth of a second of a processor. One that is wrong always goes the slow way. What is remembered is
 * worth nothing without a key that this process alone has.
 */
final class OnceHashed implements PasswordEncoder {

    private static final String MAC = "HmacSHA256";

    private final PasswordEncoder slow;
    private final SecretKeySpec key;

    /** What was right last, by what it was compared with. */
    private final Map<String, String> right = new ConcurrentHashMap<>();

    OnceHashed(PasswordEncoder slow) {
        this.slow = slow;
        var random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, MAC);
    }

    @Override
    public String encode(CharSequence password) {
        return slow.encode(password);
    }

    @Override
    public boolean matches(CharSequence password, String encoded) {
        String print = print(password);
        if (isSame(print, right.getOrDefault(encoded, ""))) {
            return true;
        }
        boolean matches = slow.matches(password, encoded);
        if (matches) {
            right.put(encoded, print);
        }
        return matches;
    }

    @Override
    public boolean upgradeEncoding(String encoded) {
        return slow.upgradeEncoding(encoded);
    }

    private String print(CharSequence password) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(password.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
