package se.kvitta.sandbox.fortnox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** The sandbox as a process of its own, which a test may kill. */
final class CommandLine {

    private static final String USAGE = """
            usage: --dir DIRECTORY [--port N] [--limit N] [--window-ms N] [--companies NAME,NAME]
                   [--app ID,SECRET,REDIRECT_URI] [--clock-start INSTANT] [--assume NAME=VALUE]... [--stop-with-parent]""";

    private CommandLine() {}

    static void run(String[] arguments) throws IOException {
        FortnoxSandbox.Options options;
        try {
            options = options(arguments);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        try (var sandbox = FortnoxSandbox.start(options)) {
            System.out.println("fortnox sandbox listening on " + sandbox.baseUrl());
            System.out.flush();
            awaitEnd(Arrays.asList(arguments).contains("--stop-with-parent"));
        }
    }

    /** A test that dies must not leave its sandbox behind. */
    private static void awaitEnd(boolean stopWithParent) {
        var parent = ProcessHandle.current().parent();
        if (stopWithParent && parent.isPresent()) {
            parent.get().onExit().join();
            return;
        }
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static FortnoxSandbox.Options options(String[] arguments) {
        FortnoxSandbox.Options options = FortnoxSandbox.Options.in(Path.of(valueOf(arguments, "--dir")));
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--dir" -> i++;
                case "--port" -> options = options.port(Integer.parseInt(arguments[++i]));
                case "--limit" -> options = options.limit(Integer.parseInt(arguments[++i]), options.window());
                case "--window-ms" ->
                    options = options.limit(options.limit(), Duration.ofMillis(Long.parseLong(arguments[++i])));
                case "--companies" -> options = options.companies(arguments[++i].split(","));
                case "--app" -> options = options.apps(app(arguments[++i]));
                case "--clock-start" -> options = options.clock(startingAt(Instant.parse(arguments[++i])));
                case "--assume" -> {
                    var pair = arguments[++i].split("=", 2);
                    options = options.assuming(pair[0], pair[1]);
                }
                case "--stop-with-parent" -> {}
                default -> throw new IllegalArgumentException("unknown argument " + arguments[i]);
            }
        }
        return options;
    }

    private static String valueOf(String[] arguments, String name) {
        int at = Arrays.asList(arguments).indexOf(name);
        if (at < 0 || at == arguments.length - 1) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return arguments[at + 1];
    }

    private static FortnoxSandbox.App app(String text) {
        var parts = text.split(",", 3);
        return new FortnoxSandbox.App(parts[0], parts[1], parts[2]);
    }

    /** Runs on from the instant, as fast as the system's clock. */
    private static Clock startingAt(Instant start) {
        return Clock.offset(Clock.systemUTC(), Duration.between(Instant.now(), start));
    }
}
