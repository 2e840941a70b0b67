package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.ledger.Money;

/**
 * Öresutjämning: a company's setting, which no request can turn off, makes Fortnox round every invoice in kronor to whole
 * ones. What was paid would then not close it. An invoice that is rounded is raised to the next whole krona by a row on
 * the rounding account, and a payment against that account takes it back: the account ends at 0, and revenue, VAT and the
 * money are what they were.
 */
@Component("fortnoxWholeKronor")
class WholeKronor {

    static final long KRONA = 100;

    /** Which companies round, as far as their invoices have told. */
    private final Map<String, Boolean> rounding = new ConcurrentHashMap<>();

    /** Whether the total of an invoice is one that would be rounded. */
    static boolean mayRound(Booking.Invoice about) {
        return about.total().currency().equals(Money.SEK) && about.total().minor() % KRONA != 0;
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

    /**
     * What a payment writes off so that it closes an invoice. Throws {@link IllegalStateException} for a sign that is neither
     * {@code negative-when-underpaid}, which Fortnox's pages ask people for, nor {@code positive}.
     *
     * @param left what the money leaves of the invoice; below zero when it is too much
     * @param sign {@code match.write-off-sign} of the mapping
     */
    static Money writeOff(Money left, String sign) {
        return switch (sign) {
            case "negative-when-underpaid" -> left.negated();
            case "positive" -> left;
            default -> throw new IllegalStateException("match.write-off-sign is '" + sign + "', which is no sign");
        };
    }

    /** Whether Fortnox has rounded an invoice to a whole krona by itself; its lists do not say by how much. */
    static boolean isRounded(JsonNode invoice, Money ours, Money total) {
        Money roundOff = FortnoxJson.money(invoice, "RoundOff", Money.SEK);
        return ours.currency().equals(Money.SEK)
                && total.minor() % KRONA == 0
                && total.minus(ours).abs().minor() < KRONA
                && (!invoice.has("RoundOff") || total.minus(ours).equals(roundOff));
    }

    /** Learns from an invoice that could have been rounded, and has not been raised, whether the company's are. */
    void learn(JsonNode invoice, Dispatch dispatch) {
        Booking.Invoice about = FortnoxEncoder.about(dispatch.posting().booking());
        boolean rounded = !FortnoxJson.money(invoice, "RoundOff", Money.SEK).isZero();
        if (mayRound(about) && (rounded || !isRaised(invoice, dispatch))) {
            rounding.put(company(dispatch), rounded);
        }
    }

    private static boolean isRaised(JsonNode invoice, Dispatch dispatch) {
        Money ours = FortnoxEncoder.about(dispatch.posting().booking()).total();
        return InvoiceTotal.total(invoice, Money.SEK).equals(ours.plus(raise(ours)));
    }

    /** Whether a posting's step has nothing to do: the company does not round, or the invoice was not raised. */
    boolean isIdle(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return switch (dispatch.step().name()) {
            case FortnoxEncoder.ROUND -> Boolean.FALSE.equals(rounding.get(company(dispatch)));
            // Another invoice than the one that was raised may stand there by a person's hand.
            case FortnoxEncoder.PAYMENT_ROUNDING ->
                !dispatch.answers().ofInvoice(FortnoxEncoder.ROUND).equals(PaymentRequests.invoice(dispatch));
            case FortnoxEncoder.BOOKKEEP_ROUNDING ->
                dispatch.answers().to(FortnoxEncoder.PAYMENT_ROUNDING).isEmpty();
            default -> false;
        };
    }

    /** Whether a posting's step pays, or books the payment of, what was not raised: no call was made that could be looked up. */
    boolean isUnraised(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return !dispatch.step().name().equals(FortnoxEncoder.ROUND) && isIdle(dispatch);
    }

    /** The answer of a step that had nothing to do. */
    Receipt idle() {
        return new Receipt("", "", "", "");
    }

    /** Whether the invoice that a posting has made is rounded, and must be raised. */
    boolean mustRaise(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        JsonNode invoice = answer.path("Invoice");
        learn(invoice, dispatch);
        return !FortnoxJson.money(invoice, "RoundOff", Money.SEK).isZero();
    }

    /** The answer for an invoice that need not be raised: its number if it is already, else that nothing was done. */
    Receipt asItIs(@Body JsonNode answer, @ExchangeProperty("dispatch") Dispatch dispatch) {
        return isRaised(answer.path("Invoice"), dispatch)
                ? new Receipt("", InvoiceRequests.number(dispatch), "", "")
                : idle();
    }

    private static String company(Dispatch dispatch) {
        return dispatch.merchant().connection().get("tenant");
    }
}
