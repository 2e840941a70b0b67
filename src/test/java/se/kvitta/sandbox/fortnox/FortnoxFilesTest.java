package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Files in the inbox, and which voucher each hangs on. */
class FortnoxFilesTest extends RunningSandbox {

    private static final String VOUCHER = """
            {"Voucher":{"VoucherSeries":"KV","TransactionDate":"2026-02-16","Description":"Klarna","VoucherRows":[
             {"Account":1979,"Debit":5,"Credit":0},{"Account":1581,"Debit":0,"Credit":5}]}}
            """;

    @Test
    void keepsAFileToTheByteAndHangsItOnAVoucher() {
        caller.post("/3/vouchers?financialyear=6", VOUCHER);
        byte[] content = new byte[5_000];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7 % 256); // line ends and dashes among them
        }
        Caller.Reply uploaded = caller.upload("/3/inbox?path=Inbox_v", "file", "underlag å.pdf", content);
        assertThat(uploaded.status()).isEqualTo(201);
        String id = uploaded.at("/File/Id").asText();
        assertThat(uploaded.at("/File/Size").asInt()).isEqualTo(content.length);
        assertThat(uploaded.at("/File/Name").asText()).isEqualTo("underlag å.pdf");
        assertThat(uploaded.at("/File/ArchiveFileId").asText()).isNotEmpty().isNotEqualTo(id);
        assertThat(caller.get("/3/inbox/" + id).response().body()).isEqualTo(content);

        Caller.Reply connected = connect(id, "1");
        assertThat(connected.status()).isEqualTo(201);
        assertThat(connected.at("/VoucherFileConnection/VoucherYear").asInt()).isEqualTo(6);
        assertThat(caller.get("/3/voucherfileconnections/" + id)
                        .at("/VoucherFileConnection/VoucherNumber")
                        .asText())
                .isEqualTo("1");
        assertThat(caller.get("/3/voucherfileconnections").at("/VoucherFileConnections"))
                .hasSize(1);
        assertThat(caller.get("/3/inbox/" + id).status())
                .as("it has left the inbox")
                .isEqualTo(404);
        sandbox.close();
        restart();
        assertThat(sandbox.company(LJUSBUTIKEN).files()).singleElement().satisfies(file -> assertThat(file.bytes())
                .isEqualTo(content));
        assertThat(sandbox.company(LJUSBUTIKEN).connections()).hasSize(1);
    }

    @Test
    void hangsAFileOnOneVoucherOnce() {
        caller.post("/3/vouchers?financialyear=6", VOUCHER);
        String id = uploaded();
        assertThat(connect(id, "1").status()).isEqualTo(201);
        assertThat(connect(id, "1").status()).isEqualTo(400);
        sandbox.assume("file-connected-twice", "accept");
        assertThat(connect(id, "1").status()).isEqualTo(201);
        assertThat(sandbox.company(LJUSBUTIKEN).connections()).hasSize(1);
    }

    @Test
    void refusesAFileOrVoucherThatIsNotThere() {
        caller.post("/3/vouchers?financialyear=6", VOUCHER);
        Caller.Reply file = caller.upload("/3/inbox?path=Inbox_v", "file", "a.pdf", new byte[] {1});
        assertThat(connect("nothing", "1").status()).isEqualTo(404);
        assertThat(connect(file.at("/File/ArchiveFileId").asText(), "1").status())
                .as("the other id")
                .isEqualTo(404);
        assertThat(connect(file.at("/File/Id").asText(), "2").status()).isEqualTo(404);
        assertThat(caller.post(
                                "/3/voucherfileconnections?financialyear=5",
                                connection(file.at("/File/Id").asText(), "1"))
                        .status())
                .as("another year")
                .isEqualTo(404);
        assertThat(caller.get("/3/voucherfileconnections/" + file.at("/File/Id").asText())
                        .status())
                .isEqualTo(404);
        assertThat(sandbox.company(LJUSBUTIKEN).connections()).isEmpty();
    }

    @Test
    void refusesAnUploadThatIsNotOneNamedFile() {
        for (Caller.Reply reply : List.of(
                caller.upload("/3/inbox?path=Inbox_v", "document", "a.pdf", new byte[] {1}),
                caller.upload("/3/inbox?path=Inbox_v", "file", "without ending", new byte[] {1}),
                caller.upload("/3/inbox?path=Inbox_v", "file", "a.pdf", new byte[0]),
                caller.upload("/3/inbox?path=Inbox_x", "file", "a.pdf", new byte[] {1}),
                caller.upload("/3/inbox?folder=Inbox_v", "file", "a.pdf", new byte[] {1}),
                caller.post("/3/inbox?path=Inbox_v", "{}"),
                caller.send(caller.request("/3/inbox?path=Inbox_v")
                        .header("Content-Type", "multipart/form-data; boundary=x")
                        .POST(Caller.publisher("--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut off"))),
                caller.send(caller.request("/3/inbox?path=Inbox_v")
                        .header("Content-Type", "multipart/form-data")
                        .POST(Caller.publisher("--x\r\n"))))) {
            assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        }
        assertThat(sandbox.company(LJUSBUTIKEN).files()).isEmpty();
    }

    @Test
    void wantsAScopeForEach() {
        sandbox.company(LJUSBUTIKEN).consent(FortnoxSandbox.App.KVITTA.clientId(), "bookkeeping");
        Caller poor = caller(LJUSBUTIKEN);
        assertThat(poor.upload("/3/inbox", "file", "a.pdf", new byte[] {1}).status())
                .isEqualTo(403);
        assertThat(poor.post("/3/voucherfileconnections", connection("a", "1")).status())
                .isEqualTo(403);
    }

    private String uploaded() {
        return caller.upload("/3/inbox?path=Inbox_v", "file", "a.pdf", new byte[] {1})
                .at("/File/Id")
                .asText();
    }

    private Caller.Reply connect(String file, String number) {
        return caller.post("/3/voucherfileconnections?financialyear=6", connection(file, number));
    }

    private static String connection(String file, String number) {
        return "{\"VoucherFileConnection\":{\"FileId\":\"" + file + "\",\"VoucherNumber\":\"" + number
                + "\",\"VoucherSeries\":\"KV\"}}";
    }

    private void restart() {
        try {
            sandbox = FortnoxSandbox.start(options());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
