package se.kvitta.sandbox.fortnox;

import java.util.Set;
import java.util.regex.Pattern;

/** {@code /3/inbox}: files that wait to be connected. One that is connected has left it. */
final class InboxResource implements Resource {

    private static final String SCOPE = "inbox";

    /** What every accounting system takes. */
    private static final Pattern DOCUMENT = Pattern.compile("(?i).*\\.(pdf|png|jpe?g)");

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
        var company = request.company();
        var change = company.change();
        var file = FileUpload.read(request, folder, change.at());
        if (request.assumes(Assumption.INBOX_FILE_TYPES, "documents")
                && !DOCUMENT.matcher(file.name()).matches()) {
            throw AssumedReason.FILE_TYPE_REFUSED.refusal(file.name());
        }
        change.put(company.files, file.id(), file).commit();
        return request.created("inbox", "File", FileUpload.view(request, "inbox", file));
    }

    private static Answer read(Request request) {
        return FileUpload.content(inInbox(request));
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
                .filter(file -> !company.hangs(file))
                .orElseThrow(AssumedReason.FILE_NOT_FOUND::refusal);
    }
}
