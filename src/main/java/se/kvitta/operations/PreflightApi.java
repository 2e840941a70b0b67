package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import se.kvitta.merchant.Merchants;

/** What a merchant's target lacks, and its repair, over HTTP. A viewer may look; to ask for a look or a repair takes an operator. */
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

    /** Asks that the target is looked over: 202, with where the answer will be. */
    @PostMapping("/preflight")
    ResponseEntity<Map<String, String>> preflight(@PathVariable("merchant") String merchant, Principal login) {
        return asked(merchant, operations.preflight(merchant, login.getName()));
    }

    /** What has been asked for, newest first, and what came of it. */
    @GetMapping("/errands")
    List<Map<String, String>> errands(@PathVariable("merchant") String merchant) {
        return operations.errands(merchant);
    }

    @GetMapping("/errands/{errand:[0-9]{1,18}}")
    Map<String, String> errand(@PathVariable("merchant") String merchant, @PathVariable("errand") long errand) {
        return operations.errand(merchant, errand);
    }

    /** What mending would do; nothing is done. */
    @GetMapping("/findings/{finding:[0-9]{1,18}}/repair")
    Map<String, String> repairText(@PathVariable("merchant") String merchant, @PathVariable("finding") long finding) {
        return Map.of("repair", operations.repairText(merchant, finding));
    }

    /** Asks for that: 202, with where the answer will be. */
    @PostMapping("/findings/{finding:[0-9]{1,18}}/repair")
    ResponseEntity<Map<String, String>> repair(
            @PathVariable("merchant") String merchant, @PathVariable("finding") long finding, Principal login) {
        return asked(merchant, operations.repair(merchant, finding, login.getName()));
    }

    private static ResponseEntity<Map<String, String>> asked(String merchant, Map<String, String> errand) {
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/merchants/" + merchant + "/errands/" + errand.get("errand")))
                .body(errand);
    }

    /** 404 for a merchant that is not there, 400 for a finding that is not open or that only a person can mend, and for an errand that is not there. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause, HttpServletRequest request) {
        String[] path = request.getRequestURI().split("/", -1);
        boolean known = path.length > 4 && merchants.merchant(path[4]).isPresent();
        return ProblemDetail.forStatusAndDetail(
                known ? HttpStatus.BAD_REQUEST : HttpStatus.NOT_FOUND, String.valueOf(cause.getMessage()));
    }
}
