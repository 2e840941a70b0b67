package se.kvitta.source.klarna;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Whether a file's amounts carry signs. By default Klarna writes none and the row's type tells the direction; a setting
 * adds them. Where the rows themselves leave it open, the reading that explains the payout is the right one.
 */
final class SignSurvey {

    private SignSurvey() {}

    /** Reads the whole file once. Throws {@link se.kvitta.settlement.UnreadableDocument} for a row not understood. */
    static boolean signed(KlarnaFile file, KlarnaWords words) throws IOException {
        boolean anyNegative = false;
        boolean anyPositive = false;
        long netUnsigned = 0;
        long netSigned = 0;
        try (KlarnaFile.Rows rows = file.rows()) {
            while (rows.next()) {
                KlarnaWords.Meaning meaning = KlarnaReading.meaning(rows, words);
                long amount = rows.minor("amount");
                long tax = KlarnaReading.bearsTax(meaning)
                                && !rows.text("tax_amount").isEmpty()
                        ? rows.minor("tax_amount")
                        : 0;
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
        OptionalLong payout = file.total("total_settlement_amount");
        boolean signedExplains = payout.isPresent() && explains(file, netSigned, payout.getAsLong());
        boolean unsignedExplains = payout.isPresent() && explains(file, netUnsigned, payout.getAsLong());
        return signedExplains && !unsignedExplains;
    }

    /** Roughly: fee VAT may stand in the summary only, and debts stand nowhere else. The proof is exact, later. */
    private static boolean explains(KlarnaFile file, long net, long payout) {
        long deposit = file.total("total_deposit_amount").orElse(0);
        long repay = file.total("total_repay_amount").orElse(0);
        long tax = file.has("tax_amount") ? 0 : file.total("total_tax_amount").orElse(0);
        return net - Math.abs(tax) + Math.abs(deposit) - Math.abs(repay) == Math.max(payout, 0);
    }
}
