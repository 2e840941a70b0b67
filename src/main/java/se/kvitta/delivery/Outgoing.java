package se.kvitta.delivery;

/** What is handed to a target: a request or a file. */
public final class Outgoing {

    private final String name;
    private final byte[] content;
    private final String contentType;

    /** @param name method, path and query of a request, or the name of a file */
    public Outgoing(String name, byte[] content) {
        this(name, content, "application/json");
    }

    public Outgoing(String name, byte[] content, String contentType) {
        this.name = name;
        this.content = content.clone();
        this.contentType = contentType;
    }

    /** The media type of a request's body. */
    public String contentType() {
        return contentType;
    }

    public String name() {
        return name;
    }

    /** The method of a request. */
    public String method() {
        return name.substring(0, name.indexOf(' '));
    }

    /** The path of a request. */
    public String path() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The query of a request; empty when it has none. */
    public String query() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    private String target() {
        return name.substring(name.indexOf(' ') + 1);
    }

    public byte[] content() {
        return content.clone();
    }
}
