package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** {@code /sandbox/…}: what a test may do to a running sandbox. No login, and no part of Fortnox. */
final class ControlEndpoints {

    private final FortnoxSandbox sandbox;
    private final List<Endpoint> endpoints = new ArrayList<>();

    ControlEndpoints(FortnoxSandbox sandbox) {
        this.sandbox = sandbox;
        add("GET", "/sandbox/calls", given -> json(sandbox.counters().snapshot()));
        add("DELETE", "/sandbox/calls", given -> done(sandbox::resetCalls));
        add("GET", "/sandbox/faults", given -> json(sandbox.faults().all()));
        add("POST", "/sandbox/faults", this::arm);
        add("DELETE", "/sandbox/faults", given -> done(sandbox::clearFaults));
        add("GET", "/sandbox/clock", given -> clock());
        add("POST", "/sandbox/clock", this::moveClock);
        add("GET", "/sandbox/assumptions", given -> json(sandbox.assumptions().all()));
        add("PUT", "/sandbox/assumptions", this::assume);
        add("PUT", "/sandbox/limit", this::limit);
        add("GET", "/sandbox/companies", given -> companies());
        add("POST", "/sandbox/companies", this::addCompany);
        new CompanyEndpoints(sandbox).addTo(this);
        new SalesEndpoints(sandbox).addTo(this);
    }

    void add(String method, String pattern, Function<Given, Answer> handler) {
        endpoints.add(new Endpoint(
                new Route(method, pattern, "", Set.of(), "application/json", request -> Answer.empty(204)), handler));
    }

    Answer answer(Call call) {
        try {
            for (var endpoint : endpoints) {
                var names = endpoint.route().match(call.segments());
                if (names.isPresent() && endpoint.route().method().equals(call.method())) {
                    return endpoint.handler().apply(new Given(names.get(), body(call)));
                }
            }
            return problem(404, "no such control endpoint; see docs/sandboxes/fortnox.md");
        } catch (Refusal refusal) {
            return refusal.answer();
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return problem(400, e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (RuntimeException e) {
            return problem(500, e.toString());
        }
    }

    private static ObjectNode body(Call call) {
        if (call.body().length == 0) {
            return Json.object();
        }
        try {
            return Json.read(call.body()) instanceof ObjectNode object ? object : Json.object();
        } catch (IOException e) {
            throw new IllegalArgumentException("the body is not JSON: " + e.getMessage(), e);
        }
    }

    private static Answer problem(int status, String text) {
        return Answer.json(status, Json.object().put("error", text));
    }

    static Answer json(Object value) {
        return Answer.json(200, Json.MAPPER.valueToTree(value));
    }

    static Answer done(Runnable work) {
        work.run();
        return Answer.empty(204);
    }

    private Answer arm(Given given) {
        var body = given.body();
        var fault = Fault.of(Fault.Kind.labelled(given.text("kind")))
                .on(body.path("method").asText(".*"), body.path("path").asText(".*"))
                .perMille(body.path("perMille").asInt(1000), body.path("seed").asLong(0))
                .status(body.path("status").asInt(503))
                .after(Duration.ofMillis(body.path("delayMs").asLong(500)));
        var timed = body.path("times").asText("1").equals("always")
                ? fault.always()
                : fault.times(body.path("times").asInt(1));
        int id = sandbox.fault(body.path("executed").asBoolean(false) ? timed.executing() : timed);
        return Answer.json(200, Json.object().put("id", id));
    }

    private Answer clock() {
        return Answer.json(200, Json.object().put("now", sandbox.now().toString()));
    }

    private Answer moveClock(Given given) {
        if (given.body().has("to")) {
            var distance = Duration.between(sandbox.now(), Instant.parse(given.text("to")));
            sandbox.advanceClock(distance);
        } else {
            sandbox.advanceClock(Duration.parse(given.text("advance")));
        }
        return clock();
    }

    private Answer assume(Given given) {
        given.body()
                .properties()
                .forEach(choice ->
                        sandbox.assume(choice.getKey(), choice.getValue().asText()));
        return json(sandbox.assumptions().all());
    }

    private Answer limit(Given given) {
        int limit = given.number("limit");
        var window = Duration.ofMillis(given.number("windowMs"));
        return done(() -> sandbox.limit(limit, window));
    }

    private Answer companies() {
        var list = Json.array();
        sandbox.companies()
                .forEach(company ->
                        list.addObject().put("tenant", company.tenant()).put("name", company.name()));
        return Answer.json(200, list);
    }

    private Answer addCompany(Given given) {
        var company = sandbox.addCompany(given.body().toString());
        return Answer.json(201, Json.object().put("tenant", company.tenant()).put("name", company.name()));
    }

    private record Endpoint(Route route, Function<Given, Answer> handler) {}

    /** What a control call says: names from the path, fields from the body. */
    record Given(Map<String, String> names, ObjectNode body) {

        /** Throws {@link IllegalArgumentException} that names the missing field. */
        String text(String field) {
            var value = body.path(field);
            if (!value.isValueNode() || value.isNull()) {
                throw new IllegalArgumentException("the body lacks \"" + field + "\"");
            }
            return value.asText();
        }

        int number(String field) {
            return Integer.parseInt(text(field));
        }

        boolean bool(String field) {
            return Boolean.parseBoolean(text(field));
        }

        String name(String name) {
            return names.getOrDefault(name, "");
        }

        int nameAsNumber(String name) {
            return Integer.parseInt(name(name));
        }

        List<String> texts(String field) {
            var texts = new ArrayList<String>();
            body.path(field).forEach((JsonNode text) -> texts.add(text.asText()));
            return texts;
        }
    }
}
