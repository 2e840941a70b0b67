package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** A file as it is sent to the inbox or the archive, and as it is shown there. */
final class FileUpload {

    private FileUpload() {}

    /** Throws a refusal when the body is not exactly one file with a name and a content. */
    static StoredFile read(Request request, String folder, Instant at) {
        var part = part(request);
        return new StoredFile(
                UUID.randomUUID().toString(),
                UUID.randomUUID().toString(),
                part.fileName(),
                folder,
                Base64.getEncoder().encodeToString(part.content()),
                at);
    }

    private static Multipart.Part part(Request request) {
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

    static Answer content(StoredFile file) {
        return Answer.bytes(200, "application/octet-stream", file.bytes());
    }

    /** @param collection inbox or archive */
    static ObjectNode view(Request request, String collection, StoredFile file) {
        return Json.object()
                .put("@url", request.url(collection, file.id()))
                .put("ArchiveFileId", file.archiveId())
                .put("Comments", "")
                .put("Id", file.id())
                .put("Name", file.name())
                .put("Path", file.path())
                .put("Size", file.bytes().length);
    }
}
