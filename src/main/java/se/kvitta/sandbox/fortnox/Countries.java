package se.kvitta.sandbox.fortnox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Countries by their two letters, and what they are called in Swedish. */
final class Countries {

    private static final Locale SWEDISH = Locale.forLanguageTag("sv");
    private static final Set<String> CODES =
            Arrays.stream(Locale.getISOCountries()).collect(Collectors.toUnmodifiableSet());

    /** Integrators have seen these refused. */
    private static final Set<String> DOUBTFUL = Set.of("KR", "RU");

    private Countries() {}

    /** Throws a refusal for a code that is no country, or one that integrators have seen refused. */
    static void require(String code, Assumptions assumptions) {
        if (!CODES.contains(code) || (DOUBTFUL.contains(code) && assumptions.is(Assumption.COUNTRY_KR_RU, "refuse"))) {
            throw AssumedReason.COUNTRY_CODE_UNKNOWN.refusal(code);
        }
    }

    static String swedishName(String code) {
        return new Locale.Builder().setRegion(code).build().getDisplayCountry(SWEDISH);
    }
}
