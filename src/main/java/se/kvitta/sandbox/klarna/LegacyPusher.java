package se.kvitta.sandbox.klarna;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.ftp.FTPSClient;
import org.jspecify.annotations.Nullable;

/**
 * Sends files as Klarna's older system does: it is the client, and the server is the merchant's or its integrator's. How it names a
 * file on its way, how slowly it writes and whether it repeats itself is not known [?]: each is a switch.
 */
public final class LegacyPusher {

    /** How a file is called while it is on its way. */
    public enum Naming {
        /** By its own name from the first byte. */
        FINAL,
        /** {@code name.tmp}, and renamed when it is whole. */
        TEMPORARY,
        /** A name that nobody would take for a temporary one, and renamed when it is whole. */
        ODD
    }

    /**
     * How it sends.
     *
     * @param tls explicit FTPS, trusting this context; null for the clear
     * @param pause between pieces of 64 bytes; zero for none
     * @param cutAfter bytes after which its line breaks; 0 for never
     */
    public record Manner(Naming naming, @Nullable SSLContext tls, Duration pause, int cutAfter) {

        public static final Manner PLAIN = new Manner(Naming.FINAL, null, Duration.ZERO, 0);

        public Manner naming(Naming value) {
            return new Manner(value, tls, pause, cutAfter);
        }

        public Manner tls(SSLContext value) {
            return new Manner(naming, value, pause, cutAfter);
        }

        public Manner pausing(Duration value) {
            return new Manner(naming, tls, value, cutAfter);
        }

        public Manner cutAfter(int bytes) {
            return new Manner(naming, tls, pause, bytes);
        }
    }

    private static final int PIECE = 64;
    private static final int TIMEOUT_MS = 20_000;

    private final String host;
    private final int port;
    private final String user;
    private final String password;

    public LegacyPusher(String host, int port, String user, String password) {
        this.host = host;
        this.port = port;
        this.user = user;
        this.password = password;
    }

    /** What a client does with an open session. */
    public interface Session<T> {
        T with(FTPClient client) throws IOException;
    }

    /** Logs in, does something and leaves. Throws {@link IOException} with the server's answer when the login is refused. */
    public <T> T session(Manner manner, Session<T> session) throws IOException {
        SSLContext tls = manner.tls();
        FTPClient client = tls == null ? new FTPClient() : new FTPSClient(false, tls);
        client.setConnectTimeout(TIMEOUT_MS);
        client.setDefaultTimeout(TIMEOUT_MS);
        client.setControlEncoding("UTF-8");
        try {
            client.connect(host, port);
            if (!client.login(user, password)) {
                throw new IOException(client.getReplyString().strip());
            }
            if (client instanceof FTPSClient secure) {
                secure.execPBSZ(0);
                secure.execPROT("P");
            }
            client.setFileType(FTP.BINARY_FILE_TYPE);
            client.enterLocalPassiveMode();
            T answer = session.with(client);
            client.logout();
            return answer;
        } finally {
            if (client.isConnected()) {
                client.disconnect();
            }
        }
    }

    /** Sends one file. Throws {@link IOException} with the server's answer when it is not taken, or the line breaks. */
    public void push(String name, byte[] content, Manner manner) throws IOException {
        String onItsWay =
                switch (manner.naming()) {
                    case FINAL -> name;
                    case TEMPORARY -> name + ".tmp";
                    case ODD -> "till_" + name.hashCode();
                };
        session(manner, client -> {
            try (InputStream slow = new Slow(new ByteArrayInputStream(content), manner, client)) {
                require(client, client.storeFile(onItsWay, slow));
            }
            if (!onItsWay.equals(name)) {
                require(client, client.rename(onItsWay, name));
            }
            return FTPReply.CLOSING_DATA_CONNECTION;
        });
    }

    /** The same file so many times, each in a session of its own; a server may refuse a name that it still has. */
    public int repeat(String name, byte[] content, int times, Manner manner) throws IOException {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            try {
                push(name, content, manner);
                taken++;
            } catch (Refused e) {
                // It is still there from the time before.
            }
        }
        return taken;
    }

    /** The names that the login sees. */
    public List<String> names(Manner manner) throws IOException {
        return session(manner, client -> {
            String[] names = client.listNames();
            return names == null ? List.of() : List.of(names);
        });
    }

    /** What the server answered. */
    public static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private final int code;

        Refused(int code, String answer) {
            super(answer);
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private static void require(FTPClient client, boolean done) throws IOException {
        if (!done) {
            throw new Refused(client.getReplyCode(), client.getReplyString().strip());
        }
    }

    /** Sends piece by piece, and breaks its own line when it is told to. */
    private static final class Slow extends FilterInputStream {
        private final Manner manner;
        private final FTPClient client;
        private int sent;

        Slow(InputStream in, Manner manner, FTPClient client) {
            super(in);
            this.manner = manner;
            this.client = client;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            if (manner.cutAfter() > 0 && sent >= manner.cutAfter()) {
                client.disconnect();
                throw new IOException("the line broke after " + sent + " bytes");
            }
            if (!manner.pause().isZero()) {
                LockSupport.parkNanos(manner.pause().toNanos());
            }
            int read = super.read(into, from, Math.min(length, PIECE));
            sent += Math.max(read, 0);
            return read;
        }
    }

    /** A context that trusts the certificates of a key store and no other. */
    public static SSLContext trusting(Path pkcs12, String password) throws IOException {
        try (InputStream in = Files.newInputStream(pkcs12)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (String alias : Collections.list(store.aliases())) {
                trusted.setCertificateEntry(alias, store.getCertificate(alias));
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }
}
