package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * How the server misbehaves. Kept in {@code switches.properties} and read again for every request, so that they can be
 * flipped from outside while it runs.
 *
 * @param refuseLogins every login is refused ({@code refuse-logins})
 * @param allowChanges clients may write, rename, delete and make directories; refused and counted otherwise, because
 *     Klarna does not say whether clients may delete ({@code allow-changes})
 * @param dropAfterBytes a download is cut off, with the connection, after so many bytes; 0 for never
 *     ({@code drop-after-bytes})
 * @param bytesPerSecond how fast each download is; 0 for as fast as can be ({@code bytes-per-second})
 * @param hostileNames the listing also holds names that try to break out ({@code hostile-names})
 */
public record SandboxSwitches(
        boolean refuseLogins, boolean allowChanges, long dropAfterBytes, long bytesPerSecond, boolean hostileNames) {

    /** A server that behaves, and is read-only. */
    public static SandboxSwitches none() {
        return new SandboxSwitches(false, false, 0, 0, false);
    }

    public SandboxSwitches withLoginsRefused() {
        return new SandboxSwitches(true, allowChanges, dropAfterBytes, bytesPerSecond, hostileNames);
    }

    public SandboxSwitches withChangesAllowed() {
        return new SandboxSwitches(refuseLogins, true, dropAfterBytes, bytesPerSecond, hostileNames);
    }

    public SandboxSwitches withDropAfterBytes(long bytes) {
        return new SandboxSwitches(refuseLogins, allowChanges, bytes, bytesPerSecond, hostileNames);
    }

    public SandboxSwitches withBytesPerSecond(long bytes) {
        return new SandboxSwitches(refuseLogins, allowChanges, dropAfterBytes, bytes, hostileNames);
    }

    public SandboxSwitches withHostileNames() {
        return new SandboxSwitches(refuseLogins, allowChanges, dropAfterBytes, bytesPerSecond, true);
    }

    static SandboxSwitches read(Path file) throws IOException {
        var properties = PropertiesFile.read(file);
        return new SandboxSwitches(
                Boolean.parseBoolean(properties.getProperty("refuse-logins")),
                Boolean.parseBoolean(properties.getProperty("allow-changes")),
                Long.parseLong(properties.getProperty("drop-after-bytes", "0")),
                Long.parseLong(properties.getProperty("bytes-per-second", "0")),
                Boolean.parseBoolean(properties.getProperty("hostile-names")));
    }

    void write(Path file) throws IOException {
        var properties = new Properties();
        properties.setProperty("refuse-logins", Boolean.toString(refuseLogins));
        properties.setProperty("allow-changes", Boolean.toString(allowChanges));
        properties.setProperty("drop-after-bytes", Long.toString(dropAfterBytes));
        properties.setProperty("bytes-per-second", Long.toString(bytesPerSecond));
        properties.setProperty("hostile-names", Boolean.toString(hostileNames));
        PropertiesFile.write(file, properties);
    }
}
