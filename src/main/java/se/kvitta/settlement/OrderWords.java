package se.kvitta.settlement;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatRate;

/** What in the lines of orders is no sale, where a line does not say it in another way. */
public interface OrderWords {

    /** How the article number or the name of freight begins, in the shops that are known. */
    List<String> FREIGHT = List.of("frakt", "shipping", "freight");

    /**
     * Whether a line sells a gift card.
     *
     * @param rate null where the line states none
     */
    boolean isGiftCard(@Nullable VatRate rate, String text, String article);

    /** Whether a line is a tip. */
    boolean isTip(@Nullable VatRate rate, String text, String article);

    /** What a line is of which nothing but its words says it. */
    default Basket.Kind kindOf(long gross, @Nullable VatRate rate, String text, String article) {
        if (isGiftCard(rate, text, article)) {
            return gross < 0 ? Basket.Kind.PAID_BY_CARD : Basket.Kind.GIFT_CARD;
        }
        if (isTip(rate, text, article)) {
            return Basket.Kind.TIP;
        }
        boolean freight = Stream.of(article, text)
                .map(word -> word.toLowerCase(Locale.ROOT))
                .anyMatch(word -> FREIGHT.stream().anyMatch(word::startsWith));
        return gross < 0 ? Basket.Kind.DISCOUNT : freight ? Basket.Kind.FREIGHT : Basket.Kind.GOODS;
    }
}
