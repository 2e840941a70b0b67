package se.kvitta.sie;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An account of the chart (#KONTO, #KTYP, #ENHET, #SRU).
 *
 * @param kind null when the file does not say
 * @param unit what quantities on the account count; empty when the file does not say
 * @param sruCodes codes of the tax return
 */
public record SieAccount(
        String number, String name, @Nullable Kind kind, String unit, List<String> sruCodes) {

    /** The side of the books an account belongs to (#KTYP). */
    public enum Kind {
        ASSET("T"),
        DEBT("S"),
        COST("K"),
        INCOME("I");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        String code() {
            return code;
        }

        static Kind ofCode(String code) throws UnreadableRecord {
            for (var kind : values()) {
                if (kind.code.equals(code)) {
                    return kind;
                }
            }
            throw new UnreadableRecord("'" + code + "' is not a kind of account; kinds are T, S, K and I");
        }
    }

    /** Throws {@link IllegalArgumentException} when the number is not made of digits (SIE 4B, #KONTO). */
    public SieAccount {
        requireNumber(number);
        sruCodes = List.copyOf(sruCodes);
        if (sruCodes.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("account " + number + " has an empty SRU code");
        }
    }

    public static SieAccount of(String number, String name) {
        return new SieAccount(number, name, null, "", List.of());
    }

    static void requireNumber(String number) {
        if (!SieFormat.isNumber(Objects.requireNonNull(number))) {
            throw new IllegalArgumentException("the account '" + number + "' is not a number");
        }
    }
}
