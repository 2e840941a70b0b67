package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.ledger.Money;

/**
 * Öresutjämning: a company's setting, which no request can turn off, makes Fortnox round every invoice in kronor to whole
 * ones. What was paid would then not close it. An invoice that is rounded is raised to the next whole krona by a row on
 * the rounding account, and its payment takes it back: written off with the money once such a write-off was seen to close an invoice
 * ({@link WriteOffs}), else by a payment against that account. The account ends at 0, and revenue, VAT and the
 * money are what they were. Raising one that would not be rounded does no harm, so that only the answer about an invoice itself says
 * that it need not be; what is known of its company saves calls.
 */
@Component("fortnoxWholeKronor")
class WholeKronor {

    static final long KRONA = 100;

    /** How long a company that was seen to round is taken to. After it an invoice tells anew, lest every order cost two calls for nothing. */
    private static final Duration LEARNT = Duration.ofDays(1);

    /** How many invoices may be between two of their steps; of others Fortnox is asked. */
    private static final int UNDER_WAY = 10_000;

    /** What became of the total of an invoice. */
    private enum Total {
        /** What was asked for. */
        AS_ASKED,
        /** Fortnox has rounded it. */
        ROUNDED,
        /** A row has raised it. */
        RAISED
    }

    /** When the company of each merchant was seen to round. */
    private final Map<String, Instant> rounding = new ConcurrentHashMap<>();

    /** What the answer about the invoice of each posting has told. */
    private final Map<Long, Total> told = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Total> eldest) {
            return size() > UNDER_WAY;
        }
    });

    private final Clock clock;

    WholeKronor(Clock clock) {
        this.clock = clock;
    }

    /** Whether the invoice that a booking makes, or closes, is one that would be rounded. */
    static boolean mayRound(Booking booking) {
        Booking.@Nullable Invoice about = booking.invoice();
        if (about == null) {
            return false;
        }
        @Nullable
        Money total =
                switch (booking.kind()) {
                    case INVOICE, CREDIT_INVOICE -> about.total();
                    case PAYMENT -> about.closes();
                    // Nobody pays these through Kvitta.
                    case VOUCHER, SALES_ORDER, UNBOOKED_INVOICE -> null;
                };
        return total != null && total.currency().equals(Money.SEK) && total.minor() % KRONA != 0;
    }

    /** What raises a total to the next whole krona, away from zero. */
    static Money raise(Money total) {
        long over = total.minor() % KRONA;
        return Money.ofMinor(over == 0 ? 0 : (over > 0 ? KRONA : -KRONA) - over, Money.SEK);
    }

    /** The account that invoices are raised by. */
    static int account(Dispatch dispatch) {
        return dispatch.mapping().raw().at("/invoices/rounding-account").asInt();
    }

    /** Whether Fortnox has rounded an invoice to a whole krona by itself; its lists do not say by how much. */
    static boolean isRounded(JsonNode invoice, Money ours, Money total) {
        Money roundOff = FortnoxJson.money(invoice, "RoundOff", Money.SEK);
        return ours.currency().equals(Money.SEK)
                && total.minor() % KRONA == 0
                && total.minus(ours).abs().minor() < KRONA
                && (!invoice.has("RoundOff") || total.minus(ours).equals(roundOff));
    }

    /** Whether a row has raised the invoice of a booking to the next whole krona; one that Fortnox has rounded to just that is not. */
    static boolean isRaised(JsonNode invoice, Booking booking) {
        if (!mayRound(booking)) {
            return false;
        }
        Money ours = FortnoxEncoder.about(booking).total();
        return InvoiceTotal.total(invoice, Money.SEK).equals(ours.plus(raise(ours)))
                && FortnoxJson.money(invoice, "RoundOff", Money.SEK).isZero();
    }

    /** Keeps what an answer about the invoice of a posting tells of its total, and whether its company rounds. */
    void learn(JsonNode invoice, Dispatch dispatch) {
        Booking booking = dispatch.posting().booking();
        if (!mayRound(booking)) {
            return;
        }
        boolean rounded = !FortnoxJson.money(invoice, "RoundOff", Money.SEK).isZero();
        boolean raised = isRaised(invoice, booking);
        told.put(dispatch.posting().id(), rounded ? Total.ROUNDED : raised ? Total.RAISED : Total.AS_ASKED);
        if (rounded) {
            rounding.put(dispatch.merchant().name(), clock.instant());
        } else if (!raised) {
            rounding.remove(dispatch.merchant().name());
        }
    }

    /** Whether the step of a posting makes its invoice with the row that raises it. */
    boolean isToBeRaised(Dispatch dispatch) {
        return switch (dispatch.step().name()) {
            case FortnoxEncoder.ROUND -> true;
            case FortnoxEncoder.INVOICE, FortnoxEncoder.CREDIT, FortnoxEncoder.FILL -> {
                @Nullable Instant seen = rounding.get(dispatch.merchant().name());
                yield seen != null
                        && clock.instant().isBefore(seen.plus(LEARNT))
                        && mayRound(dispatch.posting().booking());
            }
            default -> false;
        };
    }

    /** Whether Fortnox must be asked what became of the total of a posting's invoice before that is raised. */
    boolean isUntold(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return dispatch.step().name().equals(FortnoxEncoder.ROUND)
                && !told.containsKey(dispatch.posting().id());
    }

    /** Whether a posting's step has nothing to do: the invoice is not rounded, or was not raised, or another payment closes it. */
    boolean isIdle(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return switch (dispatch.step().name()) {
            case FortnoxEncoder.ROUND ->
                !isUntold(dispatch) && told.get(dispatch.posting().id()) != Total.ROUNDED;
            case FortnoxEncoder.PAYMENT_ROUNDING -> !isClosingRaised(dispatch);
            case FortnoxEncoder.BOOKKEEP_ROUNDING ->
                dispatch.answers().to(FortnoxEncoder.PAYMENT_ROUNDING).isEmpty();
            default -> false;
        };
    }

    /** Whether a payment closes an invoice that was raised; another than that may stand there by a person's hand. */
    static boolean isClosingRaised(Dispatch dispatch) {
        return PaymentRequests.closed(dispatch)
                        .filter(total -> !raise(total).isZero())
                        .isPresent()
                && dispatch.answers().ofInvoice(FortnoxEncoder.ROUND).equals(PaymentRequests.invoice(dispatch));
    }

    /** Whether a posting's step pays, or books the payment of, what was not raised: no call was made that could be looked up. */
    boolean isUnraised(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return !dispatch.step().name().equals(FortnoxEncoder.ROUND) && isIdle(dispatch);
    }

    /** The answer of a step that had nothing to do: the number of an invoice that is raised already, which its payment asks for. */
    Receipt idle(@ExchangeProperty("dispatch") Dispatch dispatch) {
        boolean raised = dispatch.step().name().equals(FortnoxEncoder.ROUND)
                && Objects.requireNonNull(told.get(dispatch.posting().id())) == Total.RAISED;
        return answer(raised, dispatch);
    }

    /** Whether the invoice that a posting has made is rounded, and must be raised. */
    boolean mustRaise(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        JsonNode invoice = answer.path("Invoice");
        learn(invoice, dispatch);
        return !FortnoxJson.money(invoice, "RoundOff", Money.SEK).isZero();
    }

    /** The answer for an invoice that need not be raised: its number if it is already, else that nothing was done. */
    Receipt asItIs(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        return answer(isRaised(answer.path("Invoice"), dispatch.posting().booking()), dispatch);
    }

    private static Receipt answer(boolean raised, Dispatch dispatch) {
        return new Receipt("", raised ? InvoiceRequests.number(dispatch) : "", "", "");
    }
}
