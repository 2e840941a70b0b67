package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to an address, as Stripe's webhooks do: at least once, in no order, signed anew each time, and again as long as they
 * are not answered with 2xx. Faults strike the next deliveries, one each.
 */
public final class WebhookEndpoint {

    /** What may be wrong with a delivery. */
    public enum Wrong {
        /** Signed with another endpoint's secret. */
        BAD_SIGNATURE,
        /** Recorded ten minutes ago, and sent by somebody else. */
        OLD,
        /** One byte of the body changed on its way. */
        CHANGED,
        /** Without its signature. */
        UNSIGNED
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI address;
    private final Clock clock;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, byte[]> pending = new LinkedHashMap<>();
    private final Deque<Wrong> wrongs = new ArrayDeque<>();
    private String secret;
    private @Nullable String former;
    private int number;

    /** @param secret {@code whsec_…} */
    public WebhookEndpoint(URI address, String secret, Clock clock) {
        this.address = address;
        this.secret = secret;
        this.clock = clock;
    }

    /** The secret is changed; until {@link #endFormerSecret} every delivery is signed with both. */
    public void roll(String newSecret) {
        former = secret;
        secret = newSecret;
    }

    public void endFormerSecret() {
        former = null;
    }

    /** The next deliveries meet this, one each. */
    public void wrong(Wrong wrong, int times) {
        wrongs.addAll(Collections.nCopies(times, wrong));
    }

    /** Something happened to an object, such as {@code payout.paid}; answers the event's id. It is sent by {@link #deliver}. */
    public String happened(String type, String object) {
        String id = "evt_1Sandbox%08d".formatted(++number);
        ObjectNode event = JSON.createObjectNode()
                .put("id", id)
                .put("object", "event")
                .put("api_version", StripeSandbox.VERSION)
                .put("created", clock.instant().getEpochSecond())
                .put("livemode", false)
                .put("pending_webhooks", 1)
                .put("type", type);
        event.putObject("data").putObject("object").put("id", object);
        pending.put(id, event.toPrettyString().getBytes(StandardCharsets.UTF_8));
        return id;
    }

    /**
     * Sends what is pending, the newest first; what is answered with 2xx is not pending any more.
     *
     * @param times how often each is sent: Stripe promises at least once
     * @return the answers in the order of the deliveries
     */
    public List<HttpResponse<String>> deliver(int times) {
        var events = new ArrayList<>(Map.copyOf(pending).entrySet());
        events.sort(Map.Entry.<String, byte[]>comparingByKey().reversed());
        var answers = new ArrayList<HttpResponse<String>>();
        for (Map.Entry<String, byte[]> event : events) {
            for (int i = 0; i < times; i++) {
                HttpResponse<String> answer = send(event.getValue());
                answers.add(answer);
                if (answer.statusCode() / 100 == 2) {
                    pending.remove(event.getKey());
                }
            }
        }
        return answers;
    }

    /** How many events are still to be sent again. */
    public int pending() {
        return pending.size();
    }

    private HttpResponse<String> send(byte[] event) {
        @Nullable Wrong wrong = wrongs.poll();
        Instant now = wrong == Wrong.OLD ? clock.instant().minus(Duration.ofMinutes(10)) : clock.instant();
        byte[] body = event.clone();
        String signature = signature(now, body, wrong == Wrong.BAD_SIGNATURE);
        if (wrong == Wrong.CHANGED) {
            body[body.length / 2] ^= 1;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (wrong != Wrong.UNSIGNED) {
            request.header("Stripe-Signature", signature);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String signature(Instant at, byte[] body, boolean bad) {
        long time = at.getEpochSecond();
        var text = new StringBuilder("t=" + time);
        if (former != null) {
            text.append(",v1=").append(hmac(former, time, body));
        }
        text.append(",v1=").append(hmac(bad ? secret + "x" : secret, time, body));
        // Test events carry a second, meaningless scheme.
        return text.append(",v0=").append("0".repeat(64)).toString();
    }

    private static String hmac(String secret, long time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
