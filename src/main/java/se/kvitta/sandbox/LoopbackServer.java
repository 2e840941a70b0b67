package se.kvitta.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The web server of every sandbox: on loopback, and answering at once. */
public final class LoopbackServer {

    // The server of Java 17 sends the body of an answer after its headers, and the system keeps it back until the
    // caller has acknowledged those: 40 ms for each call. The server reads this when its first class is used.
    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private LoopbackServer() {}

    /** A server that is not started. Throws when the port is taken; 0 takes any that is free. */
    public static HttpServer on(int port) throws IOException {
        return on(port, 0);
    }

    /**
     * The same.
     *
     * @param backlog how many connections may wait to be taken; 0 for what the system chooses
     */
    public static HttpServer on(int port, int backlog) throws IOException {
        return HttpServer.create(
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), backlog);
    }
}
