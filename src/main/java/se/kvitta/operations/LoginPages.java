package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorViewResolver;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import se.kvitta.sheet.Words;

/** The pages of the login and the logout, and the one that a browser gets where there is none. */
@Controller
@ConditionalOnWebApplication
class LoginPages implements ErrorViewResolver {

    private final Pages pages;

    LoginPages(Pages pages) {
        this.pages = pages;
    }

    @GetMapping("/login")
    String login(
            @RequestParam(name = "error", required = false) @Nullable String wrong,
            @RequestParam(name = "ended", required = false) @Nullable String ended,
            CsrfToken csrf,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Words words = pages.words(request);
        Pages.harden(response);
        model.addAttribute("words", words);
        model.addAttribute("csrf", csrf);
        model.addAttribute(
                "notice",
                wrong != null
                        ? new ConnectView.Notice(false, words.text("login.wrong"), words.text("login.wrong.then"))
                        : ended != null ? new ConnectView.Notice(true, words.text("login.ended"), "") : null);
        return "login";
    }

    @GetMapping("/logout")
    String logout(CsrfToken csrf, HttpServletRequest request, HttpServletResponse response, Model model) {
        Pages.harden(response);
        model.addAttribute("words", pages.words(request));
        model.addAttribute("csrf", csrf);
        return "logout";
    }

    @Override
    public ModelAndView resolveErrorView(HttpServletRequest request, HttpStatus status, Map<String, Object> model) {
        Words words = pages.words(request);
        String key = "error."
                + switch (status) {
                    case FORBIDDEN, NOT_FOUND -> String.valueOf(status.value());
                    default -> status.is5xxServerError() ? "5xx" : "4xx";
                };
        return pages.message(
                request,
                status,
                words.text(key, "path", String.valueOf(model.get("path")), "status", status.value()),
                words.text(key + ".then"));
    }
}
