package se.kvitta.operations;

import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.ByHand;
import se.kvitta.journal.Postings.Posting;

/** One posting over HTTP: how it stands, and what a person does about it. A viewer may look; to act needs an operator. */
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/v1/postings/{posting:[0-9]{1,18}}")
class PostingApi {

    private final Operations operations;

    PostingApi(Operations operations) {
        this.operations = operations;
    }

    @GetMapping
    Map<String, Object> posting(@PathVariable("posting") long id) {
        return shown(operations.posting(id));
    }

    @PostMapping("/retry")
    Map<String, Object> retry(@PathVariable("posting") long id, Principal login) {
        operations.retryPosting(id, login.getName());
        return shown(operations.posting(id));
    }

    @PostMapping("/booked-by-hand")
    Map<String, Object> byHand(@PathVariable("posting") long id, @RequestBody ByHandBody said, Principal login) {
        operations.bookedByHand(id, orEmpty(said.number()), orEmpty(said.note()), login.getName());
        return shown(operations.posting(id));
    }

    /**
     * What was done.
     *
     * @param number of what was made instead; may be left out
     */
    record ByHandBody(@Nullable String number, @Nullable String note) {}

    private Map<String, Object> shown(Posting posting) {
        @Nullable Receipt receipt = posting.receipt();
        @Nullable ByHand byHand = posting.byHand();
        var shown = new LinkedHashMap<String, Object>();
        shown.put("posting", posting.id());
        shown.put("merchant", posting.merchant());
        shown.put("profile", posting.profile());
        shown.put("target", posting.target());
        shown.put("state", posting.state().name());
        shown.put("text", posting.booking().voucher().text());
        shown.put("day", posting.booking().voucher().date().toString());
        shown.put("total", posting.booking().voucher().total().toString());
        shown.put("marker", posting.marker());
        shown.put("voucher", receipt == null ? "" : receipt.shown());
        operations.why(posting).ifPresent(reason -> {
            shown.put("code", reason.code());
            shown.put("why", operations.text(reason));
        });
        if (byHand != null) {
            shown.put(
                    "byHand", Map.of("actor", byHand.actor(), "at", byHand.at().toString(), "note", byHand.note()));
        }
        return shown;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** 409 for what cannot be done with the posting, 404 for one that is not there. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause) {
        return ProblemDetail.forStatusAndDetail(
                cause instanceof NotDone ? HttpStatus.CONFLICT : HttpStatus.NOT_FOUND,
                String.valueOf(cause.getMessage()));
    }
}
