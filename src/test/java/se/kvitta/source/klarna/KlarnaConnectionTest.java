package se.kvitta.source.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Mode;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.merchant.FileProblem;
import se.kvitta.merchant.Merchants;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;

/** What a profile's connection may say is decided when the merchant file is read, not at night. */
class KlarnaConnectionTest {

    @TempDir
    Path folder;

    private List<FileProblem> problems(String lines) {
        new TestHome(folder).merchant("shop", """
                merchant: shop
                name: Krukmakaren i Lund AB
                organisationNumber: 559999-0016
                target: { system: sie }
                profiles:
                  shop-se:
                    source: klarna
                    currencies: [SEK]
                    start: 2026-01-01
                    modes: [daily, payout]
                    vat: { home: SE, rates: { SE: 25 } }
                    %s
                """.formatted(lines));
        return new Merchants(
                        new Home(folder),
                        new Settings(new MockEnvironment(), List.of()),
                        false,
                        slug -> Optional.of(new Capabilities(EnumSet.allOf(Mode.class), false, Map.of())),
                        slug -> new KlarnaConnection(),
                        new MovableClock(Instant.parse("2026-03-05T12:00:00Z")))
                .problems();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connection: { username: K1, password: secret:P }",
                "connection: { way: sftp, username: K1, privateKeyFile: /run/secrets/key, hostKey: ssh-rsa AAAA }",
                "connection: { way: api, username: K1, password: secret:P }",
                "connection: { way: api, region: oceania, username: K1, password: secret:P }",
                "connection: { way: api, key: secret:K, account: K1 }",
                "provider: kustom\n    connection: { way: api, account: M1, key: secret:K }",
                "provider: kustom\n    connection: { way: api, account: M1, username: M1-x, password: secret:K }",
                "provider: kustom",
                "connection: { username: K1, password: secret:P, orders: { key: secret:K, region: oceania } }",
                "connection: { orders: { username: K1, password: secret:P } }",
                "saleDay: capture"
            })
    void aConnectionThatHasWhatItsWayNeedsIsTaken(String lines) {
        assertThat(problems(lines)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    connection: { way: fax, username: K1 }                                            | connection.way            | [sftp, api]
                    connection: { username: K1 }                                                      | connection.password       | privateKeyFile
                    connection: { password: secret:P }                                                | connection.username       | is missing
                    connection: { username: K1, password: secret:P, privateKeyFile: k }               | connection.password       | not beside it
                    connection: { username: K1, pasword: secret:P }                                   | connection.pasword        | password
                    connection: { username: K1, password: secret:P, region: europe }                  | connection.region         | way: sftp
                    connection: { orders: { username: K1 } }                                          | connection.orders.password | is missing
                    connection: { orders: { region: europe } }                                        | connection.orders.username | is missing
                    connection: { orders: { key: secret:K, region: mars } }                           | connection.orders.region  | 'mars' is no region
                    connection: { way: api, key: secret:K, orders: { key: secret:K } }                | connection.orders.key     | way: api
                    connection: { way: api, username: K1 }                                            | connection.password       | is missing
                    connection: { way: api }                                                          | connection.username       | or a key
                    connection: { way: api, key: secret:K, username: K1, password: secret:P }         | connection.key            | instead of
                    connection: { way: api, region: asia, key: secret:K }                             | connection.region         | oceania
                    connection: { way: api, key: secret:K, hostKey: ssh-rsa }                         | connection.hostKey        | way: api
                    provider: kustom%n    connection: { way: api, key: secret:K }                     | connection.account        | merchant id
                    provider: kustom%n    connection: { way: api, account: M1, region: europe, key: secret:K } | connection.region | one API
                    provider: kustom%n    connection: { account: M1, username: M1, password: secret:P } | connection.way          | inbox
                    provider: klarnaplus                                                              | provider                  | kustom
                    """)
    void anyOtherIsRefusedByItsFieldWithWhatIsAllowed(String lines, String field, String message) {
        assertThat(problems(lines.replace("%n", "\n"))).singleElement().satisfies(problem -> assertThat(
                        problem.toString())
                .contains("profiles.shop-se." + field)
                .contains(message));
    }
}
