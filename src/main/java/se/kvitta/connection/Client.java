package se.kvitta.connection;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Kvitta as one system knows it, for one connection.
 *
 * @param company whose books the connection opens; what an access token must say
 * @param authorizeUrl where a person consents
 * @param tokenUrl where tokens are given
 * @param revokeUrl where a refresh token is taken back
 * @param scopes what is asked for
 * @param consentParameters what the address of the consent has beside the standard's parameters
 * @param tokenHeaders what a request with client credentials has beside the standard's headers
 * @param refreshLife how long a refresh token that is not used lives
 */
public record Client(
        String company,
        String clientId,
        String clientSecret,
        URI authorizeUrl,
        URI tokenUrl,
        URI revokeUrl,
        List<String> scopes,
        Map<String, Object> consentParameters,
        Map<String, String> tokenHeaders,
        Duration refreshLife) {

    public Client {
        scopes = List.copyOf(scopes);
        consentParameters = Map.copyOf(consentParameters);
        tokenHeaders = Map.copyOf(tokenHeaders);
    }

    @Override
    public String toString() {
        return clientId + " at " + tokenUrl;
    }
}
