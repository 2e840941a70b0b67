package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Marker;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.RowText;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;

/** A voucher and the document behind it, as Fortnox's API takes them. */
final class VoucherRequests {

    private static final int COMMENTS = 1000;

    private VoucherRequests() {}

    /** The body of {@code POST /3/inbox}, in the folder for vouchers: one part named {@code file}. The same document gives the same bytes. */
    static Outgoing upload(Dispatch dispatch) {
        Outgoing document = dispatch.evidence();
        byte[] content = document.content();
        // A hash of the content does not stand in the content.
        String boundary = "kvitta-" + UUID.nameUUIDFromBytes(content).toString().replace("-", "");
        byte[] head = ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                        + document.name() + "\"\r\nContent-Type: " + document.contentType() + "\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(head.length + content.length + tail.length)
                .put(head)
                .put(content)
                .put(tail)
                .array();
        return new Outgoing("POST /3/inbox?path=Inbox_v", body, "multipart/form-data; boundary=" + boundary);
    }

    /** The body of {@code POST /3/voucherfileconnections}. */
    static Outgoing attach(Dispatch dispatch) {
        Receipt voucher = FortnoxAnswers.voucher(dispatch);
        ObjectNode body = FortnoxJson.object();
        body.putObject("VoucherFileConnection")
                .put(
                        "FileId",
                        dispatch.answers().to(Steps.uploadOf(dispatch.step().name())))
                .put("VoucherNumber", voucher.number())
                .put("VoucherSeries", voucher.series());
        return FortnoxJson.request("POST /3/voucherfileconnections?financialyear=" + voucher.year(), body);
    }

    /** The body of {@code POST /3/vouchers}. */
    static Outgoing voucher(Dispatch dispatch) {
        Posting posting = dispatch.posting();
        Voucher voucher = posting.booking().voucher();
        ObjectNode body = FortnoxJson.object();
        ObjectNode content = body.putObject("Voucher");
        content.put("VoucherSeries", voucher.series());
        content.put("TransactionDate", voucher.date().toString());
        content.put("Description", description(dispatch));
        content.put(
                "Comments",
                FortnoxText.of(
                        "Kvitta profil " + posting.profile() + ", "
                                + posting.booking().events()
                                + (posting.booking().events() == 1 ? " händelse" : " händelser") + ", datumregel "
                                + voucher.dateRule() + ", mappning "
                                + posting.mappingVersion(),
                        COMMENTS));
        ArrayNode rows = content.putArray("VoucherRows");
        rows(voucher).forEach(row -> addRow(rows, row, dispatch));
        return FortnoxJson.request("POST /3/vouchers", body);
    }

    /** The rows that Fortnox takes: one that moves only an amount in another currency has neither debit nor credit there. */
    static List<VoucherRow> rows(Voucher voucher) {
        return voucher.rows().stream().filter(row -> !row.amount().isZero()).toList();
    }

    /** The voucher's text with the marker at its end, as Fortnox keeps it. */
    static String description(Dispatch dispatch) {
        Posting posting = dispatch.posting();
        int max = dispatch.mapping().raw().path("texts").path("description").asInt(200);
        String text = FortnoxText.of(posting.booking().voucher().text(), max);
        return Marker.append(text, posting.marker(), max);
    }

    private static void addRow(ArrayNode rows, VoucherRow row, Dispatch dispatch) {
        ObjectNode node = rows.addObject();
        BigDecimal amount = row.amount().major();
        node.put("Account", Integer.parseInt(row.account().number()));
        node.put("Debit", amount.signum() > 0 ? amount : BigDecimal.ZERO);
        node.put("Credit", amount.signum() < 0 ? amount.negate() : BigDecimal.ZERO);
        String text = FortnoxText.of(
                RowText.of(row),
                dispatch.mapping().raw().path("texts").path("row").asInt(100));
        if (!text.isEmpty()) {
            node.put("TransactionInformation", text);
        }
        if (!row.dimensions().costCentre().isEmpty()) {
            node.put("CostCenter", row.dimensions().costCentre());
        }
        if (!row.dimensions().project().isEmpty()) {
            node.put("Project", row.dimensions().project());
        }
    }
}
