package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.kvitta.connection.AccessTokens;
import se.kvitta.connection.Connections;
import se.kvitta.connection.Holder;
import se.kvitta.connection.NoTokenNow;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.LoginNotTaken;
import se.kvitta.delivery.NotConnected;
import se.kvitta.delivery.NotExecuted;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/** The login of a call to Fortnox. */
@Component("fortnoxTokens")
class FortnoxTokens {

    private static final Logger LOG = LoggerFactory.getLogger(FortnoxTokens.class);

    private static final String BEARER = "Bearer ";

    private final Connections connections;
    private final AccessTokens tokens;

    FortnoxTokens(Connections connections, AccessTokens tokens) {
        this.connections = connections;
        this.tokens = tokens;
    }

    /**
     * The value of the Authorization header. Throws {@link NotConnected} when a person has to connect the merchant, and
     * {@link NotExecuted} when there is no token just now.
     */
    String bearer(@ExchangeProperty("dispatch") Dispatch dispatch) {
        try {
            return BEARER + tokens.of(holder(dispatch));
        } catch (se.kvitta.connection.NotConnected e) {
            throw new NotConnected(e.reason());
        } catch (NoTokenNow e) {
            throw new NotExecuted(e.reason());
        }
    }

    /** A token is replaced by the next call; a newer one is left alone. */
    void discard(Dispatch dispatch, String bearer) {
        tokens.discard(holder(dispatch), token(bearer));
    }

    /**
     * What a 401 means: nothing was executed. Answers what to throw, which says to leave Fortnox alone when a new token was refused
     * too.
     *
     * @param bearer the header that the call had
     * @param said with what Fortnox said
     */
    NotExecuted refused(Dispatch dispatch, String bearer, Reason said) {
        return tokens.refused(holder(dispatch), token(bearer), said)
                .<NotExecuted>map(rest -> new LoginNotTaken(rest.reason(), rest.pause()))
                .orElseGet(() -> new NotExecuted(Reason.of("TARGET_LOGIN_EXPIRED", "status", 401)));
    }

    /** Fortnox has taken a call. */
    void taken(Dispatch dispatch) {
        tokens.taken(holder(dispatch));
    }

    /** Keeps what the company is called, for the page where it is connected. Throws {@link IOException} when Fortnox does not tell. */
    void named(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        tokens.named(holder(dispatch), FortnoxAnswers.required(answer.path("CompanyInformation"), "CompanyName"));
    }

    /** The name is not needed for anything that is booked: without it the page shows the company's number alone. */
    void unnamed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause,
            @ExchangeProperty("dispatch") Dispatch dispatch) {
        LOG.warn(
                "merchant {}: {} does not tell the company's name: {}",
                dispatch.merchant().name(),
                dispatch.mapping().name(),
                Causes.of(cause));
    }

    private static String token(String bearer) {
        return bearer.startsWith(BEARER) ? bearer.substring(BEARER.length()) : bearer;
    }

    private Holder holder(Dispatch dispatch) {
        return connections
                .find(dispatch.merchant())
                .orElseThrow(() -> new IllegalStateException(dispatch.target() + " has no authority"));
    }
}
