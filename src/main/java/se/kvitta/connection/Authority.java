package se.kvitta.connection;

import java.util.List;

/**
 * What is peculiar to one system's OAuth 2: addresses, scopes, parameters, and what its access tokens say. A plug-in
 * brings a bean of this type; without one its system needs no consent.
 */
public interface Authority {

    /** Slug of the system. */
    String system();

    /**
     * Kvitta as the system knows it, for one connection. Throws {@link IllegalArgumentException} naming what the connection
     * lacks.
     */
    Client client(Holder holder);

    /** What an access token says. It is decoded, not verified. Throws {@link IllegalArgumentException} when it says nothing. */
    Claims claims(String accessToken);

    /**
     * What an access token says.
     *
     * @param company whose books it opens
     * @param scopes what it may be used for
     */
    record Claims(String company, List<String> scopes) {

        public Claims {
            scopes = List.copyOf(scopes);
        }
    }
}
