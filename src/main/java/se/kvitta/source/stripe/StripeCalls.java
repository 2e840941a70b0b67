package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.intake.NotTakenIn;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;

/** What a call to Stripe's API carries, and whether what answered is that API. */
@Component("stripeCalls")
class StripeCalls {

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Restricted keys, and secret ones. A publishable key reads nothing. */
    private static final Pattern KEY = Pattern.compile("(rk|sk)_(live|test)_.+");

    private static final String VERSION = "Stripe-Version";
    private static final String RETRY_AFTER = "Retry-After";

    /** Says {@code true} or {@code false}, or is not there: then the status decides. */
    private static final String SHOULD_RETRY = "Stripe-Should-Retry";

    private static final String REQUEST_ID = "Request-Id";
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;

    /** So much of what Stripe says is shown to people. */
    private static final int MOST_SHOWN = 160;

    private final Merchants merchants;

    StripeCalls(Merchants merchants) {
        this.merchants = merchants;
    }

    /**
     * Adds the key, the pinned version, and the account that a platform's key is used for. Throws
     * {@link IllegalArgumentException} naming what the profile's connection lacks.
     */
    void address(@ExchangeProperty("caller") Profile caller, Exchange exchange) {
        Connection connection = caller.connection();
        String key = connection.get("key");
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("the connection of " + caller.name()
                    + " has a key that is none of Stripe's restricted (rk_) or secret (sk_) keys");
        }
        Message message = exchange.getMessage();
        message.setHeader("Authorization", "Bearer " + key);
        message.setHeader(VERSION, version());
        if (connection.has("account")) {
            message.setHeader("Stripe-Account", connection.get("account"));
        }
    }

    /**
     * What shares an allowance with a call: in a live account the calls of its kind, in a test account all calls. Profiles of one
     * account share theirs.
     */
    String lane(@ExchangeProperty("caller") Profile caller, @ExchangeProperty("path") String path) {
        Connection connection = caller.connection();
        String key = connection.get("key");
        String account = Integer.toHexString(key.hashCode()) + "/" + connection.get("account", "");
        return key.contains("_live_") ? account + path.replaceFirst("^(/v1/[^/]+).*", "$1") : account;
    }

    /**
     * Throws {@link HttpOperationFailedException} for a refusal; one that says «too many» with 400 is the 429 that it means, because Stripe
     * has both. Whether a refused call may be repeated is Stripe's to say before its status does: throws {@link NotTakenIn} when one that
     * would be repeated may not be, and {@link IOException} when one that would not may. Throws {@link IOException} too when what answered is
     * not the API in the version that was asked for: a page for people, or an answer that is cut off. Either may pass.
     */
    void check(
            @Body byte @Nullable [] answer,
            @ExchangeProperty("path") String path,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header(VERSION) @Nullable String version,
            Message message)
            throws IOException, HttpOperationFailedException {
        byte[] body = answer == null ? new byte[0] : answer;
        if (status < 200 || status > 299) {
            refuse(path, new String(body, StandardCharsets.UTF_8), status, message);
        }
        if (version != null && !version.equals(version())) {
            throw new IOException("the API answered in its version " + version + " and not in " + version());
        }
        String object;
        try {
            object = read(body).path("object").asText();
        } catch (IOException e) {
            throw new IOException("the answer is no JSON, or cut off");
        }
        if (object.isEmpty()) {
            throw new IOException("the answer is none of the API's objects");
        }
    }

    private static void refuse(String path, String body, int answered, Message message)
            throws IOException, HttpOperationFailedException {
        JsonNode error = error(body);
        boolean limit = answered == 400 && error.path("code").asText().equals("rate_limit");
        int status = limit ? TOO_MANY : answered;
        @Nullable String shouldRetry = message.getHeader(SHOULD_RETRY, String.class);
        if ("false".equals(shouldRetry) && isRepeated(status)) {
            String said = error.path("message").asText();
            String request = message.getHeader(REQUEST_ID, "-", String.class);
            throw new NotTakenIn(
                    "Stripe answered " + answered + " to " + path + " and says that the call is not to be repeated ("
                            + request + ")",
                    Reason.of(
                            "CALL_NOT_REPEATED",
                            "call",
                            path,
                            "status",
                            answered,
                            "said",
                            said.isEmpty() ? "-" : said.substring(0, Math.min(said.length(), MOST_SHOWN)),
                            "request",
                            request));
        }
        if ("true".equals(shouldRetry) && !isRepeated(status)) {
            throw new IOException("Stripe answered " + answered + " to " + path + " and says that it may pass");
        }
        @Nullable String retryAfter = message.getHeader(RETRY_AFTER, String.class);
        throw new HttpOperationFailedException(
                "Stripe " + path,
                status,
                "",
                null,
                retryAfter == null ? Map.of() : Map.of(RETRY_AFTER, retryAfter),
                body);
    }

    /** Whether a call is repeated that was refused so, and nothing else is said. */
    private static boolean isRepeated(int status) {
        return status < 400 || status > 499 || status == CONFLICT || status == TOO_MANY;
    }

    private static JsonNode error(String body) {
        try {
            return JSON.readTree(body).path("error");
        } catch (IOException e) {
            return MissingNode.getInstance(); // a page for people: its status is all that is known
        }
    }

    static JsonNode read(byte[] body) throws IOException {
        JsonNode node = JSON.readTree(body);
        if (node == null || !node.isObject()) {
            throw new IOException("the answer is no JSON object");
        }
        return node;
    }

    private String version() {
        return merchants.requireSource("stripe").raw().path("apiVersion").asText();
    }
}
