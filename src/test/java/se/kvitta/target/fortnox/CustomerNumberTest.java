package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CustomerNumberTest {

    private static final String PREFIX = "KVITTA-";

    @Test
    void aNumberIsWrittenAndReadBack() {
        for (String number : List.of("KVITTA-SEVAT-SEK", "KVITTA-SEVAT-SEK-2", "KVITTA-EUVAT-a1b2c3-17")) {
            assertThat(CustomerNumber.of(PREFIX, number).map(CustomerNumber::text))
                    .hasValue(number);
        }
        assertThat(CustomerNumber.of(PREFIX, "KVITTA-SEVAT-SEK-2"))
                .hasValue(new CustomerNumber(PREFIX, "SEVAT", "SEK", 2));
    }

    @Test
    void aNumberThatSomebodyChoseSaysNothing() {
        for (String number :
                List.of("17", "WEB-SEVAT-SEK", "KVITTA-", "KVITTA-SEVAT", "KVITTA-SEVAT-SEK-x", "KVITTA-1-SEK")) {
            assertThat(CustomerNumber.of(PREFIX, number)).as(number).isEmpty();
        }
    }

    @Test
    void aCardOfACurrencyIsEverybodys() {
        assertThat(number("SEVAT", "SEK", 1).isGeneric()).isTrue();
        assertThat(number("SEVAT", "a1b2c3", 1).isGeneric()).isFalse();
    }

    @Test
    void aLaterCardOfTheSameFollowsAnEarlierOne() {
        CustomerNumber first = number("SEVAT", "SEK", 1);

        assertThat(number("SEVAT", "SEK", 2).follows(first)).isTrue();
        assertThat(first.follows(first)).isFalse();
        assertThat(first.follows(number("SEVAT", "SEK", 2))).isFalse();
        assertThat(number("SEVAT", "EUR", 2).follows(first)).isFalse();
        assertThat(number("EXPORT", "SEK", 2).follows(first)).isFalse();
    }

    private static CustomerNumber number(String vatType, String whom, int place) {
        return new CustomerNumber(PREFIX, vatType, whom, place);
    }
}
