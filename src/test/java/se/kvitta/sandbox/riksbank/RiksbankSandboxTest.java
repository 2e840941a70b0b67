package se.kvitta.sandbox.riksbank;

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
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.testing.MovableClock;

class RiksbankSandboxTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-10-09T12:00:00Z"));
    private final HttpClient client = HttpClient.newHttpClient();
    private RiksbankSandbox sandbox;

    @BeforeEach
    void start() throws IOException {
        sandbox = RiksbankSandbox.start(0, clock);
        sandbox.limit(1000);
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.apiUrl() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "/Observations/SEKUSDPMI/2026-10-01/2026-10-08, 200",
        "/Observations/SEKXYZPMI/2026-10-01/2026-10-08, 404",
        "/Observations/USDSEKPMI/2026-10-01/2026-10-08, 404",
        "/Observations/sekusdpmi/2026-10-01/2026-10-08, 404",
        "/Observations/SEKUSDPMI/2026-10-08/2026-10-01, 400",
        "/Observations/SEKUSDPMI/2026-02-30/2026-10-01, 400",
        "/Observations/SEKUSDPMI/2026-1-01/2026-10-01, 404",
        "/Observations/SEKUSDPMI/2026-10-01, 404",
        "/observations/SEKUSDPMI/2026-10-01/2026-10-08, 404"
    })
    void takesOnlyWhatIsDocumented(String path, int status) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(status);
    }

    @Test
    void publishesBankDaysOnlyAndTodayInTheAfternoon() throws Exception {
        String path = "/Observations/SEKUSDPMI/2026-10-02/2026-10-09";
        assertThat(get(path).body())
                .contains("2026-10-02", "2026-10-05", "2026-10-08")
                .doesNotContain("2026-10-03", "2026-10-04", "2026-10-09");
        clock.set(Instant.parse("2026-10-09T14:15:00Z"));
        assertThat(get(path).body()).contains("2026-10-09");
        assertThat(get("/Observations/SEKEURPMI/2026-04-02/2026-04-07").body())
                .contains("2026-04-02", "2026-04-07")
                .doesNotContain("2026-04-03", "2026-04-06");
        assertThat(get("/Observations/SEKFIMPMI/2002-02-28/2002-03-31").body())
                .matches("\\[\\{\"date\":\"2002-02-28\",\"value\":1\\.\\d+}]");
    }

    @Test
    void answersARangeWithoutABankDayAsItIsToldTo() throws Exception {
        String weekend = "/Observations/SEKUSDPMI/2026-10-03/2026-10-04";
        assertThat(get(weekend).body()).isEqualTo("[]");
        sandbox.emptyRange(RiksbankSandbox.EmptyRange.NO_CONTENT);
        assertThat(get(weekend).statusCode()).isEqualTo(204);
        sandbox.emptyRange(RiksbankSandbox.EmptyRange.NOT_FOUND);
        assertThat(get(weekend).statusCode()).isEqualTo(404);
    }

    @Test
    void letsSoManyCallsThroughInAMinuteAndMoreWithTheKey() throws Exception {
        String path = "/Observations/SEKUSDPMI/2026-10-01/2026-10-08";
        sandbox.limit(2);
        sandbox.key("right");
        assertThat(get(path).statusCode()).isEqualTo(200);
        assertThat(get(path).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = get(path);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body())
                .isEqualTo("{\"statusCode\":429,\"message\":\"Rate limit is exceeded. Try again in 49 seconds.\"}");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
        sandbox.retryAfter(true);
        assertThat(get(path).headers().firstValue("Retry-After")).contains("49");
        assertThat(get(path, "Ocp-Apim-Subscription-Key", "right").statusCode()).isEqualTo(200);
        assertThat(get(path, "Ocp-Apim-Subscription-Key", "wrong").statusCode()).isEqualTo(401);
        clock.set(clock.instant().plusSeconds(60));
        assertThat(get(path).statusCode()).isEqualTo(200);
        assertThat(sandbox.value("USD", LocalDate.of(2026, 10, 8)))
                .hasValueSatisfying(value -> assertThat(value).startsWith("9."));
    }
}
