package se.kvitta.source.shopify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import se.kvitta.answers.Answer;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Basis;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.OrderShares;
import se.kvitta.settlement.OrderShares.Taken;
import se.kvitta.settlement.OrderTold;
import se.kvitta.settlement.OrderWords;

/**
 * What an order consists of, as it was bought: totals that move with refunds are not read. Amounts are the shop's own
 * ({@code shopMoney}), whatever currency the buyer paid in: they are what the shop's books and VAT are in.
 */
final class ShopOrder {

    private static final String GIFT_CARD = "gift_card";
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Answer told;
    private final JsonNode order;
    private final Currency currency;
    private final OrderWords words;
    private final ShopifyWords names;

    ShopOrder(Answer told, OrderWords words, ShopifyWords names) {
        this.told = told;
        this.order = told.node();
        this.currency = told.currency(told.text("currencyCode"));
        this.words = words;
        this.names = names;
    }

    /**
     * What an order says of one of its transactions that the balance does not.
     *
     * @param original in the shop's currency, where the buyer paid in another; positive
     * @param feeTax VAT inside the fee
     * @param waits the decision that a person must make first
     */
    record Facts(
            @Nullable Money original,
            @Nullable Money feeTax,
            String name,
            String country,
            String method,
            @Nullable String waits) {

        static final Facts NONE = new Facts(null, null, "", "", "", null);
    }

    /** Hands over its parts, and the facts of its transactions by their ids. An order that was only a test tells nothing. */
    void read(Consumer<OrderTold> orders, BiConsumer<String, Facts> facts) {
        if (order.path("test").asBoolean()) {
            return;
        }
        // A marketplace remits the VAT itself: whose sale it is for the books, a person must say.
        boolean channel = order.findValues("channelLiable").stream().anyMatch(JsonNode::asBoolean);
        order.path("transactions")
                .forEach(transaction -> facts.accept(id(transaction), facts(told.in(transaction), channel)));
        if (!channel) {
            tell(orders);
        }
    }

    private Facts facts(Answer transaction, boolean channel) {
        boolean foreign = !order.path("presentmentCurrencyCode")
                .asText(currency.getCurrencyCode())
                .equals(currency.getCurrencyCode());
        String settled = transaction.textOrEmpty("settlementCurrency");
        boolean converted = foreign || !(settled.isEmpty() || settled.equals(currency.getCurrencyCode()));
        @Nullable Money tax = null;
        for (JsonNode fee : transaction.node().path("fees")) {
            Answer stated = transaction.in(fee.path("taxAmount"));
            if (stated.node().isObject()) {
                Money part = stated.money("amount", stated.text("currencyCode"));
                tax = tax == null ? part : tax.plus(part);
            }
        }
        String method =
                transaction.node().at("/paymentDetails/paymentMethodName").asText("");
        return new Facts(
                converted ? Money.ofMinor(Math.abs(shop(transaction.node(), "amountSet")), currency) : null,
                tax == null || tax.isZero() ? null : tax,
                told.textOrEmpty("name"),
                country(),
                method.equals("null") ? "" : method.intern(),
                channel ? "NEEDS_DECISION" : null);
    }

    private void tell(Consumer<OrderTold> orders) {
        String id = Movement.id(told.text("id"));
        LocalDate sold = Stockholm.dayOf(Movement.instant(told, "processedAt"));
        List<Line> lines = lines();
        List<JsonNode> captures = moves(Set.of("SALE", "CAPTURE")).toList();
        long captured =
                captures.stream().mapToLong(one -> shop(one, "amountSet")).sum();
        orders.accept(new OrderTold(names.number(told.text("name")), "", basket(new Taken(lines, Basis.STATED), sold)));
        for (JsonNode capture : captures) {
            long amount = shop(capture, "amountSet");
            Taken taken =
                    captures.size() == 1 ? new Taken(lines, Basis.STATED) : OrderShares.inProportion(lines, amount);
            part(orders, id, capture, taken, sold);
        }
        var returned = new OrderShares.Returned(lines, Basis.STATED, captured);
        for (JsonNode refund : order.path("refunds")) {
            List<JsonNode> paid = members(refund.path("transactions"))
                    .filter(one -> isDone(one, Set.of("REFUND")))
                    .toList();
            List<Line> back = takenBack(refund);
            for (JsonNode one : paid) {
                long amount = Math.abs(shop(one, "amountSet"));
                boolean whole = paid.size() == 1 && sum(back) == amount;
                Taken taken = returned.take(whole ? back : List.of(), amount);
                if (isMoney(one)) {
                    part(orders, id, one, taken, sold);
                }
            }
        }
    }

    private void part(Consumer<OrderTold> orders, String id, JsonNode transaction, Taken taken, LocalDate sold) {
        if (!taken.lines().isEmpty()) {
            orders.accept(new OrderTold(id, id(transaction), basket(taken, sold)));
        }
    }

    /** The transactions of some kinds that moved money at the provider. */
    private Stream<JsonNode> moves(Set<String> kinds) {
        return members(order.path("transactions")).filter(one -> isDone(one, kinds) && isMoney(one));
    }

    private static boolean isDone(JsonNode transaction, Set<String> kinds) {
        return kinds.contains(transaction.path("kind").asText())
                && transaction.path("status").asText().equals("SUCCESS")
                && !transaction.path("test").asBoolean();
    }

    private static boolean isMoney(JsonNode transaction) {
        return !transaction.path("gateway").asText().equals(GIFT_CARD);
    }

    private List<Line> lines() {
        var lines = new ArrayList<Line>();
        long tips = shop(order, "totalTipReceivedSet");
        members(order.path("lineItems")).forEach(item -> lines.addAll(goods(item, tips != 0)));
        members(order.path("shippingLines"))
                .filter(line -> !line.path("isRemoved").asBoolean())
                .forEach(line -> lines.addAll(taxed(
                        Kind.FREIGHT,
                        shop(line, "discountedPriceSet"),
                        line.path("taxLines"),
                        line.path("title").asText(""),
                        "",
                        BigDecimal.ONE)));
        if (tips != 0 && lines.stream().noneMatch(line -> line.kind() == Kind.TIP)) {
            lines.add(Line.of(Kind.TIP, null, tips));
        }
        long byCard = members(order.path("transactions"))
                .filter(one -> isDone(one, Set.of("SALE", "CAPTURE")) && !isMoney(one))
                .mapToLong(one -> shop(one, "amountSet"))
                .sum();
        if (byCard != 0) {
            lines.add(Line.of(Kind.PAID_BY_CARD, null, -byCard));
        }
        return lines;
    }

    private List<Line> goods(JsonNode item, boolean tipped) {
        long gross = shop(item, "originalTotalSet");
        for (JsonNode discount : item.path("discountAllocations")) {
            gross -= shop(discount, "allocatedAmountSet");
        }
        String text = item.path("title").asText("");
        String article = item.path("sku").isNull() ? "" : item.path("sku").asText("");
        int quantity = item.path("quantity").asInt(1);
        JsonNode taxes = item.path("taxLines");
        @Nullable VatRate rate = taxes.size() == 1 ? rate(taxes.get(0)) : taxes.isEmpty() ? VatRate.ZERO : null;
        boolean nameless = article.isEmpty() && !item.path("variant").isObject();
        boolean tip = (tipped && nameless && text.equalsIgnoreCase("Tip")) || words.isTip(rate, text, article);
        boolean card = item.path("isGiftCard").asBoolean() || words.isGiftCard(rate, text, article);
        return taxed(
                tip ? Kind.TIP : card ? Kind.GIFT_CARD : Kind.GOODS,
                gross,
                taxes,
                text,
                article,
                quantity > 0 ? BigDecimal.valueOf(quantity) : BigDecimal.ONE);
    }

    /** One line for each of its rates: where there are several, their bases follow from the VAT, and the last takes the rest. */
    private List<Line> taxed(Kind kind, long price, JsonNode taxes, String text, String article, BigDecimal quantity) {
        boolean untaxed = kind == Kind.GIFT_CARD || kind == Kind.TIP;
        if (taxes.isEmpty()) {
            return price == 0 && untaxed
                    ? List.of()
                    : List.of(new Line(
                            kind,
                            untaxed ? null : VatRate.ZERO,
                            price,
                            untaxed ? null : Long.valueOf(0),
                            text,
                            "",
                            article,
                            quantity));
        }
        boolean included = order.path("taxesIncluded").asBoolean();
        var lines = new ArrayList<Line>();
        long left = price;
        int last = taxes.size() - 1;
        for (int i = 0; i <= last; i++) {
            VatRate rate = rate(taxes.get(i));
            long vat = shop(taxes.get(i), "priceSet");
            // The base with or without its VAT, as prices are.
            long base = i == last ? left : rate.isZero() ? 0 : base(vat, rate, included);
            left -= base;
            lines.add(
                    new Line(kind, rate, included ? base : Math.addExact(base, vat), vat, text, "", article, quantity));
        }
        return lines;
    }

    /** What a VAT amount stands for, to nearest, half up. */
    private static long base(long vat, VatRate rate, boolean included) {
        int hundredths = rate.hundredths();
        return BigDecimal.valueOf(vat)
                .multiply(BigDecimal.valueOf(included ? 10_000 + hundredths : 10_000))
                .divide(BigDecimal.valueOf(hundredths), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** What is taken back by its rows, with positive amounts. */
    private List<Line> takenBack(JsonNode refund) {
        boolean included = order.path("taxesIncluded").asBoolean();
        Map<String, JsonNode> items = new HashMap<>();
        members(order.path("lineItems"))
                .forEach(item -> items.put(item.path("id").asText(), item));
        var lines = new ArrayList<Line>();
        members(refund.path("refundLineItems")).forEach(row -> {
            JsonNode item = items.getOrDefault(row.at("/lineItem/id").asText(), MissingNode.getInstance());
            JsonNode taxes = item.path("taxLines");
            long vat = shop(row, "totalTaxSet");
            long gross = shop(row, "subtotalSet") + (included ? 0 : vat);
            int quantity = row.path("quantity").asInt(1);
            boolean card = item.path("isGiftCard").asBoolean();
            lines.add(new Line(
                    card ? Kind.GIFT_CARD : Kind.GOODS,
                    card ? null : taxes.size() == 1 ? rate(taxes.get(0)) : vat == 0 ? VatRate.ZERO : null,
                    gross,
                    taxes.size() == 1 ? Long.valueOf(vat) : null,
                    item.path("title").asText(""),
                    "",
                    item.path("sku").isNull() ? "" : item.path("sku").asText(""),
                    quantity > 0 ? BigDecimal.valueOf(quantity) : BigDecimal.ONE));
        });
        members(refund.path("refundShippingLines")).forEach(row -> {
            long vat = shop(row, "taxAmountSet");
            // Without a rate of its own: it follows the goods.
            lines.add(Line.of(Kind.FREIGHT, null, shop(row, "subtotalAmountSet") + (included ? 0 : vat)));
        });
        return lines;
    }

    private static long sum(List<Line> lines) {
        return lines.stream().mapToLong(Line::gross).sum();
    }

    private VatRate rate(JsonNode tax) {
        BigDecimal percent = tax.path("ratePercentage").isNumber()
                ? tax.path("ratePercentage").decimalValue()
                : tax.path("rate").decimalValue().multiply(HUNDRED);
        try {
            return VatRate.parse(percent.stripTrailingZeros().toPlainString());
        } catch (IllegalArgumentException e) {
            throw told.missing("taxLines.rate");
        }
    }

    private Basket basket(Taken taken, LocalDate sold) {
        return new Basket(
                Basket.StatedBy.SHOP, currency, taken.lines(), "", null, buyer(), country(), sold, taken.basis());
    }

    private String country() {
        for (String address : List.of("shippingAddress", "billingAddress")) {
            String country = order.path(address).path("countryCodeV2").asText("");
            if (country.length() == 2) {
                return country.toUpperCase(Locale.ROOT);
            }
        }
        return "";
    }

    private Buyer buyer() {
        JsonNode customer = order.path("customer");
        Answer address = told.in(
                order.path("billingAddress").isObject() ? order.path("billingAddress") : order.path("shippingAddress"));
        String company = told.in(order.at("/purchasingEntity/company")).textOrEmpty("name");
        String person = told.in(customer).textOrEmpty("displayName");
        return new Buyer(
                told.in(customer).textOrEmpty("legacyResourceId"),
                company.isEmpty() ? person : company,
                told.textOrEmpty("email"),
                told.textOrEmpty("phone"),
                "",
                address.textOrEmpty("address1"),
                address.textOrEmpty("address2"),
                address.textOrEmpty("zip"),
                address.textOrEmpty("city"),
                address.textOrEmpty("countryCodeV2"));
    }

    /** Minor units in the shop's currency; nothing where it is not told. */
    private long shop(JsonNode of, String field) {
        JsonNode money = of.path(field).path("shopMoney");
        return money.isObject()
                ? told.in(money).money("amount", currency.getCurrencyCode()).minor()
                : 0;
    }

    private static String id(JsonNode transaction) {
        return Movement.id(transaction.path("id").asText());
    }

    /** The members of a list, whichever of its three forms it has. */
    static Stream<JsonNode> members(JsonNode list) {
        JsonNode members = list.isArray() ? list : list.has("nodes") ? list.path("nodes") : list.path("edges");
        return StreamSupport.stream(members.spliterator(), false).map(one -> one.has("node") ? one.path("node") : one);
    }
}
