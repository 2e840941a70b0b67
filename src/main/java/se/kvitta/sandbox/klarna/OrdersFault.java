package se.kvitta.sandbox.klarna;

/** What can go wrong with a call to the Order Management API. */
public enum OrdersFault {
    /** 401 with an empty body, as for a password that was replaced. */
    UNAUTHORIZED,
    /** 429 with the headers that say when there is room again. */
    TOO_MANY_REQUESTS,
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
    /** 404 with a page for people: not the API. */
    NO_SUCH_PAGE,
    /** 200 with another order than was asked for. */
    OTHER_ORDER
}
