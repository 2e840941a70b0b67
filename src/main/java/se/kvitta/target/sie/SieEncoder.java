package se.kvitta.target.sie;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.Marker;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.RowText;
import se.kvitta.journal.Batches.Batch;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.merchant.Merchant;
import se.kvitta.sie.SieAccount;
import se.kvitta.sie.SieCompany;
import se.kvitta.sie.SieFile;
import se.kvitta.sie.SieHeader;
import se.kvitta.sie.SieObject;
import se.kvitta.sie.SieObjectRef;
import se.kvitta.sie.SieRow;
import se.kvitta.sie.SieVoucher;
import se.kvitta.sie.SieWriter;
import se.kvitta.sie.SieYear;

/** One 4I file per delivery and financial year. The receiver numbers the vouchers; our marker stands in their texts. */
@Component("sie")
class SieEncoder implements Encoder {

    private static final String PROGRAM = "Kvitta";
    private static final int MAX_TEXT = 200;
    private static final int COST_CENTRE = 1;
    private static final int PROJECT = 6;

    private final String version;

    SieEncoder(ObjectProvider<BuildProperties> build) {
        BuildProperties built = build.getIfAvailable();
        this.version = built == null ? "0" : built.getVersion();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Set.of(Mode.DAILY, Mode.PAYOUT), true, true);
    }

    @Override
    public List<String> steps(Booking.Kind kind) {
        return List.of("file");
    }

    @Override
    public Outgoing encode(Dispatch dispatch) {
        Batch batch = dispatch.batch();
        Merchant merchant = dispatch.merchant();
        boolean checksum = dispatch.mapping().raw().path("checksum").asBoolean(true);
        boolean accounts = dispatch.mapping().raw().path("accounts").asBoolean(true);
        var used = new TreeMap<String, SieAccount>();
        var objects = new TreeMap<String, SieObject>();
        List<SieVoucher> vouchers = dispatch.postings().stream()
                .map(posting -> voucher(posting, batch.madeOn(), used, objects))
                .toList();
        SieHeader header = SieHeader.of(
                        PROGRAM,
                        version,
                        batch.madeOn(),
                        SieCompany.of(merchant.title(), merchant.organisationNumber()))
                .withGeneratedBy(PROGRAM)
                .withComment(merchant.name() + ", " + vouchers.size() + " verifikationer")
                .withCurrency(merchant.books().getCurrencyCode());
        var file = new SieFile(
                header,
                List.of(new SieYear(0, batch.year().first(), batch.year().last())),
                accounts ? List.copyOf(used.values()) : List.of(),
                List.of(),
                List.copyOf(objects.values()),
                List.of(),
                vouchers);
        SieWriter writer = checksum ? new SieWriter() : new SieWriter().withoutChecksum();
        return new Outgoing(batch.name(), writer.toBytes(file));
    }

    private static SieVoucher voucher(
            Posting posting, LocalDate made, Map<String, SieAccount> used, Map<String, SieObject> objects) {
        Voucher voucher = posting.booking().voucher();
        List<SieRow> rows =
                voucher.rows().stream().map(row -> row(row, used, objects)).toList();
        return new SieVoucher(
                voucher.series(),
                "",
                voucher.date(),
                Marker.append(voucher.text(), posting.marker(), MAX_TEXT),
                made,
                PROGRAM,
                rows);
    }

    private static SieRow row(VoucherRow row, Map<String, SieAccount> used, Map<String, SieObject> objects) {
        used.putIfAbsent(
                row.account().number(),
                SieAccount.of(row.account().number(), row.account().name()));
        var refs = new ArrayList<SieObjectRef>();
        addObject(COST_CENTRE, row.dimensions().costCentre(), refs, objects);
        addObject(PROJECT, row.dimensions().project(), refs, objects);
        return SieRow.of(
                        row.account().number(),
                        row.amount().major().movePointRight(2).longValueExact())
                .withText(RowText.of(row))
                .withObjects(refs);
    }

    private static void addObject(
            int dimension, String number, List<SieObjectRef> refs, Map<String, SieObject> objects) {
        if (!number.isEmpty()) {
            refs.add(new SieObjectRef(dimension, number));
            objects.putIfAbsent(dimension + "/" + number, new SieObject(dimension, number, number));
        }
    }
}
