package se.kvitta.rate.ecb;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.LocalDate;
import org.apache.camel.Body;
import org.springframework.stereotype.Component;
import se.kvitta.exchange.RateRequest;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;

/** Which of ECB's files has what is asked: the last bank day, some ninety days, or all since 1999. */
@Component("ecbFiles")
class EcbFiles {

    private final Merchants merchants;
    private final Clock clock;

    EcbFiles(Merchants merchants, Clock clock) {
        this.merchants = merchants;
        this.clock = clock;
    }

    /** The path of the smallest file that surely reaches back to the first day, as the mapping names it. */
    String path(@Body RateRequest request) {
        JsonNode files = merchants.publisher(request.publisher()).raw().path("files");
        LocalDate today = Stockholm.dayOf(clock.instant());
        String file;
        if (!request.from().isBefore(today)) {
            file = "daily";
        } else if (!request.from()
                .isBefore(today.minusDays(files.path("recent-days").asInt()))) {
            file = "recent";
        } else {
            file = "all";
        }
        return "/" + files.path(file).asText();
    }
}
