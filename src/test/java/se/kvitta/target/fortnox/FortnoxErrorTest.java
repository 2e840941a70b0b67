package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form that an error of Fortnox's has, or of what lies between, is told as a code and a message. */
class FortnoxErrorTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            nullValues = "none",
            value = {
                "{\"ErrorInformation\":{\"Error\":1,\"Message\":\"Kan inte hitta fakturan.\",\"Code\":2000434}};2000434;Kan inte hitta fakturan.",
                "{\"ErrorInformation\":{\"error\":1,\"message\":\"Ogiltigt filter.\",\"code\":2000587}};2000587;Ogiltigt filter.",
                "{\"errorInformation\":{\"code\":\"2000588\",\"message\":\"Fel.\"}};2000588;Fel.",
                "{\"error\":\"missing.rights\",\"id\":\"7d\",\"message\":\"Behörighet saknas.\"};missing.rights;Behörighet saknas.",
                "{\"Error\":\"file_too_big\",\"Id\":\"7d\"};file_too_big;||",
                "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid refresh token\"};invalid_grant;Invalid refresh token",
            })
    void readsEveryFormOfFortnoxs(String body, String code, String message) throws JsonProcessingException {
        JsonNode content = JSON.readTree(body);
        var expected = new FortnoxError(code, message, true);
        assertThat(FortnoxError.of(content, body)).isEqualTo(expected);
        assertThat(FortnoxError.told(content)).as("also in a 200").isEqualTo(expected);
    }

    @Test
    void takesABareMessageForAnErrorOnlyWithItsStatus() throws JsonProcessingException {
        String body = "{\"message\":\"unauthorized\"}";
        JsonNode content = JSON.readTree(body);
        assertThat(FortnoxError.told(content)).isNull();
        assertThat(FortnoxError.of(content, body)).isEqualTo(new FortnoxError("", "unauthorized", true));
        assertThat(FortnoxError.told(JSON.readTree("{\"Invoice\":{\"Error\":\"x\"}}")))
                .isNull();
        assertThat(FortnoxError.told(JSON.readTree("[{\"error\":\"x\"}]"))).isNull();
    }

    @Test
    void showsOfAPageWhatAPersonWouldSee() {
        String page = "<!doctype html><html><head><title>x</title><style>p{}</style></head>"
                + "<body><!-- a > b --><h1>413</h1>\n<script>go(1)</script><p>Request  Entity Too Large</p>"
                + "<p>é</p>".repeat(200);
        FortnoxError error = FortnoxError.of(null, page);
        assertThat(error.isOurs()).isFalse();
        assertThat(error.message()).startsWith("413 Request Entity Too Large é").hasSize(120);
        assertThat(FortnoxError.of(null, "  no upstream\r\n").shown()).isEqualTo("no upstream");
        assertThat(FortnoxError.of(null, "").shown()).isEqualTo("-");
        assertThat(new FortnoxError("file_too_big", "", true).shown()).isEqualTo("file_too_big");
    }
}
