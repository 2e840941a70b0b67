package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.reason.Reason;

/**
 * What is entered when a booked payout is told anew: for every voucher that differs, one that holds exactly the difference
 * and names the one it corrects. Pure. What stands is compared under keys that do not depend on which telling, supplement
 * or decision booked it.
 *
 * <p>Sales are corrected together or not at all, because an order may have moved from one voucher to another; money is
 * corrected voucher by voucher.
 */
public final class Retold {

    /** Longest text of a voucher that the journal keeps. */
    private static final int MAX_TEXT = 300;

    private static final Set<String> SALES_RULES =
            Set.of("CAPTURE_DAY", "CHARGE_DAY", "ORDER_DAY", "REFUND_DAY", "DELIVERY_DAY");

    private static final Pattern PART = Pattern.compile("^(\\+[0-9]+)?(~[0-9]+)?/");
    private static final Pattern CORRECTION = Pattern.compile("/(correction|anew)-[0-9]+$");

    private final String reference;
    private final long telling;
    private final BookingRules rules;
    private final Map<String, List<Booking>> before;
    private final Map<String, List<Booking>> told;
    private final Map<String, List<Stands>> standing;

    /**
     * One posting that stands.
     *
     * @param name as a person would find it: {@code KV 117}, else its marker
     * @param unsent whether no step of it may have taken effect, so that it may still be taken back
     * @param byHand whether a person booked it, nobody knows how
     */
    public record Stands(long posting, String name, Booking booking, boolean unsent, boolean byHand) {}

    /**
     * A booking to enter.
     *
     * @param corrects the posting that it corrects; null where nothing of its key is left
     */
    public record Entry(Booking booking, @Nullable Long corrects) {}

    /**
     * What is done about one key.
     *
     * @param withdrawn postings that are taken back before anything of them was sent
     */
    public record Change(String key, List<Long> withdrawn, List<Entry> entries) {}

    /** A key whose correction a person must see to. */
    public record Wait(String key, Reason reason) {}

    /** Everything that differs. */
    public record Plan(List<Change> changes, List<Wait> waits) {}

    /**
     * @param reference of the payout
     * @param telling number of this telling, for the keys of what it enters; unique within the profile
     * @param rules as they are now, with the periods that are closed now
     * @param before what the telling before would be booked as by these rules if no period were closed
     * @param told what this telling would be booked as likewise
     * @param standing what stands, by {@link #key}
     */
    public Retold(
            String reference,
            long telling,
            BookingRules rules,
            Collection<Booking> before,
            Collection<Booking> told,
            Map<String, List<Stands>> standing) {
        this.reference = reference;
        this.telling = telling;
        this.rules = rules;
        this.before = byKey(reference, before);
        this.told = byKey(reference, told);
        this.standing = standing;
    }

    /** The part of a booking's key that every telling, supplement and later decision shares. */
    public static String key(String reference, String bookingKey) {
        String key = CORRECTION.matcher(bookingKey).replaceFirst("");
        return key.startsWith(reference)
                ? PART.matcher(key.substring(reference.length())).replaceFirst("/")
                : key;
    }

    private static Map<String, List<Booking>> byKey(String reference, Collection<Booking> bookings) {
        var byKey = new LinkedHashMap<String, List<Booking>>();
        bookings.forEach(booking -> byKey.computeIfAbsent(key(reference, booking.key()), first -> new ArrayList<>())
                .add(booking));
        return byKey;
    }

    /**
     * The keys of which something else stands than the telling before is booked as now: a mapping, a rate or an order has
     * changed since, or a person decided. A correction would carry that change as well.
     *
     * @param waiting keys whose correction waits, where that is no surprise
     */
    public List<String> drifted(Set<String> waiting) {
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(standing.keySet());
        keys.removeAll(waiting);
        return keys.stream()
                .filter(key ->
                        !Difference.between(stand(key), vouchers(before, key)).isEmpty())
                .toList();
    }

    /** What this telling is booked as under a key, by the rules of days as they are; empty when it is nothing. */
    public List<Booking> told(String key) {
        return told.getOrDefault(key, List.of());
    }

    /** Every key that something stands or is told under. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(told.keySet());
        keys.addAll(standing.keySet());
        return keys;
    }

    /** What must be done so that what stands says what is told now. */
    public Plan plan() {
        List<String> differing = keys().stream().filter(this::differs).toList();
        var changes = new ArrayList<Change>();
        var waits = new ArrayList<Wait>();
        List<String> sales = differing.stream().filter(this::isSale).toList();
        var blocked = new LinkedHashMap<String, Reason>();
        for (String key : sales) {
            @Nullable Reason reason = saleWaits(key);
            if (reason != null) {
                blocked.put(key, reason);
            }
        }
        if (blocked.isEmpty()) {
            sales.forEach(key -> changes.add(change(key)));
        } else {
            String first = blocked.keySet().iterator().next();
            sales.forEach(key -> waits.add(new Wait(key, blocked.getOrDefault(key, together(key, first)))));
        }
        for (String key : differing) {
            if (!isSale(key)) {
                @Nullable Reason reason = moneyWaits(key);
                if (reason == null) {
                    changes.add(change(key));
                } else {
                    waits.add(new Wait(key, reason));
                }
            }
        }
        return new Plan(changes, waits);
    }

    private boolean differs(String key) {
        return !Difference.between(stand(key), vouchers(told, key)).isEmpty() || otherDay(key);
    }

    /** Whether the voucher belongs on another day than before, whatever day a closed period moved it to. */
    private boolean otherDay(String key) {
        List<Booking> now = told(key);
        if (now.isEmpty() || stands(key).isEmpty()) {
            return false;
        }
        List<Booking> was = before.getOrDefault(key, List.of());
        LocalDate day = was.isEmpty()
                ? stands(key).get(0).booking().voucher().date()
                : was.get(0).voucher().date();
        return !day.equals(now.get(0).voucher().date());
    }

    private List<Stands> stands(String key) {
        return standing.getOrDefault(key, List.of());
    }

    private List<Voucher> stand(String key) {
        return stands(key).stream().map(one -> one.booking().voucher()).toList();
    }

    private static List<Voucher> vouchers(Map<String, List<Booking>> bookings, String key) {
        return bookings.getOrDefault(key, List.of()).stream()
                .map(Booking::voucher)
                .toList();
    }

    private boolean isSale(String key) {
        return all(key).anyMatch(booking -> booking.kind() != Booking.Kind.VOUCHER
                || SALES_RULES.contains(booking.voucher().dateRule())
                || hasOutputVat(booking.voucher().rows()));
    }

    private Stream<Booking> all(String key) {
        return Stream.concat(stands(key).stream().map(Stands::booking), told(key).stream());
    }

    /** Everything that the VAT return asks about, but input VAT of fees. */
    private static boolean hasOutputVat(List<VoucherRow> rows) {
        return rows.stream().anyMatch(row -> row.vat() != null && !row.role().startsWith("VAT_IN"));
    }

    /** What a person has booked may differ from what was planned: only a person can tell the difference to what is told now. */
    private @Nullable Reason byHand(String key) {
        return stands(key).stream()
                .filter(Stands::byHand)
                .findFirst()
                .map(one -> Reason.of(
                        "CORRECTION_BY_HAND",
                        "reference",
                        reference,
                        "voucher",
                        one.name(),
                        "posting",
                        one.posting(),
                        "before",
                        total(stand(key)),
                        "now",
                        total(vouchers(told, key))))
                .orElse(null);
    }

    private @Nullable Reason saleWaits(String key) {
        @Nullable Reason byHand = byHand(key);
        if (byHand != null) {
            return byHand;
        }
        List<Booking> invoices = all(key).filter(booking -> booking.kind() != Booking.Kind.VOUCHER)
                .toList();
        if (!invoices.isEmpty()) {
            return Reason.of(
                    "CORRECTION_INVOICE",
                    "reference",
                    reference,
                    "order",
                    invoices.get(0).reference(),
                    "voucher",
                    name(key),
                    "before",
                    total(stand(key)),
                    "now",
                    total(vouchers(told, key)));
        }
        @Nullable Reason nothing = withoutAmount(key);
        if (nothing != null) {
            return nothing;
        }
        boolean vat = hasOutputVat(Difference.between(stand(key), vouchers(told, key))) || otherDay(key);
        for (LocalDate day : days(key)) {
            @Nullable Reason closed = rules.periods().closedFor(name(key), total(vouchers(told, key)), day, vat);
            if (closed != null) {
                return closed(key, closed);
            }
        }
        return null;
    }

    /** No accounting system takes a voucher without an amount, although what stands in another currency differs. */
    private @Nullable Reason withoutAmount(String key) {
        List<VoucherRow> rows = Difference.between(stand(key), vouchers(told, key));
        return rows.isEmpty() || rows.stream().anyMatch(row -> !row.amount().isZero())
                ? null
                : Reason.of(
                        "CORRECTION_FOREIGN_ONLY", "reference", reference, "voucher", name(key), "rows", rows.size());
    }

    private @Nullable Reason moneyWaits(String key) {
        @Nullable Reason byHand = byHand(key);
        if (byHand != null) {
            return byHand;
        }
        @Nullable Reason nothing = withoutAmount(key);
        if (nothing != null) {
            return nothing;
        }
        for (LocalDate day : days(key)) {
            @Nullable Reason shut = rules.periods().shut(name(key), day, total(vouchers(told, key)));
            if (shut != null) {
                return closed(key, shut);
            }
        }
        return null;
    }

    /** The days that vouchers of a key are entered on if nothing is closed. */
    private Set<LocalDate> days(String key) {
        var days = new LinkedHashSet<LocalDate>();
        if (!stands(key).isEmpty()) {
            days.add(stands(key).get(0).booking().voucher().date());
        }
        if (stands(key).isEmpty() || otherDay(key)) {
            told(key).forEach(booking -> days.add(booking.voucher().date()));
        }
        return days;
    }

    private Reason closed(String key, Reason why) {
        return Reason.of(
                "CORRECTION_PERIOD",
                "reference",
                reference,
                "voucher",
                name(key),
                "day",
                why.facts().getOrDefault("day", ""),
                "boundary",
                why.facts().getOrDefault("boundary", why.facts().getOrDefault("through", "")),
                "code",
                why.code(),
                "before",
                total(stand(key)),
                "now",
                total(vouchers(told, key)));
    }

    private Reason together(String key, String with) {
        return Reason.of(
                "CORRECTION_TOGETHER",
                "reference",
                reference,
                "voucher",
                name(key),
                "other",
                name(with),
                "before",
                total(stand(key)),
                "now",
                total(vouchers(told, key)));
    }

    private String name(String key) {
        return stands(key).isEmpty()
                ? told(key).get(0).voucher().text()
                : stands(key).get(0).name();
    }

    private Money total(List<Voucher> vouchers) {
        return vouchers.stream().map(Voucher::total).reduce(Money.zero(rules.books()), Money::plus);
    }

    private Change change(String key) {
        List<Stands> withdrawn = stands(key).stream()
                .filter(one -> one.unsent() && one.booking().kind() == Booking.Kind.VOUCHER)
                .toList();
        List<Stands> left =
                stands(key).stream().filter(one -> !withdrawn.contains(one)).toList();
        List<Voucher> leftVouchers =
                left.stream().map(one -> one.booking().voucher()).toList();
        List<Voucher> now = vouchers(told, key);
        var entries = new ArrayList<Entry>();
        if (left.isEmpty()) {
            told(key).forEach(booking -> entries.add(anew(booking, null)));
        } else if (otherDay(key)) {
            List<VoucherRow> back = Difference.between(leftVouchers, List.of());
            if (!back.isEmpty()) {
                entries.add(correction(key, left, back));
            }
            told(key).forEach(booking -> entries.add(anew(booking, "anew")));
        } else {
            List<VoucherRow> rows = Difference.between(leftVouchers, now);
            if (!rows.isEmpty()) {
                entries.add(correction(key, left, rows));
            }
        }
        return new Change(key, withdrawn.stream().map(Stands::posting).toList(), entries);
    }

    /** The difference, on the day of the voucher that it corrects, or on the first open day after it. */
    private Entry correction(String key, List<Stands> left, List<VoucherRow> rows) {
        Stands old = left.get(0);
        Voucher voucher = old.booking().voucher();
        LocalDate day = isSale(key) ? voucher.date() : rules.periods().open(voucher.date());
        boolean moved = !day.equals(voucher.date());
        String text = "Rättelse av " + old.name() + ": " + voucher.text() + (moved ? ", avser " + voucher.date() : "");
        int events = told(key).stream().mapToInt(Booking::events).sum();
        int were = left.stream()
                .filter(one -> !CORRECTION.matcher(one.booking().key()).find())
                .mapToInt(one -> one.booking().events())
                .sum();
        return new Entry(
                new Booking(
                        CORRECTION.matcher(old.booking().key()).replaceFirst("") + "/correction-" + telling,
                        Booking.Kind.VOUCHER,
                        old.booking().reference(),
                        new Voucher(
                                voucher.series(), day, moved ? "FIRST_OPEN_DAY" : voucher.dateRule(), cut(text), rows),
                        Math.max(events, were)),
                old.posting());
    }

    /** What is told now, whole: on its own day, or money on the first open day after it. */
    private Entry anew(Booking booking, @Nullable String as) {
        Voucher voucher = booking.voucher();
        LocalDate day = isSale(key(reference, booking.key()))
                ? voucher.date()
                : rules.periods().open(voucher.date());
        boolean moved = !day.equals(voucher.date());
        return new Entry(
                new Booking(
                        as == null ? booking.key() : booking.key() + "/" + as + "-" + telling,
                        booking.kind(),
                        booking.reference(),
                        new Voucher(
                                voucher.series(),
                                day,
                                moved ? "FIRST_OPEN_DAY" : voucher.dateRule(),
                                cut(voucher.text() + (moved ? ", avser " + voucher.date() : "")),
                                voucher.rows()),
                        booking.events(),
                        booking.invoice()),
                null);
    }

    private static String cut(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }
}
