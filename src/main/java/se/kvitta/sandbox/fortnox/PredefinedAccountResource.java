package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /3/predefinedaccounts}: which account Fortnox itself uses for what. Ignores {@code limit}. */
final class PredefinedAccountResource implements Resource {

    private static final String SCOPE = "settings";
    private static final Pattern FOUR_DIGITS = Pattern.compile("[0-9]{4}");
    private static final Shape SHAPE = Shape.of(
            "PreDefinedAccount",
            // Not an integer field: what is wrong with it has error codes of its own.
            Field.text("Account", 0, 20),
            Field.text("Name", 0, 50),
            Field.readOnly("@url"));

    @Override
    public void addTo(Routes routes) {
        routes.add("GET", "/3/predefinedaccounts", SCOPE, Routes.LIST, PredefinedAccountResource::list);
        routes.add("GET", "/3/predefinedaccounts/{name}", SCOPE, Set.of(), PredefinedAccountResource::read);
        routes.add("PUT", "/3/predefinedaccounts/{name}", SCOPE, Set.of(), PredefinedAccountResource::update);
    }

    private static Answer list(Request request) {
        return new Listing<Predefined>(
                        request, "PreDefinedAccount", "PreDefinedAccounts", predefined -> entry(request, predefined))
                .whole(request.company().predefinedAccounts.all());
    }

    private static Answer read(Request request) {
        return request.single("PreDefinedAccount", entry(request, one(request)));
    }

    private static Answer update(Request request) {
        var predefined = one(request);
        var text = request.updated(SHAPE).text("Account", null);
        var company = request.company();
        if (text == null) {
            throw KnownReason.PREDEFINED_ACCOUNT_INVALID.refusal(predefined.name());
        }
        if (!FOUR_DIGITS.matcher(text).matches()) {
            throw KnownReason.ACCOUNT_NOT_FOUR_DIGITS.refusal(text);
        }
        int year = company.preselectedYear().id();
        if (company.accounts
                .find(Account.key(year, Integer.parseInt(text)))
                .filter(Account::active)
                .isEmpty()) {
            throw KnownReason.PREDEFINED_ACCOUNT_INVALID.refusal(text);
        }
        var changed = new Predefined(predefined.name(), text);
        company.change()
                .put(company.predefinedAccounts, changed.name(), changed)
                .commit();
        return request.single("PreDefinedAccount", entry(request, changed));
    }

    private static Predefined one(Request request) {
        return request.company()
                .predefinedAccounts
                .find(request.name("name"))
                .orElseThrow(KnownReason.NO_IDENTIFIER::refusal);
    }

    private static ObjectNode entry(Request request, Predefined predefined) {
        var entry = Json.object()
                .put("@url", request.url("predefinedaccounts", predefined.name()))
                .put("Name", predefined.name());
        return predefined.value().isEmpty()
                ? entry.putNull("Account")
                : entry.put("Account", Integer.parseInt(predefined.value()));
    }
}
