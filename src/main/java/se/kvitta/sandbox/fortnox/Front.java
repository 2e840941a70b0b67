package se.kvitta.sandbox.fortnox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes calls off the wire, lets faults strike, and puts answers on it. */
final class Front implements HttpHandler {

    private static final String CONTROL = "/sandbox/";

    private final Api api;
    private final ControlEndpoints control;
    private final Faults faults;
    private final Counters counters;
    private final Executor workers;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final AtomicInteger late = new AtomicInteger();
    private volatile Consumer<Exchange> listener = exchange -> {};

    Front(Api api, ControlEndpoints control, Faults faults, Counters counters, Executor workers) {
        this.api = api;
        this.control = control;
        this.faults = faults;
        this.counters = counters;
        this.workers = workers;
    }

    /** Whoever listens hears of each call before its answer is sent. */
    void listen(Consumer<Exchange> newListener) {
        listener = newListener;
    }

    /** Calls whose line was cut and that have not taken effect yet. */
    int late() {
        return late.get();
    }

    /** Ends the waiting of slow answers. */
    void stop() {
        stopping.countDown();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var call = Call.read(exchange);
            if (call.path().startsWith(CONTROL)) {
                put(exchange, control.answer(call), true);
                return;
            }
            counters.called(api.label(call));
            var fault = faults.strike(call);
            if (fault.isPresent()) {
                counters.struck(fault.get().kind());
                strike(exchange, call, fault.get());
            } else {
                send(exchange, safely(call), true);
            }
        }
    }

    private void strike(HttpExchange exchange, Call call, Fault fault) throws IOException {
        switch (fault.kind()) {
            case CUT_BEFORE -> listener.accept(Exchange.unanswered(call));
            case LOST_REPLY -> safely(call);
            case LATE_EFFECT -> {
                var accepted = api.accepted(call);
                late.incrementAndGet();
                later(fault.delay()).execute(() -> {
                    safely(call, accepted);
                    late.decrementAndGet();
                });
            }
            case SLOW -> {
                var answer = safely(call);
                await(fault.delay());
                send(exchange, answer, true);
            }
            case TRUNCATED -> send(exchange, safely(call), false);
            default -> {
                if (fault.executed()) {
                    safely(call);
                } else {
                    listener.accept(Exchange.unanswered(call));
                }
                send(exchange, wrong(fault, call), true);
            }
        }
    }

    private Executor later(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, workers);
    }

    private Answer wrong(Fault fault, Call call) {
        return switch (fault.kind()) {
            case UNAVAILABLE -> page(fault.status(), "Tjänsten är tillfälligt otillgänglig.");
            case TOO_MANY_REQUESTS -> api.tooManyRequests();
            case UNAUTHORIZED -> Gate.unauthorized();
            case ERROR_IN_200 -> Refusal.inEnvelope(200, 1000003, "Ett systemfel har inträffat.");
            case HTML -> page(200, "Underhåll pågår.");
            default -> Api.fault(call);
        };
    }

    private static Answer page(int status, String text) {
        return Answer.text(status, "text/html; charset=UTF-8", "<!doctype html><html><body>" + text + "</body></html>");
    }

    private Answer safely(Call call) {
        return safely(call, () -> api.accepted(call).get());
    }

    /** Whatever breaks inside is a 500 to the client, as it would be at Fortnox. */
    private Answer safely(Call call, Supplier<Answer> accepted) {
        Answer answer;
        try {
            answer = accepted.get();
        } catch (RuntimeException e) {
            System.err.println("fortnox sandbox: a call broke: " + e);
            answer = Api.fault(call);
        }
        listener.accept(Exchange.of(call, answer));
        return answer;
    }

    private void await(Duration delay) {
        try {
            stopping.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpExchange exchange, Answer answer, boolean whole) throws IOException {
        counters.answered(answer.status());
        put(exchange, answer, whole);
    }

    /** What is missing of the body when the exchange is closed makes the server cut the connection. */
    private static void put(HttpExchange exchange, Answer answer, boolean whole) throws IOException {
        var headers = exchange.getResponseHeaders();
        headers.set("Server", "Fortnox");
        answer.headers().forEach(headers::set);
        if (!answer.contentType().isEmpty()) {
            headers.set("Content-Type", answer.contentType());
        }
        var body = answer.body();
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body, 0, whole ? body.length : body.length / 2);
            exchange.getResponseBody().flush();
        }
    }
}
