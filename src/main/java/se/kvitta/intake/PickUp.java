package se.kvitta.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.jspecify.annotations.Nullable;
import se.kvitta.home.Home;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Profile;

/** How the documents of a profile are picked up from a server of files: SFTP, FTP, or FTP over TLS (FTPS, explicit). */
public final class PickUp {

    private static final Map<String, Integer> PORTS = Map.of("sftp", 22, "ftp", 21, "ftps", 21);

    private static final String PATH = "[\\p{L}0-9._/ -]*";

    private final Home home;
    private final CamelContext camel;

    public PickUp(Home home, CamelContext camel) {
        this.home = home;
        this.camel = camel;
    }

    /** A server with its folder, as an endpoint has it. Holds a secret: never printed. */
    public static final class Server {
        private final String address;
        private final String options;
        private final Set<String> seen = new HashSet<>();

        private Server(String address, String options) {
            this.address = address;
            this.options = options;
        }

        public String getAddress() {
            return address;
        }

        public String getOptions() {
            return options;
        }

        @Override
        public String toString() {
            return "server of files";
        }
    }

    /**
     * The server of a profile; null when its connection names none, because its documents come another way. Throws {@link
     * IllegalArgumentException} naming what the connection lacks.
     *
     * @param files which names are documents, with {@code *} for any part; the connection's own {@code files} goes before it
     */
    public @Nullable Server of(
            @ExchangeProperty("fetch") Fetch fetch, @ExchangeProperty("files") @Nullable String files)
            throws IOException, GeneralSecurityException {
        Profile profile = fetch.profile();
        Connection connection = profile.connection();
        if (!connection.has("host") && !connection.has("server") && !connection.has("username")) {
            return null;
        }
        String kind = connection.get("server").toLowerCase(Locale.ROOT);
        if (!PORTS.containsKey(kind)) {
            throw new IllegalArgumentException("'server' in the connection of " + profile.name() + " is '" + kind
                    + "'; it can be " + new TreeSet<>(PORTS.keySet()));
        }
        String port = plain(profile, "port", String.valueOf(PORTS.get(kind)), "\\d{1,5}");
        String host = plain(profile, "host", connection.get("host"), "[A-Za-z0-9.:-]+|\\[[0-9A-Fa-f:]+]");
        var options = new ArrayList<String>();
        options.add("username=" + Login.raw(connection.get("username")));
        if (connection.has("privateKeyFile")) {
            options.add("privateKeyFile=" + Login.raw(connection.get("privateKeyFile")));
        } else {
            options.add("password=" + Login.raw(connection.get("password")));
        }
        switch (kind) {
            case "sftp" -> sftp(profile, host, port, options);
            case "ftps" -> ftps(profile, options);
            default -> {}
        }
        if (!kind.equals("sftp")) {
            options.add("passiveMode=true");
            options.add("ftpClient.controlEncoding=UTF-8");
        }
        options.add("include=" + Login.raw(FileNames.regex(connection.get("files", files == null ? "*" : files))));
        options.addAll(afterwards(profile));
        String folder = plain(profile, "directory", "", PATH).replaceFirst("^/+", "");
        return new Server(kind + ":" + host + ":" + port + "/" + folder, String.join("&", options));
    }

    /** What becomes a part of an address may hold no sign that means something in one. */
    private static String plain(Profile profile, String name, String otherwise, String pattern) {
        String value = profile.connection().get(name, otherwise);
        if (!value.matches(pattern)) {
            throw new IllegalArgumentException("'" + name + "' in the connection of " + profile.name() + " is '" + value
                    + "', which cannot be used: it must be " + pattern);
        }
        return value;
    }

    /** A document that has been taken in goes to a folder beside it, or stays and is remembered. */
    private static List<String> afterwards(Profile profile) {
        if (Boolean.parseBoolean(profile.connection().get("keep", "false"))) {
            return List.of(
                    "noop=true",
                    "idempotent=true",
                    "idempotentEager=false",
                    "idempotentRepository=#fetchedFiles",
                    "idempotentKey=" + profile.name() + "/${file:name}/${file:length}/${file:modified}");
        }
        String archive = plain(profile, "archive", ".done", PATH);
        return List.of("move=" + Login.raw(archive + "/${date:now:yyyyMMddHHmmssSSS}-${file:onlyname}"));
    }

    private void sftp(Profile profile, String host, String port, List<String> options) throws IOException {
        Path folder = Files.createDirectories(home.data().resolve("known-hosts"));
        Path file = folder.resolve(profile.name());
        Path fresh = file.resolveSibling(profile.name() + ".new");
        String server = port.equals("22") ? host : "[" + host + "]:" + port;
        Files.writeString(fresh, server + " " + profile.connection().get("hostKey") + "\n");
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        options.add("knownHostsFile=" + file);
        options.add("strictHostKeyChecking=yes");
        options.add("useUserKnownHostsFile=false");
        options.add(
                "preferredAuthentications=" + (profile.connection().has("privateKeyFile") ? "publickey" : "password"));
    }

    /** The client by itself would believe every certificate. One is kept for each profile, as long as it trusts the same. */
    private void ftps(Profile profile, List<String> options) throws IOException, GeneralSecurityException {
        Connection connection = profile.connection();
        String pem = connection.has("certificate")
                ? Files.readString(Path.of(connection.get("certificate")), StandardCharsets.US_ASCII)
                : "";
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(pem.getBytes(StandardCharsets.US_ASCII));
        String name = "pick-up-" + profile.name() + "-"
                + HexFormat.of().formatHex(hash).substring(0, 16);
        if (camel.getRegistry().lookupByName(name) == null) {
            camel.getRegistry().bind(name, new ResumingFtps(trusting(pem).createSSLContext(camel)));
        }
        options.add("ftpClient=#" + name);
        options.add("implicit=false");
        options.add("execPbsz=0");
        options.add("execProt=P");
    }

    /** What the machine trusts, or the certificates of a text and no other. */
    private static SSLContextParameters trusting(String pem) throws IOException, GeneralSecurityException {
        var parameters = new SSLContextParameters();
        if (pem.isEmpty()) {
            return parameters;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("certificate" + store.size(), certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        TrustManager[] managers = factory.getTrustManagers();
        var trust = new TrustManagersParameters();
        trust.setTrustManager(managers[0]);
        parameters.setTrustManagers(trust);
        return parameters;
    }

    /**
     * Throws {@link IllegalStateException} for a document that comes again in one run: it could not be put aside, and would
     * come for ever.
     */
    public void comesOnce(
            @ExchangeProperty("server") Server server,
            @ExchangeProperty("profile") String profile,
            @Header(Exchange.FILE_NAME_ONLY) String name,
            @Header(Exchange.FILE_LAST_MODIFIED) @Nullable Long modified) {
        if (!server.seen.add(name + "/" + modified)) {
            throw new IllegalStateException("the file " + name + " of " + profile
                    + " is taken in, but cannot be moved to its archive on the server: let the login rename files"
                    + " and make folders there, or write keep: \"true\" in the connection");
        }
    }
}
