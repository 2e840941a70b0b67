package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.LocalDate;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Refused;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;

/** Reads what a preflight asks: a financial year for today, and a voucher series that may be written by hand. */
@Component("fortnoxPreflight")
class FortnoxPreflight {

    private final Clock clock;

    FortnoxPreflight(Clock clock) {
        this.clock = clock;
    }

    /** The query that asks for today's financial year. */
    String query() {
        return "date=" + today();
    }

    private LocalDate today() {
        return Stockholm.dayOf(clock.instant());
    }

    /** The query that names today's financial year. Throws {@link Refused} when there is none. */
    String year(@Body JsonNode answer) {
        String id = answer.path("FinancialYears").path(0).path("Id").asText("");
        if (id.isEmpty()) {
            throw new Refused(Reason.of("TARGET_YEAR_MISSING", "day", today()));
        }
        return "financialyear=" + id;
    }

    /** Throws {@link Refused} when the series takes no vouchers from outside. */
    void series(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        if (!answer.path("VoucherSeries").path("Manual").asBoolean(false)) {
            throw new Refused(Reason.of(
                    "TARGET_SERIES_NOT_MANUAL",
                    "series",
                    dispatch.merchant().series().vouchers()));
        }
    }
}
