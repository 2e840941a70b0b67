package se.kvitta.sandbox.fortnox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The companies of the sandbox, each in {@code <dir>/<tenant>.books}. */
final class Companies implements AutoCloseable {

    private static final String ENDING = ".books";

    private final Path directory;
    private final Clock clock;
    private final Map<Long, Company> byTenant = new ConcurrentSkipListMap<>();

    private Companies(Path directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    /** Opens what is in the directory. */
    static Companies open(Path directory, Clock clock) throws IOException {
        var companies = new Companies(directory, clock);
        try (var files = Files.newDirectoryStream(directory, "[0-9]*" + ENDING)) {
            for (var file : files) {
                companies.reopen(file);
            }
        } catch (IOException | RuntimeException e) {
            companies.close();
            throw e;
        }
        return companies;
    }

    private void reopen(Path file) throws IOException {
        var company = Company.open(file, clock);
        if (company.isEmpty()) {
            company.close(); // killed while it was being made: whoever asked for it never got an answer
        } else {
            byTenant.put(company.profile().tenant(), company);
        }
    }

    /** Throws {@link IllegalArgumentException} when the tenant exists. */
    synchronized Company add(Seed seed) throws IOException {
        if (byTenant.containsKey(seed.tenant())) {
            throw new IllegalArgumentException("there is a company " + seed.tenant() + " already");
        }
        var company = Company.open(directory.resolve(seed.tenant() + ENDING), clock);
        try {
            Seeding.sow(seed, company);
        } catch (IOException | RuntimeException e) {
            company.close();
            throw e;
        }
        byTenant.put(seed.tenant(), company);
        return company;
    }

    boolean has(long tenant) {
        return byTenant.containsKey(tenant);
    }

    Optional<Company> find(long tenant) {
        return Optional.ofNullable(byTenant.get(tenant));
    }

    /** Finds by the tenant's digits. */
    Optional<Company> named(String tenant) {
        return byTenant.entrySet().stream()
                .filter(entry -> entry.getKey().toString().equals(tenant))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    List<Company> all() {
        return List.copyOf(byTenant.values());
    }

    @Override
    public void close() {
        byTenant.values().forEach(Company::close);
    }
}
