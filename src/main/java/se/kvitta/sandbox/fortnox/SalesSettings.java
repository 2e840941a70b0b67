package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a company sells; people choose it in Fortnox, no program can.
 *
 * @param wholeKronor whether the total of an invoice is rounded to whole kronor
 * @param easyVat whether the rate of a row chooses its account
 * @param vatCodes rates that were registered besides 25, 12, 6 and 0
 * @param carriedOver ids of the financial years whose open invoices were carried over to the next
 * @param termsOfPayment of invoices that name none and whose customer has none
 */
record SalesSettings(
        boolean wholeKronor,
        boolean easyVat,
        List<VatCode> vatCodes,
        List<Integer> carriedOver,
        String termsOfPayment) {

    static final String KEY = "sales";

    /** What a new company has. */
    static final SalesSettings USUAL = new SalesSettings(true, false, List.of(), List.of(), "30");

    private static final List<BigDecimal> USUAL_RATES =
            Stream.of(25, 12, 6, 0).map(BigDecimal::valueOf).toList();

    SalesSettings {
        vatCodes = List.copyOf(vatCodes);
        carriedOver = List.copyOf(carriedOver);
    }

    /**
     * A rate that somebody registered.
     *
     * @param code what accounts call it
     * @param percent 25.5 for 25.5 %
     * @param account the account of the output VAT
     */
    record VatCode(String code, BigDecimal percent, int account) {}

    /** True for one of the four rates that every company has. */
    static boolean usual(BigDecimal percent) {
        return USUAL_RATES.stream().anyMatch(rate -> rate.compareTo(percent) == 0);
    }

    boolean knows(BigDecimal percent) {
        return usual(percent)
                || vatCodes.stream().anyMatch(code -> code.percent().compareTo(percent) == 0);
    }

    Optional<VatCode> vatCode(String code) {
        return vatCodes.stream().filter(known -> known.code().equals(code)).findFirst();
    }

    SalesSettings roundingToKronor(boolean whole) {
        return new SalesSettings(whole, easyVat, vatCodes, carriedOver, termsOfPayment);
    }

    SalesSettings withEasyVat(boolean easy) {
        return new SalesSettings(wholeKronor, easy, vatCodes, carriedOver, termsOfPayment);
    }

    SalesSettings withVatCode(VatCode code) {
        var codes = new ArrayList<>(vatCodes);
        codes.removeIf(known -> known.code().equals(code.code()));
        codes.add(code);
        return new SalesSettings(wholeKronor, easyVat, codes, carriedOver, termsOfPayment);
    }

    SalesSettings carryingOver(int financialYear) {
        var years = new ArrayList<>(carriedOver);
        years.add(financialYear);
        return new SalesSettings(wholeKronor, easyVat, vatCodes, years, termsOfPayment);
    }
}
