package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Reads one row of a voucher and checks it against the accounts of the year. */
final class VoucherRow {

    private final Company company;
    private final Header header;
    private final Assumptions assumptions;

    VoucherRow(Company company, Header header, Assumptions assumptions) {
        this.company = company;
        this.header = header;
        this.assumptions = assumptions;
    }

    /** @param position from 1, for messages */
    Voucher.Row read(Input row, int position) {
        var account = account(row.requiredInteger("Account"));
        long debit = side(row, "Debit");
        long credit = side(row, "Credit");
        requireOneSide(debit, credit, position);
        var name = row.text("Description", null);
        return new Voucher.Row(
                account.number(),
                name == null ? account.description() : name,
                debit,
                credit,
                row.text("TransactionInformation", null),
                costCenter(row, account),
                project(row, account),
                row.decimal("Quantity", null),
                Voucher.RowState.BOOKED);
    }

    private Account account(int number) {
        var account = company.accounts
                .find(Account.key(header.year().id(), number))
                .orElseThrow(() -> KnownReason.ACCOUNT_MISSING.refusal(number));
        if (!account.active()) {
            throw AssumedReason.ACCOUNT_INACTIVE.refusal(number);
        }
        return account;
    }

    private long side(Input row, String field) {
        long ore = row.ore(field, 0);
        if (ore < 0 && assumptions.is(Assumption.NEGATIVE_AMOUNT, "refuse")) {
            throw AssumedReason.AMOUNT_NEGATIVE.refusal(field);
        }
        return ore;
    }

    private void requireOneSide(long debit, long credit, int position) {
        if (debit != 0 && credit != 0 && assumptions.is(Assumption.ROW_WITH_BOTH_SIDES, "refuse")) {
            throw AssumedReason.ROW_HAS_BOTH_SIDES.refusal(position);
        }
        if (debit == 0 && credit == 0 && assumptions.is(Assumption.ROW_WITH_NO_SIDE, "refuse")) {
            throw AssumedReason.ROW_HAS_NO_SIDE.refusal(position);
        }
    }

    /** The row's own, else the voucher's and then the account's, where the account takes one. */
    private @Nullable String costCenter(Input row, Account account) {
        var own = row.text("CostCenter", null);
        if (own != null && account.costCenterSettings().equals(Account.NOT_ALLOWED)) {
            throw AssumedReason.COST_CENTER_FORBIDDEN.refusal(account.number());
        }
        var code = defaulted(own, header.costCenter(), account.costCenter(), account.costCenterSettings());
        if (code == null) {
            if (account.costCenterSettings().equals(Account.MANDATORY)) {
                throw AssumedReason.COST_CENTER_REQUIRED.refusal(account.number());
            }
            return null;
        }
        if (company.costCenters.find(code).filter(CostCenter::active).isEmpty()) {
            throw AssumedReason.COST_CENTER_UNUSABLE.refusal(code);
        }
        return code;
    }

    private @Nullable String project(Input row, Account account) {
        var own = row.text("Project", null);
        if (own != null && account.projectSettings().equals(Account.NOT_ALLOWED)) {
            throw AssumedReason.PROJECT_FORBIDDEN.refusal(account.number());
        }
        var number = defaulted(own, header.project(), account.project(), account.projectSettings());
        if (number == null) {
            if (account.projectSettings().equals(Account.MANDATORY)) {
                throw AssumedReason.PROJECT_REQUIRED.refusal(account.number());
            }
            return null;
        }
        var project = company.projects.find(number).orElseThrow(() -> AssumedReason.PROJECT_UNUSABLE.refusal(number));
        if (!project.isOpenOn(header.date())) {
            throw AssumedReason.PROJECT_NOT_ACTIVE.refusal(number);
        }
        return number;
    }

    private static @Nullable String defaulted(
            @Nullable String own, @Nullable String ofVoucher, @Nullable String ofAccount, String settings) {
        if (own != null || settings.equals(Account.NOT_ALLOWED)) {
            return own;
        }
        return ofVoucher != null ? ofVoucher : ofAccount;
    }

    /** What the rows of one voucher share. */
    record Header(
            FinancialYear year,
            LocalDate date,
            @Nullable String costCenter,
            @Nullable String project) {}
}
