package se.kvitta.ledger;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The one way an amount is divided: by largest remainder. Every part gets the floor of its exact quota; the minor units
 * left go one each to the largest fractions, the earlier part first when two are equal. The parts always add up to the
 * total. There is no other rounding of parts in Kvitta.
 */
public final class Split {

    private Split() {}

    /**
     * Divides {@code total} minor units over the weights, in their order. A negative total is divided as its opposite
     * and negated. Throws {@link IllegalArgumentException} when a weight is negative or all are zero.
     */
    public static long[] byLargestRemainder(long total, long... weights) {
        BigInteger[] exact = new BigInteger[weights.length];
        Arrays.setAll(exact, i -> BigInteger.valueOf(weights[i]));
        return byLargestRemainder(total, exact);
    }

    /** The same with weights that may be larger than a {@code long}. */
    public static long[] byLargestRemainder(long total, BigInteger... weights) {
        BigInteger sum = BigInteger.ZERO;
        for (BigInteger weight : weights) {
            if (weight.signum() < 0) {
                throw new IllegalArgumentException("a weight of " + weight + " cannot share in an amount");
            }
            sum = sum.add(weight);
        }
        if (sum.signum() == 0) {
            throw new IllegalArgumentException(total + " cannot be divided: no part has a weight");
        }
        BigInteger positive = BigInteger.valueOf(total).abs();
        long[] parts = new long[weights.length];
        BigInteger[] fractions = new BigInteger[weights.length];
        BigInteger left = positive;
        for (int i = 0; i < weights.length; i++) {
            BigInteger[] quota = positive.multiply(weights[i]).divideAndRemainder(sum);
            parts[i] = quota[0].longValueExact();
            fractions[i] = quota[1];
            left = left.subtract(quota[0]);
        }
        IntStream.range(0, weights.length)
                .boxed()
                .sorted((a, b) -> fractions[b].compareTo(fractions[a]))
                .limit(left.intValueExact())
                .forEach(i -> parts[i]++);
        if (total < 0) {
            for (int i = 0; i < parts.length; i++) {
                parts[i] = -parts[i];
            }
        }
        return parts;
    }
}
