package se.kvitta.sandbox.fortnox;

import java.util.Comparator;
import java.util.Map;

/** {@code /3/accounts}: every financial year has a chart of its own. */
final class AccountResource implements Resource {

    private static final String SCOPE = "bookkeeping";
    private static final Comparator<Account> BY_NUMBER = Comparator.comparingInt(Account::number);

    @Override
    public void addTo(Routes routes) {
        var search = Routes.parameters(Routes.both(Routes.LIST, Routes.YEAR), "lastmodified", "sru", "sortby");
        routes.add("GET", "/3/accounts", SCOPE, search, AccountResource::list);
        routes.add("POST", "/3/accounts", SCOPE, Routes.YEAR, AccountResource::create);
        routes.add("GET", "/3/accounts/{Number}", SCOPE, Routes.YEAR, AccountResource::read);
        routes.add("PUT", "/3/accounts/{Number}", SCOPE, Routes.YEAR, AccountResource::update);
        routes.add("DELETE", "/3/accounts/{Number}", SCOPE, Routes.YEAR, AccountResource::delete);
    }

    private static Answer list(Request request) {
        int year = request.year().id();
        var sru = request.wholeNumber("sru");
        var recent = request.recent();
        var hits = request.company().accounts.all().stream()
                .filter(account -> account.financialYear() == year)
                .filter(account -> sru.isEmpty() || sru.get().equals(account.sru()))
                .filter(account -> recent.test(account.modified()))
                .toList();
        return new Listing<Account>(request, "Account", "Accounts", account -> AccountShape.item(request, account))
                .paged(Listing.sorted(request, hits, Map.of("number", BY_NUMBER), BY_NUMBER));
    }

    private static Answer create(Request request) {
        var input = request.created(AccountShape.SHAPE);
        int number = input.requiredInteger("Number");
        int year = request.year().id();
        var company = request.company();
        if (company.accounts.has(Account.key(year, number))) {
            throw AssumedReason.ALREADY_EXISTS.refusal(number);
        }
        var change = company.change();
        var plain = Account.plain(year, number, "", true, null, 0, change.at());
        var account = AccountShape.changed(plain, input, change.at());
        requireRegistered(company, account);
        change.put(company.accounts, account.key(), account).commit();
        return request.created("accounts", "Account", AccountShape.single(request, account));
    }

    private static Answer read(Request request) {
        return request.single("Account", AccountShape.single(request, one(request)));
    }

    private static Answer update(Request request) {
        var account = one(request);
        var input = request.updated(AccountShape.SHAPE);
        if (input.has("Number") && input.requiredInteger("Number") != account.number()) {
            throw AssumedReason.NUMBER_FIXED.refusal("Number");
        }
        var company = request.company();
        var change = company.change();
        var changed = AccountShape.changed(account, input, change.at());
        requireRegistered(company, changed);
        change.put(company.accounts, changed.key(), changed).commit();
        return request.single("Account", AccountShape.single(request, changed));
    }

    private static Answer delete(Request request) {
        var account = one(request);
        var company = request.company();
        boolean used = company.vouchers.all().stream()
                .filter(voucher -> voucher.financialYear() == account.financialYear())
                .flatMap(voucher -> voucher.rows().stream())
                .anyMatch(row -> row.account() == account.number());
        if (used || account.openingOre() != 0) {
            throw AssumedReason.IN_USE.refusal(account.number());
        }
        company.change().drop(company.accounts, account.key()).commit();
        return Answer.empty(204);
    }

    private static Account one(Request request) {
        int number = request.number("Number", KnownReason.ACCOUNT_NOT_FOUND);
        return request.company()
                .accounts
                .find(Account.key(request.year().id(), number))
                .orElseThrow(KnownReason.ACCOUNT_NOT_FOUND::refusal);
    }

    private static void requireRegistered(Company company, Account account) {
        var costCenter = account.costCenter();
        if (costCenter != null && !company.costCenters.has(costCenter)) {
            throw AssumedReason.COST_CENTER_UNUSABLE.refusal(costCenter);
        }
        var project = account.project();
        if (project != null && !company.projects.has(project)) {
            throw AssumedReason.PROJECT_UNUSABLE.refusal(project);
        }
    }
}
