package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;

/** {@code /3/voucherfileconnections}: which file hangs on which voucher. */
final class FileConnectionResource implements Resource {

    private static final String SCOPE = "connectfile";
    private static final Shape SHAPE = Shape.of(
            "VoucherFileConnection",
            Field.text("FileId", 1, 100).needed(),
            Field.text("VoucherNumber", 1, 9).needed(),
            Field.code("VoucherSeries", 1, 10).needed(),
            Field.readOnly("@url"),
            Field.readOnly("Name"),
            Field.readOnly("VoucherDescription"),
            Field.readOnly("VoucherYear"));

    @Override
    public void addTo(Routes routes) {
        var one = "/3/voucherfileconnections/{FileId}";
        routes.add("GET", "/3/voucherfileconnections", SCOPE, Routes.LIST, FileConnectionResource::list);
        routes.add("POST", "/3/voucherfileconnections", SCOPE, Routes.YEAR, FileConnectionResource::create);
        routes.add("GET", one, SCOPE, Set.of(), FileConnectionResource::read);
        routes.add("DELETE", one, SCOPE, Set.of(), FileConnectionResource::delete);
    }

    private static Answer create(Request request) {
        var input = request.created(SHAPE);
        var company = request.company();
        var file = input.requiredText("FileId", null);
        var number = input.requiredText("VoucherNumber", null);
        if (!number.matches("[0-9]+")) {
            throw KnownReason.NOT_NUMERIC.refusal("VoucherNumber");
        }
        if (company.file(file).isEmpty()) {
            throw AssumedReason.FILE_NOT_FOUND.refusal();
        }
        if (company.connections.has(file) && request.assumes(Assumption.FILE_CONNECTED_TWICE, "refuse")) {
            throw AssumedReason.FILE_CONNECTED.refusal(file);
        }
        var connection = new FileConnection(
                file, request.year().id(), input.requiredText("VoucherSeries", null), Integer.parseInt(number));
        if (!company.vouchers.has(Voucher.key(connection.financialYear(), connection.series(), connection.number()))) {
            throw AssumedReason.VOUCHER_NOT_FOUND.refusal();
        }
        company.change().put(company.connections, file, connection).commit();
        return request.created("voucherfileconnections", "VoucherFileConnection", view(request, connection));
    }

    private static Answer read(Request request) {
        return request.single("VoucherFileConnection", view(request, one(request)));
    }

    private static Answer delete(Request request) {
        var company = request.company();
        company.change().drop(company.connections, one(request).fileId()).commit();
        return Answer.empty(204);
    }

    private static FileConnection one(Request request) {
        return request.company()
                .connections
                .find(request.name("FileId"))
                .orElseThrow(AssumedReason.CONNECTION_NOT_FOUND::refusal);
    }

    private static Answer list(Request request) {
        var hits = Listing.sorted(
                request,
                request.company().connections.all(),
                Map.of(),
                Comparator.comparing(FileConnection::series).thenComparing(FileConnection::number));
        return new Listing<FileConnection>(
                        request,
                        "VoucherFileConnection",
                        "VoucherFileConnections",
                        connection -> view(request, connection))
                .paged(hits);
    }

    private static ObjectNode view(Request request, FileConnection connection) {
        return Json.object()
                .put("@url", request.url("voucherfileconnections", connection.fileId()))
                .put("FileId", connection.fileId())
                .put(
                        "Name",
                        request.company()
                                .file(connection.fileId())
                                .map(StoredFile::name)
                                .orElse(""))
                .put("VoucherDescription", "Verifikation")
                .put("VoucherNumber", Integer.toString(connection.number()))
                .put("VoucherSeries", connection.series())
                .put("VoucherYear", connection.financialYear());
    }
}
