package se.kvitta.sandbox.fortnox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code /oauth-v1/auth}: where a person logs in, picks a company and consents. In the sandbox a link per company does
 * all three; its query says {@code sandbox_tenant=<id>}, or {@code sandbox_answer=deny}.
 */
final class AuthorizePage {

    private static final long USER_ID = 1;

    private final Map<String, FortnoxSandbox.App> apps;
    private final Grants grants;
    private final Companies companies;
    private final Environment environment;

    AuthorizePage(Map<String, FortnoxSandbox.App> apps, Grants grants, Companies companies, Environment environment) {
        this.apps = apps;
        this.grants = grants;
        this.companies = companies;
        this.environment = environment;
    }

    Answer answer(Call call) {
        var query = call.query();
        var app = apps.get(query.getOrDefault("client_id", ""));
        if (app == null) {
            return page(400, "Okänd klient.");
        }
        if (!query.getOrDefault("redirect_uri", app.redirectUri()).equals(app.redirectUri())) {
            return page(400, "Felaktig redirect_uri.");
        }
        if (!query.getOrDefault("response_type", "").equals("code")
                || query.getOrDefault("state", "").isEmpty()
                || query.getOrDefault("scope", "").isEmpty()) {
            return back(app, "error", "invalid_request", query);
        }
        var scopes = Scopes.parse(query.getOrDefault("scope", ""));
        if (!Scopes.ALL.containsAll(scopes)) {
            return back(app, "error", "invalid_scope", query);
        }
        if (query.getOrDefault("sandbox_answer", "").equals("deny")) {
            return back(app, "error", "access_denied", query);
        }
        return companies
                .named(query.getOrDefault("sandbox_tenant", ""))
                .map(company -> consented(app, profile(company).tenant(), scopes, query))
                .orElseGet(() -> page(200, choices(query)));
    }

    private Answer consented(FortnoxSandbox.App app, long tenant, List<String> scopes, Map<String, String> query) {
        boolean service = query.getOrDefault("account_type", "").equals("service");
        var grant = new Grants.Grant(app.clientId(), tenant, service ? Grants.SERVICE_USER_ID : USER_ID, scopes);
        var code = new Grants.Code(
                Grants.secret(),
                grant,
                app.redirectUri(),
                query.getOrDefault("access_type", "").equals("offline"),
                environment.clock().instant().plus(Grants.CODE_LIFETIME));
        synchronized (grants) {
            var consent = new Grants.Consent(grant, service || hasServiceAccount(grant));
            grants.change()
                    .put(grants.consents, consent.key(), consent)
                    .put(grants.codes, code.value(), code)
                    .commit();
        }
        return back(app, "code", code.value(), query);
    }

    private boolean hasServiceAccount(Grants.Grant grant) {
        return grants.consents
                .find(Grants.Consent.key(grant.clientId(), grant.tenant()))
                .filter(Grants.Consent::service)
                .isPresent();
    }

    private static Answer back(FortnoxSandbox.App app, String name, String value, Map<String, String> query) {
        var uri = app.redirectUri() + (app.redirectUri().contains("?") ? "&" : "?") + name + "=" + encoded(value)
                + "&state=" + encoded(query.getOrDefault("state", ""));
        return Answer.empty(302).with("Location", uri);
    }

    private String choices(Map<String, String> query) {
        var asked = query.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&amp;"));
        var links = companies.all().stream()
                .map(AuthorizePage::profile)
                .map(profile -> "<li><a href=\"?" + asked + "&amp;sandbox_tenant=" + profile.tenant() + "\">"
                        + escaped(profile.name()) + "</a></li>")
                .collect(Collectors.joining());
        return "<p>Godkänn för:</p><ul>" + links + "</ul><p><a href=\"?" + asked
                + "&amp;sandbox_answer=deny\">Neka</a></p>";
    }

    private static Profile profile(Company company) {
        return company.exclusively(company::profile);
    }

    private static Answer page(int status, String content) {
        return Answer.text(
                status,
                "text/html; charset=UTF-8",
                "<!doctype html><html lang=\"sv\"><title>Sandlåda</title><body>" + content + "</body></html>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
