package se.kvitta.source.paypal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import se.kvitta.home.Home;
import se.kvitta.intake.Fetch;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;

/** What the route asks between its calls: which call is next, and what an answer means. */
@Component("paypalCalls")
@EnableConfigurationProperties(FetchSettings.class)
public class PayPalCalls {

    private static final Logger LOG = LoggerFactory.getLogger(PayPalCalls.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Set when a call was answered with 401 although its token was thought to be good: the next 401 is final. */
    private static final String TRIED = "paypalTokenTried";

    private final Home home;
    private final Merchants merchants;
    private final PayPalTokens tokens;
    private final FetchSettings settings;

    PayPalCalls(Home home, Merchants merchants, PayPalTokens tokens, FetchSettings settings) {
        this.home = home;
        this.merchants = merchants;
        this.tokens = tokens;
        this.settings = settings;
    }

    /** Begins a fetch: from the beginning of the window's first day, because days are taken in whole. */
    public FetchRun begin(@ExchangeProperty("fetch") Fetch fetch) throws IOException {
        Profile profile = fetch.profile();
        var words = new PayPalWords(merchants.requireSource("paypal").raw());
        return new FetchRun(
                profile.name(),
                profile.start(),
                fetch.firstDay(),
                fetch.to(),
                home.data().resolve("work").resolve(profile.name()).resolve("paypal"),
                words,
                settings);
    }

    /** Throws {@link IOException} when an answer of status 200 is none: a page, half of it, or an error. */
    public void plausible(@Body String answer) throws IOException {
        JsonNode body;
        try {
            body = JSON.readTree(answer);
        } catch (JsonProcessingException e) {
            throw new IOException("PayPal's answer is no JSON", e);
        }
        if (!body.isObject() || body.has("error") || body.has("debug_id")) {
            throw new IOException("PayPal says "
                    + body.path("name").asText(body.path("error").asText("nothing")) + " with status 200");
        }
    }

    /** Takes the answer to the call. */
    public void answered(@Body String answer, @ExchangeProperty("run") FetchRun run, Exchange exchange)
            throws IOException {
        exchange.removeProperty(TRIED);
        run.answered(answer);
    }

    /** What a no means: too many rows, too early, a token that has ended; anything else is thrown on. */
    public void refused(
            @ExchangeProperty("run") FetchRun run,
            @ExchangeProperty("fetch") Fetch fetch,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) HttpOperationFailedException refusal,
            Exchange exchange)
            throws IOException {
        String body = String.valueOf(refusal.getResponseBody());
        boolean meant =
                switch (refusal.getStatusCode()) {
                    case 400 ->
                        body.contains("RESULTSET_TOO_LARGE")
                                ? run.halve()
                                : body.contains("start date is not available") && run.notServedYet();
                    case 401 -> newToken(fetch, exchange);
                    case 404 -> run.notThere();
                    default -> false;
                };
        if (!meant) {
            throw new IOException(
                    "PayPal answers " + refusal.getStatusCode() + " " + said(body) + mend(refusal.getStatusCode()),
                    refusal);
        }
    }

    /** The document of one day, as the file that is handed over. */
    public File document(@Body String day, @ExchangeProperty("run") FetchRun run, Exchange exchange)
            throws IOException {
        File file = run.document(day);
        exchange.getMessage().setHeader(Exchange.FILE_NAME_ONLY, file.getName());
        return file;
    }

    /** How far PayPal has served, for the next window. */
    public Instant served(@ExchangeProperty("run") FetchRun run, @ExchangeProperty("fetch") Fetch fetch) {
        LOG.info("profile {}: PayPal has served until {}", fetch.profile().name(), run.getServed());
        return run.getServed();
    }

    private boolean newToken(Fetch fetch, Exchange exchange) {
        boolean first = exchange.getProperty(TRIED) == null;
        exchange.setProperty(TRIED, true);
        return tokens.discard(fetch) && first;
    }

    private static String said(String body) {
        try {
            JsonNode said = JSON.readTree(body);
            return (said.path("name").asText() + " " + said.path("message").asText()).strip();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static String mend(int status) {
        return status == 403
                ? ": switch on Transaction Search for the app in PayPal's developer dashboard, and wait up to nine hours"
                : "";
    }
}
