package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;

/** Writes down what clients do, one line each, before they get an answer: the counters outlive the process. */
final class ActivityLog {

    enum Event {
        LOGIN,
        REFUSED_LOGIN,
        LISTING,
        DOWNLOAD,
        REFUSED_CHANGE
    }

    private final Path file;
    private final Clock clock;

    ActivityLog(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    synchronized void add(Event event, String who, String what) {
        var line = clock.instant() + "\t" + event + "\t" + oneWord(who) + "\t" + oneWord(what) + "\n";
        try {
            Files.write(
                    file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Event eventOf(String line) {
        var start = line.indexOf('\t') + 1;
        return Event.valueOf(line.substring(start, line.indexOf('\t', start)));
    }

    /** Names come from clients and may hold anything. */
    private static String oneWord(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
