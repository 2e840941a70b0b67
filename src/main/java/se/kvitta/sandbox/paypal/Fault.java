package se.kvitta.sandbox.paypal;

/** What can go wrong with one call. */
public enum Fault {
    UNAUTHORIZED,
    TOO_MANY_CALLS,
    SERVER_FAULT,
    UNAVAILABLE,
    /** The answer waits until the sandbox is calm again. */
    SLOW_REPLY,
    /** Half of the answer, then the line is cut. */
    TRUNCATED_REPLY,
    /** 200 with a page for people. */
    PAGE_FOR_PEOPLE,
    /** 200 with an error for a body. */
    ERROR_WITH_200
}
