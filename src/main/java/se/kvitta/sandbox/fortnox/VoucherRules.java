package se.kvitta.sandbox.fortnox;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a voucher of what was sent, or refuses it for the reason that Fortnox would give. */
final class VoucherRules {

    private final Company company;
    private final Assumptions assumptions;

    VoucherRules(Company company, Assumptions assumptions) {
        this.company = company;
        this.assumptions = assumptions;
    }

    /** @param year the financial year that the call names; null when the date decides */
    Voucher voucher(Input input, @Nullable FinancialYear year, Origin origin, Instant at) {
        var date = input.requiredDate("TransactionDate");
        var booked = financialYear(year, date);
        company.requireUnlocked(date);
        var series = series(input.requiredText("VoucherSeries", null), booked, origin);
        var costCenter = input.text("CostCenter", null);
        var project = input.text("Project", null);
        var rows = rows(input, new VoucherRow.Header(booked, date, costCenter, project));
        requireBalance(rows);
        return new Voucher(
                booked.id(),
                series.code(),
                series.nextNumber(),
                date,
                input.requiredText("Description", null),
                input.text("Comments", null),
                costCenter,
                project,
                origin.referenceType(),
                origin.referenceNumber(),
                rows,
                at,
                at);
    }

    private FinancialYear financialYear(@Nullable FinancialYear named, LocalDate date) {
        if (named == null) {
            return company.requiredYear(date);
        }
        if (!named.holds(date)) {
            throw AssumedReason.DATE_OUTSIDE_YEAR.refusal(date);
        }
        return named;
    }

    private VoucherSeries series(String code, FinancialYear year, Origin origin) {
        var series = company.series
                .find(VoucherSeries.key(year.id(), code))
                .orElseThrow(() -> AssumedReason.SERIES_UNKNOWN.refusal(code));
        if (!series.manual() && !origin.mayUseAnySeries()) {
            throw AssumedReason.SERIES_NOT_MANUAL.refusal(code);
        }
        return series;
    }

    private List<Voucher.Row> rows(Input input, VoucherRow.Header header) {
        var rows = new ArrayList<Voucher.Row>();
        var reader = new VoucherRow(company, header, assumptions);
        for (var row : input.rows("VoucherRows")) {
            rows.add(reader.read(row, rows.size() + 1));
        }
        if (rows.size() < 2) {
            throw AssumedReason.TOO_FEW_ROWS.refusal();
        }
        return rows;
    }

    static void requireBalance(List<Voucher.Row> rows) {
        long balance = rows.stream()
                .filter(Voucher.Row::counts)
                .mapToLong(Voucher.Row::effectOre)
                .reduce(0, Math::addExact);
        if (balance != 0) {
            throw AssumedReason.VOUCHER_UNBALANCED.refusal(Amounts.kronor(balance));
        }
    }

    /** Books the voucher and moves the series on, in one change. */
    static void book(Company company, Voucher voucher, Books.Change change) {
        var seriesKey = VoucherSeries.key(voucher.financialYear(), voucher.series());
        var series = company.series
                .find(seriesKey)
                .orElseThrow(() -> AssumedReason.SERIES_UNKNOWN.refusal(voucher.series()));
        change.put(company.vouchers, voucher.key(), voucher)
                .put(company.series, seriesKey, series.withNextNumber(voucher.number() + 1));
    }

    /**
     * Where a voucher comes from.
     *
     * @param mayUseAnySeries true for Fortnox's own bookings, which use the series that are closed to the API
     */
    record Origin(String referenceType, @Nullable String referenceNumber, boolean mayUseAnySeries) {

        static final Origin API = new Origin("MANUAL", null, false);
    }
}
