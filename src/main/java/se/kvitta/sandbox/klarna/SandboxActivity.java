package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;

/**
 * What clients have done since the directory was made, over all starts.
 *
 * @param logins sessions that were let in
 * @param refusedLogins passwords and keys that were not
 * @param listings directories opened for listing
 * @param downloads files opened for reading
 * @param refusedChanges writes, renames, deletions and new directories that were refused
 */
public record SandboxActivity(long logins, long refusedLogins, long listings, long downloads, long refusedChanges) {

    /** Counts the log of a sandbox, in this process or another, by its directory. */
    public static SandboxActivity of(Path directory) throws IOException {
        var log = SandboxFolder.activityLog(directory);
        if (!Files.exists(log)) {
            return new SandboxActivity(0, 0, 0, 0, 0);
        }
        var counts = new EnumMap<ActivityLog.Event, Long>(ActivityLog.Event.class);
        var text = Files.readString(log);
        // The last line may be half written by another process.
        text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .forEach(line -> counts.merge(ActivityLog.eventOf(line), 1L, Long::sum));
        return new SandboxActivity(
                counts.getOrDefault(ActivityLog.Event.LOGIN, 0L),
                counts.getOrDefault(ActivityLog.Event.REFUSED_LOGIN, 0L),
                counts.getOrDefault(ActivityLog.Event.LISTING, 0L),
                counts.getOrDefault(ActivityLog.Event.DOWNLOAD, 0L),
                counts.getOrDefault(ActivityLog.Event.REFUSED_CHANGE, 0L));
    }
}
