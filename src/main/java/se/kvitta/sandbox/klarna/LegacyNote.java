package se.kvitta.sandbox.klarna;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a settlement as an avräkningsnota of Klarna's older system: ISO-8859-1, CR LF, semicolons, decimal commas,
 * blanks between thousands, the fee on the row of its sale, sums at the end. No real file is known; the layout is a
 * design that a mapping must be able to follow. Constant memory, whatever the size.
 */
public final class LegacyNote {

    private static final String COLUMNS = "Typ;Fakturanr;OCR;Ordernr;Ordernr 2;Orderdatum;Aktiveringsdatum;Namn;"
            + "Belopp;Avgift;Moms på avgift;Netto";
    private static final List<String> NAMES = List.of(
            "Björn Åkerlund",
            "Eva-Lena Sjöström",
            "Häggströms Måleri AB",
            "Ömer Yilmaz",
            "Anna Grön",
            "Lars-Åke Qvist",
            "André Lindén");
    private static final Set<Happening> POSSIBLE =
            EnumSet.of(Happening.PART_CAPTURE, Happening.RETURN, Happening.EARLIER_RETURN);
    private static final Notation NUMBERS = Notation.standard().withNumbers(',', " ");

    private final SettlementPlan plan;
    private final String shop;

    /**
     * A note of a plan whose merchant id is the shop's number (eid).
     *
     * @throws IllegalArgumentException when the plan holds what the layout has no word for: other happenings than
     *     captures and returns, a release, or a debt
     */
    public LegacyNote(SettlementPlan plan, String shop) {
        if (!POSSIBLE.containsAll(plan.happenings().keySet()) || plan.release() > 0 || plan.openingDebt() > 0) {
            throw new IllegalArgumentException("an avräkningsnota knows captures, returns and a holdback only");
        }
        this.plan = plan;
        this.shop = shop;
    }

    /** {@code avrakningsnota_<eid>_<yyyymmdd>.csv}. */
    public String fileName() {
        return "avrakningsnota_" + plan.merchantId() + "_" + DateTimeFormatter.BASIC_ISO_DATE.format(day(plan.paid()))
                + ".csv";
    }

    /** Writes the note, flushes it and leaves the stream open. */
    public void write(OutputStream out) throws IOException {
        var text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.ISO_8859_1), 1 << 16);
        line(text, "Avräkningsnota;" + plan.reference());
        line(text, "Butik;" + shop);
        line(text, "Butiks-ID;" + plan.merchantId());
        line(text, "Period;" + plan.firstDay() + ";" + plan.firstDay().plusDays(plan.days() - 1L));
        line(text, "Utbetalningsdatum;" + day(plan.paid()));
        line(text, "Valuta;" + plan.currency());
        line(text, "");
        line(text, COLUMNS);
        var body = new Body(text);
        new RowSource(plan).tell(body);
        body.end();
        text.flush();
    }

    private static void line(Writer text, String line) throws IOException {
        text.write(line);
        text.write("\r\n");
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private String amount(long minor) {
        return NUMBERS.amount(minor, plan.currency());
    }

    /** The rows and their sums. A sale waits for its fees, which follow it. */
    private final class Body implements RowSource.Sink {

        private final Writer text;
        private @Nullable SettlementRow sale;
        private long feeOfSale;
        private String lastOrder = "";
        private long lastInvoice;
        private long invoice = 74_510_000;
        private long sales;
        private long returns;
        private long fees;
        private long feeVat;
        private long holdback;

        Body(Writer text) {
            this.text = text;
        }

        @Override
        public void accept(SettlementRow row) throws IOException {
            switch (row.type) {
                case FEE -> feeOfSale += row.amount;
                case SALE -> {
                    endSale();
                    sale = row;
                }
                case RETURN -> {
                    endSale();
                    var known = row.order.orderId().equals(lastOrder);
                    var number = known ? lastInvoice : 74_400_000 + Long.parseLong(row.order.reference1());
                    returns -= row.amount;
                    write("Retur", number, row, -row.amount, 0, 0);
                }
                case HOLDBACK -> holdback -= row.amount;
                default -> throw new IllegalArgumentException(row.type + " has no word in this layout");
            }
        }

        private void endSale() throws IOException {
            var row = sale;
            if (row == null) {
                return;
            }
            // Invoice numbers have eight digits, nine in the OCR, and are not consecutive: other shops take some.
            invoice += 1 + Math.floorMod(row.order.orderId().hashCode(), 90);
            if (!row.order.orderId().equals(lastOrder)) {
                lastOrder = row.order.orderId();
                lastInvoice = invoice;
            }
            var vat = plan.contract().vatOf(feeOfSale);
            sales += row.amount;
            fees -= feeOfSale;
            feeVat -= vat;
            write("Försäljning", invoice, row, row.amount, -feeOfSale, -vat);
            sale = null;
            feeOfSale = 0;
        }

        private void write(String type, long number, SettlementRow row, long gross, long fee, long vat)
                throws IOException {
            var order = row.order;
            var ordered = order.ordered() == null ? row.captured : order.ordered();
            line(
                    text,
                    String.join(
                            ";",
                            type,
                            Long.toString(number),
                            withCheckDigit(plan.merchantId() + "0" + number),
                            order.reference1(),
                            order.reference2(),
                            day(ordered).toString(),
                            day(row.captured).toString(),
                            NAMES.get(Math.floorMod(order.shortOrderId().hashCode(), NAMES.size())),
                            amount(gross),
                            amount(fee),
                            amount(vat),
                            amount(gross + fee + vat)));
        }

        void end() throws IOException {
            endSale();
            line(text, "");
            line(text, "Summa försäljning" + ";".repeat(8) + amount(sales));
            line(text, "Summa returer" + ";".repeat(8) + amount(returns));
            line(text, "Summa avgifter" + ";".repeat(9) + amount(fees));
            line(text, "Moms på avgifter" + ";".repeat(10) + amount(feeVat));
            line(text, "Innehållet belopp" + ";".repeat(11) + amount(holdback));
            line(text, "Att utbetala" + ";".repeat(11) + amount(sales + returns + fees + feeVat + holdback));
        }
    }

    /** The digits and their check digit by the rule of Luhn. */
    static String withCheckDigit(String digits) {
        var sum = 0;
        for (var i = 0; i < digits.length(); i++) {
            var digit = (digits.charAt(digits.length() - 1 - i) - '0') * (i % 2 == 0 ? 2 : 1);
            sum += digit > 9 ? digit - 9 : digit;
        }
        return digits + Math.floorMod(-sum, 10);
    }
}
