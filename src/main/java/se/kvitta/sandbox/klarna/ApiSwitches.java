package se.kvitta.sandbox.klarna;

/**
 * What nobody knows of the API, one switch for each, and how its answers may differ. Changed by {@link KlarnaApiSandbox#flip}.
 *
 * @param callsPerSecond of one merchant; more are refused
 * @param limitHeaders whether answers say what is left of the allowance
 * @param retryAfter whether 429 says when to come back, beside that
 * @param refusesLargePages whether a size above 500 is 400, else it is taken as 500
 * @param next what {@code next} of a page leads to
 * @param transactionDates whether transactions heed {@code start_date} and {@code end_date}, by capture date, else ignore them
 * @param captureId how a row without a capture says so
 * @param olderNames whether rows have the names that live answers were seen with, and not those of the schema
 * @param extraFields whether answers have fields that no schema names
 * @param emptyUnauthorized whether 401 has no body
 * @param reports what becomes of reports
 */
public record ApiSwitches(
        int callsPerSecond,
        boolean limitHeaders,
        boolean retryAfter,
        boolean refusesLargePages,
        Next next,
        boolean transactionDates,
        Missing captureId,
        boolean olderNames,
        boolean extraFields,
        boolean emptyUnauthorized,
        Reports reports) {

    /** Where the next page is. */
    public enum Next {
        /** A whole address at this server. */
        HERE,
        /** Not said: the caller counts. */
        UNSAID,
        /** A whole address at another server, which must not see any credentials. */
        ELSEWHERE
    }

    /** How something that is not there is written. */
    public enum Missing {
        EMPTY,
        NULL,
        ABSENT
    }

    /** What becomes of reports of payouts. */
    public enum Reports {
        GIVEN,
        /** 404 for each. */
        NOT_FOUND,
        /** 500 for each. */
        BROKEN,
        /** Half of each, then the line is cut. */
        CUT
    }

    /** As Klarna documents it, with an allowance that tests do not reach. */
    public static ApiSwitches documented() {
        return new ApiSwitches(
                100_000, true, true, true, Next.HERE, true, Missing.EMPTY, false, false, false, Reports.GIVEN);
    }

    public ApiSwitches withCallsPerSecond(int calls) {
        return new ApiSwitches(
                calls,
                limitHeaders,
                retryAfter,
                refusesLargePages,
                next,
                transactionDates,
                captureId,
                olderNames,
                extraFields,
                emptyUnauthorized,
                reports);
    }

    /** What 429 and other answers say of the allowance. */
    public ApiSwitches withLimitsSaid(boolean inHeaders, boolean byRetryAfter) {
        return new ApiSwitches(
                callsPerSecond,
                inHeaders,
                byRetryAfter,
                refusesLargePages,
                next,
                transactionDates,
                captureId,
                olderNames,
                extraFields,
                emptyUnauthorized,
                reports);
    }

    public ApiSwitches withLargePagesCutDown() {
        return new ApiSwitches(
                callsPerSecond,
                limitHeaders,
                retryAfter,
                false,
                next,
                transactionDates,
                captureId,
                olderNames,
                extraFields,
                emptyUnauthorized,
                reports);
    }

    public ApiSwitches withNext(Next where) {
        return new ApiSwitches(
                callsPerSecond,
                limitHeaders,
                retryAfter,
                refusesLargePages,
                where,
                transactionDates,
                captureId,
                olderNames,
                extraFields,
                emptyUnauthorized,
                reports);
    }

    public ApiSwitches withTransactionDatesIgnored() {
        return new ApiSwitches(
                callsPerSecond,
                limitHeaders,
                retryAfter,
                refusesLargePages,
                next,
                false,
                captureId,
                olderNames,
                extraFields,
                emptyUnauthorized,
                reports);
    }

    public ApiSwitches withCaptureId(Missing written) {
        return new ApiSwitches(
                callsPerSecond,
                limitHeaders,
                retryAfter,
                refusesLargePages,
                next,
                transactionDates,
                written,
                olderNames,
                extraFields,
                emptyUnauthorized,
                reports);
    }

    /** Rows as live answers were seen: other names, and fields that no schema has. */
    public ApiSwitches asSeenLive() {
        return new ApiSwitches(
                callsPerSecond,
                limitHeaders,
                retryAfter,
                refusesLargePages,
                next,
                transactionDates,
                captureId,
                true,
                true,
                true,
                reports);
    }

    public ApiSwitches withReports(Reports become) {
        return new ApiSwitches(
                callsPerSecond,
                limitHeaders,
                retryAfter,
                refusesLargePages,
                next,
                transactionDates,
                captureId,
                olderNames,
                extraFields,
                emptyUnauthorized,
                become);
    }
}
