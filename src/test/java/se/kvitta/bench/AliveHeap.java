package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is alive on the heap of a process of its own: everything that can be collected is, now and then, and the rest counted. */
final class AliveHeap {

    /** A collection that was asked for, in the GC log. */
    private static final Pattern SAMPLE = Pattern.compile("Pause Full .*Diagnostic.* \\d+M->(\\d+)M");

    private final Path log;

    AliveHeap(Path log) {
        this.log = log;
    }

    /** The most of all samples. */
    record Peak(double megabytes, int samples) {}

    /** The flags of a JVM that may have so much and says what it collects. */
    List<String> flags(String most) {
        return List.of("-Xmx" + most, "-Xlog:gc:file=" + log + ":none:filecount=0");
    }

    /** Takes one sample. */
    void collect(MeasuredProcess service) throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(service.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    Peak peak() throws IOException {
        double peak = 0;
        int samples = 0;
        for (String line : Files.readAllLines(log)) {
            Matcher sample = SAMPLE.matcher(line);
            if (sample.find()) {
                samples++;
                peak = Math.max(peak, Double.parseDouble(sample.group(1)));
            }
        }
        assertThat(samples).isPositive();
        return new Peak(peak, samples);
    }
}
