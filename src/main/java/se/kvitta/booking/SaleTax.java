package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * Finds out what a sale or refund is made of, and by which rows it is booked. The nearest word to the money counts: what
 * the provider states, what its checkout states, what the merchant's shop states, what the original sale was, the
 * profile's rule for the country. What none of them tells waits for a person.
 */
final class SaleTax {

    /** How long after the return of its quarter was due a sale can be corrected through the One Stop Shop. */
    private static final int OSS_YEARS = 3;

    private final BookingRules rules;
    private final Knowledge knowledge;

    SaleTax(BookingRules rules, Knowledge knowledge) {
        this.rules = rules;
        this.knowledge = knowledge;
    }

    /**
     * The rows of a sale or refund in the order in which what is left of a division is given out: VAT before net, the
     * higher rate before the lower, goods before freight; or why it must wait.
     *
     * @param saleDay the Stockholm day whose VAT and exchange rates hold: {@link #soldOn}
     */
    record Rows(
            @Nullable Currency currency,
            List<SaleRow> rows,
            LocalDate saleDay,
            @Nullable Reason held) {

        long total() {
            return rows.stream().mapToLong(SaleRow::amount).sum();
        }
    }

    /** @param day the Stockholm day it is booked on */
    Rows of(Event event, LocalDate day) {
        Optional<Event> original = original(event);
        LocalDate saleDay = soldOn(event);
        String told = country(event);
        String country = told.isEmpty() ? rules.vat().home() : told;
        Optional<Basket> basket = basketOf(event);
        TaxedOrder taxed = decide(event, basket, original, country, saleDay);
        if (taxed.held() != null) {
            return held(event, saleDay, taxed.held());
        }
        String vatNumber = vatNumber(event);
        boolean business = !vatNumber.isEmpty()
                && EuCountries.holds(country)
                && !country.equals(rules.vat().home());
        if (business
                && !rules.modes().contains(Mode.LEDGER)
                && taxed.shares().stream().allMatch(share -> share.rate().isZero())) {
            return held(event, saleDay, Reason.of("EU_B2B_NEEDS_INVOICE", "country", country));
        }
        return rows(event, taxed, country, business, saleDay, day);
    }

    /** The sale that a refund takes back, if it is known. */
    Optional<Event> original(Event event) {
        return event.kind() == EventKind.REFUND
                ? knowledge.originals().of(event).filter(sale -> !sale.amount().isZero() || hasBasket(sale))
                : Optional.empty();
    }

    /** Where the goods went: by its order, or by its sale's, else as the event or its sale states it; may be empty. */
    String country(Event event) {
        Optional<Event> original = original(event);
        return basketOf(event)
                .map(Basket::country)
                .filter(country -> !country.isEmpty())
                .or(() -> original.flatMap(this::basketOf).map(Basket::country).filter(country -> !country.isEmpty()))
                .orElse(original.orElse(event).country());
    }

    /** The valid VAT number of the buyer, of the refund's own order or of its sale's; empty when there is none. */
    String vatNumber(Event event) {
        return basketOf(event)
                .map(Basket::buyerVatNumber)
                .filter(number -> !number.isEmpty())
                .or(() -> original(event).flatMap(this::basketOf).map(Basket::buyerVatNumber))
                .orElse("");
    }

    /** The buyer, as far as one is kept, of the refund's own order or of its sale's. */
    @Nullable
    Buyer buyer(Event event) {
        return basketOf(event)
                .map(Basket::buyer)
                .or(() -> original(event).flatMap(this::basketOf).map(Basket::buyer))
                .orElse(null);
    }

    boolean hasBasket(Event event) {
        return basketOf(event).isPresent();
    }

    /** Whether an order for which no money moved has nothing to book: it is free, or nothing is known of it. */
    boolean isNothing(Event event) {
        if (knowledge.baskets().basketOf(event).isEmpty()) {
            return true;
        }
        Rows rows = of(event, dayOf(event));
        return rows.held() == null && rows.rows().stream().allMatch(row -> row.amount() == 0);
    }

    /** What is known of an order's lines; a gift card or a tip that stands alone is a line by itself. */
    Optional<Basket> basketOf(Event event) {
        Optional<Basket> known = knowledge.baskets().basketOf(event);
        if (known.isPresent()) {
            return known;
        }
        long amount = event.amount().minor();
        @Nullable VatRate rate = event.vat().size() == 1 ? event.vat().get(0).rate() : null;
        List<Basket.Line> lines =
                switch (event.kind()) {
                    case GIFT_CARD_SOLD -> List.of(Basket.Line.of(Basket.Kind.GIFT_CARD, rate, amount));
                    case GIFT_CARD_REDEEMED ->
                        List.of(
                                Basket.Line.of(Basket.Kind.GOODS, rate, amount),
                                Basket.Line.of(Basket.Kind.PAID_BY_CARD, rate, -amount));
                    case TIP -> List.of(Basket.Line.of(Basket.Kind.TIP, rate, amount));
                    default -> List.of();
                };
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Basket(Basket.StatedBy.PROVIDER, event.amount().currency(), lines, "", null));
    }

    /**
     * The Stockholm day of the sale, for its refund too: the day whose rates of VAT and exchange hold, also where a closed
     * period makes the sale stand in the books on a later one.
     */
    LocalDate soldOn(Event event) {
        Optional<Event> original = original(event);
        if (event.kind() == EventKind.REFUND && original.isEmpty()) {
            // The sale may lie before the start, or be told nowhere but at the order.
            return basketOf(event)
                    .flatMap(basket -> Optional.ofNullable(basket.sold()))
                    .orElse(happenedOn(event));
        }
        return happenedOn(original.orElse(event));
    }

    private LocalDate happenedOn(Event event) {
        LocalDate ordered = event.ordered();
        boolean byOrder = rules.saleDay() == BookingRules.SaleDay.ORDER && event.kind() == EventKind.SALE;
        return byOrder && ordered != null ? ordered : event.day();
    }

    /** The Stockholm day a sale or refund is booked on. */
    LocalDate dayOf(Event event) {
        LocalDate day = happenedOn(event);
        boolean moved = knowledge.decisions().decisionOn(event).stream()
                .anyMatch(decision -> decision.choice() == Decision.Choice.OPEN_DAY);
        return moved ? rules.periods().openInYear(day) : day;
    }

    private TaxedOrder decide(
            Event event, Optional<Basket> basket, Optional<Event> original, String country, LocalDate saleDay) {
        Optional<TaxedOrder> byLines = basket.map(lines -> BasketVat.decide(
                event, lines, expected(event, lines), country, saleDay, rules.vat(), dimensionRules()));
        boolean sale = event.kind() == EventKind.SALE || event.kind() == EventKind.REFUND;
        if (sale && !event.vat().isEmpty()) {
            TaxedOrder stated = stated(event, country, saleDay);
            boolean linesSayMore = byLines.isPresent()
                    && byLines.get().held() == null
                    && (stated.held() != null || agree(stated, byLines.get()));
            return linesSayMore ? byLines.get() : stated;
        }
        if (byLines.isPresent()) {
            return byLines.get();
        }
        if (original.isPresent()) {
            // While the sale's VAT waits for a person, so does its refund.
            Event sold = original.get();
            TaxedOrder whole = decide(sold, basketOf(sold), Optional.empty(), country, saleDay);
            if (whole.held() != null) {
                return whole;
            }
            @Nullable Money amount = amountIn(event, whole.currency());
            @Nullable TaxedOrder taken = amount == null ? null : whole.taken(amount.minor());
            return taken == null ? TaxedOrder.held(Bookkeeper.decision("REFUND_SPLIT_UNKNOWN", event)) : taken;
        }
        return stated(event, country, saleDay);
    }

    /** By the VAT that the provider states, or without any by the profile's rule for the country. */
    private TaxedOrder stated(Event event, String country, LocalDate saleDay) {
        boolean byRule = event.vat().isEmpty();
        Money original = event.original();
        Event taxed = byRule && original != null
                ? Event.of(event.kind(), event.key(), event.at(), original)
                        .order(event.order())
                        .build()
                : event;
        SaleVat.Decision decision = SaleVat.decide(taxed, country, saleDay, rules.vat());
        if (decision.held() != null) {
            return TaxedOrder.held(decision.held());
        }
        Dimensions dimensions = dimensionRules().of(country, "", event.method());
        var shares = new ArrayList<TaxedOrder.Share>();
        var extras = new ArrayList<TaxedOrder.Extra>();
        for (SaleVat.Share share : decision.shares()) {
            VatRate rate = share.rate();
            if (rate == null) {
                extras.add(TaxedOrder.Extra.of(SaleRow.Place.ROUNDING, "ROUNDING", share.net(), share.rule()));
            } else {
                shares.add(new TaxedOrder.Share(
                        rate,
                        List.of(new TaxedOrder.Piece(false, dimensions, share.net())),
                        share.vat(),
                        share.rule()));
            }
        }
        return TaxedOrder.of(taxed.amount().currency(), shares, extras);
    }

    /** Whether lines divide an order over the same rates as the provider's VAT does, within a unit per rate. */
    private static boolean agree(TaxedOrder stated, TaxedOrder lines) {
        if (!String.valueOf(stated.currency()).equals(String.valueOf(lines.currency()))) {
            return false;
        }
        var rates = new TreeMap<VatRate, Long>();
        stated.shares().forEach(share -> rates.merge(share.rate(), share.vat(), Long::sum));
        lines.shares().forEach(share -> rates.merge(share.rate(), -share.vat(), Long::sum));
        lines.extras().stream()
                .filter(extra -> extra.rate() != null)
                .forEach(extra -> rates.merge(extra.rate(), -extra.vat(), Long::sum));
        return rates.values().stream().allMatch(difference -> Math.abs(difference) <= 1);
    }

    /** What the lines must add up to: the money that moved, in the currency the order was placed in. */
    private static Money expected(Event event, Basket basket) {
        Money moved = event.effect().abs();
        Money original = event.original();
        return original != null && original.currency().equals(basket.currency()) ? original : moved;
    }

    /** What a sale or a refund is over, above zero, in the currency that the buyer paid in; null when nobody says. */
    @Nullable
    Money sold(Event event) {
        return amountIn(event, sold(original(event), event).currency());
    }

    private static Money sold(Optional<Event> original, Event event) {
        Event sale = original.orElse(event);
        @Nullable Money paid = sale.original();
        return paid == null || paid.isZero() ? sale.amount() : paid;
    }

    /** What a refund is in the currency of its sale; null when nobody says. */
    private static @Nullable Money amountIn(Event event, @Nullable Currency currency) {
        Money original = event.original();
        return original != null && original.currency().equals(currency)
                ? original
                : event.amount().currency().equals(currency) ? event.amount() : null;
    }

    private DimensionRules dimensionRules() {
        return rules.dimensions();
    }

    private Rows rows(
            Event event, TaxedOrder taxed, String country, boolean business, LocalDate saleDay, LocalDate day) {
        var rows = new ArrayList<SaleRow>();
        Dimensions dimensions = dimensionRules().of(country, "", event.method());
        for (TaxedOrder.Share share : taxed.shares()) {
            Treatment.Found found = Treatment.of(share.rate(), country, saleDay, business, rules.vat(), rules.plan());
            Treatment treatment = found.treatment();
            if (treatment == null) {
                return held(event, saleDay, found.reason());
            }
            String period = "";
            if (treatment.missing().equals("OSS_ACCOUNT_MISSING")) {
                @Nullable Reason tooOld = tooOld(event, saleDay, day);
                if (tooOld != null) {
                    return held(event, saleDay, tooOld);
                }
                period = quarter(saleDay).equals(quarter(day)) ? "" : quarter(saleDay);
            }
            String rule = treatment.rule() == null ? share.rule() : treatment.rule();
            boolean home = treatment.country().equals(rules.vat().home()) && country.equals(treatment.country());
            String vat = treatment.vat();
            if (vat != null) {
                rows.add(row(
                        SaleRow.Place.VAT,
                        vat,
                        share.rate(),
                        treatment,
                        home,
                        false,
                        rule,
                        period,
                        dimensions,
                        share.vat()));
            }
            for (TaxedOrder.Piece piece : share.pieces()) {
                rows.add(row(
                        piece.freight() && !treatment.freight().equals(treatment.sales())
                                ? SaleRow.Place.FREIGHT
                                : SaleRow.Place.SALES,
                        piece.freight() ? treatment.freight() : treatment.sales(),
                        share.rate(),
                        treatment,
                        home,
                        true,
                        rule,
                        period,
                        piece.dimensions(),
                        piece.net()));
            }
        }
        for (TaxedOrder.Extra extra : taxed.extras()) {
            VatRate rate = extra.rate();
            String of = rate == null ? "" : rules.vat().home();
            if (rate != null) {
                rows.add(new SaleRow(
                        new SaleRow.Key(
                                SaleRow.Place.VAT,
                                "VAT_OUT_" + Treatment.inRole(rate),
                                rate,
                                of,
                                true,
                                null,
                                extra.rule(),
                                "",
                                dimensions),
                        extra.vat(),
                        extra.rule()));
            }
            rows.add(new SaleRow(
                    new SaleRow.Key(extra.place(), extra.role(), rate, of, true, null, extra.rule(), "", dimensions),
                    extra.net(),
                    extra.rule()));
        }
        @Nullable Reason missing = missing(rows, country, day);
        return missing != null ? held(event, saleDay, missing) : new Rows(taxed.currency(), rows, saleDay, null);
    }

    private static SaleRow row(
            SaleRow.Place place,
            String role,
            VatRate rate,
            Treatment treatment,
            boolean home,
            boolean net,
            String rule,
            String period,
            Dimensions dimensions,
            long amount) {
        return new SaleRow(
                new SaleRow.Key(
                        place,
                        role,
                        rate,
                        treatment.country(),
                        home,
                        net ? treatment.box() : null,
                        rule,
                        period,
                        dimensions),
                amount,
                rule);
    }

    private @Nullable Reason missing(List<SaleRow> rows, String country, LocalDate day) {
        for (SaleRow row : rows) {
            String role = row.key().role();
            if (rules.plan().find(role, day).isEmpty()) {
                String code = role.contains("_OSS_") ? "OSS_ACCOUNT_MISSING" : "ACCOUNT_MISSING";
                return new Reason(code, rules.plan().missing(role, day).facts()).with("country", country);
            }
        }
        return null;
    }

    private static @Nullable Reason tooOld(Event event, LocalDate saleDay, LocalDate day) {
        if (event.kind() != EventKind.REFUND) {
            return null;
        }
        LocalDate quarterEnd = saleDay.withDayOfMonth(1)
                .withMonth((saleDay.getMonthValue() - 1) / 3 * 3 + 3)
                .plusMonths(1)
                .minusDays(1);
        LocalDate due = quarterEnd.plusDays(1).plusMonths(1).minusDays(1);
        return day.isAfter(due.plusYears(OSS_YEARS))
                ? Reason.of("OSS_TOO_OLD", "day", saleDay, "quarter", quarter(saleDay), "due", due)
                : null;
    }

    /** {@code 2026-Q3}. */
    static String quarter(LocalDate day) {
        return day.getYear() + "-Q" + ((day.getMonthValue() - 1) / 3 + 1);
    }

    private static Rows held(Event event, LocalDate saleDay, @Nullable Reason reason) {
        Reason told = reason == null ? Bookkeeper.decision("NEEDS_DECISION", event) : reason;
        return new Rows(
                null, List.of(), saleDay, told.with("order", event.order().shown()));
    }
}
