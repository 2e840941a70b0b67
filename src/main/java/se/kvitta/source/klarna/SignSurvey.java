package se.kvitta.source.klarna;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Whether a document's amounts carry signs. By default Klarna writes none and the row's type tells the direction; a setting
 * adds them. Where the rows themselves leave it open, the reading that explains the payout is the right one.
 */
final class SignSurvey {

    private SignSurvey() {}

    /** Reads the whole document once. Throws {@link se.kvitta.settlement.UnreadableDocument} for a row not understood. */
    static boolean signed(KlarnaDocument document, KlarnaWords words) throws IOException {
        boolean anyNegative = false;
        boolean anyPositive = false;
        boolean anyTax = false;
        long netUnsigned = 0;
        long netSigned = 0;
        try (KlarnaRows rows = document.rows()) {
            while (rows.next()) {
                KlarnaWords.Meaning meaning = KlarnaReading.meaning(rows, words);
                long amount = rows.minor("amount");
                boolean taxed = KlarnaReading.bearsTax(meaning)
                        && !rows.text("tax_amount").isEmpty();
                long tax = taxed ? rows.minor("tax_amount") : 0;
                anyTax |= taxed;
                if (!meaning.plus()) {
                    anyNegative |= amount < 0;
                    anyPositive |= amount > 0;
                }
                netSigned += amount + tax;
                netUnsigned += meaning.plus() ? amount + tax : -(amount + tax);
            }
        }
        if (anyNegative != anyPositive) {
            return anyNegative;
        }
        OptionalLong payout = document.total(KlarnaDocument.PAYOUT);
        long apart = anyTax ? 0 : document.total("total_tax_amount").orElse(0);
        boolean signedExplains =
                payout.isPresent() && explains(document, netSigned - Math.abs(apart), payout.getAsLong());
        boolean unsignedExplains =
                payout.isPresent() && explains(document, netUnsigned - Math.abs(apart), payout.getAsLong());
        return signedExplains && !unsignedExplains;
    }

    /** Roughly: fee VAT may stand in the summary only, and debts stand nowhere else. The proof is exact, later. */
    private static boolean explains(KlarnaDocument document, long net, long payout) {
        long deposit = document.total("total_deposit_amount").orElse(0);
        long repay = document.total("total_repay_amount").orElse(0);
        return net + Math.abs(deposit) - Math.abs(repay) == Math.max(payout, 0);
    }
}
