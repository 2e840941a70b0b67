package se.kvitta.rows;

import java.io.IOException;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;

/** The translator of every source whose documents are flat rows. */
public final class RowTranslator implements Translator {

    private final RowMapping mapping;

    public RowTranslator(RowMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public Reading read(SourceDocument document) throws IOException {
        return new RowReading(RowFile.of(document, mapping), mapping);
    }
}
