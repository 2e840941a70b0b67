package se.kvitta.sandbox.stripe;

/** What can go wrong with a call. */
public enum Fault {
    /** 401, as for a key that was rolled. */
    INVALID_KEY,
    /** 429 with the header that says which limit it was. */
    TOO_MANY_REQUESTS,
    /** 400 with the code of too many calls. */
    RATE_LIMIT,
    /** 409: something else holds a lock. */
    CONFLICT,
    /** 500. */
    SERVER_ERROR,
    /** 503. */
    UNAVAILABLE,
    /** No answer before the sandbox is closed or the caller gives up. */
    SLOW,
    /** Half of the answer, then the line is cut. */
    TRUNCATED,
    /** 200 with a page for people. */
    PAGE,
    /** The answer says that it is of another version than was asked for. */
    OTHER_VERSION
}
