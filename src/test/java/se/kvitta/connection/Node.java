package se.kvitta.connection;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.web.util.UriComponentsBuilder;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Mode;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.home.Vault;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Consents;
import se.kvitta.journal.Database;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Grants.Grant;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Merchants;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;

/** One node of a cluster, as far as connections go: what a process has in memory. */
final class Node {

    static final ConnectionSettings SETTINGS = new ConnectionSettings(
            Duration.ofMinutes(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            Duration.ofDays(7),
            Duration.ofDays(10),
            Duration.ofMinutes(30),
            Duration.ofMinutes(10),
            Duration.ofMinutes(10));
    static final String LOGIN = "operator";
    static final String BROWSER = "this browser";

    final Grants grants;
    final Tasks tasks;
    final Audit audit;
    final Connections connections;
    final AccessTokens tokens;
    final ConsentFlow flow;
    final Upkeep upkeep;
    final Vault vault;
    final Holder ljus;
    final DataSource database;

    Node(Path folder, DataSource database, Clock clock, URI host, String key) {
        this.database = database;
        var environment = new MockEnvironment()
                .withProperty("TEST_FORTNOX_SECRET", FortnoxSandbox.App.KVITTA.clientSecret())
                .withProperty("KVITTA_SECRET_KEY", key);
        var home = new Home(folder);
        var merchants = new Merchants(
                home,
                new Settings(environment, List.of()),
                false,
                slug -> Optional.of(new Capabilities(EnumSet.allOf(Mode.class), false, Map.of())),
                slug -> ConnectionCheck.ANY,
                clock);
        var journal = new Database(database, clock);
        tasks = new Tasks(journal);
        audit = new Audit(journal);
        grants = new Grants(journal, tasks, audit);
        vault = new Vault(home, environment);
        connections =
                new Connections(merchants, List.of(new LoopbackAuthority(host)), URI.create("http://localhost:8080"));
        var alarm = new Alarm(connections, tasks);
        var seal = new Seal(vault, clock);
        var tokenHost = new TokenHost(SETTINGS.timeout());
        var renewals = new Renewals(connections, grants, alarm, seal, tokenHost, SETTINGS, clock);
        tokens = new AccessTokens(connections, grants, alarm, seal, tokenHost, renewals, SETTINGS, clock);
        flow = new ConsentFlow(
                connections, grants, new Consents(journal), audit, alarm, seal, tokenHost, SETTINGS, clock);
        upkeep = new Upkeep(connections, tokens, grants, alarm, SETTINGS, clock);
        ljus = connections.require("ljus");
    }

    /** What a person does who approves for a company, or refuses. */
    static ConsentFlow.Answer consent(URI address, String choice) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(address + "&" + choice))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            URI back = URI.create(answer.headers().firstValue("Location").orElseThrow());
            Map<String, String> query =
                    UriComponentsBuilder.fromUri(back).build().getQueryParams().toSingleValueMap();
            return new ConsentFlow.Answer(
                    query.getOrDefault("state", ""), query.getOrDefault("code", ""), query.getOrDefault("error", ""));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    ConsentFlow.Outcome connect(String choice) {
        return flow.complete(consent(flow.begin(ljus, LOGIN, BROWSER).address(), choice), LOGIN, BROWSER);
    }

    ConsentFlow.Outcome connect() {
        return connect("sandbox_tenant=704001");
    }

    Grants.Key key() {
        return Connections.key(ljus, connections.client(ljus));
    }

    Grant grant() {
        return grants.find(key()).orElseThrow();
    }

    String refreshToken() {
        return vault.open(grant().tokens().refresh());
    }

    List<String> openTasks() {
        return tasks.open("ljus").stream().map(task -> task.reason().code()).toList();
    }
}
