package se.kvitta.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.Authentication;
import org.apache.ftpserver.ftplet.AuthenticationFailedException;
import org.apache.ftpserver.ftplet.DataConnectionFactory;
import org.apache.ftpserver.ftplet.DefaultFtpReply;
import org.apache.ftpserver.ftplet.DefaultFtplet;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.ftplet.FtpRequest;
import org.apache.ftpserver.ftplet.FtpSession;
import org.apache.ftpserver.ftplet.FtpletResult;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.apache.ftpserver.usermanager.UsernamePasswordAuthentication;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.jspecify.annotations.Nullable;
import se.kvitta.ftp.Answers;

/** Somebody's FTP server on the loopback address, with a folder for each user, that refuses logins and cuts downloads off. */
public final class FileServer implements AutoCloseable {

    private static final ConcurrentLoginPermission ANY_NUMBER = new ConcurrentLoginPermission(0, 0);

    private final Path folder;
    private final FtpServer server;
    private final int port;
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final AtomicInteger logins = new AtomicInteger();
    private volatile boolean refusing;
    private volatile int cutAfter;
    private volatile boolean readOnly;

    /** @param tls null for a server that speaks in the clear */
    public FileServer(Path folder, @Nullable SslConfiguration tls) {
        this.folder = folder;
        var listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(0);
        if (tls != null) {
            listener.setSslConfiguration(tls);
        }
        Listener door = listener.createListener();
        var connections = new ConnectionConfigFactory();
        connections.setLoginFailureDelay(0);
        connections.setMaxLogins(100);
        connections.setAnonymousLoginEnabled(false);
        var factory = new FtpServerFactory();
        factory.setListeners(new HashMap<>(Map.of("default", door)));
        factory.setConnectionConfig(connections.createConnectionConfig());
        factory.setUserManager(new Users());
        factory.setFtplets(new HashMap<>(Map.of("scissors", new Scissors(door))));
        server = factory.createServer();
        try {
            server.start();
        } catch (FtpException e) {
            throw new IllegalStateException(e);
        }
        port = door.getPort();
    }

    public int port() {
        return port;
    }

    /** Makes a user with an empty folder, and answers that. */
    public Path user(String name, String password) {
        passwords.put(name, password);
        return home(name);
    }

    public Path home(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the files in a folder of a user, sorted; empty when there is no such folder. */
    public List<String> names(String user, String place) {
        Path at = home(user).resolve(place);
        if (!Files.isDirectory(at)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(at)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void refuseLogins(boolean refuse) {
        refusing = refuse;
    }

    /** Downloads end, with their connection, after so many bytes; 0 for never. */
    public void cutAfter(int bytes) {
        cutAfter = bytes;
    }

    /** Whether nobody may rename or write. */
    public void readOnly(boolean only) {
        readOnly = only;
    }

    /** Logins that were tried. */
    public int logins() {
        return logins.get();
    }

    @Override
    public void close() {
        server.stop();
    }

    private final class Scissors extends DefaultFtplet {
        private final Listener door;

        private Scissors(Listener door) {
            this.door = door;
        }

        @Override
        public FtpletResult onConnect(FtpSession session) {
            Answers.atOnce(session, door);
            return FtpletResult.DEFAULT;
        }

        @Override
        public FtpletResult onDownloadStart(FtpSession session, FtpRequest request) throws FtpException, IOException {
            if (cutAfter == 0) {
                return FtpletResult.DEFAULT;
            }
            byte[] start;
            try (InputStream in =
                    session.getFileSystemView().getFile(request.getArgument()).createInputStream(0)) {
                start = in.readNBytes(cutAfter);
            }
            session.write(new DefaultFtpReply(150, "Here it comes."));
            DataConnectionFactory data = session.getDataConnection();
            try {
                data.openConnection().transferToClient(session, new ByteArrayInputStream(start));
            } catch (Exception e) {
                throw new IOException(e);
            } finally {
                data.closeDataConnection();
            }
            return FtpletResult.DISCONNECT;
        }
    }

    private final class Users implements UserManager {

        @Override
        public @Nullable User getUserByName(String name) {
            if (!passwords.containsKey(name)) {
                return null;
            }
            var user = new BaseUser();
            user.setName(name);
            user.setHomeDirectory(home(name).toString());
            user.setAuthorities(readOnly ? List.of(ANY_NUMBER) : List.of(ANY_NUMBER, new WritePermission()));
            return user;
        }

        @Override
        public @Nullable User authenticate(Authentication authentication) throws AuthenticationFailedException {
            logins.incrementAndGet();
            if (!refusing
                    && authentication instanceof UsernamePasswordAuthentication login
                    && login.getPassword().equals(passwords.get(login.getUsername()))) {
                return getUserByName(login.getUsername());
            }
            throw new AuthenticationFailedException("refused");
        }

        @Override
        public String[] getAllUserNames() {
            return passwords.keySet().toArray(String[]::new);
        }

        @Override
        public void delete(String username) {
            passwords.remove(username);
        }

        @Override
        public void save(User user) {
            throw new UnsupportedOperationException("users are made by a test");
        }

        @Override
        public boolean doesExist(String username) {
            return passwords.containsKey(username);
        }

        @Override
        public String getAdminName() {
            return "nobody";
        }

        @Override
        public boolean isAdmin(String username) {
            return false;
        }
    }
}
