package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A name in a listing that tries to do harm, and the harmless file it leads to. */
enum Decoy {
    PARENT("../../evil.csv"),
    ABSOLUTE("/tmp/kvitta-sandbox-evil.csv"),
    NEWLINE("2201450871_\n20260216T000214_0.csv"),
    HIDDEN(".hidden.csv"),
    DIRECTORY("x.csv");

    private final String remoteName;

    Decoy(String remoteName) {
        this.remoteName = remoteName;
    }

    /** The name as the listing shows it. */
    String remoteName() {
        return remoteName;
    }

    /** Whether a client that saw the name in its root asks for this path. */
    boolean isMeantBy(String remotePath) {
        return withoutRoot(remotePath).equals(withoutRoot(remoteName));
    }

    private static String withoutRoot(String path) {
        return path.replaceFirst("^(\\./|/)+", "");
    }

    Path in(Path folder) {
        return folder.resolve(name());
    }

    static void prepare(Path folder) throws IOException {
        Files.createDirectories(DIRECTORY.in(folder));
        for (var decoy : values()) {
            if (decoy != DIRECTORY && !Files.exists(decoy.in(folder))) {
                Files.write(decoy.in(folder), "type;amount\nHOSTILE;0.00\n".getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
