package se.kvitta.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.UnreadableDocument;

/** Where payments have their order's number, over HTTP. A viewer may look; a sample is for the operator to send. */
@RestController
@ConditionalOnWebApplication
@RequestMapping("/api/v1/profiles/{profile}/order-numbers")
class OrderNumberApi {

    private final Operations operations;
    private final Merchants merchants;

    OrderNumberApi(Operations operations, Merchants merchants) {
        this.operations = operations;
        this.merchants = merchants;
    }

    @GetMapping
    List<Map<String, String>> found(@PathVariable("profile") String profile) {
        return operations.orderNumbers(profile);
    }

    @GetMapping("/places")
    List<Map<String, String>> places(@PathVariable("profile") String profile) throws IOException {
        return operations.orderNumberPlaces(profile);
    }

    /** The body is a document as the provider gives it. Nothing of it is kept. */
    @PostMapping("/places")
    List<Map<String, String>> sample(
            @PathVariable("profile") String profile,
            @RequestParam(name = "name", defaultValue = "sample") String name,
            HttpServletRequest request)
            throws IOException {
        return operations.orderNumberPlaces(profile, name, request.getInputStream());
    }

    /** 422 for a sample that the profile's source does not read. */
    @ExceptionHandler
    ProblemDetail unreadable(UnreadableDocument cause) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_ENTITY, operations.text(cause.reason()));
    }

    /** 404 for a profile that is not there, 400 for a sample that is too large. */
    @ExceptionHandler
    ProblemDetail nothing(IllegalArgumentException cause, HttpServletRequest request) {
        String[] path = request.getRequestURI().split("/", -1);
        boolean known = path.length > 4 && merchants.profile(path[4]).isPresent();
        return ProblemDetail.forStatusAndDetail(
                known ? HttpStatus.BAD_REQUEST : HttpStatus.NOT_FOUND, String.valueOf(cause.getMessage()));
    }
}
