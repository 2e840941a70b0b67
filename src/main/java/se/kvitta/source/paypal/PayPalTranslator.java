package se.kvitta.source.paypal;

import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;

/** Reads a day of one balance, as it was fetched, or a settlement report of PayPal's. */
@Component("paypal")
class PayPalTranslator implements Translator {

    private final Merchants merchants;

    PayPalTranslator(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public Reading read(SourceDocument document) throws IOException {
        var words = new PayPalWords(merchants.requireSource("paypal").raw());
        PayPalDocument read = isFetched(document) ? FetchedDay.of(document, words) : SettlementReport.of(document);
        return new PayPalReading(document, read, words);
    }

    private static boolean isFetched(SourceDocument document) throws IOException {
        try (InputStream in = document.open()) {
            return in.read() == '{';
        }
    }
}
