package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** An account as it is sent and as it is shown. */
final class AccountShape {

    static final Shape SHAPE = Shape.of(
            "Account",
            Field.integer("Number", 1000, 9999).needed(),
            Field.text("Description", 1, 200).needed(),
            Field.bool("Active"),
            Field.code("VATCode", 0, 10),
            Field.integer("SRU", 0, Integer.MAX_VALUE),
            Field.text("CostCenter", 0, 6),
            setting("CostCenterSettings"),
            Field.text("Project", 0, 20),
            setting("ProjectSettings"),
            Field.text("TransactionInformation", 0, 100),
            setting("TransactionInformationSettings"),
            Field.decimal("BalanceBroughtForward", 14),
            Field.readOnly("@url"),
            Field.readOnly("BalanceCarriedForward"),
            Field.readOnly("QuantitySettings"),
            Field.readOnly("QuantityUnit"),
            Field.readOnly("OpeningQuantities"),
            Field.readOnly("Year"));

    private AccountShape() {}

    private static Field setting(String name) {
        return Field.word(name, Account.ALLOWED, Account.MANDATORY, Account.NOT_ALLOWED);
    }

    /** The account with whatever the input names put in its place. */
    static Account changed(Account account, Input input, Instant at) {
        return new Account(
                account.financialYear(),
                account.number(),
                input.requiredText("Description", account.description()),
                input.bool("Active", account.active()),
                input.text("VATCode", account.vatCode()),
                input.integer("SRU", account.sru()),
                input.text("CostCenter", account.costCenter()),
                input.requiredText("CostCenterSettings", account.costCenterSettings()),
                input.text("Project", account.project()),
                input.requiredText("ProjectSettings", account.projectSettings()),
                input.text("TransactionInformation", account.transactionInformation()),
                input.requiredText("TransactionInformationSettings", account.transactionInformationSettings()),
                input.ore("BalanceBroughtForward", account.openingOre()),
                at);
    }

    static ObjectNode item(Request request, Account account) {
        var url = request.url("accounts", Integer.toString(account.number()));
        var entry = Json.object()
                .put("@url", url + "?financialyear=" + account.financialYear())
                .put("Active", account.active())
                .put("CostCenter", account.costCenter())
                .put("CostCenterSettings", account.costCenterSettings())
                .put("Description", account.description())
                .put("Number", account.number())
                .put("Project", account.project())
                .put("ProjectSettings", account.projectSettings())
                .put("SRU", account.sru())
                .put("VATCode", account.vatCode())
                .put("Year", account.financialYear());
        entry.set("BalanceBroughtForward", Amounts.json(account.openingOre()));
        return entry;
    }

    static ObjectNode single(Request request, Account account) {
        var entry = item(request, account)
                .put("QuantitySettings", Account.ALLOWED)
                .put("QuantityUnit", "")
                .put("TransactionInformation", account.transactionInformation())
                .put("TransactionInformationSettings", account.transactionInformationSettings());
        entry.putArray("OpeningQuantities");
        long closing = Balances.of(request.company(), account.financialYear()).closingOre(account);
        entry.set("BalanceCarriedForward", Amounts.json(closing));
        return entry;
    }
}
