package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FortnoxProtocolTest extends RunningSandbox {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                  | 2001392
            []                                  | 2001392
            {}                                  | 2001392
            {"VoucherSeries":"KV"}              | 2001392
            {"Voucher":[]}                      | 2001392
            {"Voucher":null}                    | 2001392
            {"Voucher":{}}                      | 2001795
            {"Voucher":{"Serie":"KV"}}          | 2001399
            {"Voucher":{"VoucherRows":{}}}      | 2999017
            {"Voucher":{},"Comment":"x"}        | 2001399
            {"Voucher":{                        | 2002115
            {"Voucher":{}} {}                   | 2002115
            <Voucher/>                          | 2002115
            """)
    void refusesBodiesOfTheWrongForm(String body, int code) {
        var answer = caller.post("/3/vouchers?financialyear=6", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        var latin1 = Vouchers.of("KV", "2026-02-13", "köp", Vouchers.ROWS).getBytes(StandardCharsets.ISO_8859_1);
        var answer = caller.send(caller.request("/3/vouchers?financialyear=6")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(latin1)));

        assertThat(answer.code()).isEqualTo(2002115);
    }

    @Test
    void wantsJsonAndGivesJson() {
        var path = "/3/vouchers?financialyear=6";
        var body = Caller.publisher(Vouchers.right());

        assertThat(caller.send(caller.request(path).POST(body)).code()).isEqualTo(1000031);
        assertThat(caller.send(caller.request(path)
                                .header("Content-Type", "application/xml")
                                .POST(body))
                        .code())
                .isEqualTo(1000031);
        assertThat(caller.send(caller.request(path)
                                .header("Content-Type", "application/json; charset=utf-8")
                                .POST(body))
                        .status())
                .isEqualTo(201);
        assertThat(get("application/xml").code()).isEqualTo(1000030);
        assertThat(get("application/pdf").code()).isEqualTo(1000030);
        assertThat(get("text/html, application/json;q=0.8").status()).isEqualTo(200);
        assertThat(get("*/*").status()).isEqualTo(200);
    }

    private Caller.Reply get(String accept) {
        return caller.send(
                caller.request("/3/accounts").header("Accept", accept).GET());
    }

    @ParameterizedTest
    @CsvSource({
        "/3/currencies?lastmodified=2026-01-01, 2000588",
        "/3/vouchers?FromDate=2026-01-01, 2000588",
        "/3/vouchers?description=x, 2000588",
        "/3/vouchers?limit=ten, 2000588",
        "/3/vouchers?limit=0, 2000588",
        "/3/vouchers?fromdate=2026, 2000588",
        "/3/vouchers?sortby=date, 2000588",
        "/3/vouchers?lastmodified=yesterday, 2000588",
        "/3/vouchers?filter=booked, 2000587",
        "/3/settings/lockedperiod?limit=1, 2000588"
    })
    void refusesParametersItDoesNotKnow(String path, int code) {
        var answer = caller.get(path);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
    }

    @Test
    void writesErrorsInSwedishWithKeysThatDependOnTheStatus() {
        var missing = caller.get("/3/accounts/1234");
        var wrong = caller.get("/3/vouchers?filter=x");

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text())
                .isEqualTo(
                        "{\"ErrorInformation\":{\"Error\":1,\"Message\":\"Kan inte hitta kontot.\",\"Code\":2000423}}");
        assertThat(wrong.text())
                .isEqualTo("{\"ErrorInformation\":{\"error\":1,\"message\":"
                        + "\"Ett ogiltigt filter har använts.\",\"code\":2000587}}");
    }

    @Test
    void numbersEveryAnswerForSupport() {
        assertThat(caller.get("/3/accounts").header("X-Uid")).matches("[0-9a-f]{8}");
        assertThat(caller.get("/3/accounts/1").header("X-Uid")).matches("[0-9a-f]{8}");
        assertThat(caller.get("/3/accounts").header("Server")).isEqualTo("Fortnox");
        assertThat(caller.get("/3/accounts").header("X-Rack-Responsetime")).matches("[0-9]+");
    }

    @Test
    void doesNotKnowPathsAndMethodsThatFortnoxLacks() {
        assertThat(caller.get("/3/verifications").status()).isEqualTo(404);
        assertThat(caller.get("/").status()).isEqualTo(404);
        assertThat(caller.delete("/3/vouchers").status()).isEqualTo(405);

        sandbox.assume("method-not-allowed", "404");
        assertThat(caller.delete("/3/vouchers").status()).isEqualTo(404);
    }

    @Test
    void forgivesASlashAtTheEndAndReadsEscapedSegments() {
        assertThat(caller.get("/3/accounts/?limit=1").status()).isEqualTo(200);
        caller.post("/3/projects", "{\"Project\":{\"ProjectNumber\":\"a/b\",\"Description\":\"x\"}}");
        assertThat(caller.get("/3/projects/a%2Fb").at("/Project/ProjectNumber").asText())
                .isEqualTo("a/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET /3/acc ounts HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /3/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /3/vouchers HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /oauth-v1/token HTTP/1.1\r\nHost: x\r\nAuthorization: Basic !!!\r\nContent-Length: 0\r\n\r\n"
            })
    void survivesBadRequests(String bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.port())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 4");
        }
        assertThat(caller.get("/3/accounts").status()).isEqualTo(200);
    }
}
