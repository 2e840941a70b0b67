package se.kvitta.merchant;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.home.Settings;

/** How to reach a source or target for one merchant. Values are resolved when asked for; none is ever printed. */
public final class Connection {

    /** What a profile's webhooks are checked by: a secret, or the provider's id of the webhook. */
    public static final String WEBHOOK = "webhook";

    private final String owner;
    private final Map<String, String> values;
    private final Settings settings;

    Connection(String owner, Map<String, String> values, Settings settings) {
        this.owner = owner;
        this.values = Map.copyOf(values);
        this.settings = settings;
    }

    /** Throws {@link IllegalArgumentException} naming the profile or merchant and what it lacks. */
    public String get(String name) {
        @Nullable String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the connection of " + owner + " lacks '" + name + "'");
        }
        try {
            return settings.resolve(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + name + "' in the connection of " + owner + ": " + e.getMessage(), e);
        }
    }

    public String get(String name, String otherwise) {
        return values.containsKey(name) ? get(name) : otherwise;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * Whether it says how to reach what it is a connection to; a part, such as {@code orders.username}, is for one thing only, and
     * webhooks come by themselves.
     */
    boolean reachesIt() {
        return values.keySet().stream().anyMatch(name -> name.indexOf('.') < 0 && !name.equals(WEBHOOK));
    }

    /** What it says something of. */
    public Set<String> fields() {
        return values.keySet();
    }

    /** What it says of each field, with its properties put in their place where they are configured; secrets are left alone. */
    ObjectNode words() {
        ObjectNode words = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(values).forEach((name, value) -> words.put(name, settings.resolveOpen(value)));
        return words;
    }

    @Override
    public String toString() {
        return "connection of " + owner;
    }
}
