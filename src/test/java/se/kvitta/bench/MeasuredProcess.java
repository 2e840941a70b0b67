package se.kvitta.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own with the flags it would have anywhere, and when it said what since its start. */
final class MeasuredProcess implements AutoCloseable {

    private final Process process;
    private final long began;
    private final List<Line> output = new ArrayList<>();
    private boolean ended;

    private record Line(long at, String text) {}

    private MeasuredProcess(Process process, long began) {
        this.process = process;
        this.began = began;
        var reader = new Thread(this::read, "output of the process");
        reader.setDaemon(true);
        reader.start();
    }

    static MeasuredProcess start(String main, List<String> jvm, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(arguments);
        long began = System.nanoTime();
        return new MeasuredProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start(), began);
    }

    /** How long after its start the process wrote a line with this text. */
    synchronized Duration await(String text, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (true) {
            for (Line line : output) {
                if (line.text().contains(text)) {
                    return Duration.ofNanos(line.at() - began);
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (ended || left <= 0) {
                throw new AssertionError("the process never said '" + text + "':\n" + text());
            }
            wait(left);
        }
    }

    synchronized String text() {
        return String.join("\n", output.stream().map(Line::text).toList());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has used of all cores since its start. */
    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM, and waits for the end. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(90, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                add(line);
            }
        } catch (IOException e) {
            add("(output ended: " + e.getMessage() + ")");
        }
        end();
    }

    private synchronized void add(String line) {
        output.add(new Line(System.nanoTime(), line));
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }
}
