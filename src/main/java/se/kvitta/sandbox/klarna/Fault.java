package se.kvitta.sandbox.klarna;

/** A way in which a settlement can be wrong, so that its reader must refuse it. */
public enum Fault {
    /** The settlement amount of the summary is one minor unit too high. */
    TOTALS_DO_NOT_ADD_UP,
    /** The first sale stands twice. */
    DUPLICATED_ROW,
    /** The first fee is missing. */
    MISSING_FEE_ROW,
    /** The first sale has a type that nobody has heard of. */
    UNKNOWN_TYPE,
    /** The second sale is in another currency than the rest. */
    TWO_CURRENCIES,
    /** The first sale was captured two thousand years ago. */
    DATE_IN_YEAR_0026
}
