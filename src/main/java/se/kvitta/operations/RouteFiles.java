package se.kvitta.operations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.home.Home;

/**
 * Loads the route files of the home folder. The core must load, or the start fails. Every source, target and publisher of
 * rates is loaded by itself: one that is wrong leaves only its own slug down, and says so here.
 */
public final class RouteFiles {

    private static final Logger LOG = LoggerFactory.getLogger(RouteFiles.class);

    private final Home home;
    private final CamelContext camel;
    private final RouteFileCheck check;
    private final Map<Path, Loaded> files = new TreeMap<>();

    public RouteFiles(Home home, CamelContext camel) {
        this.home = home;
        this.camel = camel;
        this.check = new RouteFileCheck(camel);
    }

    /** The kinds of plug-in: their folder, and what their files must have routes for. */
    private static final Map<String, List<String>> KINDS = Map.of(
            "sources", List.of("source"),
            "targets", List.of("target", "lookup", "preflight"),
            "rates", List.of("rates"));

    /**
     * How one file stands.
     *
     * @param good the text that runs now; null when none does
     * @param problems why the newest text does not run
     */
    private record Loaded(String seen, @Nullable String good, List<String> routeIds, List<String> problems) {}

    /** One plug-in and what is wrong with its routes; nothing is when {@code problems} is empty. */
    public record Status(String slug, String file, boolean running, List<String> problems) {}

    /** Loads the core. Throws {@link IllegalStateException} naming the file that is wrong: without its core nothing runs. */
    public void loadCore() {
        Resource[] core =
                list("core").stream().map(file -> resource(file, read(file))).toArray(Resource[]::new);
        try {
            // All at once, because routes take their error handling from another file.
            PluginHelper.getRoutesLoader(camel).loadRoutes(core);
        } catch (Exception e) {
            throw new IllegalStateException("routes/core cannot be loaded: " + RouteFileCheck.message(e), e);
        }
    }

    /**
     * Loads every plug-in that is new or has changed, and takes away those whose file is gone. What is wrong
     * keeps its last good version.
     */
    public synchronized void refresh() {
        files.entrySet().removeIf(entry -> {
            boolean gone = !Files.exists(entry.getKey());
            if (gone) {
                remove(entry.getValue().routeIds());
                LOG.warn("{} is gone: its routes are stopped", home.folder().relativize(entry.getKey()));
            }
            return gone;
        });
        for (Map.Entry<String, List<String>> kind : KINDS.entrySet()) {
            for (Path file : list(kind.getKey())) {
                String text = read(file);
                @Nullable Loaded now = files.get(file);
                if (now == null || !now.seen().equals(text)) {
                    files.put(file, take(kind.getValue(), file, text, now));
                }
            }
        }
    }

    public synchronized List<Status> status() {
        var status = new ArrayList<Status>();
        files.forEach((file, loaded) -> status.add(new Status(
                slug(file), home.folder().relativize(file).toString(), loaded.good() != null, loaded.problems())));
        return status;
    }

    private Loaded take(List<String> endpoints, Path file, String text, @Nullable Loaded before) {
        List<String> old = before == null ? List.of() : before.routeIds();
        Set<String> taken = new HashSet<>();
        Map<String, String> doors = new HashMap<>();
        camel.getRoutes().stream()
                .filter(route -> !old.contains(route.getRouteId()))
                .forEach(route -> {
                    taken.add(route.getRouteId());
                    doors.put(route.getEndpoint().getEndpointUri().replace("://", ":"), route.getRouteId());
                });
        RouteFileCheck.Report report = check.check(file, resource(file, text), taken);
        List<String> problems = new ArrayList<>(report.problems());
        report.inputs().stream()
                .filter(doors::containsKey)
                .forEach(input ->
                        problems.add(file.getFileName() + ": the route " + doors.get(input) + " begins at " + input));
        if (problems.isEmpty()) {
            for (String endpoint : endpoints) {
                if (!report.inputs().contains("direct:" + endpoint + "-" + slug(file))) {
                    problems.add(file.getFileName() + ": no route begins at direct:" + endpoint + "-" + slug(file));
                }
            }
        }
        if (problems.isEmpty()) {
            remove(old);
            try {
                load(resource(file, text));
                LOG.info("{} runs: {}", home.folder().relativize(file), report.routeIds());
                return new Loaded(text, text, report.routeIds(), List.of());
            } catch (Exception e) {
                problems.add(RouteFileCheck.problem(String.valueOf(file.getFileName()), e));
                remove(report.routeIds());
                restore(file, before);
            }
        }
        LOG.error(
                "{} is not used{}: {}",
                home.folder().relativize(file),
                before != null && before.good() != null ? ", its last good version goes on" : "",
                problems);
        return new Loaded(text, before == null ? null : before.good(), old, problems);
    }

    private void restore(Path file, @Nullable Loaded before) {
        if (before == null || before.good() == null) {
            return;
        }
        try {
            load(resource(file, before.good()));
        } catch (Exception e) {
            throw new IllegalStateException("the last good version of " + file + " cannot be loaded again", e);
        }
    }

    private void load(Resource resource) throws Exception {
        PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
    }

    /** Takes routes away with everything that a failed load may leave behind. */
    private void remove(List<String> ids) {
        var model = (ModelCamelContext) camel;
        for (String id : ids) {
            try {
                // Also one that never started: its service would keep the endpoint.
                camel.getRouteController().stopRoute(id);
                camel.removeRoute(id);
                @Nullable RouteDefinition left = model.getRouteDefinition(id);
                if (left != null) {
                    model.removeRouteDefinition(left);
                }
            } catch (Exception e) {
                throw new IllegalStateException("the route " + id + " cannot be taken away", e);
            }
        }
    }

    private List<Path> list(String folder) {
        Path path = home.routes().resolve(folder);
        if (!Files.isDirectory(path)) {
            throw new IllegalStateException("there is no folder " + path + ": is KVITTA_HOME right?");
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path, e);
        }
    }

    private static String slug(Path file) {
        return String.valueOf(file.getFileName()).replace(".camel.yaml", "");
    }

    /** Bytes that are no text become marks that no route file may hold: its own trouble, and nobody else's. */
    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Resource resource(Path file, String text) {
        return ResourceHelper.fromString(String.valueOf(file.getFileName()), text);
    }
}
