package se.kvitta.sandbox.klarna;

/** What can go wrong with a call to the API. */
public enum ApiFault {
    /** 401, as for credentials that were made anew. */
    UNAUTHORIZED,
    /** 429, with headers as the switches say. */
    TOO_MANY_REQUESTS,
    SERVER_ERROR,
    UNAVAILABLE,
    /** No answer before the sandbox is closed or the caller gives up. */
    SLOW,
    /** Half of the answer, then the line is cut. */
    TRUNCATED,
    /** 200 with a page for people. */
    PAGE
}
