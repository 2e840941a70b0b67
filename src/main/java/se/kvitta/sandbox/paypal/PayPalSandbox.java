package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A running sandbox. It refuses what PayPal refuses; what is not known of PayPal is an {@link Assumptions assumption}. */
public final class PayPalSandbox implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration LONGEST_WINDOW = Duration.ofDays(31);
    private static final int YEARS = 3;
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter();
    private static final List<String> SCOPES = List.of(
            "https://uri.paypal.com/services/reporting/search/read",
            "https://uri.paypal.com/services/reporting/balances/read",
            "https://uri.paypal.com/services/invoicing/invoices/read");

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "paypal-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, SandboxAccount> accounts = new LinkedHashMap<>();
    private final Map<String, Token> tokens = new HashMap<>();
    private final Map<String, Deque<Instant>> admitted = new HashMap<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private Clock clock;
    private Assumptions assumed = Assumptions.usual();
    private @Nullable Fault fault;
    private int faults;
    private long calls;
    private long tokenCalls;
    private long overrun;
    private int issued;
    private CountDownLatch slow = new CountDownLatch(1);

    private record Token(SandboxAccount account, Instant until) {}

    /** An answer that is no. */
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String name;
        private final String field;

        Refusal(int status, String name, String message, String field) {
            super(message);
            this.status = status;
            this.name = name;
            this.field = field;
        }

        Refusal(int status, String name, String message) {
            this(status, name, message, "");
        }
    }

    private PayPalSandbox(int port, Clock clock) throws IOException {
        this.clock = clock;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
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

    @Override
    public void close() {
        calm();
        server.stop(0);
        workers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            @Nullable Fault meets = meet();
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
                send(exchange, refusal.status, "application/json", refusalBody(refusal));
            }
        }
    }

    private synchronized @Nullable Fault meet() {
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
                        refusalBody(new Refusal(
                                429, "RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting.")));
            case SERVER_FAULT ->
                send(
                        exchange,
                        500,
                        "application/json",
                        refusalBody(new Refusal(500, "INTERNAL_SERVER_ERROR", "An internal server error occurred.")));
            case UNAVAILABLE ->
                send(
                        exchange,
                        503,
                        "application/json",
                        refusalBody(new Refusal(503, "SERVICE_UNAVAILABLE", "Service Unavailable.")));
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
                        refusalBody(new Refusal(500, "INTERNAL_SERVER_ERROR", "An internal server error occurred.")));
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
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        if (path.equals("/v1/oauth2/token")) {
            return token(exchange, body);
        }
        SandboxAccount account = authorized(exchange);
        admit(account);
        if (path.startsWith("/v1/reporting/") && !account.isSearchable()) {
            throw new Refusal(403, "NOT_AUTHORIZED", "Authorization failed due to insufficient permissions.");
        }
        if (path.equals("/v1/reporting/transactions")) {
            return transactions(account, query);
        }
        if (path.equals("/v1/reporting/balances")) {
            return balances(account, query);
        }
        if (path.equals("/v2/invoicing/invoices")) {
            return invoices(account, query);
        }
        if (path.startsWith("/v2/invoicing/invoices/")) {
            return found(account.invoices(), path);
        }
        if (path.startsWith("/v2/payments/captures/") || path.startsWith("/v2/payments/refunds/")) {
            return found(account.payments(), path);
        }
        if (path.equals("/v1/customer/disputes")) {
            return account.disputes()
                    .list(clock.instant(), query.get("disputed_transaction_id"), number(query, "page_size", 10, 50));
        }
        if (path.startsWith("/v1/customer/disputes/")) {
            @Nullable JsonNode dispute = account.disputes().one(path.substring(path.lastIndexOf('/') + 1));
            if (dispute != null) {
                return dispute;
            }
        }
        throw new Refusal(404, "RESOURCE_NOT_FOUND", "The specified resource does not exist.");
    }

    private static JsonNode found(Map<String, JsonNode> all, String path) throws Refusal {
        @Nullable JsonNode one = all.get(path.substring(path.lastIndexOf('/') + 1));
        if (one == null) {
            throw new Refusal(404, "RESOURCE_NOT_FOUND", "The specified resource does not exist.");
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
        String token = "A21AA" + account.id() + "-" + ++issued;
        tokens.put(token, new Token(account, clock.instant().plus(assumed.tokenLife())));
        ObjectNode told = JSON.createObjectNode();
        told.put("scope", String.join(" ", SCOPES));
        told.put("access_token", token);
        told.put("token_type", "Bearer");
        told.put("app_id", "APP-80W284485P519543T");
        told.put("expires_in", assumed.tokenLife().toSeconds());
        told.put("nonce", clock.instant() + "nonce" + issued);
        return told;
    }

    private SandboxAccount authorized(HttpExchange exchange) throws Refusal {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        @Nullable Token token = header.startsWith("Bearer ") ? tokens.get(header.substring(7)) : null;
        if (token == null || !clock.instant().isBefore(token.until())) {
            throw new Refusal(
                    401,
                    "AUTHENTICATION_FAILURE",
                    "Authentication failed due to missing authorization header, or invalid authentication credentials.");
        }
        return token.account();
    }

    /** Counts by the machine's own clock: limits are about real time. */
    private void admit(SandboxAccount account) throws Refusal {
        Deque<Instant> times = admitted.computeIfAbsent(account.id(), first -> new ArrayDeque<>());
        Instant now = Instant.now();
        while (!times.isEmpty() && times.getFirst().isBefore(now.minusSeconds(60))) {
            times.removeFirst();
        }
        if (times.size() >= assumed.perMinute()) {
            overrun++;
            throw new Refusal(429, "RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting.");
        }
        times.addLast(now);
    }

    private JsonNode transactions(SandboxAccount account, Map<String, String> query) throws Refusal {
        Instant from = time(query, "start_date");
        Instant to = time(query, "end_date");
        Instant now = clock.instant();
        Instant refreshed = now.minus(assumed.delay());
        if (to.isBefore(from) || Duration.between(from, to).compareTo(LONGEST_WINDOW) > 0) {
            throw bad("end_date", "Date range is greater than 31 days");
        }
        if (from.isBefore(now.atOffset(ZoneOffset.UTC).minusYears(YEARS).toInstant())) {
            throw bad("start_date", "Data is available for 3 years only");
        }
        if (from.isAfter(refreshed)) {
            throw new Refusal(400, "INVALID_REQUEST", "Data for the given start date is not available.");
        }
        int size = number(query, "page_size", 100, 500);
        int page = number(query, "page", 1, 100_000);
        Instant served = to.isBefore(refreshed) ? to : refreshed;
        List<LedgerRow> found = account
                .find(
                        from,
                        served,
                        !query.getOrDefault("balance_affecting_records_only", "Y")
                                .equals("N"),
                        assumed)
                .stream()
                .filter(row -> fits(row, query))
                .toList();
        if (found.size() > assumed.largest()) {
            throw new Refusal(
                    400,
                    "RESULTSET_TOO_LARGE",
                    "Result set size is greater than the maximum limit. Change the filter criteria and try again.");
        }
        account.searched(to);
        boolean drift = assumed.drifts() && page == 2 && asked.merge(account.id() + from, 1, Integer::sum) == 1;
        List<String> fields =
                Arrays.asList(query.getOrDefault("fields", "transaction_info").split(","));
        ObjectNode told = JSON.createObjectNode();
        ArrayNode details = told.putArray("transaction_details");
        found.stream()
                .skip((page - 1L) * size)
                .limit(size)
                .forEach(row -> details.add(account.tell(row, fields, assumed)));
        told.put("account_number", account.id());
        told.put("start_date", SandboxAccount.time(from, assumed));
        told.put("end_date", SandboxAccount.time(served, assumed));
        told.put("last_refreshed_datetime", SandboxAccount.time(refreshed, assumed));
        told.put("page", page);
        told.put("total_items", found.size() + (drift ? 1 : 0));
        told.put("total_pages", (found.size() + size - 1) / size);
        told.putArray("links");
        return told;
    }

    private static boolean fits(LedgerRow row, Map<String, String> query) {
        return row.id().equals(query.getOrDefault("transaction_id", row.id()))
                && row.code().equals(query.getOrDefault("transaction_type", row.code()))
                && row.status().equals(query.getOrDefault("transaction_status", row.status()))
                && row.currency().equals(query.getOrDefault("transaction_currency", row.currency()));
    }

    private JsonNode balances(SandboxAccount account, Map<String, String> query) throws Refusal {
        Instant asOf = query.containsKey("as_of_time") ? time(query, "as_of_time") : clock.instant();
        Instant refreshed = clock.instant().minus(assumed.delay());
        if (asOf.isAfter(refreshed)) {
            throw new Refusal(400, "INVALID_REQUEST", "Data for the given start date is not available.");
        }
        ObjectNode told = JSON.createObjectNode();
        told.set("balances", account.balancesAt(asOf, query.getOrDefault("currency_code", "")));
        told.put("account_id", account.id());
        told.put("as_of_time", asOf.toString());
        told.put("last_refresh_time", refreshed.toString());
        return told;
    }

    private JsonNode invoices(SandboxAccount account, Map<String, String> query) throws Refusal {
        int size = number(query, "page_size", 20, 100);
        int page = number(query, "page", 1, 1000);
        ObjectNode told = JSON.createObjectNode();
        ArrayNode items = told.putArray("items");
        account.invoices().values().stream()
                .skip((page - 1L) * size)
                .limit(size)
                .forEach(items::add);
        if (query.getOrDefault("total_required", "false").equals("true")) {
            told.put("total_items", account.invoices().size());
        }
        return told;
    }

    private static Instant time(Map<String, String> query, String name) throws Refusal {
        @Nullable String text = query.get(name);
        if (text == null) {
            throw bad(name, "The value is missing");
        }
        try {
            return OffsetDateTime.parse(text, TIME).toInstant();
        } catch (DateTimeException e) {
            throw bad(name, "Invalid date passed");
        }
    }

    private static int number(Map<String, String> query, String name, int usual, int most) throws Refusal {
        try {
            int number = Integer.parseInt(query.getOrDefault(name, String.valueOf(usual)));
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad(name, "no number");
        }
        throw bad(name, "1 to " + most);
    }

    private static Refusal bad(String field, String issue) {
        return new Refusal(
                400,
                "INVALID_REQUEST",
                "Request is not well-formed, syntactically incorrect, or violates schema.",
                field + ": " + issue);
    }

    private static Map<String, String> query(@Nullable String raw) {
        var query = new HashMap<String, String>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            query.put(
                    pair.substring(0, Math.max(equals, 0)),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private byte[] refusalBody(Refusal refusal) {
        ObjectNode body = JSON.createObjectNode();
        if (refusal.status == 401 && refusal.name.equals("invalid_client")) {
            body.put("error", refusal.name).put("error_description", refusal.getMessage());
        } else {
            body.put("name", refusal.name).put("message", refusal.getMessage()).put("debug_id", "sandbox" + calls());
            ArrayNode details = body.putArray("details");
            if (!refusal.field.isEmpty()) {
                details.addObject().put("issue", refusal.field).put("location", "query");
            }
            body.putArray("links");
        }
        return bytes(body.toString());
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
