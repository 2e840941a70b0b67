package se.kvitta.target.fortnox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Capabilities.Dimension;
import se.kvitta.booking.Mode;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.Marker;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.RowText;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;

/** A voucher as Fortnox's API takes it. */
@Component("fortnox")
class FortnoxEncoder implements Encoder {

    static final String VOUCHER = "voucher";

    private static final int COMMENTS = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                Set.of(Mode.DAILY, Mode.PAYOUT),
                false,
                true,
                Map.of(Dimension.COST_CENTRE, ".{1,6}", Dimension.PROJECT, ".{1,20}"));
    }

    @Override
    public List<String> steps(Booking.Kind kind) {
        return List.of(VOUCHER);
    }

    @Override
    public List<String> evidenceSteps() {
        return List.of(Steps.UPLOAD, Steps.ATTACH);
    }

    @Override
    public Outgoing encode(Dispatch dispatch) {
        return switch (dispatch.step().name()) {
            case Steps.UPLOAD -> upload(dispatch);
            case Steps.ATTACH -> attach(dispatch);
            default -> voucher(dispatch);
        };
    }

    /** The body of {@code POST /3/inbox}: one part named {@code file}. The same document gives the same bytes. */
    private static Outgoing upload(Dispatch dispatch) {
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
        return new Outgoing("POST /3/inbox", body, "multipart/form-data; boundary=" + boundary);
    }

    /** The body of {@code POST /3/voucherfileconnections}. */
    private static Outgoing attach(Dispatch dispatch) {
        Receipt voucher = FortnoxAnswers.voucher(dispatch);
        ObjectNode body = JSON.createObjectNode();
        body.putObject("VoucherFileConnection")
                .put("FileId", dispatch.fileId())
                .put("VoucherNumber", voucher.number())
                .put("VoucherSeries", voucher.series());
        return json("POST /3/voucherfileconnections", body);
    }

    private static Outgoing json(String name, ObjectNode body) {
        try {
            return new Outgoing(name, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The body of {@code POST /3/vouchers}. */
    private static Outgoing voucher(Dispatch dispatch) {
        Posting posting = dispatch.posting();
        Voucher voucher = posting.booking().voucher();
        ObjectNode body = JSON.createObjectNode();
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
        voucher.rows().forEach(row -> addRow(rows, row, dispatch));
        return json("POST /3/vouchers", body);
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
