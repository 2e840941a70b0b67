package se.kvitta.sandbox.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import se.kvitta.sandbox.LoopbackServer;

/**
 * Klarna's Order Management API on loopback. An order is read by its id, by the merchant that it belongs to; there is no list and
 * no search, and nothing can be changed. Faults strike the next calls, one each.
 */
public final class KlarnaOrdersSandbox implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String ORDERS = "/ordermanagement/v1/orders";

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "klarna-orders-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, OrderBook> accounts = new HashMap<>();
    private final Map<String, Deque<Long>> admitted = new HashMap<>();
    private final Map<String, Integer> refused = new HashMap<>();
    private final Map<String, Integer> asked = new LinkedHashMap<>();
    private final Deque<OrdersFault> faults = new ArrayDeque<>();
    private @Nullable OrdersFault lasting;
    private OrdersHabits habits = OrdersHabits.usual();
    private Duration latency = Duration.ZERO;
    private int perSecond = 200;
    private int calls;
    private int limited;
    private int changes;
    private long first;
    private long last;

    private record Answer(int status, String body, Map<String, String> headers) {}

    private KlarnaOrdersSandbox(int port) throws IOException {
        this.server = LoopbackServer.on(port);
        server.createContext("/", this::handle);
        server.setExecutor(workers);
    }

    /** Starts on loopback. Throws when the port is taken; 0 takes any that is free. */
    public static KlarnaOrdersSandbox start(int port) throws IOException {
        var sandbox = new KlarnaOrdersSandbox(port);
        sandbox.server.start();
        return sandbox;
    }

    /** What the API's address is here; no slash at the end. */
    public String apiUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lets a user read the orders of a merchant of its own. */
    public synchronized void account(String username, String password) {
        accounts.put(login(username, password), new OrderBook());
    }

    private static String login(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private OrderBook book(String username, String password) {
        @Nullable OrderBook book = accounts.get(login(username, password));
        if (book == null) {
            throw new IllegalArgumentException("nobody logs in as " + username);
        }
        return book;
    }

    /** Gives a merchant orders, as a JSON array of what the API answers. An order that is there already is replaced. */
    public synchronized void put(String username, String password, String orders) throws IOException {
        for (JsonNode order : JSON.readTree(orders)) {
            book(username, password).put((ObjectNode) order);
        }
    }

    /** Gives a merchant the orders behind a generated settlement. */
    public void generate(String username, String password, SettlementPlan plan) throws IOException {
        OrderBook book;
        synchronized (this) {
            book = book(username, password);
        }
        book.generate(plan);
    }

    /** One of the generated orders of a merchant that is captured only. Throws when there are none. */
    public synchronized String anyOrder(String username, String password) {
        return book(username, password).anyCaptured();
    }

    public synchronized void habits(OrdersHabits other) {
        habits = other;
    }

    /** Every call to one order is answered with this status from now on: 403, 404, 410 or 500. */
    public synchronized void refuse(String order, int status) {
        refused.put(order, status);
    }

    /** So many calls a second for each merchant. */
    public synchronized void limit(int callsPerSecond) {
        perSecond = callsPerSecond;
    }

    /** How long every answer takes. */
    public synchronized void latency(Duration time) {
        latency = time;
    }

    /** The next calls meet this, one each. */
    public synchronized void fault(OrdersFault fault, int times) {
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    /** Every call meets this, until {@link #calm}. */
    public synchronized void lastingFault(OrdersFault fault) {
        lasting = fault;
    }

    /** Nothing goes wrong any more, and calls are counted from 0. */
    public synchronized void calm() {
        faults.clear();
        refused.clear();
        asked.clear();
        lasting = null;
        first = 0;
        last = 0;
        calls = 0;
        limited = 0;
    }

    public synchronized int calls() {
        return calls;
    }

    /** From the first call to the last. */
    public synchronized Duration busy() {
        return Duration.ofNanos(last - first);
    }

    /** How many calls were refused because there were too many. */
    public synchronized int limited() {
        return limited;
    }

    /** How many calls would have changed something. */
    public synchronized int changes() {
        return changes;
    }

    /** How often each order was told. */
    public synchronized Map<String, Integer> asked() {
        return Map.copyOf(asked);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            @Nullable OrdersFault fault;
            Answer answer;
            Duration wait;
            synchronized (this) {
                last = System.nanoTime();
                first = calls++ == 0 ? last : first;
                fault = faults.isEmpty() ? lasting : faults.poll();
                answer = fault == null ? answer(exchange) : answer(exchange, fault);
                wait = latency;
            }
            if (fault == OrdersFault.SLOW) {
                closing.await();
                return;
            }
            if (!wait.isZero() && closing.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            Headers headers = exchange.getResponseHeaders();
            boolean page = fault == OrdersFault.PAGE || fault == OrdersFault.NO_SUCH_PAGE;
            headers.set("Content-Type", page ? "text/html" : "application/json");
            answer.headers().forEach(headers::set);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body, 0, fault == OrdersFault.TRUNCATED ? body.length / 2 : body.length);
            exchange.getResponseBody().flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Answer answer(HttpExchange exchange, OrdersFault fault) {
        return switch (fault) {
            case UNAUTHORIZED -> new Answer(401, "", Map.of());
            case TOO_MANY_REQUESTS -> tooMany(0);
            case SERVER_ERROR -> error(500, "INTERNAL_SERVER_ERROR", "Something went wrong");
            case UNAVAILABLE -> error(503, "TEMPORARILY_UNAVAILABLE", "Try again later");
            case PAGE -> new Answer(200, "<html><body>Back soon</body></html>", Map.of());
            case NO_SUCH_PAGE -> new Answer(404, "<html><body>Not found</body></html>", Map.of());
            case OTHER_ORDER ->
                new Answer(
                        200,
                        JSON.createObjectNode()
                                .put("order_id", UUID.randomUUID().toString())
                                .toString(),
                        Map.of());
            case TRUNCATED, SLOW -> answer(exchange);
        };
    }

    private Answer answer(HttpExchange exchange) {
        @Nullable String login = exchange.getRequestHeaders().getFirst("Authorization");
        @Nullable OrderBook book = login == null ? null : accounts.get(login);
        if (login == null || book == null) {
            return new Answer(401, "", Map.of());
        }
        Deque<Long> last = last(login);
        if (last.size() >= perSecond) {
            return tooMany(last.size());
        }
        last.addLast(System.nanoTime());
        var allowance = Map.of(
                "X-Ratelimit-Limit",
                perSecond + ", " + perSecond + ";w=1",
                "X-Ratelimit-Remaining",
                String.valueOf(perSecond - last.size()),
                "X-Ratelimit-Reset",
                "1");
        Answer answer = read(exchange, book);
        return new Answer(answer.status(), answer.body(), allowance);
    }

    private Answer read(HttpExchange exchange, OrderBook book) {
        String path = exchange.getRequestURI().getPath();
        if (!exchange.getRequestMethod().equals("GET")) {
            changes++;
            return error(403, "NOT_ALLOWED", "Nothing is changed here: " + exchange.getRequestMethod() + " " + path);
        }
        if (!path.startsWith(ORDERS + "/")) {
            return error(404, "NOT_FOUND", "There is no operation at " + path);
        }
        String[] steps = path.substring(ORDERS.length() + 1).split("/", 2);
        @Nullable Integer status = refused.get(steps[0]);
        asked.merge(steps[0], 1, Integer::sum);
        if (status != null) {
            return switch (status) {
                case 403 -> error(403, "READ_ORDER_NOT_ALLOWED", "Not allowed for this order");
                case 410 -> error(410, "GONE", "The order is no longer kept");
                case 404 -> error(404, "NO_SUCH_ORDER", "No such order");
                default -> error(status, "INTERNAL_SERVER_ERROR", "Something went wrong");
            };
        }
        Optional<ObjectNode> order = book.find(steps[0], habits);
        if (order.isEmpty()) {
            return error(404, "NO_SUCH_ORDER", "Order not found: " + steps[0]);
        }
        if (steps.length == 1) {
            return new Answer(200, order.get().toPrettyString(), Map.of());
        }
        return OrderBook.part(order.get(), steps[1])
                .map(part -> new Answer(200, part.toPrettyString(), Map.of()))
                .orElseGet(() -> error(
                        404, steps[1].startsWith("captures") ? "NO_SUCH_CAPTURE" : "NOT_FOUND", "No such " + steps[1]));
    }

    private Deque<Long> last(String login) {
        Deque<Long> last = admitted.computeIfAbsent(login, first -> new ArrayDeque<>());
        long now = System.nanoTime();
        while (!last.isEmpty() && now - last.getFirst() >= SECOND) {
            last.removeFirst();
        }
        return last;
    }

    private Answer tooMany(int now) {
        limited++;
        Answer error = error(429, "TOO_MANY_REQUESTS", "Rate limit exceeded");
        return new Answer(
                429,
                error.body(),
                Map.of(
                        "X-Ratelimit-Limit",
                        perSecond + ", " + perSecond + ";w=1",
                        "X-Ratelimit-Remaining",
                        String.valueOf(Math.max(0, perSecond - now)),
                        "X-Ratelimit-Reset",
                        "1"));
    }

    private static Answer error(int status, String code, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.put("correlation_id", UUID.randomUUID().toString());
        body.put("error_code", code);
        body.putArray("error_messages")
                .addAll(List.of(message).stream()
                        .map(JSON.getNodeFactory()::textNode)
                        .toList());
        return new Answer(status, body.toPrettyString(), Map.of());
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        workers.shutdownNow();
    }
}
