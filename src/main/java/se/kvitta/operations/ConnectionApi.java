package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import se.kvitta.connection.ConsentFlow;
import se.kvitta.merchant.Merchants;

/** A merchant's connection to its target, over HTTP. Looking is for every login, acting for the operator. */
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/v1/merchants/{merchant}/connection")
class ConnectionApi {

    private final Operations operations;
    private final Merchants merchants;

    ConnectionApi(Operations operations, Merchants merchants) {
        this.operations = operations;
        this.merchants = merchants;
    }

    @GetMapping
    Map<String, String> connection(@PathVariable("merchant") String merchant) {
        return ConnectionText.facts(operations.connection(merchant));
    }

    /** Where a person consents, in a browser that has the login which asked. */
    @PostMapping("/connect")
    Map<String, String> connect(@PathVariable("merchant") String merchant, Principal login) {
        ConsentFlow.Begun begun = operations.connect(merchant, login.getName(), "");
        return Map.of(
                "consentUrl", begun.address().toString(), "until", begun.until().toString());
    }

    /** 409 when the target did not take it back. */
    @DeleteMapping
    ResponseEntity<Object> disconnect(@PathVariable("merchant") String merchant, Principal login) {
        ConsentFlow.Outcome outcome = operations.disconnect(merchant, login.getName());
        return outcome.isDone()
                ? ResponseEntity.ok(ConnectionText.facts(operations.connection(merchant)))
                : ResponseEntity.status(HttpStatus.CONFLICT)
                        .body(ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, operations.ended(outcome)));
    }

    /** 404 for a merchant that is not there, 400 for one that cannot be connected. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause, HttpServletRequest request) {
        String[] path = request.getRequestURI().split("/", -1);
        boolean known = path.length > 4 && merchants.merchant(path[4]).isPresent();
        return ProblemDetail.forStatusAndDetail(
                known ? HttpStatus.BAD_REQUEST : HttpStatus.NOT_FOUND, String.valueOf(cause.getMessage()));
    }
}
