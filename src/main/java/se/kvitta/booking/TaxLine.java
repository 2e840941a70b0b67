package se.kvitta.booking;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;

/**
 * How one part of an order was taxed, kept beside the order for the evidence.
 *
 * @param what the role it was booked on, such as {@code SALES_25}
 * @param rate null where the part is not a sale: a gift card, a tip, rounding
 * @param country ISO 3166 alpha-2 of whose VAT it is; may be empty
 * @param box the box of the VAT return that the net feeds, if any
 * @param vatBox the box that the VAT feeds, if any
 * @param net without VAT, minor units of the order's currency; negative when it is taken back
 * @param vat minor units of the order's currency
 * @param netInBooks the net in minor units of the books' currency
 * @param vatInBooks the VAT in minor units of the books' currency
 * @param rule what decided it
 */
public record TaxLine(
        String what,
        @Nullable VatRate rate,
        String country,
        @Nullable VatBox box,
        @Nullable VatBox vatBox,
        long net,
        long vat,
        long netInBooks,
        long vatInBooks,
        String rule) {

    /** Ends the rule of a part that was divided as its order is, so that a person should look at it. */
    public static final String IN_PROPORTION = ", in proportion";

    private static final int FIELDS = 10;

    /** Whether what it says follows from the order as a whole, and is not stated. */
    public boolean isInProportion() {
        return rule.endsWith(IN_PROPORTION);
    }

    /** One line of text for all parts of an order; {@link #read} is its opposite. */
    public static String write(List<TaxLine> lines) {
        var text = new StringBuilder();
        for (TaxLine line : lines) {
            text.append(text.length() == 0 ? "" : ";")
                    .append(String.join(
                            "|",
                            line.what,
                            line.rate == null ? "" : String.valueOf(line.rate.hundredths()),
                            line.country,
                            line.box == null ? "" : line.box.code(),
                            line.vatBox == null ? "" : line.vatBox.code(),
                            String.valueOf(line.net),
                            String.valueOf(line.vat),
                            String.valueOf(line.netInBooks),
                            String.valueOf(line.vatInBooks),
                            line.rule.replace('|', '/').replace(';', ',')));
        }
        return text.toString();
    }

    /** Reads what {@link #write} writes. Throws {@link IllegalArgumentException} for anything else. */
    public static List<TaxLine> read(String text) {
        var lines = new ArrayList<TaxLine>();
        for (String line : text.isEmpty() ? new String[0] : text.split(";", -1)) {
            String[] fields = line.split("\\|", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("'" + line + "' is no tax line");
            }
            lines.add(new TaxLine(
                    fields[0],
                    fields[1].isEmpty() ? null : new VatRate(Integer.parseInt(fields[1])),
                    fields[2],
                    box(fields[3]),
                    box(fields[4]),
                    Long.parseLong(fields[5]),
                    Long.parseLong(fields[6]),
                    Long.parseLong(fields[7]),
                    Long.parseLong(fields[8]),
                    fields[9]));
        }
        return lines;
    }

    private static @Nullable VatBox box(String code) {
        return code.isEmpty() ? null : new VatBox(code);
    }
}
