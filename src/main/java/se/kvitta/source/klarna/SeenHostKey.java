package se.kvitta.source.klarna;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import org.jspecify.annotations.Nullable;

/** Trusts no key and remembers the one it was shown. */
final class SeenHostKey implements HostKeyRepository {

    private @Nullable HostKey key;

    @Nullable
    HostKey key() {
        return key;
    }

    @Override
    public int check(String host, byte[] shown) {
        try {
            key = new HostKey(host, shown);
        } catch (JSchException e) {
            throw new IllegalStateException("the server's key cannot be read", e);
        }
        return NOT_INCLUDED;
    }

    @Override
    public void add(HostKey hostkey, @Nullable UserInfo ui) {
        // Nothing is trusted by being seen; whoever asked decides.
    }

    @Override
    public void remove(String host, @Nullable String type) {
        // There is nothing to remove.
    }

    @Override
    public void remove(String host, @Nullable String type, byte @Nullable [] shown) {
        // There is nothing to remove.
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "seen";
    }

    @Override
    public HostKey[] getHostKey() {
        return new HostKey[0];
    }

    @Override
    public HostKey[] getHostKey(@Nullable String host, @Nullable String type) {
        return new HostKey[0];
    }
}
