package se.kvitta.ftp;

import java.util.List;
import org.apache.ftpserver.ftplet.Authentication;
import org.apache.ftpserver.ftplet.AuthenticationFailedException;
import org.apache.ftpserver.ftplet.User;
import org.apache.ftpserver.ftplet.UserManager;
import org.apache.ftpserver.usermanager.UsernamePasswordAuthentication;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.UserMetadata;
import org.apache.ftpserver.usermanager.impl.WritePermission;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logins as the FTP server asks for them. Users are the merchant files': none is made or changed here. */
final class FtpUsers implements UserManager {

    private static final Logger LOG = LoggerFactory.getLogger(FtpUsers.class);

    private static final int CONNECTIONS_OF_A_LOGIN = 5;

    private final FtpLogins logins;
    private final LoginThrottle throttle;

    FtpUsers(FtpLogins logins, LoginThrottle throttle) {
        this.logins = logins;
        this.throttle = throttle;
    }

    @Override
    public User authenticate(Authentication authentication) throws AuthenticationFailedException {
        if (!(authentication instanceof UsernamePasswordAuthentication login)) {
            throw new AuthenticationFailedException("only users with a password log in here");
        }
        String user = String.valueOf(login.getUsername());
        String address = address(login.getUserMetadata());
        if (throttle.isLockedOut(user, address)) {
            throw new AuthenticationFailedException("locked out");
        }
        boolean right;
        try {
            right = logins.isRight(user, String.valueOf(login.getPassword()));
        } catch (IllegalArgumentException e) {
            // Health says what is wrong with the hash.
            LOG.error("ftp: {} cannot log in: its ftpPassword is missing or no hash", user);
            right = false;
        }
        if (!right) {
            boolean locked = throttle.failed(user, address);
            LOG.warn(
                    "ftp: a login of '{}' from {} is refused{}", user, address, locked ? "; it is locked out now" : "");
            throw new AuthenticationFailedException("wrong user name or password");
        }
        throttle.succeeded(user, address);
        return user(user);
    }

    private static String address(@Nullable UserMetadata client) {
        return client == null || client.getInetAddress() == null
                ? "?"
                : client.getInetAddress().getHostAddress();
    }

    private static User user(String name) {
        var user = new BaseUser();
        user.setName(name);
        user.setHomeDirectory("/");
        user.setAuthorities(List.of(
                new WritePermission(), new ConcurrentLoginPermission(CONNECTIONS_OF_A_LOGIN, CONNECTIONS_OF_A_LOGIN)));
        return user;
    }

    @Override
    public @Nullable User getUserByName(String name) {
        return doesExist(name) ? user(name) : null;
    }

    @Override
    public String[] getAllUserNames() {
        return names().toArray(String[]::new);
    }

    List<String> names() {
        return logins.users();
    }

    @Override
    public boolean doesExist(String name) {
        return !logins.profiles(name).isEmpty();
    }

    @Override
    public void delete(String name) {
        throw new UnsupportedOperationException("users are those of the merchant files");
    }

    @Override
    public void save(User user) {
        throw new UnsupportedOperationException("users are those of the merchant files");
    }

    @Override
    public String getAdminName() {
        return "";
    }

    @Override
    public boolean isAdmin(String name) {
        return false;
    }
}
