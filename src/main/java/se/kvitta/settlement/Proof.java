package se.kvitta.settlement;

import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/**
 * Whether a settlement's events explain it: opening + every event's effect = closing, to the minor unit, and every sum
 * the document states equals what its rows add up to.
 *
 * @param sums per kind, with the kind's sign, in the settlement's currency
 * @param left what the events do not explain; zero when the proof holds
 * @param broken the stated sums that do not hold
 */
public record Proof(Map<EventKind, Money> sums, Money opening, Money closing, Money left, List<Statement.Tie> broken) {

    public Proof {
        sums = Collections.unmodifiableMap(new EnumMap<>(sums));
        broken = List.copyOf(broken);
    }

    public boolean holds() {
        return left.isZero() && broken.isEmpty();
    }

    /** Why it does not hold, with both sides of the difference and every sum that is off. */
    public Reason failure(String reference) {
        Money paidOut = sums.getOrDefault(EventKind.PAYOUT, Money.zero(closing.currency()));
        Money stated = closing.minus(paidOut);
        var sumsOff = new StringBuilder();
        for (Statement.Tie tie : broken) {
            sumsOff.append(sumsOff.length() == 0 ? "" : "; ")
                    .append(tie.name())
                    .append(' ')
                    .append(tie.stated())
                    .append(" ≠ ")
                    .append(tie.counted());
        }
        return Reason.of(
                "DOES_NOT_ADD_UP",
                "reference",
                reference,
                "rows",
                stated.plus(left),
                "stated",
                stated,
                "difference",
                left,
                "sums",
                sumsOff.length() == 0 ? "-" : sumsOff);
    }

    /** Adds up while events stream by. */
    public static final class Running {
        private final EnumMap<EventKind, Long> sums = new EnumMap<>(EventKind.class);
        private @Nullable Event first;

        /** Throws {@link UnreadableDocument} when the event is of another currency than those before it. */
        public void add(Event event) {
            if (first == null) {
                first = event;
            } else {
                requireSame(first.amount().currency(), event.amount().currency(), event.row());
            }
            sums.merge(event.kind(), event.effect().minor(), Math::addExact);
        }

        public Proof against(Statement statement) {
            var money = new EnumMap<EventKind, Money>(EventKind.class);
            if (first != null) {
                requireSame(statement.currency(), first.amount().currency(), first.row());
            }
            Money left = statement.opening().minus(statement.closing());
            for (var sum : sums.entrySet()) {
                Money amount = Money.ofMinor(sum.getValue(), statement.currency());
                money.put(sum.getKey(), amount);
                left = left.plus(amount);
            }
            List<Statement.Tie> broken =
                    statement.ties().stream().filter(tie -> !tie.holds()).toList();
            return new Proof(money, statement.opening(), statement.closing(), left, broken);
        }

        private static void requireSame(Currency one, Currency other, int row) {
            if (!one.equals(other)) {
                throw new UnreadableDocument(Reason.of("MIXED_CURRENCIES", "first", one, "second", other, "row", row));
            }
        }
    }
}
