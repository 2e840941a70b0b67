package se.kvitta.source.nets;

import java.io.IOException;
import org.springframework.stereotype.Component;
import se.kvitta.answers.Answers;
import se.kvitta.merchant.Merchants;
import se.kvitta.rows.RowMapping;
import se.kvitta.rows.RowTranslator;
import se.kvitta.rows.ToldReading;
import se.kvitta.rows.WrittenRows;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;

/**
 * Reads one payout of Nets Easy: the portal's export, or the answers of the API as they came, one after the other, which are
 * told as the rows of the export. Both give the same events, the answers with VAT per rate.
 */
@Component("nets")
class NetsTranslator implements Translator {

    private final Merchants merchants;

    NetsTranslator(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public Reading read(SourceDocument document) throws IOException {
        var rows = merchants.requireSource("nets").raw().path("rows");
        if (!Answers.areIn(document)) {
            return new RowTranslator(RowMapping.of(rows)).read(document);
        }
        RowMapping written = RowMapping.written(rows);
        var payout = new NetsAnswers(document);
        Reading reading = new RowTranslator(written).read(new WrittenRows(document.name(), written, payout::begin));
        return new ToldReading(reading, payout::tellOrders, payout::fuller, payout::ties);
    }
}
