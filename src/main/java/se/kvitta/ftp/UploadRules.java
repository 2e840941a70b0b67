package se.kvitta.ftp;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.ftpserver.ftplet.DataConnectionFactory;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;
import org.apache.ftpserver.listener.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.reason.Causes;

/** What a client may do: log in, list its folder, put a new file, give it another name. A file is whole before it is answered for. */
final class UploadRules extends DefaultFtplet {

    private static final Logger LOG = LoggerFactory.getLogger(UploadRules.class);

    private static final Set<String> BEFORE_LOGIN =
            Set.of("USER", "PASS", "AUTH", "PBSZ", "PROT", "QUIT", "NOOP", "SYST", "FEAT", "OPTS", "HELP");

    private static final Set<String> ALLOWED = Set.of(
            "TYPE", "MODE", "STRU", "ALLO", "PASV", "EPSV", "CWD", "CDUP", "PWD", "LIST", "NLST", "MLSD", "MLST",
            "SIZE", "MDTM", "STAT", "STOR", "RNFR", "RNTO", "ABOR", "LANG", "CCC", "REIN");

    /** So much later than the end of its file, at most, the end of a sender is noticed on a busy machine. */
    private static final Duration NOTICED = Duration.ofMillis(400);

    private static final Duration LOOKS = Duration.ofMillis(20);

    private final boolean tlsRequired;
    private final Listener listener;

    UploadRules(boolean tlsRequired, Listener listener) {
        this.tlsRequired = tlsRequired;
        this.listener = listener;
    }

    @Override
    public FtpletResult onConnect(FtpSession session) {
        Answers.atOnce(session, listener);
        return FtpletResult.DEFAULT;
    }

    @Override
    public FtpletResult beforeCommand(FtpSession session, FtpRequest request) throws FtpException, IOException {
        String command = request.getCommand().toUpperCase(Locale.ROOT);
        boolean login = command.equals("USER") || command.equals("PASS");
        if (login && tlsRequired && !session.isSecure()) {
            return refuse(session, 530, "This server speaks TLS only: send AUTH TLS first (explicit FTPS).");
        }
        if (command.equals("CCC") && tlsRequired) {
            return refuse(session, 534, "This server speaks TLS only.");
        }
        if (!BEFORE_LOGIN.contains(command) && !ALLOWED.contains(command)) {
            return refuse(session, 502, command + " is not allowed here: files can be put (STOR), and nothing else.");
        }
        return super.beforeCommand(session, request);
    }

    /** Takes the file itself, so that it is on the disk, whole, before the client is told so. */
    @Override
    public FtpletResult onUploadStart(FtpSession session, FtpRequest request) throws FtpException, IOException {
        var folder = (UploadFolder) session.getFileSystemView();
        UploadFile file = folder.getFile(String.valueOf(request.getArgument()));
        if (!file.isWritable()) {
            return refuse(
                    session,
                    553,
                    file.doesExist()
                            ? "There is a file of this name already, which is not overwritten."
                            : "This is no name of a file here: letters, digits, . _ + - ( ) and blanks, no folders.");
        }
        DataConnectionFactory data = session.getDataConnection();
        if (tlsRequired && !data.isSecure()) {
            return refuse(session, 522, "Files must be encrypted too: send PBSZ 0 and PROT P.");
        }
        session.write(new DefaultFtpReply(150, "Send it."));
        String user = session.getUser().getName();
        try {
            folder.receive(file, out -> {
                data.openConnection().transferFromClient(session, out);
                requireStillThere(session);
            });
            LOG.info("ftp: {} has sent {} ({} bytes)", user, file.name(), file.getSize());
            session.write(new DefaultFtpReply(226, "It is here, whole."));
        } catch (Exception e) {
            LOG.warn("ftp: {} of {} is not taken: {}", file.name(), user, Causes.of(e));
            session.write(new DefaultFtpReply(426, "It did not come whole and is not kept: send it again."));
        } finally {
            data.closeDataConnection();
        }
        return FtpletResult.SKIP;
    }

    /**
     * The end of a file and the end of its sender look the same on the files' connection: this one tells them apart. A sender who has gone is
     * noticed by another thread, which may be later.
     */
    private void requireStillThere(FtpSession session) throws IOException {
        long until = System.nanoTime() + NOTICED.toNanos();
        do {
            boolean there = listener.getActiveSessions().stream()
                    .anyMatch(open -> session.getClientAddress().equals(open.getRemoteAddress())
                            && open.isConnected()
                            && !open.isClosing());
            if (!there) {
                throw new IOException("the client has gone");
            }
            LockSupport.parkNanos(LOOKS.toNanos());
        } while (System.nanoTime() < until);
    }

    private static FtpletResult refuse(FtpSession session, int code, String why) throws FtpException {
        session.write(new DefaultFtpReply(code, why));
        return FtpletResult.SKIP;
    }
}
