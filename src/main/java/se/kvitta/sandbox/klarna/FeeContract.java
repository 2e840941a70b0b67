package se.kvitta.sandbox.klarna;

/**
 * What Klarna takes for a capture.
 *
 * @param percent hundredths of a percent of the captured amount
 * @param fixedMinor minor units per capture, before VAT
 * @param fixedOnEveryMethod whether the fixed fee is taken for every payment method, or for invoices only
 * @param vatRate hundredths of a percent, rounded half up on each row by itself
 * @param registrationRate ten-thousandths of the registration currency for one unit of the settlement's; 0 when the
 *     settlement is in the currency of the merchant's country and the converted VAT is not stated
 * @param registrationCurrency currency of the country where the merchant is registered
 */
public record FeeContract(
        int percent,
        long fixedMinor,
        boolean fixedOnEveryMethod,
        int vatRate,
        int registrationRate,
        String registrationCurrency) {

    /** A Swedish shop selling in SEK: 2.95 %, and 3.00 more for invoices. */
    public static FeeContract swedish() {
        return new FeeContract(295, 300, false, 2500, 0, "SEK");
    }

    /** A Swedish shop selling in EUR: 3.29 % and 0.35 for everything, VAT converted at 11.27 SEK. */
    public static FeeContract swedishInEuro() {
        return new FeeContract(329, 35, true, 2500, 112700, "SEK");
    }

    long percentFeeOf(long amount) {
        return Minor.share(amount, percent);
    }

    long vatOf(long fee) {
        return Minor.share(fee, vatRate);
    }

    long registrationVatOf(long vat) {
        return Minor.divideHalfUp(Math.multiplyExact(vat, (long) registrationRate), 10_000);
    }
}
