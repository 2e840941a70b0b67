package se.kvitta.connection;

import com.fasterxml.jackson.databind.JsonNode;
import se.kvitta.merchant.Connection;

/**
 * Whose connection to which system.
 *
 * @param merchant name of the merchant
 * @param title name of the merchant's company, for people
 * @param system slug of the remote system
 * @param systemName what people call it
 * @param way how the merchant file says that tokens are come by
 * @param connection what the merchant file says of the connection
 * @param mapping the system's mapping file, for its own words in it
 */
public record Holder(
        String merchant,
        String title,
        String system,
        String systemName,
        Way way,
        Connection connection,
        JsonNode mapping) {

    /** What a task is about while calls are refused whatever the token: new tokens do not close it. */
    String refusal() {
        return "login " + system;
    }

    /** What tasks about the connection are about. */
    String subject() {
        return "connection " + system;
    }
}
