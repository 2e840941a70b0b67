package se.kvitta.target.fortnox;

import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.connection.AccessTokens;
import se.kvitta.connection.Connections;
import se.kvitta.connection.Holder;
import se.kvitta.connection.NoTokenNow;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.NotConnected;
import se.kvitta.delivery.NotExecuted;

/** The login of a call to Fortnox. */
@Component("fortnoxTokens")
class FortnoxTokens {

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
            return "Bearer " + tokens.of(holder(dispatch));
        } catch (se.kvitta.connection.NotConnected e) {
            throw new NotConnected(e.reason());
        } catch (NoTokenNow e) {
            throw new NotExecuted(e.reason());
        }
    }

    /** Fortnox no longer takes the token. */
    void discard(Dispatch dispatch) {
        tokens.discard(holder(dispatch));
    }

    private Holder holder(Dispatch dispatch) {
        return connections
                .find(dispatch.merchant())
                .orElseThrow(() -> new IllegalStateException(dispatch.target() + " has no authority"));
    }
}
