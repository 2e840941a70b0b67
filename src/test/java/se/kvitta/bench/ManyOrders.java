package se.kvitta.bench;

import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Bookkeeper;
import se.kvitta.booking.CreditRisk;
import se.kvitta.booking.DimensionRules;
import se.kvitta.booking.Knowledge;
import se.kvitta.booking.Mode;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.Periods;
import se.kvitta.booking.ReferenceUses;
import se.kvitta.booking.SettlementFacts;
import se.kvitta.booking.VatRules;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Reference;
import se.kvitta.settlement.VatPart;

/**
 * A settlement of the simple case, as large as one likes: two weeks of orders of all amounts in kronor, each a sale at 25 %
 * and a fee with its VAT, and one payout of what is left. Events are made when they are asked for.
 */
final class ManyOrders {

    static final LocalDate FIRST = LocalDate.of(2026, 2, 2);
    static final int DAYS = 14;

    static final LocalDate PAID = LocalDate.of(2026, 2, 16);
    private static final VatRate RATE = VatRate.parse("25");

    private final int events;
    private final Money payout;

    /** @param events how many, the payout included: odd */
    ManyOrders(int events) {
        this.events = events;
        long sum = 0;
        for (int order = 0; order < events / 2; order++) {
            long gross = gross(order);
            sum += gross - fee(gross);
        }
        this.payout = money(sum);
    }

    int events() {
        return events;
    }

    /** Books them. No key comes twice. */
    Bookkeeper.Outcome book(Mode mode, Iterator<Event> from, Bookkeeper.Sink sink) {
        var facts = new SettlementFacts("P1", Money.SEK, PAID, payout, events);
        var knowledge = Knowledge.of((day, currency, books) -> Optional.empty(), refund -> Optional.empty())
                .with((Knowledge.Repeats) event -> false);
        return Bookkeeper.book(facts, from, rules(mode), knowledge, sink);
    }

    Iterator<Event> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < events;
            }

            @Override
            public Event next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return event(next++);
            }
        };
    }

    private Event event(int number) {
        if (number == events - 1) {
            return Event.of(EventKind.PAYOUT, "PAYOUT", Stockholm.startOf(PAID), payout)
                    .build();
        }
        int order = number / 2;
        boolean sale = number % 2 == 0;
        long gross = gross(order);
        long fee = fee(gross);
        long minor = sale ? gross : fee;
        String id = "order-" + order;
        // Order by order through the days, as a document tells them.
        Instant at = Stockholm.startOf(FIRST.plusDays((long) order * DAYS / (events / 2)))
                .plusSeconds(36_000);
        return Event.of(sale ? EventKind.SALE : EventKind.FEE, (sale ? "SALE|" : "FEE|") + id, at, money(minor))
                .order(new OrderReference(id, String.valueOf(100_000 + order), "", "", ""))
                .country("SE")
                .vat(sale ? List.of() : List.of(new VatPart(RATE, fee / 5)))
                .row(number + 1)
                .build();
    }

    private static long gross(int order) {
        return 4_900 + order * 7_919L % 250_000;
    }

    private static long fee(long gross) {
        return gross * 3 / 100 + 250;
    }

    private static Money money(long minor) {
        return Money.ofMinor(minor, Money.SEK);
    }

    private static BookingRules rules(Mode mode) {
        return new BookingRules(
                "shop-se",
                "Provider",
                Set.of(mode),
                BookingRules.Method.INVOICE,
                BookingRules.SaleDay.CAPTURE,
                BookingRules.SaleRate.COMPANY,
                BookingRules.OrdersAs.ORDER,
                new BookingRules.Series("KV", "B", "C"),
                Money.SEK,
                new Periods(LocalDate.of(2026, 1, 1), null, null, MonthDay.of(1, 1), null),
                new MoneyRules(
                        MoneyRules.PayoutForm.LUMP,
                        MoneyRules.Day.SETTLEMENT,
                        MoneyRules.BankLeg.TRANSIT,
                        false,
                        MoneyRules.FeeVat.BY_LINE,
                        false,
                        CreditRisk.PROVIDER,
                        MoneyRules.Debts.CLEARING,
                        MoneyRules.Pots.FIFO,
                        Map.of()),
                new VatRules(
                        "SE",
                        Map.of("SE", List.of(new VatRules.DatedRate(RATE, null, null))),
                        Map.of(),
                        List.of(),
                        VatRules.Freight.OWN,
                        VatRules.Tips.STAFF,
                        VatRules.Cards.ASK,
                        VatRules.Goodwill.ASK,
                        VatRules.Losses.GROSS,
                        VatRules.DEFAULT_ROUNDING_LIMIT),
                List.of(new BookingRules.InvoiceField(Reference.ORDER_NUMBER, "YourReference")),
                ReferenceUses.NONE,
                new AccountPlan(
                        "bench",
                        List.of(
                                account("CLEARING_SEK", "1581"),
                                account("TRANSIT_SEK", "1979"),
                                account("AR_CUSTOMER", "1510"),
                                account("SALES_25", "3001"),
                                account("VAT_OUT_25", "2611"),
                                account("FEE", "6064"),
                                account("VAT_IN", "2641"))),
                DimensionRules.NONE,
                1000);
    }

    private static AccountPlan.Entry account(String role, String number) {
        return new AccountPlan.Entry(role, new Account(number, role), null, null, null);
    }
}
