package se.kvitta.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class SettingsTest {

    @TempDir
    Path folder;

    private final StandardEnvironment environment = new StandardEnvironment();
    private Path mounted;
    private Path own;
    private Settings settings;

    @BeforeEach
    void start() throws IOException {
        mounted = Files.createDirectories(folder.resolve("run/secrets"));
        own = Files.createDirectories(folder.resolve("secrets"));
        settings = new Settings(environment, List.of(mounted, own));
    }

    private void given(String name, String value) {
        environment.getPropertySources().addFirst(new MapPropertySource(name, Map.of(name, value)));
    }

    @Test
    void takesASecretFromTheEnvironmentThenFromTheMountedFolderThenFromTheHome() throws IOException {
        Files.writeString(own.resolve("SHOP_PASSWORD"), "of the home\n");
        assertThat(settings.resolve("secret:SHOP_PASSWORD")).isEqualTo("of the home");
        Files.writeString(mounted.resolve("SHOP_PASSWORD"), "mounted\n");
        assertThat(settings.resolve("secret:SHOP_PASSWORD")).isEqualTo("mounted");
        given("SHOP_PASSWORD", "of the environment");
        assertThat(settings.resolve("secret:SHOP_PASSWORD")).isEqualTo("of the environment");
    }

    @Test
    void looksASecretUpEachTimeSoThatAChangedFileCounts() throws IOException {
        Files.writeString(own.resolve("SHOP_PASSWORD"), "old");
        settings.resolve("secret:SHOP_PASSWORD");
        Files.writeString(own.resolve("SHOP_PASSWORD"), "new");
        assertThat(settings.resolve("secret:SHOP_PASSWORD")).isEqualTo("new");
    }

    @Test
    void namesASecretThatIsMissingAndWhereItWasLookedFor() {
        assertThatThrownBy(() -> settings.resolve("secret:SHOP_PASSWORD"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SHOP_PASSWORD")
                .hasMessageContaining("environment")
                .hasMessageContaining(mounted.toString())
                .hasMessageContaining(own.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   "})
    void takesAnEmptySecretForAMissingOne(String empty) throws IOException {
        given("SHOP_PASSWORD", empty);
        assertThatThrownBy(() -> settings.resolve("secret:SHOP_PASSWORD")).hasMessageContaining("SHOP_PASSWORD");
        Files.writeString(own.resolve("SHOP_PASSWORD"), "of the home");
        assertThat(settings.resolve("secret:SHOP_PASSWORD")).isEqualTo("of the home");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pa${ss}word", "${PATH}", "{{user.home}}", "#{1+1}", "a$1\\b", "secret:OTHER"})
    void takesASecretAsItIsWhateverSignsItHolds(String secret) {
        given("SHOP_PASSWORD", secret);
        assertThat(settings.resolve("secret:SHOP_PASSWORD")).isEqualTo(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret:../data/secret.key", "secret:", "secret:a b", "secret:a/b", "secret:{{x}}"})
    void takesNoPathForTheNameOfASecret(String text) {
        assertThatThrownBy(() -> settings.resolve(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no name of a secret");
    }

    @Test
    void putsPropertiesIntoATextAndNamesTheOneThatIsMissing() {
        given("shop.host", "sftp.example");
        given("shop.path", "a$1\\b");
        assertThat(settings.resolve("{{shop.host}}:22/{{shop.path}}")).isEqualTo("sftp.example:22/a$1\\b");
        assertThat(settings.resolve("plain")).isEqualTo("plain");
        assertThatThrownBy(() -> settings.resolve("{{shop.port}}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop.port");
    }
}
