package se.kvitta.testing.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/**
 * Something on the wire that the published document does not describe so.
 *
 * @param operation method and path template; method and path when the document does not know the path
 * @param status of the answer; 0 when there was none
 * @param at JSON pointer, or the name of a parameter; empty for the whole
 * @param keyword of the schema; {@code unknown} for an operation, parameter or status that is not in the document
 */
record Finding(Side side, String operation, int status, String at, String keyword, String message, JsonNode value) {

    enum Side {
        OPERATION,
        PARAMETER,
        REQUEST,
        STATUS,
        ANSWER
    }

    @Override
    public String toString() {
        String text = value.toString();
        return "%s (%d): %s %s: %s: %s: %s"
                .formatted(
                        operation,
                        status,
                        side.name().toLowerCase(Locale.ROOT),
                        at,
                        keyword,
                        message,
                        text.length() > 80 ? text.substring(0, 80) + "…" : text);
    }
}
