package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Map;

/** {@code /3/voucherseries}: every financial year has series of its own. */
final class VoucherSeriesResource implements Resource {

    private static final String SCOPE = "bookkeeping";
    private static final Shape SHAPE = Shape.of(
            "VoucherSeries",
            Field.code("Code", 1, 10).needed(),
            Field.text("Description", 0, 200),
            Field.bool("Manual"),
            Field.readOnly("Approver"),
            Field.readOnly("@url"),
            Field.readOnly("NextVoucherNumber"),
            Field.readOnly("Year"));
    private static final Comparator<VoucherSeries> BY_CODE = Comparator.comparing(VoucherSeries::code);

    @Override
    public void addTo(Routes routes) {
        var search = Routes.parameters(Routes.both(Routes.LIST, Routes.YEAR), "lastmodified", "sortby");
        routes.add("GET", "/3/voucherseries", SCOPE, search, VoucherSeriesResource::list);
        routes.add("POST", "/3/voucherseries", SCOPE, Routes.YEAR, VoucherSeriesResource::create);
        routes.add("GET", "/3/voucherseries/{Code}", SCOPE, Routes.YEAR, VoucherSeriesResource::read);
        routes.add("PUT", "/3/voucherseries/{Code}", SCOPE, Routes.YEAR, VoucherSeriesResource::update);
    }

    private static Answer list(Request request) {
        int year = request.year().id();
        var recent = request.recent();
        var hits = request.company().series.all().stream()
                .filter(series -> series.financialYear() == year)
                .filter(series -> recent.test(series.modified()))
                .toList();
        return new Listing<VoucherSeries>(
                        request, "VoucherSeries", "VoucherSeriesCollection", series -> item(request, series))
                .paged(Listing.sorted(request, hits, Map.of("code", BY_CODE), BY_CODE));
    }

    private static Answer create(Request request) {
        var input = request.created(SHAPE);
        var code = input.requiredText("Code", null);
        var key = VoucherSeries.key(request.year().id(), code);
        var company = request.company();
        if (company.series.has(key)) {
            throw AssumedReason.ALREADY_EXISTS.refusal(code);
        }
        var change = company.change();
        var series = new VoucherSeries(
                request.year().id(), code, input.text("Description", null), input.bool("Manual", true), 1, change.at());
        change.put(company.series, key, series).commit();
        return request.created("voucherseries", "VoucherSeries", single(request, series));
    }

    private static Answer read(Request request) {
        return request.single("VoucherSeries", single(request, one(request)));
    }

    private static Answer update(Request request) {
        var series = one(request);
        var input = request.updated(SHAPE);
        if (input.has("Code") && !series.code().equals(input.text("Code", null))) {
            throw AssumedReason.NUMBER_FIXED.refusal("Code");
        }
        var company = request.company();
        var change = company.change();
        var updated = series.with(
                input.text("Description", series.description()), input.bool("Manual", series.manual()), change.at());
        change.put(company.series, updated.key(), updated).commit();
        return request.single("VoucherSeries", single(request, updated));
    }

    private static VoucherSeries one(Request request) {
        return request.company()
                .series
                .find(VoucherSeries.key(request.year().id(), request.name("Code")))
                .orElseThrow(AssumedReason.SERIES_NOT_FOUND::refusal);
    }

    private static ObjectNode item(Request request, VoucherSeries series) {
        return Json.object()
                .put("@url", request.url("voucherseries", series.code()) + "?financialyear=" + series.financialYear())
                .put("Code", series.code())
                .put("Description", series.description())
                .put("Manual", series.manual())
                .put("Year", series.financialYear())
                .putNull("Approver");
    }

    private static ObjectNode single(Request request, VoucherSeries series) {
        return item(request, series).put("NextVoucherNumber", series.nextNumber());
    }
}
