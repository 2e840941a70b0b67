package se.kvitta.settlement;

import java.util.ArrayList;
import java.util.List;
import se.kvitta.ledger.VatRate;

/**
 * VAT that the provider states inside an event's amount.
 *
 * @param vat minor units of the event's currency
 */
public record VatPart(VatRate rate, long vat) {

    /** {@code 2500:6960,600:1800}: hundredths of a percent and minor units; {@link #read} is its opposite. */
    public static String write(List<VatPart> parts) {
        var text = new StringBuilder();
        for (VatPart part : parts) {
            if (text.length() > 0) {
                text.append(',');
            }
            text.append(part.rate.hundredths()).append(':').append(part.vat);
        }
        return text.toString();
    }

    public static List<VatPart> read(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        var parts = new ArrayList<VatPart>(1);
        int from = 0;
        while (from < text.length()) {
            int colon = text.indexOf(':', from);
            int comma = text.indexOf(',', colon);
            int end = comma < 0 ? text.length() : comma;
            parts.add(new VatPart(
                    new VatRate(Integer.parseInt(text, from, colon, 10)), Long.parseLong(text, colon + 1, end, 10)));
            from = end + 1;
        }
        return parts;
    }
}
