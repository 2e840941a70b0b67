package se.kvitta.intake;

/** The options of a source's endpoint that are one profile's: how it logs in. Holds a secret: never printed. */
public final class Login {

    private final String options;

    /** @param options as in an endpoint's address, joined by {@code &} */
    public Login(String options) {
        this.options = options;
    }

    /** Keeps every sign of a value as it is inside an endpoint's options. Throws {@link IllegalArgumentException}. */
    public static String raw(String value) {
        if (!value.contains(")")) {
            return "RAW(" + value + ")";
        }
        if (!value.contains("}")) {
            return "RAW{" + value + "}";
        }
        throw new IllegalArgumentException("a user name, password or path that holds both ) and } cannot be used");
    }

    public String getOptions() {
        return options;
    }

    @Override
    public String toString() {
        return "login";
    }
}
