package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Booking.Invoice;
import se.kvitta.booking.Booking.Item;
import se.kvitta.booking.Booking.Line;
import se.kvitta.delivery.Dispatch;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.merchant.InvoiceChoices;

/**
 * The rows of an invoice: one for each account and rate, or the order's own lines. Prices are with VAT, so that the total is
 * what was paid whichever it is; but Fortnox computes the VAT of rows from their rates, and whether it rounds row by row or
 * rate by rate is not written down. The order's lines are the rows only where neither way is farther from what is booked
 * than one row for each account would be.
 */
final class InvoiceRows {

    private static final int CENTS = 2;
    private static final int SCALE = 10;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final String BLANK = "API_BLANK";

    /** No account, which makes a row a text. */
    private static final int NO_ACCOUNT = 0;

    private final Dispatch dispatch;
    private final Invoice about;
    private final int longest;
    private final int most;

    InvoiceRows(Dispatch dispatch) {
        this.dispatch = dispatch;
        this.about = FortnoxEncoder.about(dispatch.posting().booking());
        this.longest = dispatch.mapping().raw().at("/invoices/row").asInt(50);
        // One more may raise it to a whole krona.
        this.most = dispatch.mapping().raw().at("/invoices/rows").asInt(500) - 1;
    }

    /** One row: a part of a line of the invoice, with VAT in minor units. */
    private record Part(int line, long gross) {}

    void addTo(ArrayNode rows) {
        if (isDetailed()) {
            addItems(rows);
        } else {
            for (Line line : about.lines()) {
                add(rows, line, generic(), BigDecimal.ONE, gross(line));
            }
            addTexts(rows);
        }
    }

    /** Says that the order's lines are known and why they are not the rows; empty when they are, or are not wanted. */
    String omitted() {
        boolean wanted = choice() != InvoiceChoices.Lines.NONE && !about.items().isEmpty();
        if (!wanted || isDetailed()) {
            return "";
        }
        String why = parts().size() > most ? "de är för många" : "deras moms blir en annan i öre räknat";
        return ", orderns " + about.items().size() + " rader är sammanslagna: " + why;
    }

    private InvoiceChoices.Lines choice() {
        return dispatch.merchant().invoices().lines();
    }

    private boolean isDetailed() {
        if (choice() == InvoiceChoices.Lines.NONE || about.items().isEmpty()) {
            return false;
        }
        List<Part> parts = parts();
        return parts.size() <= most && apart(parts) <= apart(sums());
    }

    private List<Part> sums() {
        var sums = new ArrayList<Part>();
        for (int i = 0; i < about.lines().size(); i++) {
            sums.add(new Part(i, gross(about.lines().get(i))));
        }
        return sums;
    }

    /** The order's lines, and the invoice's lines that have none. */
    private List<Part> parts() {
        var parts = new ArrayList<Part>();
        about.items().forEach(item -> parts.add(new Part(item.line(), item.gross())));
        sums().stream().filter(sum -> !hasItems(sum.line())).forEach(parts::add);
        return parts;
    }

    private boolean hasItems(int line) {
        return about.items().stream().anyMatch(item -> item.line() == line);
    }

    private void addItems(ArrayNode rows) {
        for (Item item : about.items()) {
            Line line = about.lines().get(item.line());
            String text = text(item);
            if (isWhole(item)) {
                add(rows, line, text, item.quantity(), item.gross());
            } else {
                add(rows, line, item.quantity().toPlainString() + " x " + text, BigDecimal.ONE, item.gross());
            }
        }
        for (int i = 0; i < about.lines().size(); i++) {
            if (!hasItems(i)) {
                Line line = about.lines().get(i);
                add(rows, line, generic(), BigDecimal.ONE, gross(line));
            }
        }
    }

    /** Under the sums, what they are of; a row without account, amount and VAT books nothing. */
    private void addTexts(ArrayNode rows) {
        if (choice() != InvoiceChoices.Lines.TEXTS) {
            return;
        }
        about.items().stream().limit(Math.max(0, most - rows.size())).forEach(item -> {
            String times = item.quantity().compareTo(BigDecimal.ONE) == 0
                    ? ""
                    : item.quantity().toPlainString() + " x ";
            rows.addObject()
                    .put("Description", FortnoxText.of(times + text(item), longest))
                    .put("DeliveredQuantity", "0")
                    .put("Price", 0)
                    .put("VAT", 0)
                    .put("AccountNumber", NO_ACCOUNT)
                    .put("Discount", 0);
        });
    }

    private String generic() {
        return dispatch.merchant()
                .invoices()
                .text()
                .replace("{order}", about.order().shown());
    }

    /** Articles are named in the text alone: Fortnox refuses a number that it does not have, and counts stock by it. */
    private String text(Item item) {
        String text = (item.article() + " " + item.text()).strip();
        return text.isEmpty() ? generic() : text;
    }

    private long gross(Line line) {
        return Math.addExact(line.net(), line.vat());
    }

    private Money money(long minor) {
        return Money.ofMinor(minor, about.total().currency());
    }

    /** Whether quantity and price have at most two decimals, and come to the amount. */
    private boolean isWhole(Item item) {
        BigDecimal quantity = item.quantity();
        return quantity.stripTrailingZeros().scale() <= CENTS
                && price(quantity, item.gross()).stripTrailingZeros().scale() <= CENTS
                && price(quantity, item.gross())
                                .multiply(quantity)
                                .compareTo(money(item.gross()).abs().major())
                        == 0;
    }

    private BigDecimal price(BigDecimal quantity, long gross) {
        return money(gross).abs().major().divide(quantity, SCALE, RoundingMode.HALF_UP);
    }

    private void add(ArrayNode rows, Line line, String text, BigDecimal quantity, long gross) {
        BigDecimal price = quantity.compareTo(BigDecimal.ONE) == 0
                ? money(gross).abs().major()
                : price(quantity, gross).setScale(CENTS, RoundingMode.UNNECESSARY);
        ObjectNode row = add(
                rows,
                FortnoxText.of(text, longest),
                gross < 0 ? quantity.negate() : quantity,
                price,
                percent(line),
                Integer.parseInt(line.account()));
        addDimensions(row, line.dimensions());
    }

    private static BigDecimal percent(Line line) {
        return line.vatPercent().isEmpty() ? BigDecimal.ZERO : new BigDecimal(line.vatPercent());
    }

    /** What raises an invoice to a whole krona. */
    static void addRounding(ArrayNode rows, Money raise, int account) {
        add(
                rows,
                "Öresutjämning",
                raise.isNegative() ? BigDecimal.ONE.negate() : BigDecimal.ONE,
                raise.abs().major(),
                BigDecimal.ZERO,
                account);
    }

    private static ObjectNode add(
            ArrayNode rows, String text, BigDecimal quantity, BigDecimal price, BigDecimal vat, int account) {
        return rows.addObject()
                .put("Description", text)
                .put("DeliveredQuantity", quantity.stripTrailingZeros().toPlainString())
                .put("Price", price)
                .put("VAT", vat)
                .put("AccountNumber", account)
                // The customer's card could give one.
                .put("Discount", 0);
    }

    /** A row that takes the place of another keeps what is not said of it. */
    private void addDimensions(ObjectNode row, Dimensions dimensions) {
        put(row, "CostCenter", dimensions.costCentre(), replaced(false));
        put(row, "Project", dimensions.project(), replaced(true));
    }

    private static void put(ObjectNode row, String field, String code, boolean replaced) {
        if (!code.isEmpty()) {
            row.put(field, code);
        } else if (replaced) {
            row.put(field, BLANK);
        }
    }

    /** Whether the rows of a credit that Fortnox has made may have a cost centre, or a project, of the invoice. */
    private boolean replaced(boolean project) {
        boolean credit = dispatch.posting().booking().kind() == Booking.Kind.CREDIT_INVOICE;
        return credit
                && InvoiceRequests.isLinked(dispatch)
                && dispatch.answers().invoice().map(original -> FortnoxEncoder.about(original.booking())).stream()
                        .flatMap(original -> original.lines().stream())
                        .map(Line::dimensions)
                        .anyMatch(of -> !(project ? of.project() : of.costCentre()).isEmpty());
    }

    /**
     * How far the net of the accounts may be from what is booked, in minor units added up: the worse of both ways to round.
     */
    private long apart(List<Part> parts) {
        return Math.max(apart(parts, false), apart(parts, true));
    }

    private long apart(List<Part> parts, boolean byRate) {
        long[] net = new long[about.lines().size()];
        Map<String, Long> before = new HashMap<>();
        for (Part part : parts) {
            Line line = about.lines().get(part.line());
            BigDecimal percent = percent(line);
            long passed = byRate ? before.getOrDefault(line.vatPercent(), 0L) : 0;
            long through = Math.addExact(passed, part.gross());
            before.put(line.vatPercent(), through);
            net[part.line()] += part.gross() - (vatInside(through, percent) - vatInside(passed, percent));
        }
        long apart = 0;
        for (int i = 0; i < net.length; i++) {
            apart += Math.abs(net[i] - about.lines().get(i).net());
        }
        return apart;
    }

    private static long vatInside(long gross, BigDecimal percent) {
        return BigDecimal.valueOf(gross)
                .multiply(percent)
                .divide(HUNDRED.add(percent), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
