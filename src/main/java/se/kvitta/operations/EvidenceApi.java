package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.SheetFormat;

/** The document behind a voucher, over HTTP. Looking needs a login, as everything does; a viewer's is enough. */
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/v1/postings/{posting:[0-9]{1,18}}")
class EvidenceApi {

    private final Operations operations;

    EvidenceApi(Operations operations) {
        this.operations = operations;
    }

    @GetMapping("/evidence.pdf")
    void pdf(
            @PathVariable("posting") long posting,
            @RequestParam(name = "language", defaultValue = "") String language,
            HttpServletResponse response)
            throws IOException {
        try (EvidenceFiles.Made file = operations.evidence(posting, SheetFormat.PDF, language)) {
            send(file, response);
        }
    }

    @GetMapping("/evidence.csv")
    void csv(
            @PathVariable("posting") long posting,
            @RequestParam(name = "language", defaultValue = "") String language,
            HttpServletResponse response)
            throws IOException {
        try (EvidenceFiles.Made file = operations.evidence(posting, SheetFormat.CSV, language)) {
            send(file, response);
        }
    }

    /** The provider's own document, byte for byte. */
    @GetMapping("/document")
    void document(@PathVariable("posting") long posting, HttpServletResponse response) throws IOException {
        try (EvidenceFiles.Made file = operations.receivedDocument(posting)) {
            send(file, response);
        }
    }

    /** 400 for a language that there are no texts in, 404 for a posting that is not there. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause, HttpServletRequest request) {
        String language = request.getParameter("language");
        boolean known = language == null || language.isEmpty() || Reasons.LANGUAGES.contains(language);
        return ProblemDetail.forStatusAndDetail(
                known ? HttpStatus.NOT_FOUND : HttpStatus.BAD_REQUEST, String.valueOf(cause.getMessage()));
    }

    private static void send(EvidenceFiles.Made file, HttpServletResponse response) throws IOException {
        response.setContentType(file.contentType());
        response.setContentLengthLong(Files.size(file.file()));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(file.name(), StandardCharsets.UTF_8)
                        .build()
                        .toString());
        Files.copy(file.file(), response.getOutputStream());
    }
}
