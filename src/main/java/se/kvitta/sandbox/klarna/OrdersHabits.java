package se.kvitta.sandbox.klarna;

/**
 * How generated orders are told, where Klarna leaves it to the merchant or does not say.
 *
 * @param withoutLines of every ten captures and refunds so many come without lines; 0 to 10
 * @param tellsRates whether lines have a rate and their tax
 * @param lowerCase whether country, currency and locale come in lower case, as in Klarna's examples
 */
public record OrdersHabits(int withoutLines, boolean tellsRates, boolean lowerCase) {

    private static final int TEN = 10;

    /** Lines everywhere, with rates, in upper case. */
    public static OrdersHabits usual() {
        return new OrdersHabits(0, true, false);
    }

    public OrdersHabits withoutLinesOfTen(int some) {
        return new OrdersHabits(some, tellsRates, lowerCase);
    }

    public OrdersHabits withoutRates() {
        return new OrdersHabits(withoutLines, false, lowerCase);
    }

    public OrdersHabits inLowerCase() {
        return new OrdersHabits(withoutLines, tellsRates, true);
    }

    boolean tellsLines(String part) {
        return Math.floorMod(part.hashCode(), TEN) >= withoutLines;
    }
}
