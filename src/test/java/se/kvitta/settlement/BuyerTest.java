package se.kvitta.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.settlement.Buyer.Data;

class BuyerTest {

    private static final Buyer WHOLE = new Buyer(
            "1", "Anna Ek", "anna@example.com", "070", "559999-0016", "Storgatan 1", "c/o Ek", "222 22", "Lund", "SE");

    @Test
    void keepsWhatIsChosenAndNothingElse() {
        assertThat(WHOLE.keeping(EnumSet.allOf(Data.class))).isEqualTo(WHOLE);
        assertThat(WHOLE.keeping(Set.of())).isNull();
        assertThat(WHOLE.keeping(Set.of(Data.EMAIL, Data.ADDRESS)))
                .isEqualTo(
                        new Buyer("", "", "anna@example.com", "", "", "Storgatan 1", "c/o Ek", "222 22", "Lund", "SE"));
    }

    /** Each of the choices keeps its own part: together they are the whole, and no two of them keep the same. */
    @ParameterizedTest
    @EnumSource(Data.class)
    void everyChoiceIsOfItsOwn(Data data) {
        Buyer one = WHOLE.keeping(Set.of(data));
        Buyer others = WHOLE.keeping(EnumSet.complementOf(EnumSet.of(data)));
        assertThat(one).isNotNull().isNotEqualTo(WHOLE);
        assertThat(others).isNotNull().isNotEqualTo(WHOLE);
        assertThat(others.keeping(Set.of(data))).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', 559999-0016, organisation 5599990016",
        "'', '', '', 16559999-0016, organisation 5599990016",
        "'', '', '', SE 559999-0016 01, organisation 5599990016",
        "'', '', '', se559999001601, organisation 5599990016",
        "'', '', '', FI559999001601, organisation FI559999001601",
        "'', '', '', 559999001601, organisation 559999001601",
        "7, a@b.se, '', ' 19 800101-1234 ', organisation 8001011234",
        "7, a@b.se, 070, '--', id 7",
        "'', ' Anna@B.se ', 070, '', email anna@b.se",
        "'', '', '+46 70-1', '', phone +46701",
        "'', '', 'none', '', ''"
    })
    void isTheSameHoweverItIsWritten(String id, String email, String phone, String organisation, String identity) {
        assertThat(new Buyer(id, "Anna", email, phone, organisation, "", "", "", "", "").identity())
                .isEqualTo(identity);
    }

    @Test
    void hasAnIdOfItsShop() {
        assertThat(WHOLE.of("shop-se").id()).isEqualTo("shop-se/1");
        assertThat(Buyer.NOBODY.of("shop-se")).isEqualTo(Buyer.NOBODY);
    }
}
