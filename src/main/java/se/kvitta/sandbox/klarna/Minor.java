package se.kvitta.sandbox.klarna;

/** Arithmetic of minor units, rounded half up as Klarna rounds. */
final class Minor {

    private Minor() {}

    /** The share of an amount that a rate in hundredths of a percent makes. */
    static long share(long amount, int rate) {
        return divideHalfUp(Math.multiplyExact(amount, (long) rate), 10_000);
    }

    /** The tax inside an amount that includes it. */
    static long inside(long amount, int rate) {
        return divideHalfUp(Math.multiplyExact(amount, (long) rate), 10_000 + rate);
    }

    static long divideHalfUp(long dividend, long divisor) {
        return Math.floorDiv(Math.addExact(Math.multiplyExact(dividend, 2L), divisor), 2 * divisor);
    }
}
