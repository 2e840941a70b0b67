package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import se.kvitta.merchant.Merchants;

/** What a merchant's target lacks, and its repair, over HTTP. A viewer may look; to ask the target or mend needs an operator. */
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/v1/merchants/{merchant}")
class PreflightApi {

    private final Operations operations;
    private final Merchants merchants;

    PreflightApi(Operations operations, Merchants merchants) {
        this.operations = operations;
        this.merchants = merchants;
    }

    @GetMapping("/findings")
    List<Map<String, String>> findings(@PathVariable("merchant") String merchant) {
        return operations.findings(merchant);
    }

    /** Looks the target over now, and answers what it lacks. */
    @PostMapping("/preflight")
    Map<String, Object> preflight(@PathVariable("merchant") String merchant, Principal login) {
        String answer = operations.preflight(merchant, login.getName());
        return Map.of("answer", answer, "findings", operations.findings(merchant));
    }

    /** What mending would do; nothing is done. */
    @GetMapping("/findings/{finding:[0-9]{1,18}}/repair")
    Map<String, String> repairText(@PathVariable("merchant") String merchant, @PathVariable("finding") long finding) {
        return Map.of("repair", operations.repairText(merchant, finding));
    }

    @PostMapping("/findings/{finding:[0-9]{1,18}}/repair")
    Map<String, Object> repair(
            @PathVariable("merchant") String merchant, @PathVariable("finding") long finding, Principal login) {
        String answer = operations.repair(merchant, finding, login.getName());
        return Map.of("answer", answer, "findings", operations.findings(merchant));
    }

    /** 404 for a merchant that is not there, 400 for a finding that is not open or that only a person can mend. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause, HttpServletRequest request) {
        String[] path = request.getRequestURI().split("/", -1);
        boolean known = path.length > 4 && merchants.merchant(path[4]).isPresent();
        return ProblemDetail.forStatusAndDetail(
                known ? HttpStatus.BAD_REQUEST : HttpStatus.NOT_FOUND, String.valueOf(cause.getMessage()));
    }
}
