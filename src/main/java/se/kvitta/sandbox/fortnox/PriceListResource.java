package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/pricelists}. They cannot be deleted. Which one is preselected, people choose in Fortnox. */
final class PriceListResource extends SmallRegister<PriceList> {

    private static final Shape SHAPE = Shape.of(
            "PriceList",
            Field.text("Code", 1, 100).needed(),
            Field.text("Description", 1, 50).needed(),
            Field.text("Comments", 0, Integer.MAX_VALUE),
            Field.bool("PreSelected"),
            Field.readOnly("@url"));

    PriceListResource() {
        super("pricelists", "price", "PriceList", "PriceLists", SHAPE, AssumedReason.PRICE_LIST_NOT_FOUND);
    }

    @Override
    Register<PriceList> register(Company company) {
        return company.priceLists;
    }

    @Override
    String key(PriceList entry) {
        return entry.code();
    }

    @Override
    Set<String> methods() {
        return Set.of("GET", "PUT");
    }

    @Override
    Set<String> search() {
        return Set.of();
    }

    @Override
    List<PriceList> found(Request request) {
        return request.company().priceLists.all();
    }

    /** One list at most is preselected; a second is refused. */
    @Override
    PriceList made(Request request, Input input, @Nullable PriceList before, Instant at) {
        var made = new PriceList(
                input.requiredText("Code", before == null ? null : before.code()),
                input.requiredText("Description", before == null ? null : before.description()),
                input.text("Comments", before == null ? null : before.comments()),
                input.bool("PreSelected", before != null && before.preselected()));
        boolean second = request.company().priceLists.all().stream()
                .anyMatch(other -> other.preselected() && !other.code().equals(made.code()));
        if (made.preselected() && second) {
            throw AssumedReason.ALREADY_EXISTS.refusal("PreSelected");
        }
        return made;
    }

    @Override
    boolean isUsed(Company company, String key) {
        return true;
    }

    @Override
    ObjectNode item(Request request, PriceList entry) {
        return whole(request, entry);
    }

    @Override
    ObjectNode whole(Request request, PriceList entry) {
        return Json.object()
                .put("@url", request.url("pricelists", entry.code()))
                .put("Code", entry.code())
                .put("Comments", entry.comments())
                .put("Description", entry.description())
                .put("PreSelected", entry.preselected());
    }
}
