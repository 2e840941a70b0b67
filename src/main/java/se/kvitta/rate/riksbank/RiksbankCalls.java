package se.kvitta.rate.riksbank;

import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.exchange.RateRequest;
import se.kvitta.home.Settings;
import se.kvitta.merchant.Merchants;

/** What a call to Riksbanken says. */
@Component("riksbankCalls")
class RiksbankCalls {

    private static final String KEY_HEADER = "Ocp-Apim-Subscription-Key";

    private final Merchants merchants;
    private final Settings settings;
    private final String key;

    RiksbankCalls(Merchants merchants, Settings settings, @Value("${riksbank.key}") String key) {
        this.merchants = merchants;
        this.settings = settings;
        this.key = key;
    }

    /** The path of the observations of one series and span. */
    String path(@Body RateRequest request) {
        String series = merchants
                .publisher(request.publisher())
                .raw()
                .path("series")
                .asText()
                .replace("{currency}", request.currencies().get(0).getCurrencyCode());
        return "/Observations/" + series + "/" + request.from() + "/" + request.through();
    }

    /** Adds the key when one is configured. Throws {@link IllegalArgumentException} naming the secret that is missing. */
    void addKey(Exchange exchange) {
        if (!key.isBlank()) {
            exchange.getMessage().setHeader(KEY_HEADER, settings.resolve(key));
        }
    }
}
