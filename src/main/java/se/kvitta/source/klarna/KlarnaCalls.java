package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.intake.Fetch;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Profile;

/** What a call to Klarna's or Kustom's API carries, when it may be made, and whether what answered is that API. */
@Component("klarnaCalls")
class KlarnaCalls {

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** How many calls may be left of the allowance before the next waits for more. The count is approximate. */
    private static final long LEFT_OVER = 1;

    /** An allowance that comes back later than this is left to 429. */
    private static final int LONGEST_PAUSE_S = 60;

    private static final int MS = 1000;

    private final Map<String, String> hosts;
    private final Map<String, Integer> pauses = new ConcurrentHashMap<>();

    KlarnaCalls(
            @Value("${klarna.api.europe}") String europe,
            @Value("${klarna.api.north-america}") String northAmerica,
            @Value("${klarna.api.oceania}") String oceania,
            @Value("${klarna.api.kustom}") String kustom) {
        this.hosts = Map.of(
                KlarnaConnection.EUROPE,
                europe,
                "north-america",
                northAmerica,
                "oceania",
                oceania,
                KlarnaConnection.KUSTOM,
                kustom);
    }

    /**
     * Sets where the call goes and the login. Throws {@link IllegalArgumentException} naming what the profile's connection
     * lacks.
     *
     * @param path below the host, such as {@code /settlements/v1/payouts}
     */
    void address(
            @ExchangeProperty("fetch") Fetch fetch,
            @ExchangeProperty("path") String path,
            @ExchangeProperty("query") String query,
            Exchange exchange) {
        Message message = exchange.getMessage();
        message.setHeader("CamelHttpUri", host(fetch.profile(), "") + path);
        message.setHeader("CamelHttpQuery", query);
        message.setHeader("CamelHttpMethod", "GET");
        message.setHeader("Authorization", "Basic " + login(fetch.profile().connection(), ""));
    }

    /** @param of what stands before each field of the login that is meant */
    String host(Profile profile, String of) {
        String region = profile.connection().get(of + "region", KlarnaConnection.EUROPE);
        String host = hosts.get(KlarnaConnection.isKustom(profile) ? KlarnaConnection.KUSTOM : region);
        if (host == null) {
            throw new IllegalArgumentException(
                    "the connection of " + profile.name() + " has the region '" + region + "', which does not exist");
        }
        return host;
    }

    /** A key stands alone; a user name and its password are joined and encoded (RFC 7617). */
    static String login(Connection connection, String of) {
        if (connection.has(of + "key")) {
            return connection.get(of + "key");
        }
        String joined = connection.get(of + "username") + ":" + connection.get(of + "password");
        return Base64.getEncoder().encodeToString(joined.getBytes(StandardCharsets.UTF_8));
    }

    /** How long the next call of a profile waits, in ms: until there is allowance again, if the last answer said that it is gone. */
    int pause(@ExchangeProperty("profile") String profile) {
        @Nullable Integer seconds = pauses.remove(profile);
        return seconds == null ? 0 : seconds * MS;
    }

    /** Remembers what an answer says of the allowance. */
    void allowance(
            @ExchangeProperty("profile") String profile,
            @Header("X-Ratelimit-Remaining") @Nullable String remaining,
            @Header("X-Ratelimit-Reset") @Nullable String reset) {
        if (isCount(remaining) && isCount(reset) && Long.parseLong(remaining) < LEFT_OVER) {
            pauses.put(profile, Math.min(Integer.parseInt(reset), LONGEST_PAUSE_S));
        }
    }

    private static boolean isCount(@Nullable String text) {
        return text != null && text.matches("\\d{1,8}");
    }

    /**
     * Throws {@link IOException} when what answered is not the API: a page for people, or an answer that is cut off. It may
     * pass.
     */
    void check(@Body byte[] body) throws IOException {
        read(body);
    }

    static JsonNode read(byte[] body) throws IOException {
        JsonNode node;
        try {
            node = JSON.readTree(body);
        } catch (IOException e) {
            throw new IOException("the answer is no JSON, or cut off");
        }
        if (node == null || !node.isObject()) {
            throw new IOException("the answer is no JSON object");
        }
        return node;
    }
}
