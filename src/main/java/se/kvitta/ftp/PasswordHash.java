package se.kvitta.ftp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads a password, one line on standard input, and prints its hash: what {@code ftpPassword} of a connection names. */
public final class PasswordHash {

    private static final int SHORTEST = 12;

    /** bcrypt looks at no more than this. */
    private static final int MOST_BYTES = 72;

    private PasswordHash() {}

    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        @Nullable String password = in.readLine();
        System.out.println(of(password == null ? "" : password));
    }

    /** Throws {@link IllegalArgumentException} for a password that is too short or too long. */
    public static String of(String password) {
        if (password.length() < SHORTEST || password.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "a password has at least " + SHORTEST + " characters and at most " + MOST_BYTES + " bytes");
        }
        return FtpLogins.encoder().encode(password);
    }
}
