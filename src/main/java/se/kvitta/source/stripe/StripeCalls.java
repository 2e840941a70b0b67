package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;

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
    private static final int TOO_MANY = 429;

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
     * has both. Throws {@link IOException} when what answered is not the API in the version that was asked for: a page for people, or an
     * answer that is cut off. Either may pass.
     */
    void check(
            @Body byte @Nullable [] answer,
            @ExchangeProperty("path") String path,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header(RETRY_AFTER) @Nullable String retryAfter,
            @Header(VERSION) @Nullable String version)
            throws IOException, HttpOperationFailedException {
        byte[] body = answer == null ? new byte[0] : answer;
        if (status < 200 || status > 299) {
            throw refusal(path, new String(body, StandardCharsets.UTF_8), status, retryAfter);
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

    private static HttpOperationFailedException refusal(
            String path, String body, int status, @Nullable String retryAfter) {
        return new HttpOperationFailedException(
                "Stripe " + path,
                status == 400 && isLimit(body) ? TOO_MANY : status,
                "",
                null,
                retryAfter == null ? Map.of() : Map.of(RETRY_AFTER, retryAfter),
                body);
    }

    private static boolean isLimit(String body) {
        try {
            return JSON.readTree(body).at("/error/code").asText().equals("rate_limit");
        } catch (IOException e) {
            return false; // a page for people: its status is all that is known
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
