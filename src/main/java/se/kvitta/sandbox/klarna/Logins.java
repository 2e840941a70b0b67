package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.auth.password.PasswordAuthenticator;
import org.apache.sshd.server.auth.pubkey.PublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/** Lets merchants in by password or key, and gives each its folder as root. */
final class Logins extends VirtualFileSystemFactory
        implements PasswordAuthenticator, PublickeyAuthenticator, SessionListener {

    private final SandboxFolder folder;
    private final ActivityLog log;

    Logins(SandboxFolder folder, ActivityLog log) {
        this.folder = folder;
        this.log = log;
    }

    @Override
    public boolean authenticate(String username, String password, ServerSession session) {
        var account = admitted(username);
        var right = account != null
                && MessageDigest.isEqual(
                        account.password().getBytes(StandardCharsets.UTF_8), password.getBytes(StandardCharsets.UTF_8));
        return right || refuse(username, "password");
    }

    @Override
    public boolean authenticate(String username, PublicKey key, ServerSession session) {
        var account = admitted(username);
        var right = account != null
                && account.authorizedKeys().stream().anyMatch(line -> KeyUtils.compareKeys(keyIn(line), key));
        return right || refuse(username, "key");
    }

    private static PublicKey keyIn(String line) {
        try {
            return AuthorizedKeyEntry.parseAuthorizedKeyEntry(line)
                    .resolvePublicKey(null, PublicKeyEntryResolver.FAILING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("an authorized key cannot be read", e);
        }
    }

    private @Nullable MerchantAccount admitted(String username) {
        try {
            return folder.switches().refuseLogins() ? null : folder.account(username);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean refuse(String username, String means) {
        log.add(ActivityLog.Event.REFUSED_LOGIN, username, means);
        return false;
    }

    @Override
    public void sessionEvent(Session session, Event event) {
        if (event == Event.Authenticated) {
            log.add(ActivityLog.Event.LOGIN, String.valueOf(session.getUsername()), "");
        }
    }

    @Override
    public Path getUserHomeDir(SessionContext session) throws IOException {
        var account = folder.account(String.valueOf(session.getUsername()));
        if (account == null) {
            throw new IOException("there is no account for " + session.getUsername());
        }
        return folder.files(account);
    }
}
