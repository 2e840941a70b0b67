package se.kvitta.connection;

import java.util.Arrays;

/** How tokens are come by once a person has consented. */
public enum Way {
    /** A new access token whenever one is needed; nothing is kept that could be lost. */
    CLIENT_CREDENTIALS("client-credentials"),
    /** A refresh token that each use replaces by the next. */
    REFRESH_TOKEN("refresh-token");

    private final String word;

    Way(String word) {
        this.word = word;
    }

    /** As {@code grant} of a connection says it. */
    public String word() {
        return word;
    }

    /** Throws {@link IllegalArgumentException} for a word that is none. */
    static Way of(String word) {
        return Arrays.stream(values())
                .filter(way -> way.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is no way to get tokens; there are "
                        + Arrays.stream(values()).map(Way::word).toList()));
    }
}
