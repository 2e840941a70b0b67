package se.kvitta.delivery;

/** What is handed to a target: a request or a file. */
public final class Outgoing {

    private final String name;
    private final byte[] content;

    /** @param name method and path of a request, or the name of a file */
    public Outgoing(String name, byte[] content) {
        this.name = name;
        this.content = content.clone();
    }

    public String name() {
        return name;
    }

    public byte[] content() {
        return content.clone();
    }
}
