package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/financialyears}. Nobody answers {@code ?date=} with an error: an empty list says that no year is open. */
final class FinancialYearResource implements Resource {

    private static final String SCOPE = "bookkeeping";
    private static final int LONGEST_MONTHS = 18;
    private static final Shape SHAPE = Shape.of(
            "FinancialYear",
            Field.date("FromDate").needed(),
            Field.date("ToDate").needed(),
            Field.word("AccountingMethod", "ACCRUAL", "CASH"),
            Field.text("AccountChartType", 0, 50),
            Field.readOnly("@url"),
            Field.readOnly("Id"));
    private static final Comparator<FinancialYear> BY_ID = Comparator.comparingInt(FinancialYear::id);

    @Override
    public void addTo(Routes routes) {
        // Fortnox's own description writes this one parameter with a capital.
        var search = Routes.parameters(Routes.LIST, "date", "Date", "financialyeardate", "sortby");
        routes.add("GET", "/3/financialyears", SCOPE, search, FinancialYearResource::list);
        routes.add("POST", "/3/financialyears", SCOPE, Set.of(), FinancialYearResource::create);
        routes.add("GET", "/3/financialyears/{Id}", SCOPE, Set.of(), FinancialYearResource::read);
    }

    private static Answer list(Request request) {
        var date = request.day("date").or(() -> request.day("Date")).or(() -> request.day("financialyeardate"));
        var hits = request.company().years.all().stream()
                .filter(year -> date.isEmpty() || year.holds(date.get()))
                .toList();
        return new Listing<FinancialYear>(request, "FinancialYear", "FinancialYears", year -> entry(request, year))
                .paged(Listing.sorted(request, hits, Map.of("id", BY_ID), BY_ID));
    }

    private static Answer read(Request request) {
        int id = request.number("Id", AssumedReason.YEAR_NOT_FOUND);
        var year = request.company().year(id).orElseThrow(AssumedReason.YEAR_NOT_FOUND::refusal);
        return request.single("FinancialYear", entry(request, year));
    }

    /** A new year starts with the chart and the series of the latest one, without balances. */
    private static Answer create(Request request) {
        var input = request.created(SHAPE);
        var company = request.company();
        var latest = company.years.all().stream().max(BY_ID).orElseThrow(AssumedReason.YEAR_NOT_FOUND::refusal);
        var from = input.requiredDate("FromDate");
        var to = input.requiredDate("ToDate");
        requireRoom(company, from, to);
        var year = new FinancialYear(
                latest.id() + 1,
                from,
                to,
                orElse(input.text("AccountingMethod", null), latest.accountingMethod()),
                orElse(input.text("AccountChartType", null), latest.accountChart()));
        var change = company.change().put(company.years, year.key(), year);
        company.accounts.all().stream()
                .filter(account -> account.financialYear() == latest.id())
                .map(account -> account.inYear(year.id(), change.at()))
                .forEach(account -> change.put(company.accounts, account.key(), account));
        company.series.all().stream()
                .filter(series -> series.financialYear() == latest.id())
                .map(series -> series.inYear(year.id(), change.at()))
                .forEach(series -> change.put(company.series, series.key(), series));
        change.commit();
        return request.created("financialyears", "FinancialYear", entry(request, year));
    }

    private static void requireRoom(Company company, LocalDate from, LocalDate to) {
        if (!to.isAfter(from) || to.isAfter(from.plusMonths(LONGEST_MONTHS).minusDays(1))) {
            throw AssumedReason.YEAR_LENGTH.refusal(from + "–" + to);
        }
        boolean overlaps =
                company.years.all().stream().anyMatch(year -> !from.isAfter(year.to()) && !to.isBefore(year.from()));
        if (overlaps) {
            throw AssumedReason.YEAR_OVERLAPS.refusal(from + "–" + to);
        }
    }

    private static String orElse(@Nullable String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    private static ObjectNode entry(Request request, FinancialYear year) {
        return Json.object()
                .put("@url", request.url("financialyears", year.key()))
                .put("AccountChartType", year.accountChart())
                .put("AccountingMethod", year.accountingMethod())
                .put("FromDate", year.from().toString())
                .put("Id", year.id())
                .put("ToDate", year.to().toString());
    }
}
