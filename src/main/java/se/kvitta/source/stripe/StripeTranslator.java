package se.kvitta.source.stripe;

import java.io.IOException;
import org.springframework.stereotype.Component;
import se.kvitta.answers.Answers;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;

/**
 * Reads one payout of Stripe: the API's answers as they came, one after the other, or the report
 * {@code payout_reconciliation.itemized}.
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
        return Answers.areIn(document) ? new AnswersReading(document, words) : ReportReading.of(document, words);
    }
}
