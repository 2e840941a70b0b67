package se.kvitta.sandbox.klarna;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import se.kvitta.sandbox.LoopbackServer;

/**
 * Klarna's Settlements API on the loopback address, and Kustom's, which is the same. Its merchants are those of a
 * {@link KlarnaSftpSandbox} in the same directory: one login serves both. Payouts live as long as the sandbox does; each is told
 * by {@link #publish}. Faults strike the next calls, one each.
 */
public final class KlarnaApiSandbox implements AutoCloseable {

    static final String BASE = "/settlements/v1";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final HttpServer server;
    private final SandboxFolder folder;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "klarna-api-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Settlements settlements = new Settlements();
    private final Map<String, String> keys = new HashMap<>();
    private final Map<String, Deque<Long>> admitted = new HashMap<>();
    private final Deque<ApiFault> faults = new ArrayDeque<>();
    private @Nullable ApiFault lasting;
    private ApiSwitches switches = ApiSwitches.documented();
    private long calls;
    private long limited;

    private KlarnaApiSandbox(SandboxOptions options) throws IOException {
        this.folder = new SandboxFolder(options.directory(), Clock.systemUTC());
        for (var account : options.accounts()) {
            folder.save(account);
        }
        this.server = LoopbackServer.on(options.port());
        server.createContext("/", this::handle);
        server.setExecutor(workers);
    }

    /** Starts a server in this process. Throws {@link IOException} when the directory cannot be written or the port is taken. */
    public static KlarnaApiSandbox start(SandboxOptions options) throws IOException {
        var sandbox = new KlarnaApiSandbox(options);
        sandbox.server.start();
        return sandbox;
    }

    /** What the API's host is here; no slash at the end. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Adds a merchant while the server runs, or changes one. */
    public synchronized void add(MerchantAccount account) throws IOException {
        folder.save(account);
    }

    /** A key that opens a merchant's account by itself, as Kustom has them. */
    public synchronized void key(String merchantId, String key) {
        keys.put(key, merchantId);
    }

    /** Lets a generated settlement be told: as answers, and as a report of its own configuration. */
    public synchronized void publish(SettlementGenerator settlement, ReportFormat format) throws IOException {
        settlements.publish(settlement.plan().merchantId(), new GeneratedPayout(settlement, format));
    }

    /** Lets a payout be told word by word. One of the same reference is told this way from now on. */
    public synchronized void publish(
            String merchantId, ObjectNode payout, List<ObjectNode> transactions, byte[] report) {
        settlements.publish(merchantId, new GivenPayout(payout, transactions, report));
    }

    public synchronized ApiSwitches switches() {
        return switches;
    }

    public synchronized void flip(ApiSwitches other) {
        switches = other;
    }

    /** The next calls meet this, one each. */
    public synchronized void fault(ApiFault fault, int times) {
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    /** Every call meets this, until {@link #calm}. */
    public synchronized void lastingFault(ApiFault fault) {
        lasting = fault;
    }

    /** Nothing goes wrong any more, and calls are counted from 0. */
    public synchronized void calm() {
        faults.clear();
        lasting = null;
        calls = 0;
        limited = 0;
    }

    public synchronized long calls() {
        return calls;
    }

    /** How many calls were refused because there were too many. */
    public synchronized long limited() {
        return limited;
    }

    /**
     * An answer.
     *
     * @param body writes it; its length is not known before
     */
    private record Answer(int status, String type, Body body) {}

    /** Writes the bytes of an answer. */
    private interface Body {
        void write(OutputStream out) throws IOException;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            @Nullable ApiFault fault;
            Answer answer;
            synchronized (this) {
                calls++;
                fault = faults.isEmpty() ? lasting : faults.poll();
                answer = fault == null ? answer(exchange) : answer(exchange, fault);
            }
            if (fault == ApiFault.SLOW) {
                closing.await();
                return;
            }
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.type());
            headers.set("Klarna-Correlation-Id", UUID.randomUUID().toString());
            boolean cut = fault == ApiFault.TRUNCATED
                    || (switches().reports() == ApiSwitches.Reports.CUT
                            && answer.type().equals(Settlements.CSV));
            send(exchange, answer, cut);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By way of a file: a report may be larger than the memory, and its length is said first. */
    private static void send(HttpExchange exchange, Answer answer, boolean cut) throws IOException {
        Path file = Files.createTempFile("klarna-api", ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
                answer.body().write(out);
            }
            long length = Files.size(file);
            exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
            try (InputStream in = Files.newInputStream(file)) {
                if (cut) {
                    exchange.getResponseBody().write(in.readNBytes((int) (length / 2)));
                } else {
                    in.transferTo(exchange.getResponseBody());
                }
            }
            exchange.getResponseBody().flush();
        } finally {
            Files.delete(file);
        }
    }

    private Answer answer(HttpExchange exchange, ApiFault fault) {
        return switch (fault) {
            case UNAUTHORIZED -> unauthorized();
            case TOO_MANY_REQUESTS -> tooMany(exchange);
            case SERVER_ERROR -> error(new ApiRefusal(500, "INTERNAL_SERVER_ERROR", "Something went wrong"));
            case UNAVAILABLE -> error(new ApiRefusal(503, "TEMPORARILY_UNAVAILABLE", "Try again later"));
            case PAGE ->
                new Answer(
                        200, "text/html", out -> out.write("<html>Back soon</html>".getBytes(StandardCharsets.UTF_8)));
            case TRUNCATED, SLOW -> answer(exchange);
        };
    }

    private Answer unauthorized() {
        return switches.emptyUnauthorized()
                ? new Answer(401, Settlements.JSON_TYPE, out -> {})
                : error(new ApiRefusal(401, "UNAUTHORIZED", "Authentication is needed"));
    }

    private Answer tooMany(HttpExchange exchange) {
        limited++;
        if (switches.retryAfter()) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        return error(new ApiRefusal(429, "TOO_MANY_REQUESTS", "Too many requests"));
    }

    private Answer answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        try {
            String merchantId = merchant(exchange.getRequestHeaders());
            if (merchantId == null) {
                return unauthorized();
            }
            if (!admits(merchantId, exchange.getResponseHeaders())) {
                return tooMany(exchange);
            }
            if (!exchange.getRequestMethod().equals("GET") || !path.startsWith(BASE + "/")) {
                throw new ApiRefusal(404, "NOT_FOUND", "There is no " + exchange.getRequestMethod() + " " + path);
            }
            Settlements.Told told = settlements.get(
                    merchantId,
                    path.substring(BASE.length()),
                    exchange.getRequestURI().getRawQuery(),
                    switches,
                    url());
            return new Answer(200, told.type(), told::write);
        } catch (ApiRefusal refusal) {
            Answer error = error(refusal);
            // Reports declare their errors under the type of the report.
            return new Answer(error.status(), Settlements.type(path), error.body());
        } catch (IOException e) {
            return error(new ApiRefusal(500, "INTERNAL_SERVER_ERROR", String.valueOf(e.getMessage())));
        }
    }

    /** Whose credentials they are; null for none that are known. */
    private @Nullable String merchant(Headers headers) throws IOException {
        String given = headers.getFirst("Authorization");
        if (given == null || !given.startsWith("Basic ")) {
            return null;
        }
        String login = given.substring("Basic ".length());
        if (keys.containsKey(login)) {
            return keys.get(login);
        }
        String joined;
        try {
            joined = new String(Base64.getDecoder().decode(login), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
        int colon = joined.indexOf(':');
        MerchantAccount account = colon < 0 ? null : folder.account(joined.substring(0, colon));
        return account != null && account.password().equals(joined.substring(colon + 1)) ? account.merchantId() : null;
    }

    private boolean admits(String merchantId, Headers headers) {
        int limit = switches.callsPerSecond();
        Deque<Long> last = admitted.computeIfAbsent(merchantId, first -> new ArrayDeque<>());
        long now = System.nanoTime();
        while (!last.isEmpty() && now - last.getFirst() >= SECOND) {
            last.removeFirst();
        }
        boolean admits = last.size() < limit;
        if (admits) {
            last.addLast(now);
        }
        if (switches.limitHeaders()) {
            headers.set("X-Ratelimit-Limit", limit + ", " + limit + ";w=1");
            headers.set("X-Ratelimit-Remaining", String.valueOf(limit - last.size()));
            headers.set("X-Ratelimit-Reset", "1");
        }
        return admits;
    }

    private static Answer error(ApiRefusal refusal) {
        ObjectNode body = JSON.createObjectNode().put("error_code", refusal.code());
        body.putArray("error_messages").add(refusal.getMessage());
        body.put("correlation_id", UUID.randomUUID().toString());
        return new Answer(
                refusal.status(),
                Settlements.JSON_TYPE,
                out -> out.write(body.toPrettyString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        workers.shutdownNow();
    }
}
