package se.kvitta.merchant;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.OrderWords;

/**
 * When a profile's source is asked for the orders behind its money, and what in their lines is no sale. Words are compared with
 * the article number of a line, or stand in its text; case does not matter.
 *
 * @param giftCards words of lines that sell a gift card
 * @param tips words of lines that are a tip
 */
public record OrderLines(Ask ask, List<String> giftCards, List<String> tips) implements OrderWords {

    public OrderLines {
        giftCards = List.copyOf(giftCards);
        tips = List.copyOf(tips);
    }

    /** For which events an order is asked for. */
    public enum Ask {
        /** Those that the profile's modes cannot book well without. */
        NEEDED,
        /** Every sale and refund. */
        ALWAYS,
        NEVER
    }

    @Override
    public boolean isGiftCard(@Nullable VatRate rate, String text, String article) {
        return is(giftCards, rate, text, article);
    }

    @Override
    public boolean isTip(@Nullable VatRate rate, String text, String article) {
        return is(tips, rate, text, article);
    }

    private static boolean is(List<String> words, @Nullable VatRate rate, String text, String article) {
        boolean untaxed = rate == null || rate.isZero();
        return words.stream()
                .map(Word::of)
                .anyMatch(word ->
                        (!article.isEmpty() && word.article().matcher(article).matches())
                                || (untaxed && word.text().matcher(text).find()));
    }

    /** A {@code *} stands for any text, in the text of a line for the rest of its word. */
    private record Word(Pattern article, Pattern text) {

        private static final String ANY = "*";

        static Word of(String word) {
            return new Word(pattern("", word, ".*", ""), pattern("(?<!\\p{L})", word, "\\p{L}*", "(?!\\p{L})"));
        }

        private static Pattern pattern(String before, String word, String any, String after) {
            var text = new StringBuilder(before);
            String rest = word.strip();
            int star = rest.indexOf(ANY);
            while (star >= 0) {
                text.append(Pattern.quote(rest.substring(0, star))).append(any);
                rest = rest.substring(star + 1);
                star = rest.indexOf(ANY);
            }
            return Pattern.compile(
                    text.append(Pattern.quote(rest)).append(after).toString(),
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        }
    }
}
