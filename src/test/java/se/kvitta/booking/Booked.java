package se.kvitta.booking;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/** What the bookkeeper made of one settlement. */
final class Booked implements Bookkeeper.Sink {

    private final List<Booking> bookings = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    private final IdentityHashMap<Event, String> keys = new IdentityHashMap<>();
    private final IdentityHashMap<Event, List<TaxLine>> tax = new IdentityHashMap<>();
    private final IdentityHashMap<Event, String> left = new IdentityHashMap<>();
    private final IdentityHashMap<Event, Integer> times = new IdentityHashMap<>();
    private final IdentityHashMap<Event, LocalDate> days = new IdentityHashMap<>();
    private Bookkeeper.@Nullable Outcome outcome;

    record Held(Event event, Reason reason) {}

    /** Both sides of an account added up: minor units of the books, and of the rows' foreign amounts. */
    record Sum(long inBooks, long foreign) {

        static final Sum ZERO = new Sum(0, 0);

        Sum plus(Sum other) {
            return new Sum(Math.addExact(inBooks, other.inBooks), Math.addExact(foreign, other.foreign));
        }
    }

    static final ExchangeRates NO_RATES = (day, from, to) -> Optional.empty();
    static final OriginalSales NO_ORIGINALS = refund -> Optional.empty();

    static Booked of(SettlementFacts facts, List<Event> events, BookingRules rules) {
        return of(facts, events, rules, NO_RATES, NO_ORIGINALS);
    }

    static Booked of(
            SettlementFacts facts,
            List<Event> events,
            BookingRules rules,
            ExchangeRates rates,
            OriginalSales originals) {
        return of(facts, events, rules, Knowledge.of(rates, originals));
    }

    static Booked of(SettlementFacts facts, List<Event> events, BookingRules rules, Knowledge knowledge) {
        var booked = new Booked();
        booked.outcome = Bookkeeper.book(facts, events.iterator(), rules, knowledge, booked);
        return booked;
    }

    static SettlementFacts facts(String reference, String payoutDay, String payout, int rows) {
        Money money = Money.parse(payout);
        return new SettlementFacts(reference, money.currency(), LocalDate.parse(payoutDay), money, rows);
    }

    /** {@code rates("2026-10-06", "EUR", "10.9345")}: the rate of that day alone; more in threes. */
    static ExchangeRates rates(String... dayCurrencyRate) {
        var known = new TreeMap<String, ExchangeRate>();
        for (int i = 0; i < dayCurrencyRate.length; i += 3) {
            known.put(
                    dayCurrencyRate[i] + dayCurrencyRate[i + 1],
                    new ExchangeRate(
                            Currency.getInstance(dayCurrencyRate[i + 1]),
                            Money.SEK,
                            new BigDecimal(dayCurrencyRate[i + 2]),
                            LocalDate.parse(dayCurrencyRate[i]),
                            "Riksbanken"));
        }
        return (day, from, to) -> Optional.ofNullable(known.get(day + from.getCurrencyCode()));
    }

    @Override
    public void booking(Booking booking) {
        bookings.add(booking);
    }

    @Override
    public void held(long at, Event event, Reason reason) {
        times.merge(event, 1, Integer::sum);
        held.add(new Held(event, reason));
    }

    @Override
    public void booked(long at, Event event, String key, LocalDate day, List<TaxLine> parts) {
        times.merge(event, 1, Integer::sum);
        keys.put(event, key);
        days.put(event, day);
        tax.put(event, parts);
    }

    @Override
    public void left(long at, Event event, String why) {
        times.merge(event, 1, Integer::sum);
        left.put(event, why);
    }

    @Override
    public void empty(String key, String why) {
        keys.values().removeIf(key::equals);
    }

    /** In which booking each booked event is. */
    Map<Event, String> keys() {
        return keys;
    }

    /** On which day each booked event was told to be booked. */
    Map<Event, LocalDate> days() {
        return days;
    }

    /** How many times each event was told of. */
    Map<Event, Integer> times() {
        return times;
    }

    Map<Event, List<TaxLine>> tax() {
        return tax;
    }

    /** Why events are in no booking. */
    Map<Event, String> left() {
        return left;
    }

    List<Booking> bookings() {
        return bookings;
    }

    List<Held> held() {
        return held;
    }

    List<String> heldCodes() {
        return held.stream().map(each -> each.reason().code()).toList();
    }

    Bookkeeper.Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("nothing has been booked yet");
        }
        return outcome;
    }

    Booking only(String keyPart) {
        List<Booking> found = bookings.stream()
                .filter(booking -> booking.key().contains(keyPart))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " bookings for " + keyPart + " among "
                    + bookings.stream().map(Booking::key).toList());
        }
        return found.get(0);
    }

    /** What stands on each role's account in the end. Accounts that end at zero in both currencies are left out. */
    Map<String, Sum> perRole() {
        var sums = new TreeMap<String, Sum>();
        bookings.forEach(booking -> booking.voucher().rows().forEach(row -> add(sums, row.role(), row)));
        sums.values().removeIf(Sum.ZERO::equals);
        return sums;
    }

    Sum role(String role) {
        return perRole().getOrDefault(role, Sum.ZERO);
    }

    /** The same for each day. */
    Map<String, Sum> perDayAndAccount() {
        var sums = new TreeMap<String, Sum>();
        bookings.forEach(booking -> booking.voucher()
                .rows()
                .forEach(row ->
                        add(sums, booking.voucher().date() + " " + row.account().number(), row)));
        sums.values().removeIf(Sum.ZERO::equals);
        return sums;
    }

    private static void add(Map<String, Sum> sums, String key, VoucherRow row) {
        VoucherRow.Foreign foreign = row.foreign();
        sums.merge(
                key,
                new Sum(
                        row.amount().minor(),
                        foreign == null ? 0 : foreign.amount().minor()),
                Sum::plus);
    }

    /** Every voucher in the order it was made, as an accountant would jot it down. */
    String shown() {
        var text = new StringBuilder();
        bookings.forEach(booking -> text.append(shown(booking.voucher())));
        return text.toString();
    }

    static String shown(Voucher voucher) {
        var text = new StringBuilder()
                .append(voucher.date())
                .append(' ')
                .append(voucher.dateRule())
                .append(' ')
                .append(voucher.text())
                .append('\n');
        for (VoucherRow row : voucher.rows()) {
            text.append("  ").append(shown(row).strip()).append('\n');
        }
        return text.toString();
    }

    private static String shown(VoucherRow row) {
        VoucherRow.Foreign foreign = row.foreign();
        ExchangeRate rate = foreign == null ? null : foreign.rate();
        VoucherRow.VatMark vat = row.vat();
        VatMarkText mark = vat == null ? new VatMarkText("", "", "") : VatMarkText.of(vat);
        return row.role() + " " + row.account().number() + " " + row.amount()
                + (foreign == null ? "" : " = " + foreign.amount())
                + (rate == null ? "" : " @ " + rate.value())
                + (mark.rate().isEmpty() && mark.box().isEmpty()
                        ? ""
                        : (" | " + mark.rate() + " " + mark.country() + " " + mark.box()).stripTrailing())
                + (row.text().isEmpty() ? "" : " «" + row.text() + "»");
    }

    /** The VAT facts of a row as texts, empty where it has none. */
    record VatMarkText(String rate, String country, String box) {

        static VatMarkText of(VoucherRow.VatMark mark) {
            return new VatMarkText(
                    mark.rate() == null ? "" : mark.rate().toString(),
                    mark.country(),
                    mark.box() == null ? "" : mark.box().code());
        }
    }
}
