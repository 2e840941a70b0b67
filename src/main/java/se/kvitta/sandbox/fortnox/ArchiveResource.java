package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;

/** {@code /3/archive}: files that stay, in folders that people make. */
final class ArchiveResource implements Resource {

    private static final String SCOPE = "archive";
    private static final String ROOT = "root";

    @Override
    public void addTo(Routes routes) {
        var all = "/3/archive";
        var one = all + "/{Id}";
        routes.add("GET", all, SCOPE, Set.of("path", "fileid"), ArchiveResource::folderOrFile);
        routes.add("POST", all, SCOPE, Set.of("path", "folderid"), "multipart/form-data", ArchiveResource::upload);
        routes.add("DELETE", all, SCOPE, Set.of("path"), ArchiveResource::deleteFolder);
        routes.add("GET", one, SCOPE, Set.of("fileid"), request -> FileUpload.content(oneOrOther(request)));
        routes.add("DELETE", one, SCOPE, Set.of(), ArchiveResource::delete);
    }

    private static Answer upload(Request request) {
        var folder = request.query("path")
                .map(name -> folder(request, name))
                .or(() -> request.query("folderid").map(id -> folderWithId(request, id)))
                .map(Folder::name)
                .orElse("");
        var company = request.company();
        var change = company.change();
        var file = FileUpload.read(request, folder, change.at());
        change.put(company.archive, file.id(), file).commit();
        return request.created("archive", "File", FileUpload.view(request, "archive", file));
    }

    private static Answer folderOrFile(Request request) {
        var archiveId = request.query("fileid");
        if (archiveId.isPresent()) {
            return FileUpload.content(byArchiveId(request, archiveId.get()));
        }
        var folder = request.query("path").map(name -> folder(request, name));
        return request.single("Folder", view(request, folder));
    }

    private static ObjectNode view(Request request, Optional<Folder> folder) {
        var company = request.company();
        var name = folder.map(Folder::name).orElse("");
        var entry = Json.object()
                .put("@url", request.url("archive", folder.map(Folder::id).orElse(ROOT)))
                .put("Id", folder.map(Folder::id).orElse(ROOT))
                .put("Name", folder.map(Folder::name).orElse(ROOT));
        var files = entry.putArray("Files");
        company.archive.all().stream()
                .filter(file -> file.path().equals(name))
                .forEach(file -> files.add(FileUpload.view(request, "archive", file)));
        var folders = entry.putArray("Folders");
        if (folder.isEmpty()) {
            company.folders.all().forEach(inside -> folders.addObject()
                    .put("@url", request.url("archive", inside.id()))
                    .put("Id", inside.id())
                    .put("Name", inside.name()));
        }
        return entry;
    }

    private static Folder folder(Request request, String name) {
        return request.company().folders.all().stream()
                .filter(folder -> folder.name().equals(name))
                .findFirst()
                .orElseThrow(() -> AssumedReason.FOLDER_UNKNOWN.refusal(name));
    }

    private static Folder folderWithId(Request request, String id) {
        return request.company().folders.find(id).orElseThrow(() -> AssumedReason.FOLDER_UNKNOWN.refusal(id));
    }

    /** All that is in the folder goes with it. */
    private static Answer deleteFolder(Request request) {
        var folder = folder(request, request.query("path").orElse(""));
        var company = request.company();
        var change = company.change().drop(company.folders, folder.id());
        company.archive.all().stream()
                .filter(file -> file.path().equals(folder.name()))
                .forEach(file -> {
                    requireLoose(company, file);
                    change.drop(company.archive, file.id());
                });
        change.commit();
        return Answer.empty(204);
    }

    private static Answer delete(Request request) {
        var company = request.company();
        var file = byId(request);
        requireLoose(company, file);
        company.change().drop(company.archive, file.id()).commit();
        return Answer.empty(204);
    }

    private static void requireLoose(Company company, StoredFile file) {
        if (company.hangs(file)) {
            throw AssumedReason.IN_USE.refusal(file.name());
        }
    }

    /** Neither id does for the other. */
    private static StoredFile oneOrOther(Request request) {
        return request.query("fileid").map(id -> byArchiveId(request, id)).orElseGet(() -> byId(request));
    }

    private static StoredFile byId(Request request) {
        return request.company().archive.find(request.name("Id")).orElseThrow(AssumedReason.FILE_NOT_FOUND::refusal);
    }

    private static StoredFile byArchiveId(Request request, String archiveId) {
        return request.company().archived(archiveId).orElseThrow(AssumedReason.FILE_NOT_FOUND::refusal);
    }
}
