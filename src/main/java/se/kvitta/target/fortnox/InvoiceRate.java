package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Unclear;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/**
 * The rate of an invoice in another currency, at which Fortnox has booked it and closes it, whatever is paid.
 *
 * @param kronor for so many units of the currency
 * @param unit 1 for most currencies, 100 for some
 */
record InvoiceRate(BigDecimal kronor, int unit) {

    private static final int DECIMALS = 12;

    /** Throws {@link Unclear} when an invoice says none, or the login may not see it. */
    static InvoiceRate of(JsonNode invoice) {
        return new InvoiceRate(
                number(invoice, "CurrencyRate"), number(invoice, "CurrencyUnit").intValueExact());
    }

    private static BigDecimal number(JsonNode invoice, String field) {
        String text = FortnoxJson.text(invoice, field);
        // A small number can come as 6.5E-4.
        if (!text.matches("\\d+(\\.\\d+)?(E-?\\d+)?") || new BigDecimal(text).signum() == 0) {
            throw new Unclear(Reason.of("TARGET_FIELD_HIDDEN", "field", field, "value", text.isEmpty() ? "-" : text));
        }
        return new BigDecimal(text);
    }

    /** What an amount of the invoice is worth, in öre; rounded to nearest, half up. */
    long ore(Money amount) {
        return amount.convertedAt(perUnit(), Money.SEK).minor();
    }

    private BigDecimal perUnit() {
        return kronor.divide(BigDecimal.valueOf(unit), DECIMALS, RoundingMode.HALF_UP);
    }

    /** The same as the mapping says. */
    static Money left(JsonNode invoice, Currency currency, Dispatch dispatch) {
        return left(invoice, currency, balance(dispatch));
    }

    /** The same of an invoice that is only shown to people: its currency may have fewer decimals than Fortnox takes in it. */
    static Money shown(JsonNode invoice, Currency currency, Dispatch dispatch) {
        return balance(dispatch).equals("invoice")
                ? FortnoxJson.shown(invoice, "Balance", currency)
                : left(invoice, currency, dispatch);
    }

    private static String balance(Dispatch dispatch) {
        return dispatch.mapping().raw().at("/match/balance").asText();
    }

    /**
     * What is left of an invoice, in its own currency. Which currency its balance is in is not written down [?]: the mapping
     * says it. Throws {@link IllegalStateException} for a mapping that says neither {@code invoice} nor {@code kronor}.
     *
     * @param in {@code match.balance} of the mapping
     */
    static Money left(JsonNode invoice, Currency currency, String in) {
        return switch (in) {
            case "invoice" -> FortnoxJson.money(invoice, "Balance", currency);
            case "kronor" ->
                currency.equals(Money.SEK)
                        ? FortnoxJson.money(invoice, "Balance", currency)
                        : of(invoice).left(FortnoxJson.money(invoice, "Balance", Money.SEK), invoice, currency);
            default -> throw new IllegalStateException("match.balance is '" + in + "', which is no currency");
        };
    }

    private Money left(Money balance, JsonNode invoice, Currency currency) {
        Money total = InvoiceTotal.total(invoice, currency);
        BigDecimal units = balance.major().divide(perUnit(), currency.getDefaultFractionDigits(), RoundingMode.HALF_UP);
        return ore(total) == balance.minor() ? total : Money.of(units, currency);
    }
}
