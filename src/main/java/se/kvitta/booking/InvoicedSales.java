package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;

/**
 * Mode {@code ledger}: a customer invoice per sale and a credit invoice per refund, each in a verification of its own
 * against the customer ledger, and the payments that gift cards and the provider make of them. Mode {@code order}: in place
 * of the invoice a sales order, or an invoice that the merchant books; nothing else, as nothing of it stands in the books.
 */
final class InvoicedSales implements Sales {

    private static final String CUSTOMER = "AR_CUSTOMER";

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final SaleTax tax;
    private final Outstanding outstanding;
    private final Knowledge.Repeats repeats;
    private final Consumer<Booking> sink;
    private final Booking.Kind made;
    private final Numbered keys = new Numbered();

    /** @param made what a sale becomes */
    InvoicedSales(
            SettlementFacts facts,
            BookingRules rules,
            Valuation valuation,
            SaleTax tax,
            Outstanding outstanding,
            Knowledge.Repeats repeats,
            Consumer<Booking> sink,
            Booking.Kind made) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.tax = tax;
        this.outstanding = outstanding;
        this.repeats = repeats;
        this.sink = sink;
        this.made = made;
    }

    @Override
    public Placed add(Event event) {
        LocalDate date = tax.dayOf(event);
        boolean ordered = !made.isInBooks();
        LocalDate paid = ordered ? date : outstanding.paidOn(event, date);
        @Nullable Reason closed = ordered ? null : closed(event, date, rules, true);
        if (closed == null && !paid.equals(date)) {
            closed = closed(event, paid, rules, false);
        }
        if (closed != null) {
            return Placed.held(closed);
        }
        boolean refund = event.kind() == EventKind.REFUND;
        @Nullable Reason unfit = refund || ordered ? null : rules.references().unfit(event);
        if (unfit != null) {
            return Placed.held(unfit);
        }
        SaleTax.Rows taxed = tax.of(event, date);
        if (taxed.held() != null) {
            return Placed.held(taxed.held());
        }
        ValuedSale sale = ValuedSale.ofInvoice(taxed, event, tax.original(event), valuation, rules);
        String key = keys.next(key(event), repeats.mayRepeat(event));
        long[] settledBesides = besides(sale, refund);
        if (ordered && (refund || settledBesides[0] != 0 || settledBesides[1] != 0)) {
            return Placed.held(Bookkeeper.decision("ORDER_BY_HAND", event));
        }
        OrderReference of = event.order();
        // A credit invoice has a number of its own.
        var about = refund ? rules.references().beside(of) : rules.references().invoice(of);
        var draft = new VoucherDraft(rules, valuation, date, about);
        long gross = sale.gross() - settledBesides[0];
        long original = sale.grossOriginal() - settledBesides[1];
        if (!refund) {
            addCustomer(draft, sale, gross, original);
        }
        addRows(draft, sale, refund);
        if (refund) {
            addCustomer(draft, sale, gross, original);
        }
        var invoice = invoice(event, sale, original, refund, date);
        String order = event.order().shown();
        sink.accept(new Booking(
                key,
                refund ? Booking.Kind.CREDIT_INVOICE : made,
                order.isEmpty() ? facts.reference() : order,
                draft.voucher(
                        rules.series().invoices(),
                        dateRule(refund),
                        (refund
                                        ? "Kreditfaktura order "
                                        : made == Booking.Kind.SALES_ORDER ? "Kundorder " : "Kundfaktura order ")
                                + order),
                1,
                invoice));
        pay(event, sale, key, date, paid, refund, invoice);
        return Placed.in(key, date, sale.taxLines(rules.plan(), date));
    }

    @Override
    public void finish(Bookings ignored) {
        // Every invoice went with its event.
    }

    /** Why a row of the customer ledger cannot stand on a day; null when it can. */
    static @Nullable Reason closed(Event event, LocalDate date, BookingRules rules, boolean hasVat) {
        @Nullable LocalDate through = rules.periods().yearsThrough();
        if (through != null && date.isAfter(through)) {
            return Reason.of(
                    "NEXT_YEAR_MISSING",
                    "order",
                    event.order().shown(),
                    "day",
                    date,
                    "amount",
                    event.effect(),
                    "through",
                    through);
        }
        return rules.periods().closedFor(event, date, hasVat);
    }

    static String key(Event event) {
        return "order/" + event.key();
    }

    private String dateRule(boolean refund) {
        if (refund) {
            return "REFUND_DAY";
        }
        return rules.saleDay() == BookingRules.SaleDay.ORDER ? "ORDER_DAY" : "CAPTURE_DAY";
    }

    /** What gift cards paid, or were given for: it settles the invoice beside the money. In the books and as ordered. */
    private static long[] besides(ValuedSale sale, boolean refund) {
        long[] sums = new long[2];
        for (ValuedSale.Row row : sale.rows()) {
            if (settles(row, refund)) {
                sums[0] += row.inBooks();
                sums[1] += row.original();
            }
        }
        return sums;
    }

    /**
     * A card that paid a sale, or a card that a refund was put on. A single-purpose card that a refund was put on is a sale of that
     * card, with its VAT, and a line like others.
     */
    static boolean settles(ValuedSale.Row row, boolean refund) {
        return row.key().place() == SaleRow.Place.CARD
                || (refund && row.key().role().equals("GIFTCARD_MPV") && row.original() > 0);
    }

    private void addCustomer(VoucherDraft draft, ValuedSale sale, long gross, long original) {
        draft.add(
                CUSTOMER,
                gross,
                Money.ofMinor(original, sale.currency()),
                sale.rate(),
                "",
                null,
                rules.dimensions().always());
    }

    private static void addRows(VoucherDraft draft, ValuedSale sale, boolean refund) {
        var merged = new TreeMap<SaleRow.Key, long[]>();
        for (ValuedSale.Row row : sale.rows()) {
            if (!settles(row, refund)) {
                long[] sums = merged.computeIfAbsent(row.key(), first -> new long[2]);
                sums[0] += row.inBooks();
                sums[1] += row.original();
            }
        }
        merged.forEach((key, sums) -> draft.add(
                key.role(),
                -sums[0],
                Money.ofMinor(-sums[1], sale.currency()),
                sale.rate(),
                "",
                VoucherDraft.Vat.of(key),
                key.dimensions()));
    }

    private Booking.Invoice invoice(Event event, ValuedSale sale, long total, boolean refund, LocalDate date) {
        InvoiceLines lines = InvoiceLines.of(sale, refund, rules.plan(), date);
        Optional<Event> original = tax.original(event);
        return new Booking.Invoice(
                event.order(),
                original.map(InvoicedSales::key).orElse(""),
                Money.ofMinor(total, sale.currency()),
                tax.country(event),
                Booking.Market.of(
                        tax.country(event), tax.vatNumber(event), rules.vat().home()),
                tax.vatNumber(event),
                lines.lines(),
                null,
                items(event, original, lines),
                tax.buyer(event),
                null);
    }

    /** By the event's own lines, else by those of the whole sale that it takes back. */
    private List<Booking.Item> items(Event event, Optional<Event> original, InvoiceLines lines) {
        String stated = tax.country(event);
        String country = stated.isEmpty() ? rules.vat().home() : stated;
        return tax.basketOf(event)
                .or(() -> original.flatMap(tax::basketOf))
                .map(basket -> lines.items(basket, product -> rules.dimensions().of(country, product, event.method())))
                .orElse(List.of());
    }

    /**
     * A payment by each gift card, then the one by the provider, on the day it has the money if the buyer owes it until then. The last
     * of them closes the invoice.
     */
    private void pay(
            Event event,
            ValuedSale sale,
            String key,
            LocalDate date,
            LocalDate paid,
            boolean refund,
            Booking.Invoice invoice) {
        var payments = new ArrayList<Booking>();
        for (ValuedSale.Row row : sale.rows()) {
            if (settles(row, refund)) {
                var draft = new VoucherDraft(
                        rules, valuation, date, rules.references().beside(event.order()));
                Money original = Money.ofMinor(-row.original(), sale.currency());
                new SettledClaim(original, -row.inBooks(), sale.rate())
                        .addTo(draft, refund, row.key().role(), -row.inBooks(), original, sale.rate());
                payments.add(payment(
                        event,
                        key + "/card-" + (payments.size() + 1),
                        key,
                        draft,
                        dateRule(refund),
                        original,
                        refund,
                        invoice,
                        "presentkort"));
            }
        }
        if (sale.money() != 0 && made.isInBooks()) {
            payments.add(byProvider(event, sale, key, date, paid, refund, invoice));
        }
        for (int i = 0; i < payments.size(); i++) {
            boolean last = i == payments.size() - 1;
            sink.accept(last ? payments.get(i).closing(invoice.total()) : payments.get(i));
        }
    }

    private Booking byProvider(
            Event event,
            ValuedSale sale,
            String key,
            LocalDate date,
            LocalDate paid,
            boolean refund,
            Booking.Invoice invoice) {
        var draft = new VoucherDraft(rules, valuation, paid, rules.references().beside(event.order()));
        boolean converted = sale.converted();
        Money total = Money.ofMinor(converted ? sale.grossOriginal() : sale.money(), sale.currency());
        new SettledClaim(total, converted ? sale.gross() : sale.moneyInBooks(), sale.rate())
                .addTo(
                        draft,
                        refund,
                        "CLEARING_" + facts.currency(),
                        sale.moneyInBooks(),
                        event.effect(),
                        converted ? null : sale.rate());
        String rule = paid.equals(date) ? dateRule(refund) : outstanding.dateRule();
        return payment(event, key + "/payment", key, draft, rule, total, refund, invoice, rules.sourceName());
    }

    private Booking payment(
            Event event,
            String key,
            String of,
            VoucherDraft draft,
            String dateRule,
            Money total,
            boolean refund,
            Booking.Invoice invoice,
            String by) {
        String order = event.order().shown();
        return new Booking(
                key,
                Booking.Kind.PAYMENT,
                order.isEmpty() ? facts.reference() : order,
                draft.voucher(
                        rules.series().payments(),
                        dateRule,
                        (refund ? "Återbetalning order " : "Inbetalning order ") + order + " via " + by),
                0,
                new Booking.Invoice(
                        invoice.order(),
                        of,
                        total,
                        invoice.country(),
                        invoice.market(),
                        invoice.vatNumber(),
                        List.of(),
                        null));
    }
}
