package se.kvitta.booking;

import se.kvitta.ledger.Money;

/** How amounts and counts read in a Swedish voucher text. */
final class Swedish {

    private Swedish() {}

    /** {@code 1 250,00}, without the currency. */
    static String amount(Money money) {
        String digits = money.abs().major().toPlainString();
        int point = digits.indexOf('.');
        String whole = point < 0 ? digits : digits.substring(0, point);
        var text = new StringBuilder(money.isNegative() ? "-" : "");
        for (int i = 0; i < whole.length(); i++) {
            if (i > 0 && (whole.length() - i) % 3 == 0) {
                text.append(' ');
            }
            text.append(whole.charAt(i));
        }
        return text + (point < 0 ? "" : "," + digits.substring(point + 1));
    }

    static String rows(int count) {
        return count == 1 ? "1 rad" : count + " rader";
    }
}
