package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;

/** Reads one settlement file of Klarna's V3 reports. */
@Component("klarna")
class KlarnaTranslator implements Translator {

    private final Merchants merchants;

    KlarnaTranslator(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public Reading read(SourceDocument document) throws IOException {
        var words = new KlarnaWords(mapping());
        KlarnaFile file = KlarnaFile.of(document, words);
        return new KlarnaReading(file, words, SignSurvey.signed(file, words));
    }

    private JsonNode mapping() {
        return merchants
                .source("klarna")
                .orElseThrow(() -> new IllegalStateException("mappings/sources/klarna.yaml is missing or wrong"))
                .raw();
    }
}
