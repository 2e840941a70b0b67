package se.kvitta.booking;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Split;

/**
 * What a balance in a foreign currency was booked at: layers that leave in the order they came, or one that all of it is in.
 * Amounts are minor units of the currency, values minor units of the books' currency.
 */
final class CashPot {

    private final Deque<Layer> layers = new ArrayDeque<>();
    private final MoneyRules.Pots kind;
    private long rest;

    CashPot(MoneyRules.Pots kind) {
        this.kind = kind;
    }

    private static final class Layer {
        private long original;
        private long value;
        private @Nullable ExchangeRate rate;

        Layer(long original, long value, @Nullable ExchangeRate rate) {
            this.original = original;
            this.value = value;
            this.rate = rate;
        }
    }

    /**
     * What leaves the pot, at the value it was booked at.
     *
     * @param rate the one rate of all that leaves; null when it came at several, or is worth more or less than it was at that
     */
    record Out(long value, @Nullable ExchangeRate rate) {}

    /** Something comes in, or leaves at a value of its own: a fee at the rate of its day, a refund at that of its sale. */
    void move(long original, long value, @Nullable ExchangeRate rate) {
        if (original == 0) {
            revalue(value);
            return;
        }
        long left = original;
        long leftValue = value;
        @Nullable ExchangeRate leftRate = rate;
        while (left != 0 && !layers.isEmpty() && Long.signum(layers.peekFirst().original) != Long.signum(left)) {
            Layer first = layers.peekFirst();
            // What it leaves at more or less than its layer came at stays with the rest, which then has no rate.
            leftRate = Objects.equals(first.rate, leftRate) ? leftRate : null;
            if (Math.abs(first.original) <= Math.abs(left)) {
                layers.removeFirst();
                left += first.original;
                leftValue += first.value;
            } else {
                first.rate = leftRate;
                first.original += left;
                first.value += leftValue;
                left = 0;
                leftValue = 0;
            }
        }
        if (left != 0) {
            add(new Layer(left, leftValue, leftRate));
        } else {
            rest += leftValue;
        }
    }

    private void add(Layer comes) {
        @Nullable Layer all = kind == MoneyRules.Pots.AVERAGE ? layers.peekFirst() : null;
        if (all == null) {
            layers.addLast(comes);
            return;
        }
        all.original = Math.addExact(all.original, comes.original);
        all.value = Math.addExact(all.value, comes.value);
        all.rate = comes.rate != null && comes.rate.equals(all.rate) ? all.rate : null;
    }

    /** What is in the pot has become worth more or less: every layer in proportion. */
    private void revalue(long value) {
        if (layers.isEmpty()) {
            rest += value;
            return;
        }
        long[] parts = Split.byLargestRemainder(
                value,
                layers.stream().mapToLong(layer -> Math.abs(layer.original)).toArray());
        int i = 0;
        for (Layer layer : layers) {
            layer.rate = parts[i] == 0 ? layer.rate : null;
            layer.value += parts[i++];
        }
    }

    /** Takes something out whose value is what it was booked at; null when there is not so much in the pot. */
    @Nullable
    Out take(long original) {
        if (original <= 0 || amount() < original) {
            return null;
        }
        long left = original;
        long value = 0;
        @Nullable ExchangeRate rate = layers.peekFirst().rate;
        boolean oneRate = true;
        while (left > 0) {
            Layer first = layers.peekFirst();
            oneRate &= first.rate != null && first.rate.equals(rate);
            if (first.original <= left) {
                layers.removeFirst();
                left -= first.original;
                value += first.value;
            } else {
                long taken = part(first.value, left, first.original);
                first.original -= left;
                first.value -= taken;
                value += taken;
                left = 0;
            }
        }
        if (layers.isEmpty()) {
            value += rest;
            oneRate &= rest == 0;
            rest = 0;
        }
        return new Out(value, oneRate ? rate : null);
    }

    /** What is in the pot, minor units of its currency. */
    long amount() {
        return layers.stream().mapToLong(layer -> layer.original).sum();
    }

    /** What that was booked at, minor units of the books' currency. */
    long value() {
        return rest + layers.stream().mapToLong(layer -> layer.value).sum();
    }

    private static long part(long value, long original, long of) {
        return Split.byLargestRemainder(value, original, of - original)[0];
    }
}
