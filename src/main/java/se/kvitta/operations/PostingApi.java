package se.kvitta.operations;

import java.security.Principal;
import java.time.Instant;
import java.util.Currency;
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
import se.kvitta.booking.Booking;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.ByHand;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.reason.Reason;

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
        shown.put("kind", posting.booking().kind().name());
        shown.put("reference", posting.booking().reference());
        shown.put(
                "rows",
                posting.booking().voucher().rows().stream()
                        .map(PostingApi::shown)
                        .toList());
        Booking.@Nullable Invoice about = posting.booking().invoice();
        if (about != null) {
            shown.put("invoice", shown(about));
        }
        shown.put(
                "steps", operations.progress(posting).stream().map(this::shown).toList());
        if (byHand != null) {
            shown.put(
                    "byHand", Map.of("actor", byHand.actor(), "at", byHand.at().toString(), "note", byHand.note()));
        }
        return shown;
    }

    /** Amounts are signed, debit above zero. */
    private static Map<String, Object> shown(VoucherRow row) {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("account", row.account().number());
        shown.put("name", row.account().name());
        shown.put("amount", row.amount().toString());
        shown.put("text", row.said());
        VoucherRow.@Nullable Foreign foreign = row.foreign();
        if (foreign != null) {
            shown.put("foreign", foreign.amount().toString());
        }
        VoucherRow.Dimensions by = row.dimensions();
        shown.put("costCentre", by.costCentre());
        shown.put("project", by.project());
        shown.put("department", by.department());
        shown.put("dimensions", by.others());
        return shown;
    }

    /** Amounts are in the order's currency; below zero for a credit invoice. */
    private static Map<String, Object> shown(Booking.Invoice about) {
        Currency currency = about.total().currency();
        var shown = new LinkedHashMap<String, Object>();
        shown.put("total", about.total().toString());
        Booking.@Nullable Find find = about.find();
        if (find != null) {
            shown.put("find", Map.of("field", find.field(), "value", find.value()));
        }
        shown.put(
                "lines",
                about.lines().stream()
                        .map(line -> Map.of(
                                "account",
                                line.account(),
                                "vatPercent",
                                line.vatPercent(),
                                "net",
                                Money.ofMinor(line.net(), currency).toString(),
                                "vat",
                                Money.ofMinor(line.vat(), currency).toString()))
                        .toList());
        shown.put(
                "items",
                about.items().stream()
                        .map(item -> Map.of(
                                "line",
                                item.line(),
                                "article",
                                item.article(),
                                "text",
                                item.text(),
                                "quantity",
                                item.quantity().toPlainString(),
                                "gross",
                                Money.ofMinor(item.gross(), currency).toString()))
                        .toList());
        return shown;
    }

    private Map<String, Object> shown(Operations.Progress progress) {
        Steps.Step step = progress.step();
        var shown = new LinkedHashMap<String, Object>();
        shown.put("step", step.name());
        shown.put("state", step.state().name());
        shown.put("number", progress.number());
        shown.put("attempts", step.attempts());
        @Nullable Instant tried = progress.tried();
        if (tried != null) {
            shown.put("tried", tried.toString());
        }
        if (PostingView.isComing(step.state())) {
            shown.put("due", step.dueAt().toString());
        }
        @Nullable Reason reason = step.reason();
        if (reason != null) {
            shown.put("code", reason.code());
            shown.put("why", operations.text(reason));
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
