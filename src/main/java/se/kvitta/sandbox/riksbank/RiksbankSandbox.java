package se.kvitta.sandbox.riksbank;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.sandbox.LoopbackServer;

/** A running sandbox. Everything but its port follows its clock; faults strike the next calls, one each. */
public final class RiksbankSandbox implements AutoCloseable {

    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final Pattern OBSERVATIONS =
            Pattern.compile("/swea/v1/Observations/(\\w+)/(\\d{4}-\\d{2}-\\d{2})/(\\d{4}-\\d{2}-\\d{2})");
    private static final Duration STALE = Duration.ofDays(10);

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "riksbank-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Fixing fixing = new Fixing();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private final Deque<Instant> admitted = new ArrayDeque<>();

    private Clock clock;
    private LocalTime publishedAt = LocalTime.of(16, 15);
    private int perMinute = 5;
    private EmptyRange emptyRange = EmptyRange.LIST;
    private boolean retryAfter;
    private @Nullable String key;

    /** How a range without a bank day is answered [?]. */
    public enum EmptyRange {
        LIST,
        NO_CONTENT,
        NOT_FOUND
    }

    private record Answer(int status, String type, String body) {

        static Answer json(int status, String body) {
            return new Answer(status, "application/json; charset=utf-8", body);
        }

        static Answer error(int status, String message) {
            return json(status, "{\"statusCode\":" + status + ",\"message\":\"" + message + "\"}");
        }
    }

    private RiksbankSandbox(int port, Clock clock) throws IOException {
        this.clock = clock;
        this.server = LoopbackServer.on(port);
        server.createContext("/", this::handle);
        server.setExecutor(workers);
    }

    /** Starts on loopback. Throws when the port is taken; 0 takes any that is free. */
    public static RiksbankSandbox start(int port, Clock clock) throws IOException {
        var sandbox = new RiksbankSandbox(port, clock);
        sandbox.server.start();
        return sandbox;
    }

    /** What the API's address is here; no slash at the end. */
    public String apiUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/swea/v1";
    }

    public synchronized void clock(Clock newClock) {
        clock = newClock;
    }

    /** When the rate of a bank day appears, Stockholm time [?]. */
    public synchronized void publishedAt(LocalTime time) {
        publishedAt = time;
    }

    /** So many calls in a minute without a key; with one, two hundred. */
    public synchronized void limit(int callsPerMinute) {
        perMinute = callsPerMinute;
    }

    public synchronized void emptyRange(EmptyRange answer) {
        emptyRange = answer;
    }

    /** Whether a 429 has the header Retry-After beside its message [?]. */
    public synchronized void retryAfter(boolean sent) {
        retryAfter = sent;
    }

    /** The one key that is known; another one is refused. */
    public synchronized void key(String known) {
        key = known;
    }

    /** The next calls meet this, one each. */
    public synchronized void fault(Fault fault, int times) {
        for (int i = 0; i < times; i++) {
            faults.add(fault);
        }
    }

    public synchronized void clearFaults() {
        faults.clear();
    }

    /**
     * Says what a day is worth from now on.
     *
     * @param value the JSON value as it stands in the answer, such as {@code 10.9} or {@code null}; empty for no observation
     */
    public synchronized void tell(String currency, LocalDate day, String value) {
        fixing.tell(currency, day, value);
    }

    /** The value of a bank day; empty without one. */
    public synchronized Optional<String> value(String currency, LocalDate day) {
        return Optional.ofNullable(fixing.value(currency, day));
    }

    /** The paths of all calls, in the order they came. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized void resetCalls() {
        calls.clear();
        admitted.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            @Nullable Fault fault;
            Answer answer;
            synchronized (this) {
                String path = exchange.getRequestURI().toString();
                calls.add(path);
                fault = faults.poll();
                answer = answer(exchange, path, fault);
            }
            if (fault == Fault.SLOW) {
                closing.await();
                return;
            }
            if (answer.status() == 429 && sendsRetryAfter()) {
                exchange.getResponseHeaders().set("Retry-After", "49");
            }
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body, 0, fault == Fault.TRUNCATED ? body.length / 2 : body.length);
            exchange.getResponseBody().flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean sendsRetryAfter() {
        return retryAfter;
    }

    private Answer answer(HttpExchange exchange, String path, @Nullable Fault fault) {
        @Nullable String given = exchange.getRequestHeaders().getFirst("Ocp-Apim-Subscription-Key");
        if (given != null && !given.equals(key)) {
            return Answer.error(401, "Access denied due to invalid subscription key.");
        }
        if (!admits(given == null ? perMinute : 200) || fault == Fault.TOO_MANY_REQUESTS) {
            return Answer.error(429, "Rate limit is exceeded. Try again in 49 seconds.");
        }
        if (fault == Fault.SERVER_ERROR) {
            return new Answer(500, "text/html", "<html><body>Internal server error</body></html>");
        }
        if (fault == Fault.GARBAGE) {
            return new Answer(200, "text/html", "<html><body>Underhåll pågår</body></html>");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            return Answer.error(405, "Method not allowed");
        }
        Matcher asked = OBSERVATIONS.matcher(path);
        if (!asked.matches()) {
            return Answer.error(404, "Resource not found");
        }
        Optional<String> currency = Fixing.currency(asked.group(1));
        if (currency.isEmpty()) {
            return Answer.error(404, "No series " + asked.group(1));
        }
        try {
            LocalDate from = LocalDate.parse(asked.group(2));
            LocalDate through = LocalDate.parse(asked.group(3));
            if (from.isAfter(through)) {
                return Answer.error(400, "The dates are the wrong way round");
            }
            return observations(currency.get(), from, through, fault == Fault.STALE ? STALE : Duration.ZERO);
        } catch (DateTimeException e) {
            return Answer.error(400, "Not a date");
        }
    }

    private Answer observations(String currency, LocalDate from, LocalDate through, Duration age) {
        ZonedDateTime now = clock.instant().minus(age).atZone(STOCKHOLM);
        LocalDate newest =
                now.toLocalTime().isBefore(publishedAt) ? now.toLocalDate().minusDays(1) : now.toLocalDate();
        LocalDate last = through.isBefore(newest) ? through : newest;
        var observations = new ArrayList<String>();
        for (LocalDate day = from; !day.isAfter(last); day = day.plusDays(1)) {
            @Nullable String value = fixing.value(currency, day);
            if (value != null) {
                observations.add("{\"date\":\"" + day + "\",\"value\":" + value + "}");
            }
        }
        if (observations.isEmpty() && emptyRange != EmptyRange.LIST) {
            return emptyRange == EmptyRange.NO_CONTENT ? Answer.json(204, "") : Answer.error(404, "No observations");
        }
        return Answer.json(200, "[" + String.join(",", observations) + "]");
    }

    private boolean admits(int limit) {
        Instant now = clock.instant();
        while (!admitted.isEmpty() && !admitted.getFirst().isAfter(now.minusSeconds(60))) {
            admitted.removeFirst();
        }
        boolean admits = admitted.size() < limit;
        if (admits) {
            admitted.addLast(now);
        }
        return admits;
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        workers.shutdown();
    }

    /** Runs until it is killed. The one argument is the port; without it a free one is taken. */
    public static void main(String[] arguments) throws IOException {
        RiksbankSandbox sandbox = start(arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]), Clock.systemUTC());
        System.out.println("riksbank sandbox listening on " + sandbox.apiUrl());
    }
}
