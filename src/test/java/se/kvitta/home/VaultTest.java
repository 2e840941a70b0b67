package se.kvitta.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class VaultTest {

    @TempDir
    Path folder;

    private Vault vault() {
        return new Vault(new Home(folder), new MockEnvironment());
    }

    private Vault vault(String key) {
        return new Vault(new Home(folder), new MockEnvironment().withProperty("KVITTA_SECRET_KEY", key));
    }

    private Path keyFile() {
        return folder.resolve("data/secret.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "eyJhbGciOiJSUzI1NiJ9.å.ä", "€"})
    void opensWhatItHasSealed(String secret) {
        Vault vault = vault();
        assertThat(vault.open(vault.seal(secret))).isEqualTo(secret);
    }

    @Test
    void sealsTheSameSecretDifferentlyEachTimeAndReadsAsNothing() {
        Vault vault = vault();
        assertThat(vault.seal("a long token"))
                .isNotEqualTo(vault.seal("a long token"))
                .matches("[0-9a-f]+");
    }

    @Test
    void opensAfterARestartWhatWasSealedUnderTheKeyItMade() {
        String sealed = vault().seal("token");
        assertThat(vault().open(sealed)).isEqualTo("token");
    }

    @Test
    void seesThatSomebodyChangedASingleSign() {
        Vault vault = vault();
        String sealed = vault.seal("token");
        assertThat(IntStream.range(0, sealed.length())
                        .mapToObj(at -> sealed.substring(0, at)
                                + (sealed.charAt(at) == '0' ? '1' : '0')
                                + sealed.substring(at + 1))
                        .map(vault::open))
                .containsOnlyNulls();
    }

    @Test
    void asksAnewWhenSomethingIsCutOffOrIsNothingThatWasSealed() {
        Vault vault = vault();
        String sealed = vault.seal("token");
        assertThat(IntStream.range(0, sealed.length()).mapToObj(end -> vault.open(sealed.substring(0, end))))
                .containsOnlyNulls();
        assertThat(vault.open("never sealed")).isNull();
    }

    @Test
    void takesTheKeyFromTheEnvironmentAndMakesNoneThen() {
        String sealed = vault("a key of the cluster").seal("token");
        assertThat(vault("a key of the cluster").open(sealed)).isEqualTo("token");
        assertThat(vault("another key").open(sealed)).isNull();
        assertThat(keyFile()).doesNotExist();
    }

    @Test
    void makesAKeyThatItsOwnerAloneMayRead() throws IOException {
        vault();
        assertThat(keyFile()).content().matches("[0-9a-f]{32}\\s*");
        assumeThat(keyFile().getFileSystem().supportedFileAttributeViews()).contains("posix");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesAnEmptyKeyFileInsteadOfEncryptingWithAKeyThatEveryoneKnows() throws IOException {
        Files.createDirectories(keyFile().getParent());
        Files.writeString(keyFile(), "\n");
        assertThatThrownBy(this::vault)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("secret.key");
    }
}
