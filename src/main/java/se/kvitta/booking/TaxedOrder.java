package se.kvitta.booking;

import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.reason.Reason;

/**
 * An order divided over its VAT rates, the highest first, or why a person must decide. Amounts are minor units of the
 * order's currency.
 *
 * @param extras what is no goods or freight: gift cards, tips, return fees, rounding
 */
record TaxedOrder(
        @Nullable Currency currency,
        List<Share> shares,
        List<Extra> extras,
        @Nullable Reason held) {

    static TaxedOrder of(Currency currency, List<Share> shares, List<Extra> extras) {
        return new TaxedOrder(currency, List.copyOf(shares), List.copyOf(extras), null);
    }

    static TaxedOrder held(Reason reason) {
        return new TaxedOrder(null, List.of(), List.of(), reason);
    }

    /** Goods and freight at one rate. */
    record Share(VatRate rate, List<Piece> pieces, long vat, String rule) {

        Share {
            pieces = List.copyOf(pieces);
        }

        long net() {
            return pieces.stream().mapToLong(Piece::net).sum();
        }
    }

    /** The part of a share's net that stands on one account with one set of dimensions. */
    record Piece(boolean freight, Dimensions dimensions, long net) {}

    /** Something beside the goods. With a rate it bears VAT. */
    record Extra(SaleRow.Place place, String role, @Nullable VatRate rate, long net, long vat, String rule) {

        static Extra of(SaleRow.Place place, String role, long amount, String rule) {
            return new Extra(place, role, null, amount, 0, rule);
        }
    }

    long total() {
        return shares.stream().mapToLong(share -> share.net() + share.vat()).sum()
                + extras.stream().mapToLong(extra -> extra.net() + extra.vat()).sum();
    }

    /**
     * What a refund of {@code gross} takes back of this sale: all of it as it was booked, or a part in the proportions of
     * its rates and accounts. Null when the sale had more than goods and freight, and the part does not say of what.
     */
    @Nullable
    TaxedOrder taken(long gross) {
        boolean paidByCard = extras.stream().anyMatch(extra -> extra.place() == SaleRow.Place.CARD);
        if (gross == total() && !paidByCard) {
            return new TaxedOrder(
                    currency,
                    shares.stream()
                            .map(share ->
                                    new Share(share.rate(), share.pieces(), share.vat(), "the whole original sale"))
                            .toList(),
                    extras,
                    null);
        }
        long sold =
                shares.stream().mapToLong(share -> share.net() + share.vat()).sum();
        if (sold <= 0 || extras.stream().anyMatch(extra -> extra.place() != SaleRow.Place.ROUNDING)) {
            return null;
        }
        long[] parts = Split.byLargestRemainder(
                gross,
                shares.stream().mapToLong(share -> share.net() + share.vat()).toArray());
        var taken = new ArrayList<Share>();
        for (int i = 0; i < parts.length; i++) {
            Share share = shares.get(i);
            long vat = share.rate().vatInside(parts[i]);
            String rule = parts.length == 1 ? "rate of the original sale" : "rates of the original sale in proportion";
            taken.add(new Share(share.rate(), divided(parts[i] - vat, share.pieces()), vat, rule));
        }
        return new TaxedOrder(currency, taken, List.of(), null);
    }

    private static List<Piece> divided(long net, List<Piece> like) {
        if (like.stream().mapToLong(Piece::net).sum() == 0) {
            return List.of(new Piece(false, like.get(0).dimensions(), net));
        }
        long[] parts = Split.byLargestRemainder(
                net, like.stream().mapToLong(Piece::net).toArray());
        var pieces = new ArrayList<Piece>();
        for (int i = 0; i < parts.length; i++) {
            pieces.add(new Piece(like.get(i).freight(), like.get(i).dimensions(), parts[i]));
        }
        return pieces;
    }
}
