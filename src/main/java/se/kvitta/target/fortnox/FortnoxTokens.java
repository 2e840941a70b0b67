package se.kvitta.target.fortnox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Refused;
import se.kvitta.home.Vault;
import se.kvitta.journal.Tokens;
import se.kvitta.journal.Tokens.Token;
import se.kvitta.merchant.Connection;
import se.kvitta.reason.Reason;

/**
 * Access tokens by client credentials: one hour, no refresh token, asked for anew when the old one nears its end. Kept
 * encrypted in the journal, so that a restart does not ask again.
 */
@Component("fortnoxTokens")
class FortnoxTokens {

    /** A token that ends sooner than this is not used any more. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String TARGET = "fortnox";

    /** Errors of the token endpoint that stay the same tomorrow; any other may pass. */
    private static final Set<String> REFUSALS = Set.of(
            "invalid_client",
            "invalid_grant",
            "invalid_request",
            "invalid_scope",
            "unauthorized_client",
            "unsupported_grant_type",
            "access_denied");

    private final Tokens tokens;
    private final Vault vault;
    private final Clock clock;
    private final String tokenUrl;
    private final Map<Key, Held> cache = new ConcurrentHashMap<>();

    private record Held(String token, Instant expiresAt) {}

    FortnoxTokens(Tokens tokens, Vault vault, Clock clock, @Value("${fortnox.token-url}") String tokenUrl) {
        this.tokens = tokens;
        this.vault = vault;
        this.clock = clock;
        this.tokenUrl = tokenUrl;
    }

    /** A token opens one company's books: a merchant that changes company never uses the one of the former. */
    private record Key(String merchant, String tenant) {

        static Key of(Dispatch dispatch) {
            return new Key(
                    dispatch.merchant().name(), dispatch.merchant().connection().get("tenant"));
        }

        String target() {
            return TARGET + "/" + tenant;
        }
    }

    /** The value of the Authorization header. Throws {@link Refused} when Fortnox does not know the client or tenant. */
    String bearer(@ExchangeProperty("dispatch") Dispatch dispatch) {
        Held held = cache.compute(Key.of(dispatch), (key, now) -> usable(now) ? now : load(key, dispatch));
        return "Bearer " + held.token();
    }

    /** Fortnox no longer takes the token. */
    void discard(Dispatch dispatch) {
        Key key = Key.of(dispatch);
        cache.remove(key);
        tokens.forget(key.merchant(), key.target());
    }

    private Held load(Key key, Dispatch dispatch) {
        Optional<Token> kept = tokens.find(key.merchant(), key.target());
        if (kept.isPresent()) {
            @Nullable String token = vault.open(kept.get().encrypted());
            Held held = token == null ? null : new Held(token, kept.get().expiresAt());
            if (held != null && usable(held)) {
                return held;
            }
        }
        OAuth2AccessTokenResponse answer = ask(key.tenant(), dispatch);
        @Nullable Instant issued = answer.getAccessToken().getIssuedAt();
        @Nullable Instant expires = answer.getAccessToken().getExpiresAt();
        Duration life = issued == null || expires == null ? MARGIN.multipliedBy(2) : Duration.between(issued, expires);
        Instant until = clock.instant().plus(life);
        String token = answer.getAccessToken().getTokenValue();
        tokens.keep(key.merchant(), key.target(), vault.seal(token), until);
        return new Held(token, until);
    }

    private boolean usable(@Nullable Held held) {
        return held != null && held.expiresAt().isAfter(clock.instant().plus(MARGIN));
    }

    private OAuth2AccessTokenResponse ask(String tenant, Dispatch dispatch) {
        Connection connection = dispatch.merchant().connection();
        ClientRegistration client = ClientRegistration.withRegistrationId(TARGET)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientId(connection.get("clientId"))
                .clientSecret(connection.get("clientSecret"))
                .tokenUri(tokenUrl)
                .build();
        var asking = new RestClientClientCredentialsTokenResponseClient();
        asking.setRestClient(restClient());
        asking.addHeadersConverter(request -> {
            var headers = new HttpHeaders();
            headers.set("TenantId", tenant);
            return headers;
        });
        try {
            return asking.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(client));
        } catch (OAuth2AuthorizationException e) {
            if (!REFUSALS.contains(e.getError().getErrorCode())) {
                throw e;
            }
            throw new Refused(Reason.of(
                    "TARGET_LOGIN_REFUSED",
                    "merchant",
                    dispatch.merchant().name(),
                    "tenant",
                    tenant,
                    "message",
                    String.valueOf(e.getError())));
        }
    }

    private static RestClient restClient() {
        var requests = new JdkClientHttpRequestFactory();
        requests.setReadTimeout(TIMEOUT);
        return RestClient.builder()
                .requestFactory(requests)
                .messageConverters(converters -> {
                    converters.clear();
                    converters.add(new FormHttpMessageConverter());
                    converters.add(new OAuth2AccessTokenResponseHttpMessageConverter());
                })
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build();
    }
}
