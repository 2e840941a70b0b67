package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The answer to a list: sorted, cut into pages, with MetaInformation. */
final class Listing<T> {

    private static final int DEFAULT_LIMIT = 100;
    private static final int LARGEST_LIMIT = 500;

    private final Request request;
    private final String single;
    private final String collection;
    private final Function<T, ObjectNode> item;

    /**
     * @param single wrapper of one entry, such as {@code Voucher}
     * @param collection wrapper of the list, such as {@code Vouchers}
     */
    Listing(Request request, String single, String collection, Function<T, ObjectNode> item) {
        this.request = request;
        this.single = single;
        this.collection = collection;
        this.item = item;
    }

    /** The whole list on one page: some lists ignore {@code limit}. */
    Answer whole(List<T> hits) {
        return page(hits, hits.size(), hits.isEmpty() ? 0 : 1, 1);
    }

    Answer paged(List<T> hits) {
        int limit = limit();
        int pages = (hits.size() + limit - 1) / limit;
        var offset = request.wholeNumber("offset");
        if (offset.isPresent()) {
            var rest = hits.stream().skip(offset.get()).limit(limit).toList();
            // Beyond the end Fortnox says that there is nothing at all.
            return rest.isEmpty() ? page(rest, 0, 0, 1) : page(rest, hits.size(), pages, 1);
        }
        int page = request.wholeNumber("page").orElse(1);
        if (page < 1) {
            throw KnownReason.INVALID_PARAMETER.refusal("page");
        }
        if (page > Math.max(1, pages) && request.assumes(Assumption.PAGE_BEYOND_LAST, "refuse")) {
            throw AssumedReason.PAGE_BEYOND_LAST.refusal(page);
        }
        var part = hits.stream().skip((long) (page - 1) * limit).limit(limit).toList();
        return page(part, hits.size(), pages, page);
    }

    private int limit() {
        int limit = request.wholeNumber("limit").orElse(DEFAULT_LIMIT);
        if (limit < 1) {
            throw KnownReason.INVALID_PARAMETER.refusal("limit");
        }
        if (limit > LARGEST_LIMIT && request.assumes(Assumption.OVER_LARGEST_LIMIT, "refuse")) {
            throw AssumedReason.LIMIT_TOO_LARGE.refusal(limit);
        }
        return Math.min(limit, LARGEST_LIMIT);
    }

    private Answer page(List<T> part, int resources, int pages, int current) {
        var document = Json.object();
        document.putObject("MetaInformation")
                .put("@TotalResources", resources)
                .put("@TotalPages", pages)
                .put("@CurrentPage", current);
        var list = document.putArray(collection);
        part.forEach(entry -> list.add(request.withheld(single, item.apply(entry))));
        return Answer.json(200, document);
    }

    /** Sorts by {@code sortby} and {@code sortorder}; {@code first} names the order when nothing is asked for. */
    static <T> List<T> sorted(Request request, List<T> hits, Map<String, Comparator<T>> orders, Comparator<T> first) {
        var order = request.query("sortby")
                .map(by -> {
                    var known = orders.get(by);
                    if (known == null) {
                        throw KnownReason.INVALID_PARAMETER.refusal("sortby");
                    }
                    return known.thenComparing(first);
                })
                .orElse(first);
        var descending = request.query("sortorder")
                .map(text -> switch (text) {
                    case "ascending" -> false;
                    case "descending" -> true;
                    default -> throw KnownReason.INVALID_PARAMETER.refusal("sortorder");
                })
                .orElse(false);
        return hits.stream().sorted(descending ? order.reversed() : order).toList();
    }
}
