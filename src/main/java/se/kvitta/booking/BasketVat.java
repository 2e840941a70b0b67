package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Event;

/**
 * Divides an order over VAT rates by its lines: freight and discounts that name no rate follow the goods by value, each
 * rate is divided once for goods and freight together, and what is no sale (gift cards, tips) stands apart.
 */
final class BasketVat {

    private final Event event;
    private final Basket basket;
    private final VatRules rules;
    private final SaleVat.@Nullable CountryRate byCountry;
    private final DimensionRules dimensions;
    private final String country;
    private final String rule;
    private final Map<VatRate, Group> groups = new TreeMap<>(Comparator.reverseOrder());
    private final List<TaxedOrder.Extra> extras = new ArrayList<>();
    private @Nullable Reason held;

    private BasketVat(
            Event event, Basket basket, String country, LocalDate day, VatRules rules, DimensionRules dimensions) {
        this.event = event;
        this.basket = rules.goodwill() == VatRules.Goodwill.DISCOUNT ? discounted(basket) : basket;
        this.rules = rules;
        this.dimensions = dimensions;
        this.country = country;
        this.byCountry = SaleVat.countryRate(country, day, rules);
        String source =
                switch (basket.statedBy()) {
                    case PROVIDER -> "provider line";
                    case CHECKOUT -> "checkout session";
                    case SHOP -> "shop order";
                };
        this.rule = basket.basis() == Basket.Basis.IN_PROPORTION ? source + TaxLine.IN_PROPORTION : source;
    }

    /** A card that was given away lowers the price as a discount does. */
    private static Basket discounted(Basket basket) {
        List<Line> lines = basket.lines().stream()
                .map(line -> line.kind() == Kind.GOODWILL_CARD
                        ? new Line(Kind.DISCOUNT, line.rate(), line.gross(), line.vat(), line.text(), line.product())
                        : line)
                .toList();
        return basket.with(lines);
    }

    /** @param expected what the lines must add up to, in the basket's currency */
    static TaxedOrder decide(
            Event event,
            Basket basket,
            Money expected,
            String country,
            LocalDate day,
            VatRules rules,
            DimensionRules dimensions) {
        return new BasketVat(event, basket, country, day, rules, dimensions).decide(expected);
    }

    /** The goods and freight of one rate; amounts are minor units with VAT. */
    private static final class Group {
        private final Map<Dimensions, Long> goods = new TreeMap<>();
        private long freight;
        private long statedVat;
        private int lines;
        private boolean allStated = true;

        /** Whether any line names the rate; else it is the profile's for the country. */
        private boolean rateStated;

        long goods() {
            return goods.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private TaxedOrder decide(Money expected) {
        if (!expected.currency().equals(basket.currency())) {
            return TaxedOrder.held(differs(expected.minor()));
        }
        // A discount lowers the goods of its rate, wherever it stands among them.
        basket.lines().stream().filter(line -> line.kind() != Kind.DISCOUNT).forEach(this::take);
        basket.lines().stream().filter(line -> line.kind() == Kind.DISCOUNT).forEach(this::take);
        share(Kind.FREIGHT);
        share(Kind.DISCOUNT);
        basket.lines().stream().filter(line -> line.kind() == Kind.PAID_BY_CARD).forEach(line -> card(line, false));
        long left = expected.minor() - basket.total();
        if (Math.abs(left) > rules.roundingLimit()) {
            held = differs(left);
        }
        if (held != null) {
            return TaxedOrder.held(held);
        }
        var shares = new ArrayList<TaxedOrder.Share>();
        for (var group : groups.entrySet()) {
            @Nullable Reason wrong = divide(group.getKey(), group.getValue(), shares);
            if (wrong != null) {
                return TaxedOrder.held(wrong);
            }
        }
        if (left != 0) {
            extras.add(TaxedOrder.Extra.of(SaleRow.Place.ROUNDING, "ROUNDING", left, SaleVat.ROUNDING));
        }
        return TaxedOrder.of(basket.currency(), shares, extras);
    }

    private void take(Line line) {
        switch (line.kind()) {
            case GOODS -> goods(line);
            case FREIGHT -> {
                if (line.rate() != null) {
                    Group group = rated(line);
                    group.freight += line.gross();
                }
            }
            case DISCOUNT -> {
                if (line.rate() != null) {
                    Group group = rated(line);
                    lower(List.of(group), line.gross());
                }
            }
            case GIFT_CARD -> card(line, true);
            case GOODWILL_CARD ->
                held = Reason.of(
                        "GOODWILL_CARD_DECIDE",
                        "order",
                        event.order().shown(),
                        "amount",
                        Money.ofMinor(-line.gross(), basket.currency()));
            case PAID_BY_CARD -> {
                // When the goods it paid for are known.
            }
            case TIP -> tip(line);
            case RETURN_FEE -> returnFee(line);
        }
    }

    private void goods(Line line) {
        if (rateOf(line) != null) {
            Group group = rated(line);
            group.goods.merge(dimensions.of(country, line.product(), event.method()), line.gross(), Math::addExact);
        }
    }

    private Group rated(Line line) {
        VatRate rate = rateOf(line);
        Group group = groups.computeIfAbsent(rate == null ? VatRate.ZERO : rate, first -> new Group());
        group.lines++;
        group.rateStated |= line.rate() != null;
        if (line.vat() == null || line.rate() == null) {
            group.allStated = false;
        } else {
            group.statedVat = Math.addExact(group.statedVat, line.vat());
        }
        return group;
    }

    /** The rate of a line, else the profile's for the country; without either the order waits. */
    private @Nullable VatRate rateOf(Line line) {
        if (line.rate() != null) {
            return line.rate();
        }
        if (byCountry == null) {
            held = SaleVat.rateMissing(event, country);
            return null;
        }
        return byCountry.rate();
    }

    /** Freight and discounts without a rate, over the rates by what their goods cost before any discount. */
    private void share(Kind kind) {
        long total = basket.lines().stream()
                .filter(line -> line.kind() == kind && line.rate() == null)
                .mapToLong(Line::gross)
                .sum();
        if (total == 0 || held != null) {
            return;
        }
        List<Group> with =
                groups.values().stream().filter(group -> group.goods() > 0).toList();
        if (with.isEmpty()) {
            if (byCountry == null) {
                held = SaleVat.rateMissing(event, country);
            } else {
                Group group = groups.computeIfAbsent(byCountry.rate(), first -> new Group());
                group.allStated = false;
                group.freight += total;
            }
            return;
        }
        with.forEach(group -> group.allStated = false);
        if (kind == Kind.DISCOUNT) {
            lower(with, total);
            return;
        }
        long[] parts = Split.byLargestRemainder(
                total, with.stream().mapToLong(Group::goods).toArray());
        for (int i = 0; i < parts.length; i++) {
            with.get(i).freight += parts[i];
        }
    }

    /** Spreads a discount, which is negative, over the goods of some rates by value. */
    private void lower(List<Group> some, long discount) {
        var places = new ArrayList<Map.Entry<Dimensions, Long>>();
        some.forEach(group -> places.addAll(group.goods.entrySet()));
        long sum = places.stream().mapToLong(Map.Entry::getValue).sum();
        if (sum < -discount || places.stream().anyMatch(place -> place.getValue() < 0)) {
            held = differs(sum + discount);
            return;
        }
        if (discount == 0 || sum == 0) {
            return;
        }
        long[] parts = Split.byLargestRemainder(
                discount, places.stream().mapToLong(Map.Entry::getValue).toArray());
        for (int i = 0; i < parts.length; i++) {
            places.get(i).setValue(places.get(i).getValue() + parts[i]);
        }
    }

    private void card(Line line, boolean sold) {
        VatRate rate = line.rate() == null || line.rate().isZero() ? null : line.rate();
        if (rate == null && rules.cards() == VatRules.Cards.SINGLE) {
            if (byCountry == null) {
                held = SaleVat.rateMissing(event, country);
                return;
            }
            rate = byCountry.rate();
        } else if (rate == null && rules.cards() == VatRules.Cards.ASK) {
            held = Reason.of(
                    "GIFT_CARD_KIND_UNKNOWN",
                    "order",
                    event.order().shown(),
                    "amount",
                    Money.ofMinor(Math.abs(line.gross()), basket.currency()));
            return;
        }
        SaleRow.Place place = sold ? SaleRow.Place.OTHER : SaleRow.Place.CARD;
        if (rate == null) {
            extras.add(TaxedOrder.Extra.of(place, "GIFTCARD_MPV", line.gross(), "multi-purpose gift card"));
            return;
        }
        long gross = Math.abs(line.gross());
        long vat = rate.vatInside(gross);
        String percent = Treatment.inRole(rate);
        if (sold) {
            int sign = line.gross() < 0 ? -1 : 1;
            extras.add(new TaxedOrder.Extra(
                    SaleRow.Place.SALES,
                    "GIFTCARD_SPV_" + percent + "_SOLD",
                    rate,
                    sign * (gross - vat),
                    sign * vat,
                    "single-purpose gift card"));
        } else {
            // Its VAT was taken when it was sold: what it pays for is no taxed sale again.
            Group group = groups.computeIfAbsent(rate, first -> new Group());
            group.allStated = false;
            if (group.goods() + group.freight < gross) {
                held = differs(group.goods() + group.freight - gross);
                return;
            }
            long fromGoods = Math.min(gross, group.goods());
            lower(List.of(group), -fromGoods);
            group.freight -= gross - fromGoods;
            extras.add(TaxedOrder.Extra.of(
                    SaleRow.Place.CARD, "GIFTCARD_SPV_" + percent + "_USED", vat - gross, "single-purpose gift card"));
            extras.add(TaxedOrder.Extra.of(
                    SaleRow.Place.SALES, "SALES_SPV_USED", gross - vat, "single-purpose gift card"));
        }
    }

    private void tip(Line line) {
        if (rules.tips() == VatRules.Tips.STAFF) {
            extras.add(TaxedOrder.Extra.of(SaleRow.Place.OTHER, "TIP_LIABILITY", line.gross(), "tip to the staff"));
        } else {
            goods(line);
        }
    }

    private void returnFee(Line line) {
        VatRate rate = rateOf(line);
        if (rate == null) {
            return;
        }
        long vat = rate.vatInside(-line.gross());
        extras.add(new TaxedOrder.Extra(
                SaleRow.Place.RETURN_FEE,
                "RETURN_FEE_" + Treatment.inRole(rate),
                rate,
                line.gross() + vat,
                -vat,
                rule));
    }

    private @Nullable Reason divide(VatRate rate, Group group, List<TaxedOrder.Share> shares) {
        long gross = group.goods() + group.freight;
        if (gross < 0 || group.freight < 0 || group.goods.values().stream().anyMatch(goods -> goods < 0)) {
            return differs(gross);
        }
        if (gross == 0) {
            return null;
        }
        long vat = rate.vatInside(gross);
        if (group.allStated && group.statedVat != vat) {
            if (Math.abs(group.statedVat - vat) > group.lines) {
                return Reason.of(
                        "VAT_NOT_PLAUSIBLE",
                        "order",
                        event.order().shown(),
                        "amount",
                        Money.ofMinor(gross, basket.currency()),
                        "vat",
                        rate + " %: " + Money.ofMinor(group.statedVat, basket.currency()));
            }
            vat = group.statedVat;
        }
        boolean apart = rules.freight() == VatRules.Freight.OWN;
        var weights = new ArrayList<Long>(group.goods.values());
        weights.add(group.freight);
        long[] parts = Split.byLargestRemainder(
                gross - vat, weights.stream().mapToLong(Long::longValue).toArray());
        var pieces = new ArrayList<TaxedOrder.Piece>();
        int i = 0;
        for (Dimensions of : group.goods.keySet()) {
            pieces.add(new TaxedOrder.Piece(false, of, parts[i++]));
        }
        if (group.freight != 0) {
            pieces.add(new TaxedOrder.Piece(apart, dimensions.of(country, "", event.method()), parts[i]));
        }
        shares.add(new TaxedOrder.Share(
                rate, pieces, vat, group.rateStated || byCountry == null ? rule : byCountry.rule()));
        return null;
    }

    private Reason differs(long left) {
        return Reason.of(
                "BASKET_DIFFERS",
                "order",
                event.order().shown(),
                "amount",
                event.amount(),
                "lines",
                Money.ofMinor(basket.total(), basket.currency()),
                "difference",
                Money.ofMinor(left, basket.currency()),
                "source",
                rule);
    }
}
