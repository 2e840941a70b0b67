package se.kvitta.source.nets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;
import se.kvitta.answers.Answers;
import se.kvitta.merchant.Merchants;
import se.kvitta.rows.RowDivider;
import se.kvitta.rows.RowMapping;
import se.kvitta.settlement.Divider;
import se.kvitta.settlement.SourceDocument;

/** Divides an export by payout. A document of answers is one payout's. */
@Component("netsDivider")
class NetsDivider implements Divider {

    private final Merchants merchants;

    NetsDivider(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public List<Part> divide(SourceDocument document, Path into) throws IOException {
        return Answers.areIn(document)
                ? List.of()
                : new RowDivider(RowMapping.of(
                                merchants.requireSource("nets").raw().path("rows")))
                        .divide(document, into);
    }
}
