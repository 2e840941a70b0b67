package se.kvitta.sandbox.ecb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.testing.MovableClock;

class EcbSandboxTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-10-09T12:00:00Z"));
    private final HttpClient client = HttpClient.newHttpClient();
    private EcbSandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = EcbSandbox.start(0, clock);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(sandbox.filesUrl() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/eurofxref.xml", "/eurofxref-daily.xml?x=1", "/eurofxref-hist.zip", "/EUROFXREF-DAILY.XML"
            })
    void hasNoOtherFile(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void publishesTheLastTargetDayInTheAfternoon() throws Exception {
        assertThat(get("/eurofxref-daily.xml").body())
                .contains("<Cube time=\"2026-10-08\">", "xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\"")
                .doesNotContain("2026-10-07", "HRK");
        clock.set(Instant.parse("2026-10-09T14:00:00Z"));
        assertThat(get("/eurofxref-daily.xml").body()).contains("2026-10-09").doesNotContain("2026-10-08");
        clock.set(Instant.parse("2026-10-11T14:00:00Z"));
        assertThat(get("/eurofxref-daily.xml").body()).as("on a Sunday").contains("2026-10-09");
    }

    @Test
    void reachesBackNinetyDaysOrAllTheWay() throws Exception {
        assertThat(get("/eurofxref-hist-90d.xml").body())
                .contains("2026-07-13", "2026-10-08")
                .doesNotContain("2026-07-10", "2026-10-09", "2026-10-04");
        String all = get("/eurofxref-hist.xml").body();
        assertThat(all).contains("1999-01-04", "2022-12-30").doesNotContain("2026-04-03", "2026-04-06");
        assertThat(all.indexOf("HRK")).isGreaterThan(all.indexOf("2022-12-30"));
    }

    @Test
    void saysWhatItIsTold() throws Exception {
        sandbox.tell("SEK", LocalDate.of(2026, 10, 8), "N/A");
        sandbox.tell("USD", LocalDate.of(2026, 10, 8), "");
        assertThat(get("/eurofxref-daily.xml").body())
                .contains("currency=\"SEK\" rate=\"N/A\"")
                .doesNotContain("USD");
    }
}
