package se.kvitta.ftp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;

/**
 * Who may log in: whoever the connection of a profile names as {@code ftpUser}, with the password whose hash {@code
 * ftpPassword} is. Profiles of one merchant may share a login.
 */
public final class FtpLogins {

    static final String USER = "ftpUser";
    static final String PASSWORD = "ftpPassword";

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,39}";

    /**
     * Compared where there is no such user, so that a stranger cannot tell by the time it takes. It is made for the first one only,
     * because it takes as long: most services let nobody log in.
     */
    private static final class Nobody {
        private static final String HASH = encoder().encode("nobody");
    }

    private final Merchants merchants;
    private final PasswordEncoder encoder = encoder();

    public FtpLogins(Merchants merchants) {
        this.merchants = merchants;
    }

    /** Hashes by bcrypt; reads those of PBKDF2 too, and nothing that is easy to break. */
    static PasswordEncoder encoder() {
        return new DelegatingPasswordEncoder(
                "bcrypt",
                Map.of(
                        "bcrypt",
                        new BCryptPasswordEncoder(),
                        "pbkdf2@SpringSecurity_v5_8",
                        Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8()));
    }

    /** The profiles that share a login; empty when nobody has it, or more than one merchant. */
    public List<Profile> profiles(String user) {
        List<Profile> profiles = merchants.profiles().stream()
                .filter(profile -> profile.connection().get(USER, "").equals(user))
                .toList();
        return user.matches(NAME)
                        && profiles.stream().map(Profile::merchant).distinct().count() == 1
                ? profiles
                : List.of();
    }

    boolean isRight(String user, String password) {
        List<Profile> profiles = profiles(user);
        String hash =
                profiles.isEmpty() ? Nobody.HASH : profiles.get(0).connection().get(PASSWORD);
        return encoder.matches(password, hash) && !profiles.isEmpty();
    }

    List<String> users() {
        return merchants.profiles().stream()
                .map(profile -> profile.connection().get(USER, ""))
                .filter(user -> !user.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    /** What keeps a login that a merchant file names from working, in words. */
    List<String> problems() {
        var problems = new ArrayList<String>();
        var owners = new TreeMap<String, List<Profile>>();
        merchants.profiles().stream()
                .filter(profile -> profile.connection().has(USER))
                .forEach(profile -> owners.computeIfAbsent(profile.connection().get(USER), user -> new ArrayList<>())
                        .add(profile));
        owners.forEach((user, profiles) -> {
            String names = profiles.stream().map(Profile::name).collect(Collectors.joining(", "));
            if (!user.matches(NAME)) {
                problems.add(
                        "ftpUser '" + user + "' of " + names + " is no name of a login: use letters, digits, _ and -");
            } else if (profiles.stream().map(Profile::merchant).distinct().count() > 1) {
                problems.add("ftpUser '" + user + "' is named by several merchants (profiles " + names
                        + "), so nobody can log in with it: give each merchant its own");
            } else {
                problems.addAll(hashProblem(user, profiles.get(0)));
            }
        });
        return problems;
    }

    private List<String> hashProblem(String user, Profile profile) {
        try {
            encoder.matches("", profile.connection().get(PASSWORD));
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of("ftpUser '" + user + "' cannot log in: "
                    + (profile.connection().has(PASSWORD)
                            ? "'ftpPassword' of " + profile.name()
                                    + " must name a secret that is a hash made by se.kvitta.ftp.PasswordHash"
                            : String.valueOf(e.getMessage())));
        }
    }
}
