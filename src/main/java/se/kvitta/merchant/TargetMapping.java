package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Currency;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.ReferenceUses;
import se.kvitta.booking.ReferenceUses.Form;

/**
 * What {@code mappings/targets/<slug>.yaml} says.
 *
 * @param series default series of vouchers, and the series of its invoices and their payments
 * @param rows most rows in one voucher
 * @param dimensions names of the dimensions it has, when its mapping names them
 * @param references its words for the fields of an invoice that can carry a reference of an order
 * @param uses what a provider's references can become in it
 * @param orderNumberIn which of them the shop's order number is written in by default; empty when it makes no invoices
 * @param ownFile which of the provider's own files can be attached beside the document behind a voucher
 * @param asks what the target is asked about what others have booked
 * @param books the currencies that it can keep books in; empty where it does not matter
 * @param limit the calls to one tenant that the target takes
 * @param lanes how many chains of calls may be in flight for one merchant
 * @param sendWindow how long after it was decided a changing call may still be made
 * @param timeout how long an answer is waited for
 * @param grace how long after that a call may still take effect at the target
 * @param raw the whole file, for the plug-in that reads its own words in it
 */
public record TargetMapping(
        String slug,
        String name,
        BookingRules.Series series,
        int rows,
        Set<String> dimensions,
        Set<String> references,
        Map<ReferenceUses.Use, Carried> uses,
        String orderNumberIn,
        OwnFile ownFile,
        Asks asks,
        Set<Currency> books,
        Limit limit,
        int lanes,
        Duration sendWindow,
        Duration timeout,
        Duration grace,
        JsonNode raw) {

    /**
     * What it does with a reference of a provider.
     *
     * @param in its word for the field that it stands in; empty for a comment
     * @param modes in which modes it does so
     * @param form what it takes there when it makes an invoice; null when that is anything
     * @param why why it does not in other modes; may be empty
     */
    public record Carried(
            String in, Set<Mode> modes, @Nullable Form form, String why) {

        public Carried {
            modes = Set.copyOf(modes);
        }
    }

    /** What a provider's references must look like where they name an invoice that it makes. */
    public Map<ReferenceUses.Use, Form> forms() {
        var forms = new EnumMap<ReferenceUses.Use, Form>(ReferenceUses.Use.class);
        uses.forEach((use, carried) -> {
            @Nullable Form form = carried.form();
            if (form != null) {
                forms.put(use, form);
            }
        });
        return forms;
    }

    /**
     * The files that a target takes as they were received.
     *
     * @param types endings of their names in lower case, without the dot; none when it takes no such file
     * @param bytes how large one may be
     */
    public record OwnFile(Set<String> types, long bytes) {

        public OwnFile {
            types = Set.copyOf(types);
        }

        public boolean takes(String name, long size) {
            int dot = name.lastIndexOf('.');
            return dot >= 0
                    && size <= bytes
                    && types.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
        }
    }

    /** Whose books a merchant's connection opens, as the target names companies; empty where connections do not say. */
    public String company(Merchant merchant) {
        String field = raw.path("company").asText("");
        return field.isEmpty() ? "" : merchant.connection().get(field, "");
    }

    /**
     * What a target is asked about what others have booked.
     *
     * @param bank before money is booked on the bank, whether the same amount stands there
     * @param refunds every night, whether credit invoices of known orders stay unpaid
     * @param patience how old such a credit invoice is before a person is told
     * @param ledger every night, whether what was entered stands in the general ledger
     */
    public record Asks(boolean bank, boolean refunds, Duration patience, boolean ledger) {}

    /**
     * How many calls a target takes from one tenant in any window, and how many percent of that is used. None when
     * {@code calls} is 0.
     */
    public record Limit(int calls, Duration window, int share) {

        public static final Limit NONE = new Limit(0, Duration.ZERO, 100);

        public boolean isNone() {
            return calls == 0;
        }

        /** The time between two calls: window / calls, stretched so that only the share of the limit is used. */
        public Duration spacing() {
            long nanos = Math.multiplyExact(window.toNanos(), 100L);
            long parts = (long) calls * share;
            return Duration.ofNanos((nanos + parts - 1) / parts);
        }
    }
}
