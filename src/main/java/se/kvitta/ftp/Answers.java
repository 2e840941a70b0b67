package se.kvitta.ftp;

import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.listener.Listener;
import org.apache.mina.transport.socket.SocketSessionConfig;

/**
 * Answers of an FTP server leave at once. By itself the system keeps a second small packet back until the other side has
 * acknowledged the first, which takes 40 ms: after every file, whose beginning and end are told in two answers.
 */
public final class Answers {

    private Answers() {}

    /** To be called when a client connects. */
    public static void atOnce(FtpSession session, Listener listener) {
        listener.getActiveSessions().stream()
                .filter(open -> session.getClientAddress().equals(open.getRemoteAddress()))
                .forEach(open -> {
                    if (open.getConfig() instanceof SocketSessionConfig socket) {
                        socket.setTcpNoDelay(true);
                    }
                });
    }
}
