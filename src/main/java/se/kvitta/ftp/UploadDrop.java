package se.kvitta.ftp;

import java.io.File;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.home.Home;
import se.kvitta.intake.FileNames;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;

/** Hands what a login has put over to the inbox of the profile it is for. */
public final class UploadDrop {

    private static final Logger LOG = LoggerFactory.getLogger(UploadDrop.class);

    private final Home home;
    private final FtpLogins logins;
    private final Tasks tasks;

    /** Files that stay, and of which people know. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    UploadDrop(Home home, FtpLogins logins, Tasks tasks) {
        this.home = home;
        this.logins = logins;
        this.tasks = tasks;
    }

    /** Where the folders of the logins are. */
    static Path folder(Home home) {
        return home.data().resolve("ftp");
    }

    /** Moves a file, so that it is in the inbox or still here whenever the process dies; one that is nobody's stays and is told. */
    public void handOver(@Body File dropped) throws IOException {
        Path file = dropped.toPath();
        String user = String.valueOf(
                file.toAbsolutePath().getName(file.toAbsolutePath().getNameCount() - 2));
        String name = String.valueOf(file.getFileName());
        String subject = subject(user, name);
        List<Profile> profiles = logins.profiles(user);
        if (profiles.isEmpty()) {
            if (told.add(subject)) {
                LOG.error("ftp: {} of {} stays: no profile names this login any more", name, user);
            }
            return;
        }
        Optional<Profile> owner = profiles.stream()
                .filter(profile -> !profile.connection().has("files")
                        || FileNames.fits(profile.connection().get("files"), name))
                .findFirst();
        Profile first = profiles.get(0);
        forgetGone(first.merchant(), user);
        if (owner.isEmpty() && !told.add(subject)) {
            return;
        }
        if (owner.isEmpty()) {
            tasks.open(
                    first.merchant(),
                    first.name(),
                    subject,
                    Reason.of(
                            "FTP_FILE_OF_NOBODY",
                            "name",
                            name,
                            "user",
                            user,
                            "files",
                            profiles.stream()
                                    .map(profile -> profile.name() + ": "
                                            + profile.connection().get("files", "*"))
                                    .collect(Collectors.joining(", "))));
            return;
        }
        Path inbox = Files.createDirectories(home.inbox().resolve(owner.get().name()));
        move(file, inbox, name);
        tasks.close(first.merchant(), subject);
        told.remove(subject);
        LOG.info("ftp: {} of {} is in the inbox of {}", name, user, owner.get().name());
    }

    /** What was nobody's and is gone has had the name of a file on its way, or somebody has taken it away. */
    private void forgetGone(String merchant, String user) {
        Path drop = folder(home).resolve(user);
        String prefix = subject(user, "");
        tasks.open(merchant).stream()
                .map(Tasks.Task::subject)
                .filter(subject -> subject.startsWith(prefix))
                .filter(subject -> Files.notExists(drop.resolve(subject.substring(prefix.length()))))
                .forEach(subject -> {
                    tasks.close(merchant, subject);
                    told.remove(subject);
                });
    }

    private static String subject(String user, String name) {
        return "ftp file " + user + "/" + name;
    }

    /** A file of the same name that waits there is another one. */
    private static void move(Path file, Path inbox, String name) throws IOException {
        Path place = inbox.resolve(name);
        for (int i = 2; Files.exists(place); i++) {
            place = inbox.resolve(i + "-" + name);
        }
        try {
            Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // The inbox is on another disk. Dying between the two, the file comes twice, and is booked once.
            Path part = inbox.resolve(name + ".part");
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(file);
        }
    }
}
