package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Refused;
import se.kvitta.ledger.FinancialYear;
import se.kvitta.reason.Reason;

/** Fortnox's ids of financial years. They never change once a year is open, so they are asked for once. */
@Component("fortnoxYears")
class FortnoxYears {

    private final Map<String, List<Known>> known = new ConcurrentHashMap<>();

    private record Known(FinancialYear year, String id) {}

    /** The id of the year a posting is booked in; empty when Fortnox has not been asked for it. */
    String known(@ExchangeProperty("dispatch") Dispatch dispatch) {
        LocalDate day = day(dispatch);
        return known.getOrDefault(company(dispatch), List.of()).stream()
                .filter(candidate -> candidate.year().holds(day))
                .map(Known::id)
                .findFirst()
                .orElse("");
    }

    /** The query that asks for the year of a posting's day. */
    String query(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return "date=" + day(dispatch);
    }

    private static String company(Dispatch dispatch) {
        return dispatch.merchant().connection().get("tenant");
    }

    private static LocalDate day(Dispatch dispatch) {
        return dispatch.posting().booking().voucher().date();
    }

    /**
     * Reads the answer to {@code /3/financialyears?date=}: the year in it that holds the day, whatever else it lists. Throws
     * {@link Refused} when none does.
     */
    String remember(JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        for (JsonNode year : answer.path("FinancialYears")) {
            String id = year.path("Id").asText("");
            var span = new FinancialYear(
                    LocalDate.parse(year.path("FromDate").asText()),
                    LocalDate.parse(year.path("ToDate").asText()));
            if (!id.isEmpty() && span.holds(day(dispatch))) {
                known.computeIfAbsent(company(dispatch), first -> new CopyOnWriteArrayList<>())
                        .add(new Known(span, id));
                return id;
            }
        }
        throw new Refused(Reason.of("TARGET_YEAR_MISSING", "day", day(dispatch)));
    }
}
