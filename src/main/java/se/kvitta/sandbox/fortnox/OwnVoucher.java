package se.kvitta.sandbox.fortnox;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A voucher that Fortnox writes itself, for an invoice or a payment. */
final class OwnVoucher {

    private static final int LONGEST_DESCRIPTION = 200;

    private final Company company;
    private final LocalDate date;
    private final FinancialYear year;
    private final List<Voucher.Row> rows = new ArrayList<>();

    /** Throws a refusal when the day is locked or in no financial year. */
    OwnVoucher(Company company, LocalDate date) {
        this.company = company;
        this.date = date;
        year = company.requiredYear(date);
        company.requireUnlocked(date);
    }

    FinancialYear year() {
        return year;
    }

    /** @param effectOre debit above zero, credit below */
    OwnVoucher add(int account, long effectOre) {
        return add(account, effectOre, new RowDimensions(company, null, null, date), null, null, null);
    }

    OwnVoucher add(
            int number,
            long effectOre,
            RowDimensions dimensions,
            @Nullable String costCenter,
            @Nullable String project,
            @Nullable String text) {
        var account = company.usableAccount(year, number);
        rows.add(new Voucher.Row(
                number,
                account.description(),
                Math.max(effectOre, 0),
                Math.max(-effectOre, 0),
                text,
                dimensions.costCenter(costCenter, account),
                dimensions.project(project, account),
                null,
                Voucher.RowState.BOOKED));
        return this;
    }

    /** What the rows lack to balance, in öre. */
    long lackingOre() {
        return -rows.stream().mapToLong(Voucher.Row::effectOre).reduce(0, Math::addExact);
    }

    /** Makes the last row what is lacking without it: nobody is to see a difference that rounding made. */
    void levelLast() {
        var last = rows.remove(rows.size() - 1);
        long effect = lackingOre();
        rows.add(new Voucher.Row(
                last.account(),
                last.accountName(),
                Math.max(effect, 0),
                Math.max(-effect, 0),
                last.text(),
                last.costCenter(),
                last.project(),
                last.quantity(),
                last.state()));
    }

    /**
     * Books it in the change.
     *
     * @param use what the predefined series is called
     */
    Voucher book(String use, String description, String type, String reference, Books.Change change) {
        var code = company.predefinedSeries
                .find(use)
                .map(Predefined::value)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> AssumedReason.PREDEFINED_SERIES_MISSING.refusal(use));
        var series = company.series
                .find(VoucherSeries.key(year.id(), code))
                .orElseThrow(() -> AssumedReason.SERIES_UNKNOWN.refusal(code));
        Instant at = change.at();
        var voucher = new Voucher(
                year.id(),
                code,
                series.nextNumber(),
                date,
                cut(description),
                null,
                null,
                null,
                type,
                reference,
                rows,
                at,
                at);
        VoucherRules.book(company, voucher, change);
        return voucher;
    }

    private static String cut(String description) {
        return description.length() > LONGEST_DESCRIPTION ? description.substring(0, LONGEST_DESCRIPTION) : description;
    }
}
