package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/labels}. One label cannot be read alone. */
final class LabelResource extends SmallRegister<Label> {

    private static final Shape SHAPE =
            Shape.of("Label", Field.text("Description", 1, 25).needed(), Field.readOnly("Id"));

    LabelResource() {
        super("labels", "settings", "Label", "Labels", SHAPE, AssumedReason.LABEL_NOT_FOUND);
    }

    @Override
    Register<Label> register(Company company) {
        return company.labels;
    }

    @Override
    String key(Label entry) {
        return Integer.toString(entry.id());
    }

    @Override
    Comparator<Label> order() {
        return Comparator.comparingInt(Label::id);
    }

    @Override
    Set<String> methods() {
        return Set.of("PUT", "DELETE");
    }

    @Override
    Set<String> search() {
        return Set.of();
    }

    @Override
    List<Label> found(Request request) {
        return request.company().labels.all();
    }

    @Override
    Label made(Request request, Input input, @Nullable Label before, Instant at) {
        int id = before == null ? next(request.company()) : before.id();
        return new Label(id, input.requiredText("Description", before == null ? null : before.description()));
    }

    private static int next(Company company) {
        return company.labels.all().stream().mapToInt(Label::id).max().orElse(0) + 1;
    }

    /** A label that is thrown away falls off the documents. */
    @Override
    boolean isUsed(Company company, String key) {
        return false;
    }

    @Override
    ObjectNode item(Request request, Label entry) {
        return whole(request, entry);
    }

    @Override
    ObjectNode whole(Request request, Label entry) {
        return Json.object().put("Description", entry.description()).put("Id", entry.id());
    }
}
