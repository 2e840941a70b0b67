package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer, ready to be sent. */
final class Answer {

    private final int status;
    private final String contentType;
    private final Map<String, String> headers;
    private final byte[] body;

    private Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.headers = headers;
        this.body = body;
    }

    static Answer json(int status, JsonNode body) {
        return bytes(status, "application/json", Json.bytes(body));
    }

    static Answer text(int status, String contentType, String body) {
        return bytes(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer bytes(int status, String contentType, byte[] body) {
        return new Answer(status, contentType, Map.of(), body);
    }

    static Answer empty(int status) {
        return bytes(status, "", new byte[0]);
    }

    /** Fortnox names the collection in Location, never the new thing. */
    static Answer created(String collection, JsonNode body) {
        return json(201, body).with("Location", collection);
    }

    Answer with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, more, body);
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    Map<String, String> headers() {
        return headers;
    }

    byte[] body() {
        return body.clone();
    }
}
