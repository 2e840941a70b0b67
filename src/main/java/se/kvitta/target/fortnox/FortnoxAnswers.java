package se.kvitta.target.fortnox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.DoneOtherwise;
import se.kvitta.delivery.Refused;
import se.kvitta.delivery.RetryAfter;
import se.kvitta.delivery.TooManyCalls;
import se.kvitta.journal.Steps;
import se.kvitta.reason.Reason;

/**
 * Reads Fortnox's answers. Only 401 and 429 say that nothing was executed; another 4xx in Fortnox's own form is a no; everything
 * else leaves open what happened. A 2xx can carry an error, and a 4xx be of something in between: a no in doubt. What forms an
 * error has is {@link FortnoxError}'s.
 */
@Component("fortnoxAnswers")
class FortnoxAnswers {

    /** How long to leave a tenant alone when a 429 does not say: its documented window. */
    private static final Duration WINDOW = Duration.ofSeconds(5);

    /** Said by whoever waited in between: what was asked for may have been done. */
    private static final int TIMEOUT = 408;

    /** What a no is called that has none of Fortnox's own forms. */
    private static final String PAGE = "TARGET_PAGE";

    /** What a no is called that says that an invoice is paid. */
    private static final String PAID = "TARGET_PAID_ALREADY";

    /** The steps that only change what is there: reading it tells whether that is done. */
    private static final Set<String> CHANGING = Set.of(
            FortnoxEncoder.FILL,
            FortnoxEncoder.ROUND,
            FortnoxEncoder.BOOKKEEP,
            FortnoxEncoder.BOOKKEEP_PAYMENT,
            FortnoxEncoder.BOOKKEEP_ROUNDING);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final FortnoxTokens tokens;
    private final WholeKronor wholeKronor;
    private final Clock clock;

    FortnoxAnswers(FortnoxTokens tokens, WholeKronor wholeKronor, Clock clock) {
        this.tokens = tokens;
        this.wholeKronor = wholeKronor;
        this.clock = clock;
    }

    /** Throws what was refused unless Fortnox said that the thing is not there. */
    static void requireNotFound(Refused refused) {
        if (!saysNotFound(refused.reason())) {
            throw refused;
        }
    }

    /** A page of something in between that says 404 knows nothing of what Fortnox has. */
    static boolean saysNotFound(Reason reason) {
        return "404".equals(reason.facts().get("status")) && !reason.code().equals(PAGE);
    }

    /** The answer's content, or the exception that says what the answer means. */
    JsonNode read(
            String body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header("Retry-After") @Nullable String retryAfter,
            @Header("Authorization") String bearer,
            @ExchangeProperty("dispatch") Dispatch dispatch)
            throws IOException {
        if (status == 401) {
            FortnoxError error = FortnoxError.of(parse(body), body);
            throw tokens.refused(dispatch, bearer, loginRefused(error, dispatch));
        }
        if (status == 429) {
            throw new TooManyCalls(Reason.of("TARGET_TOO_MANY", "status", status), pause(retryAfter));
        }
        if (status < 500) {
            tokens.taken(dispatch);
        }
        @Nullable JsonNode content = parse(body);
        if (status >= 400 && status < 500) {
            FortnoxError error = FortnoxError.of(content, body);
            Reason reason = refusal(status, error, dispatch);
            throw refused(status, error, reason, dispatch);
        }
        @Nullable FortnoxError error = content == null ? null : FortnoxError.told(content);
        if (error != null && status < 300) {
            throw Refused.inDoubt(refusal(status, error, dispatch));
        }
        if (status < 200 || status >= 300 || content == null) {
            throw new IOException("Fortnox answered " + status + (content == null ? ", no JSON: " : ": ")
                    + FortnoxError.of(content, body).shown());
        }
        return content;
    }

    private static Refused refused(int status, FortnoxError error, Reason reason, Dispatch dispatch) {
        if (!error.isOurs() || status == TIMEOUT) {
            return Refused.inDoubt(reason);
        }
        return mayBeDoneAlready(reason, error.message(), dispatch) ? Refused.doneAlready(reason) : new Refused(reason);
    }

    /**
     * Whether a no to a step may be because it is done. Which code says that something is booked is not written down [?]: so every no to
     * changing what is there is asked about, which costs one reading; another step's no only when it says so.
     */
    private static boolean mayBeDoneAlready(Reason reason, String message, Dispatch dispatch) {
        if (dispatch.postings().isEmpty()) {
            return false;
        }
        if (CHANGING.contains(dispatch.step().name()) || reason.code().equals(PAID)) {
            return true;
        }
        for (JsonNode word : dispatch.mapping().raw().path("done-already-words")) {
            if (message.toLowerCase(Locale.ROOT).contains(word.asText())) {
                return true;
            }
        }
        return false;
    }

    /** The receipt in the answer to a step. Throws {@link DoneOtherwise} when Fortnox made something else of it. */
    Receipt receipt(JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        return switch (dispatch.step().name()) {
            case Steps.UPLOAD, Steps.UPLOAD_FILE -> new Receipt("", required(answer.path("File"), "Id"), "", "");
            case Steps.ATTACH, Steps.ATTACH_FILE -> connected(answer);
            case FortnoxEncoder.VOUCHER -> verification(answer.path("Voucher"), "Year");
            case FortnoxEncoder.INVOICE, FortnoxEncoder.CREDIT, FortnoxEncoder.FILL, FortnoxEncoder.ROUND ->
                document(answer, dispatch);
            case FortnoxEncoder.ORDER -> OrderRequests.receipt(answer, dispatch);
            case FortnoxEncoder.BOOKKEEP -> verification(answer.path("Invoice"), "VoucherYear");
            case FortnoxEncoder.PAYMENT, FortnoxEncoder.PAYMENT_ROUNDING ->
                new Receipt("", required(answer.path("InvoicePayment"), "Number"), "", "");
            case FortnoxEncoder.BOOKKEEP_PAYMENT, FortnoxEncoder.BOOKKEEP_ROUNDING ->
                PaymentRequests.receipt(answer.path("InvoicePayment"), dispatch);
            default -> throw new IllegalArgumentException(dispatch.step().name());
        };
    }

    /** The invoice or credit invoice that was made. */
    private Receipt document(JsonNode answer, Dispatch dispatch) throws IOException {
        JsonNode invoice = answer.path("Invoice");
        String number = required(invoice, "DocumentNumber");
        if (dispatch.step().name().equals(FortnoxEncoder.CREDIT) && InvoiceRequests.isLinked(dispatch)) {
            // The answer is the invoice that was credited; the credit has its rows, whatever we took back.
            return new Receipt("", required(invoice, "CreditInvoiceReference"), "", "");
        }
        @Nullable Reason difference = InvoiceTotal.difference(invoice, dispatch);
        if (difference != null) {
            throw new DoneOtherwise(difference);
        }
        wholeKronor.learn(invoice, dispatch);
        return new Receipt("", number, "", "");
    }

    /** The verification of something that is booked. */
    static Receipt verification(JsonNode booked, String year) throws IOException {
        return new Receipt(
                booked.path("VoucherSeries").asText(""),
                required(booked, "VoucherNumber"),
                booked.path(year).asText(""),
                "");
    }

    static String required(JsonNode node, String field) throws IOException {
        String value = FortnoxJson.shownReference(node, field);
        if (value.isEmpty()) {
            throw new IOException("Fortnox answered without " + field);
        }
        return value;
    }

    /** The voucher that a file was connected to. */
    static Receipt connected(JsonNode answer) throws IOException {
        JsonNode connection = answer.path("VoucherFileConnection");
        required(connection, "FileId");
        return new Receipt(
                connection.path("VoucherSeries").asText(""),
                connection.path("VoucherNumber").asText(""),
                connection.path("VoucherYear").asText(""),
                "");
    }

    /** What Fortnox called the voucher of a posting that is entered. */
    static Receipt voucher(@ExchangeProperty("dispatch") Dispatch dispatch) {
        @Nullable Receipt voucher = dispatch.posting().receipt();
        if (voucher == null) {
            throw new IllegalStateException("posting " + dispatch.posting().id() + " has no voucher yet");
        }
        return voucher;
    }

    /** What is told when a new token is refused too: a login that is not known is mended otherwise than one without rights. */
    private static Reason loginRefused(FortnoxError error, Dispatch dispatch) {
        boolean unknown = reasonOf(
                        error.code(), error.message(), dispatch.mapping().raw())
                .equals("TARGET_LOGIN_WRONG");
        return Reason.of(
                unknown ? "CONNECTION_LOGIN_WRONG" : "CONNECTION_NOT_TAKEN",
                "message",
                error.shown(),
                "code",
                error.code().isEmpty() ? "-" : error.code(),
                "status",
                401);
    }

    private static Reason refusal(int status, FortnoxError error, Dispatch dispatch) {
        return Reason.of(
                error.isOurs()
                        ? reasonOf(
                                error.code(),
                                error.message(),
                                dispatch.mapping().raw())
                        : PAGE,
                "status",
                status,
                "code",
                error.code().isEmpty() ? "-" : error.code(),
                "message",
                error.shown());
    }

    /** What the mapping file says of a code; of a code it does not know, what it says of the words. */
    static String reasonOf(String code, String message, JsonNode mapping) {
        JsonNode known = mapping.path("refusals").path(code);
        if (known.isTextual()) {
            return known.asText();
        }
        return mapping.path("refusal-words").properties().stream()
                .filter(words -> message.contains(words.getKey()))
                .map(words -> words.getValue().asText())
                .findFirst()
                .orElse("TARGET_REFUSED");
    }

    private static @Nullable JsonNode parse(String body) {
        try {
            JsonNode content = JSON.readTree(body);
            return content == null || !content.isContainerNode() ? null : content;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private Duration pause(@Nullable String retryAfter) {
        Duration asked = RetryAfter.read(retryAfter, clock).orElse(WINDOW);
        return asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked;
    }
}
