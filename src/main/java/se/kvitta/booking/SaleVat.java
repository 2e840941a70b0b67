package se.kvitta.booking;

import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.VatPart;

/**
 * Divides a sale or refund over VAT rates. In order: what the provider states per rate, then the profile's one rate for
 * the country, then nobody's guess: it waits for a person.
 */
final class SaleVat {

    /** A stated VAT amount may differ from the computed by this many minor units (per line, and lines are not known). */
    private static final long STATED_TOLERANCE = 1;

    /** The rule of what is left of an order after its lines, or after its stated VAT and their bases. */
    static final String ROUNDING = "rounding within the order";

    private static final BigInteger WHOLE = BigInteger.valueOf(10_000);

    private SaleVat() {}

    /**
     * One rate's share of an amount, in minor units of the event's currency.
     *
     * @param rate null for the rounding that is left of an order
     */
    record Share(@Nullable VatRate rate, long net, long vat, String rule) {

        long gross() {
            return net + vat;
        }
    }

    /** Either shares that add up to the event's amount, the highest rate first, or why a person must decide. */
    record Decision(List<Share> shares, @Nullable Reason held) {

        static Decision of(List<Share> shares) {
            return new Decision(shares, null);
        }

        static Decision held(Reason reason) {
            return new Decision(List.of(), reason);
        }
    }

    /** @param day the Stockholm day of the sale, which picks the rate */
    static Decision decide(Event event, String country, LocalDate day, VatRules rules) {
        long gross = event.amount().minor();
        if (event.vat().stream().anyMatch(part -> part.vat() < 0 || part.vat() >= Math.max(gross, 1))) {
            return Decision.held(Reason.of(
                    "VAT_NOT_PLAUSIBLE",
                    "order",
                    event.order().shown(),
                    "amount",
                    event.amount(),
                    "vat",
                    VatPart.write(event.vat())));
        }
        if (event.vat().stream().anyMatch(part -> part.vat() > 0 && part.rate().isZero())) {
            return Decision.held(Reason.of(
                    "VAT_RATES_UNTOLD",
                    "order",
                    event.order().shown(),
                    "amount",
                    event.amount(),
                    "vat",
                    Money.ofMinor(event.statedVat(), event.amount().currency())));
        }
        List<VatPart> stated = event.vat().stream()
                .filter(part -> part.vat() > 0 && !part.rate().isZero())
                .sorted(Comparator.comparing(VatPart::rate).reversed())
                .toList();
        if (!stated.isEmpty()) {
            return byStatedVat(event, gross, country, stated, rules);
        }
        if (event.vat().size() == 1 && event.vat().get(0).rate().vatInside(gross) <= STATED_TOLERANCE) {
            VatRate rate = event.vat().get(0).rate();
            if (!rate.isZero()) {
                return Decision.of(List.of(new Share(rate, gross, 0, "provider line")));
            }
        }
        if (!event.vat().isEmpty()) {
            return withZeroPart(event, country, new ArrayList<>(), gross, rules);
        }
        CountryRate byRule = countryRate(country, day, rules);
        if (byRule == null) {
            return Decision.held(rateMissing(event, country));
        }
        VatRate rate = byRule.rate();
        if (rate.isZero()) {
            return withZeroPart(event, country, new ArrayList<>(), gross, rules);
        }
        long vat = rate.vatInside(gross);
        return Decision.of(List.of(new Share(rate, gross - vat, vat, byRule.rule())));
    }

    static Reason rateMissing(Event event, String country) {
        return Reason.of(
                "VAT_RATE_MISSING", "order", event.order().shown(), "amount", event.amount(), "country", country);
    }

    /** The one rate that a profile states for a country, and how it is named in the books. */
    record CountryRate(VatRate rate, String rule) {}

    /**
     * The profile's rate for a country on a day. Sales to consumers in the EU bear Swedish VAT as long as the country is
     * not in the One Stop Shop; exports bear none where a named rule says so.
     */
    static @Nullable CountryRate countryRate(String country, LocalDate day, VatRules rules) {
        boolean taxedAtHome = EuCountries.holds(country) && !rules.isOss(country, day);
        String taxed = taxedAtHome && rules.rate(country, day).isEmpty() ? rules.home() : country;
        Optional<VatRate> rate = rules.rate(taxed, day);
        if (rate.isPresent()) {
            return new CountryRate(rate.get(), "profile rule " + taxed + " " + rate.get() + " %");
        }
        boolean export = !EuCountries.holds(country) && rules.zeroRule(country).isPresent();
        return export ? new CountryRate(VatRate.ZERO, "profile rule " + country + " 0 %") : null;
    }

    private static Decision byStatedVat(Event event, long gross, String country, List<VatPart> stated, VatRules rules) {
        long[] bySplit = Split.byLargestRemainder(gross, grossWeights(stated));
        boolean whole = true;
        for (int i = 0; i < bySplit.length; i++) {
            VatPart part = stated.get(i);
            whole &= Math.abs(part.vat() - part.rate().vatInside(bySplit[i])) <= STATED_TOLERANCE;
        }
        var shares = new ArrayList<Share>();
        long left = gross;
        for (int i = 0; i < bySplit.length; i++) {
            VatPart part = stated.get(i);
            long net = whole ? bySplit[i] - part.vat() : baseOf(part);
            shares.add(new Share(part.rate(), net, part.vat(), "provider line"));
            left -= net + part.vat();
        }
        if (left == 0) {
            return Decision.of(shares);
        }
        if (Math.abs(left) <= rules.roundingLimit()) {
            shares.add(new Share(null, left, 0, ROUNDING));
            return Decision.of(shares);
        }
        return withZeroPart(event, country, shares, left, rules);
    }

    private static Decision withZeroPart(Event event, String country, List<Share> shares, long left, VatRules rules) {
        if (left < 0) {
            Money taxed = Money.ofMinor(
                    Math.subtractExact(event.amount().minor(), left),
                    event.amount().currency());
            return Decision.held(Reason.of(
                    "VAT_OF_MORE_THAN_THE_ORDER",
                    "order",
                    event.order().shown(),
                    "amount",
                    event.amount(),
                    "taxed",
                    taxed,
                    "difference",
                    taxed.minus(event.amount())));
        }
        VatRules.ZeroRule rule = rules.zeroRule(country).orElse(null);
        if (rule == null) {
            return Decision.held(Reason.of(
                    "ZERO_RATE_NO_RULE",
                    "order",
                    event.order().shown(),
                    "amount",
                    Money.ofMinor(left, event.amount().currency())));
        }
        shares.add(new Share(VatRate.ZERO, left, 0, rule.name()));
        return Decision.of(shares);
    }

    /** VAT × (100 + rate) / rate for each part, over one common denominator. */
    private static BigInteger[] grossWeights(List<VatPart> parts) {
        var weights = new BigInteger[parts.size()];
        for (int i = 0; i < weights.length; i++) {
            BigInteger weight = BigInteger.valueOf(parts.get(i).vat())
                    .multiply(WHOLE.add(BigInteger.valueOf(parts.get(i).rate().hundredths())));
            for (int j = 0; j < weights.length; j++) {
                if (j != i) {
                    weight = weight.multiply(
                            BigInteger.valueOf(parts.get(j).rate().hundredths()));
                }
            }
            weights[i] = weight;
        }
        return weights;
    }

    /** The base that a VAT amount stands for, rounded to nearest, half up. */
    private static long baseOf(VatPart part) {
        BigInteger[] exact = BigInteger.valueOf(part.vat())
                .multiply(WHOLE)
                .multiply(BigInteger.TWO)
                .divideAndRemainder(BigInteger.valueOf(part.rate().hundredths()).multiply(BigInteger.TWO));
        boolean up = exact[1].compareTo(BigInteger.valueOf(part.rate().hundredths())) >= 0;
        return exact[0].longValueExact() + (up ? 1 : 0);
    }
}
