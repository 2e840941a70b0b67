package se.kvitta.sandbox.fortnox;

/** Stands before the API: who calls, how often, for what. */
final class Gate {

    private static final String BEARER = "Bearer ";

    private final AccessTokens tokens;
    private final Grants grants;
    private final Companies companies;
    private final RateLimit limit;
    private final Assumptions assumptions;

    Gate(AccessTokens tokens, Grants grants, Companies companies, RateLimit limit, Assumptions assumptions) {
        this.tokens = tokens;
        this.grants = grants;
        this.companies = companies;
        this.limit = limit;
        this.assumptions = assumptions;
    }

    /** Throws a refusal with 401 or 429; neither has an error envelope. */
    Access admit(Call call) {
        var access = call.header("Authorization")
                .filter(header -> header.startsWith(BEARER))
                .flatMap(header -> tokens.read(header.substring(BEARER.length())))
                .filter(this::isStillAllowed)
                .orElseThrow(() -> new Refusal(unauthorized()));
        boolean countRefused = assumptions.is(Assumption.REFUSED_CALLS_COUNT, "yes");
        if (!limit.admits(access.clientId() + "@" + access.tenant(), countRefused)) {
            throw new Refusal(tooManyRequests());
        }
        return access;
    }

    private boolean isStillAllowed(Access access) {
        return companies.has(access.tenant())
                && (assumptions.is(Assumption.REVOKED_CONSENT, "lets-access-tokens-expire")
                        || grants.isConsented(access.clientId(), access.tenant()));
    }

    static Answer unauthorized() {
        return Answer.json(401, Json.object().put("message", "unauthorized"));
    }

    Answer tooManyRequests() {
        var answer = assumptions.is(Assumption.TOO_MANY_REQUESTS_BODY, "empty")
                ? Answer.empty(429)
                : Answer.text(429, "text/plain; charset=utf-8", "Too Many Requests");
        return assumptions.is(Assumption.RETRY_AFTER, "send")
                ? answer.with("Retry-After", Long.toString(limit.windowSeconds()))
                : answer;
    }

    /** Throws when the token does not reach that far. */
    Company company(Access access, Route route) {
        if (!access.scopes().contains(route.scope())) {
            throw KnownReason.NO_SCOPE.refusal(route.scope());
        }
        return companies.find(access.tenant()).orElseThrow(() -> new Refusal(unauthorized()));
    }

    /** Throws when the company has not paid for the module. */
    static void requireLicence(Company company, Route route) {
        if (!company.profile().licences().contains(route.scope())) {
            throw KnownReason.NO_LICENCE.refusal(route.scope());
        }
    }
}
