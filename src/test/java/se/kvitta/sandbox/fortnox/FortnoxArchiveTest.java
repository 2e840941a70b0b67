package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Files that stay in the archive, and their two ids. */
class FortnoxArchiveTest extends RunningSandbox {

    private static final byte[] CONTENT = {4, 2, 0};

    @Test
    void keepsFilesInFolders() {
        var atRoot = caller.upload("/3/archive", "file", "a.pdf", CONTENT);
        assertThat(atRoot.status()).isEqualTo(201);
        assertThat(atRoot.header("Location")).isEqualTo("archive");
        var root = caller.get("/3/archive");
        assertThat(root.at("/Folder/Files")).hasSize(1);
        assertThat(root.at("/Folder/Folders/0/Name").asText()).isEqualTo("Underlag");
        var folder = root.at("/Folder/Folders/0/Id").asText();

        assertThat(caller.upload("/3/archive?path=Underlag", "file", "b.pdf", CONTENT)
                        .at("/File/Path")
                        .asText())
                .isEqualTo("Underlag");
        assertThat(caller.upload("/3/archive?folderid=" + folder, "file", "c.pdf", CONTENT)
                        .status())
                .isEqualTo(201);
        assertThat(caller.upload("/3/archive?path=Nowhere", "file", "c.pdf", CONTENT)
                        .status())
                .isEqualTo(400);
        assertThat(caller.get("/3/archive?path=Underlag").at("/Folder/Files")).hasSize(2);
        assertThat(caller.delete("/3/archive?path=Underlag").status()).isEqualTo(204);
        assertThat(caller.get("/3/archive?path=Underlag").status()).isEqualTo(400);
        assertThat(caller.get("/3/archive").at("/Folder/Files")).hasSize(1);
    }

    @Test
    void takesEachIdInItsPlaceOnly() {
        var file = caller.upload("/3/archive", "file", "a.pdf", CONTENT);
        var id = file.at("/File/Id").asText();
        var archiveId = file.at("/File/ArchiveFileId").asText();

        assertThat(caller.get("/3/archive/" + id).bytes()).isEqualTo(CONTENT);
        assertThat(caller.get("/3/archive?fileid=" + archiveId).bytes()).isEqualTo(CONTENT);
        assertThat(caller.get("/3/archive/" + archiveId).status()).isEqualTo(404);
        assertThat(caller.get("/3/archive?fileid=" + id).status()).isEqualTo(404);
        assertThat(caller.delete("/3/archive/" + archiveId).status()).isEqualTo(404);
        assertThat(caller.delete("/3/archive/" + id).status()).isEqualTo(204);
        assertThat(caller.get("/3/archive/" + id).status()).isEqualTo(404);
    }

    @Test
    void hangsAnArchivedFileOnAVoucherAndKeepsItThere() {
        caller.post("/3/vouchers?financialyear=6", Vouchers.right());
        var id = caller.upload("/3/archive", "file", "a.pdf", CONTENT)
                .at("/File/Id")
                .asText();

        var connection =
                "{\"VoucherFileConnection\":{\"FileId\":\"%s\",\"VoucherNumber\":\"1\",\"VoucherSeries\":\"KV\"}}";
        assertThat(caller.post("/3/voucherfileconnections?financialyear=6", connection.formatted(id))
                        .at("/VoucherFileConnection/Name")
                        .asText())
                .isEqualTo("a.pdf");
        assertThat(caller.get("/3/archive/" + id).status()).isEqualTo(200);
        assertThat(caller.delete("/3/archive/" + id).status()).isEqualTo(400);
    }
}
