package se.kvitta.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A system at some address, whose tokens are JWTs with a tenant. */
final class LoopbackAuthority implements Authority {

    static final Duration LIFE = Duration.ofDays(45);

    private final URI host;

    LoopbackAuthority(URI host) {
        this.host = host;
    }

    @Override
    public String system() {
        return "fortnox";
    }

    @Override
    public Client client(Holder holder) {
        String tenant = holder.connection().get("tenant");
        return new Client(
                tenant,
                holder.connection().get("clientId"),
                holder.connection().get("clientSecret"),
                URI.create(host + "/oauth-v1/auth"),
                URI.create(host + "/oauth-v1/token"),
                URI.create(host + "/oauth-v1/revoke"),
                List.of("bookkeeping", "settings"),
                holder.way() == Way.CLIENT_CREDENTIALS
                        ? Map.of("access_type", "offline", "account_type", "service")
                        : Map.of("access_type", "offline"),
                Map.of("TenantId", tenant),
                LIFE);
    }

    @Override
    public Claims claims(String accessToken) {
        try {
            JsonNode claims = JsonMapper.builder()
                    .build()
                    .readTree(Base64.getUrlDecoder().decode(accessToken.split("\\.", -1)[1]));
            return new Claims(
                    claims.path("tenantId").asText(),
                    List.of(claims.path("scope").asText().split(" ", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
