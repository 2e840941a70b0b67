package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.ModelAndView;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.Words;

/** What all pages have in common: their language, their words, and what they tell the browser. */
@Component
@ConditionalOnWebApplication
final class Pages {

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final String language;
    private final Map<String, Words> words;

    Pages(@Value("${kvitta.language}") String language) {
        this.language = language;
        this.words = inEach("page");
    }

    /** The words of one kind of page in every language. */
    static Map<String, Words> inEach(String kind) {
        return Reasons.LANGUAGES.stream().collect(Collectors.toUnmodifiableMap(one -> one, one -> Words.of(kind, one)));
    }

    /** The words for reasons in every language. */
    static Map<String, Reasons> reasonsInEach() {
        return Reasons.LANGUAGES.stream().collect(Collectors.toUnmodifiableMap(one -> one, Reasons::in));
    }

    /** What the browser asks for, else the installation's. */
    String language(HttpServletRequest request) {
        if (request.getHeader("Accept-Language") == null) {
            return language;
        }
        try {
            List<Locale.LanguageRange> wished = Locale.LanguageRange.parse(request.getHeader("Accept-Language"));
            @Nullable String spoken = Locale.lookupTag(wished, Reasons.LANGUAGES);
            return spoken == null ? language : spoken;
        } catch (IllegalArgumentException e) {
            return language;
        }
    }

    Words words(HttpServletRequest request) {
        return Objects.requireNonNull(words.get(language(request)));
    }

    /** A page that says what was not done. */
    ModelAndView message(HttpServletRequest request, HttpStatus status, String what, String then) {
        var page = new ModelAndView("message", status);
        page.addObject("words", words(request));
        page.addObject("notice", new ConnectView.Notice(false, what, then));
        return page;
    }

    /** A page that says which merchants there are. */
    ModelAndView noMerchant(HttpServletRequest request, String name, Merchants merchants) {
        Words said = words(request);
        String known = merchants.all().stream().map(Merchant::name).collect(Collectors.joining(", "));
        return message(
                request,
                HttpStatus.NOT_FOUND,
                said.text("connect.unknown", "merchant", name),
                said.text("connect.unknown.then", "merchants", known));
    }

    /** A time as people in Stockholm read it. */
    static String time(Instant instant) {
        return MINUTE.format(instant.atZone(Stockholm.ZONE));
    }

    /** The pages run no script, load nothing from elsewhere, and tell nobody where a person came from. */
    static void harden(HttpServletResponse response) {
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", "no-store");
    }
}
