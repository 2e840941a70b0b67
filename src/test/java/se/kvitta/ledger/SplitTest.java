package se.kvitta.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class SplitTest {

    @Test
    void dividesWhatDividesEvenly() {
        assertThat(Split.byLargestRemainder(125_000, 25, 100)).containsExactly(25_000, 100_000);
    }

    @Test
    void givesTheUnitsLeftToTheLargestFractions() {
        // 49.00 of freight over goods of 399.00, 224.00 and 106.00.
        assertThat(Split.byLargestRemainder(4_900, 39_900, 22_400, 10_600)).containsExactly(2_682, 1_506, 712);
    }

    @Test
    void givesAnEqualFractionToTheEarlierPart() {
        assertThat(Split.byLargestRemainder(1, 1, 1)).containsExactly(1, 0);
        assertThat(Split.byLargestRemainder(5, 1, 1, 1)).containsExactly(2, 2, 1);
        assertThat(Split.byLargestRemainder(3, 1, 3, 1, 3)).containsExactly(1, 1, 0, 1);
    }

    @Test
    void givesNothingToAPartWithoutWeight() {
        assertThat(Split.byLargestRemainder(7, 0, 3, 0, 4)).containsExactly(0, 3, 0, 4);
        assertThat(Split.byLargestRemainder(1, 0, 1)).containsExactly(0, 1);
    }

    @Test
    void dividesANegativeTotalAsItsOpposite() {
        assertThat(Split.byLargestRemainder(-5, 1, 1, 1)).containsExactly(-2, -2, -1);
        assertThat(Split.byLargestRemainder(0, 1, 2)).containsExactly(0, 0);
    }

    @Test
    void dividesTheLargestAmountsWithoutOverflow() {
        assertThat(Split.byLargestRemainder(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))
                .containsExactly(4_611_686_018_427_387_904L, 4_611_686_018_427_387_903L);
        BigInteger huge = BigInteger.TEN.pow(40);
        assertThat(Split.byLargestRemainder(3, huge, huge)).containsExactly(2, 1);
    }

    @Test
    void refusesANegativeWeight() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Split.byLargestRemainder(10, 5, -1))
                .withMessage("a weight of -1 cannot share in an amount");
    }

    @Test
    void refusesToDivideOverNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Split.byLargestRemainder(10, 0, 0))
                .withMessage("10 cannot be divided: no part has a weight");
        assertThatIllegalArgumentException().isThrownBy(() -> Split.byLargestRemainder(0, new long[0]));
    }
}
