package se.kvitta.sandbox.riksbank;

/** What can go wrong with a call. */
public enum Fault {
    /** 429 with the documented message. */
    TOO_MANY_REQUESTS,
    /** 500 with a page. */
    SERVER_ERROR,
    /** No answer before the sandbox is closed or the caller gives up. */
    SLOW,
    /** Half of the answer, then the line is cut. */
    TRUNCATED,
    /** 200 with a page instead of observations. */
    GARBAGE,
    /** The observations of ten days ago. */
    STALE
}
