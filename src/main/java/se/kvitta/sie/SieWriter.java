package se.kvitta.sie;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes SIE 4 files: 4I (vouchers for import) and 4E (export). The same model gives the same bytes.
 *
 * <p>Texts are transliterated by {@link SieText}, then encoded strictly in code page 437. Lines end by CR LF, #FLAGGA is
 * always 0, and the file is closed by its #KSUMMA. Vouchers are written one by one, so that a file may be larger than
 * memory.
 */
public final class SieWriter {

    private static final Pattern OBJECT_NUMBER = Pattern.compile("[0-9A-Za-z]+");
    private static final Pattern ORGANISATION_NUMBER = Pattern.compile("[0-9]{6}-[0-9]{4}");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    private final boolean checksum;
    private final boolean escapeQuotes;

    /** A writer with checksum that writes {@code '} for {@code "}. */
    public SieWriter() {
        this(true, false);
    }

    private SieWriter(boolean checksum, boolean escapeQuotes) {
        this.checksum = checksum;
        this.escapeQuotes = escapeQuotes;
    }

    /** The same writer without #KSUMMA, for importers that dislike it. */
    public SieWriter withoutChecksum() {
        return new SieWriter(false, escapeQuotes);
    }

    /** The same writer with {@code \"} for quotes in texts, as SIE 4B, 5.7 says; some importers stumble over it. */
    public SieWriter escapingQuotes() {
        return new SieWriter(checksum, true);
    }

    public byte[] toBytes(SieFile file) {
        var bytes = new ByteArrayOutputStream();
        try {
            write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Writes and flushes the file; the stream stays open.
     *
     * @throws IllegalArgumentException when the file lacks a record that the format requires (SIE 4B, 6), or an object
     *     number holds other characters than digits and the letters A to Z; what was written so far is void
     */
    public void write(SieFile file, OutputStream out) throws IOException {
        write(file, Collections.emptyIterator(), out);
    }

    /** As {@link #write(SieFile, OutputStream)}, and after the file's own vouchers those of the iterator, one by one. */
    public void write(SieFile file, Iterator<SieVoucher> more, OutputStream out) throws IOException {
        requireWritable(file);
        var buffered = new BufferedOutputStream(out, 1 << 16);
        var records = new RecordWriter(buffered, escapeQuotes);
        records.begin("#FLAGGA").token(0).end();
        if (checksum) {
            records.begin("#KSUMMA").end();
            records.resetChecksum();
        }
        writeHeader(records, file);
        writeChart(records, file);
        for (var balance : file.balances()) {
            writeBalance(records, balance);
        }
        for (var voucher : file.vouchers()) {
            writeVoucher(records, voucher);
        }
        while (more.hasNext()) {
            writeVoucher(records, more.next());
        }
        if (checksum) {
            var value = records.checksum();
            records.begin("#KSUMMA").token(value).end();
        }
        buffered.flush();
    }

    private static void writeHeader(RecordWriter records, SieFile file) throws IOException {
        var header = file.header();
        var company = header.company();
        records.begin("#PROGRAM")
                .text(header.program())
                .requiredText(header.programVersion())
                .end();
        records.begin("#FORMAT").token("PC8").end();
        records.begin("#GEN")
                .token(SieFormat.print(header.generated()))
                .text(header.generatedBy())
                .end();
        records.begin("#SIETYP").token(header.type()).end();
        optional(records, "#PROSA", header.comment());
        optional(records, "#FTYP", company.form());
        optional(records, "#FNR", company.id());
        if (!company.organisationNumber().isEmpty()) {
            records.begin("#ORGNR")
                    .token(company.organisationNumber())
                    .token(company.acquisition())
                    .token(company.activity())
                    .end();
        }
        optional(records, "#BKOD", company.industry());
        var address = company.address();
        if (address != null) {
            records.begin("#ADRESS")
                    .requiredText(address.contact())
                    .requiredText(address.street())
                    .requiredText(address.postal())
                    .requiredText(address.phone())
                    .end();
        }
        records.begin("#FNAMN").text(company.name()).end();
        for (var year : file.years()) {
            records.begin("#RAR")
                    .token(year.index())
                    .token(SieFormat.print(year.start()))
                    .token(SieFormat.print(year.end()))
                    .end();
        }
        var taxYear = header.taxYear();
        if (taxYear != null) {
            records.begin("#TAXAR").token(taxYear).end();
        }
        if (header.balancesUntil() != null) {
            records.begin("#OMFATTN")
                    .token(SieFormat.print(header.balancesUntil()))
                    .end();
        }
        optional(records, "#KPTYP", header.chart());
        records.begin("#VALUTA").token(header.currency()).end();
    }

    private static void optional(RecordWriter records, String label, String value) throws IOException {
        if (!value.isEmpty()) {
            records.begin(label).text(value).end();
        }
    }

    private static void writeChart(RecordWriter records, SieFile file) throws IOException {
        for (var account : file.accounts()) {
            records.begin("#KONTO")
                    .token(account.number())
                    .requiredText(account.name())
                    .end();
            var kind = account.kind();
            if (kind != null) {
                records.begin("#KTYP")
                        .token(account.number())
                        .token(kind.code())
                        .end();
            }
            if (!account.unit().isEmpty()) {
                records.begin("#ENHET")
                        .token(account.number())
                        .text(account.unit())
                        .end();
            }
            for (var code : account.sruCodes()) {
                records.begin("#SRU").token(account.number()).token(code).end();
            }
        }
        for (var dimension : file.dimensions()) {
            var parent = dimension.parent();
            records.begin(parent == null ? "#DIM" : "#UNDERDIM")
                    .token(dimension.number())
                    .requiredText(dimension.name());
            if (parent != null) {
                records.token(parent);
            }
            records.end();
        }
        for (var object : file.objects()) {
            requireObjectNumber(object.number());
            records.begin("#OBJEKT")
                    .token(object.dimension())
                    .text(object.number())
                    .requiredText(object.name())
                    .end();
        }
    }

    private static void writeBalance(RecordWriter records, SieBalance balance) throws IOException {
        records.begin("#" + balance.kind()).token(balance.year());
        if (balance.kind().hasPeriod()) {
            records.token(SieFormat.print(balance.period()));
        }
        records.token(balance.account());
        if (balance.kind().hasObjects()) {
            objects(records, balance.objects());
        }
        records.token(SieFormat.printAmount(balance.ore()))
                .token(SieFormat.print(balance.quantity()))
                .end();
    }

    private static void writeVoucher(RecordWriter records, SieVoucher voucher) throws IOException {
        records.begin("#VER")
                .token(voucher.series())
                .token(voucher.number())
                .token(SieFormat.print(voucher.date()))
                .text(voucher.text())
                .token(SieFormat.print(voucher.registered()))
                .text(voucher.sign())
                .end();
        records.brace('{');
        for (var row : voucher.rows()) {
            records.begin("#TRANS").token(row.account());
            objects(records, row.objects());
            records.token(SieFormat.printAmount(row.ore()))
                    .token(SieFormat.print(row.date()))
                    .text(row.text())
                    .token(SieFormat.print(row.quantity()))
                    .text(row.sign())
                    .end();
        }
        records.brace('}');
    }

    private static void objects(RecordWriter records, List<SieObjectRef> refs) throws IOException {
        for (var ref : refs) {
            requireObjectNumber(ref.object());
        }
        records.objects(refs);
    }

    private static void requireObjectNumber(String number) {
        require(
                OBJECT_NUMBER.matcher(number).matches(),
                "the object number '" + number + "' may only hold digits and the letters A to Z");
    }

    private static void requireWritable(SieFile file) {
        var header = file.header();
        var company = header.company();
        require(header.type() == 4, "only type 4 files are written, not type " + header.type());
        require(!SieText.transliterate(header.program()).isBlank(), "#PROGRAM needs the name of the program");
        require(header.generated() != null, "#GEN needs the day the file is made");
        require(!SieText.transliterate(company.name()).isBlank(), "#FNAMN needs the name of the company");
        require(CURRENCY.matcher(header.currency()).matches(), "#VALUTA needs a currency code of three letters");
        var number = company.organisationNumber();
        require(
                number.isEmpty() || ORGANISATION_NUMBER.matcher(number).matches(),
                "the organisation number '" + number + "' is not written NNNNNN-NNNN");
        if (file.isForImport()) {
            require(company.industry().isEmpty(), "#BKOD is not allowed in a file for import");
            require(header.balancesUntil() == null, "#OMFATTN is not allowed in a file for import");
        } else {
            require(!file.years().isEmpty(), "a file with balances needs #RAR");
            require(!file.accounts().isEmpty(), "a file with balances needs #KONTO");
        }
    }

    private static void require(boolean kept, String rule) {
        if (!kept) {
            throw new IllegalArgumentException(rule);
        }
    }
}
