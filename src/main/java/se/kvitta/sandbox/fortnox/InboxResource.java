package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** {@code /3/inbox}: files that wait to be connected. One that is connected has left it. */
final class InboxResource implements Resource {

    private static final String SCOPE = "inbox";
    private static final Set<String> FOLDERS =
            Set.of("Inbox_v", "Inbox_kf", "Inbox_d", "Inbox_s", "Inbox_b", "Inbox_a", "Inbox_l", "Inbox_o", "Inbox_of");

    @Override
    public void addTo(Routes routes) {
        routes.add("POST", "/3/inbox", SCOPE, Set.of("path", "folderId"), "multipart/form-data", InboxResource::upload);
        routes.add("GET", "/3/inbox/{Id}", SCOPE, Set.of(), InboxResource::read);
        routes.add("DELETE", "/3/inbox/{Id}", SCOPE, Set.of(), InboxResource::delete);
    }

    private static Answer upload(Request request) {
        var folder = request.query("path").or(() -> request.query("folderId")).orElse("");
        if (!folder.isEmpty() && !FOLDERS.contains(folder)) {
            throw AssumedReason.FOLDER_UNKNOWN.refusal(folder);
        }
        var part = file(request);
        var company = request.company();
        var change = company.change();
        var file = new StoredFile(
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                part.fileName(),
                folder,
                Base64.getEncoder().encodeToString(part.content()),
                change.at());
        change.put(company.files, file.id(), file).commit();
        return request.created("inbox", "File", view(request, file));
    }

    private static Multipart.Part file(Request request) {
        List<Multipart.Part> parts = Multipart.read(
                        request.call().header("Content-Type").orElse(""),
                        request.call().body())
                .orElseThrow(KnownReason.BODY_EMPTY::refusal);
        if (parts.size() != 1 || !parts.get(0).name().equals("file")) {
            throw KnownReason.REQUIRED_FIELD_MISSING.refusal("file");
        }
        var part = parts.get(0);
        if (!part.fileName().matches(".+\\.[A-Za-z0-9]{1,5}")) {
            throw AssumedReason.FILE_NAME_INVALID.refusal(part.fileName());
        }
        if (part.content().length == 0) {
            throw AssumedReason.FILE_EMPTY.refusal(part.fileName());
        }
        return part;
    }

    private static Answer read(Request request) {
        return Answer.bytes(200, "application/octet-stream", inInbox(request).bytes());
    }

    private static Answer delete(Request request) {
        var company = request.company();
        company.change().drop(company.files, inInbox(request).id()).commit();
        return Answer.empty(204);
    }

    private static StoredFile inInbox(Request request) {
        var company = request.company();
        return company.files
                .find(request.name("Id"))
                .filter(file -> !company.connections.has(file.id()))
                .orElseThrow(AssumedReason.FILE_NOT_FOUND::refusal);
    }

    private static ObjectNode view(Request request, StoredFile file) {
        return Json.object()
                .put("@url", request.url("inbox", file.id()))
                .put("ArchiveFileId", file.archiveId())
                .put("Comments", "")
                .put("Id", file.id())
                .put("Name", file.name())
                .put("Path", file.path())
                .put("Size", file.bytes().length);
    }
}
