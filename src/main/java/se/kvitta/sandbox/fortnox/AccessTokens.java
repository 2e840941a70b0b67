package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Access tokens: HS256 JWTs of one hour with Fortnox's claims. Valid across restarts of the sandbox. */
final class AccessTokens {

    static final int LIFETIME_SECONDS = 3600;

    private static final byte[] KEY = "the sandbox vouches for nothing but itself".getBytes(StandardCharsets.UTF_8);
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Clock clock;

    AccessTokens(Clock clock) {
        this.clock = clock;
    }

    String issue(Grants.Grant grant) {
        var header = Json.object().put("typ", "JWT").put("alg", "HS256");
        var signed = encode(header) + "." + encode(claims(grant));
        return signed + "." + ENCODER.encodeToString(signature(signed));
    }

    private ObjectNode claims(Grants.Grant grant) {
        long now = clock.instant().getEpochSecond();
        var id = UUID.randomUUID().toString().replace("-", "");
        var claims = Json.object()
                .put("userId", grant.userId())
                .put("tenantId", grant.tenant())
                .put("clientId", grant.clientId())
                .put("rightsAsJson", "{}");
        var scopes = claims.putArray("scopes");
        grant.scopes().forEach(scopes::add);
        return claims.put("authsource", "OAUTH2")
                .put("id", id)
                .put("jti", id)
                .put("iss", "https://api.fortnox.se/oauth2")
                .put("aud", grant.clientId())
                .put("sub", grant.userId() + "@" + grant.tenant())
                .put("exp", now + LIFETIME_SECONDS)
                .put("iat", now)
                .put("token_type", "bearer")
                .put("scope", String.join(" ", grant.scopes()));
    }

    /** Empty for a token that is malformed, not ours, or expired. */
    Optional<Access> read(String token) {
        var parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            var decoder = Base64.getUrlDecoder();
            var given = decoder.decode(parts[2]);
            if (!MessageDigest.isEqual(given, signature(parts[0] + "." + parts[1]))) {
                return Optional.empty();
            }
            var claims = Json.read(decoder.decode(parts[1]));
            return claims.path("exp").asLong() > clock.instant().getEpochSecond()
                    ? Optional.of(access(claims))
                    : Optional.empty();
        } catch (IllegalArgumentException | IOException e) {
            return Optional.empty();
        }
    }

    private static Access access(JsonNode claims) {
        var scopes = new ArrayList<String>();
        claims.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        return new Access(
                claims.path("clientId").asText(),
                claims.path("tenantId").asLong(),
                claims.path("userId").asLong(),
                scopes);
    }

    private static String encode(JsonNode part) {
        return ENCODER.encodeToString(Json.bytes(part));
    }

    private static byte[] signature(String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            return mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}
