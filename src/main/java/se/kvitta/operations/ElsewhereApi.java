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
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What a person says of money that others have booked, over HTTP. Only an operator may. */
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/v1")
class ElsewhereApi {

    private final Operations operations;

    ElsewhereApi(Operations operations) {
        this.operations = operations;
    }

    /** 202: it is noted, and its task closes in the merchant's next run. */
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PostMapping("/profiles/{profile}/payouts/{reference}/bank-booked-by-others")
    Map<String, String> bank(
            @PathVariable("profile") String profile,
            @PathVariable("reference") String reference,
            Authentication login) {
        operations.bankBookedByOthers(profile, reference, operator(login));
        return Map.of("profile", profile, "payout", reference);
    }

    @PostMapping("/merchants/{merchant}/invoices/{invoice}/refunded-elsewhere")
    Map<String, String> refunded(
            @PathVariable("merchant") String merchant,
            @PathVariable("invoice") String invoice,
            @RequestBody Note note,
            Authentication login) {
        operations.refundedElsewhere(merchant, invoice, note.note(), operator(login));
        return Map.of("merchant", merchant, "invoice", invoice);
    }

    @PostMapping("/merchants/{merchant}/ledger-differences/accepted")
    Map<String, String> accepted(
            @PathVariable("merchant") String merchant, @RequestBody Accepted accepted, Authentication login) {
        operations.acceptLedgerDifference(merchant, accepted.subject(), accepted.note(), operator(login));
        return Map.of("merchant", merchant, "subject", accepted.subject());
    }

    @PostMapping("/profiles/{profile}/orders/{order}/buyer-paid")
    Map<String, String> paid(
            @PathVariable("profile") String profile,
            @PathVariable("order") String order,
            @RequestBody Note note,
            Authentication login) {
        operations.buyerPaid(profile, order, note.note(), operator(login));
        return Map.of("profile", profile, "order", order);
    }

    @PostMapping("/settlements/{settlement:[0-9]{1,18}}/lines-reviewed")
    Map<String, Object> reviewed(
            @PathVariable("settlement") long settlement, @RequestBody Note note, Authentication login) {
        operations.linesReviewed(settlement, note.note(), operator(login));
        return Map.of("settlement", settlement);
    }

    @PostMapping("/profiles/{profile}/payouts/{reference}/debt-paid-outside")
    Map<String, String> debtPaid(
            @PathVariable("profile") String profile,
            @PathVariable("reference") String reference,
            @RequestBody Note note,
            Authentication login) {
        operations.debtPaidOutside(profile, reference, note.note(), operator(login));
        return Map.of("profile", profile, "reference", reference);
    }

    @PostMapping("/profiles/{profile}/reports-reviewed")
    Map<String, Object> reports(@PathVariable("profile") String profile, @RequestBody Note note, Authentication login) {
        operations.reportsReviewed(profile, note.note(), operator(login));
        return Map.of("profile", profile);
    }

    /** Of which task, and why it is right. */
    record Accepted(String subject, String note) {}

    /** How, when and by whom. */
    record Note(String note) {}

    private static String operator(Authentication login) {
        boolean operator = login.getAuthorities().stream()
                .anyMatch(role -> role.getAuthority().equals("ROLE_" + Security.OPERATOR));
        if (!operator) {
            throw new AccessDeniedException("only an operator may say what others have booked");
        }
        return login.getName();
    }

    /** 409 for what waits for no such answer, or is not there. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.CONFLICT, String.valueOf(cause.getMessage()));
    }
}
