package se.kvitta.sandbox.fortnox;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** {@code /3/vouchers}. There is no PUT: a voucher is corrected by another voucher. */
final class VoucherResource implements Resource {

    private static final String SCOPE = "bookkeeping";
    private static final Set<String> SEARCH =
            Routes.parameters(Routes.both(Routes.LIST, Routes.YEAR), "lastmodified", "fromdate", "todate", "sortby");
    private static final Comparator<Voucher> BY_NUMBER = Comparator.comparingInt(Voucher::number);
    private static final Comparator<Voucher> FIRST = Comparator.comparingInt(Voucher::financialYear)
            .thenComparing(Voucher::series)
            .thenComparing(BY_NUMBER);
    private static final Map<String, Comparator<Voucher>> ORDERS = Map.of(
            "vouchernumber", BY_NUMBER,
            "voucherseries", Comparator.comparing(Voucher::series),
            "referencetype", Comparator.comparing(Voucher::referenceType),
            "referencenumber",
                    Comparator.comparing(
                            Voucher::referenceNumber, Comparator.nullsFirst(Comparator.<String>naturalOrder())));

    @Override
    public void addTo(Routes routes) {
        routes.add(
                "GET",
                "/3/vouchers",
                SCOPE,
                Routes.parameters(SEARCH, "voucherseries", "costcenter"),
                request -> list(request, found(request)));
        routes.add("GET", "/3/vouchers/sublist", SCOPE, SEARCH, request -> list(request, found(request)));
        routes.add("GET", "/3/vouchers/sublist/{VoucherSeries}", SCOPE, SEARCH, VoucherResource::sublist);
        routes.add("POST", "/3/vouchers", SCOPE, Routes.YEAR, VoucherResource::create);
        var one = "/3/vouchers/{VoucherSeries}/{VoucherNumber}";
        routes.add("GET", one, SCOPE, Routes.YEAR, VoucherResource::read);
        routes.add("DELETE", one, SCOPE, Routes.YEAR, VoucherResource::delete);
    }

    private static Answer create(Request request) {
        var input = request.created(VoucherShape.VOUCHER);
        var year = request.namedYear().orElse(null);
        if (year == null && request.assumes(Assumption.VOUCHER_YEAR_WITHOUT_PARAMETER, "preselected")) {
            year = request.company().preselectedYear();
        }
        var company = request.company();
        var change = company.change();
        var rules = new VoucherRules(company, request.environment().assumptions());
        var voucher = rules.voucher(input, year, VoucherRules.Origin.API, change.at());
        VoucherRules.book(company, voucher, change);
        change.commit();
        return request.created("vouchers", "Voucher", VoucherView.single(request, voucher));
    }

    private static Answer read(Request request) {
        return request.single("Voucher", VoucherView.single(request, one(request)));
    }

    /** Without a year this reads the preselected one: another voucher with the same number, and no error. */
    private static Voucher one(Request request) {
        int number = request.number("VoucherNumber", AssumedReason.VOUCHER_NOT_FOUND);
        var key = Voucher.key(request.year().id(), request.name("VoucherSeries"), number);
        return request.company().vouchers.find(key).orElseThrow(AssumedReason.VOUCHER_NOT_FOUND::refusal);
    }

    private static Answer delete(Request request) {
        if (request.assumes(Assumption.VOUCHER_DELETE, "refuse")) {
            throw Routes.notAllowed(request.environment().assumptions());
        }
        delete(request.company(), one(request));
        return Answer.empty(204);
    }

    /** Takes away the last voucher of its series, as a person may; its number is given again. */
    static void delete(Company company, Voucher voucher) {
        company.requireUnlocked(voucher.date());
        var seriesKey = VoucherSeries.key(voucher.financialYear(), voucher.series());
        var series = company.series.find(seriesKey).orElseThrow(AssumedReason.SERIES_NOT_FOUND::refusal);
        if (series.nextNumber() != voucher.number() + 1) {
            throw AssumedReason.VOUCHER_NOT_LAST.refusal();
        }
        company.change()
                .drop(company.vouchers, voucher.key())
                .put(company.series, seriesKey, series.withNextNumber(voucher.number()))
                .commit();
    }

    private static Answer sublist(Request request) {
        var series = request.name("VoucherSeries");
        return list(request, found(request).filter(voucher -> voucher.series().equals(series)));
    }

    private static Stream<Voucher> found(Request request) {
        request.requireOneSearchField(Set.of("voucherseries", "costcenter"));
        var recent = request.recent();
        var year = request.namedYear();
        var from = request.day("fromdate");
        var to = request.day("todate");
        boolean anyYear = year.isEmpty() && request.assumes(Assumption.VOUCHER_LIST_WITHOUT_YEAR, "all");
        int id = request.year().id();
        return request.company().vouchers.all().stream()
                .filter(voucher -> anyYear || voucher.financialYear() == id)
                .filter(voucher -> from.isEmpty() || !voucher.date().isBefore(from.get()))
                .filter(voucher -> to.isEmpty() || !voucher.date().isAfter(to.get()))
                .filter(voucher -> recent.test(voucher.modified()))
                .filter(voucher -> isInSeries(request, voucher))
                .filter(voucher -> hasCostCenter(request, voucher));
    }

    private static boolean isInSeries(Request request, Voucher voucher) {
        return request.assumes(Assumption.VOUCHER_SERIES_SEARCH, "contains")
                ? request.contains("voucherseries", voucher.series())
                : request.query("voucherseries").map(voucher.series()::equals).orElse(true);
    }

    private static boolean hasCostCenter(Request request, Voucher voucher) {
        return request.contains("costcenter", voucher.costCenter())
                || voucher.rows().stream().anyMatch(row -> request.contains("costcenter", row.costCenter()));
    }

    private static Answer list(Request request, Stream<Voucher> hits) {
        List<Voucher> sorted = Listing.sorted(request, hits.toList(), ORDERS, FIRST);
        return new Listing<Voucher>(request, "Voucher", "Vouchers", voucher -> VoucherView.item(request, voucher))
                .paged(sorted);
    }
}
