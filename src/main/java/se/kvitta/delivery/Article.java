package se.kvitta.delivery;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;

/**
 * An article of a shop, as a target is to have it: body of {@code direct:article-<slug>}. Everything in it is absolute, so
 * that sending it again changes nothing.
 *
 * @param number never changes; 1 to 50 of A–Z, a–z, 0–9, {@code _} and {@code -}, which every target takes
 * @param text what a buyer reads
 * @param unit the target's code of it, such as {@code st}; empty when the target's own default is right
 * @param vat null where the target's account decides it
 * @param price for one, without VAT; null where the target's own stands
 * @param stock how many there are; null where the target counts them itself
 */
public record Article(
        String number,
        String text,
        String unit,
        @Nullable VatRate vat,
        @Nullable Money price,
        @Nullable BigDecimal stock) {

    private static final Pattern NUMBER = Pattern.compile("[A-Za-z0-9_-]{1,50}");

    /** Throws {@link IllegalArgumentException} for a number that not every target takes, and for one without a text. */
    public Article {
        if (!NUMBER.matcher(number).matches()) {
            throw new IllegalArgumentException("article number '" + number
                    + "' is not 1 to 50 of A–Z, a–z, 0–9, _ and -: nothing was sent; change it in the shop");
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException(
                    "article " + number + " has no text: nothing was sent; name it in the shop");
        }
    }
}
