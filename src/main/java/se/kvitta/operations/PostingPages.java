package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.Words;

/** The page of one posting: how it stands, why it waits, and what a person does about it. */
@Controller
@ConditionalOnWebApplication
@RequestMapping("/postings/{posting:[0-9]{1,18}}")
class PostingPages {

    private static final String SAID = "said";

    private final Operations operations;
    private final Merchants merchants;
    private final Pages pages;
    private final Map<String, Words> words;
    private final Map<String, Reasons> reasons;

    PostingPages(Operations operations, Merchants merchants, Pages pages) {
        this.operations = operations;
        this.merchants = merchants;
        this.pages = pages;
        this.words = Pages.inEach("posting");
        this.reasons = Pages.reasonsInEach();
    }

    /**
     * What came of what a person asked for, for the page that follows.
     *
     * @param done a key of the page's words; empty when it was not done
     * @param problem why it was not done; null when it was
     */
    private record Said(String done, @Nullable Reason problem, String number, String note) {}

    @GetMapping
    String page(
            @PathVariable("posting") long id,
            CsrfToken csrf,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Posting posting = operations.posting(id);
        String spoken = pages.language(request);
        Pages.harden(response);
        @Nullable Said said = model.getAttribute(SAID) instanceof Said just ? just : null;
        model.addAttribute(
                "view",
                new PostingView(
                        Objects.requireNonNull(words.get(spoken)),
                        pages.words(request).text("logout"),
                        posting,
                        merchants
                                .merchant(posting.merchant())
                                .map(Merchant::title)
                                .orElse(posting.merchant()),
                        merchants.target(posting.target()).name(),
                        operations
                                .why(posting)
                                .map(reason -> told(reason, spoken))
                                .orElse(null),
                        operations.progress(posting).stream()
                                .map(progress -> new PostingView.Progress(
                                        progress.step(),
                                        Steps.isEvidence(progress.step().name()) ? "" : progress.number(),
                                        progress.tried(),
                                        waits(progress, spoken)))
                                .toList(),
                        request.isUserInRole(Security.OPERATOR),
                        csrf,
                        said == null ? null : notice(said, spoken),
                        said == null ? "" : said.number(),
                        said == null ? "" : said.note()));
        return "posting";
    }

    @PostMapping("/retry")
    String retry(@PathVariable("posting") long id, Principal login, RedirectAttributes redirect) {
        return after(id, redirect, "", "", "retried", () -> operations.retryPosting(id, login.getName()));
    }

    @PostMapping("/booked-by-hand")
    String byHand(
            @PathVariable("posting") long id,
            @RequestParam(name = "number", defaultValue = "") String number,
            @RequestParam(name = "note", defaultValue = "") String note,
            Principal login,
            RedirectAttributes redirect) {
        String done = operations.posting(id).state() == Postings.State.DONE ? "attached" : "noted";
        return after(
                id, redirect, number, note, done, () -> operations.bookedByHand(id, number, note, login.getName()));
    }

    private static String after(
            long id, RedirectAttributes redirect, String number, String note, String done, Runnable act) {
        try {
            act.run();
            redirect.addFlashAttribute(SAID, new Said(done, null, "", ""));
        } catch (NotDone e) {
            redirect.addFlashAttribute(SAID, new Said("", e.reason(), number, note));
        }
        return "redirect:/postings/" + id;
    }

    /** 404 for a posting that is not there. */
    @ExceptionHandler
    ModelAndView nothing(IllegalArgumentException cause, HttpServletRequest request, HttpServletResponse response) {
        Pages.harden(response);
        String[] path = request.getRequestURI().split("/", -1);
        Words said = Objects.requireNonNull(words.get(pages.language(request)));
        return pages.message(
                request,
                HttpStatus.NOT_FOUND,
                said.text("unknown", "posting", path.length > 2 ? path[2] : ""),
                said.text("unknown.then"));
    }

    private ConnectView.Notice notice(Said said, String spoken) {
        @Nullable Reason problem = said.problem();
        if (problem != null) {
            return told(problem, spoken);
        }
        Words in = Objects.requireNonNull(words.get(spoken));
        return new ConnectView.Notice(
                true, in.text("notice." + said.done()), in.text("notice." + said.done() + ".then"));
    }

    /** Why a step has not been done yet, which comes by itself; null of one for which a person is needed, who is told above. */
    private ConnectView.@Nullable Notice waits(Operations.Progress progress, String spoken) {
        @Nullable Reason reason = progress.step().reason();
        return reason == null || !PostingView.isComing(progress.step().state()) ? null : told(reason, spoken);
    }

    private ConnectView.Notice told(Reason reason, String spoken) {
        Reasons in = Objects.requireNonNull(reasons.get(spoken));
        return new ConnectView.Notice(false, in.cause(reason), in.fix(reason));
    }
}
