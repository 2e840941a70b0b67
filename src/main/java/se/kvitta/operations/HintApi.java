package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import se.kvitta.hint.Hints;
import se.kvitta.merchant.Profile;

/**
 * Where providers send webhooks, an address for each profile. Nobody logs in here: a body is read up to a size, as it came, and its
 * source checks its signature. What is refused is told in the answer, because providers show it to the merchant.
 */
@RestController
@ConditionalOnWebApplication
@RequestMapping(HintApi.PATH)
class HintApi {

    static final String PATH = "/hints";

    private final Hints hints;
    private final ProducerTemplate routes;

    HintApi(Hints hints, ProducerTemplate routes) {
        this.hints = hints;
        this.routes = routes;
    }

    /** 404 for a profile that takes none, 413 for too large a body, 429 for too many a second, 400 for what is refused. */
    @PostMapping("/{profile}")
    ResponseEntity<String> take(@PathVariable("profile") String name, HttpServletRequest request) throws IOException {
        Optional<Profile> profile = hints.taking(name);
        if (profile.isEmpty()) {
            return ResponseEntity.notFound().build();
        }
        if (request.getContentLengthLong() > hints.largest()) {
            return answer(HttpStatus.PAYLOAD_TOO_LARGE, hints.tooLarge(profile.get()));
        }
        byte[] body = request.getInputStream().readNBytes(hints.largest() + 1);
        if (body.length > hints.largest()) {
            return answer(HttpStatus.PAYLOAD_TOO_LARGE, hints.tooLarge(profile.get()));
        }
        try {
            Hints.Outcome outcome = routes.requestBody(
                    "direct:hint", hints.received(profile.get(), headers(request), body), Hints.Outcome.class);
            return answer(
                    switch (outcome.how()) {
                        case TAKEN, KNOWN, PASSED_OVER -> HttpStatus.OK;
                        case REFUSED -> HttpStatus.BAD_REQUEST;
                        case UNCHECKED -> HttpStatus.NOT_FOUND;
                    },
                    outcome);
        } catch (CamelExecutionException e) {
            if (e.getCause() instanceof ThrottlerRejectedExecutionException) {
                return answer(HttpStatus.TOO_MANY_REQUESTS, hints.tooMany(profile.get()));
            }
            throw e;
        }
    }

    private static ResponseEntity<String> answer(HttpStatus status, Hints.Outcome outcome) {
        return ResponseEntity.status(status).contentType(MediaType.TEXT_PLAIN).body(outcome.why());
    }

    private static Map<String, String> headers(HttpServletRequest request) {
        return Collections.list(request.getHeaderNames()).stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> String.join(",", Collections.list(request.getHeaders(name))),
                        (one, other) -> one));
    }
}
