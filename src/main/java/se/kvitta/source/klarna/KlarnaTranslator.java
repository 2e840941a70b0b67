package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.stereotype.Component;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;
import se.kvitta.settlement.UnreadableDocument;

/** Reads one payout of Klarna's V3 merchants: a settlement file, or the answers of the Settlements API. */
@Component("klarna")
class KlarnaTranslator implements Translator {

    /** What Klarna calls the invoice for fees that payouts are free of. */
    private static final String FEE_INVOICE = "GROSS_FEE";

    private final Merchants merchants;

    KlarnaTranslator(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public Reading read(SourceDocument document) throws IOException {
        var words = new KlarnaWords(mapping());
        KlarnaDocument payout = isJson(document) ? KlarnaAnswers.of(document, words) : KlarnaFile.of(document, words);
        if (payout.summary("merchant_settlement_type").equalsIgnoreCase(FEE_INVOICE)) {
            throw feeInvoice(payout);
        }
        return new KlarnaReading(payout, words, SignSurvey.signed(payout, words));
    }

    /** No money moves by it: it is a supplier's invoice, and booked as one, once. */
    private static UnreadableDocument feeInvoice(KlarnaDocument document) {
        return new UnreadableDocument(Reason.of(
                "FEES_INVOICED",
                "reference",
                document.reference(),
                "fees",
                sum(document, "total_fee_amount"),
                "vat",
                sum(document, "total_tax_amount"),
                "day",
                Stockholm.dayOf(document.paid())));
    }

    private static Money sum(KlarnaDocument document, String field) {
        return Money.ofMinor(document.total(field).orElse(0), document.currency());
    }

    private static boolean isJson(SourceDocument document) throws IOException {
        try (InputStream in = document.open()) {
            int first = in.read();
            while (first >= 0 && Character.isWhitespace(first)) {
                first = in.read();
            }
            return first == '{';
        }
    }

    private JsonNode mapping() {
        return merchants.requireSource("klarna").raw();
    }
}
