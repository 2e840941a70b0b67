package se.kvitta.bench;

/**
 * One measured figure.
 *
 * @param baseline what it is compared with, measured in the same run and unit
 * @param ratio value / baseline; null where that says nothing
 * @param how what was measured, and what the baseline is
 */
record Figure(String name, double value, String unit, double baseline, Double ratio, String how) {

    static Figure of(String name, double value, String unit, double baseline, String how) {
        Double ratio = baseline == 0 ? null : Math.round(value / baseline * 1000) / 1000.0;
        return new Figure(name, rounded(value), unit, rounded(baseline), ratio, how);
    }

    private static double rounded(double number) {
        return number >= 100 ? Math.rint(number) : Math.round(number * 100) / 100.0;
    }
}
