package se.kvitta.booking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;

/**
 * Which of a target's invoices a payment is of, in mode {@code match}. Of those that carry the reference, in the right
 * currency: the one of which exactly so much is left; where none is, the one of which enough is left. It must be booked, and
 * no other may fit as well. Anything else waits for a person, who is shown what was near.
 */
public final class InvoiceMatch {

    /** How many near candidates a person is shown. */
    private static final int SHOWN = 5;

    private InvoiceMatch() {}

    /**
     * An invoice or credit invoice as the target tells it.
     *
     * @param number its document number
     * @param reference what stands in the field that is searched
     * @param left what is left to pay; below zero for a credit invoice
     * @param rounding what the target has rounded its total by, in the same currency: a payment of what was sold leaves or
     *     lacks so much
     */
    public record Candidate(String number, String reference, Money left, boolean booked, Money rounding) {

        /** One that was not rounded. */
        public Candidate(String number, String reference, Money left, boolean booked) {
            this(number, reference, left, booked, Money.ofMinor(0, left.currency()));
        }

        /** Whether a payment closes it: exactly so much is left, but for what it was rounded by. */
        public boolean isClosedBy(Money payment) {
            boolean open = !left.isZero() && left.isNegative() == payment.isNegative();
            return left.equals(payment) || (open && left.minus(rounding).equals(payment));
        }
    }

    /** Either the invoice, or why there is none. */
    public record Match(@Nullable Candidate found, @Nullable Reason held) {}

    /**
     * Chooses the invoice that a payment is of.
     *
     * @param found what the target's search answered, which may contain more than what was asked for
     * @param payment what is paid; below zero for a credit invoice
     */
    public static Match choose(Booking.Find wanted, Money payment, List<Candidate> found) {
        List<Candidate> exact = found.stream()
                .filter(one -> one.reference().equals(wanted.value()))
                .toList();
        List<Candidate> payable = payable(exact, payment);
        if (payable.size() == 1) {
            return new Match(payable.get(0), null);
        }
        String code = payable.size() > 1
                ? "INVOICE_AMBIGUOUS"
                : exact.isEmpty() ? "INVOICE_NOT_FOUND" : "INVOICE_NOT_PAYABLE";
        return held(code, wanted, payment, exact.isEmpty() ? found : exact);
    }

    private static Match held(String code, Booking.Find wanted, Money payment, List<Candidate> near) {
        return new Match(
                null,
                Reason.of(
                        code,
                        "order",
                        wanted.value(),
                        "field",
                        wanted.field(),
                        "amount",
                        payment,
                        "candidates",
                        shown(near, payment)));
    }

    /**
     * Whether one of a target's invoices is exactly what a payment closes, and booked. Where none is, or several are, a person is
     * shown what was near.
     *
     * @param payment what is paid; below zero for a credit invoice
     */
    public static Match closed(Booking.Find wanted, Money payment, List<Candidate> found) {
        List<Candidate> same = found.stream()
                .filter(one -> one.booked() && one.isClosedBy(payment))
                .toList();
        return same.size() == 1
                ? new Match(same.get(0), null)
                : held("INVOICE_CREDITED_ELSEWHERE", wanted, payment, found);
    }

    /** The shop's credit invoices that no refund of the provider has paid: the money went some other way. */
    public static List<Reason> outsideProvider(List<Candidate> credits, List<Booking.Find> refunded) {
        var reasons = new ArrayList<Reason>();
        for (Candidate credit : credits) {
            boolean seen = refunded.stream().anyMatch(find -> find.value().equals(credit.reference()));
            if (!seen && credit.left().isNegative()) {
                reasons.add(Reason.of(
                        "REFUND_OUTSIDE_PROVIDER",
                        "order",
                        credit.reference(),
                        "invoice",
                        credit.number(),
                        "amount",
                        credit.left().abs()));
            }
        }
        return reasons;
    }

    /**
     * What a payment can be of. One that has exactly so much left, and is not booked yet, is waited for: the payment would
     * take from another invoice of the order what that one's own payment pays.
     */
    private static List<Candidate> payable(List<Candidate> carrying, Money payment) {
        List<Candidate> same =
                carrying.stream().filter(one -> one.isClosedBy(payment)).toList();
        List<Candidate> fitting = same.isEmpty()
                ? carrying.stream().filter(one -> covers(one.left(), payment)).toList()
                : same;
        return fitting.stream().filter(Candidate::booked).toList();
    }

    private static boolean covers(Money left, Money payment) {
        return left.currency().equals(payment.currency())
                && left.isNegative() == payment.isNegative()
                && left.abs().compareTo(payment.abs()) >= 0;
    }

    /** The nearest first: those of the same amount, then those of the same currency. */
    private static String shown(List<Candidate> candidates, Money payment) {
        return candidates.stream()
                .sorted(Comparator.comparing((Candidate one) -> !one.left().equals(payment))
                        .thenComparing(one -> !one.left().currency().equals(payment.currency()))
                        .thenComparing(Candidate::number))
                .limit(SHOWN)
                .map(one -> one.number() + " (" + one.reference() + ", " + one.left()
                        + (one.rounding().isZero() ? "" : ", " + Reasons.word("rounded-by") + " " + one.rounding())
                        + (one.booked() ? ")" : ", " + Reasons.word("not-booked") + ")"))
                .reduce((a, b) -> a + "; " + b)
                .orElse("-");
    }
}
