package se.kvitta.sandbox.fortnox;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /oauth-v1/token} and {@code /oauth-v1/revoke}. Errors are JSON, whatever their content type says. */
final class TokenEndpoint {

    private final Map<String, FortnoxSandbox.App> apps;
    private final Grants grants;
    private final AccessTokens tokens;
    private final Environment environment;

    TokenEndpoint(Map<String, FortnoxSandbox.App> apps, Grants grants, AccessTokens tokens, Environment environment) {
        this.apps = apps;
        this.grants = grants;
        this.tokens = tokens;
        this.environment = environment;
    }

    Answer token(Call call) {
        var app = authenticated(call);
        var form = Call.form(call.bodyText());
        synchronized (grants) {
            return switch (form.getOrDefault("grant_type", "")) {
                case "authorization_code" -> exchangeCode(app, form);
                case "refresh_token" -> refresh(app, form);
                case "client_credentials" -> forService(app, form, call.header("TenantId"));
                default -> throw refused("unsupported_grant_type", "The grant type is not supported");
            };
        }
    }

    /** True for an unknown token too: what is not there cannot be used. */
    Answer revoke(Call call) {
        var app = authenticated(call);
        var form = Call.form(call.bodyText());
        synchronized (grants) {
            grants.refreshTokens
                    .find(form.getOrDefault("token", ""))
                    .filter(token -> token.grant().clientId().equals(app.clientId()))
                    .ifPresent(token -> grants.change()
                            .drop(grants.refreshTokens, token.value())
                            .commit());
        }
        return Answer.json(200, Json.object().put("revoked", true));
    }

    private FortnoxSandbox.App authenticated(Call call) {
        return call.header("Authorization")
                .filter(header -> header.startsWith("Basic "))
                .map(header -> header.substring("Basic ".length()))
                .flatMap(this::app)
                .orElseThrow(() -> new Refusal(Answer.text(
                        401,
                        "text/plain;charset=UTF-8",
                        error("invalid_client", "The client credentials are invalid"))));
    }

    private Optional<FortnoxSandbox.App> app(String basic) {
        try {
            var pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return Optional.ofNullable(apps.get(pair.substring(0, Math.max(0, colon))))
                    .filter(app -> app.clientSecret().equals(pair.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Answer exchangeCode(FortnoxSandbox.App app, Map<String, String> form) {
        var code = grants.codes
                .find(form.getOrDefault("code", ""))
                .filter(known -> known.grant().clientId().equals(app.clientId()))
                .filter(known -> known.expires().isAfter(now()))
                .filter(known ->
                        form.getOrDefault("redirect_uri", app.redirectUri()).equals(known.redirectUri()))
                .orElseThrow(() -> refused("invalid_grant", "Authorization code doesn't exist or is invalid"));
        var change = grants.change().drop(grants.codes, code.value());
        var refreshToken = code.offline() ? newRefreshToken(code.grant(), change) : null;
        change.commit();
        return issued(code.grant(), refreshToken);
    }

    private Answer refresh(FortnoxSandbox.App app, Map<String, String> form) {
        var token = grants.refreshTokens
                .find(form.getOrDefault("refresh_token", ""))
                .filter(known -> known.grant().clientId().equals(app.clientId()))
                .orElseThrow(TokenEndpoint::invalidRefreshToken);
        if (token.spent()) {
            if (environment.assumptions().is(Assumption.REFRESH_TOKEN_REUSE, "revokes-newest")) {
                revokeAllOf(token.grant());
            }
            throw invalidRefreshToken();
        }
        if (!token.expires().isAfter(now())) {
            throw invalidRefreshToken();
        }
        var spent = new Grants.RefreshToken(token.value(), token.grant(), token.expires(), true);
        var change = grants.change().put(grants.refreshTokens, spent.value(), spent);
        var next = newRefreshToken(token.grant(), change);
        change.commit();
        return issued(token.grant(), next);
    }

    private void revokeAllOf(Grants.Grant grant) {
        var change = grants.change();
        grants.refreshTokens.all().stream()
                .filter(token -> token.grant().equals(grant))
                .forEach(token -> change.drop(grants.refreshTokens, token.value()));
        change.commit();
    }

    private Answer forService(FortnoxSandbox.App app, Map<String, String> form, Optional<String> tenantId) {
        if (tenantId.isEmpty()) {
            throw refused("invalid_request", "The TenantId header is missing");
        }
        // Recorded so: a tenant without consent is called a wrong client, with 400 instead of 401.
        var consent = grants.consents
                .find(app.clientId() + "@" + tenantId.get())
                .filter(Grants.Consent::service)
                .orElseThrow(() -> refused("invalid_client", "The client credentials are invalid"));
        return issued(narrowed(consent.grant(), form.get("scope")), null);
    }

    private Grants.Grant narrowed(Grants.Grant grant, @Nullable String scope) {
        if (scope == null || environment.assumptions().is(Assumption.CLIENT_CREDENTIALS_SCOPE, "ignored")) {
            return grant;
        }
        List<String> scopes = Scopes.parse(scope);
        if (!grant.scopes().containsAll(scopes)) {
            throw refused("invalid_scope", "The scope exceeds the consent");
        }
        return new Grants.Grant(grant.clientId(), grant.tenant(), grant.userId(), scopes);
    }

    private String newRefreshToken(Grants.Grant grant, Books.Change change) {
        var token = new Grants.RefreshToken(Grants.secret(), grant, now().plus(Grants.REFRESH_TOKEN_LIFETIME), false);
        change.put(grants.refreshTokens, token.value(), token);
        return token.value();
    }

    private Answer issued(Grants.Grant grant, @Nullable String refreshToken) {
        var body = Json.object()
                .put("access_token", tokens.issue(grant))
                .put("expires_in", AccessTokens.LIFETIME_SECONDS)
                .put("token_type", "bearer")
                .put("scope", String.join(" ", grant.scopes()));
        if (refreshToken != null) {
            body.put("refresh_token", refreshToken);
        }
        return Answer.json(200, body).with("Cache-Control", "no-store").with("Pragma", "no-cache");
    }

    private Instant now() {
        return environment.clock().instant();
    }

    private static Refusal invalidRefreshToken() {
        return refused("invalid_grant", "Invalid refresh token");
    }

    private static Refusal refused(String error, String description) {
        return new Refusal(Answer.text(400, "text/html; charset=UTF-8", error(error, description)));
    }

    private static String error(String error, String description) {
        var body = Json.object().put("error", error).put("error_description", description);
        return body.toString();
    }
}
