package se.kvitta.booking;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
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
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.VatPart;

/** Says each golden event in our own words. */
final class GoldenScenarios {

    private static final Map<String, Function<Happening, Story>> STORIES = stories();

    private GoldenScenarios() {}

    static Set<String> numbers() {
        return STORIES.keySet();
    }

    static Story story(String number) {
        return Objects.requireNonNull(STORIES.get(number), number).apply(Golden.event(number));
    }

    /** The one settlement of an event that has no more. */
    static Scenario of(String number) {
        return (Scenario) story(number);
    }

    /** What a golden event makes of the books in a mode. */
    interface Story {

        Told book(Mode mode);

        /** One after the other. */
        static Story of(Story... parts) {
            return mode -> {
                var told = new Told(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
                for (Story part : parts) {
                    Told one = part.book(mode);
                    told.bookings().addAll(one.bookings());
                    told.held().addAll(one.held());
                    told.codes().addAll(one.codes());
                }
                return told;
            };
        }

        /** A booking that no settlement brings. */
        static Story occasion(TestRules rules, ExchangeRates rates, Function<Occasions, Booking> occasion) {
            return mode -> new Told(
                    List.of(occasion.apply(new Occasions(rules.modes(mode).build(), rates))), List.of(), List.of());
        }

        /** Something that waits although no event of a settlement does. */
        static Story waits(Function<Mode, List<Reason>> reasons) {
            return mode -> new Told(
                    List.of(),
                    List.of(),
                    reasons.apply(mode).stream().map(Reason::code).toList());
        }
    }

    /** @param codes of what waits, with or without an event */
    record Told(List<Booking> bookings, List<Booked.Held> held, List<String> codes) {}

    /** One settlement to book. */
    record Scenario(SettlementFacts facts, List<Event> events, TestRules rules, Knowledge knowledge) implements Story {

        Booked booked(Mode mode) {
            return Booked.of(facts, events, rules.modes(mode).build(), knowledge);
        }

        @Override
        public Told book(Mode mode) {
            Booked booked = booked(mode);
            return new Told(booked.bookings(), booked.held(), booked.heldCodes());
        }

        Scenario with(Knowledge value) {
            return new Scenario(facts, events, rules, value);
        }
    }

    private static Map<String, Function<Happening, Story>> stories() {
        var all = new LinkedHashMap<String, Function<Happening, Story>>();
        Stream.of("E01", "E05", "E06", "E26", "E27", "E33", "E40")
                .forEach(sale -> all.put(sale, event -> of(event, sales(event))));
        all.put(
                "E02",
                event -> of(
                        event,
                        plain(EventKind.SALE, event, event.money("1250.00")).build()));
        all.put("E03", event -> bought(event, EventKind.SALE, "778.00", ""));
        all.put("E04", GoldenScenarios::fourteenOrders);
        all.put("E07", event -> {
            Scenario sale = of(event, sales(event));
            sale.rules().noOss();
            return sale;
        });
        all.put("E08", event -> {
            Scenario sale = of(event, sales(event));
            sale.rules().zeroRule("export", "36", VatRules.OUTSIDE_EU);
            return sale;
        });
        all.put("E09", event -> bought(event, EventKind.SALE, "2000.00", event.text("buyer_vat_no")));
        Stream.of("E10", "E11", "E29").forEach(refund -> all.put(refund, event -> of(event, refund(event))));
        Stream.of("E12", "E35", "E36")
                .forEach(payout -> all.put(payout, event -> {
                    Scenario settled = settled(event, payoutAndFees(event));
                    if (!event.text("locked_through").isEmpty()) {
                        settled.rules().locked(event.text("locked_through"));
                    }
                    return settled;
                }));
        all.put("E13", event -> reverseCharge(event, MoneyRules.FeeVat.RC_EU));
        all.put(
                "E14",
                event -> Story.of(
                        balance(event, "S", fee(event, event.input("fee"), event.at())),
                        reverseCharge(event, MoneyRules.FeeVat.RC_NON_EU)));
        all.put("E15", event -> balance(event, "S", fee(event, event.input("fee_usd"), event.at())));
        all.put("E16", GoldenScenarios::wholeKronor);
        all.put("E17", event -> withdrawn(event, "WD-1"));
        all.put("E18", event -> withdrawn(event, "WD-2"));
        all.put(
                "E19",
                event -> Story.of(
                        settled(event, payoutAndFees(event)),
                        Story.occasion(
                                rules(event),
                                Booked.NO_RATES,
                                occasions -> occasions.bank(new Occasions.Arrival(
                                        event.text("payment_reference"),
                                        event.money("12000.00"),
                                        1_200_000,
                                        null,
                                        LocalDate.parse(event.text("bank_date")).minusDays(2),
                                        LocalDate.parse(event.text("bank_date")))))));
        all.put(
                "E20",
                event -> balance(
                        event,
                        "S",
                        Happened.event(
                                        EventKind.CHARGEBACK_OPENED,
                                        event.text("order_id"),
                                        event.at(),
                                        event.input("disputed"))
                                .subject("dp_1")
                                .build(),
                        Happened.event(EventKind.FEE, "", event.at(), event.input("fee"))
                                .subject("dp_1")
                                .build()));
        all.put("E21", event -> of(event, lost(event)));
        all.put(
                "E22",
                event -> Story.of(
                        balance(event, "S", reserve(event, EventKind.RESERVE_HELD, "hold_date")),
                        balance(event, "S2", reserve(event, EventKind.RESERVE_RELEASED, "release_date"))));
        all.put("E23", GoldenScenarios::multiPurposeCard);
        all.put("E24", GoldenScenarios::singlePurposeCard);
        all.put("E25", event -> bought(event, EventKind.SALE, "325.00", ""));
        all.put("E28", event -> settled(event, join(sales(event), payoutAndFees(event))));
        all.put("E30", GoldenScenarios::euroPayout);
        all.put("E31", GoldenScenarios::twoChargeDays);
        all.put("E32", event -> of(event, klarnaReturn(event, event.money("1250.00"))));
        all.put("E34", event -> {
            Scenario sale = of(event, sales(event));
            sale.rules().locked(event.text("locked_through"));
            return sale;
        });
        all.put("E37", event -> {
            Scenario open = of(event, refund(event));
            open.rules().vatReported(event.text("vat_reported_through"));
            return open;
        });
        all.put("E38", event -> {
            Scenario cash = settled(event, join(salesPerLine(event), payoutAndFees(event)));
            cash.rules().cashMethod();
            return cash;
        });
        all.put("E39", GoldenScenarios::cutOver);
        all.put("E41", event -> {
            Scenario sale = of(event, sales(event));
            sale.rules()
                    .entry(TestPlan.entry("VAT_OUT_VOEC_NO", event.text("foreign_vat_account"), "Norsk moms VOEC", ""));
            return sale;
        });
        all.put("E42", event -> bought(event, EventKind.REFUND, "1151.00", ""));
        all.put("E43", event -> decided(event, Decision.Choice.REFUND));
        all.put("E44", event -> decided(event, Decision.Choice.LOSS));
        all.put(
                "E45",
                event -> balance(
                        event,
                        "S",
                        plain(EventKind.CHARGEBACK_WON, event, event.money("1250.00"))
                                .subject(event.text("dispute"))
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
        all.put("E47", event -> bought(event, EventKind.SALE, "2000.00", event.text("buyer_vat_no")));
        all.put(
                "E48",
                event -> Story.of(
                        balance(event, "po_5", payout(event.at(), event.input("payout"), "po_5")),
                        balance(
                                event,
                                "S",
                                payout(
                                        Happened.noon(event.text("failed_on")),
                                        event.input("payout").negated(),
                                        "po_5"))));
        all.put(
                "E49",
                event -> balance(
                        event, "po_6", payout(event.at(), event.input("payout").negated(), "po_6")));
        all.put(
                "E50",
                event -> settled(
                        event,
                        join(
                                payoutAndFees(event),
                                List.of(plain(EventKind.DEBT_INCURRED, event, event.input("deposit"))
                                        .build()))));
        all.put("E51", GoldenScenarios::advance);
        all.put(
                "E52",
                event -> of(
                        event,
                        plain(EventKind.COMMISSION, event, event.input("commission"))
                                .build()));
        all.put("E53", GoldenScenarios::convertedAtCharge);
        all.put("E54", GoldenScenarios::conversion);
        all.put(
                "E55",
                event -> Story.occasion(
                        rules(event),
                        Booked.rates("2026-12-31", "EUR", event.text("closing_rate")),
                        occasions -> occasions
                                .revaluation(
                                        new Occasions.Held("CLEARING_EUR", "", event.input("balance_eur"), 545_260),
                                        LocalDate.of(2026, 12, 31),
                                        1)
                                .orElseThrow()));
        all.put("E56", GoldenScenarios::undelivered);
        all.put("E57", event -> {
            Scenario cash =
                    settled(event, join(salesPerLine(event), payoutAndFees(event, Happened.noon("2027-01-05"))));
            cash.rules().cashMethod();
            return new Scenario(
                    new SettlementFacts(
                            event.text("payment_reference"),
                            Money.SEK,
                            LocalDate.of(2027, 1, 5),
                            event.input("payout"),
                            1),
                    cash.events(),
                    cash.rules(),
                    cash.knowledge());
        });
        all.put("E58", event -> refundOf(event, event.text("sale_day"), "25.00"));
        all.put("E59", event -> refundOf(event, event.text("sale_day"), "25.00"));
        all.put("E60", event -> {
            Scenario sale = of(
                    event, plain(EventKind.SALE, event, event.money("1000.00")).build());
            sale.rules().yearsThrough("2026-12-31");
            return sale;
        });
        all.put(
                "E61",
                event -> Story.waits(mode -> Stream.ofNullable(new Occasions(
                                        rules(event)
                                                .feeVat(MoneyRules.FeeVat.RC_EU)
                                                .modes(mode)
                                                .build(),
                                        Booked.NO_RATES)
                                .unconfirmed(YearMonth.parse(event.text("fee_month")), event.money("1240.00")))
                        .toList()));
        all.put("E62", event -> of(event, klarnaReturn(event, event.money("400.00"))));
        all.put("E63", GoldenScenarios::refundOntoCard);
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
        all.put("E66", event -> {
            Scenario gross = settled(event, payoutAndFees(event));
            gross.rules().feesOnInvoice();
            return gross;
        });
        all.put("E67", event -> {
            Scenario both = settled(event, payoutAndFees(event));
            both.rules().ownsBank();
            LocalDate found =
                    LocalDate.parse(event.inputs().at("/found_on_1930/date").asText());
            return both.with(both.knowledge().with((Knowledge.BankBook)
                    (account, amount, from, until) -> account.number().equals("1930")
                                    && amount.equals(event.input("payout"))
                                    && !found.isBefore(from)
                                    && !found.isAfter(until)
                            ? Optional.of(found)
                            : Optional.empty()));
        });
        all.put(
                "E68",
                event -> Story.waits(mode -> InvoiceMatch.outsideProvider(
                        List.of(new InvoiceMatch.Candidate(
                                event.text("credit_invoice"), event.text("order_id"), event.money("-300.00"), true)),
                        List.of(new Booking.Find("YourReference", "100371")))));
        Stream.of("E69", "E72").forEach(failed -> all.put(failed, GoldenScenarios::cameBack));
        all.put("E70", event -> {
            Scenario again = again(event);
            return again.with(again.knowledge().with((Knowledge.Decisions)
                    any -> Optional.of(new Decision(Decision.Choice.REPAID, null, day(event), "accountant"))));
        });
        all.put("E71", GoldenScenarios::again);
        all.put("E73", event -> {
            Scenario lost = decided(event, Decision.Choice.LOSS);
            lost.rules().losses(VatRules.Losses.NET);
            return lost;
        });
        return all;
    }

    /** The money of a refund that is known, or is not, comes back. */
    private static Scenario cameBack(Happening event) {
        Scenario alone = balance(
                event,
                "S",
                plain(EventKind.REFUND_FAILED, event, event.input("amount"))
                        .subject(event.text("refund"))
                        .build());
        boolean known = event.inputs().get("known").asBoolean();
        Event refund = plain(EventKind.REFUND, event, event.input("amount")).build();
        return alone.with(alone.knowledge().with(new TestRefunds(known ? List.of(refund) : List.of(), List.of())));
    }

    /** A refund of an order whose earlier refund has come back. */
    private static Scenario again(Happening event) {
        Scenario alone = balance(
                event,
                "S",
                plain(EventKind.REFUND, event, event.input("amount"))
                        .vat(Happened.vat("25", 125_00))
                        .build());
        Event failed =
                plain(EventKind.REFUND_FAILED, event, event.input("amount")).build();
        return alone.with(alone.knowledge().with(new TestRefunds(List.of(), List.of(failed))));
    }

    /** An order with the lines of a golden event, told by its shop. */
    private static Scenario bought(Happening event, EventKind kind, String amount, String vatNumber) {
        Event of = plain(kind, event, event.money(amount)).build();
        Scenario alone = of(event, of);
        alone.rules().cards(VatRules.Cards.MULTI);
        return alone.with(alone.knowledge().with(lines(event, vatNumber)));
    }

    private static Knowledge.Baskets lines(Happening event, String vatNumber) {
        var lines = new ArrayList<Basket.Line>();
        JsonNode in = event.inputs();
        lines(event).forEach(line -> lines.add(Basket.Line.of(Basket.Kind.GOODS, rate(line), gross(event, line))));
        if (in.has("freight_gross")) {
            lines.add(Basket.Line.of(
                    Basket.Kind.FREIGHT, null, event.input("freight_gross").minor()));
        }
        if (in.has("tip")) {
            lines.add(Basket.Line.of(Basket.Kind.TIP, null, event.input("tip").minor()));
        }
        if (in.has("return_fee")) {
            lines.add(Basket.Line.of(
                    Basket.Kind.RETURN_FEE, null, -event.input("return_fee").minor()));
        }
        return basket(event, vatNumber, lines);
    }

    private static Knowledge.Baskets basket(Happening event, String vatNumber, List<Basket.Line> lines) {
        var basket = new Basket(Basket.StatedBy.SHOP, event.money("0").currency(), lines, vatNumber, null);
        return any -> Optional.of(basket);
    }

    private static Event fee(Happening event, Money amount, Instant at) {
        return Happened.event(EventKind.FEE, event.text("order_id"), at, amount).build();
    }

    private static Event lost(Happening event) {
        return Happened.event(EventKind.CHARGEBACK_LOST, "", event.at(), event.money("1250.00"))
                .country("SE")
                .subject(event.text("dispute"))
                .vat(Happened.vat("25", 25_000))
                .build();
    }

    private static Event reserve(Happening event, EventKind kind, String day) {
        return Happened.event(kind, "", Happened.noon(event.text(day)), event.input("hold"))
                .build();
    }

    private static Event payout(Instant at, Money amount, String subject) {
        return Happened.event(EventKind.PAYOUT, "", at, amount).subject(subject).build();
    }

    private static Story reverseCharge(Happening event, MoneyRules.FeeVat feeVat) {
        String day = event.inputs().path("invoice_date").asText(day(event).toString());
        return Story.occasion(
                rules(event).feeVat(feeVat),
                Booked.NO_RATES,
                occasions -> occasions.reverseCharge(new Occasions.FeeInvoice(
                        YearMonth.from(LocalDate.parse(day)),
                        event.input("base"),
                        event.inputs().path("invoice").asText("ACME-2026-10"),
                        LocalDate.parse(day))));
    }

    /** A settlement of a provider with a running balance. */
    private static Scenario balance(Happening event, String reference, Event... events) {
        LocalDate day = Stockholm.dayOf(events[events.length - 1].at());
        var facts = new SettlementFacts(
                reference, event.money("0").currency(), day, event.money("0"), reference.equals("po_5") ? 2 : 1);
        var rates = event.inputs().has("rate") && !event.inputs().has("rate_date")
                ? Booked.rates(day(event).toString(), event.currency(), event.text("rate"))
                : Golden.rates(event);
        return new Scenario(
                facts,
                List.of(events),
                rules(event).byBalanceDay().feeVat(MoneyRules.FeeVat.EXEMPT),
                Knowledge.of(rates, Booked.NO_ORIGINALS));
    }

    private static Story wholeKronor(Happening event) {
        Money bank = event.input("bank");
        Scenario payout = settled(
                event,
                List.of(
                        Happened.event(EventKind.PAYOUT, "", event.at(), bank).build(),
                        Happened.event(EventKind.ADJUSTMENT, "", event.at(), bank.minus(event.input("receivable")))
                                .build()));
        payout.rules().ownsBank().wholeKronor();
        var facts = new SettlementFacts(event.text("payment_reference"), Money.SEK, day(event), bank, 9);
        return new Scenario(facts, payout.events(), payout.rules(), payout.knowledge());
    }

    /** E17, E18: a fee on its balance day, then a withdrawal that the provider turns into SEK. */
    private static Story withdrawn(Happening event, String id) {
        LocalDate feeDay = LocalDate.parse(event.text("fee_day"));
        Money sold = event.input("fee_eur").plus(event.input("payout_eur"));
        Money arrives = Money.of(event.text("payout_sek"), "SEK");
        ExchangeRates rates = Booked.rates(event.text("fee_day"), "EUR", event.text("fee_rate"));
        ExchangeRate rate = rates.on(feeDay, sold.currency(), Money.SEK).orElseThrow();
        Scenario both = balance(
                event,
                "S",
                fee(event, event.input("fee_eur"), Happened.noon(event.text("fee_day"))),
                Happened.event(EventKind.PAYOUT, "", event.at(), event.input("payout_eur"))
                        .subject(id)
                        .original(arrives, null)
                        .build());
        return both.with(Knowledge.of(rates, Booked.NO_ORIGINALS)
                .with((Knowledge.Pots) (currency, before) -> List.of(new Knowledge.Move(
                        feeDay.minusDays(1), sold.minor(), rate.convert(sold).minor(), rate))));
    }

    private static Story multiPurposeCard(Happening event) {
        String card = event.text("gift_card");
        Scenario sold = of(
                event,
                Happened.event(EventKind.GIFT_CARD_SOLD, "100247", event.at(), event.money("500.00"))
                        .subject(card)
                        .build());
        sold.rules().cards(VatRules.Cards.MULTI);
        Event paid = Happened.event(
                        EventKind.SALE,
                        event.text("redeem_order"),
                        Happened.noon(event.text("redeem_captured")),
                        event.money("125.00"))
                .country("SE")
                .build();
        Scenario used = of(event, paid);
        used.rules().cards(VatRules.Cards.MULTI);
        return Story.of(
                sold,
                used.with(used.knowledge()
                        .with(basket(
                                event,
                                "",
                                List.of(
                                        Basket.Line.of(Basket.Kind.GOODS, VatRate.parse("25"), 62_500),
                                        Basket.Line.of(Basket.Kind.PAID_BY_CARD, null, -50_000))))));
    }

    private static Story singlePurposeCard(Happening event) {
        String card = event.text("gift_card");
        VatRate six = VatRate.parse("6");
        Scenario sold = of(
                event,
                Happened.event(EventKind.GIFT_CARD_SOLD, "100248", event.at(), event.money("530.00"))
                        .vat(List.of(new VatPart(six, 3_000)))
                        .subject(card)
                        .build());
        Scenario used = of(
                event,
                Happened.event(
                                EventKind.GIFT_CARD_REDEEMED,
                                event.text("redeem_order"),
                                Happened.noon(event.text("redeem_captured")),
                                event.money("530.00"))
                        .vat(List.of(new VatPart(six, 3_000)))
                        .subject(card)
                        .build());
        return Story.of(sold, used);
    }

    private static Story refundOntoCard(Happening event) {
        Scenario back = of(
                event,
                Happened.event(EventKind.REFUND, event.text("order_id"), event.at(), event.money("0.00"))
                        .country("SE")
                        .build());
        back.rules().cards(VatRules.Cards.MULTI);
        return back.with(back.knowledge()
                .with(basket(
                        event,
                        "",
                        List.of(
                                Basket.Line.of(Basket.Kind.GOODS, VatRate.parse("25"), 62_500),
                                Basket.Line.of(Basket.Kind.GIFT_CARD, null, -62_500)))));
    }

    private static Story cutOver(Happening event) {
        Event earlier = Happened.sale("100099", "2026-09-25", "3000.00 SEK")
                .country("SE")
                .build();
        Scenario first = settled(event, join(List.of(earlier), payoutAndFees(event)));
        first.rules().start(event.text("start_date")).opening("3000.00 SEK", event.text("confirmed_by"));
        TestRules rules =
                rules(event).start(event.text("start_date")).opening("3000.00 SEK", event.text("confirmed_by"));
        return Story.of(
                Story.occasion(rules, Booked.NO_RATES, occasions -> occasions
                        .opening(Money.SEK)
                        .orElseThrow()),
                first);
    }

    private static Scenario decided(Happening event, Decision.Choice choice) {
        Scenario lost = of(event, lost(event));
        return lost.with(lost.knowledge()
                .with((Knowledge.Decisions) any -> Optional.of(new Decision(choice, null, day(event), "accountant"))));
    }

    private static Story advance(Happening event) {
        Instant repaid = Happened.noon("2026-10-26");
        Money cost = event.input("cost");
        var given = new SettlementFacts("S1", Money.SEK, day(event), event.money("0"), 1);
        var taken = new SettlementFacts("S2", Money.SEK, LocalDate.of(2026, 10, 26), event.money("0"), 1);
        Knowledge nothing = Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS);
        return Story.of(
                new Scenario(
                        given,
                        List.of(Happened.event(EventKind.ADVANCE, "", event.at(), event.input("advance"))
                                .subject("loan-1")
                                .build()),
                        rules(event),
                        nothing),
                new Scenario(
                        taken,
                        List.of(
                                Happened.event(
                                                EventKind.ADVANCE_REPAID,
                                                "",
                                                repaid,
                                                event.input("repaid").minus(cost))
                                        .subject("loan-1")
                                        .build(),
                                Happened.event(EventKind.FEE, "", repaid, cost)
                                        .subject("loan-1")
                                        .build()),
                        rules(event),
                        nothing));
    }

    private static Story convertedAtCharge(Happening event) {
        Event sale = Happened.event(
                        EventKind.SALE, event.text("order_id"), event.at(), Money.of(event.text("balance_sek"), "SEK"))
                .country("DE")
                .original(event.money("100.00"), null)
                .build();
        var facts = new SettlementFacts("S", Money.SEK, day(event), Money.zero(Money.SEK), 1);
        return new Scenario(
                facts,
                List.of(sale),
                rules(event).byBalanceDay(),
                Knowledge.of(Golden.rates(event), Booked.NO_ORIGINALS).with(lines(event, "")));
    }

    private static Story conversion(Happening event) {
        Money left = event.input("from_eur");
        ExchangeRates rates = Booked.rates("2026-10-06", "EUR", "10.9345");
        ExchangeRate rate =
                rates.on(LocalDate.of(2026, 10, 6), left.currency(), Money.SEK).orElseThrow();
        Scenario alone = balance(
                event,
                "S",
                Happened.event(EventKind.CONVERSION, "", event.at(), left.negated())
                        .original(Money.of(event.text("to_sek"), "SEK"), null)
                        .build());
        return alone.with(Knowledge.of(rates, Booked.NO_ORIGINALS)
                .with((Knowledge.Pots) (currency, before) -> List.of(new Knowledge.Move(
                        LocalDate.of(2026, 10, 6),
                        left.minor(),
                        rate.convert(left).minor(),
                        rate))));
    }

    private static Story undelivered(Happening event) {
        Money net = event.input("net");
        String order = event.text("order_id");
        return Story.of(
                Story.occasion(
                        rules(event),
                        Booked.NO_RATES,
                        occasions -> occasions.undelivered(order, net, LocalDate.of(2026, 12, 31))),
                Story.occasion(
                        rules(event),
                        Booked.NO_RATES,
                        occasions -> occasions.delivered(order, net, LocalDate.parse(event.text("delivered_on")))));
    }

    /** One sale per line, each with its stated VAT. */
    private static List<Event> salesPerLine(Happening event) {
        var events = new ArrayList<Event>();
        lines(event).forEach(line -> {
            long gross = gross(event, line);
            events.add(Happened.event(
                            EventKind.SALE,
                            event.text("order_id") + "-" + rate(line),
                            event.at(),
                            Money.ofMinor(gross, Money.SEK))
                    .country("SE")
                    .vat(List.of(new VatPart(rate(line), rate(line).vatInside(gross))))
                    .build());
        });
        return events;
    }

    static TestRules rules(Happening event) {
        var rules = new TestRules();
        if (!event.provider().equals("klarna")) {
            String fee = event.provider().equals("paypal") ? "FEE_EXEMPT" : "FEE_CARD";
            rules.source(event.sourceName(), Golden.accountsOf(event.provider(), fee));
        }
        if (event.provider().equals("acmepay") || event.provider().equals("invoice")) {
            rules.entry(TestPlan.entry("CLEARING_SEK", "1686", "Fordringar för kontokort och kuponger", ""));
        }
        return rules.rate("DE", "19").rate("FI", "25.5").oss("DE", "FI");
    }

    /** A settlement that is told of only through these events. */
    static Scenario of(Happening event, List<Event> events) {
        var facts = new SettlementFacts(
                "S-" + event.number(), event.money("0").currency(), day(event), event.money("0"), events.size());
        return new Scenario(facts, events, rules(event), Knowledge.of(Golden.rates(event), Booked.NO_ORIGINALS));
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
        return new Scenario(facts, events, rules(event), Knowledge.of(Golden.rates(event), Booked.NO_ORIGINALS));
    }

    private static Scenario settled(Happening event, Event... events) {
        return settled(event, List.of(events));
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
        return payoutAndFees(
                event,
                Happened.noon(
                        event.inputs().path("payout_date").asText(day(event).toString())));
    }

    private static List<Event> payoutAndFees(Happening event, Instant at) {
        var events = new ArrayList<Event>();
        if (event.inputs().has("fees")) {
            Money vat = event.input("fee_vat");
            events.add(Happened.event(EventKind.FEE, "", at, event.input("fees").plus(vat))
                    .vat(Happened.vat("25", vat.minor()))
                    .build());
        }
        Money payout = event.inputs().has("deposit")
                ? event.money("0")
                : event.inputs().has("payout") ? event.input("payout") : event.money("12000.00");
        events.add(Happened.event(EventKind.PAYOUT, "", at, payout).build());
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

    private static Story euroPayout(Happening event) {
        var events = new ArrayList<>(sales(event));
        LocalDate paid = LocalDate.parse(event.text("payout_date"));
        LocalDate arrived = LocalDate.parse(event.text("bank_date"));
        Money payout = event.input("payout_eur");
        events.add(Happened.event(EventKind.FEE, "100320", event.at(), event.input("fee_eur"))
                .build());
        events.add(payout(Happened.noon(paid.toString()), payout, "po_3"));
        var facts = new SettlementFacts("po_3", payout.currency(), paid, arrived, payout, 2);
        ExchangeRates rates = Booked.rates(
                event.text("rate_date"), "EUR", event.text("rate"), arrived.toString(), "EUR", event.text("bank_rate"));
        ExchangeRate charged = rates.on(LocalDate.parse(event.text("rate_date")), payout.currency(), Money.SEK)
                .orElseThrow();
        return Story.of(
                new Scenario(
                        facts,
                        events,
                        rules(event).byBalanceDay().ownsBank().feeVat(MoneyRules.FeeVat.RC_EU),
                        Knowledge.of(rates, Booked.NO_ORIGINALS)),
                Story.occasion(
                        rules(event),
                        rates,
                        occasions -> occasions.bank(new Occasions.Arrival(
                                "po_3", payout, 268_268, charged, arrived.minusDays(2), arrived))));
    }

    private static Story twoChargeDays(Happening event) {
        var events = new ArrayList<>(sales(event));
        event.inputs()
                .get("orders")
                .forEach(order -> events.add(Happened.event(
                                EventKind.FEE,
                                order.get("order_id").asText(),
                                Instant.parse(order.get("charged_at").asText()),
                                event.money(order.get("fee").asText()))
                        .build()));
        Instant paid = Happened.noon(event.text("payout_date"));
        events.add(payout(paid, event.input("payout"), "po_4"));
        var facts = new SettlementFacts("po_4", Money.SEK, Stockholm.dayOf(paid), event.input("payout"), 4);
        return new Scenario(
                facts,
                events,
                rules(event).byBalanceDay().feeVat(MoneyRules.FeeVat.RC_EU),
                Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS));
    }

    /** E58, E59: the refund is valued and taxed as the sale it takes back. */
    private static Story refundOf(Happening event, String saleDay, String amount) {
        Event sale = Happened.sale(event.text("order_id"), saleDay, "100.00 EUR")
                .country("DE")
                .vat(Happened.vat("19", 1597))
                .build();
        Event refund = plain(EventKind.REFUND, event, event.money(amount)).build();
        Scenario alone = of(event, refund);
        ExchangeRates rates =
                event.inputs().has("rate") ? Golden.rates(event) : Booked.rates(saleDay, "EUR", "11.0000");
        return alone.with(Knowledge.of(rates, any -> Optional.of(sale)));
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
