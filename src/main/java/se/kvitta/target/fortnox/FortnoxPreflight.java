package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Needs;
import se.kvitta.delivery.Preflight;
import se.kvitta.delivery.Refused;
import se.kvitta.journal.Findings.Finding;

/** A preflight's turns: the route makes the calls, {@link FortnoxFindings} judges what they answered. */
@Component("fortnoxPreflight")
class FortnoxPreflight {

    /** A preflight is a bounded number of calls. */
    private static final int MOST_CALLS = 150;

    private final FortnoxTokens tokens;
    private final FortnoxYears years;

    FortnoxPreflight(FortnoxTokens tokens, FortnoxYears years) {
        this.tokens = tokens;
        this.years = years;
    }

    /** Throws {@link Refused} when Fortnox does not know the client or tenant. */
    FortnoxSurvey begin(@ExchangeProperty("dispatch") Dispatch dispatch, @ExchangeProperty("needs") Needs needs) {
        JsonNode mapping = dispatch.mapping().raw();
        return new FortnoxSurvey(
                new FortnoxQuestions(needs, mapping, granted(dispatch, needs)),
                mapping.path("preflight").path("calls").asInt(MOST_CALLS));
    }

    /** The scopes of the token; of a new one when the old one lacks some, because consent may have been given since. */
    private @Nullable Set<String> granted(Dispatch dispatch, Needs needs) {
        Optional<Set<String>> scopes = scopes(dispatch);
        if (scopes.isPresent() && !needed(dispatch, needs).stream().allMatch(scopes.get()::contains)) {
            tokens.discard(dispatch, tokens.bearer(dispatch));
            scopes = scopes(dispatch);
        }
        return scopes.orElse(null);
    }

    private Optional<Set<String>> scopes(Dispatch dispatch) {
        return FortnoxScopes.in(tokens.bearer(dispatch).replaceFirst("^Bearer ", ""));
    }

    private static Set<String> needed(Dispatch dispatch, Needs needs) {
        return new FortnoxScopes(dispatch.mapping().raw(), needs).all();
    }

    void answered(@Body JsonNode answer, @ExchangeProperty("survey") FortnoxSurvey survey) {
        survey.answered(answer);
    }

    /**
     * Takes a no. Throws one to the question for financial years that may not be Fortnox's own, such as a page of something in between: without
     * them nobody knows by which method the company books.
     */
    void refused(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused no, @ExchangeProperty("survey") FortnoxSurvey survey) {
        if (no.isInDoubt() && survey.isAsking(FortnoxQuestions.YEARS)) {
            throw no;
        }
        survey.refused(no.reason());
    }

    /** What the company has locked; null when it did not tell. */
    static Preflight.@Nullable Closed closed(@ExchangeProperty("survey") FortnoxSurvey survey) {
        return survey.answer(FortnoxQuestions.LOCKED)
                        .filter(answer -> !FortnoxJson.isHidden(answer.path("LockedPeriod"), "EndDate"))
                        .isPresent()
                ? new Preflight.Closed(FortnoxQuestions.lockedThrough(survey))
                : null;
    }

    /** What all the answers mean. */
    List<Finding> judge(
            @ExchangeProperty("survey") FortnoxSurvey survey,
            @ExchangeProperty("dispatch") Dispatch dispatch,
            @ExchangeProperty("needs") Needs needs) {
        if (survey.isAnswered(FortnoxQuestions.YEARS)) {
            years.learn(dispatch, FortnoxQuestions.years(survey));
        }
        return judge(
                survey,
                dispatch.mapping().name(),
                dispatch.mapping().raw(),
                needs,
                scopes(dispatch).orElse(null));
    }

    static List<Finding> judge(
            FortnoxSurvey survey, String target, JsonNode mapping, Needs needs, @Nullable Set<String> granted) {
        int most = new FortnoxQuestions(needs, mapping, granted).mostYears();
        var look = new FortnoxLook(needs, target, mapping, survey, FortnoxQuestions.concerned(needs, survey, most));
        return new FortnoxFindings(look, granted).all();
    }
}
