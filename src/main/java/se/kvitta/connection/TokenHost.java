package se.kvitta.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.web.client.ResponseErrorHandler;
import org.springframework.web.client.RestClient;

/**
 * Asks a token host, once each time. Its errors are JSON whatever their content type says, and their status may be any 4xx.
 * What goes wrong is told without a word of what was sent or answered but the host's own error.
 */
final class TokenHost {

    /** How long a token lives whose answer does not say. */
    private static final Duration SHORTEST = Duration.ofMinutes(2);

    private static final int LONGEST_DESCRIPTION = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RestClient http;

    TokenHost(Duration timeout) {
        var requests = new JdkClientHttpRequestFactory(
                HttpClient.newBuilder().connectTimeout(timeout).build());
        requests.setReadTimeout(timeout);
        this.http = RestClient.builder()
                .requestFactory(requests)
                .messageConverters(converters -> {
                    converters.clear();
                    converters.add(new FormHttpMessageConverter());
                    converters.add(new OAuth2AccessTokenResponseHttpMessageConverter());
                })
                .defaultStatusHandler(new Errors())
                .build();
    }

    /**
     * Tokens as they came.
     *
     * @param refresh null when there was none
     * @param life how long the access token lives from now
     * @param scopes what the answer says of them; empty when it says nothing
     */
    record Given(String access, Duration life, @Nullable String refresh, Set<String> scopes) {

        @Override
        public String toString() {
            return "tokens for " + life;
        }
    }

    /** The host answered and gave nothing. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String error;

        private Refusal(String error, String description) {
            super(description.isEmpty() ? error : error + ": " + description);
            this.error = error;
        }

        String said() {
            return String.valueOf(getMessage());
        }

        /** The refresh token or code that was sent is worth nothing any more, or never was. */
        boolean isInvalidGrant() {
            return error.equals("invalid_grant");
        }
    }

    /** There was no answer that says anything. */
    static final class NoAnswer extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final boolean executed;

        private NoAnswer(String message, boolean executed) {
            super(message);
            this.executed = executed;
        }

        String said() {
            return String.valueOf(getMessage());
        }

        /** Whether the host may have done what it was asked. */
        boolean mayBeExecuted() {
            return executed;
        }
    }

    /** Throws {@link Refusal} and {@link NoAnswer}. */
    Given byClientCredentials(Client client) {
        var asking = new RestClientClientCredentialsTokenResponseClient();
        asking.setRestClient(http);
        asking.addHeadersConverter(request -> {
            var headers = new HttpHeaders();
            client.tokenHeaders().forEach(headers::set);
            return headers;
        });
        return given(() -> asking.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(
                registration(client, AuthorizationGrantType.CLIENT_CREDENTIALS, "")
                        .build())));
    }

    /** A new pair for an old one. Throws {@link Refusal} and {@link NoAnswer}. */
    Given byRefreshToken(Client client, String access, String refresh) {
        var asking = new RestClientRefreshTokenTokenResponseClient();
        asking.setRestClient(http);
        return given(() -> asking.getTokenResponse(new OAuth2RefreshTokenGrantRequest(
                registration(
                                client,
                                AuthorizationGrantType.AUTHORIZATION_CODE,
                                client.authorizeUrl().toString())
                        .build(),
                new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, access, null, null),
                new OAuth2RefreshToken(refresh, null))));
    }

    /** Trades a code that a person brought from the consent. Throws {@link Refusal} and {@link NoAnswer}. */
    Given byCode(Client client, String code, URI redirect) {
        var asking = new RestClientAuthorizationCodeTokenResponseClient();
        asking.setRestClient(http);
        ClientRegistration registration = registration(
                        client, AuthorizationGrantType.AUTHORIZATION_CODE, redirect.toString())
                .build();
        var exchange = new OAuth2AuthorizationExchange(
                consent(client, "checked", redirect),
                OAuth2AuthorizationResponse.success(code)
                        .redirectUri(redirect.toString())
                        .state("checked")
                        .build());
        return given(() -> asking.getTokenResponse(new OAuth2AuthorizationCodeGrantRequest(registration, exchange)));
    }

    /** Where a person consents. */
    static OAuth2AuthorizationRequest consent(Client client, String state, URI redirect) {
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(client.authorizeUrl().toString())
                .clientId(client.clientId())
                .redirectUri(redirect.toString())
                .scopes(new LinkedHashSet<>(client.scopes()))
                .state(state)
                .additionalParameters(parameters -> parameters.putAll(client.consentParameters()))
                .build();
    }

    /** Takes a refresh token back. Throws {@link Refusal} and {@link NoAnswer}. */
    void revoke(Client client, String refresh) {
        var form = new LinkedMultiValueMap<String, String>();
        form.add("token_type_hint", "refresh_token");
        form.add("token", refresh);
        asked(() -> http.post()
                .uri(client.revokeUrl())
                .headers(headers ->
                        headers.setBasicAuth(client.clientId(), client.clientSecret(), StandardCharsets.UTF_8))
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .body(form)
                .retrieve()
                .toBodilessEntity());
    }

    private static ClientRegistration.Builder registration(
            Client client, AuthorizationGrantType grant, String redirect) {
        return ClientRegistration.withRegistrationId("client")
                .authorizationGrantType(grant)
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .clientId(client.clientId())
                .clientSecret(client.clientSecret())
                .authorizationUri(client.authorizeUrl().toString())
                .redirectUri(redirect)
                .tokenUri(client.tokenUrl().toString());
    }

    private interface Question<T> {
        @Nullable
        T ask();
    }

    private static Given given(Question<OAuth2AccessTokenResponse> question) {
        @Nullable OAuth2AccessTokenResponse answer = asked(question);
        if (answer == null) {
            throw new NoAnswer("the token host answered nothing", true);
        }
        OAuth2AccessToken access = answer.getAccessToken();
        @Nullable Instant issued = access.getIssuedAt();
        @Nullable Instant expires = access.getExpiresAt();
        @Nullable OAuth2RefreshToken refresh = answer.getRefreshToken();
        return new Given(
                access.getTokenValue(),
                issued == null || expires == null ? SHORTEST : Duration.between(issued, expires),
                refresh == null ? null : refresh.getTokenValue(),
                access.getScopes());
    }

    private static <T> @Nullable T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (Refusal e) {
            throw e;
        } catch (RuntimeException e) {
            throw noAnswer(e);
        }
    }

    /** Only what the network says of itself is told: other messages may hold a part of an answer, and so a token. */
    private static NoAnswer noAnswer(Throwable thrown) {
        String said = thrown.getClass().getSimpleName();
        boolean executed = true;
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof Unavailable unavailable) {
                return new NoAnswer("status " + unavailable.status, unavailable.status != 429);
            }
            if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
                executed = false;
            }
            if (cause instanceof IOException && !(cause instanceof JsonProcessingException)) {
                said = cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
            }
        }
        return new NoAnswer(said, executed);
    }

    /** A status that is neither a success nor a refusal that says why. */
    private static final class Unavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;

        private Unavailable(int status) {
            super("status " + status);
            this.status = status;
        }
    }

    /** Reads a refusal out of any answer of the 4xx kind. */
    private static final class Errors implements ResponseErrorHandler {

        @Override
        public boolean hasError(ClientHttpResponse response) throws IOException {
            return !response.getStatusCode().is2xxSuccessful();
        }

        @Override
        public void handleError(URI url, HttpMethod method, ClientHttpResponse response) throws IOException {
            HttpStatusCode status = response.getStatusCode();
            JsonNode error = error(response);
            String code = error.path("error").asText("");
            if (status.is4xxClientError() && status.value() != 429 && !code.isEmpty()) {
                String description = error.path("error_description").asText("").replaceAll("\\p{Cntrl}", " ");
                throw new Refusal(code, description.substring(0, Math.min(description.length(), LONGEST_DESCRIPTION)));
            }
            if (status.value() == 400 || status.value() == 401 || status.value() == 403) {
                throw new Refusal("status " + status.value(), "");
            }
            throw new Unavailable(status.value());
        }

        private static JsonNode error(ClientHttpResponse response) throws IOException {
            try {
                @Nullable JsonNode read = JSON.readTree(response.getBody());
                return read == null ? JSON.createObjectNode() : read;
            } catch (JsonProcessingException e) {
                return JSON.createObjectNode();
            }
        }
    }
}
