package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** Calls a sandbox as a client would, for one company. */
final class Caller {

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;
    private final String token;

    private Caller(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** With a token from client_credentials. */
    static Caller of(URI base, long tenant) {
        var anonymous = anonymous(base);
        var answer = anonymous.token("grant_type=client_credentials", Long.toString(tenant));
        if (answer.status() != 200) {
            throw new IllegalStateException("no token: " + answer.text());
        }
        return new Caller(base, answer.at("/access_token").asText());
    }

    static Caller anonymous(URI base) {
        return new Caller(base, "");
    }

    Caller withToken(String other) {
        return new Caller(base, other);
    }

    Reply token(String form, String tenant) {
        return token(form, tenant, FortnoxSandbox.App.KVITTA);
    }

    Reply token(String form, String tenant, FortnoxSandbox.App app) {
        var pair = app.clientId() + ":" + app.clientSecret();
        var request = HttpRequest.newBuilder(base.resolve("/oauth-v1/token"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!tenant.isEmpty()) {
            request.header("TenantId", tenant);
        }
        return send(request);
    }

    Reply get(String path) {
        return send(request(path).GET());
    }

    Reply post(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").POST(publisher(body)));
    }

    Reply put(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").PUT(publisher(body)));
    }

    /** A body of one part, as browsers send files. */
    Reply upload(String path, String part, String name, byte[] content) {
        byte[] head = ("--b-1\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/pdf\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = "\r\n--b-1--\r\n".getBytes(StandardCharsets.UTF_8);
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=b-1")
                .POST(HttpRequest.BodyPublishers.concat(
                        HttpRequest.BodyPublishers.ofByteArray(head),
                        HttpRequest.BodyPublishers.ofByteArray(content),
                        HttpRequest.BodyPublishers.ofByteArray(tail))));
    }

    Reply delete(String path) {
        return send(request(path).DELETE());
    }

    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(20));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    static HttpRequest.BodyPublisher publisher(String body) {
        return HttpRequest.BodyPublishers.ofString(body);
    }

    Reply send(HttpRequest.Builder request) {
        try {
            return trySend(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws when the connection is cut. */
    Reply trySend(HttpRequest.Builder request) throws IOException {
        try {
            return new Reply(http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came back. */
    record Reply(HttpResponse<byte[]> response) {

        int status() {
            return response.statusCode();
        }

        String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        byte[] bytes() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return Json.read(response.body());
            } catch (IOException e) {
                throw new UncheckedIOException(text(), e);
            }
        }

        JsonNode at(String pointer) {
            return json().at(pointer);
        }

        /** Fortnox's code, however its keys are written; 0 without an error envelope. */
        int code() {
            var information = json().path("ErrorInformation");
            return information.path("code").asInt(information.path("Code").asInt(0));
        }
    }
}
