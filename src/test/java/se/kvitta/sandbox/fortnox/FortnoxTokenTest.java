package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FortnoxTokenTest extends RunningSandbox {

    private static final FortnoxSandbox.App APP = FortnoxSandbox.App.KVITTA;
    private static final String AUTH = "/oauth-v1/auth?client_id=kvitta-sandbox&response_type=code&state=s1"
            + "&access_type=offline&sandbox_tenant=704001&scope=bookkeeping%20settings";

    private Map<String, String> approve(String path) {
        var answer = caller.get(path);
        assertThat(answer.status()).isEqualTo(302);
        var location = URI.create(answer.header("Location"));
        assertThat(answer.header("Location")).startsWith(APP.redirectUri());
        return Call.form(location.getQuery());
    }

    private Caller.Reply exchange(String code) {
        return caller.token("grant_type=authorization_code&code=" + code, "");
    }

    private Caller.Reply refresh(String refreshToken) {
        return caller.token("grant_type=refresh_token&refresh_token=" + refreshToken, "");
    }

    @Test
    void exchangesACodeOnceForTokens() {
        var back = approve(AUTH);
        assertThat(back).containsEntry("state", "s1");

        var first = exchange(back.getOrDefault("code", ""));
        var second = exchange(back.getOrDefault("code", ""));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.at("/expires_in").asInt()).isEqualTo(3600);
        assertThat(first.at("/token_type").asText()).isEqualTo("bearer");
        assertThat(first.at("/scope").asText()).isEqualTo("bookkeeping settings");
        assertThat(first.at("/refresh_token").asText()).isNotEmpty();
        assertThat(caller.withToken(first.at("/access_token").asText())
                        .get("/3/accounts")
                        .status())
                .isEqualTo(200);
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.at("/error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void letsACodeDieAfterTenMinutes() {
        var code = approve(AUTH).getOrDefault("code", "");
        sandbox.advanceClock(Duration.ofMinutes(10));
        assertThat(exchange(code).status()).isEqualTo(400);
    }

    @Test
    void givesNothingForACodeOfAnotherProgramOrAnotherAddressOrAWithdrawnConsent() {
        var code = approve(AUTH).getOrDefault("code", "");
        assertThat(caller.token(
                                "grant_type=authorization_code&code=" + code,
                                "",
                                new FortnoxSandbox.App(APP.clientId(), "guess", APP.redirectUri()))
                        .status())
                .isEqualTo(401);
        assertThat(exchange(code + "&redirect_uri=https%3A%2F%2Fevil.example").status())
                .isEqualTo(400);
        sandbox.company(LJUSBUTIKEN).withdrawConsent(APP.clientId());
        assertThat(exchange(code).at("/error").asText()).isEqualTo("invalid_grant");
    }

    @Test
    void givesNoRefreshTokenUnlessOfflineAccessWasAskedFor() {
        var code = approve(AUTH.replace("&access_type=offline", "")).getOrDefault("code", "");
        assertThat(exchange(code).json().has("refresh_token")).isFalse();
    }

    @Test
    void checksWhatTheProgramAsksFor() {
        assertThat(caller.get(AUTH.replace("kvitta-sandbox", "other")).status()).isEqualTo(400);
        assertThat(caller.get(AUTH + "&redirect_uri=https%3A%2F%2Fevil.example").status())
                .isEqualTo(400);
        assertThat(approve(AUTH.replace("bookkeeping", "Bookkeeping"))).containsEntry("error", "invalid_scope");
        assertThat(approve(AUTH.replace("&state=s1", ""))).containsEntry("error", "invalid_request");
        assertThat(approve(AUTH + "&sandbox_answer=deny")).containsEntry("error", "access_denied");
    }

    @Test
    void asksAPersonForTheCompany() {
        var page = caller.get(AUTH.replace("&sandbox_tenant=704001", ""));

        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).contains("sandbox_tenant=704001").contains("Kontanten Handel AB");
    }

    @Test
    void rotatesRefreshTokensAndRefusesTheOldOne() {
        var first = exchange(approve(AUTH).getOrDefault("code", ""))
                .at("/refresh_token")
                .asText();

        var second = refresh(first).at("/refresh_token").asText();
        var reuse = refresh(first);

        assertThat(second).isNotEqualTo(first);
        assertThat(reuse.status()).isEqualTo(400);
        assertThat(reuse.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(reuse.text())
                .isEqualTo("{\"error\":\"invalid_grant\",\"error_description\":\"Invalid refresh token\"}");
        assertThat(refresh(second).status()).isEqualTo(200);
    }

    @Test
    void killsTheWholeFamilyOnReuseWhenToldThatFortnoxDoes() {
        sandbox.assume("refresh-token-reuse", "revokes-newest");
        var first = exchange(approve(AUTH).getOrDefault("code", ""))
                .at("/refresh_token")
                .asText();
        var second = refresh(first).at("/refresh_token").asText();

        refresh(first);

        assertThat(refresh(second).status()).isEqualTo(400);
    }

    @Test
    void letsARefreshTokenDieAfterFortyFiveDays() {
        var token = exchange(approve(AUTH).getOrDefault("code", ""))
                .at("/refresh_token")
                .asText();
        sandbox.advanceClock(Duration.ofDays(45));
        assertThat(refresh(token).status()).isEqualTo(400);
    }

    @Test
    void losesTheGrantWhenTheAnswerIsLost() {
        var token = exchange(approve(AUTH).getOrDefault("code", ""))
                .at("/refresh_token")
                .asText();
        sandbox.fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/oauth-v1/token"));

        assertThatThrownBy(() -> refresh(token)).isInstanceOf(UncheckedIOException.class);

        assertThat(refresh(token).status()).isEqualTo(400);
    }

    @Test
    void revokesARefreshTokenAndAnswersTrueForAnyOther() {
        var token = exchange(approve(AUTH).getOrDefault("code", ""))
                .at("/refresh_token")
                .asText();

        assertThat(revoke(token).text()).isEqualTo("{\"revoked\":true}");
        assertThat(revoke("unknown").text()).isEqualTo("{\"revoked\":true}");
        assertThat(refresh(token).status()).isEqualTo(400);
    }

    private Caller.Reply revoke(String token) {
        var basic = Base64.getEncoder()
                .encodeToString((APP.clientId() + ":" + APP.clientSecret()).getBytes(StandardCharsets.UTF_8));
        return caller.send(HttpRequest.newBuilder(sandbox.baseUrl().resolve("/oauth-v1/revoke"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(Caller.publisher("token_type_hint=refresh_token&token=" + token)));
    }

    @Test
    void givesAServiceAnAccessTokenWithoutARefreshToken() {
        var answer = caller.token("grant_type=client_credentials", "704001");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void narrowsTheScopesOfAServiceOnRequest() {
        var narrow = caller.token("grant_type=client_credentials&scope=settings", "704001");
        var client = caller.withToken(narrow.at("/access_token").asText());

        assertThat(client.get("/3/settings/lockedperiod").status()).isEqualTo(200);
        var refused = client.get("/3/accounts");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo(2000663);
    }

    @Test
    void refusesAServiceWithoutTenantOrConsent() {
        sandbox.company(KONTANTEN).withdrawConsent(APP.clientId());

        var noHeader = caller.token("grant_type=client_credentials", "");
        var noConsent = caller.token("grant_type=client_credentials", Long.toString(KONTANTEN));
        var noTenant = caller.token("grant_type=client_credentials", "0");

        assertThat(noHeader.status()).isEqualTo(400);
        assertThat(noConsent.status()).isEqualTo(400);
        assertThat(noConsent.at("/error").asText()).isEqualTo("invalid_client");
        assertThat(noTenant.status()).isEqualTo(400);
        sandbox.company(KONTANTEN).consent(APP.clientId(), "bookkeeping");
        assertThat(caller.token("grant_type=client_credentials", Long.toString(KONTANTEN))
                        .at("/scope")
                        .asText())
                .isEqualTo("bookkeeping");
    }

    @Test
    void needsAServiceAccountForClientCredentials() {
        sandbox.company(LJUSBUTIKEN).withdrawConsent(APP.clientId());
        approve(AUTH);
        assertThat(caller.token("grant_type=client_credentials", "704001").status())
                .isEqualTo(400);

        approve(AUTH + "&account_type=service");
        assertThat(caller.token("grant_type=client_credentials", "704001").status())
                .isEqualTo(200);
    }

    @Test
    void refusesTheWrongSecretAsPlainText() {
        var wrong = new FortnoxSandbox.App(APP.clientId(), "guess", APP.redirectUri());
        var answer = caller.token("grant_type=client_credentials", "704001", wrong);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=UTF-8");
        assertThat(answer.at("/error").asText()).isEqualTo("invalid_client");
        assertThat(caller.token("grant_type=password", "704001").at("/error").asText())
                .isEqualTo("unsupported_grant_type");
    }

    @Test
    void signsTokensThatSayWhoMayDoWhatWhere() throws IOException {
        var token = caller.token("grant_type=client_credentials", "704001")
                .at("/access_token")
                .asText();
        var claims = claims(token);

        assertThat(token)
                .startsWith(Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("{\"typ\":\"JWT\",\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)));
        assertThat(claims.path("tenantId").asLong()).isEqualTo(704001);
        assertThat(claims.path("clientId").asText()).isEqualTo("kvitta-sandbox");
        assertThat(claims.path("aud").asText()).isEqualTo("kvitta-sandbox");
        assertThat(claims.path("iss").asText()).isEqualTo("https://api.fortnox.se/oauth2");
        assertThat(claims.path("sub").asText()).isEqualTo(claims.path("userId").asText() + "@704001");
        assertThat(claims.path("authsource").asText()).isEqualTo("OAUTH2");
        assertThat(claims.path("iat").asLong()).isEqualTo(START.getEpochSecond());
        assertThat(claims.path("exp").asLong()).isEqualTo(START.getEpochSecond() + 3600);
        assertThat(claims.path("scopes").isArray()).isTrue();
        assertThat(claims.has("rightsAsJson") && claims.has("jti") && claims.has("id"))
                .isTrue();
    }

    private static JsonNode claims(String token) throws IOException {
        return Json.read(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
    }

    @Test
    void refusesMissingForgedAndExpiredTokensAlike() {
        var token = caller.token("grant_type=client_credentials", "704001")
                .at("/access_token")
                .asText();
        var forged = token.substring(0, token.lastIndexOf('.') + 1) + "AAAA";

        assertUnauthorized(Caller.anonymous(sandbox.baseUrl()));
        assertUnauthorized(caller.withToken("x"));
        assertUnauthorized(caller.withToken(forged));
        sandbox.advanceClock(Duration.ofSeconds(3599));
        assertThat(caller.withToken(token).get("/3/accounts").status()).isEqualTo(200);
        sandbox.advanceClock(Duration.ofSeconds(1));
        assertUnauthorized(caller.withToken(token));
    }

    private static void assertUnauthorized(Caller caller) {
        var answer = caller.get("/3/accounts");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).isEqualTo("{\"message\":\"unauthorized\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void takesNoStaticTokens() {
        var answer = caller.send(HttpRequest.newBuilder(sandbox.baseUrl().resolve("/3/accounts"))
                .header("Access-Token", "x")
                .header("Client-Secret", "y")
                .GET());
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void endsAccessTokensWithTheConsentUnlessToldOtherwise() {
        sandbox.company(LJUSBUTIKEN).withdrawConsent(APP.clientId());
        assertUnauthorized(caller);

        sandbox.assume("revoked-consent", "lets-access-tokens-expire");
        assertThat(caller.get("/3/accounts").status()).isEqualTo(200);
    }

    @Test
    void keepsConsentsAndRefreshTokensAcrossARestart() throws IOException {
        var token = exchange(approve(AUTH).getOrDefault("code", ""))
                .at("/refresh_token")
                .asText();
        sandbox.advanceClock(Duration.ofDays(3));
        sandbox.company(KONTANTEN).withdrawConsent(APP.clientId());
        sandbox.close();
        sandbox = FortnoxSandbox.start(options());
        caller = Caller.of(sandbox.baseUrl(), LJUSBUTIKEN);

        assertThat(sandbox.now()).isEqualTo(START.plus(Duration.ofDays(3)));
        assertThat(refresh(token).status()).isEqualTo(200);
        assertThat(caller.token("grant_type=client_credentials", Long.toString(KONTANTEN))
                        .status())
                .isEqualTo(400);
    }
}
