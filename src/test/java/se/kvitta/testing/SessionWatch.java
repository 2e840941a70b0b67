package se.kvitta.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.ftpserver.ssl.ClientAuth;
import org.apache.ftpserver.ssl.SslConfiguration;

/** The TLS of an FTP server that sees which of its data connections take up the session of an earlier connection. */
public final class SessionWatch implements SslConfiguration {

    private final SslConfiguration tls;
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Boolean> resumed = new CopyOnWriteArrayList<>();

    private final SSLContext context;

    /** @param tls makes a context for every connection, in which there is nothing to take up; this has one for all */
    public SessionWatch(SslConfiguration tls) throws GeneralSecurityException {
        this.tls = tls;
        this.context = tls.getSSLContext();
    }

    /** Data connections that were begun. */
    public int connections() {
        return connections.get();
    }

    /** Of each whose handshake is through, whether its session is older than itself. */
    public List<Boolean> resumed() {
        return List.copyOf(resumed);
    }

    @Override
    public SSLSocketFactory getSocketFactory() {
        return new Watched(context.getSocketFactory());
    }

    @Override
    public SSLContext getSSLContext() {
        return context;
    }

    @Override
    public SSLContext getSSLContext(String protocol) {
        return context;
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return tls.getEnabledCipherSuites();
    }

    @Override
    @Deprecated
    public String getEnabledProtocol() {
        return tls.getEnabledProtocol();
    }

    @Override
    public String[] getEnabledProtocols() {
        return tls.getEnabledProtocols();
    }

    @Override
    public ClientAuth getClientAuth() {
        return tls.getClientAuth();
    }

    private final class Watched extends SSLSocketFactory {
        private final SSLSocketFactory sockets;

        Watched(SSLSocketFactory sockets) {
            this.sockets = sockets;
        }

        @Override
        public Socket createSocket(Socket plain, String host, int port, boolean close) throws IOException {
            SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host, port, close);
            connections.incrementAndGet();
            long begun = System.currentTimeMillis();
            socket.addHandshakeCompletedListener(
                    event -> resumed.add(event.getSession().getCreationTime() < begun));
            return socket;
        }

        @Override
        public String[] getDefaultCipherSuites() {
            return sockets.getDefaultCipherSuites();
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return sockets.getSupportedCipherSuites();
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw unused();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
            throw unused();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw unused();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
            throw unused();
        }

        private UnsupportedOperationException unused() {
            return new UnsupportedOperationException("a data connection is accepted, then secured");
        }
    }
}
