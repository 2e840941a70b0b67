package se.kvitta.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A key with a certificate of its own for 127.0.0.1, made by the JDK's keytool.
 *
 * @param keyStore PKCS 12, with the key
 * @param pem the certificate alone
 */
public record TestCertificate(Path keyStore, Path pem) {

    public static final String PASSWORD = "changeit";

    public static TestCertificate in(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path store = folder.resolve("key.p12");
        Path pem = folder.resolve("certificate.pem");
        keytool("-genkeypair -alias server -keyalg EC -dname CN=kvitta-test -validity 3650 -storetype PKCS12"
                + " -ext SAN=ip:127.0.0.1 -storepass " + PASSWORD + " -keystore " + store);
        keytool("-exportcert -rfc -alias server -storepass " + PASSWORD + " -keystore " + store + " -file " + pem);
        return new TestCertificate(store, pem);
    }

    private static void keytool(String arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments.split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }
}
