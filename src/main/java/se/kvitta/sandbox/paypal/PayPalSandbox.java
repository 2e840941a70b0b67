package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import se.kvitta.sandbox.LoopbackServer;

/** A running sandbox. It refuses what PayPal refuses; what is not known of PayPal is an {@link Assumptions assumption}. */
public final class PayPalSandbox implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String INVOICES = "invoicing/invoices/read";
    private static final String DISPUTES = "disputes/read-seller";

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "paypal-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, SandboxAccount> accounts = new LinkedHashMap<>();
    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, Deque<Instant>> admitted = new HashMap<>();
    private final Map<String, Deque<Instant>> tokenTimes = new HashMap<>();
    private final Search search = new Search();
    private Clock clock;
    private Assumptions assumed = Assumptions.usual();
    private @Nullable Fault fault;
    private int faults;
    private long calls;
    private long tokenCalls;
    private long overrun;
    private long first;
    private long last;
    private Duration latency = Duration.ZERO;
    private long certificates;
    private int issued;
    private CountDownLatch slow = new CountDownLatch(1);

    private record Token(SandboxAccount account, Set<String> scopes, Instant until) {}

    private PayPalSandbox(int port, Clock clock) throws IOException {
        this.clock = clock;
        this.server = LoopbackServer.on(port);
        server.createContext("/", this::handle);
        server.setExecutor(workers);
    }

    /** Starts on loopback. Throws when the port is taken; 0 takes any that is free. */
    public static PayPalSandbox start(int port, Clock clock) throws IOException {
        var sandbox = new PayPalSandbox(port, clock);
        sandbox.server.start();
        return sandbox;
    }

    /** What the API's address is here; no slash at the end. */
    public String apiUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** An account in which nothing has happened, with an app that may search it. */
    public synchronized SandboxAccount account(String id, String clientId, String secret) {
        var account = new SandboxAccount(id, clientId, secret);
        accounts.put(clientId, account);
        return account;
    }

    public synchronized void clock(Clock newClock) {
        clock = newClock;
    }

    public synchronized void assume(Assumptions assumptions) {
        assumed = assumptions;
    }

    /** The next so many calls meet this. */
    public synchronized void strike(Fault with, int times) {
        fault = with;
        faults = times;
    }

    /** Nothing goes wrong any more, and calls are counted from 0. */
    public synchronized void calm() {
        fault = null;
        faults = 0;
        calls = 0;
        tokenCalls = 0;
        overrun = 0;
        certificates = 0;
        slow.countDown();
        slow = new CountDownLatch(1);
    }

    /** Calls since {@link #calm}, those for tokens too. */
    public synchronized long calls() {
        return calls;
    }

    /** Calls for tokens since {@link #calm}. */
    public synchronized long tokenCalls() {
        return tokenCalls;
    }

    /** Calls since {@link #calm} that were too many. */
    public synchronized long overrun() {
        return overrun;
    }

    /** Calls since {@link #calm} for certificates of webhooks. */
    public synchronized long certificates() {
        return certificates;
    }

    @Override
    public void close() {
        calm();
        server.stop(0);
        workers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith(Webhooks.CERTIFICATES + "/")) {
                certificate(exchange, path.substring(Webhooks.CERTIFICATES.length() + 1));
                return;
            }
            @Nullable Fault meets = meet();
            pause();
            if (meets != null && strikes(exchange, meets)) {
                return;
            }
            try {
                JsonNode answer = answer(exchange, new String(sent, StandardCharsets.UTF_8));
                byte[] body = JSON.writeValueAsBytes(answer);
                if (meets == Fault.TRUNCATED_REPLY) {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body, 0, body.length / 2);
                    exchange.getResponseBody().flush();
                    return;
                }
                send(exchange, 200, "application/json", body);
            } catch (Refusal refusal) {
                send(
                        exchange,
                        refusal.status(),
                        "application/json",
                        bytes(refusal.body(calls()).toString()));
            }
        }
    }

    /** Anybody may have them. */
    private void certificate(HttpExchange exchange, String name) throws IOException {
        synchronized (this) {
            certificates++;
        }
        @Nullable String text = Webhooks.certificate(name);
        if (text == null) {
            send(
                    exchange,
                    404,
                    "application/json",
                    bytes(Refusal.notFound().body(calls()).toString()));
        } else {
            send(exchange, 200, "application/x-pem-file", bytes(text));
        }
    }

    /** Every answer takes this long from now on. */
    public synchronized void latency(Duration time) {
        latency = time;
    }

    /** From the first call to the last. */
    public synchronized Duration busy() {
        return Duration.ofNanos(last - first);
    }

    private void pause() {
        Duration wait;
        CountDownLatch until;
        synchronized (this) {
            wait = latency;
            until = slow;
        }
        try {
            if (!wait.isZero() && until.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Fault meet() {
        last = System.nanoTime();
        first = calls == 0 ? last : first;
        calls++;
        if (faults <= 0) {
            return null;
        }
        faults -= faults == Integer.MAX_VALUE ? 0 : 1;
        return fault;
    }

    /** Answers true when the fault was the whole answer. */
    private boolean strikes(HttpExchange exchange, Fault with) throws IOException {
        switch (with) {
            case UNAUTHORIZED ->
                send(
                        exchange,
                        401,
                        "application/json",
                        bytes("{\"error\":\"invalid_client\",\"error_description\":"
                                + "\"Client Authentication failed\"}"));
            case TOO_MANY_CALLS ->
                send(
                        exchange,
                        429,
                        "application/json",
                        bytes(Refusal.tooManyCalls().body(calls()).toString()));
            case SERVER_FAULT ->
                send(
                        exchange,
                        500,
                        "application/json",
                        bytes(new Refusal(500, "INTERNAL_SERVER_ERROR", "An internal server error occurred.")
                                .body(calls())
                                .toString()));
            case UNAVAILABLE ->
                send(
                        exchange,
                        503,
                        "application/json",
                        bytes(new Refusal(503, "SERVICE_UNAVAILABLE", "Service Unavailable.")
                                .body(calls())
                                .toString()));
            case SLOW_REPLY -> {
                await();
                return true;
            }
            case PAGE_FOR_PEOPLE -> send(exchange, 200, "text/html", bytes("<html><body>Maintenance</body></html>"));
            case ERROR_WITH_200 ->
                send(
                        exchange,
                        200,
                        "application/json",
                        bytes(new Refusal(500, "INTERNAL_SERVER_ERROR", "An internal server error occurred.")
                                .body(calls())
                                .toString()));
            case TRUNCATED_REPLY -> {
                return false;
            }
        }
        return true;
    }

    private void await() {
        CountDownLatch until;
        synchronized (this) {
            until = slow;
        }
        try {
            until.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized JsonNode answer(HttpExchange exchange, String body) throws Refusal, IOException {
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (path.equals("/v1/oauth2/token")) {
            return token(exchange, body);
        }
        Token token = authorized(exchange);
        SandboxAccount account = token.account();
        admit(admitted, account, assumed.perMinute());
        var query = new Query(path, exchange.getRequestURI().getRawQuery());
        String last = path.substring(path.lastIndexOf('/') + 1);
        Instant now = clock.instant();
        return switch (method + " " + known(path)) {
            case "GET /v1/reporting/transactions" -> {
                allow(token, "reporting/search/read", account.isSearchable());
                yield search.transactions(account, query, now, assumed);
            }
            case "GET /v1/reporting/balances" -> {
                allow(token, "reporting/balances/read", account.isSearchable());
                yield search.balances(account, query, now, assumed);
            }
            case "GET /v2/invoicing/invoices" -> {
                allow(token, INVOICES, true);
                yield account.invoices().list(query);
            }
            case "POST /v2/invoicing/search-invoices" -> {
                allow(token, INVOICES, true);
                yield account.invoices().search(JSON.readTree(body), query);
            }
            case "GET /v2/invoicing/invoices/*" -> {
                allow(token, INVOICES, true);
                yield found(account.invoices().one(last));
            }
            case "GET /v2/payments/captures/*" -> {
                allow(token, "payments/payment", true);
                yield found(account.capture(last));
            }
            case "GET /v2/payments/refunds/*" -> {
                allow(token, "payments/payment", true);
                yield found(account.refund(last));
            }
            case "GET /v1/customer/disputes" -> {
                allow(token, DISPUTES, true);
                yield account.disputes()
                        .list(
                                now,
                                query.has("disputed_transaction_id") ? query.text("disputed_transaction_id", "") : null,
                                query.number("page_size", 10, 50));
            }
            case "GET /v1/customer/disputes/*" -> {
                allow(token, DISPUTES, true);
                yield found(account.disputes().one(last));
            }
            case "POST /v1/notifications/verify-webhook-signature" -> {
                allow(token, "applications/webhooks", true);
                yield Webhooks.verify(body);
            }
            default -> throw Refusal.notFound();
        };
    }

    /** A path with a star where the id of one thing stands. */
    private static String known(String path) {
        return path.replaceFirst(
                "^(/v2/invoicing/invoices|/v2/payments/captures|/v2/payments/refunds|/v1/customer/disputes)/[^/]+$",
                "$1/*");
    }

    private static void allow(Token token, String scope, boolean on) throws Refusal {
        if (!on || token.scopes().stream().noneMatch(one -> one.endsWith("/services/" + scope))) {
            throw Refusal.notAllowed();
        }
    }

    private static JsonNode found(@Nullable JsonNode one) throws Refusal {
        if (one == null) {
            throw Refusal.notFound();
        }
        return one;
    }

    private JsonNode token(HttpExchange exchange, String body) throws Refusal {
        tokenCalls++;
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!exchange.getRequestMethod().equals("POST") || !body.equals("grant_type=client_credentials")) {
            throw new Refusal(400, "unsupported_grant_type", "Grant Type is NULL");
        }
        String login = header.startsWith("Basic ")
                ? new String(Base64.getDecoder().decode(header.substring(6)), StandardCharsets.UTF_8)
                : "";
        @Nullable SandboxAccount account = accounts.get(login.substring(0, Math.max(0, login.indexOf(':'))));
        if (account == null || !login.equals(account.clientId() + ":" + account.secret())) {
            throw new Refusal(401, "invalid_client", "Client Authentication failed");
        }
        admit(tokenTimes, account, assumed.tokensPerMinute());
        String token = "A21AA" + account.id() + "-" + ++issued;
        Set<String> scopes = account.scopes();
        tokens.put(token, new Token(account, scopes, clock.instant().plus(assumed.tokenLife())));
        ObjectNode told = JSON.createObjectNode();
        told.put("scope", String.join(" ", scopes));
        told.put("access_token", token);
        told.put("token_type", "Bearer");
        told.put("app_id", "APP-80W284485P519543T");
        told.put("expires_in", assumed.tokenLife().toSeconds());
        told.put("nonce", clock.instant() + "nonce" + issued);
        return told;
    }

    private Token authorized(HttpExchange exchange) throws Refusal {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        @Nullable Token token = header.startsWith("Bearer ") ? tokens.get(header.substring(7)) : null;
        if (token == null || !clock.instant().isBefore(token.until())) {
            throw new Refusal(
                    401,
                    "AUTHENTICATION_FAILURE",
                    "Authentication failed due to missing authorization header, or invalid authentication credentials.");
        }
        return token;
    }

    /** Counts by the machine's own clock: limits are about real time. */
    private void admit(Map<String, Deque<Instant>> before, SandboxAccount account, int perMinute) throws Refusal {
        Deque<Instant> times = before.computeIfAbsent(account.id(), first -> new ArrayDeque<>());
        Instant now = Instant.now();
        while (!times.isEmpty() && times.getFirst().isBefore(now.minusSeconds(60))) {
            times.removeFirst();
        }
        if (times.size() >= perMinute) {
            overrun++;
            throw Refusal.tooManyCalls();
        }
        times.addLast(now);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        if (status == 429 && assumed.retryAfter()) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
