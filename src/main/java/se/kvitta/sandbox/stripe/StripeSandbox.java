package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import se.kvitta.sandbox.LoopbackServer;

/**
 * A running sandbox with any number of accounts. A key belongs to an account and has permissions; a platform's key reaches
 * the accounts of others with {@code Stripe-Account}. Faults strike the next calls, one each.
 */
public final class StripeSandbox implements AutoCloseable {

    /** What the version header may say. The older one still has the invoice on a charge. */
    public static final String VERSION = "2026-07-29.dahlia";

    public static final String OLDER_VERSION = "2025-02-24.acacia";

    /** The permissions of a key that reads payouts, days of the balance, and what stands behind their rows. */
    public static final Set<String> READS_ROWS =
            Set.of("payouts", "balance_transactions", "balance", "charges", "disputes", "payment_intents");

    /** The same, and what was sold. */
    public static final Set<String> READS_ORDERS = Set.of(
            "payouts",
            "balance_transactions",
            "balance",
            "charges",
            "disputes",
            "payment_intents",
            "customers",
            "invoices",
            "tax_rates",
            "checkout");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Map<String, Set<String>> PARAMETERS = Map.ofEntries(
            Map.entry(
                    "payouts",
                    list(
                            "status",
                            "destination",
                            "arrival_date",
                            "arrival_date[gt]",
                            "arrival_date[gte]",
                            "arrival_date[lt]",
                            "arrival_date[lte]")),
            Map.entry("balance_transactions", list("currency", "payout", "source", "type")),
            Map.entry("charges", list("customer", "payment_intent", "transfer_group")),
            Map.entry("refunds", list("charge", "payment_intent")),
            Map.entry("disputes", list("charge", "payment_intent")),
            Map.entry("payment_intents", list("customer")),
            Map.entry("customers", list("email")),
            Map.entry("invoices", list("customer", "subscription", "status", "collection_method")),
            Map.entry("tax_rates", list("active", "inclusive")),
            Map.entry("invoice_payments", list("payment[type]", "payment[payment_intent]", "invoice", "status")),
            Map.entry("checkout/sessions", list("payment_intent", "customer", "status")),
            Map.entry("lines", Set.of("limit", "starting_after", "ending_before", "expand[]")),
            Map.entry(ReportRuns.PATH, ReportRuns.PARAMETERS));

    /** What is read with another kind's permission. */
    private static final Map<String, String> PERMITTED_WITH =
            Map.of("invoice_payments", "invoices", "refunds", "charges", "files", "reporting");

    /** What else must be readable when a property is expanded; of a source, what it is. */
    private static final Map<String, String> EXPANDED_WITH = Map.of(
            "customer", "customers",
            "charge", "charges",
            "refund", "charges",
            "dispute", "disputes",
            "payment_intent", "payment_intents",
            "payout", "payouts",
            "transfer", "transfers");

    /** A live account may make so many times more calls than one of them of one kind; a test account no more. */
    private static final int LIVE = 4;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "stripe-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, StripeAccount> accounts = new LinkedHashMap<>();
    private final Map<String, Key> keys = new HashMap<>();
    private final Map<String, Deque<Long>> admitted = new HashMap<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private @Nullable Fault lasting;
    private @Nullable Boolean shouldRetry;
    private int perSecond = 25;
    private Duration latency = Duration.ZERO;
    private long first;
    private long last;
    private long calls;
    private final Map<String, Long> callsOfKind = new HashMap<>();
    private long limited;

    private record Key(StripeAccount account, boolean platform, boolean live, Set<String> permissions) {}

    private record Answer(int status, String body, Map<String, String> headers) {}

    private StripeSandbox(int port) throws IOException {
        this.server = LoopbackServer.on(port);
        server.createContext("/", this::handle);
        server.setExecutor(workers);
    }

    /** Starts on loopback. Throws when the port is taken; 0 takes any that is free. */
    public static StripeSandbox start(int port) throws IOException {
        var sandbox = new StripeSandbox(port);
        sandbox.server.start();
        return sandbox;
    }

    /** What the API's address is here; no slash at the end. */
    public String apiUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * An account in which nothing has happened, with a key for it.
     *
     * @param key such as {@code rk_test_…}
     * @param permissions which of {@code payouts}, {@code balance_transactions}, {@code balance} … the key may read
     */
    public synchronized StripeAccount account(String key, Set<String> permissions) {
        var account = new StripeAccount("acct_%05d".formatted(accounts.size() + 1));
        accounts.put(account.id(), account);
        keys.put(key, new Key(account, false, key.contains("_live_"), Set.copyOf(permissions)));
        return account;
    }

    /** A platform's key, which reaches every account. */
    public synchronized void platformKey(String key, Set<String> permissions) {
        keys.put(
                key,
                new Key(new StripeAccount("acct_platform"), true, key.contains("_live_"), Set.copyOf(permissions)));
    }

    /** So many calls a second of each kind and account; a live account may make four times as many in all, a test account no more. */
    public synchronized void limit(int callsPerSecond) {
        perSecond = callsPerSecond;
    }

    /** How long every answer takes. */
    public synchronized void latency(Duration time) {
        latency = time;
    }

    /** From the first call to the last since {@link #calm}. */
    public synchronized Duration busy() {
        return Duration.ofNanos(last - first);
    }

    /** The next calls meet this, one each. */
    public synchronized void fault(Fault fault, int times) {
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    /** Every call meets this, until {@link #calm}. */
    public synchronized void lastingFault(Fault fault) {
        lasting = fault;
    }

    /** Until {@link #calm} every refusal, whatever its status, says whether the call may be repeated; else none says it. */
    public synchronized void shouldRetry(boolean may) {
        shouldRetry = may;
    }

    /** Nothing goes wrong any more, and calls are counted from 0. */
    public synchronized void calm() {
        faults.clear();
        lasting = null;
        shouldRetry = null;
        first = 0;
        last = 0;
        calls = 0;
        callsOfKind.clear();
        limited = 0;
    }

    public synchronized long calls() {
        return calls;
    }

    /** How many calls of a kind, such as {@code payouts}, were answered or refused for being too many. */
    public synchronized long calls(String kind) {
        return callsOfKind.getOrDefault(kind, 0L);
    }

    /** How many calls were refused because there were too many. */
    public synchronized long limited() {
        return limited;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            @Nullable Fault fault;
            Answer answer;
            Duration wait;
            synchronized (this) {
                last = System.nanoTime();
                first = calls++ == 0 ? last : first;
                wait = latency;
                fault = faults.isEmpty() ? lasting : faults.poll();
                answer = fault == null ? answer(exchange) : answer(exchange, fault);
            }
            if (fault == Fault.SLOW) {
                closing.await();
                return;
            }
            if (!wait.isZero() && closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", fault == Fault.PAGE ? "text/html" : "application/json");
            headers.set("Request-Id", "req_" + calls());
            answer.headers().forEach(headers::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body, 0, fault == Fault.TRUNCATED ? body.length / 2 : body.length);
            exchange.getResponseBody().flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(HttpExchange exchange, Fault fault) {
        return switch (fault) {
            case INVALID_KEY -> error(new Refusal(401, "", "", "Invalid API Key provided: rk_test_****"), Map.of());
            case TOO_MANY_REQUESTS -> tooMany("endpoint-rate");
            case RATE_LIMIT -> error(new Refusal(400, "rate_limit", "", "Request rate limit exceeded."), Map.of());
            case CONFLICT ->
                error(new Refusal(409, "lock_timeout", "", "This object cannot be accessed right now."), Map.of());
            case SERVER_ERROR -> error(new Refusal(500, "", "", "An unknown error occurred"), Map.of());
            case UNAVAILABLE -> error(new Refusal(503, "", "", "Try again later"), Map.of());
            case PAGE -> new Answer(200, "<html><body>Back soon</body></html>", Map.of());
            case OTHER_VERSION -> new Answer(200, answer(exchange).body(), Map.of("Stripe-Version", OLDER_VERSION));
            case TRUNCATED, SLOW -> answer(exchange);
        };
    }

    private Answer tooMany(String reason) {
        limited++;
        return error(
                new Refusal(429, "rate_limit", "", "Request rate limit exceeded."),
                Map.of("Stripe-Rate-Limited-Reason", reason));
    }

    private Answer answer(HttpExchange exchange) {
        try {
            return read(exchange);
        } catch (Refusal refusal) {
            return error(refusal, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer read(HttpExchange exchange) throws IOException {
        Key key = key(exchange.getRequestHeaders());
        StripeAccount account = reached(key, exchange.getRequestHeaders());
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        boolean runs = method.equals("POST") && path.equals("/v1/" + ReportRuns.PATH);
        if (!(method.equals("GET") || runs) || !path.startsWith("/v1/")) {
            throw new Refusal(404, "", "", "Unrecognized request URL (" + method + ": " + path + ").");
        }
        String what = path.substring("/v1/".length());
        String kind = what.replaceAll("/.*", "");
        permit(key, account, PERMITTED_WITH.getOrDefault(kind, kind));
        String version = exchange.getRequestHeaders().getFirst("Stripe-Version");
        String used = version == null ? OLDER_VERSION : version;
        if (!used.equals(VERSION) && !used.equals(OLDER_VERSION)) {
            throw new Refusal(400, "", "", "Invalid Stripe API version: " + used);
        }
        callsOfKind.merge(kind, 1L, Math::addExact);
        if (!admits(account.id() + "/" + kind, perSecond)) {
            return tooMany("endpoint-rate");
        }
        if (!admits(account.id(), key.live() ? LIVE * perSecond : perSecond)) {
            return tooMany("global-rate");
        }
        String raw = runs
                ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
                : exchange.getRequestURI().getRawQuery();
        String list = what.matches(".+/line(s|_items)") ? "lines" : what;
        var query = new Query(raw == null ? "" : raw, PARAMETERS.getOrDefault(list, Set.of("expand[]")));
        Map<String, String> answered = Map.of("Stripe-Version", used);
        if (kind.equals("files")) {
            return new Answer(200, account.reports().file(what), answered);
        }
        for (String expansion : query.all("expand[]")) {
            for (String step : expansion.split("\\.", -1)) {
                if (EXPANDED_WITH.containsKey(step)) {
                    permit(key, account, EXPANDED_WITH.get(step));
                }
            }
        }
        if (kind.equals("reporting")) {
            return new Answer(
                    200, account.reports().answer(what, query, runs, apiUrl()).toPrettyString(), answered);
        }
        Optional<String> asIs = account.file(what, query);
        if (asIs.isPresent()) {
            return new Answer(200, asIs.get(), answered);
        }
        return new Answer(
                200,
                account.get(
                                what,
                                query,
                                used.equals(OLDER_VERSION),
                                object -> permit(key, account, EXPANDED_WITH.getOrDefault(object, object + "s")))
                        .toPrettyString(),
                answered);
    }

    private static Set<String> list(String... more) {
        var parameters = new HashSet<>(Set.of(
                "limit",
                "starting_after",
                "ending_before",
                "created",
                "created[gt]",
                "created[gte]",
                "created[lt]",
                "created[lte]",
                "expand[]"));
        parameters.addAll(List.of(more));
        return parameters;
    }

    private static void permit(Key key, StripeAccount account, String kind) {
        if (!key.permissions().contains(kind)) {
            throw new Refusal(
                    403,
                    "",
                    "",
                    "The provided key does not have the required permissions for this endpoint on account '"
                            + account.id() + "'. Having the 'rak_" + kind
                            + "_read' permission would allow this request.");
        }
    }

    private Key key(Headers headers) {
        String given = headers.getFirst("Authorization");
        String secret = "";
        if (given != null && given.startsWith("Bearer ")) {
            secret = given.substring("Bearer ".length());
        } else if (given != null && given.startsWith("Basic ")) {
            secret = new String(Base64.getDecoder().decode(given.substring("Basic ".length())), StandardCharsets.UTF_8)
                    .replaceAll(":$", "");
        }
        Key key = keys.get(secret);
        if (key == null) {
            throw new Refusal(401, "", "", "Invalid API Key provided.");
        }
        return key;
    }

    private StripeAccount reached(Key key, Headers headers) {
        String named = headers.getFirst("Stripe-Account");
        if (named == null || named.equals(key.account().id())) {
            return key.account();
        }
        StripeAccount account = accounts.get(named);
        if (!key.platform() || account == null) {
            throw new Refusal(
                    403,
                    "account_invalid",
                    "",
                    "The provided key does not have access to account '" + named
                            + "' (or that account does not exist).");
        }
        return account;
    }

    private boolean admits(String lane, int most) {
        Deque<Long> last = admitted.computeIfAbsent(lane, first -> new ArrayDeque<>());
        long now = System.nanoTime();
        while (!last.isEmpty() && now - last.getFirst() >= SECOND) {
            last.removeFirst();
        }
        if (last.size() >= most) {
            return false;
        }
        last.addLast(now);
        return true;
    }

    private Answer error(Refusal refusal, Map<String, String> more) {
        var headers = new HashMap<>(more);
        if (shouldRetry != null) {
            headers.put("Stripe-Should-Retry", shouldRetry.toString());
        }
        ObjectNode body = JSON.createObjectNode();
        ObjectNode error = body.putObject("error").put("message", refusal.getMessage());
        error.put("type", refusal.status() < 500 ? "invalid_request_error" : "api_error");
        if (!refusal.code().isEmpty()) {
            error.put("code", refusal.code());
        }
        if (!refusal.param().isEmpty()) {
            error.put("param", refusal.param());
        }
        return new Answer(refusal.status(), body.toPrettyString(), headers);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        workers.shutdownNow();
    }
}
