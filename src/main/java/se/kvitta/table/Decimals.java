package se.kvitta.table;

import java.util.Currency;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads amounts as people and programs write them, once it is known which sign stands before the decimals. Never by
 * floating point, never by a locale. A sign that parts thousands stands before groups of three digits and nowhere else, so
 * that {@code 12,50} is never taken for 1250.
 */
public final class Decimals {

    private static final Pattern EVIDENCE = Pattern.compile("^[-\u2212]?[\\d\\s.,\u00a0\u202f']*([.,])\\d{1,2}$");

    /** Digits between two signs that part thousands. */
    private static final int GROUP = 3;

    private final char decimal;
    private final char thousands;

    private Decimals(char decimal) {
        this.decimal = decimal;
        this.thousands = decimal == ',' ? '.' : ',';
    }

    /** Amounts whose decimals follow a {@code .} or {@code ,}; the other one, blanks and ' may part thousands. */
    public static Decimals with(char decimal) {
        if (decimal != '.' && decimal != ',') {
            throw new IllegalArgumentException("'" + decimal + "' is no decimal sign");
        }
        return new Decimals(decimal);
    }

    /** Which decimal sign an amount shows, if it shows any: {@code 1298,00} shows a comma, {@code 1,298} shows nothing. */
    public static Optional<Character> shownBy(String amount) {
        Matcher matcher = EVIDENCE.matcher(amount.strip());
        return matcher.matches() ? Optional.of(matcher.group(1).charAt(0)) : Optional.empty();
    }

    /**
     * The amount in minor units of a currency. Throws {@link NumberFormatException} when it is none, or has more decimals
     * than the currency.
     */
    public long minor(String text, Currency currency) {
        int digits = currency.getDefaultFractionDigits();
        long minor = 0;
        int decimals = -1;
        int seen = 0;
        int group = -1;
        boolean negative = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                seen++;
                if (decimals >= 0 && ++decimals > digits) {
                    if (c != '0') {
                        throw bad(text, currency);
                    }
                    continue;
                }
                minor = Math.addExact(Math.multiplyExact(minor, 10L), c - '0');
                group += group >= 0 && decimals < 0 ? 1 : 0;
            } else if (c == decimal && decimals < 0) {
                decimals = 0;
            } else if ((c == '-' || c == '\u2212') && seen == 0 && !negative) {
                negative = true;
            } else if (isThousands(c) && decimals < 0 && seen > 0 && (group < 0 ? seen <= GROUP : group == GROUP)) {
                group = 0;
            } else if (!(c == ' ' && seen == 0)) {
                throw bad(text, currency);
            }
        }
        if (seen == 0 || (group >= 0 && group != GROUP)) {
            throw bad(text, currency);
        }
        for (int i = Math.max(decimals, 0); i < digits; i++) {
            minor = Math.multiplyExact(minor, 10L);
        }
        return negative ? -minor : minor;
    }

    private boolean isThousands(char c) {
        return c == thousands || c == ' ' || c == '\u00a0' || c == '\u202f' || c == '\'';
    }

    private static NumberFormatException bad(String text, Currency currency) {
        return new NumberFormatException("'" + text + "' is no amount in " + currency);
    }
}
