package se.kvitta.sandbox.fortnox;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers every call that a client of Fortnox can make. */
final class Api {

    private final Routes routes = new Routes();
    private final Environment environment;
    private final Gate gate;
    private final TokenEndpoint tokens;
    private final AuthorizePage authorize;

    Api(Environment environment, Gate gate, TokenEndpoint tokens, AuthorizePage authorize) {
        this.environment = environment;
        this.gate = gate;
        this.tokens = tokens;
        this.authorize = authorize;
        List.<Resource>of(
                        new VoucherResource(),
                        new VoucherSeriesResource(),
                        new AccountResource(),
                        new FinancialYearResource(),
                        new SettingsResource(),
                        new PredefinedAccountResource(),
                        new PredefinedSeriesResource(),
                        new CostCenterResource(),
                        new ProjectResource(),
                        new CurrencyResource(),
                        new SieResource(),
                        new InboxResource(),
                        new FileConnectionResource(),
                        CodedResource.termsOfDeliveries(),
                        CodedResource.wayOfDeliveries(),
                        CodedResource.units(),
                        new LabelResource(),
                        new PriceListResource(),
                        new PriceResource(),
                        new ArticleResource(),
                        new ArticleFileResource(),
                        new ArticleUrlResource(),
                        new ArchiveResource(),
                        new AttachmentResource(),
                        new WarehouseResource(),
                        new CustomerResource(),
                        new TermOfPaymentResource(),
                        new ModeOfPaymentResource(),
                        new InvoiceResource(),
                        new OrderResource(),
                        new EuVatLimitResource(),
                        new PaymentResource())
                .forEach(resource -> resource.addTo(routes));
    }

    /** How the call is counted: by method and the pattern of its path. */
    String label(Call call) {
        var path = call.path();
        Optional<String> known = path.startsWith("/oauth-v1/") ? Optional.of(path) : routes.patternOf(call);
        return call.method() + " " + known.orElse("(unknown)");
    }

    /** Decides now whether the call may come in; what it does, it does when the answer is asked for. */
    Supplier<Answer> accepted(Call call) {
        if (call.path().startsWith("/oauth-v1/")) {
            return () -> orRefusal(() -> authorization(call), Refusal::answer);
        }
        try {
            var access = gate.admit(call);
            return () -> admitted(call, access);
        } catch (Refusal refusal) {
            return refusal::answer;
        }
    }

    private static Answer orRefusal(Supplier<Answer> work, Function<Refusal, Answer> form) {
        try {
            return work.get();
        } catch (Refusal refusal) {
            return form.apply(refusal);
        }
    }

    private Answer authorization(Call call) {
        var answer =
                switch (call.method() + " " + call.path()) {
                    case "GET /oauth-v1/auth" -> authorize.answer(call);
                    case "POST /oauth-v1/token" -> tokens.token(call);
                    case "POST /oauth-v1/revoke" -> tokens.revoke(call);
                    default -> Answer.empty(404);
                };
        return answer.with("X-Uid", uid());
    }

    private Answer admitted(Call call, Access access) {
        long started = System.nanoTime();
        var answer = orRefusal(() -> resource(call, access), isNewer(call) ? WebReason::answer : Refusal::answer);
        long milliseconds = (System.nanoTime() - started) / 1_000_000;
        return answer.with("X-Uid", uid()).with("X-Rack-Responsetime", Long.toString(milliseconds));
    }

    private Answer resource(Call call, Access access) {
        var found = routes.find(call, environment.assumptions());
        var company = gate.company(access, found.route());
        Negotiation.check(call, found.route());
        var request = new Request(environment, company, access, call, found.names());
        return company.exclusively(() -> {
            Gate.requireLicence(company, found.route());
            return found.route().handler().apply(request);
        });
    }

    private static boolean isNewer(Call call) {
        return call.path().startsWith("/api/");
    }

    /** A fault of Fortnox's own, in the form of the part that was called. */
    static Answer fault(Call call) {
        return isNewer(call)
                ? WebReason.answer(WebReason.SYSTEM_EXCEPTION.refusal())
                : KnownReason.SYSTEM_EXCEPTION.refusal().answer();
    }

    Answer tooManyRequests() {
        return gate.tooManyRequests();
    }

    private static String uid() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
