package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The words of a merchant's connection to its target are checked when the merchant file is read. */
class ConnectionSettingsTest {

    @TempDir
    Path folder;

    private ReadFiles files;

    @BeforeEach
    void files() {
        files = new ReadFiles(folder);
    }

    private static String target(String system, String grant) {
        return ReadFiles.FILE.replace(
                "target: { system: sie }",
                "target: { system: " + system + ", connection: { tenant: \"1\", grant: " + grant + " } }");
    }

    @Test
    void takesTheWaysThatTheTargetsMappingNames() {
        for (String grant : new String[] {"client-credentials", "refresh-token"}) {
            Merchants read = files.read(target("fortnox", grant));
            assertThat(read.problems()).isEmpty();
            assertThat(read.requireMerchant("lampan").connection().get("grant")).isEqualTo(grant);
        }
    }

    @Test
    void namesTheWaysThatThereAre() {
        assertThat(files.problem(target("fortnox", "password")).toString())
                .contains("target.connection.grant", "client-credentials", "refresh-token");
        files.home()
                .edit(
                        "mappings/targets/fortnox.yaml",
                        text -> text.replace("grants: [client-credentials, refresh-token]", "grants: [refresh-token]"));
        assertThat(files.problem(target("fortnox", "client-credentials")).toString())
                .contains("'client-credentials' is no way to connect to fortnox", "[refresh-token]");
    }

    @Test
    void refusesAWayWhereThereIsNone() {
        assertThat(files.problem(target("sie", "refresh-token")).toString())
                .contains("'refresh-token' is no way to connect to sie", "leave the line out");
        assertThat(files.problem(ReadFiles.profile("connection: { grant: refresh-token }"))
                        .toString())
                .contains("profiles.lampan-se.connection.grant", "no way to connect to klarna");
    }

    /** What the field says, what is wrong, and what is told of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            refunds: mine             | refunds | ["linked", "own"] (Who makes the credit invoice
            refunds: "{{test.refunds}}" | refunds | ["linked", "own"]
            refunds: secret:NAME      | refunds | ["linked", "own"]
            refund: own               | refund  | there are [tenant, clientId, clientSecret, grant, refunds, stockPoint]
            """)
    void namesTheWordsThatThePlugInOfTheTargetKnows(String said, String field, String told) {
        FileProblem problem = files.problem(target("fortnox", "client-credentials, " + said));
        assertThat(problem.field()).isEqualTo("target.connection." + field);
        assertThat(problem.line()).isEqualTo(5);
        assertThat(problem.message()).contains(told).doesNotContain("mine", "NAME");
    }

    @Test
    void takesThem() {
        for (String said : new String[] {"linked", "own"}) {
            Merchants read = files.read(target("fortnox", "client-credentials, refunds: " + said));
            assertThat(read.problems()).isEmpty();
            assertThat(read.requireMerchant("lampan").connection().get("refunds"))
                    .isEqualTo(said);
        }
    }
}
