package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import se.kvitta.sandbox.LoopbackServer;

/** A running sandbox: Fortnox's API, token host and books on a loopback port. */
public final class FortnoxSandbox implements AutoCloseable {

    private static final int BACKLOG = 256;
    private static final int LONGEST_STOP_SECONDS = 10;

    static {
        // Without it the second packet of an answer waits for the client's delayed acknowledgement, some 40 ms.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(daemons("fortnox-sandbox"));
    private final Front front;
    private final Faults faults = new Faults();
    private final Counters counters = new Counters();
    private final RateLimit limit;
    private final SandboxClock clock;
    private final Assumptions assumptions;
    private final Grants grants;
    private final Companies companies;
    private final List<App> apps;

    private FortnoxSandbox(Options options, SandboxClock clock, Grants grants, Companies companies) throws IOException {
        this.clock = clock;
        this.grants = grants;
        this.companies = companies;
        apps = options.apps();
        assumptions = new Assumptions(options.assumptions());
        limit = new RateLimit(options.limit(), options.window(), System::nanoTime);
        server = LoopbackServer.on(options.port(), BACKLOG);
        front = new Front(api(), new ControlEndpoints(this), faults, counters, workers);
        server.createContext("/", front);
        server.setExecutor(workers);
    }

    private Api api() {
        var environment = new Environment(clock, assumptions, baseUrl());
        var byId = apps.stream().collect(Collectors.toUnmodifiableMap(App::clientId, Function.identity()));
        var tokens = new AccessTokens(clock);
        return new Api(
                environment,
                new Gate(tokens, grants, companies, limit, assumptions),
                new TokenEndpoint(byId, grants, tokens, environment),
                new AuthorizePage(byId, grants, companies, environment));
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Starts on loopback with the books that are in the directory; companies of the options that are not there yet are
     * made. Throws when the directory is in use, its files are damaged, or the port is taken.
     */
    public static FortnoxSandbox start(Options options) throws IOException {
        var clock = new SandboxClock(options.clock());
        var grants = Grants.open(options.directory().resolve("grants.books"), clock);
        try {
            grants.clockOffsets.find(Grants.ClockOffset.KEY).ifPresent(moved -> clock.moveTo(moved.offset()));
            var companies = Companies.open(options.directory(), clock);
            try {
                for (var name : options.companies()) {
                    var seed = Seed.named(name);
                    if (!companies.has(seed.tenant())) {
                        add(seed, options.apps(), grants, companies);
                    }
                }
                var sandbox = new FortnoxSandbox(options, clock, grants, companies);
                sandbox.server.start();
                return sandbox;
            } catch (IOException | RuntimeException e) {
                companies.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            grants.close();
            throw e;
        }
    }

    /** Consents come first: a company that is there after a kill has them all. */
    private static Company add(Seed seed, List<App> apps, Grants grants, Companies companies) throws IOException {
        if (companies.has(seed.tenant())) {
            throw new IllegalArgumentException("there is a company " + seed.tenant() + " already");
        }
        var scopes = Scopes.ALL.stream().sorted().toList();
        for (var app : apps) {
            var grant = new Grants.Grant(app.clientId(), seed.tenant(), Grants.SERVICE_USER_ID, scopes);
            grants.grant(new Grants.Consent(grant, true));
        }
        return companies.add(seed);
    }

    /** Where both the API ({@code /3/…}) and the token host ({@code /oauth-v1/…}) are; no slash at the end. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + port());
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private SandboxCompany shown(Company company) {
        return new SandboxCompany(company, grants, assumptions, clock);
    }

    /** Throws {@link IllegalArgumentException} when there is no such company. */
    public SandboxCompany company(long tenant) {
        return companies
                .find(tenant)
                .map(this::shown)
                .orElseThrow(() -> new IllegalArgumentException("there is no company " + tenant));
    }

    public List<SandboxCompany> companies() {
        return companies.all().stream().map(this::shown).toList();
    }

    /**
     * Makes a company that trusts every registered app with every scope. Throws {@link IllegalArgumentException} when the seed is wrong or the tenant exists.
     *
     * @param seed a seed as JSON, or {@code {"seed":"ljusbutiken","tenant":704100,"name":"…"}} to vary a named one
     */
    public SandboxCompany addCompany(String seed) {
        try {
            if (Json.read(seed.getBytes(StandardCharsets.UTF_8)) instanceof ObjectNode document) {
                var company = add(Seed.of(document), apps, grants, companies);
                return shown(company);
            }
            throw new IllegalArgumentException("the seed is not a JSON object");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tells of every call to the API and the token host from now on, on the thread that answers it; control calls are none
     * of its business. It replaces the listener that was there.
     */
    public void listen(Consumer<Exchange> listener) {
        front.listen(listener);
    }

    /** Switches the fault on and returns its number. */
    public int fault(Fault fault) {
        return faults.arm(fault);
    }

    /** How many calls were cut off that take effect later, and have not yet. */
    public int late() {
        return front.late();
    }

    /** How many calls a fault has struck that is still switched on. */
    public int struck(int fault) {
        return faults.all().stream()
                .filter(state -> state.id() == fault)
                .mapToInt(state -> state.fault().times() - state.left())
                .sum();
    }

    public void clearFaults() {
        faults.clear();
    }

    /**
     * Returns how often something was called, faulty calls included.
     *
     * @param label method and path pattern, such as {@code POST /3/vouchers}
     */
    public long calls(String label) {
        return counters.snapshot().calls().getOrDefault(label, 0L);
    }

    /** How many answers had this HTTP status; 429 says how often a client was too fast. */
    public long answers(int status) {
        return counters.snapshot().answers().getOrDefault(Integer.toString(status), 0L);
    }

    public long faultsGiven(Fault.Kind kind) {
        return counters.snapshot().faults().getOrDefault(kind.label(), 0L);
    }

    public void resetCalls() {
        counters.reset();
    }

    /** Throws {@link IllegalArgumentException} for an unknown name or value. */
    public void assume(String name, String value) {
        assumptions.choose(name, value);
    }

    /**
     * Changes the rate limit.
     *
     * @param window real time, whatever the sandbox's clock says
     */
    public void limit(int calls, Duration window) {
        limit.change(calls, window);
    }

    /** Tells, as {@code program@company}, whose every call to the API is that comes from now on, one after another. */
    public void watchCallers(Consumer<String> watcher) {
        limit.watch(watcher);
    }

    /** The sandbox's own time. */
    public Instant now() {
        return clock.instant();
    }

    /** Moves the sandbox's clock, also back; survives a restart. */
    public synchronized void advanceClock(Duration by) {
        var offset = clock.offset().plus(by);
        synchronized (grants) {
            grants.change()
                    .put(grants.clockOffsets, Grants.ClockOffset.KEY, new Grants.ClockOffset(offset))
                    .commit();
        }
        clock.moveTo(offset);
    }

    Faults faults() {
        return faults;
    }

    Counters counters() {
        return counters;
    }

    Assumptions assumptions() {
        return assumptions;
    }

    /** Cuts all connections; effects that faults have put off never come. */
    @Override
    public void close() {
        front.stop();
        server.stop(0);
        workers.shutdown();
        try {
            if (!workers.awaitTermination(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("fortnox sandbox: a call is still running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        companies.close();
        grants.close();
    }

    /** Runs until it is killed; see {@link CommandLine} for the arguments. */
    public static void main(String[] arguments) throws IOException {
        CommandLine.run(arguments);
    }

    /** A program that is registered with Fortnox. */
    public record App(String clientId, String clientSecret, String redirectUri) {

        /** What every sandbox knows unless told otherwise. */
        public static final App KVITTA = new App("kvitta-sandbox", "sandbox-secret", "http://localhost:8080/connected");

        @Override
        public String toString() {
            return clientId;
        }
    }

    /**
     * How a sandbox is started. Throws {@link IllegalArgumentException} for an assumption that does not exist.
     *
     * @param directory where the books are; made when missing
     * @param port 0 for any free one
     * @param limit calls per window, per app and company
     * @param window real time
     * @param clock the sandbox's time before it is advanced; its zone is not used
     * @param companies names of seeds
     * @param assumptions by name, those that differ from the default
     */
    public record Options(
            Path directory,
            int port,
            int limit,
            Duration window,
            Clock clock,
            List<App> apps,
            List<String> companies,
            Map<String, String> assumptions) {

        public Options {
            apps = List.copyOf(apps);
            companies = List.copyOf(companies);
            assumptions = new Assumptions(assumptions).differing();
        }

        /** Fortnox's limit, the system's clock, one app, three companies. */
        public static Options in(Path directory) {
            return new Options(
                    directory,
                    0,
                    25,
                    Duration.ofSeconds(5),
                    Clock.systemUTC(),
                    List.of(App.KVITTA),
                    List.of("ljusbutiken", "kontanten", "strama"),
                    Map.of());
        }

        public Options port(int newPort) {
            return new Options(directory, newPort, limit, window, clock, apps, companies, assumptions);
        }

        public Options limit(int newLimit, Duration newWindow) {
            return new Options(directory, port, newLimit, newWindow, clock, apps, companies, assumptions);
        }

        public Options clock(Clock newClock) {
            return new Options(directory, port, limit, window, newClock, apps, companies, assumptions);
        }

        public Options apps(App... newApps) {
            return new Options(directory, port, limit, window, clock, Arrays.asList(newApps), companies, assumptions);
        }

        public Options companies(String... seeds) {
            return new Options(
                    directory, port, limit, window, clock, apps, new ArrayList<>(Arrays.asList(seeds)), assumptions);
        }

        public Options assuming(String name, String value) {
            var more = new TreeMap<>(assumptions);
            more.put(name, value);
            return new Options(directory, port, limit, window, clock, apps, companies, more);
        }
    }
}
