package se.kvitta.target.sie;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Capabilities.Dimension;
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
import se.kvitta.sie.SieRow;
import se.kvitta.sie.SieVoucher;
import se.kvitta.sie.SieWriter;
import se.kvitta.sie.SieYear;

/** One 4I file per delivery and financial year. The receiver numbers the vouchers; our marker stands in their texts. */
@Component("sie")
class SieEncoder implements Encoder {

    private static final String PROGRAM = "Kvitta";
    private static final int MAX_TEXT = 200;

    /** What SIE allows as the number of an object: digits and the letters A to Z. */
    private static final String OBJECT_NUMBER = "[0-9A-Za-z]+";

    private final String version;

    SieEncoder(ObjectProvider<BuildProperties> build) {
        BuildProperties built = build.getIfAvailable();
        this.version = built == null ? "0" : built.getVersion();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                Set.of(Mode.DAILY, Mode.PAYOUT),
                true,
                true,
                false,
                EnumSet.allOf(Dimension.class).stream()
                        .collect(Collectors.toMap(Function.identity(), dimension -> OBJECT_NUMBER)));
    }

    @Override
    public List<String> steps(Booking booking) {
        return List.of("file");
    }

    @Override
    public Outgoing encode(Dispatch dispatch) {
        Batch batch = dispatch.batch();
        Merchant merchant = dispatch.merchant();
        boolean checksum = dispatch.mapping().raw().path("checksum").asBoolean(true);
        boolean accounts = dispatch.mapping().raw().path("accounts").asBoolean(true);
        var used = new TreeMap<String, SieAccount>();
        var objects = new SieObjects(dispatch.mapping().raw());
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
                objects.dimensions(),
                objects.objects(),
                List.of(),
                vouchers);
        SieWriter writer = checksum ? new SieWriter() : new SieWriter().withoutChecksum();
        return new Outgoing(batch.name(), writer.toBytes(file));
    }

    private static SieVoucher voucher(
            Posting posting, LocalDate made, Map<String, SieAccount> used, SieObjects objects) {
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

    private static SieRow row(VoucherRow row, Map<String, SieAccount> used, SieObjects objects) {
        used.putIfAbsent(
                row.account().number(),
                SieAccount.of(row.account().number(), row.account().name()));
        return SieRow.of(
                        row.account().number(),
                        row.amount().major().movePointRight(2).longValueExact())
                .withText(RowText.of(row))
                .withObjects(objects.of(row.dimensions()));
    }
}
