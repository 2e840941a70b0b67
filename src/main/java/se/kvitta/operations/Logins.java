package se.kvitta.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import se.kvitta.home.Home;

/**
 * The passwords of the two logins: {@code KVITTA_OPERATOR_PASSWORD} and {@code KVITTA_VIEWER_PASSWORD}, else made once
 * and kept in {@code data/}, each in a file that its owner alone may read.
 */
public final class Logins {

    private final String operator;
    private final String viewer;

    private Logins(String operator, String viewer) {
        this.operator = operator;
        this.viewer = viewer;
    }

    static Logins of(Home home, Environment environment) {
        return new Logins(password(home, environment, "operator"), password(home, environment, "viewer"));
    }

    public String operatorPassword() {
        return operator;
    }

    public String viewerPassword() {
        return viewer;
    }

    /** Where a password that was made lies. */
    public static Path file(Home home, String login) {
        return home.data().resolve(login + "-password.txt");
    }

    private static String password(Home home, Environment environment, String login) {
        @Nullable String given = environment.getProperty("KVITTA_" + login.toUpperCase(Locale.ROOT) + "_PASSWORD");
        if (given != null && !given.isBlank()) {
            return given;
        }
        Path file = file(home, login);
        try {
            if (!Files.exists(file)) {
                var random = new byte[9];
                new SecureRandom().nextBytes(random);
                Files.writeString(file, HexFormat.of().formatHex(random) + "\n", StandardOpenOption.CREATE_NEW);
                if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
                }
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("the password file " + file + " cannot be made or read", e);
        }
    }

    @Override
    public String toString() {
        return "logins";
    }
}
