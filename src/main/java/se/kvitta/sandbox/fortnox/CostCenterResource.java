package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/costcenters}. */
final class CostCenterResource extends SmallRegister<CostCenter> {

    private static final Shape SHAPE = Shape.of(
            "CostCenter",
            Field.text("Code", 1, 6).needed(),
            Field.text("Description", 1, Integer.MAX_VALUE).needed(),
            Field.text("Note", 0, Integer.MAX_VALUE),
            Field.bool("Active"),
            Field.readOnly("@url"));

    CostCenterResource() {
        super("costcenters", "costcenter", "CostCenter", "CostCenters", SHAPE, AssumedReason.COST_CENTER_NOT_FOUND);
    }

    @Override
    Register<CostCenter> register(Company company) {
        return company.costCenters;
    }

    @Override
    String key(CostCenter entry) {
        return entry.code();
    }

    @Override
    Set<String> search() {
        return Set.of("lastmodified", "sortby");
    }

    @Override
    List<CostCenter> found(Request request) {
        var recent = request.recent();
        return request.company().costCenters.all().stream()
                .filter(entry -> recent.test(entry.modified()))
                .toList();
    }

    @Override
    CostCenter made(Request request, Input input, @Nullable CostCenter before, Instant at) {
        return new CostCenter(
                input.requiredText("Code", before == null ? null : before.code()),
                input.requiredText("Description", before == null ? null : before.description()),
                input.text("Note", before == null ? null : before.note()),
                input.bool("Active", before == null || before.active()),
                at);
    }

    @Override
    boolean isUsed(Company company, String key) {
        return company.vouchers.all().stream()
                .flatMap(voucher -> voucher.rows().stream())
                .anyMatch(row -> key.equals(row.costCenter()));
    }

    @Override
    ObjectNode item(Request request, CostCenter entry) {
        return whole(request, entry);
    }

    @Override
    ObjectNode whole(Request request, CostCenter entry) {
        return Json.object()
                .put("@url", request.url("costcenters", entry.code()))
                .put("Active", entry.active())
                .put("Code", entry.code())
                .put("Description", entry.description())
                .put("Note", entry.note());
    }
}
