package se.kvitta.sandbox.klarna;

import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One merchant's login to the sandbox.
 *
 * @param merchantId the MID, such as K700456
 * @param authorizedKeys public keys that may log in besides the password, each a line of an authorized_keys file; ECDSA
 *     and RSA work
 * @param directory the folder that the login sees as its root; several merchants may name the same one
 * @param activated nothing is delivered, and nothing older is seen, before this instant
 */
public record MerchantAccount(
        String merchantId,
        String username,
        String password,
        List<String> authorizedKeys,
        String directory,
        Instant activated) {

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z_-][0-9A-Za-z_.-]*");

    /** Throws {@link IllegalArgumentException} when a name could not be a file name, or the password is empty. */
    public MerchantAccount {
        authorizedKeys = List.copyOf(authorizedKeys);
        for (var name : List.of(merchantId, username, directory)) {
            if (!isName(name)) {
                throw new IllegalArgumentException("'" + name + "' is not made of letters, digits, _ . and -");
            }
        }
        if (password.isEmpty()) {
            throw new IllegalArgumentException(merchantId + " needs a password");
        }
    }

    /** An account whose username and folder are the MID, active since long ago. */
    public static MerchantAccount of(String merchantId, String password) {
        return new MerchantAccount(merchantId, merchantId, password, List.of(), merchantId, Instant.EPOCH);
    }

    public MerchantAccount withAuthorizedKey(String line) {
        return new MerchantAccount(merchantId, username, password, List.of(line), directory, activated);
    }

    public MerchantAccount withDirectory(String shared) {
        return new MerchantAccount(merchantId, username, password, authorizedKeys, shared, activated);
    }

    public MerchantAccount withActivated(Instant instant) {
        return new MerchantAccount(merchantId, username, password, authorizedKeys, directory, instant);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "merchant " + merchantId + " as " + username + " in " + directory;
    }
}
