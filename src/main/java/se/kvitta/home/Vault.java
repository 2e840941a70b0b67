package se.kvitta.home;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.security.crypto.encrypt.Encryptors;
import org.springframework.security.crypto.encrypt.TextEncryptor;
import org.springframework.security.crypto.keygen.KeyGenerators;

/**
 * Encrypts what must be kept and may not be read: AES-256-GCM under {@code KVITTA_SECRET_KEY}, else under a key that is
 * made once in {@code data/secret.key}, readable by its owner alone.
 */
public final class Vault {

    private static final Logger LOG = LoggerFactory.getLogger(Vault.class);

    /** The key is derived from the secret with this salt; the secret is random, so that the salt need not be. */
    private static final String SALT = "6b7669747461";

    private final TextEncryptor encryptor;

    public Vault(Home home, Environment environment) {
        @Nullable String given = Settings.secret(environment, "KVITTA_SECRET_KEY");
        String secret = given != null
                ? given
                : OwnersFile.read(
                        home.data().resolve("secret.key"),
                        () -> KeyGenerators.string().generateKey()
                                + KeyGenerators.string().generateKey());
        this.encryptor = Encryptors.delux(secret, SALT);
    }

    public String seal(String secret) {
        return encryptor.encrypt(secret);
    }

    /** Null when it was sealed under another key, or is not whole. */
    public @Nullable String open(String sealed) {
        try {
            return encryptor.decrypt(sealed);
        } catch (RuntimeException e) {
            LOG.warn("something kept encrypted cannot be opened with the key in use; it is asked for anew");
            return null;
        }
    }
}
