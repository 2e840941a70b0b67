package se.kvitta.source.nets;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.answers.Answer;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Basis;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.OrderTold;
import se.kvitta.settlement.OrderWords;

/** What a payment of the payment API says that its charges and refunds consist of. Its date of birth is not read. */
final class Payment {

    private final Answer told;
    private final JsonNode payment;
    private final Currency currency;
    private final OrderWords words;

    Payment(Answer told, OrderWords words) {
        this.told = told;
        this.payment = told.node();
        Answer order = told.in(payment.path("orderDetails"));
        this.currency = order.currency(order.text("currency"));
        this.words = words;
    }

    void tell(Consumer<OrderTold> orders) {
        String id = told.text("paymentId");
        @Nullable LocalDate sold = null;
        for (JsonNode charge : payment.path("charges")) {
            LocalDate day = day(told.in(charge), "created");
            sold = sold == null || day.isBefore(sold) ? day : sold;
            tell(orders, id, told.in(charge).text("chargeId"), charge.path("orderItems"), day);
        }
        for (JsonNode refund : payment.path("refunds")) {
            tell(orders, id, told.in(refund).text("refundId"), refund.path("orderItems"), sold);
        }
    }

    private void tell(Consumer<OrderTold> orders, String id, String part, JsonNode items, @Nullable LocalDate sold) {
        var lines = new ArrayList<Line>();
        items.forEach(item -> lines.add(line(told.in(item))));
        if (!lines.isEmpty()) {
            orders.accept(new OrderTold(
                    id,
                    part,
                    new Basket(
                            Basket.StatedBy.PROVIDER,
                            currency,
                            lines,
                            "",
                            null,
                            buyer(),
                            country(),
                            sold,
                            Basis.STATED)));
        }
    }

    private Line line(Answer item) {
        long gross = item.whole("grossTotalAmount");
        var rate = new VatRate(Math.toIntExact(item.whole("taxRate")));
        String article = item.textOrEmpty("reference");
        String text = item.textOrEmpty("name");
        BigDecimal quantity = item.node().path("quantity").decimalValue();
        return new Line(
                words.kindOf(gross, rate, text, article),
                rate,
                gross,
                item.whole("taxAmount"),
                text,
                "",
                article,
                quantity.signum() > 0 ? quantity : BigDecimal.ONE);
    }

    private LocalDate day(Answer of, String field) {
        try {
            return Stockholm.dayOf(OffsetDateTime.parse(of.text(field)).toInstant());
        } catch (DateTimeException e) {
            throw of.missing(field);
        }
    }

    /** Their codes have three letters. */
    private String country() {
        String code = payment.at("/consumer/shippingAddress/country").asText("");
        return Stream.of(Locale.getISOCountries())
                .filter(two ->
                        code.equalsIgnoreCase(two) || code.equalsIgnoreCase(new Locale("", two).getISO3Country()))
                .findFirst()
                .orElse("");
    }

    private Buyer buyer() {
        JsonNode consumer = payment.path("consumer");
        Answer company = told.in(consumer.path("company"));
        Answer person = told.in(consumer.path("privatePerson"));
        boolean business = !company.textOrEmpty("name").isEmpty();
        Answer contact = business ? company.in(company.node().path("contactDetails")) : person;
        Answer phone = contact.in(contact.node().path("phoneNumber"));
        Answer address = told.in(
                consumer.path("billingAddress").isObject()
                        ? consumer.path("billingAddress")
                        : consumer.path("shippingAddress"));
        return new Buyer(
                (business ? company : person).textOrEmpty("merchantReference"),
                business
                        ? company.textOrEmpty("name")
                        : Stream.of("firstName", "lastName")
                                .map(person::textOrEmpty)
                                .filter(name -> !name.isEmpty())
                                .collect(Collectors.joining(" ")),
                contact.textOrEmpty("email"),
                phone.textOrEmpty("prefix") + phone.textOrEmpty("number"),
                company.textOrEmpty("registrationNumber"),
                address.textOrEmpty("addressLine1"),
                address.textOrEmpty("addressLine2"),
                address.textOrEmpty("postalCode"),
                address.textOrEmpty("city"),
                country());
    }
}
