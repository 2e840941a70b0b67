package se.kvitta.settlement;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket.Basis;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;

/** What a capture or a refund of an order consists of where nobody states its lines: it follows from those of the order. */
public final class OrderShares {

    private OrderShares() {}

    /** The lines of a part, and whether they are stated. */
    public record Taken(List<Line> lines, Basis basis) {

        public static final Taken NOTHING = new Taken(List.of(), Basis.STATED);

        public Taken {
            lines = List.copyOf(lines);
        }
    }

    /** What has been returned of what was sold, refund by refund. */
    public static final class Returned {
        private final List<Line> sold;
        private final Basis basis;
        private final List<Line> before = new ArrayList<>();
        private long left;
        private boolean known = true;

        /**
         * Begins when everything that was captured is known, and nothing was returned.
         *
         * @param sold the lines of all captures
         * @param basis in proportion if those of one of them are
         * @param captured in minor units, all captures together
         */
        public Returned(List<Line> sold, Basis basis, long captured) {
            this.sold = sold;
            this.basis = basis;
            this.left = captured;
        }

        /**
         * The lines of the next refund.
         *
         * @param stated what is stated of it; empty where nothing is
         * @param amount minor units, positive
         */
        public Taken take(List<Line> stated, long amount) {
            Taken taken = stated.isEmpty() ? derived(amount) : new Taken(stated, Basis.STATED);
            left -= amount;
            before.addAll(taken.lines());
            known &= taken.basis() == Basis.STATED;
            return taken;
        }

        private Taken derived(long amount) {
            if (basis == Basis.STATED && amount == left && known) {
                List<Line> rest = before.isEmpty() ? sold : rest();
                if (rest.stream().mapToLong(Line::gross).reduce(0, Math::addExact) == amount) {
                    return new Taken(rest, Basis.STATED);
                }
            }
            return inProportion(sold, amount);
        }

        /** What is left of each rate; no lines when more was returned of one than was sold. */
        private List<Line> rest() {
            Map<Group, Long> groups = groups(sold);
            groups(before).forEach((group, gross) -> groups.merge(group, -gross, Math::addExact));
            boolean turned = groups.entrySet().stream()
                    .anyMatch(group ->
                            group.getKey().kind() == Kind.PAID_BY_CARD ? group.getValue() > 0 : group.getValue() < 0);
            return turned
                    ? List.of()
                    : groups.entrySet().stream()
                            .filter(group -> group.getValue() != 0)
                            .map(group -> Line.of(
                                    group.getKey().kind(), group.getKey().rate(), group.getValue()))
                            .toList();
        }
    }

    /** Goods, freight and discounts of one rate, or cards or tips. */
    private record Group(Kind kind, @Nullable VatRate rate) {}

    /** The gross of each group. Freight and discounts without a rate follow the goods, and change no proportion. */
    private static Map<Group, Long> groups(List<Line> lines) {
        var groups = new LinkedHashMap<Group, Long>();
        boolean rated = lines.stream().anyMatch(line -> line.kind() == Kind.GOODS && line.rate() != null);
        for (Line line : lines) {
            boolean sale = line.kind() == Kind.GOODS || line.kind() == Kind.FREIGHT || line.kind() == Kind.DISCOUNT;
            boolean follows = sale && line.kind() != Kind.GOODS && line.rate() == null && rated;
            if (!follows) {
                groups.merge(new Group(sale ? Kind.GOODS : line.kind(), line.rate()), line.gross(), Math::addExact);
            }
        }
        return groups;
    }

    /** An amount divided as some lines are: what cards paid as well, so that the rest is money. */
    public static Taken inProportion(List<Line> of, long amount) {
        List<Map.Entry<Group, Long>> plus = groups(of).entrySet().stream()
                .filter(group -> group.getValue() > 0)
                .toList();
        List<Map.Entry<Group, Long>> minus = groups(of).entrySet().stream()
                .filter(group -> group.getValue() < 0 && group.getKey().kind() == Kind.PAID_BY_CARD)
                .toList();
        long cards = -minus.stream().mapToLong(Map.Entry::getValue).sum();
        long total = plus.stream().mapToLong(Map.Entry::getValue).sum() - cards;
        if (total <= 0) {
            return Taken.NOTHING;
        }
        long byCard = half(BigInteger.valueOf(amount).multiply(BigInteger.valueOf(cards)), total);
        var lines = new ArrayList<Line>();
        share(plus, Math.addExact(amount, byCard), 1, lines);
        share(minus, byCard, -1, lines);
        return new Taken(lines, Basis.IN_PROPORTION);
    }

    private static void share(List<Map.Entry<Group, Long>> groups, long amount, int sign, List<Line> lines) {
        if (groups.isEmpty()) {
            return;
        }
        long[] parts = Split.byLargestRemainder(
                amount,
                groups.stream().mapToLong(group -> sign * group.getValue()).toArray());
        for (int i = 0; i < parts.length; i++) {
            Group group = groups.get(i).getKey();
            if (parts[i] != 0) {
                lines.add(Line.of(group.kind(), group.rate(), sign * parts[i]));
            }
        }
    }

    /** A positive quotient to nearest, half up. */
    private static long half(BigInteger dividend, long divisor) {
        return dividend.shiftLeft(1)
                .add(BigInteger.valueOf(divisor))
                .divide(BigInteger.valueOf(divisor).shiftLeft(1))
                .longValueExact();
    }
}
