package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invoice as a merchant writes it, counted as PayPal counts it: a discount on the whole invoice is spread over the lines by their
 * amounts, and the tax of a line is that of what is left of it, or of all of it where tax is calculated before discounts [?]. Amounts are
 * in the currency's minor units, percents as text.
 */
public final class InvoiceDraft {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private record Line(String name, String quantity, long unit, String percent, String discount) {}

    private final String number;
    private final String currency;
    private final List<Line> lines = new ArrayList<>();
    private boolean inclusive;
    private boolean taxAfterDiscount = true;
    private boolean parts;
    private boolean minus;
    private String discount = "";
    private long shipping;
    private String shippingPercent = "";
    private @Nullable ObjectNode recipient;

    private InvoiceDraft(String number, String currency) {
        this.number = number;
        this.currency = currency;
    }

    public static InvoiceDraft of(String number, String currency) {
        return new InvoiceDraft(number, currency);
    }

    /**
     * Adds a line.
     *
     * @param percent of the tax; empty for a line without any
     */
    public InvoiceDraft line(String name, String quantity, long unit, String percent) {
        return line(name, quantity, unit, percent, "");
    }

    /**
     * Adds a line, some of which is taken off.
     *
     * @param less percent of the line; empty for none
     */
    public InvoiceDraft line(String name, String quantity, long unit, String percent, String less) {
        lines.add(new Line(name, quantity, unit, percent, less));
        return this;
    }

    /** Prices include their tax. */
    public InvoiceDraft taxInclusive() {
        inclusive = true;
        return this;
    }

    /** Tax is counted as if there were no discounts. */
    public InvoiceDraft taxBeforeDiscount() {
        taxAfterDiscount = false;
        return this;
    }

    /** Percent that is taken off the whole. */
    public InvoiceDraft discount(String percent) {
        discount = percent;
        return this;
    }

    /** Discounts are told with a minus, as some answers have them [?]. */
    public InvoiceDraft minusBeforeDiscounts() {
        minus = true;
        return this;
    }

    /** Freight, with its tax on top, whatever prices of lines include. */
    public InvoiceDraft shipping(long minor, String percent) {
        shipping = minor;
        shippingPercent = percent;
        return this;
    }

    /** It may be paid in parts. */
    public InvoiceDraft inParts() {
        parts = true;
        return this;
    }

    public InvoiceDraft to(String business, String country, String email) {
        recipient = JSON.createObjectNode();
        ObjectNode billing = recipient.putObject("billing_info").put("business_name", business);
        billing.putObject("address").put("country_code", country);
        billing.put("email_address", email);
        return this;
    }

    /** As the API tells it when it is sent, unpaid. */
    public ObjectNode toJson(String id, String day) {
        ObjectNode told = JSON.createObjectNode().put("id", id).put("status", "SENT");
        ObjectNode detail = told.putObject("detail")
                .put("invoice_number", number)
                .put("invoice_date", day)
                .put("currency_code", currency);
        detail.putObject("payment_term").put("term_type", "DUE_ON_RECEIPT").put("due_date", day);
        detail.putObject("metadata").put("create_time", day + "T07:00:00Z");
        told.putObject("invoicer");
        ArrayNode recipients = told.putArray("primary_recipients");
        if (recipient != null) {
            recipients.add(recipient);
        }
        ArrayNode items = told.putArray("items");
        BigDecimal total = BigDecimal.ZERO;
        BigDecimal taxes = BigDecimal.ZERO;
        BigDecimal off = BigDecimal.ZERO;
        BigDecimal offLines = BigDecimal.ZERO;
        for (Line line : lines) {
            BigDecimal whole = BigDecimal.valueOf(line.unit()).multiply(new BigDecimal(line.quantity()));
            BigDecimal less = rounded(percent(whole, line.discount()));
            BigDecimal share = rounded(percent(whole.subtract(less), discount));
            BigDecimal taxed = taxAfterDiscount ? whole.subtract(less).subtract(share) : whole;
            BigDecimal tax = rounded(inclusive ? inside(taxed, line.percent()) : percent(taxed, line.percent()));
            ObjectNode item = items.addObject().put("name", line.name()).put("quantity", line.quantity());
            item.set("unit_amount", money(BigDecimal.valueOf(line.unit())));
            if (!line.percent().isEmpty()) {
                item.putObject("tax")
                        .put("name", "Moms")
                        .put("percent", line.percent())
                        .set("amount", money(tax));
            }
            if (!line.discount().isEmpty()) {
                item.putObject("discount").put("percent", line.discount()).set("amount", less(less));
            }
            item.put("unit_of_measure", "QUANTITY");
            total = total.add(rounded(whole));
            taxes = taxes.add(tax);
            offLines = offLines.add(less);
            off = off.add(share);
        }
        BigDecimal freightTax = rounded(percent(BigDecimal.valueOf(shipping), shippingPercent));
        ObjectNode configuration = told.putObject("configuration")
                .put("tax_calculated_after_discount", taxAfterDiscount)
                .put("tax_inclusive", inclusive)
                .put("allow_tip", false);
        configuration.putObject("partial_payment").put("allow_partial_payment", parts);
        BigDecimal due = total.subtract(offLines)
                .subtract(off)
                .add(inclusive ? BigDecimal.ZERO : taxes)
                .add(BigDecimal.valueOf(shipping))
                .add(freightTax);
        ObjectNode amount = money(due);
        ObjectNode breakdown = amount.putObject("breakdown");
        breakdown.set("item_total", money(total));
        if (off.signum() != 0 || offLines.signum() != 0) {
            ObjectNode discounts = breakdown.putObject("discount");
            if (off.signum() != 0) {
                discounts.putObject("invoice_discount").put("percent", discount).set("amount", less(off));
            }
            if (offLines.signum() != 0) {
                discounts.set("item_discount", less(offLines));
            }
        }
        breakdown.set("tax_total", money(taxes.add(freightTax)));
        if (shipping != 0) {
            ObjectNode freight = breakdown.putObject("shipping");
            freight.set("amount", money(BigDecimal.valueOf(shipping)));
            freight.putObject("tax")
                    .put("name", "Moms")
                    .put("percent", shippingPercent)
                    .set("amount", money(freightTax));
        }
        told.set("amount", amount);
        told.set("due_amount", money(due));
        return told;
    }

    private ObjectNode less(BigDecimal minor) {
        return money(minus ? minor.negate() : minor);
    }

    private ObjectNode money(BigDecimal minor) {
        return SandboxAccount.money(currency, rounded(minor).longValueExact());
    }

    private static BigDecimal rounded(BigDecimal minor) {
        return minor.setScale(0, RoundingMode.HALF_UP);
    }

    private static BigDecimal percent(BigDecimal of, String percent) {
        return percent.isEmpty()
                ? BigDecimal.ZERO
                : of.multiply(new BigDecimal(percent)).movePointLeft(2);
    }

    private static BigDecimal inside(BigDecimal gross, String percent) {
        return percent.isEmpty()
                ? BigDecimal.ZERO
                : gross.multiply(new BigDecimal(percent))
                        .divide(new BigDecimal(percent).add(BigDecimal.valueOf(100)), 10, RoundingMode.HALF_UP);
    }
}
