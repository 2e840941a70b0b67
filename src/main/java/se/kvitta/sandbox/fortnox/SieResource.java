package se.kvitta.sandbox.fortnox;

import java.util.Set;

/** {@code /3/sie/{Type}}: the only way to read many vouchers with their rows. */
final class SieResource implements Resource {

    @Override
    public void addTo(Routes routes) {
        // Fortnox's own description writes the year with a capital in the middle.
        var parameters = Set.of(
                "financialyear", "financialYear", "financialyeardate", "fromdate", "todate", "exportall", "selection");
        routes.add("GET", "/3/sie/{Type}", "bookkeeping", parameters, SieResource::export);
    }

    private static Answer export(Request request) {
        int type = request.number("Type", AssumedReason.SIE_TYPE_NOT_FOUND);
        if (type < 1 || type > 4) {
            throw AssumedReason.SIE_TYPE_NOT_FOUND.refusal();
        }
        var year = request.wholeNumber("financialYear")
                .map(id -> request.company().year(id).orElseThrow(() -> AssumedReason.YEAR_UNKNOWN.refusal(id)))
                .orElseGet(request::year);
        var export = new SieExport(request.company(), year, type, SieSelection.of(request, year));
        return Answer.bytes(
                200,
                "application/octet-stream",
                export.bytes(request.environment().clock().today()));
    }
}
