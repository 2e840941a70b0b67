package se.kvitta.sandbox.ecb;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
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
import org.jspecify.annotations.Nullable;
import se.kvitta.sandbox.LoopbackServer;

/** A running sandbox. Everything but its port follows its clock; faults strike the next calls, one each. */
public final class EcbSandbox implements AutoCloseable {

    private static final String FOLDER = "/stats/eurofxref";
    private static final ZoneId FRANKFURT = ZoneId.of("Europe/Berlin");
    private static final Duration STALE = Duration.ofDays(10);

    private final HttpServer server;
    private final ExecutorService workers = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "ecb-sandbox");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ReferenceRates rates = new ReferenceRates();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();

    private Clock clock;
    private LocalTime publishedAt = LocalTime.of(16, 0);

    private EcbSandbox(int port, Clock clock) throws IOException {
        this.clock = clock;
        this.server = LoopbackServer.on(port);
        server.createContext("/", this::handle);
        server.setExecutor(workers);
    }

    /** Starts on loopback. Throws when the port is taken; 0 takes any that is free. */
    public static EcbSandbox start(int port, Clock clock) throws IOException {
        var sandbox = new EcbSandbox(port, clock);
        sandbox.server.start();
        return sandbox;
    }

    /** The address of the folder of files here; no slash at the end. */
    public String filesUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + FOLDER;
    }

    public synchronized void clock(Clock newClock) {
        clock = newClock;
    }

    /** When the rates of a TARGET day appear, Frankfurt time [?]. */
    public synchronized void publishedAt(LocalTime time) {
        publishedAt = time;
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

    /** Says what a currency is worth on a day from now on: the text of the attribute; empty for none. */
    public synchronized void tell(String currency, LocalDate day, String rate) {
        rates.tell(currency, day, rate);
    }

    /** The rate of a day; empty without one. */
    public synchronized Optional<String> rate(String currency, LocalDate day) {
        return Optional.ofNullable(rates.rate(currency, day));
    }

    /** The paths of all calls, in the order they came. */
    public synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    public synchronized void resetCalls() {
        calls.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            @Nullable Fault fault;
            int status = 200;
            String answer;
            synchronized (this) {
                String path = exchange.getRequestURI().toString();
                calls.add(path);
                fault = faults.poll();
                @Nullable String file = file(path, fault == Fault.STALE ? STALE : Duration.ZERO);
                if (fault == Fault.TOO_MANY_REQUESTS) {
                    status = 429;
                    exchange.getResponseHeaders().set("Retry-After", "120");
                } else if (fault == Fault.SERVER_ERROR) {
                    status = 500;
                } else if (!exchange.getRequestMethod().equals("GET")) {
                    status = 405;
                } else if (file == null) {
                    status = 404;
                }
                if (status != 200 || fault == Fault.GARBAGE || file == null) {
                    answer = "<!doctype html><html><body>" + status + "<br></body></html>";
                    exchange.getResponseHeaders().set("Content-Type", "text/html");
                } else {
                    answer = file;
                    exchange.getResponseHeaders().set("Content-Type", "text/xml");
                }
            }
            if (fault == Fault.SLOW) {
                closing.await();
                return;
            }
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body, 0, fault == Fault.TRUNCATED ? body.length / 2 : body.length);
            exchange.getResponseBody().flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null when there is no such file. */
    private @Nullable String file(String path, Duration age) {
        ZonedDateTime now = clock.instant().minus(age).atZone(FRANKFURT);
        LocalDate newest =
                now.toLocalTime().isBefore(publishedAt) ? now.toLocalDate().minusDays(1) : now.toLocalDate();
        while (!ReferenceRates.isTargetDay(newest)) {
            newest = newest.minusDays(1);
        }
        return switch (path) {
            case FOLDER + "/eurofxref-daily.xml" -> file(newest, newest);
            case FOLDER + "/eurofxref-hist-90d.xml" -> file(now.toLocalDate().minusDays(90), newest);
            case FOLDER + "/eurofxref-hist.xml" -> file(ReferenceRates.FIRST, newest);
            default -> null;
        };
    }

    private String file(LocalDate first, LocalDate newest) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
                .append("<gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\"")
                .append(" xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\n")
                .append("<gesmes:subject>Reference rates</gesmes:subject>\n")
                .append("<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>\n<Cube>\n");
        for (LocalDate day = newest; !day.isBefore(first); day = day.minusDays(1)) {
            if (ReferenceRates.isTargetDay(day)) {
                xml.append("<Cube time=\"").append(day).append("\">");
                for (String currency : ReferenceRates.CURRENCIES) {
                    @Nullable String rate = rates.rate(currency, day);
                    if (rate != null) {
                        xml.append("<Cube currency=\"")
                                .append(currency)
                                .append("\" rate=\"")
                                .append(rate)
                                .append("\"/>");
                    }
                }
                xml.append("</Cube>\n");
            }
        }
        return xml.append("</Cube>\n</gesmes:Envelope>\n").toString();
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        workers.shutdown();
    }

    /** Runs until it is killed. The one argument is the port; without it a free one is taken. */
    public static void main(String[] arguments) throws IOException {
        EcbSandbox sandbox = start(arguments.length == 0 ? 0 : Integer.parseInt(arguments[0]), Clock.systemUTC());
        System.out.println("ecb sandbox listening on " + sandbox.filesUrl());
    }
}
