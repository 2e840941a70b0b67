package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Books what persons have decided about events that waited, each in a voucher of its own on the day of the decision. */
final class Decided {

    private static final VatRate INCOME_RATE = VatRate.parse("25");

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final SaleTax tax;
    private final CarriedValues carried;
    private final Numbered keys = new Numbered();
    private final List<Taken> taken = new ArrayList<>();

    /** @param rateDay the Stockholm day of the rate that it waits on clearing at */
    private record Taken(String key, Event event, Decision decision, LocalDate rateDay) {}

    Decided(SettlementFacts facts, BookingRules rules, Valuation valuation, SaleTax tax, CarriedValues carried) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.tax = tax;
        this.carried = carried;
    }

    /** Whether a decision is one that is booked here; the others only change how the event is booked. */
    static boolean books(Event event, Decision decision, BookingRules rules) {
        boolean sales = booksSales(rules);
        return switch (decision.choice()) {
            case LOSS, INCOME_25, INCOME_EXEMPT, ACCOUNT -> true;
            case REFUND -> event.kind() == EventKind.CHARGEBACK_LOST && sales;
            case REPAID -> event.kind() == EventKind.REFUND;
            case AS_STATED, OPEN_DAY, BY_HAND -> false;
        };
    }

    private static boolean booksSales(BookingRules rules) {
        return rules.modes().contains(Mode.LEDGER) || rules.modes().contains(Mode.DAILY);
    }

    /** Whether what is lost is a claim on a buyer whose VAT falls with it. */
    private boolean losesVat(Event event, Decision decision) {
        boolean claim = event.kind() == EventKind.CHARGEBACK_LOST || event.kind() == EventKind.REFUND;
        return decision.choice() == Decision.Choice.LOSS
                && claim
                && rules.vat().losses() == VatRules.Losses.NET
                && booksSales(rules);
    }

    /** What is decided about, minor units of the settlement's currency; of a lost dispute the claim that was moved. */
    static long amountOf(Event event) {
        return event.kind() == EventKind.CHARGEBACK_LOST
                ? -event.amount().minor()
                : event.effect().minor();
    }

    /** @param rateDay the Stockholm day of the rate that it waits on clearing at */
    Sales.Placed add(Event event, Decision decision, LocalDate rateDay) {
        boolean takesBack = event.kind() == EventKind.CHARGEBACK_LOST && decision.choice() == Decision.Choice.REFUND;
        if (takesBack || losesVat(event, decision)) {
            SaleTax.Rows rows = tax.of(asRefund(event), decision.day());
            if (rows.held() != null) {
                return Sales.Placed.held(rows.held());
            }
        }
        @Nullable Reason shut = rules.periods().shut(facts.reference(), decision.day(), event.amount());
        if (shut != null) {
            return Sales.Placed.held(shut);
        }
        String key = keys.next(facts.reference() + "/decided/" + event.key());
        taken.add(new Taken(key, event, decision, rateDay));
        return Sales.Placed.in(key, rules.periods().open(decision.day()), List.of());
    }

    void finish(Consumer<Booking> sink) {
        taken.sort(Comparator.comparing(Taken::key));
        taken.forEach(one -> {
            if (one.event().kind() == EventKind.CHARGEBACK_LOST
                    && one.decision().choice() == Decision.Choice.REFUND) {
                refund(one, sink);
            } else {
                sink.accept(booking(one));
            }
        });
    }

    /** What the buyer got back through the card scheme, as the refund it has turned out to be. */
    private static Event asRefund(Event event) {
        return Event.of(EventKind.REFUND, event.key(), event.at(), event.amount())
                .order(event.order())
                .vat(event.vat())
                .country(event.country())
                .build();
    }

    /** Sale and VAT are taken back against the disputed claim; in the customer ledger by a credit invoice. */
    private void refund(Taken one, Consumer<Booking> sink) {
        Event event = one.event();
        LocalDate date = rules.periods().open(one.decision().day());
        SaleTax.Rows taxed = tax.of(asRefund(event), date);
        ValuedSale sale = ValuedSale.of(taxed, asRefund(event), taxed.saleDay(), valuation, rules.saleRate());
        boolean invoiced = rules.modes().contains(Mode.LEDGER);
        var draft = new VoucherDraft(rules, valuation, date, rules.references().beside(event.order()));
        for (SaleRow.Place place : SaleRow.Place.values()) {
            for (ValuedSale.Row row : sale.rows()) {
                SaleRow.Key key = row.key();
                if (key.place() == place) {
                    draft.add(
                            key.role(),
                            -row.inBooks(),
                            Money.ofMinor(-row.original(), sale.currency()),
                            sale.rate(),
                            "",
                            VoucherDraft.Vat.of(key),
                            key.dimensions());
                }
            }
        }
        @Nullable ExchangeRate rate = valuation.rate(taxed.saleDay());
        CarriedValues.Change claim = carried.claim(event, sale.money(), sale.moneyInBooks(), rate);
        if (invoiced) {
            draft.add("AR_CUSTOMER", sale.moneyInBooks(), sale.money(), rate, "", null);
        } else {
            draft.add(CarriedValues.DISPUTED, claim.inBooks(), sale.money(), claim.rate(), "", null);
        }
        draft.addExchangeDifference();
        String dispute = ("tvist " + event.subject()).strip();
        if (!invoiced) {
            sink.accept(new Booking(
                    one.key(),
                    Booking.Kind.VOUCHER,
                    facts.reference(),
                    draft.voucher("DECISION_DAY", rules.sourceName() + " " + dispute + " återbetald"),
                    1));
            return;
        }
        String order = event.order().shown();
        String of = tax.original(asRefund(event)).map(InvoicedSales::key).orElse("");
        var total = Money.ofMinor(sale.money(), facts.currency());
        sink.accept(new Booking(
                one.key(),
                Booking.Kind.CREDIT_INVOICE,
                order.isEmpty() ? facts.reference() : order,
                draft.voucher(rules.series().invoices(), "DECISION_DAY", "Kreditfaktura order " + order),
                1,
                invoice(
                        event,
                        of,
                        total,
                        InvoiceLines.of(sale, true, rules.plan(), date).lines())));
        var payment =
                new VoucherDraft(rules, valuation, date, rules.references().beside(event.order()));
        payment.add("AR_CUSTOMER", -sale.moneyInBooks(), -sale.money(), rate, "", null);
        payment.add(CarriedValues.DISPUTED, claim.inBooks(), sale.money(), claim.rate(), "", null);
        payment.addExchangeDifference();
        var paid = new Booking(
                one.key() + "/payment",
                Booking.Kind.PAYMENT,
                order.isEmpty() ? facts.reference() : order,
                payment.voucher(
                        rules.series().payments(),
                        "DECISION_DAY",
                        Character.toUpperCase(dispute.charAt(0)) + dispute.substring(1) + " mot kreditfaktura"),
                0,
                invoice(event, one.key(), total, List.of()));
        sink.accept(paid.closing(total));
    }

    private Booking.Invoice invoice(Event event, String of, Money total, List<Booking.Line> lines) {
        var market = Booking.Market.of(event.country(), "", rules.vat().home());
        return new Booking.Invoice(event.order(), of, total, event.country(), market, "", lines, null);
    }

    private Booking booking(Taken one) {
        Event event = one.event();
        Decision decision = one.decision();
        LocalDate date = rules.periods().open(decision.day());
        var draft = new VoucherDraft(rules, valuation, date, rules.references().beside(event.order()));
        boolean disputed = event.kind() == EventKind.CHARGEBACK_LOST;
        long effect = amountOf(event);
        var waits = new CarriedValues.Change(valuation.inBooks(effect, one.rateDay()), valuation.rate(one.rateDay()));
        CarriedValues.Change moved = disputed ? carried.claim(event, effect, waits.inBooks(), waits.rate()) : waits;
        long inBooks = moved.inBooks();
        @Nullable ExchangeRate rate = moved.rate();
        String pot = disputed ? CarriedValues.DISPUTED : "CLEARING_" + facts.currency();
        boolean comes = effect > 0;
        if (comes) {
            draft.add(pot, inBooks, effect, rate, "", null);
        }
        switch (decision.choice()) {
            case LOSS -> lose(draft, one, -inBooks, -effect, rate);
            case INCOME_25 -> {
                long vat = INCOME_RATE.vatInside(inBooks);
                var mark = new VoucherDraft.Vat(INCOME_RATE, rules.vat().home(), null, "decided by " + decision.by());
                draft.add("COMMISSION_INCOME_25", vat - inBooks, 0, null, "", mark);
                draft.add("VAT_OUT_25", -vat, 0, null, "", mark);
            }
            case INCOME_EXEMPT -> draft.add("COMMISSION_INCOME", -inBooks, -effect, rate, "", null);
            case REPAID -> {
                CarriedValues.Change owed = carried.owed(event, -effect, -inBooks, rate);
                draft.add(CarriedValues.OWED, owed.inBooks(), -effect, owed.rate(), "", null);
            }
            case ACCOUNT -> draft.addTo(Objects.requireNonNull(decision.account()), -inBooks, event.detail());
            default -> throw new IllegalArgumentException(decision.choice() + " is not booked by itself");
        }
        if (!comes) {
            draft.add(pot, inBooks, effect, rate, "", null);
        }
        boolean repaid = decision.choice() == Decision.Choice.REPAID;
        if (repaid) {
            draft.addExchangeDifference();
        }
        String owner = repaid ? CarriedValues.ownerOf(event) : "";
        return new Booking(
                one.key(),
                Booking.Kind.VOUCHER,
                owner.isEmpty() ? facts.reference() : owner,
                draft.voucher(
                        "DECISION_DAY",
                        rules.sourceName() + " "
                                + (repaid ? ("återbetalning " + owner).strip() + ", igen" : text(event))),
                1);
    }

    /** A claim of minor units of the settlement's currency is lost, with the VAT of its sale where that falls. */
    private void lose(VoucherDraft draft, Taken one, long inBooks, long claim, @Nullable ExchangeRate rate) {
        long vat = 0;
        long vatOfClaim = 0;
        var rows = new ArrayList<Runnable>();
        if (losesVat(one.event(), one.decision())) {
            Event refund = asRefund(one.event());
            SaleTax.Rows taxed = tax.of(refund, draft.date());
            ValuedSale sale = ValuedSale.of(taxed, refund, taxed.saleDay(), valuation, rules.saleRate());
            for (ValuedSale.Row row : sale.rows()) {
                SaleRow.Key key = row.key();
                if (key.isVat() && key.country().equals(rules.vat().home())) {
                    vat -= row.inBooks();
                    vatOfClaim -= sale.currency().equals(facts.currency()) ? row.original() : 0;
                    rows.add(() -> draft.add(
                            key.role(),
                            -row.inBooks(),
                            Money.ofMinor(-row.original(), sale.currency()),
                            sale.rate(),
                            "",
                            VoucherDraft.Vat.of(key),
                            key.dimensions()));
                }
            }
        }
        draft.add("BAD_DEBT", inBooks - vat, claim - vatOfClaim, vat == 0 ? rate : null, "", null);
        rows.forEach(Runnable::run);
    }

    private static String text(Event event) {
        String order =
                event.order().shown().isEmpty() ? "" : " order " + event.order().shown();
        String subject = event.subject().isEmpty() ? "" : " " + event.subject();
        return switch (event.kind()) {
            case CHARGEBACK_LOST -> "tvist" + subject + order(event, subject) + " förlorad";
            case REFUND -> "kundförlust" + order;
            case COMMISSION -> "provision " + event.day();
            default -> (event.detail().isEmpty() ? "post" : event.detail()) + order + " " + event.day();
        };
    }

    private static String order(Event event, String subject) {
        return subject.isEmpty() && !event.order().shown().isEmpty()
                ? " order " + event.order().shown()
                : "";
    }
}
