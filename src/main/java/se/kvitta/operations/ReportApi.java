package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.Principal;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import se.kvitta.merchant.Merchants;

/** The reports over a merchant's books, over HTTP. Looking needs a login, as everything does; a viewer's is enough. */
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/v1/merchants/{merchant}")
class ReportApi {

    private final Operations operations;
    private final Merchants merchants;

    ReportApi(Operations operations, Merchants merchants) {
        this.operations = operations;
        this.merchants = merchants;
    }

    @GetMapping("/months/{month:[^.]+}.{format}")
    void month(
            @PathVariable("merchant") String merchant,
            @PathVariable("month") String month,
            @PathVariable("format") String format,
            @RequestParam(name = "language", defaultValue = "") String language,
            Principal login,
            HttpServletResponse response)
            throws IOException {
        send(ReportFiles.Asked.month(merchant, month, format, language), login, response);
    }

    /** What is open on clearing, reserve, transit and disputed accounts at the end of a day. */
    @GetMapping("/open-items/{day:[^.]+}.{format}")
    void openItems(
            @PathVariable("merchant") String merchant,
            @PathVariable("day") String day,
            @PathVariable("format") String format,
            @RequestParam(name = "language", defaultValue = "") String language,
            Principal login,
            HttpServletResponse response)
            throws IOException {
        send(ReportFiles.Asked.openItems(merchant, day, format, language), login, response);
    }

    /** Debts to providers and what they hold back, at the end of a day. */
    @GetMapping("/debts-and-reserves/{day:[^.]+}.{format}")
    void debtsAndReserves(
            @PathVariable("merchant") String merchant,
            @PathVariable("day") String day,
            @PathVariable("format") String format,
            @RequestParam(name = "language", defaultValue = "") String language,
            Principal login,
            HttpServletResponse response)
            throws IOException {
        send(ReportFiles.Asked.debtsAndReserves(merchant, day, format, language), login, response);
    }

    /** 404 for a merchant that is not there, 400 for what is no month, day, format or language. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause, HttpServletRequest request) {
        String[] path = request.getRequestURI().split("/", -1);
        boolean known = path.length > 4 && merchants.merchant(path[4]).isPresent();
        return ProblemDetail.forStatusAndDetail(
                known ? HttpStatus.BAD_REQUEST : HttpStatus.NOT_FOUND, String.valueOf(cause.getMessage()));
    }

    private void send(ReportFiles.Asked asked, Principal login, HttpServletResponse response) throws IOException {
        merchants.requireMerchant(asked.merchant());
        try (ReportFiles.Made made = operations.report(asked, login.getName())) {
            response.setContentType(made.contentType());
            response.setContentLengthLong(Files.size(made.file()));
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader(
                    HttpHeaders.CONTENT_DISPOSITION,
                    ContentDisposition.attachment()
                            .filename(made.name(), StandardCharsets.UTF_8)
                            .build()
                            .toString());
            Files.copy(made.file(), response.getOutputStream());
        }
    }
}
