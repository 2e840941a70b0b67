package se.kvitta.source.stripe;

import java.io.IOException;
import org.springframework.stereotype.Component;
import se.kvitta.answers.Answers;
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
        if (!Answers.areIn(document)) {
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
}
