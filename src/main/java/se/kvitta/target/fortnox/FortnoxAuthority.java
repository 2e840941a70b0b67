package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.connection.Authority;
import se.kvitta.connection.Client;
import se.kvitta.connection.Holder;
import se.kvitta.connection.Way;
import se.kvitta.merchant.Connection;

/**
 * Fortnox's OAuth 2. A consent for client credentials makes a service account; a token of that kind is asked for with the
 * company's number in a header. Access tokens are JWTs whose key is not public: they are decoded, not verified.
 */
@Component("fortnoxAuthority")
class FortnoxAuthority implements Authority {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI authorizeUrl;
    private final URI tokenUrl;
    private final URI revokeUrl;
    private final Duration refreshLife;

    FortnoxAuthority(
            @Value("${fortnox.authorize-url}") URI authorizeUrl,
            @Value("${fortnox.token-url}") URI tokenUrl,
            @Value("${fortnox.revoke-url}") URI revokeUrl,
            @Value("${fortnox.refresh-token-life}") Duration refreshLife) {
        this.authorizeUrl = authorizeUrl;
        this.tokenUrl = tokenUrl;
        this.revokeUrl = revokeUrl;
        this.refreshLife = refreshLife;
    }

    @Override
    public String system() {
        return "fortnox";
    }

    @Override
    public Client client(Holder holder) {
        Connection connection = holder.connection();
        String tenant = connection.get("tenant");
        var consent = new HashMap<String, Object>();
        consent.put("access_type", "offline");
        if (holder.way() == Way.CLIENT_CREDENTIALS) {
            consent.put("account_type", "service");
        }
        return new Client(
                tenant,
                connection.get("clientId"),
                connection.get("clientSecret"),
                authorizeUrl,
                tokenUrl,
                revokeUrl,
                scopes(holder.mapping()),
                consent,
                Map.of("TenantId", tenant),
                refreshLife);
    }

    private static List<String> scopes(JsonNode mapping) {
        var scopes = new ArrayList<String>();
        mapping.path("scopes").forEach(scope -> scopes.add(scope.asText()));
        return scopes;
    }

    @Override
    public Claims claims(String accessToken) {
        String[] parts = accessToken.split("\\.", -1);
        try {
            JsonNode claims = parts.length == 3
                    ? JSON.readTree(Base64.getUrlDecoder().decode(parts[1]))
                    : JSON.createObjectNode();
            String tenant = claims.path("tenantId").asText("");
            if (tenant.isEmpty()) {
                throw new IllegalArgumentException("Fortnox's access token does not say which company it is for");
            }
            return new Claims(
                    tenant,
                    Arrays.stream(claims.path("scope").asText("").split(" ", -1))
                            .filter(scope -> !scope.isEmpty())
                            .toList());
        } catch (IOException e) {
            // The cause could quote the token.
            throw new IllegalArgumentException("Fortnox's access token cannot be read");
        }
    }
}
