package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How access tokens are come by is checked when the merchant file is read. */
class GrantSettingTest {

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
}
