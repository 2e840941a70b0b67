package se.kvitta.sandbox.fortnox;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A sandbox in a process of its own, which can be killed. */
final class ChildSandbox implements AutoCloseable {

    private final Process process;
    private final URI baseUrl;

    private ChildSandbox(Process process, URI baseUrl) {
        this.process = process;
        this.baseUrl = baseUrl;
    }

    static ChildSandbox start(Path directory, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FortnoxSandbox.class.getName(),
                "--dir",
                directory.toString(),
                "--stop-with-parent"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        var line = output.readLine();
        var ready = "fortnox sandbox listening on ";
        if (line == null || !line.startsWith(ready)) {
            process.destroyForcibly();
            throw new IOException("the sandbox did not start: " + line);
        }
        return new ChildSandbox(process, URI.create(line.substring(ready.length())));
    }

    URI baseUrl() {
        return baseUrl;
    }

    /** As {@code kill -9} does; returns when the process is gone. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
