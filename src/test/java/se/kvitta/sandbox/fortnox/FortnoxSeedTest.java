package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FortnoxSeedTest {

    @ParameterizedTest
    @ValueSource(strings = {"ljusbutiken", "kontanten", "strama"})
    void namesOnlyAccountsAndSeriesThatExist(String name) throws IOException {
        var seed = Seed.named(name);
        var chart = Seed.chart(seed.chart()).accounts();

        assertThat(List.copyOf(chart.keySet())).isSorted().allMatch(number -> number.matches("[1-8][0-9]{3}"));
        assertThat(chart.values()).allMatch(text -> !text.isBlank() && text.length() <= 200);
        assertThat(chart.keySet())
                .containsAll(Seed.chart(seed.chart()).vatCodes().keySet())
                .containsAll(seed.predefinedAccounts().values())
                .containsAll(seed.inactive())
                .containsAll(seed.costCenterRequired())
                .containsAll(seed.costCenterForbidden());
        assertThat(seed.years()).allSatisfy(year -> {
            assertThat(chart.keySet()).containsAll(year.opening().keySet());
            assertThat(year.id()).isNotEqualTo(year.from().getYear());
        });
        assertThat(seed.series()).extracting(Seed.Series::code).contains("A", "B", "C", "KV");
        assertThat(seed.organizationNumber()).matches("[0-9]{6}-[0-9]{4}");
        assertThat(seed.vatNumber()).isEqualTo("SE" + seed.organizationNumber().replace("-", "") + "01");
    }

    @Test
    void refusesOpeningBalancesThatDoNotBalance(@TempDir Path directory) throws IOException {
        var options = FortnoxSandbox.Options.in(directory).companies("ljusbutiken");
        try (var sandbox = FortnoxSandbox.start(options)) {
            var seed = """
                    {"seed":"ljusbutiken","tenant":9,"years":[{"id":1,"from":"2026-01-01","to":"2026-12-31","method":"CASH",
                     "accountChart":"Bas 2026","without":[],"opening":{"1930":"0.01"}}]}""";
            assertThatThrownBy(() -> sandbox.addCompany(seed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("off by 0.01");
            assertThatThrownBy(() -> sandbox.company(9)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
