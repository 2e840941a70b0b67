package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The directory that is the sandbox's whole state:
 *
 * <pre>
 * host-key.pem           made at the first start
 * known_hosts            by which clients know the server, as of the last start
 * switches.properties    how the server misbehaves
 * activity.log           what clients did
 * accounts/              username.properties, one for each login
 * files/                 one folder for each merchant, or shared; what lies there is served
 * decoys/                what the hostile names of a listing lead to
 * </pre>
 */
final class SandboxFolder {

    /** Klarna deletes reports after this time. */
    private static final Duration KEPT = Duration.ofDays(90);

    private final Path home;
    private final Clock clock;

    SandboxFolder(Path home, Clock clock) throws IOException {
        this.home = home.toAbsolutePath().normalize();
        this.clock = clock;
        Files.createDirectories(this.home.resolve("accounts"));
        Files.createDirectories(this.home.resolve("files"));
    }

    static Path activityLog(Path home) {
        return home.resolve("activity.log");
    }

    Path hostKey() {
        return home.resolve("host-key.pem");
    }

    Path knownHosts() {
        return home.resolve("known_hosts");
    }

    Path decoys() {
        return home.resolve("decoys");
    }

    SandboxSwitches switches() throws IOException {
        return SandboxSwitches.read(switchesFile());
    }

    Path switchesFile() {
        return home.resolve("switches.properties");
    }

    void save(MerchantAccount account) throws IOException {
        var properties = new Properties();
        properties.setProperty("merchant-id", account.merchantId());
        properties.setProperty("password", account.password());
        properties.setProperty("directory", account.directory());
        properties.setProperty("activated", account.activated().toString());
        properties.setProperty("authorized-keys", String.join("\n", account.authorizedKeys()));
        PropertiesFile.write(accountFile(account.username()), properties);
        Files.createDirectories(files(account));
    }

    /** Null for a username that has no account. */
    @Nullable
    MerchantAccount account(String username) throws IOException {
        if (!MerchantAccount.isName(username) || !Files.exists(accountFile(username))) {
            return null;
        }
        var properties = PropertiesFile.read(accountFile(username));
        var merchantId = properties.getProperty("merchant-id", username);
        return new MerchantAccount(
                merchantId,
                username,
                properties.getProperty("password", ""),
                properties
                        .getProperty("authorized-keys", "")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList(),
                properties.getProperty("directory", merchantId),
                Instant.parse(properties.getProperty("activated", Instant.EPOCH.toString())));
    }

    /** Throws {@link IllegalArgumentException} for a merchant without an account. */
    MerchantAccount accountOfMerchant(String merchantId) throws IOException {
        for (var username : usernames()) {
            var account = account(username);
            if (account != null && account.merchantId().equals(merchantId)) {
                return account;
            }
        }
        throw new IllegalArgumentException("the sandbox has no account for the merchant " + merchantId);
    }

    private List<String> usernames() throws IOException {
        try (var files = Files.list(home.resolve("accounts"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".properties"))
                    .map(name -> name.substring(0, name.length() - ".properties".length()))
                    .sorted()
                    .toList();
        }
    }

    private Path accountFile(String username) {
        return home.resolve("accounts").resolve(username + ".properties");
    }

    /** The folder that is the root of the account's login. */
    Path files(MerchantAccount account) {
        return home.resolve("files").resolve(account.directory());
    }

    boolean isActive(MerchantAccount account) {
        return !clock.instant().isBefore(account.activated());
    }

    /** Deletes what has been there for more than 90 days. */
    void deleteExpired(MerchantAccount account) throws IOException {
        var oldest = clock.instant().minus(KEPT);
        try (var files = Files.list(files(account))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                if (modified(file).isBefore(oldest)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** When the file was delivered; the distant future when it is gone meanwhile. */
    static Instant modified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MAX;
        }
    }
}
