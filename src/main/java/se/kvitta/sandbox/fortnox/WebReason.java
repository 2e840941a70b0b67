package se.kvitta.sandbox.fortnox;

import java.util.Locale;
import java.util.UUID;

/** Refusals of the newer part of the API, {@code /api/…}: words instead of codes, and no envelope. */
enum WebReason implements Reason {
    MISSING_RIGHTS(403, "missing.rights", "Behörighet saknas (%s)."),
    FILE_NOT_FOUND(404, "file_not_found", "Filen finns inte (%s)."),
    DOCUMENT_NOT_FOUND(404, "document_not_found", "Dokumentet finns inte (%s)."),
    ATTACHMENT_NOT_FOUND(404, "attachment_not_found", "Bilagan finns inte (%s)."),
    NO_ATTACHMENT(400, "no_attachment_provided", "Ingen fil angavs."),
    FIELD_NOT_WRITABLE(400, "field_not_writable", "Fältet kan inte ändras (%s)."),
    FIELD_MISSING(400, "missing_mandatory_field", "Obligatoriskt fält saknas (%s)."),
    SYSTEM_EXCEPTION(500, "internal.error", "Ett systemfel har inträffat."),
    ALREADY_ATTACHED(400, "file_already_attached", "Filen är redan bifogad (%s)."),
    STOCK_POINT_NOT_FOUND(404, "notfound", "Lagerplatsen finns inte (%s)."),
    STOCK_POINT_EXISTS(400, "alreadyexists", "Lagerplatsen finns redan (%s).");

    private final int status;
    private final String error;
    private final String message;

    WebReason(int status, String error, String message) {
        this.status = status;
        this.error = error;
        this.message = message;
    }

    @Override
    public int status() {
        return status;
    }

    /** There is none here. */
    @Override
    public int code() {
        return 0;
    }

    @Override
    public String message() {
        return message;
    }

    /** What any refusal looks like in this part of the API; the words of those that are not from here are assumed. */
    static Answer answer(Refusal refusal) {
        return refusal.reason()
                .map(reason -> Answer.json(
                        reason.status(),
                        Json.object()
                                .put("error", error(reason))
                                .put("id", UUID.randomUUID().toString())
                                .put("message", refusal.getMessage())))
                .orElseGet(refusal::answer);
    }

    private static String error(Reason reason) {
        if (reason instanceof WebReason own) {
            return own.error;
        }
        if (reason == KnownReason.NO_SCOPE || reason == KnownReason.NO_LICENCE) {
            return MISSING_RIGHTS.error;
        }
        if (reason == KnownReason.REQUIRED_FIELD_MISSING) {
            return FIELD_MISSING.error;
        }
        return reason.toString().toLowerCase(Locale.ROOT);
    }
}
