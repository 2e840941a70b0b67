package se.kvitta.intake;

import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.commons.net.DefaultSocketFactory;
import org.apache.commons.net.ftp.FTPSClient;
import org.jspecify.annotations.Nullable;

/**
 * A client of FTP over explicit TLS whose data connections take up the TLS session of their control connection. Many servers demand
 * it, because it proves that both are of one client, and close a data connection that begins a session of its own. The client
 * by itself looks a session up by the port of the data connection, where there never was one.
 */
final class ResumingFtps extends FTPSClient {

    private final SSLContext context;
    private boolean secured;

    ResumingFtps(SSLContext context) {
        super(false, context);
        this.context = context;
        setEndpointCheckingEnabled(true);
    }

    /** From here on the data connections are made in the clear, and secured by {@link #_openDataConnection_}. */
    @Override
    public void execPROT(String protection) throws IOException {
        super.execPROT(protection);
        secured = "P".equals(protection);
        setSocketFactory(new DataSockets());
    }

    @Override
    protected @Nullable Socket _openDataConnection_(String command, @Nullable String argument) throws IOException {
        @Nullable Socket plain = super._openDataConnection_(command, argument);
        return plain == null || !secured ? plain : secure(plain);
    }

    private Socket secure(Socket plain) throws IOException {
        try {
            if (plain instanceof DataSocket socket) {
                socket.showPort(getRemotePort());
            }
            SSLSocket data =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, _hostname_, getRemotePort(), true);
            data.setUseClientMode(true);
            SSLParameters parameters = data.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            data.setSSLParameters(parameters);
            data.startHandshake();
            return data;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static final class DataSockets extends DefaultSocketFactory {

        @Override
        public Socket createSocket() {
            return new DataSocket();
        }
    }

    /** TLS looks sessions up by the host and port that a socket says it is connected to: those of the control connection. */
    private static final class DataSocket extends Socket {
        private int shown;

        void showPort(int port) {
            shown = port;
        }

        @Override
        public int getPort() {
            return shown == 0 ? super.getPort() : shown;
        }
    }
}
