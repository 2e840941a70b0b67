package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Files on invoices: bare arrays, and errors in words. */
class FortnoxAttachmentTest extends SalesSandbox {

    private static final String ALL = "/api/fileattachments/attachments-v1";

    @Test
    void hangsAFileOnAnInvoice() {
        var invoice = invoice(Invoices.right());
        var file = caller.upload("/3/inbox?path=Inbox_kf", "file", "a.pdf", new byte[] {1});
        var id = file.at("/File/ArchiveFileId").asText();

        var attached = caller.post(ALL, list(invoice, "F", id));

        assertThat(attached.status()).as(attached.text()).isEqualTo(201);
        assertThat(attached.at("/0/includeOnSend").asBoolean(true)).isFalse();
        var attachment = attached.at("/0/id").asText();
        assertThat(UUID.fromString(attachment)).hasToString(attachment);
        assertThat(caller.get("/3/inbox/" + file.at("/File/Id").asText()).status())
                .as("it has left the inbox")
                .isEqualTo(404);
        assertThat(caller.get(ALL + "?entityid=" + invoice + "&entityid=77&entitytype=F")
                        .json())
                .hasSize(1);
        assertThat(caller.get(ALL + "?entityid=" + invoice + "&entitytype=O").json())
                .isEmpty();
        var twice = caller.post(ALL, list(invoice, "F", id));
        assertThat(twice.status()).isEqualTo(400);
        assertThat(twice.at("/error").asText()).isEqualTo("file_already_attached");

        assertThat(caller.put(ALL + "/" + attachment, "{\"includeOnSend\":true}")
                        .at("/includeOnSend")
                        .asBoolean())
                .isTrue();
        assertThat(caller.put(ALL + "/" + attachment, "{\"entityId\":77}").status())
                .isEqualTo(400);
        assertThat(caller.delete(ALL + "/" + attachment).status()).isEqualTo(204);
        assertThat(caller.get(ALL + "?entityid=" + invoice + "&entitytype=F").json())
                .isEmpty();
    }

    @Test
    void attachesAllOrNothing() {
        var invoice = invoice(Invoices.right());
        var file = caller.upload("/3/archive", "file", "a.pdf", new byte[] {1});
        var archiveId = file.at("/File/ArchiveFileId").asText();

        var other = caller.post(ALL, list(invoice, "F", file.at("/File/Id").asText()));
        assertThat(other.status()).as("the other id").isEqualTo(404);
        assertThat(other.at("/error").asText()).isEqualTo("file_not_found");
        var nowhere = caller.post(ALL, list("77", "F", archiveId));
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.at("/error").asText()).isEqualTo("document_not_found");
        assertThat(caller.post(ALL, "[]").at("/error").asText()).isEqualTo("no_attachment_provided");
        assertThat(caller.post(ALL, list(invoice, "O", archiveId)).status()).isEqualTo(404);
        assertThat(caller.post(ALL, list(invoice, "X", archiveId)).status()).isEqualTo(400);
        assertThat(caller.post(ALL, "{\"entityId\":1}").status()).isEqualTo(400);
        var half = "[" + one(invoice, "F", archiveId) + "," + one("77", "F", archiveId) + "]";
        assertThat(caller.post(ALL, half).status()).isEqualTo(404);
        assertThat(caller.get(ALL + "?entityid=" + invoice + "&entitytype=F").json())
                .isEmpty();
        assertThat(caller.get(ALL + "?entitytype=F").status()).isEqualTo(400);
    }

    private static String list(String entity, String type, String file) {
        return "[" + one(entity, type, file) + "]";
    }

    private static String one(String entity, String type, String file) {
        return "{\"entityId\":%s,\"entityType\":\"%s\",\"fileId\":\"%s\"}".formatted(entity, type, file);
    }
}
