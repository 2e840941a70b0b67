package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** {@code /3/predefinedvoucherseries}: which series Fortnox itself books what in. Ignores {@code limit}. */
final class PredefinedSeriesResource implements Resource {

    private static final String SCOPE = "settings";
    private static final Shape SHAPE = Shape.of(
            "PreDefinedVoucherSeries",
            Field.text("VoucherSeries", 1, 1),
            Field.text("Name", 0, 50),
            Field.readOnly("@url"));

    @Override
    public void addTo(Routes routes) {
        routes.add("GET", "/3/predefinedvoucherseries", SCOPE, Routes.LIST, PredefinedSeriesResource::list);
        routes.add("GET", "/3/predefinedvoucherseries/{Name}", SCOPE, Set.of(), PredefinedSeriesResource::read);
        routes.add("PUT", "/3/predefinedvoucherseries/{Name}", SCOPE, Set.of(), PredefinedSeriesResource::update);
    }

    private static Answer list(Request request) {
        return new Listing<Predefined>(
                        request,
                        "PreDefinedVoucherSeries",
                        "PreDefinedVoucherSeriesCollection",
                        predefined -> entry(request, predefined))
                .whole(request.company().predefinedSeries.all());
    }

    private static Answer read(Request request) {
        return request.single("PreDefinedVoucherSeries", entry(request, one(request)));
    }

    private static Answer update(Request request) {
        var predefined = one(request);
        var series = request.updated(SHAPE).text("VoucherSeries", predefined.value());
        var company = request.company();
        int year = company.preselectedYear().id();
        if (series != null && !series.isEmpty() && !company.series.has(VoucherSeries.key(year, series))) {
            throw AssumedReason.SERIES_UNKNOWN.refusal(series);
        }
        var changed = new Predefined(predefined.name(), series == null ? "" : series);
        company.change().put(company.predefinedSeries, changed.name(), changed).commit();
        return request.single("PreDefinedVoucherSeries", entry(request, changed));
    }

    private static Predefined one(Request request) {
        return request.company()
                .predefinedSeries
                .find(request.name("Name"))
                .orElseThrow(AssumedReason.PREDEFINED_SERIES_NOT_FOUND::refusal);
    }

    private static ObjectNode entry(Request request, Predefined predefined) {
        return Json.object()
                .put("@url", request.url("predefinedvoucherseries", predefined.name()))
                .put("Name", predefined.name())
                .put("VoucherSeries", predefined.value());
    }
}
