package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import se.kvitta.delivery.Dispatch;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/** Whether an invoice in Fortnox is over what was paid. */
final class InvoiceTotal {

    private InvoiceTotal() {}

    /**
     * What is wrong with the total of an invoice; null when it is what our lines add up to, or is that raised to a whole krona,
     * or will be when it is raised.
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
                ? null
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

    static Money total(JsonNode invoice, Currency currency) {
        return FortnoxJson.money(invoice, "Total", currency);
    }
}
