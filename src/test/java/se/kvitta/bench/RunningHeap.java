package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The service as a process of its own with a small heap, watched from its start until it has said something. */
final class RunningHeap {

    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(2);

    /** A million rows take about half of it. */
    private static final Duration AT_MOST = Duration.ofHours(1);

    private RunningHeap() {}

    /**
     * What was seen.
     *
     * @param said everything that the service said
     */
    record Seen(AliveHeap.Peak peak, long seconds, String said) {}

    /** @param often whether as many samples are taken as can be, for a run that is over soon */
    static Seen watch(Path folder, Map<String, Object> properties, Predicate<String> done, boolean often)
            throws IOException, InterruptedException {
        var heap = new AliveHeap(folder.resolve("gc.log"));
        List<String> arguments = new ArrayList<>();
        properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        try (MeasuredProcess service = MeasuredProcess.start("se.kvitta.Kvitta", heap.flags("256m"), arguments)) {
            service.await("Kvitta runs", Duration.ofMinutes(2));
            long began = System.nanoTime();
            long until = began + AT_MOST.toNanos();
            while (!done.test(service.text())) {
                assertThat(service.isAlive() && System.nanoTime() < until)
                        .as(service.text())
                        .isTrue();
                heap.collect(service);
                TimeUnit.NANOSECONDS.sleep(often ? 1 : BETWEEN_SAMPLES.toNanos());
            }
            return new Seen(
                    heap.peak(), Duration.ofNanos(System.nanoTime() - began).toSeconds(), service.text());
        }
    }
}
