package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.delivery.Dispatch;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.reason.Reason;

/** Whether an invoice in Fortnox is over what was paid, and worth in the books what it is to be. */
final class InvoiceTotal {

    /** What one in another currency is called whose kronor are others. */
    static final String RATE = "INVOICE_RATE_DIFFERS";

    private InvoiceTotal() {}

    /**
     * What is wrong with the total of an invoice; null when it is what our lines add up to, or is that raised to a whole krona,
     * or will be when it is raised. One in another currency must also be worth what we book, to the krona: a rate was seen to become 1.
     */
    static @Nullable Reason difference(JsonNode invoice, Dispatch dispatch) {
        Money ours = FortnoxEncoder.about(dispatch.posting().booking()).total();
        String number = invoice.path("DocumentNumber").asText("");
        String currency = FortnoxJson.text(invoice, "Currency");
        if (!currency.equals(ours.currency().getCurrencyCode())) {
            return Reason.of("INVOICE_IN_OTHER_CURRENCY", "invoice", number, "expected", ours, "currency", currency);
        }
        Money total = total(invoice, ours.currency());
        boolean mustBeRaised = dispatch.step().name().equals(FortnoxEncoder.ROUND);
        boolean unraised = total.equals(ours) || WholeKronor.isRounded(invoice, ours, total);
        boolean raised = WholeKronor.isRaised(invoice, dispatch.posting().booking());
        return raised || (unraised && !mustBeRaised)
                ? worth(invoice, dispatch)
                : Reason.of(
                        "INVOICE_TOTAL_DIFFERS",
                        "invoice",
                        number,
                        "expected",
                        ours,
                        "total",
                        total,
                        "difference",
                        total.minus(ours),
                        "rounding",
                        invoice.path("RoundOff").asText("0"));
    }

    private static @Nullable Reason worth(JsonNode invoice, Dispatch dispatch) {
        Booking booking = dispatch.posting().booking();
        Money ours = FortnoxEncoder.about(booking).total();
        boolean told = !FortnoxJson.reference(invoice, "CurrencyRate").isEmpty()
                && !FortnoxJson.reference(invoice, "CurrencyUnit").isEmpty();
        if (ours.currency().equals(Money.SEK) || !told) {
            return null;
        }
        InvoiceRate rate = InvoiceRate.of(invoice);
        Money worth = Money.ofMinor(rate.ore(ours), Money.SEK);
        Money expected = booking.voucher().rows().stream()
                .filter(row -> row.role().equals(PaymentRequests.CUSTOMER))
                .map(VoucherRow::amount)
                .reduce(Money.ofMinor(0, Money.SEK), Money::plus);
        return worth.minus(expected).abs().minor() < WholeKronor.KRONA
                ? null
                : Reason.of(
                        RATE,
                        "invoice",
                        FortnoxJson.text(invoice, "DocumentNumber"),
                        "amount",
                        ours,
                        "worth",
                        worth,
                        "expected",
                        expected,
                        "difference",
                        worth.minus(expected),
                        "rate",
                        rate.kronor().toPlainString(),
                        "unit",
                        rate.unit());
    }

    static Money total(JsonNode invoice, Currency currency) {
        return FortnoxJson.money(invoice, "Total", currency);
    }
}
