package se.kvitta.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberPlacesTest {

    private static NumberPlaces places(String yaml) throws JsonProcessingException {
        return NumberPlaces.of(new YAMLMapper().readTree(yaml));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            []                                                                   ; WEB-1 ; S-2 ; WEB-1
            [{ field: secondReference }]                                         ; WEB-1 ; S-2 ; S-2
            [{ field: secondReference }, { field: orderId }]                     ; WEB-1 ; ``  ; id
            [{ field: firstReference, pattern: '^WEB-(.+)$' }]                   ; WEB-1 ; S-2 ; 1
            [{ field: firstReference, pattern: '^WEB-' }, { field: orderId }]    ; POS-1 ; S-2 ; id
            [{ field: firstReference, pattern: '[0-9]+' }]                       ; WEB-1 ; S-2 ; 1
            [{ field: firstReference, pattern: '^WEB-|^POS-(.+)$' }]             ; WEB-1 ; S-2 ; ``
            [{ field: firstReference, pattern: '^POS-(.+)$' }]                   ; WEB-1 ; S-2 ; ``
            """)
    void theFirstPlaceWhosePatternIsFoundHasTheNumber(String yaml, String first, String second, String number)
            throws JsonProcessingException {
        var order = new OrderReference("id", first, second, "", "");

        OrderReference numbered = places(yaml).numbered(order);

        assertThat(numbered.number()).isEqualTo(number);
        assertThat(numbered.firstReference()).isEqualTo(first);
        assertThat(places(yaml).look(order).at())
                .matches(number.isEmpty() || yaml.equals("[]") ? "" : "[12]\\. [a-zA-Z]+");
        assertThat(numbered.asStated()).isEqualTo(order);
        // Whatever it was called before.
        assertThat(NumberPlaces.NONE.numbered(numbered)).isEqualTo(order);
        assertThat(places(yaml).numbered(numbered)).isEqualTo(numbered);
        assertThat(Reference.FIRST_REFERENCE.of(numbered)).isEqualTo(first);
    }
}
