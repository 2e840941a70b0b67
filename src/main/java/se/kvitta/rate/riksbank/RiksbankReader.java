package se.kvitta.rate.riksbank;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import se.kvitta.exchange.RateReader;
import se.kvitta.exchange.RateRequest;

/** Reads {@code [{"date":"2026-10-06","value":10.9345}]}: SEK for one unit of the one currency that was asked for. */
@Component("riksbank")
class RiksbankReader implements RateReader {

    private static final Quotation QUOTATION = new Quotation(Currency.getInstance("SEK"), true);
    private static final Pattern PAUSE = Pattern.compile("[Tt]ry again in (\\d{1,6}) seconds");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    @Override
    public Quotation quotation() {
        return QUOTATION;
    }

    @Override
    public Published read(String document, RateRequest request) throws IOException {
        var rates = new ArrayList<Rate>();
        if (!document.isEmpty()) { // an answer without content is one without a bank day
            JsonNode observations = JSON.readTree(document);
            if (!observations.isArray()) {
                throw new IOException("it is no list of observations");
            }
            for (JsonNode observation : observations) {
                rates.add(new Rate(request.currencies().get(0), day(observation), text(observation.path("value"))));
            }
        }
        return new Published(request.from(), rates);
    }

    @Override
    public Optional<Duration> pause(String answer) {
        Matcher asked = PAUSE.matcher(answer);
        return asked.find() ? Optional.of(Duration.ofSeconds(Long.parseLong(asked.group(1)))) : Optional.empty();
    }

    private static LocalDate day(JsonNode observation) throws IOException {
        try {
            return LocalDate.parse(observation.path("date").asText());
        } catch (DateTimeException e) {
            throw new IOException("an observation has no date", e);
        }
    }

    private static String text(JsonNode value) {
        return value.isNumber() ? value.decimalValue().toPlainString() : value.asText("nothing");
    }
}
