package se.kvitta.sie;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks through the lines of one file and hands every record to those who understand it. */
final class FileReading {

    private static final Set<String> HEADER = Set.of(
            "#PROGRAM",
            "#FORMAT",
            "#GEN",
            "#SIETYP",
            "#PROSA",
            "#FTYP",
            "#FNR",
            "#ORGNR",
            "#BKOD",
            "#ADRESS",
            "#FNAMN",
            "#RAR",
            "#TAXAR",
            "#OMFATTN",
            "#KPTYP",
            "#VALUTA");
    private static final Set<String> ONCE = Set.of("#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#FNAMN");
    private static final Set<String> CHART = Set.of(
            "#KONTO",
            "#KTYP",
            "#ENHET",
            "#SRU",
            "#DIM",
            "#UNDERDIM",
            "#OBJEKT",
            "#IB",
            "#UB",
            "#RES",
            "#OIB",
            "#OUB",
            "#PSALDO",
            "#PBUDGET");
    private static final Set<String> ROWS = Set.of("#TRANS", "#RTRANS", "#BTRANS");

    /** Whose block may follow, or is open. */
    private enum Owner {
        NOBODY,
        VOUCHER,
        UNKNOWN_RECORD
    }

    private final byte[] bytes;
    private final Encoding encoding;
    private final Problems problems = new Problems();
    private final HeaderRecords header = new HeaderRecords(problems);
    private final ChartRecords chart = new ChartRecords(problems);
    private final VoucherRecords vouchers = new VoucherRecords(problems, header, chart);
    private final FileChecksum checksum;
    private final Set<String> seen = new HashSet<>();
    private Owner owner = Owner.NOBODY;
    private boolean inBlock;
    private int blockLine;
    private @Nullable Integer importedAtLine;

    FileReading(byte[] bytes) {
        this.bytes = bytes;
        this.encoding = Encoding.detect(bytes);
        this.checksum = new FileChecksum(encoding.charset());
    }

    SieReading read() {
        var lexer = new LineLexer(bytes, encoding.charset());
        var number = 1;
        var encodingNoted = encoding.isDeclared();
        for (var start = encoding.start(); start < bytes.length; number++) {
            var end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                encodingNoted = encodingNoted || noteEncoding(number, bytes[end]);
                end++;
            }
            var last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
            read(number, lexer.lex(start, last));
            start = end + 1;
        }
        finish();
        var file = new SieFile(
                header.header(),
                header.years(),
                chart.accounts(),
                chart.dimensions(),
                chart.objects(),
                chart.balances(),
                vouchers.vouchers());
        checkRequired(file);
        return new SieReading(file, problems.byLine(), encoding.charset());
    }

    private boolean noteEncoding(int line, byte b) {
        if (b < 0) {
            problems.warning(
                    line,
                    "the file is declared as PC8 (code page 437) but is written in "
                            + encoding.charset().displayName() + "; it was read as that");
            return true;
        }
        return false;
    }

    private void read(int number, Line line) {
        switch (line.kind()) {
            case BLANK -> {}
            case OPENING_BRACE -> openBlock(number);
            case CLOSING_BRACE -> closeBlock(number);
            case UNKNOWN -> problems.fatal(number, String.valueOf(line.fault()));
            case RECORD -> {
                if (!line.label().equals("#KSUMMA")) {
                    checksum.add(line.content());
                }
                var record = new SieRecord(number, line.label(), line.fields());
                if (record.hasControlCharacters()) {
                    problems.warning(number, "control characters in a text are left out");
                }
                read(record, line.fault());
            }
        }
    }

    private void openBlock(int line) {
        if (inBlock) {
            problems.fatal(line, "a block begins inside another");
        } else if (owner == Owner.NOBODY) {
            problems.fatal(line, "a block begins that does not follow a voucher");
            owner = Owner.UNKNOWN_RECORD;
        }
        inBlock = true;
        blockLine = line;
    }

    private void closeBlock(int line) {
        if (!inBlock) {
            problems.fatal(line, "a block ends that did not begin");
            return;
        }
        if (owner == Owner.VOUCHER) {
            vouchers.end();
        }
        inBlock = false;
        owner = Owner.NOBODY;
    }

    private void read(SieRecord record, @Nullable String fault) {
        if (ROWS.contains(record.label())) {
            readRow(record, fault);
            return;
        }
        var known = HEADER.contains(record.label())
                || CHART.contains(record.label())
                || record.label().equals("#VER")
                || record.label().equals("#KSUMMA")
                || record.label().equals("#FLAGGA");
        if (inBlock && !known) {
            if (fault != null) {
                problems.fatal(record.line(), fault);
            }
            return;
        }
        endBlockIfOpen();
        checkPlace(record);
        if (fault != null) {
            problems.fatal(record.line(), fault);
        }
        if (record.label().equals("#VER")) {
            owner = Owner.VOUCHER;
            vouchers.begin(record, fault != null);
        } else {
            owner = known ? Owner.NOBODY : Owner.UNKNOWN_RECORD;
            if (known && fault == null) {
                readMain(record);
            }
        }
    }

    private void readRow(SieRecord record, @Nullable String fault) {
        if (!inBlock && owner == Owner.VOUCHER) {
            vouchers.fail(record.line(), "the rows of a voucher begin without {");
            inBlock = true;
        }
        if (!inBlock) {
            problems.fatal(record.line(), record.label() + " stands outside a voucher");
        } else if (owner == Owner.VOUCHER && fault != null) {
            vouchers.fail(record.line(), fault);
        } else if (owner == Owner.VOUCHER) {
            vouchers.row(record);
        } else if (fault != null) {
            problems.fatal(record.line(), fault);
        }
    }

    private void endBlockIfOpen() {
        if (vouchers.isBegun()) {
            vouchers.abandon(inBlock ? "is not closed by }" : "has no rows");
        } else if (inBlock) {
            problems.fatal(blockLine, "a block is not closed by }");
        }
        inBlock = false;
        owner = Owner.NOBODY;
    }

    private void checkPlace(SieRecord record) {
        if (seen.isEmpty() && !record.label().equals("#FLAGGA")) {
            problems.fatal(record.line(), "the first record is " + record.label() + ", not #FLAGGA");
        }
        if (checksum.isClosed()) {
            problems.fatal(record.line(), record.label() + " stands after the closing #KSUMMA");
        }
        if (!seen.add(record.label()) && ONCE.contains(record.label())) {
            problems.warning(record.line(), record.label() + " stands twice; the last counts");
        }
    }

    private void readMain(SieRecord record) {
        try {
            if (HEADER.contains(record.label())) {
                header.read(record);
            } else if (CHART.contains(record.label())) {
                chart.read(record);
            } else if (record.label().equals("#KSUMMA")) {
                checksum.read(record);
            } else {
                readFlag(record);
            }
        } catch (UnreadableRecord | IllegalArgumentException e) {
            problems.fatal(record.line(), String.valueOf(e.getMessage()));
        }
    }

    private void readFlag(SieRecord record) throws UnreadableRecord {
        switch (record.required(0, "flag")) {
            case "0" -> {}
            case "1" -> importedAtLine = record.line();
            default -> throw new UnreadableRecord("#FLAGGA is neither 0 nor 1");
        }
    }

    private void finish() {
        endBlockIfOpen();
        if (checksum.isOpen()) {
            problems.fatal(1, "the closing #KSUMMA is missing: the file is not whole");
        }
    }

    private void checkRequired(SieFile file) {
        require("#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#FNAMN");
        var type = file.header().type();
        if (!file.isForImport()) {
            require("#RAR", "#KONTO");
        } else if (file.years().isEmpty()) {
            problems.warning(1, "#RAR is missing: whether dates lie in the financial year was not checked");
        }
        if (type != 1) {
            require("#SIETYP");
        }
        if (type == 1 || type == 2) {
            require("#SRU");
        }
        if (type == 2 || type == 3) {
            require("#OMFATTN");
        }
        if (type != 4 && seen.contains("#VER")) {
            problems.fatal(1, "vouchers stand in a file of SIE type " + type + "; only type 4 has vouchers");
        }
        if (importedAtLine != null && file.isForImport()) {
            problems.fatal(importedAtLine, "#FLAGGA is 1: the file was imported before");
        } else if (importedAtLine != null) {
            problems.warning(importedAtLine, "#FLAGGA is 1: the file was imported before");
        }
    }

    private void require(String... labels) {
        for (var label : labels) {
            if (!seen.contains(label)) {
                problems.fatal(1, "the record " + label + " is missing");
            }
        }
    }
}
