package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.OrderWords;

/** What the lines of an order, a capture or a refund are: goods, freight, discounts, cards, tips and fees. */
final class CaptureLines {

    private final OrderWords words;

    CaptureLines(OrderWords words) {
        this.words = words;
    }

    /** The lines of an order or a capture. */
    List<Line> sold(JsonNode lines) {
        return lines(lines, false);
    }

    /** The lines of a refund: what is taken back, with positive amounts. */
    List<Line> takenBack(JsonNode lines, long amount) {
        List<Line> told = lines(lines, true);
        boolean negated = amount != 0 && sum(told) == -amount;
        return negated ? told.stream().map(line -> of(line, -1)).toList() : told;
    }

    private static long sum(List<Line> lines) {
        return lines.stream().mapToLong(Line::gross).reduce(0, Math::addExact);
    }

    private static Line of(Line line, int sign) {
        Long vat = line.vat();
        return new Line(
                line.kind(),
                line.rate(),
                sign * line.gross(),
                vat == null ? null : sign * vat,
                line.text(),
                line.product(),
                line.article(),
                line.quantity());
    }

    private List<Line> lines(JsonNode told, boolean refund) {
        var lines = new ArrayList<Line>();
        for (JsonNode node : told) {
            // Tax as a line of its own is for countries where prices are without it.
            if (!type(node).equals("sales_tax")) {
                lines.add(line(node, refund));
            }
        }
        return lines;
    }

    private static String type(JsonNode line) {
        return line.path("type").asText("physical").toLowerCase(Locale.ROOT);
    }

    private Line line(JsonNode node, boolean refund) {
        long amount = minor(node, "total_amount");
        @Nullable
        VatRate rate = node.path("tax_rate").isNumber()
                ? new VatRate(node.path("tax_rate").intValue())
                : null;
        String text = node.path("name").asText("");
        String article = node.path("reference").asText("");
        Kind kind = kind(type(node), amount, rate, text, article, refund);
        @Nullable
        Long vat = rate != null && node.path("total_tax_amount").isNumber() ? minor(node, "total_tax_amount") : null;
        int quantity = node.path("quantity").asInt(1);
        // What is kept of a return lowers the refund, however it is written.
        boolean turned = kind == Kind.RETURN_FEE && amount > 0;
        return new Line(
                kind,
                rate,
                turned ? -amount : amount,
                vat != null && turned ? Long.valueOf(-vat) : vat,
                text,
                "",
                article,
                quantity > 0 ? BigDecimal.valueOf(quantity) : BigDecimal.ONE);
    }

    private Kind kind(String type, long amount, @Nullable VatRate rate, String text, String article, boolean refund) {
        boolean card = type.equals("gift_card") || type.equals("store_credit");
        if (card) {
            return amount < 0 ? Kind.PAID_BY_CARD : Kind.GIFT_CARD;
        }
        if (type.equals("return_fee") && refund) {
            return Kind.RETURN_FEE;
        }
        if (amount < 0) {
            return Kind.DISCOUNT;
        }
        if (type.equals("shipping_fee")) {
            return Kind.FREIGHT;
        }
        if (words.isTip(rate, text, article)) {
            return Kind.TIP;
        }
        return words.isGiftCard(rate, text, article) ? Kind.GIFT_CARD : Kind.GOODS;
    }

    /** Throws {@link IllegalArgumentException} for an amount that is missing or is no whole number of minor units. */
    static long minor(JsonNode node, String field) {
        JsonNode amount = node.path(field);
        if (!amount.isIntegralNumber()) {
            throw new IllegalArgumentException(field + " is '" + amount.asText() + "', no whole number");
        }
        return amount.longValue();
    }
}
