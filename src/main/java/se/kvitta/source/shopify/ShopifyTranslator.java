package se.kvitta.source.shopify;

import java.io.IOException;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;

/**
 * Reads one payout of Shopify Payments: the answers of the GraphQL API, or of the older REST API, as they came, one after the
 * other, in any order.
 */
@Component("shopify")
class ShopifyTranslator implements Translator {

    private final Merchants merchants;

    ShopifyTranslator(Merchants merchants) {
        this.merchants = merchants;
    }

    @Override
    public Reading read(SourceDocument document) throws IOException {
        return new ShopifyReading(
                document, new ShopifyWords(merchants.requireSource("shopify").raw()));
    }
}
