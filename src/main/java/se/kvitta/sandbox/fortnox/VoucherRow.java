package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Reads one row of a voucher and checks it against the accounts of the year. */
final class VoucherRow {

    private final Company company;
    private final Header header;
    private final Assumptions assumptions;
    private final RowDimensions dimensions;

    VoucherRow(Company company, Header header, Assumptions assumptions) {
        this.company = company;
        this.header = header;
        this.assumptions = assumptions;
        dimensions = new RowDimensions(company, header.costCenter(), header.project(), header.date());
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
                dimensions.costCenter(row.text("CostCenter", null), account),
                dimensions.project(row.text("Project", null), account),
                row.decimal("Quantity", null),
                Voucher.RowState.BOOKED);
    }

    private Account account(int number) {
        return company.usableAccount(header.year(), number);
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

    /** What the rows of one voucher share. */
    record Header(
            FinancialYear year,
            LocalDate date,
            @Nullable String costCenter,
            @Nullable String project) {}
}
