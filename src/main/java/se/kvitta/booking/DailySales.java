package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * Mode {@code daily}: one sales voucher and one refund voucher per day. Every order is divided over its VAT rates by
 * itself, and the day adds up the orders: it is never computed from the day's gross.
 */
final class DailySales {

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final OriginalSales originals;
    private final Map<Day, Totals> days =
            new TreeMap<>(Comparator.comparing(Day::date).thenComparing(Day::refund));

    DailySales(SettlementFacts facts, BookingRules rules, Valuation valuation, OriginalSales originals) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.originals = originals;
    }

    private record Day(LocalDate date, boolean refund) {}

    /** One row of a day: sales before VAT, home before other countries, the highest rate first. */
    private record RowKey(
            String role,
            @Nullable VatRate rate,
            String country,
            boolean home,
            @Nullable VatBox box,
            String rule,
            int place)
            implements Comparable<RowKey> {

        @Override
        public int compareTo(RowKey other) {
            return Comparator.comparingInt(RowKey::place)
                    .thenComparing(RowKey::home, Comparator.reverseOrder())
                    .thenComparing(RowKey::country)
                    .thenComparing(
                            key -> key.rate == null ? -1 : key.rate.hundredths(), Comparator.<Integer>reverseOrder())
                    .thenComparing(RowKey::role)
                    .thenComparing(RowKey::rule)
                    .compare(this, other);
        }
    }

    private static final int SALES = 0;
    private static final int ROUNDING = 1;
    private static final int VAT = 2;

    private static final class Totals {
        private final Map<RowKey, long[]> rows = new TreeMap<>();
        private int orders;
        private String lastOrder = "";
        private @Nullable ExchangeRate rate;
        private boolean oneRate = true;

        void add(RowKey key, long inBooks, long original) {
            long[] sums = rows.computeIfAbsent(key, fresh -> new long[2]);
            sums[0] = Math.addExact(sums[0], inBooks);
            sums[1] = Math.addExact(sums[1], original);
        }
    }

    /** Takes a sale or refund into its day, or says why it must wait for a person. */
    @Nullable
    Reason add(Event event) {
        boolean refund = event.kind() == EventKind.REFUND;
        LocalDate date = dayOf(event);
        @Nullable Reason closed = closed(event, date);
        if (closed != null) {
            return closed;
        }
        Optional<Event> original = refund ? originals.of(event) : Optional.empty();
        String country = countryOf(original.orElse(event));
        SaleVat.Decision decision = decide(event, original, country);
        if (decision.held() != null) {
            return decision.held();
        }
        List<RowKey> keys = new ArrayList<>();
        for (SaleVat.Share share : decision.shares()) {
            @Nullable Reason noAccount = place(share, country, date, keys);
            if (noAccount != null) {
                return noAccount.with("order", event.order().shown());
            }
        }
        LocalDate rateDay = original.map(this::dayOf).orElse(date);
        addRows(event, refund ? -1 : 1, rateDay, decision.shares(), keys, totals(date, refund));
        return null;
    }

    /** The day a sale's exchange rate is of: its own, or that of the sale a refund takes back. */
    LocalDate rateDay(Event event) {
        return event.kind() == EventKind.REFUND
                ? originals.of(event).map(this::dayOf).orElse(event.day())
                : dayOf(event);
    }

    void finish(Consumer<Booking> sink) {
        days.forEach((day, totals) -> sink.accept(booking(day, totals)));
    }

    private LocalDate dayOf(Event event) {
        LocalDate ordered = event.ordered();
        boolean byOrder = rules.saleDay() == BookingRules.SaleDay.ORDER && event.kind() == EventKind.SALE;
        return byOrder && ordered != null ? ordered : event.day();
    }

    private @Nullable Reason closed(Event event, LocalDate date) {
        String code;
        LocalDate boundary;
        LocalDate locked = rules.lockedThrough();
        LocalDate reported = rules.vatReportedThrough();
        if (date.isBefore(rules.start())) {
            code = "BEFORE_START";
            boundary = rules.start();
        } else if (locked != null && !date.isAfter(locked)) {
            code = "PERIOD_LOCKED";
            boundary = locked;
        } else if (reported != null && !date.isAfter(reported)) {
            code = "VAT_REPORTED";
            boundary = reported;
        } else {
            return null;
        }
        return Reason.of(
                code, "order", event.order().shown(), "day", date, "amount", event.effect(), "boundary", boundary);
    }

    private String countryOf(Event event) {
        return event.country().isEmpty() ? rules.vat().home() : event.country();
    }

    private SaleVat.Decision decide(Event event, Optional<Event> original, String country) {
        if (event.vat().isEmpty()
                && original.isPresent()
                && !original.get().amount().isZero()) {
            // While the sale's VAT waits for a person, so does its refund.
            SaleVat.Decision sale = SaleVat.decide(original.get(), country, rules.vat());
            return sale.held() == null ? SaleVat.like(sale, event) : sale;
        }
        return SaleVat.decide(event, country, rules.vat());
    }

    /** Adds the keys of a share's sales row and VAT row, or says which account is missing. */
    private @Nullable Reason place(SaleVat.Share share, String country, LocalDate date, List<RowKey> keys) {
        VatRate rate = share.rate();
        if (rate == null) {
            keys.add(new RowKey("ROUNDING", null, "", true, null, share.rule(), ROUNDING));
            return missing("ROUNDING", date, "ACCOUNT_MISSING");
        }
        String percent = inRole(rate);
        boolean home = country.equals(rules.vat().home());
        if (rate.isZero()) {
            VatRules.ZeroRule zero = rules.vat().zeroRule();
            if (!home || zero == null) {
                return Reason.of("FOREIGN_VAT_NO_ACCOUNT", "country", country, "rate", rate);
            }
            keys.add(new RowKey("SALES_0", rate, country, true, zero.box(), zero.name(), SALES));
            return missing("SALES_0", date, "ACCOUNT_MISSING");
        }
        String sales;
        String vat;
        String missingCode = "ACCOUNT_MISSING";
        if (home) {
            sales = "SALES_" + percent;
            vat = "VAT_OUT_" + percent;
        } else if (rules.vat().oss().contains(country)) {
            sales = "SALES_OSS_" + country + "_" + percent;
            vat = "VAT_OUT_OSS_" + country;
            missingCode = "OSS_ACCOUNT_MISSING";
        } else {
            return Reason.of("FOREIGN_VAT_NO_ACCOUNT", "country", country, "rate", rate);
        }
        keys.add(new RowKey(sales, rate, country, home, null, share.rule(), SALES));
        keys.add(new RowKey(vat, rate, country, home, null, share.rule(), VAT));
        @Nullable Reason noSales = missing(sales, date, missingCode);
        return noSales != null ? noSales : missing(vat, date, missingCode);
    }

    /** 25.5 is {@code 255}; a rate that would then read as another one keeps its point, as 2.5 is {@code 2_5}. */
    private static String inRole(VatRate rate) {
        boolean unmistakable = rate.hundredths() > 1_000 && rate.hundredths() % 10 == 0;
        return rate.toString().replace(".", unmistakable ? "" : "_");
    }

    private @Nullable Reason missing(String role, LocalDate date, String code) {
        return rules.plan().find(role, date).isPresent()
                ? null
                : new Reason(code, rules.plan().missing(role, date).facts());
    }

    private Totals totals(LocalDate date, boolean refund) {
        return days.computeIfAbsent(new Day(date, refund), fresh -> new Totals());
    }

    private void addRows(
            Event event, int sign, LocalDate rateDay, List<SaleVat.Share> shares, List<RowKey> keys, Totals totals) {
        long[] originals = amounts(shares);
        long[] inBooks = valuation.foreign() ? inBooks(event, rateDay, originals) : originals;
        for (int i = 0; i < keys.size(); i++) {
            int at = placeOf(shares, i);
            totals.add(keys.get(i), sign * inBooks[at], sign * originals[at]);
        }
        ExchangeRate rate = valuation.rate(rateDay);
        totals.oneRate &= totals.orders == 0 || Objects.equals(totals.rate, rate);
        totals.rate = rate;
        totals.orders++;
        totals.lastOrder = event.order().shown();
    }

    /** VAT before net, share by share: the order in which what is left of a division is given out. */
    private static long[] amounts(List<SaleVat.Share> shares) {
        long[] amounts = new long[shares.size() * 2];
        for (int i = 0; i < shares.size(); i++) {
            amounts[2 * i] = shares.get(i).vat();
            amounts[2 * i + 1] = shares.get(i).net();
        }
        return amounts;
    }

    /** Where in {@link #amounts} the amount of the n-th key stands: a share has a net key, then a VAT key if it has VAT. */
    private static int placeOf(List<SaleVat.Share> shares, int key) {
        int seen = 0;
        for (int i = 0; i < shares.size(); i++) {
            VatRate rate = shares.get(i).rate();
            boolean hasVat = rate != null && !rate.isZero();
            if (key == seen) {
                return 2 * i + 1;
            }
            if (hasVat && key == seen + 1) {
                return 2 * i;
            }
            seen += hasVat ? 2 : 1;
        }
        throw new IllegalStateException("no amount for key " + key);
    }

    /** The order's gross is converted once, then divided over its parts. */
    private long[] inBooks(Event event, LocalDate rateDay, long[] originals) {
        long left = valuation.inBooks(event.amount().minor(), rateDay);
        long[] weights = originals.clone();
        long[] fixed = new long[originals.length];
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < 0) {
                // A negative rounding row cannot share in a division; it is converted by itself.
                fixed[i] = valuation.inBooks(weights[i], rateDay);
                left -= fixed[i];
                weights[i] = 0;
            }
        }
        long[] parts = Split.byLargestRemainder(left, weights);
        for (int i = 0; i < parts.length; i++) {
            parts[i] += fixed[i];
        }
        return parts;
    }

    private Booking booking(Day day, Totals totals) {
        var draft = new VoucherDraft(rules, valuation, day.date());
        String clearing = "CLEARING_" + facts.currency();
        @Nullable ExchangeRate rate = totals.oneRate ? totals.rate : null;
        long gross = totals.rows.values().stream().mapToLong(sums -> sums[0]).sum();
        long original = totals.rows.values().stream().mapToLong(sums -> sums[1]).sum();
        if (!day.refund()) {
            draft.add(clearing, gross, original, rate, "", null);
        }
        totals.rows.forEach((key, sums) -> draft.add(
                key.role(),
                -sums[0],
                -sums[1],
                rate,
                "",
                new VoucherDraft.Vat(key.rate(), key.country(), key.box(), key.rule())));
        if (day.refund()) {
            draft.add(clearing, gross, original, rate, "", null);
        }
        String what = day.refund() ? "återbetalning" : "försäljning";
        boolean named = day.refund() && totals.orders == 1 && !totals.lastOrder.isEmpty();
        String aside = named ? " (" + totals.lastOrder + ")" : valuation.foreign() ? " (" + facts.currency() + ")" : "";
        String dateRule = day.refund()
                ? "REFUND_DAY"
                : rules.saleDay() == BookingRules.SaleDay.ORDER ? "ORDER_DAY" : "CAPTURE_DAY";
        return new Booking(
                facts.reference() + "/" + (day.refund() ? "refunds" : "sales") + "/" + day.date(),
                Booking.Kind.VOUCHER,
                facts.reference(),
                draft.voucher(
                        dateRule,
                        rules.sourceName() + " " + what + " " + day.date() + ", " + totals.orders + " order" + aside),
                totals.orders);
    }
}
