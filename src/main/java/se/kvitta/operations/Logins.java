package se.kvitta.operations;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import se.kvitta.home.Home;
import se.kvitta.home.OwnersFile;
import se.kvitta.home.Settings;

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
        @Nullable String given = Settings.secret(environment, "KVITTA_" + login.toUpperCase(Locale.ROOT) + "_PASSWORD");
        return given != null ? given : OwnersFile.read(file(home, login), Logins::made);
    }

    private static String made() {
        var random = new byte[9];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    @Override
    public String toString() {
        return "logins";
    }
}
