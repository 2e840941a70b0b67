package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/**
 * Orders that single-purpose gift cards have paid in full: their VAT was taken when the cards were sold, so the revenue
 * only moves, in a voucher of its own.
 */
final class Redemptions {

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final SaleTax tax;
    private final Numbered keys = new Numbered();
    private final List<Booking> bookings = new ArrayList<>();

    Redemptions(SettlementFacts facts, BookingRules rules, Valuation valuation, SaleTax tax) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.tax = tax;
    }

    /** Where the order went; null when it is a sale like others. */
    Sales.@Nullable Placed add(Event event) {
        LocalDate date = tax.dayOf(event);
        SaleTax.Rows taxed = tax.of(event, date);
        boolean moved = taxed.held() == null
                && taxed.rows().stream()
                        .allMatch(row -> row.key().place() == SaleRow.Place.CARD
                                || row.key().role().equals("SALES_SPV_USED"));
        if (!moved || taxed.rows().isEmpty()) {
            return null;
        }
        @Nullable Reason closed = rules.periods().closedFor(event, date, false);
        if (closed != null) {
            return Sales.Placed.held(closed);
        }
        ValuedSale sale = ValuedSale.of(taxed, event, taxed.saleDay(), valuation, rules.saleRate());
        var draft = new VoucherDraft(rules, valuation, date, rules.references().beside(event.order()));
        for (ValuedSale.Row row : sale.rows()) {
            draft.add(
                    row.key().role(),
                    -row.inBooks(),
                    Money.ofMinor(-row.original(), sale.currency()),
                    sale.rate(),
                    "",
                    null,
                    row.key().dimensions());
        }
        String key = keys.next(facts.reference() + "/redeemed/" + event.key());
        String card = event.subject().isEmpty() ? "" : " " + event.subject();
        bookings.add(new Booking(
                key,
                Booking.Kind.VOUCHER,
                facts.reference(),
                draft.voucher(
                        "CAPTURE_DAY",
                        "Presentkort" + card + " inlöst order " + event.order().shown()),
                1));
        return Sales.Placed.in(key, date, sale.taxLines(rules.plan(), date));
    }

    void finish(Consumer<Booking> sink) {
        bookings.forEach(sink);
    }
}
