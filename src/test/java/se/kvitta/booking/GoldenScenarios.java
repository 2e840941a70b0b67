package se.kvitta.booking;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import se.kvitta.booking.Golden.Happening;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.VatPart;

/** Says each golden event that can be booked today in our own words. */
final class GoldenScenarios {

    private static final Map<String, Function<Happening, Scenario>> SCENARIOS = scenarios();

    private GoldenScenarios() {}

    static Set<String> numbers() {
        return SCENARIOS.keySet();
    }

    static Scenario of(String number) {
        return Objects.requireNonNull(SCENARIOS.get(number), number).apply(Golden.event(number));
    }

    /** One settlement to book. */
    record Scenario(
            SettlementFacts facts, List<Event> events, TestRules rules, ExchangeRates rates, OriginalSales originals) {

        Booked book(Mode mode) {
            return Booked.of(facts, events, rules.modes(mode).build(), rates, originals);
        }
    }

    private static Map<String, Function<Happening, Scenario>> scenarios() {
        var all = new LinkedHashMap<String, Function<Happening, Scenario>>();
        Stream.of("E01", "E05", "E06", "E26", "E27", "E33", "E40")
                .forEach(sale -> all.put(sale, event -> of(event, sales(event))));
        all.put("E04", GoldenScenarios::fourteenOrders);
        Stream.of("E10", "E11", "E29").forEach(refund -> all.put(refund, event -> of(event, refund(event))));
        Stream.of("E12", "E19", "E66")
                .forEach(payout -> all.put(payout, event -> settled(event, payoutAndFees(event))));
        all.put(
                "E20",
                event -> settled(
                        event,
                        Happened.event(
                                        EventKind.CHARGEBACK_OPENED,
                                        event.text("order_id"),
                                        event.at(),
                                        event.input("disputed"))
                                .build(),
                        Happened.event(EventKind.FEE, "", event.at(), event.input("fee"))
                                .build()));
        all.put(
                "E21",
                event -> of(
                        event,
                        plain(EventKind.CHARGEBACK_LOST, event, event.money("1250.00"))
                                .build()));
        all.put("E28", event -> settled(event, join(sales(event), payoutAndFees(event))));
        all.put("E30", GoldenScenarios::euroPayout);
        all.put("E31", GoldenScenarios::twoChargeDays);
        all.put("E32", event -> of(event, klarnaReturn(event, event.money("1250.00"))));
        all.put("E34", event -> locked(event, of(event, sales(event))));
        all.put("E35", event -> locked(event, settled(event, payoutAndFees(event))));
        all.put("E36", event -> locked(event, settled(event, payoutAndFees(event))));
        all.put("E37", event -> {
            Scenario open = of(event, refund(event));
            open.rules().vatReported(event.text("vat_reported_through"));
            return open;
        });
        all.put(
                "E45",
                event -> settled(
                        event,
                        plain(EventKind.CHARGEBACK_WON, event, event.money("1250.00"))
                                .build()));
        all.put(
                "E46",
                event -> settled(
                        event,
                        plain(
                                        EventKind.FEE_REFUND,
                                        event,
                                        event.input("fee_refund").plus(event.input("fee_vat")))
                                .vat(Happened.vat("25", event.input("fee_vat").minor()))
                                .build()));
        all.put(
                "E50",
                event -> settled(
                        event,
                        join(
                                payoutAndFees(event),
                                List.of(plain(EventKind.DEBT_INCURRED, event, event.input("deposit"))
                                        .build()))));
        all.put(
                "E52",
                event -> of(
                        event,
                        plain(EventKind.COMMISSION, event, event.input("commission"))
                                .build()));
        all.put("E58", GoldenScenarios::refundOfAnEarlierQuarter);
        all.put("E62", event -> of(event, klarnaReturn(event, event.money("400.00"))));
        all.put(
                "E64",
                event -> of(
                        event,
                        plain(EventKind.TRANSFER, event, event.money(event.text("amount")))
                                .build()));
        all.put(
                "E65",
                event -> of(
                        event,
                        plain(EventKind.OTHER, event, event.money("12.00"))
                                .detail("NEW_THING")
                                .build()));
        return all;
    }

    static TestRules rules(Happening event) {
        var rules = new TestRules();
        if (!event.provider().equals("klarna")) {
            String fee = event.provider().equals("paypal") ? "FEE_EXEMPT" : "FEE_CARD";
            rules.source(event.sourceName(), Golden.accountsOf(event.provider(), fee));
        }
        return rules.rate("DE", "19").rate("FI", "25.5").oss("DE", "FI");
    }

    /** A settlement that is told of only through these events. */
    static Scenario of(Happening event, List<Event> events) {
        var facts = new SettlementFacts(
                "S-" + event.number(), event.money("0").currency(), day(event), event.money("0"), events.size());
        return new Scenario(facts, events, rules(event), Golden.rates(event), Booked.NO_ORIGINALS);
    }

    static Scenario of(Happening event, Event... events) {
        return of(event, List.of(events));
    }

    /** A settlement with the payout that the golden event states. */
    static Scenario settled(Happening event, List<Event> events) {
        JsonNode in = event.inputs();
        String reference = in.path("payment_reference").asText(event.number().equals("E50") ? "KL2610190001" : "S");
        var facts = new SettlementFacts(
                reference,
                event.money("0").currency(),
                LocalDate.parse(in.path("payout_date").asText(day(event).toString())),
                event.money(in.path("payout").asText("0")),
                in.path("rows").asInt(1));
        return new Scenario(facts, events, rules(event), Golden.rates(event), Booked.NO_ORIGINALS);
    }

    private static Scenario settled(Happening event, Event... events) {
        return settled(event, List.of(events));
    }

    private static Scenario locked(Happening event, Scenario open) {
        open.rules().locked(event.text("locked_through"));
        return open;
    }

    static LocalDate day(Happening event) {
        return Stockholm.dayOf(event.at());
    }

    static Event.Builder plain(EventKind kind, Happening event, Money amount) {
        return Happened.event(kind, event.text("order_id"), event.at(), amount).country(event.country());
    }

    static Stream<JsonNode> lines(Happening event) {
        return lines(event.inputs());
    }

    private static Stream<JsonNode> lines(JsonNode order) {
        var lines = new ArrayList<JsonNode>();
        order.get("lines").forEach(lines::add);
        return lines.stream();
    }

    static VatRate rate(JsonNode line) {
        return VatRate.parse(line.get("vat_rate").asText());
    }

    static long gross(Happening event, JsonNode line) {
        return event.money(line.get("gross").asText()).abs().minor();
    }

    /** One sale per order, with the VAT per line that the shop would state. */
    static List<Event> sales(Happening event) {
        var orders = new ArrayList<JsonNode>();
        if (event.inputs().has("orders")) {
            event.inputs().get("orders").forEach(orders::add);
        } else {
            orders.add(event.inputs());
        }
        return orders.stream().map(order -> order(EventKind.SALE, event, order)).toList();
    }

    private static Event refund(Happening event) {
        return order(EventKind.REFUND, event, event.inputs());
    }

    private static Event order(EventKind kind, Happening event, JsonNode order) {
        long gross = lines(order).mapToLong(line -> gross(event, line)).sum();
        var at = order.has("charged_at") ? Instant.parse(order.get("charged_at").asText()) : event.at();
        return Happened.event(
                        kind,
                        order.get("order_id").asText(),
                        at,
                        Money.ofMinor(gross, event.money("0").currency()))
                .country(event.country())
                .vat(lines(order)
                        .map(line -> new VatPart(rate(line), rate(line).vatInside(gross(event, line))))
                        .toList())
                .build();
    }

    static List<Event> payoutAndFees(Happening event) {
        var events = new ArrayList<Event>();
        String day = event.inputs().path("payout_date").asText(day(event).toString());
        if (event.inputs().has("fees")) {
            Money vat = event.input("fee_vat");
            events.add(Happened.event(
                            EventKind.FEE,
                            "",
                            Happened.noon(day),
                            event.input("fees").plus(vat))
                    .vat(Happened.vat("25", vat.minor()))
                    .build());
        }
        Money payout = event.inputs().has("deposit")
                ? event.money("0")
                : event.inputs().has("payout") ? event.input("payout") : event.money("12000.00");
        events.add(
                Happened.event(EventKind.PAYOUT, "", Happened.noon(day), payout).build());
        return events;
    }

    /** E04 states the sum of 14 orders; this is one way they may have been. */
    private static Scenario fourteenOrders(Happening event) {
        var events = new ArrayList<Event>();
        int[] orders = {10, 3, 1};
        List<JsonNode> lines = lines(event).toList();
        for (int i = 0; i < orders.length; i++) {
            VatRate rate = rate(lines.get(i));
            // VAT goes evenly into every order: all but the last are of 106.00 at 6 %, else of 125.00.
            long each = rate.toString().equals("6") ? 106_00 : 125_00;
            long left = gross(event, lines.get(i));
            for (int n = orders[i]; n > 0; n--) {
                long amount = n == 1 ? left : each;
                left -= amount;
                events.add(Happened.event(EventKind.SALE, "1002" + i + n, event.at(), Money.ofMinor(amount, Money.SEK))
                        .country("SE")
                        .vat(List.of(new VatPart(rate, rate.vatInside(amount))))
                        .build());
            }
        }
        Scenario day = of(event, events);
        JsonNode zero = event.inputs().get("zero_rule");
        day.rules().zeroRule(zero.get("name").asText(), zero.get("vat_box").asText());
        return day;
    }

    private static Scenario euroPayout(Happening event) {
        var events = new ArrayList<>(sales(event));
        String day = event.text("payout_date");
        events.add(Happened.event(EventKind.FEE, "100320", event.at(), event.input("fee_eur"))
                .build());
        events.add(Happened.event(EventKind.PAYOUT, "", Happened.noon(day), event.input("payout_eur"))
                .build());
        var facts = new SettlementFacts(
                "po_3", event.money("0").currency(), LocalDate.parse(day), event.input("payout_eur"), 2);
        return new Scenario(facts, events, rules(event), Golden.anyDay(event), Booked.NO_ORIGINALS);
    }

    private static Scenario twoChargeDays(Happening event) {
        var events = new ArrayList<>(sales(event));
        event.inputs()
                .get("orders")
                .forEach(order -> events.add(Happened.event(
                                EventKind.FEE,
                                order.get("order_id").asText(),
                                Instant.parse(order.get("charged_at").asText()),
                                event.money(order.get("fee").asText()))
                        .build()));
        return settled(event, join(events, payoutAndFees(event)));
    }

    /** E58: the refund is valued and taxed as the sale it takes back. */
    private static Scenario refundOfAnEarlierQuarter(Happening event) {
        Event sale = Happened.sale(event.text("order_id"), event.text("sale_day"), "100.00 EUR")
                .country("DE")
                .vat(Happened.vat("19", 1597))
                .build();
        Event refund = plain(EventKind.REFUND, event, event.money("25.00")).build();
        Scenario alone = of(event, refund);
        return new Scenario(alone.facts(), alone.events(), alone.rules(), alone.rates(), any -> Optional.of(sale));
    }

    /** A RETURN with the detail that Klarna's mapping knows it by. */
    private static Event klarnaReturn(Happening event, Money amount) {
        String detail = event.text("detailed_type");
        String waits = TestPlan.file("sources/klarna.yaml")
                .at("/types/RETURN/details/" + detail)
                .path("waits")
                .asText();
        return Happened.event(EventKind.REFUND, event.text("order_id"), event.at(), amount)
                .waits(waits)
                .build();
    }

    static List<Event> join(List<Event> one, List<Event> other) {
        var both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
