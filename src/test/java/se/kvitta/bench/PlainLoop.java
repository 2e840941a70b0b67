package se.kvitta.bench;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import se.kvitta.settlement.Event;

/**
 * What one would write by hand for {@link ManyOrders} and nothing else: it finds the Stockholm day of every event, takes
 * 25 % VAT out of a sale to the nearest öre, and adds up six accounts per day, checked for overflow. It makes no voucher, no key
 * and no tax line, looks up no rule, account, rate, period or decision, and knows no other kind, currency or rate.
 */
final class PlainLoop {

    private final long[] clearing = new long[ManyOrders.DAYS];
    private final long[] sales = new long[ManyOrders.DAYS];
    private final long[] vatOut = new long[ManyOrders.DAYS];
    private long fees;
    private long vatIn;
    private long transit;

    static PlainLoop over(Iterator<Event> events) {
        var loop = new PlainLoop();
        while (events.hasNext()) {
            loop.add(events.next());
        }
        return loop;
    }

    private void add(Event event) {
        long amount = event.amount().minor();
        switch (event.kind()) {
            case SALE -> {
                int day = (int) ChronoUnit.DAYS.between(ManyOrders.FIRST, event.day());
                long vat = (amount * 2_500 + 6_250) / 12_500;
                clearing[day] = Math.addExact(clearing[day], amount);
                vatOut[day] = Math.addExact(vatOut[day], vat);
                sales[day] = Math.addExact(sales[day], amount - vat);
            }
            case FEE -> {
                long vat = event.statedVat();
                fees = Math.addExact(fees, amount - vat);
                vatIn = Math.addExact(vatIn, vat);
            }
            case PAYOUT -> transit = Math.addExact(transit, amount);
            default -> throw new IllegalArgumentException(event.kind() + " is not in the simple case");
        }
    }

    /** Debit positive, per day and account, without what is zero. */
    Map<String, Long> books() {
        LocalDate paid = ManyOrders.PAID;
        var books = new TreeMap<String, Long>();
        for (int i = 0; i < ManyOrders.DAYS; i++) {
            LocalDate day = ManyOrders.FIRST.plusDays(i);
            books.merge(day + " CLEARING_SEK", clearing[i], Long::sum);
            books.merge(day + " SALES_25", -sales[i], Long::sum);
            books.merge(day + " VAT_OUT_25", -vatOut[i], Long::sum);
        }
        books.merge(paid + " TRANSIT_SEK", transit, Long::sum);
        books.merge(paid + " FEE", fees, Long::sum);
        books.merge(paid + " VAT_IN", vatIn, Long::sum);
        books.merge(paid + " CLEARING_SEK", -transit - fees - vatIn, Long::sum);
        return books;
    }
}
