package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code /api/fileattachments/attachments-v1}: files on invoices and orders. Bodies are bare arrays. */
final class AttachmentResource implements Resource {

    private static final String SCOPE = "connectfile";
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int DIGITS = 18;
    private static final Shape SHAPE = Shape.of(
            "",
            Field.decimal("entityId", DIGITS).needed(),
            Field.word("entityType", "F", "O", "OF", "C", "LGR_IO", "LGR_IG").needed(),
            Field.text("fileId", 1, 100).needed(),
            Field.bool("includeOnSend"),
            Field.readOnly("id"));

    @Override
    public void addTo(Routes routes) {
        var all = "/api/fileattachments/attachments-v1";
        var one = all + "/{Id}";
        routes.add("GET", all, SCOPE, Set.of("entityid", "entitytype"), AttachmentResource::list);
        routes.add("POST", all, SCOPE, Set.of(), AttachmentResource::attach);
        routes.add("PUT", one, SCOPE, Set.of(), AttachmentResource::update);
        routes.add("DELETE", one, SCOPE, Set.of(), AttachmentResource::detach);
    }

    /** All of them or none. */
    private static Answer attach(Request request) {
        var company = request.company();
        var change = company.change();
        var attached = new ArrayList<Attachment>();
        var named = new HashSet<String>();
        for (var input :
                SHAPE.bareList(request.call().body(), request.environment().assumptions())) {
            var attachment = attachment(company, input);
            boolean twice = !named.add(attachment.entityType() + attachment.entityId() + attachment.fileId())
                    || on(company, attachment.entityType(), attachment.entityId()).stream()
                            .anyMatch(other -> other.fileId().equals(attachment.fileId()));
            if (twice) {
                throw WebReason.ALREADY_ATTACHED.refusal(attachment.fileId());
            }
            change.put(company.attachments, attachment.id(), attachment);
            attached.add(attachment);
        }
        if (attached.isEmpty()) {
            throw WebReason.NO_ATTACHMENT.refusal();
        }
        change.commit();
        return answer(201, attached);
    }

    private static Attachment attachment(Company company, Input input) {
        var type = input.requiredText("entityType", null);
        long entity = number(input, 0);
        if (!company.hasDocument(type, entity)) {
            throw WebReason.DOCUMENT_NOT_FOUND.refusal(type + " " + entity);
        }
        var file = input.requiredText("fileId", null);
        if (company.archived(file).isEmpty()) {
            throw WebReason.FILE_NOT_FOUND.refusal(file);
        }
        return new Attachment(UUID.randomUUID().toString(), type, entity, file, input.bool("includeOnSend", false));
    }

    private static long number(Input input, long before) {
        var number = input.decimal("entityId", BigDecimal.valueOf(before));
        if (number == null || number.stripTrailingZeros().scale() > 0) {
            throw KnownReason.NOT_NUMERIC.refusal("entityId");
        }
        return number.setScale(0).longValueExact();
    }

    /** Only whether it is sent along can change. */
    private static Answer update(Request request) {
        var before = one(request);
        var input =
                SHAPE.bareUpdated(request.call().body(), request.environment().assumptions());
        boolean same = before.fileId().equals(input.text("fileId", before.fileId()))
                && before.entityType().equals(input.text("entityType", before.entityType()))
                && before.entityId() == number(input, before.entityId());
        if (!same) {
            throw WebReason.FIELD_NOT_WRITABLE.refusal("fileId, entityType, entityId");
        }
        var company = request.company();
        var attachment = new Attachment(
                before.id(),
                before.entityType(),
                before.entityId(),
                before.fileId(),
                input.bool("includeOnSend", before.includeOnSend()));
        company.change().put(company.attachments, attachment.id(), attachment).commit();
        return Answer.json(200, view(attachment));
    }

    private static Answer detach(Request request) {
        var company = request.company();
        company.change().drop(company.attachments, one(request).id()).commit();
        return Answer.empty(204);
    }

    private static Attachment one(Request request) {
        var id = request.name("Id");
        return request.company().attachments.find(id).orElseThrow(() -> WebReason.ATTACHMENT_NOT_FOUND.refusal(id));
    }

    private static Answer list(Request request) {
        var type =
                request.query("entitytype").orElseThrow(() -> KnownReason.REQUIRED_FIELD_MISSING.refusal("entitytype"));
        var entities = request.list("entityid");
        if (entities.isEmpty()) {
            throw KnownReason.REQUIRED_FIELD_MISSING.refusal("entityid");
        }
        var found = new ArrayList<Attachment>();
        for (var entity : entities) {
            if (!NUMBER.matcher(entity).matches()) {
                throw KnownReason.NOT_NUMERIC.refusal("entityid");
            }
            found.addAll(on(request.company(), type, Long.parseLong(entity)));
        }
        return answer(200, found);
    }

    private static List<Attachment> on(Company company, String type, long entity) {
        return company.attachments.all().stream()
                .filter(attachment -> attachment.isOn(type, entity))
                .toList();
    }

    private static Answer answer(int status, List<Attachment> attachments) {
        var list = Json.array();
        attachments.forEach(attachment -> list.add(view(attachment)));
        return Answer.json(status, list);
    }

    private static ObjectNode view(Attachment attachment) {
        return Json.object()
                .put("entityId", attachment.entityId())
                .put("entityType", attachment.entityType())
                .put("fileId", attachment.fileId())
                .put("id", attachment.id())
                .put("includeOnSend", attachment.includeOnSend());
    }
}
