package se.kvitta.delivery;

/** What is handed to a target: a request or a file. */
public final class Outgoing {

    private final String name;
    private final byte[] content;
    private final String contentType;

    /** @param name method and path of a request, or the name of a file */
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

    public byte[] content() {
        return content.clone();
    }
}
