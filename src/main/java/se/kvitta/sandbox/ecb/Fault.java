package se.kvitta.sandbox.ecb;

/** What can go wrong with a call. */
public enum Fault {
    /** 429, with Retry-After. */
    TOO_MANY_REQUESTS,
    /** 500 with a page. */
    SERVER_ERROR,
    /** No answer before the sandbox is closed or the caller gives up. */
    SLOW,
    /** Half of the answer, then the line is cut. */
    TRUNCATED,
    /** 200 with a page instead of a file. */
    GARBAGE,
    /** The file of ten days ago. */
    STALE
}
