package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the pages of a list. The next page is the one that {@code next} names, or else that of the next offset while
 * there are more. Of {@code next} only the query counts: a call never leaves our host, whatever an answer says.
 */
final class Paging {

    private final String parameters;
    private final int size;
    private String query;
    private long offset;
    private boolean more = true;

    /**
     * @param parameters of every page, such as {@code payment_reference=2201447718}
     * @param size how many there are on a page
     */
    Paging(String parameters, int size) {
        this.parameters = parameters;
        this.size = size;
        this.query = at(0);
    }

    private String at(long from) {
        return parameters + "&size=" + size + (from == 0 ? "" : "&offset=" + from);
    }

    boolean hasMore() {
        return more;
    }

    String query() {
        return query;
    }

    /**
     * Moves on after a page. Throws {@link IOException} when it says that there are more and has none, or leads back to itself.
     *
     * @param rows how many the page has
     */
    void page(JsonNode pagination, int rows) throws IOException {
        offset += rows;
        @Nullable String next = next(pagination);
        more = next != null || offset < pagination.path("total").asLong(0);
        if (!more) {
            return;
        }
        String following = next == null ? at(offset) : next;
        if (rows == 0 || following.equals(query)) {
            throw new IOException("a page of " + parameters + " ends at " + offset + " of "
                    + pagination.path("total").asText("-") + " and leads to no other");
        }
        query = following;
    }

    private static @Nullable String next(JsonNode pagination) throws IOException {
        String next = pagination.path("next").asText("");
        if (next.isEmpty()) {
            return null;
        }
        try {
            @Nullable String query = new URI(next).getRawQuery();
            return query == null || query.isEmpty() ? null : query;
        } catch (URISyntaxException e) {
            throw new IOException("the address of the next page cannot be read");
        }
    }
}
