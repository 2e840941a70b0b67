package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.Words;

/** The page where a person sees what a merchant's target lacks, asks for a look or a repair, and reads what came of it. */
@Controller
@ConditionalOnWebApplication
class PreflightPages {

    private final Operations operations;
    private final TargetChecks checks;
    private final Merchants merchants;
    private final Pages pages;
    private final Map<String, Words> words = Pages.inEach("preflight");
    private final Map<String, Reasons> reasons = Pages.reasonsInEach();

    PreflightPages(Operations operations, TargetChecks checks, Merchants merchants, Pages pages) {
        this.operations = operations;
        this.checks = checks;
        this.merchants = merchants;
        this.pages = pages;
    }

    @GetMapping("/preflight/{merchant}")
    String page(
            @PathVariable("merchant") String name,
            CsrfToken csrf,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Merchant merchant = merchants.requireMerchant(name);
        String spoken = pages.language(request);
        Reasons said = Objects.requireNonNull(reasons.get(spoken));
        Pages.harden(response);
        model.addAttribute(
                "view",
                new PreflightView(
                        Objects.requireNonNull(words.get(spoken)),
                        pages.words(request).text("logout"),
                        merchant,
                        merchants.target(merchant.target()).name(),
                        request.isUserInRole(Security.OPERATOR),
                        csrf,
                        checks.findings(name, said),
                        checks.errands(name, said)));
        return "preflight";
    }

    @PostMapping("/preflight/{merchant}")
    String look(@PathVariable("merchant") String merchant, Principal login) {
        operations.preflight(merchant, login.getName());
        return "redirect:/preflight/" + merchant;
    }

    @PostMapping("/preflight/{merchant}/{finding:[0-9]{1,18}}")
    String repair(@PathVariable("merchant") String merchant, @PathVariable("finding") long finding, Principal login) {
        operations.repair(merchant, finding, login.getName());
        return "redirect:/preflight/" + merchant;
    }

    /** 404 for a merchant that is not there, 400 for a finding that is not open or that only a person can mend. */
    @ExceptionHandler
    ModelAndView nothing(IllegalArgumentException cause, HttpServletRequest request, HttpServletResponse response) {
        Pages.harden(response);
        String[] path = request.getRequestURI().split("/", -1);
        return path.length > 2 && merchants.merchant(path[2]).isPresent()
                ? pages.message(request, HttpStatus.BAD_REQUEST, String.valueOf(cause.getMessage()), "")
                : pages.noMerchant(request, path.length > 2 ? path[2] : "", merchants);
    }
}
