package se.kvitta.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The service as a process of its own, which can be killed. */
public final class KvittaProcess implements AutoCloseable {

    private static final String READY = "Kvitta runs";

    private final Process process;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final List<String> output = new ArrayList<>();
    private final Thread reader;

    private KvittaProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of the service");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it in a home folder, without web server, with its jobs. */
    public static KvittaProcess start(Path home, List<String> jvm, Map<String, Object> properties) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "se.kvitta.Kvitta"));
        command.add("--kvitta.home=" + home);
        command.add("--spring.main.web-application-type=none");
        command.add("--logging.structured.format.console=");
        command.add("--spring.jmx.enabled=false");
        command.add("--camel.main.jmx-enabled=false");
        command.add("--kvitta.jobs.threads=4");
        properties.forEach((name, value) -> command.add("--" + name + "=" + value));
        try {
            return new KvittaProcess(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until its routes and jobs run. */
    public KvittaProcess awaitReady() throws InterruptedException {
        if (!ready.await(120, TimeUnit.SECONDS) || !process.isAlive()) {
            throw new AssertionError("the service did not start:\n" + String.join("\n", output()));
        }
        return this;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL: nothing of the process runs any more when this returns. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM, and waits for the end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    public List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                synchronized (output) {
                    output.add(line);
                }
                if (line.contains(READY)) {
                    ready.countDown();
                }
            }
        } catch (IOException e) {
            // A killed process ends its stream however it likes.
            synchronized (output) {
                output.add("(output ended: " + e.getMessage() + ")");
            }
        } finally {
            ready.countDown();
        }
    }
}
