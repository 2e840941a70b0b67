package se.kvitta.ledger;

import java.util.Set;

/**
 * The box of the Swedish VAT return that a row feeds ({@code 05}, {@code 10} … {@code 48}), or {@code OSS}, which is
 * reported apart. A row that feeds none has no {@code VatBox}.
 */
public record VatBox(String code) {

    private static final Set<String> CODES = Set.of(
            "05", "06", "07", "08", "10", "11", "12", "20", "21", "22", "23", "24", "30", "31", "32", "35", "36", "37",
            "38", "39", "40", "41", "42", "48", "49", "50", "60", "61", "62", "OSS");

    public VatBox {
        if (!CODES.contains(code)) {
            throw new IllegalArgumentException("'" + code + "' is no box of the VAT return; known are " + CODES);
        }
    }

    @Override
    public String toString() {
        return code;
    }
}
