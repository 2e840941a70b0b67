package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A register that can be listed, read, added to, changed and weeded, all in the same way. */
abstract class SmallRegister<T extends Record> implements Resource {

    private final String path;
    private final String scope;
    private final String single;
    private final String collection;
    private final Shape shape;
    private final Reason absence;

    SmallRegister(String path, String scope, String single, String collection, Shape shape, Reason absence) {
        this.path = path;
        this.scope = scope;
        this.single = single;
        this.collection = collection;
        this.shape = shape;
        this.absence = absence;
    }

    abstract Register<T> register(Company company);

    abstract String key(T entry);

    /** The query parameters of the list, besides those of every list. */
    abstract Set<String> search();

    abstract List<T> found(Request request);

    /** The entry that the input makes, or makes of the one that was there. */
    abstract T made(Request request, Input input, @Nullable T before, Instant at);

    abstract boolean isUsed(Company company, String key);

    abstract ObjectNode item(Request request, T entry);

    abstract ObjectNode whole(Request request, T entry);

    /** What can be done with one entry; some registers lack a way. */
    Set<String> methods() {
        return Set.of("GET", "PUT", "DELETE");
    }

    /** What Location says after a POST. */
    String location() {
        return path;
    }

    @Override
    public void addTo(Routes routes) {
        var all = "/3/" + path;
        var one = all + "/{Key}";
        routes.add("GET", all, scope, Routes.both(Routes.LIST, search()), this::list);
        routes.add("POST", all, scope, Set.of(), this::create);
        addTo(routes, "GET", one, request -> request.single(single, whole(request, one(request))));
        addTo(routes, "PUT", one, this::update);
        addTo(routes, "DELETE", one, this::delete);
    }

    private void addTo(Routes routes, String method, String one, Function<Request, Answer> handler) {
        if (methods().contains(method)) {
            routes.add(method, one, scope, Set.of(), handler);
        }
    }

    private Answer list(Request request) {
        Comparator<T> byKey = order();
        var hits = Listing.sorted(request, found(request), Map.of("code", byKey), byKey);
        return new Listing<T>(request, single, collection, entry -> item(request, entry)).paged(hits);
    }

    Comparator<T> order() {
        return Comparator.comparing(this::key);
    }

    private Answer create(Request request) {
        var input = request.created(shape);
        var change = request.company().change();
        var entry = made(request, input, null, change.at());
        if (register(request.company()).has(key(entry))) {
            throw AssumedReason.ALREADY_EXISTS.refusal(key(entry));
        }
        change.put(register(request.company()), key(entry), entry).commit();
        return request.created(location(), single, whole(request, entry));
    }

    private Answer update(Request request) {
        var before = one(request);
        var input = request.updated(shape);
        var change = request.company().change();
        var entry = made(request, input, before, change.at());
        if (!key(entry).equals(key(before))) {
            throw AssumedReason.NUMBER_FIXED.refusal(key(before));
        }
        change.put(register(request.company()), key(entry), entry).commit();
        return request.single(single, whole(request, entry));
    }

    private Answer delete(Request request) {
        var key = key(one(request));
        var company = request.company();
        if (isUsed(company, key)) {
            throw AssumedReason.IN_USE.refusal(key);
        }
        company.change().drop(register(company), key).commit();
        return Answer.empty(204);
    }

    private T one(Request request) {
        return register(request.company()).find(request.name("Key")).orElseThrow(absence::refusal);
    }
}
