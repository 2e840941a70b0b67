package se.kvitta.source.svea;

import com.fasterxml.jackson.databind.JsonNode;
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
 * Reads the payout of one client number: flat rows, or the report of the API with the orders behind it, which is told as flat
 * rows. Both give the same events.
 */
@Component("svea")
class SveaTranslator implements Translator {

    private final Merchants merchants;

    SveaTranslator(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public Reading read(SourceDocument document) throws IOException {
        JsonNode mapping = merchants.requireSource("svea").raw();
        JsonNode rows = mapping.path("rows");
        if (!Answers.areIn(document)) {
            return new RowTranslator(RowMapping.of(rows)).read(document);
        }
        RowMapping written = RowMapping.written(rows);
        var report = new SveaReport(document, mapping);
        Reading reading = new RowTranslator(written).read(new WrittenRows(document.name(), written, report::begin));
        return new ToldReading(reading, report::tellOrders, report::fuller, report::ties);
    }
}
