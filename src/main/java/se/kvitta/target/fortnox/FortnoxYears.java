package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Refused;
import se.kvitta.journal.Steps;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;
import se.kvitta.target.fortnox.FortnoxQuestions.Year;

/**
 * Fortnox's financial years: their ids, and the method that each is booked by. They are asked for when one is needed first, and told anew by
 * every preflight.
 */
@Component("fortnoxYears")
class FortnoxYears {

    private static final String MISSING = "TARGET_YEAR_MISSING";

    private final Map<String, List<Year>> known = new ConcurrentHashMap<>();

    /** The id of the year a posting is booked in; empty when Fortnox has not been asked for it. */
    String known(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return of(dispatch).map(Year::id).orElse("");
    }

    private Optional<Year> of(Dispatch dispatch) {
        LocalDate day = day(dispatch);
        return known.getOrDefault(company(dispatch), List.of()).stream()
                .filter(year -> year.span().holds(day))
                .findFirst();
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
        var entries = new ArrayList<JsonNode>();
        answer.path("FinancialYears").forEach(entries::add);
        Year year = FortnoxQuestions.years(entries).stream()
                .filter(one -> !one.id().isEmpty() && one.span().holds(day(dispatch)))
                .findFirst()
                .orElseThrow(() -> new Refused(Reason.of(MISSING, "day", day(dispatch))));
        known.merge(company(dispatch), List.of(year), (before, one) -> {
            var all = new ArrayList<>(one);
            before.stream()
                    .filter(other -> !other.id().equals(year.id())
                            && !other.span().holds(year.span().first())
                            && !other.span().holds(year.span().last()))
                    .forEach(all::add);
            return List.copyOf(all);
        });
        return year.id();
    }

    /** All years, as a preflight has read them: what was known before may have been another. */
    void learn(Dispatch dispatch, List<Year> all) {
        known.put(company(dispatch), List.copyOf(all));
    }

    /**
     * Throws {@link Refused} for a booking of a year of the cash method in the name of a profile that books sales before they are paid.
     * Of a year that Fortnox has not been asked for, the last preflight says it.
     */
    void requireMethod(@ExchangeProperty("dispatch") Dispatch dispatch) {
        if (Steps.isEvidence(dispatch.step().name())) {
            return;
        }
        @Nullable
        Profile profile = dispatch.merchant().profiles().get(dispatch.posting().profile());
        if (profile == null || profile.modes().stream().noneMatch(FortnoxYearFindings.ACCRUAL::contains)) {
            return;
        }
        of(dispatch).filter(Year::isCash).ifPresent(year -> {
            throw new Refused(
                    Reason.of("TARGET_CASH_METHOD", "year", year, "modes", FortnoxLook.words(profile.modes())));
        });
    }

    /** A year may have been cut or closed since it was asked for: when Fortnox says that there is none, it is asked anew. */
    void forget(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused,
            @ExchangeProperty("dispatch") Dispatch dispatch) {
        if (refused.reason().code().equals(MISSING)) {
            known.remove(company(dispatch));
        }
    }
}
