package se.kvitta.source.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.VatPart;

/**
 * What a payment was for, as PayPal tells it: the lines of its own invoice, with their rates; else the lines of the cart that
 * the shop sent, with their taxes; else one tax for all of it. A rate that is not stated is the one of the country that
 * explains the tax; lines that do not add up to the payment say nothing of its VAT.
 */
final class Cart {

    /** A tax may be off by what rounding each line made, and no line by more than this, in minor units. */
    private static final long LINE_SLACK = 1;

    /** Lines and payment may differ by this much, in minor units: the limit of rounding within an order. */
    private static final long SUM_SLACK = 5;

    private final JsonNode told;
    private final @Nullable JsonNode invoice;
    private final String country;
    private final PayPalWords words;

    Cart(JsonNode told, @Nullable JsonNode invoice, String country, PayPalWords words) {
        this.told = told;
        this.invoice = invoice;
        this.country = country;
        this.words = words;
    }

    /** The VAT per rate inside a payment; empty when PayPal does not tell, or tells what does not add up. */
    List<VatPart> vat(Money payment) {
        List<Basket.Line> lines = lines(payment);
        if (lines.isEmpty()) {
            return oneTax(payment);
        }
        var gross = new TreeMap<VatRate, Long>(Comparator.reverseOrder());
        var vat = new TreeMap<VatRate, Long>(Comparator.reverseOrder());
        long untaxed = 0;
        for (Basket.Line line : lines) {
            @Nullable VatRate rate = line.rate();
            @Nullable Long inside = line.vat();
            if (rate != null && inside != null) {
                gross.merge(rate, line.gross(), Math::addExact);
                vat.merge(rate, inside, Math::addExact);
            } else if (invoice != null && line.kind() == Basket.Kind.DISCOUNT) {
                // The tax was counted before it.
                untaxed = Math.addExact(untaxed, line.gross());
            } else {
                return List.of();
            }
        }
        long total = gross.values().stream().mapToLong(Long::longValue).sum() + untaxed;
        if (total <= 0 || gross.values().stream().anyMatch(part -> part < 0)) {
            return List.of();
        }
        long due = invoice == null
                ? total
                : SearchRow.money(invoice.path("amount")).minor();
        if (due == payment.minor()) {
            return parts(vat);
        }
        if (invoice == null || payment.minor() > due) {
            return List.of();
        }
        // A part of an invoice: its taxes share in what was paid as they share in the invoice.
        long[] shares = Split.byLargestRemainder(payment.minor(), weights(vat, due));
        int next = 0;
        for (VatRate rate : List.copyOf(vat.keySet())) {
            vat.put(rate, shares[next]);
            next++;
        }
        return parts(vat);
    }

    /** Every tax, and last what is no tax. */
    private static long[] weights(Map<VatRate, Long> vat, long due) {
        long[] weights = new long[vat.size() + 1];
        int next = 0;
        long left = due;
        for (long tax : vat.values()) {
            weights[next++] = tax;
            left -= tax;
        }
        weights[next] = left;
        return weights;
    }

    /** The lines, VAT included; empty when there are none, or they are not what was paid or invoiced. */
    List<Basket.Line> lines(Money payment) {
        if (invoice != null) {
            return fits(invoiceLines(), SearchRow.money(invoice.path("amount")).minor());
        }
        List<Basket.Line> lines = cartLines();
        return lines.isEmpty() || !fits(lines, payment.minor()).isEmpty()
                ? lines
                : fits(withFreight(lines), payment.minor());
    }

    /** Shops tell freight and discounts among the lines, or beside them; beside them they follow the goods. */
    private List<Basket.Line> withFreight(List<Basket.Line> lines) {
        long freight = beside("shipping_amount")
                + beside("shipping_tax_amount")
                - Math.abs(beside("shipping_discount_amount"));
        long discount = Math.abs(beside("discount_amount"));
        var all = new ArrayList<>(lines);
        if (freight != 0) {
            all.add(line(Basket.Kind.FREIGHT, null, freight, null, "", "", MissingNode.getInstance()));
        }
        if (discount != 0) {
            all.add(line(Basket.Kind.DISCOUNT, null, -discount, null, "", "", MissingNode.getInstance()));
        }
        return all;
    }

    private long beside(String field) {
        JsonNode amount = told.path("transaction_info").path(field);
        return amount.path("value").asText("").isEmpty()
                ? 0
                : SearchRow.money(amount).minor();
    }

    private static List<Basket.Line> fits(List<Basket.Line> lines, long total) {
        long sum = lines.stream().mapToLong(Basket.Line::gross).sum();
        return Math.abs(sum - total) <= SUM_SLACK ? lines : List.of();
    }

    private static List<VatPart> parts(Map<VatRate, Long> vat) {
        var parts = new ArrayList<VatPart>();
        vat.forEach((rate, amount) -> parts.add(new VatPart(rate, amount)));
        return parts;
    }

    /** {@code sales_tax_amount} without lines: one rate for all of it, if one explains it. */
    private List<VatPart> oneTax(Money payment) {
        JsonNode stated = told.at("/transaction_info/sales_tax_amount");
        if (stated.path("value").asText("").isEmpty()) {
            return List.of();
        }
        long tax = SearchRow.money(stated).minor();
        return words.rate(country, payment.minor() - tax, tax, LINE_SLACK)
                .map(rate -> List.of(new VatPart(rate, tax)))
                .orElse(List.of());
    }

    private List<Basket.Line> cartLines() {
        var lines = new ArrayList<Basket.Line>();
        for (JsonNode item : told.path("cart_info").path("item_details")) {
            if (item.path("item_amount").isMissingNode()
                    && item.path("total_item_amount").isMissingNode()) {
                return List.of();
            }
            long tax = 0;
            boolean taxed = false;
            for (JsonNode one : item.path("tax_amounts")) {
                tax += SearchRow.money(one.path("tax_amount")).minor();
                taxed = true;
            }
            long gross = item.has("total_item_amount")
                    ? SearchRow.money(item.get("total_item_amount")).minor()
                    : SearchRow.money(item.path("item_amount")).minor()
                            + (told.path("cart_info").path("tax_inclusive").asBoolean(false) ? 0 : tax);
            @Nullable VatRate rate = taxed ? rate(item.path("tax_percentage").asText(""), gross - tax, tax) : null;
            lines.add(line(
                    Basket.Kind.GOODS,
                    rate,
                    gross,
                    rate == null ? null : tax,
                    item.path("item_name").asText(""),
                    item.path("item_code").asText(""),
                    item.path("item_quantity")));
        }
        return lines;
    }

    private List<Basket.Line> invoiceLines() {
        JsonNode told = invoice == null ? this.told : invoice;
        boolean inclusive = told.at("/configuration/tax_inclusive").asBoolean(false);
        int digits = SearchRow.money(told.path("amount")).currency().getDefaultFractionDigits();
        var lines = new ArrayList<Basket.Line>();
        boolean afterDiscount =
                told.at("/configuration/tax_calculated_after_discount").asBoolean(true);
        JsonNode stated = told.at("/amount/breakdown/discount/invoice_discount/amount");
        long off = stated.path("value").asText("").isEmpty()
                ? 0
                : SearchRow.money(stated).abs().minor();
        var taxed = new TreeMap<VatRate, Taxed>(Comparator.reverseOrder());
        for (JsonNode item : told.path("items")) {
            BigDecimal whole = SearchRow.decimal(item.path("unit_amount").path("value"), BigDecimal.ZERO)
                    .multiply(SearchRow.decimal(item.path("quantity"), BigDecimal.ONE));
            long minor = minor(whole.subtract(discount(item.path("discount"), whole)), digits);
            String rateText = item.at("/tax/percent").asText("");
            VatRate rate = rateText.isEmpty() ? VatRate.ZERO : VatRate.parse(rateText);
            long full = inclusive ? rate.vatInside(minor) : rate.vatOn(minor);
            @Nullable
            Long tax = item.at("/tax/amount/value").asText("").isEmpty()
                    ? null
                    : SearchRow.money(item.at("/tax/amount")).minor();
            // With a discount on the whole, the tax that is stated is that of what is left; the line has its own.
            long ofLine = tax == null || (off != 0 && afterDiscount) ? full : tax;
            taxed.computeIfAbsent(rate, first -> new Taxed()).add(minor, full, tax);
            lines.add(line(
                    Basket.Kind.GOODS,
                    rate,
                    inclusive ? minor : minor + ofLine,
                    ofLine,
                    item.path("name").asText(""),
                    "",
                    item.path("quantity")));
        }
        JsonNode shipping = told.at("/amount/breakdown/shipping");
        if (!shipping.at("/amount/value").asText("").isEmpty()) {
            long net = SearchRow.money(shipping.path("amount")).minor();
            String rateText = shipping.at("/tax/percent").asText("");
            VatRate rate = rateText.isEmpty() ? VatRate.ZERO : VatRate.parse(rateText);
            long tax = shipping.at("/tax/amount/value").asText("").isEmpty()
                    ? rate.vatOn(net)
                    : SearchRow.money(shipping.at("/tax/amount")).minor();
            lines.add(line(Basket.Kind.FREIGHT, rate, net + tax, tax, "", "", MissingNode.getInstance()));
        }
        if (off != 0) {
            lines.addAll(afterDiscount ? spread(off, taxed, inclusive) : List.of(discountLine(null, -off, null)));
        }
        return lines;
    }

    /** What lines of one rate come to, before a discount on the whole, and the taxes that they state after it. */
    private static final class Taxed {
        private long base;
        private long full;
        private long stated;
        private boolean isStated = true;

        void add(long minor, long tax, @Nullable Long told) {
            base = Math.addExact(base, minor);
            full = Math.addExact(full, tax);
            stated = Math.addExact(stated, told == null ? 0 : told);
            isStated &= told != null;
        }
    }

    /** A discount on the whole lowers the tax of every rate by what is stated, else by its share. */
    private static List<Basket.Line> spread(long off, Map<VatRate, Taxed> taxed, boolean inclusive) {
        long[] bases = taxed.values().stream().mapToLong(of -> of.base).toArray();
        if (Arrays.stream(bases).anyMatch(base -> base < 0)
                || Arrays.stream(bases).sum() == 0) {
            return List.of(discountLine(null, -off, null));
        }
        long[] shares = Split.byLargestRemainder(off, bases);
        var lines = new ArrayList<Basket.Line>();
        int next = 0;
        for (Map.Entry<VatRate, Taxed> one : taxed.entrySet()) {
            VatRate rate = one.getKey();
            Taxed of = one.getValue();
            long share = shares[next++];
            // A line without any tax states none.
            long left = of.isStated || rate.isZero()
                    ? of.stated
                    : inclusive ? rate.vatInside(of.base - share) : rate.vatOn(of.base - share);
            long tax = of.full - left;
            if (share != 0 || tax != 0) {
                lines.add(discountLine(rate, -(inclusive ? share : share + tax), -tax));
            }
        }
        return lines;
    }

    private static Basket.Line discountLine(@Nullable VatRate rate, long gross, @Nullable Long vat) {
        return line(Basket.Kind.DISCOUNT, rate, gross, vat, "", "", MissingNode.getInstance());
    }

    /** What is taken off: the amount where both it and a percent are stated. Its sign is one or the other. */
    private static BigDecimal discount(JsonNode told, BigDecimal of) {
        BigDecimal amount = SearchRow.decimal(told.at("/amount/value"), BigDecimal.ZERO);
        return amount.signum() != 0
                ? amount.abs()
                : of.multiply(SearchRow.decimal(told.path("percent"), BigDecimal.ZERO))
                        .movePointLeft(2);
    }

    private static Basket.Line line(
            Basket.Kind kind,
            @Nullable VatRate rate,
            long gross,
            @Nullable Long vat,
            String text,
            String article,
            JsonNode quantity) {
        BigDecimal many = SearchRow.decimal(quantity, BigDecimal.ONE);
        return new Basket.Line(kind, rate, gross, vat, text, "", article, many.signum() > 0 ? many : BigDecimal.ONE);
    }

    /** As stated, else the rate of the country that the tax is counted at; null when none explains it. */
    private @Nullable VatRate rate(String percent, long net, long tax) {
        Optional<VatRate> stated = percent.isBlank() ? Optional.empty() : Optional.of(VatRate.parse(percent));
        return stated.or(() -> words.rate(country, net, tax, LINE_SLACK)).orElse(null);
    }

    private static long minor(BigDecimal major, int digits) {
        return major.movePointRight(digits).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}
