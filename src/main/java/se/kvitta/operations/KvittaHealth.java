package se.kvitta.operations;

import java.util.List;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import se.kvitta.merchant.FileProblem;
import se.kvitta.merchant.Merchants;

/** Down while a source, target or publisher of rates is out because its route file is wrong, or a mapping file is left out. */
public final class KvittaHealth implements HealthIndicator {

    private final RouteFiles routes;
    private final Merchants merchants;

    public KvittaHealth(RouteFiles routes, Merchants merchants) {
        this.routes = routes;
        this.merchants = merchants;
    }

    @Override
    public Health health() {
        List<RouteFiles.Status> bad = routes.status().stream()
                .filter(status -> !status.problems().isEmpty())
                .toList();
        List<FileProblem> mappings = merchants.problems();
        Health.Builder health = bad.isEmpty() && mappings.isEmpty() ? Health.up() : Health.down();
        bad.forEach(status -> health.withDetail(
                status.file(), (status.running() ? "the last good version runs: " : "is down: ") + status.problems()));
        mappings.forEach(problem -> health.withDetail("mappings/" + problem.file(), problem.toString()));
        if (!merchants.notes().isEmpty()) {
            health.withDetail(
                    "notes",
                    merchants.notes().stream().map(FileProblem::toString).toList());
        }
        return health.build();
    }
}
