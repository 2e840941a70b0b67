package se.kvitta.operations;

import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a person decides about payouts that are told anew, over HTTP. Only an operator may. */
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/v1")
class CorrectionApi {

    private final Operations operations;

    CorrectionApi(Operations operations) {
        this.operations = operations;
    }

    @PostMapping("/documents/{document:[0-9]{1,18}}/accept-retold")
    Map<String, Long> accept(@PathVariable("document") long document, Authentication login) {
        operations.acceptRetold(document, operator(login));
        return Map.of("document", document);
    }

    @PostMapping("/settlements/{settlement:[0-9]{1,18}}/corrected-by-hand")
    Map<String, Long> byHand(@PathVariable("settlement") long settlement, Authentication login) {
        long corrections = operations.correctedByHand(settlement, operator(login));
        return Map.of("settlement", settlement, "corrections", corrections);
    }

    private static String operator(Authentication login) {
        boolean operator = login.getAuthorities().stream()
                .anyMatch(role -> role.getAuthority().equals("ROLE_" + Security.OPERATOR));
        if (!operator) {
            throw new AccessDeniedException("only an operator may decide about corrections");
        }
        return login.getName();
    }

    /** 409 for what waits for no such decision, or is not there. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(cause.getMessage()));
    }
}
