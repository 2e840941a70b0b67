package se.kvitta.sandbox.fortnox;

/**
 * A file that hangs on a document.
 *
 * @param id of the attachment, a UUID
 * @param entityType F for an invoice, O for an order
 * @param fileId the file's ArchiveFileId
 * @param includeOnSend whether it goes along when the document is e-mailed
 */
record Attachment(String id, String entityType, long entityId, String fileId, boolean includeOnSend) {

    boolean isOn(String type, long entity) {
        return entityType.equals(type) && entityId == entity;
    }
}
