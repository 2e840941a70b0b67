package se.kvitta.settlement;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatRate;

/**
 * What an order, or one capture or refund of it, consists of, as a provider's checkout or the merchant's shop states it.
 * For a refund the lines are what is taken back, with positive amounts.
 *
 * @param statedBy who says so: it decides the place in the chain of VAT rules, and is kept with the booking
 * @param currency of every amount in it
 * @param buyerVatNumber the buyer's VAT number, if it is a business and the number was found valid; else empty
 * @param delivered the Stockholm day the goods were delivered, if known
 * @param buyer who bought; null when nothing is told, or nothing of it is kept
 * @param country ISO 3166 alpha-2 of where the goods went; empty when it is not told
 * @param sold the Stockholm day of the sale, for a refund the one that it takes back; null when it is not told
 * @param basis whether the lines are stated, or follow from those of the order
 */
public record Basket(
        StatedBy statedBy,
        Currency currency,
        List<Line> lines,
        String buyerVatNumber,
        @Nullable LocalDate delivered,
        @Nullable Buyer buyer,
        String country,
        @Nullable LocalDate sold,
        Basis basis) {

    public Basket {
        lines = List.copyOf(lines);
        // Orders that were told before baskets had these.
        country = country == null ? "" : country;
        basis = basis == null ? Basis.STATED : basis;
    }

    /** One of which nothing is told but who bought it. */
    public Basket(
            StatedBy statedBy,
            Currency currency,
            List<Line> lines,
            String buyerVatNumber,
            @Nullable LocalDate delivered,
            @Nullable Buyer buyer) {
        this(statedBy, currency, lines, buyerVatNumber, delivered, buyer, "", null, Basis.STATED);
    }

    /** One whose buyer is not told. */
    public Basket(
            StatedBy statedBy,
            Currency currency,
            List<Line> lines,
            String buyerVatNumber,
            @Nullable LocalDate delivered) {
        this(statedBy, currency, lines, buyerVatNumber, delivered, null);
    }

    /** The same with only what is kept of its buyer. */
    public Basket keeping(Set<Buyer.Data> kept) {
        return with(buyer == null ? null : buyer.keeping(kept));
    }

    /** The same with another buyer. */
    public Basket with(@Nullable Buyer other) {
        return new Basket(statedBy, currency, lines, buyerVatNumber, delivered, other, country, sold, basis);
    }

    /** The same with other lines. */
    public Basket with(List<Line> others) {
        return new Basket(statedBy, currency, others, buyerVatNumber, delivered, buyer, country, sold, basis);
    }

    /** Where the lines come from. */
    public enum Basis {
        /** They are stated for just this capture or refund, or must be those of the whole order. */
        STATED,
        /** Nothing is stated: its amount is divided as the order is, and a person should look at it. */
        IN_PROPORTION
    }

    /** Whose word it is, the nearest to the money first. */
    public enum StatedBy {
        /** The provider's own rows or invoice. */
        PROVIDER,
        /** The provider's checkout session. */
        CHECKOUT,
        /** The order in the merchant's shop. */
        SHOP
    }

    /** What a line is. */
    public enum Kind {
        GOODS,
        FREIGHT,
        /** Lowers what the goods cost: its amount is negative. */
        DISCOUNT,
        /** A gift card sold, or a refund onto one (then negative). With a rate it is a single-purpose card. */
        GIFT_CARD,
        /** Paid with a gift card instead of money: negative. With a rate it was a single-purpose card. */
        PAID_BY_CARD,
        /** Paid with a gift card that the merchant gave away, so that nobody has ever paid for it: negative. */
        GOODWILL_CARD,
        /** Passed on to the staff. */
        TIP,
        /** What the shop keeps of a return: negative. */
        RETURN_FEE
    }

    /**
     * One line.
     *
     * @param rate null where it is not stated: freight and discounts then follow the goods
     * @param gross minor units of the basket's currency, VAT included
     * @param vat the VAT inside it as stated; null when only the rate is
     * @param text what a buyer would read; may be empty
     * @param product the shop's kind of product, for dimensions; may be empty
     * @param article the shop's article number; may be empty
     * @param quantity how many, in whatever unit the shop sells by; above zero
     */
    public record Line(
            Kind kind,
            @Nullable VatRate rate,
            long gross,
            @Nullable Long vat,
            String text,
            String product,
            String article,
            BigDecimal quantity) {

        /** Throws {@link IllegalArgumentException} for a quantity that is none. */
        public Line {
            // Orders that were told before lines had these.
            article = article == null ? "" : article;
            quantity = quantity == null ? BigDecimal.ONE : quantity;
            if (quantity.signum() <= 0) {
                throw new IllegalArgumentException("a line is of " + quantity + " '" + text + "'");
            }
        }

        /** One of something without an article number. */
        public Line(Kind kind, @Nullable VatRate rate, long gross, @Nullable Long vat, String text, String product) {
            this(kind, rate, gross, vat, text, product, "", BigDecimal.ONE);
        }

        public static Line of(Kind kind, @Nullable VatRate rate, long gross) {
            return new Line(kind, rate, gross, null, "", "");
        }
    }

    /** Sum of the lines: what the money that moved should be, in minor units of the basket's currency. */
    public long total() {
        return lines.stream().mapToLong(Line::gross).reduce(0, Math::addExact);
    }
}
