package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import se.kvitta.connection.Connections;
import se.kvitta.connection.ConsentFlow;
import se.kvitta.connection.Standing;
import se.kvitta.connection.Way;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.Words;

/** The page where a person connects a merchant to its target, and where the target sends the person back to. */
@Controller
@ConditionalOnWebApplication
class ConnectPages {

    /** What only this browser's session knows: a consent that was begun in another is not ended in it. */
    private static final String BROWSER = "connect.browser";

    private static final String OUTCOME = "outcome";

    private final Operations operations;
    private final Merchants merchants;
    private final Connections connections;
    private final Pages pages;
    private final Clock clock;
    private final Map<String, Words> words;
    private final Map<String, Reasons> reasons;
    private final SecureRandom random = new SecureRandom();

    ConnectPages(Operations operations, Merchants merchants, Connections connections, Pages pages, Clock clock) {
        this.operations = operations;
        this.merchants = merchants;
        this.connections = connections;
        this.pages = pages;
        this.clock = clock;
        this.words = Pages.inEach("connect");
        this.reasons = Pages.reasonsInEach();
    }

    @GetMapping("/connect/{merchant}")
    String page(
            @PathVariable("merchant") String merchant,
            CsrfToken csrf,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Standing standing = operations.connection(merchant);
        String spoken = pages.language(request);
        Pages.harden(response);
        model.addAttribute(
                "view",
                new ConnectView(
                        words(spoken),
                        pages.words(request).text("logout"),
                        standing,
                        request.isUserInRole(Security.OPERATOR),
                        csrf,
                        model.getAttribute(OUTCOME) instanceof ConsentFlow.Outcome outcome
                                ? notice(outcome, standing, spoken)
                                : null,
                        clock.instant()));
        return "connect";
    }

    /** Off to the target. */
    @PostMapping("/connect/{merchant}")
    ResponseEntity<Void> connect(@PathVariable("merchant") String merchant, Principal login, HttpSession session) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .location(operations
                        .connect(merchant, login.getName(), browser(session))
                        .address())
                .build();
    }

    /** Back from the target. What it brought is used up here and stays in no address. */
    @GetMapping("/connected")
    ModelAndView connected(
            @RequestParam(name = "state", defaultValue = "") String state,
            @RequestParam(name = "code", defaultValue = "") String code,
            @RequestParam(name = "error", defaultValue = "") String error,
            Principal login,
            HttpServletRequest request,
            HttpServletResponse response,
            RedirectAttributes redirect) {
        ConsentFlow.Outcome outcome = operations.connected(
                new ConsentFlow.Answer(state, code, error), login.getName(), browser(request.getSession()));
        if (outcome.merchant().isEmpty() && outcome.problem() != null) {
            Reasons said = reasons(pages.language(request));
            Pages.harden(response);
            return pages.message(
                    request, HttpStatus.BAD_REQUEST, said.cause(outcome.problem()), said.fix(outcome.problem()));
        }
        redirect.addFlashAttribute(OUTCOME, outcome);
        return new ModelAndView("redirect:/connect/" + outcome.merchant());
    }

    @PostMapping("/connect/{merchant}/end")
    String disconnect(@PathVariable("merchant") String merchant, Principal login, RedirectAttributes redirect) {
        redirect.addFlashAttribute(OUTCOME, operations.disconnect(merchant, login.getName()));
        return "redirect:/connect/" + merchant;
    }

    /** 404 for a merchant that is not there, 400 for one that cannot be connected. */
    @ExceptionHandler
    ModelAndView nothing(IllegalArgumentException cause, HttpServletRequest request, HttpServletResponse response) {
        Pages.harden(response);
        String[] path = request.getRequestURI().split("/", -1);
        String name = path.length > 2 ? path[2] : "";
        @Nullable Merchant merchant = merchants.merchant(name).orElse(null);
        if (merchant == null) {
            return pages.noMerchant(request, name, merchants);
        }
        String what = connections.find(merchant).isEmpty()
                ? pages.words(request).text("connect.nothing", "title", merchant.title())
                : String.valueOf(cause.getMessage());
        return pages.message(request, HttpStatus.BAD_REQUEST, what, "");
    }

    private ConnectView.@Nullable Notice notice(ConsentFlow.Outcome outcome, Standing standing, String spoken) {
        @Nullable Reason problem = outcome.problem();
        if (problem != null) {
            return new ConnectView.Notice(
                    false, reasons(spoken).cause(problem), reasons(spoken).fix(problem));
        }
        String done =
                switch (standing.state()) {
                    case CONNECTED -> "connected";
                    case DISCONNECTED -> standing.way() == Way.CLIENT_CREDENTIALS ? "ended.service" : "ended";
                    case UNTRIED, NOT_CONNECTED, LOST, INCOMPLETE -> "";
                };
        return done.isEmpty()
                ? null
                : new ConnectView.Notice(
                        true,
                        words(spoken).text("notice." + done, "system", standing.systemName()),
                        words(spoken).text("notice." + done + ".then", "system", standing.systemName()));
    }

    private String browser(HttpSession session) {
        synchronized (session) {
            @Nullable Object known = session.getAttribute(BROWSER);
            if (known instanceof String text) {
                return text;
            }
            var secret = new byte[16];
            random.nextBytes(secret);
            String made = HexFormat.of().formatHex(secret);
            session.setAttribute(BROWSER, made);
            return made;
        }
    }

    private Words words(String spoken) {
        return Objects.requireNonNull(words.get(spoken));
    }

    private Reasons reasons(String spoken) {
        return Objects.requireNonNull(reasons.get(spoken));
    }
}
