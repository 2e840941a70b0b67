package se.kvitta.operations;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;

/**
 * Looks a route file over before it touches the running routes: Camel's own YAML reader parses it in a context that is
 * never started, and the catalog checks every endpoint. What neither can know shows when the file is loaded.
 */
final class RouteFileCheck {

    private static final Pattern LINE = Pattern.compile("line (\\d+)");

    /** Remembers the components that it has read of: the same few are asked for at every endpoint. */
    private static final CamelCatalog CATALOG = new DefaultCamelCatalog(true);

    private final CamelContext camel;

    /** @param camel the running context, whose properties the file may use */
    RouteFileCheck(CamelContext camel) {
        this.camel = camel;
    }

    /**
     * What a file declares.
     *
     * @param inputs the endpoints its routes begin at
     * @param problems what is wrong, with file and line where they are known; empty when nothing is
     */
    record Report(List<String> routeIds, Set<String> inputs, List<String> problems) {}

    Report check(Path file, Resource resource, Collection<String> takenIds) {
        var ids = new ArrayList<String>();
        var inputs = new LinkedHashSet<String>();
        var problems = new ArrayList<String>();
        String name = String.valueOf(file.getFileName());
        try (var scratch = new DefaultCamelContext(false)) {
            scratch.setSourceLocationEnabled(true);
            scratch.build();
            PluginHelper.getRoutesLoader(scratch).loadRoutes(resource);
            for (RouteDefinition route : scratch.getRouteDefinitions()) {
                String id = route.getRouteId();
                if (!route.hasCustomIdAssigned()) {
                    problems.add(at(name, route) + ": a route has no id");
                } else if (ids.contains(id)) {
                    problems.add(at(name, route) + ": the id " + id + " stands twice");
                }
                ids.add(id);
                inputs.add(route.getInput().getEndpointUri());
                if (takenIds.contains(id)) {
                    problems.add(at(name, route) + ": another file has a route of the id " + id + " already");
                }
                checkEndpoint(name, route.getInput(), route.getInput().getEndpointUri(), problems);
                checkEndpoints(name, route.getOutputs(), problems);
            }
        } catch (Exception e) {
            problems.add(problem(name, e));
        }
        return new Report(ids, inputs, problems);
    }

    private void checkEndpoints(String name, List<ProcessorDefinition<?>> nodes, List<String> problems) {
        for (ProcessorDefinition<?> node : nodes) {
            if (node instanceof EndpointRequiredDefinition required) {
                checkEndpoint(name, node, required.getEndpointUri(), problems);
            }
            checkEndpoints(name, node.getOutputs(), problems);
        }
    }

    private void checkEndpoint(String name, NamedNode node, @Nullable String uri, List<String> problems) {
        if (uri == null || uri.contains("${")) {
            return;
        }
        String resolved;
        try {
            resolved = camel.resolvePropertyPlaceholders(uri);
        } catch (IllegalArgumentException e) {
            problems.add(at(name, node) + ": " + e.getMessage());
            return;
        }
        EndpointValidationResult result = CATALOG.validateEndpointProperties(resolved);
        if (result.getUnknownComponent() != null) {
            problems.add(at(name, node) + ": there is no component '" + result.getUnknownComponent() + "'");
        } else if (result.getUnknown() != null) {
            problems.add(at(name, node) + ": " + uri + " has no option " + String.join(", ", result.getUnknown()));
        } else if (result.getRequired() != null) {
            problems.add(at(name, node) + ": " + uri + " lacks " + String.join(", ", result.getRequired()));
        }
    }

    private static String at(String name, NamedNode node) {
        return name + (node.getLineNumber() > 0 ? ":" + node.getLineNumber() : "");
    }

    /** What a fault says, on one line, after the file and the line that it names. */
    static String problem(String name, Throwable thrown) {
        String text = message(thrown);
        Matcher line = LINE.matcher(text);
        String at = line.results()
                .reduce((first, last) -> last)
                .map(last -> ":" + last.group(1))
                .orElse("");
        return name + at + ": "
                + text.lines()
                        .filter(part -> !part.startsWith("    ")) // a piece of the file
                        .map(String::strip)
                        .collect(Collectors.joining(" "));
    }

    static String message(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).strip();
    }
}
