package se.kvitta.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What looks like an order's number, and that the setting which is advised takes exactly it. */
class NumberSurveyTest {

    private static NumberSurvey of(String... texts) {
        var survey = new NumberSurvey();
        for (String text : texts) {
            survey.payment(NumberSurvey.NOWHERE, Map.of("field: secondReference", text));
        }
        return survey;
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            10231 ; 10232 ; 10233 ; 10231
            #10231 ; #10232 ; #10233 ; 10231
            WC-10231 ; WC-10232-1 ; WC-10233 ; 10231
            10239_557 ; 10240 ; 10241_9 ; 10239
            10231|wc_order_a9 ; 10232|wc_order_b1 ; 10233|wc_order_c0 ; 10231
            Order #10231 from Anna ; Order #10232 ; order nr 10233 ; 10231
            {"order_id":"10231","key":"x"} ; {"order_id":"10232"} ; {"order_id":10233} ; 10231
            2026-0117 ; 2026-0118 ; 2026-0119 ; 2026-0117
            (7) ; (8) ; (9) ; ``
            wc+10 ; wc+22 ; wc+33 ; 10
            """)
    void whatIsAdvisedTakesTheNumber(String first, String second, String third, String number) throws IOException {
        List<NumberSurvey.Candidate> candidates = of(first, second, third).candidates();

        if (number.isEmpty()) {
            assertThat(candidates).allSatisfy(one -> assertThat(one.numbers()).isLessThan(3));
            return;
        }
        assertThat(candidates).singleElement().satisfies(one -> {
            assertThat(one.texts()).isEqualTo(3);
            assertThat(one.numbers()).isEqualTo(3);
            assertThat(one.tellsApart()).isTrue();
            assertThat(one.examples()).startsWith(number);
        });
        var places = NumberPlaces.of(new YAMLMapper().readTree(candidates.get(0).setting()));
        for (String text : List.of(first, second, third)) {
            assertThat(places.numbered(new OrderReference("id", "", text, "", ""))
                            .number())
                    .isNotEmpty();
            // Some sources match the whole text.
            assertThat(text).matches(places.places().get(0).pattern());
        }
        assertThat(places.numbered(new OrderReference("id", "", first, "", "")).number())
                .isEqualTo(number);
    }

    @Test
    void textsWithoutANumberAreNoPlace() {
        assertThat(of("Tack för köpet", "anna@example.com", "c12345678901234.1", "8f14e45f-ceea-467a", "")
                        .candidates())
                .isEmpty();
    }

    /** A customer's number, or the id of the shop: something like a number, and no order's. */
    @Test
    void theSameNumberAgainAndAgainIsToldAndComesLast() {
        var survey = new NumberSurvey();
        for (int i = 0; i < 50; i++) {
            survey.payment(
                    i % 2 == 0 ? "1. order" : "", Map.of("shop", "4711", "order", i < 40 ? "SO" + (1000 + i) : ""));
        }
        assertThat(survey.payments()).isEqualTo(50);
        assertThat(survey.found()).containsExactlyInAnyOrderEntriesOf(Map.of("1. order", 25, "", 25));
        assertThat(survey.candidates())
                .extracting(NumberSurvey.Candidate::place)
                .containsExactly("order", "shop");
        assertThat(survey.candidates().get(0)).satisfies(one -> {
            assertThat(one.numbers()).isEqualTo(40);
            assertThat(one.different()).isEqualTo(40);
            assertThat(one.setting()).isEqualTo("- { order, pattern: '^SO([0-9]+)$' }");
            assertThat(one.examples()).containsExactly("1000", "1001", "1002");
        });
        assertThat(survey.candidates().get(1).tellsApart()).isFalse();
    }

    @Test
    void surveysOfSeveralDocumentsAreOne() {
        NumberSurvey both = of("WC-1041", "WC-1042");
        both.add(of("WC-1043-2", "none", "WC-1042"));

        assertThat(both.payments()).isEqualTo(5);
        assertThat(both.found()).containsExactly(Map.entry("", 5));
        assertThat(both.candidates()).singleElement().satisfies(one -> {
            assertThat(one.texts()).isEqualTo(5);
            assertThat(one.numbers()).isEqualTo(4);
            assertThat(one.different()).isEqualTo(3);
            assertThat(one.setting()).isEqualTo("- { field: secondReference, pattern: '^WC-([0-9]+)(?:[-].*)?$' }");
        });
    }

    @Test
    void itDoesNotGrowWithThePayments() {
        var survey = new NumberSurvey();
        for (int i = 0; i < 20_000; i++) {
            survey.payment("", Map.of("key" + i, "x" + i, "number", "" + (100_000 + i)));
        }
        assertThat(survey.candidates().size()).isLessThanOrEqualTo(100);
        assertThat(survey.candidates().get(0)).satisfies(one -> {
            assertThat(one.numbers()).isEqualTo(20_000);
            assertThat(one.different()).isEqualTo(1_000);
            assertThat(one.tellsApart()).isTrue();
        });
    }
}
