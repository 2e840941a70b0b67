package se.kvitta.source.stripe;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;

/**
 * Reads what Stripe tells: one payout as the API's answers came, one after the other, or as the report
 * {@code payout_reconciliation.itemized}; or one day of a balance.
 */
@Component("stripe")
class StripeTranslator implements Translator {

    private final Merchants merchants;

    StripeTranslator(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public Reading read(SourceDocument document) throws IOException {
        var words = new StripeWords(merchants.requireSource("stripe").raw());
        if (!isJson(document)) {
            return ReportReading.of(document, words);
        }
        if (DayReading.isDay(document)) {
            return DayReading.of(document, words);
        }
        return new AnswersReading(
                document,
                words,
                merchants.profile(document.profile()).flatMap(Days::of).orElse(null));
    }

    private static boolean isJson(SourceDocument document) throws IOException {
        try (InputStream in = new BufferedInputStream(document.open())) {
            int first = in.read();
            while (first >= 0 && Character.isWhitespace(first)) {
                first = in.read();
            }
            return first == '{';
        }
    }
}
