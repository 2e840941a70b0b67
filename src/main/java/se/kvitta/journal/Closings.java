package se.kvitta.journal;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Occasions.Arrival;
import se.kvitta.booking.Occasions.FeeInvoice;
import se.kvitta.booking.Occasions.Held;
import se.kvitta.booking.TaxLine;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;

/** What the books must know to book what no settlement brings: payouts on their way, fees per month, balances, orders. */
public final class Closings {

    /** For how many days a payout is taken to be on its way whose provider does not say when it reaches the bank [?]. */
    private static final int UNTOLD_BANK_DAYS = 5;

    private final Database database;

    public Closings(Database database) {
        this.database = database;
    }

    /**
     * Payouts that stand on a transit account and have reached the bank.
     *
     * @param today the Stockholm day until which they have
     */
    public List<Arrival> arrivals(String profile, Currency books, LocalDate today) {
        return database.sql("""
                        select s.reference, s.payout_day, s.bank_day, sum(r.amount) as booked,
                            coalesce((select sum(v.amount) from posting q join posting_row v on v.posting_id = q.id
                                where q.profile = s.profile and q.settlement_id is null and q.state <> 'STAGED'
                                  and q.reference = s.reference and q.posting_key like 'revaluation/TRANSIT_%'
                                  and v.role like 'TRANSIT_%'), 0) as revalued,
                            sum(coalesce(r.foreign_amount, r.amount)) as paid,
                            coalesce(min(r.foreign_currency), :books) as currency,
                            min(r.rate) as rate, max(r.rate) as highest, min(r.rate_day) as rate_day,
                            min(r.rate_source) as rate_source
                        from settlement s join posting p on p.settlement_id = s.id
                            join posting_row r on r.posting_id = p.id
                        where s.profile = :profile and s.state = 'PLANNED' and s.bank_day <= :today
                          and s.bank_day > s.payout_day and p.state <> 'STAGED' and r.role like 'TRANSIT_%'
                        group by s.profile, s.reference, s.payout_day, s.bank_day
                        having sum(r.amount) <> 0
                        order by s.bank_day, s.reference
                        """)
                .param("profile", profile)
                .param("books", books.getCurrencyCode())
                .param("today", today)
                .query((row, n) -> arrival(row, books))
                .list();
    }

    private static Arrival arrival(ResultSet row, Currency books) throws SQLException {
        Currency currency = Currency.getInstance(row.getString("currency"));
        @Nullable String rate = row.getString("rate");
        long revalued = row.getLong("revalued");
        boolean one = revalued == 0 && rate != null && rate.equals(row.getString("highest"));
        return new Arrival(
                row.getString("reference"),
                Money.ofMinor(row.getLong("paid"), currency),
                row.getLong("booked") + revalued,
                one
                        ? new ExchangeRate(
                                currency,
                                books,
                                new BigDecimal(rate),
                                row.getObject("rate_day", LocalDate.class),
                                row.getString("rate_source"))
                        : null,
                row.getObject("payout_day", LocalDate.class),
                row.getObject("bank_day", LocalDate.class));
    }

    /** Fees of one month in one currency, as they are booked. */
    public record Fees(YearMonth month, Money amount) {}

    /** What is booked on a profile's fee account since a Stockholm day, per month and currency, oldest first. */
    public List<Fees> fees(String profile, Currency books, LocalDate since) {
        Map<String, Long> sums = new TreeMap<>();
        database.sql("""
                        select p.booking_day, coalesce(r.foreign_currency, :books) as currency,
                            sum(coalesce(r.foreign_amount, r.amount)) as fees
                        from posting_row r join posting p on p.id = r.posting_id
                        where p.profile = :profile and p.state <> 'STAGED' and r.role = 'FEE'
                          and p.booking_day >= :since
                        group by 1, 2
                        """)
                .param("profile", profile)
                .param("books", books.getCurrencyCode())
                .param("since", since)
                .query(row -> {
                    YearMonth month = YearMonth.from(row.getObject("booking_day", LocalDate.class));
                    sums.merge(month + " " + row.getString("currency"), row.getLong("fees"), Math::addExact);
                });
        var fees = new ArrayList<Fees>();
        sums.forEach((key, amount) -> fees.add(new Fees(
                YearMonth.parse(key.substring(0, 7)), Money.ofMinor(amount, Currency.getInstance(key.substring(8))))));
        return fees;
    }

    /** Keeps what a person has confirmed of a supplier's invoice; a later word replaces it as long as it is not booked. */
    public void confirm(String profile, FeeInvoice invoice, String actor) {
        database.doInTransaction(() -> {
            database.sql(
                            "delete from fee_invoice where profile = :profile and fee_month = :month and currency = :currency")
                    .param("profile", profile)
                    .param("month", invoice.month().toString())
                    .param("currency", invoice.base().currency().getCurrencyCode())
                    .update();
            database.sql("""
                            insert into fee_invoice (profile, fee_month, currency, invoice_number, invoice_day, base, actor,
                                confirmed_at)
                            values (:profile, :month, :currency, :number, :day, :base, :actor, :now)
                            """)
                    .param("profile", profile)
                    .param("month", invoice.month().toString())
                    .param("currency", invoice.base().currency().getCurrencyCode())
                    .param("number", invoice.number())
                    .param("day", invoice.day())
                    .param("base", invoice.base().minor())
                    .param("actor", actor)
                    .param("now", database.nowAt())
                    .update();
        });
    }

    /** What is confirmed of a month's fees in a currency. */
    public Optional<FeeInvoice> confirmed(String profile, YearMonth month, Currency currency) {
        return database.sql("""
                        select * from fee_invoice where profile = :profile and fee_month = :month and currency = :currency
                        """)
                .param("profile", profile)
                .param("month", month.toString())
                .param("currency", currency.getCurrencyCode())
                .query((row, n) -> new FeeInvoice(
                        month,
                        Money.ofMinor(row.getLong("base"), currency),
                        row.getString("invoice_number"),
                        row.getObject("invoice_day", LocalDate.class)))
                .optional();
    }

    /**
     * A profile's balances in foreign currencies at the end of a Stockholm day: clearing, reserves and debts, and each payout
     * that is on its way to the bank. Claims on buyers are none: every settlement revalues those that it brings.
     *
     * @param settles whether the provider deducts in the settlement: then what a later payout brings to clearing is revalued
     *     by its settlement, and is not counted
     */
    public List<Held> balances(String profile, Currency books, LocalDate day, boolean settles) {
        return database.sql("""
                        select r.role, '' as payout, sum(coalesce(r.foreign_amount, 0)) as original, sum(r.amount) as booked
                        from posting_row r join posting p on p.id = r.posting_id
                        left join settlement s on s.id = p.settlement_id
                        where p.profile = :profile and p.state <> 'STAGED' and p.booking_day <= :day
                          and (r.role like 'CLEARING_%' or r.role like 'RESERVE_%' or r.role like 'DEBT_%')
                          and r.role not like :books
                          and (r.role not like 'CLEARING_%' or s.payout_day is null or s.payout_day <= :through)
                        group by r.role
                        having sum(coalesce(r.foreign_amount, 0)) <> 0 or sum(r.amount) <> 0
                        union all
                        select r.role, s.reference, sum(coalesce(r.foreign_amount, 0)),
                            sum(r.amount) + coalesce((select sum(v.amount) from posting q
                                join posting_row v on v.posting_id = q.id and v.role = r.role
                                where q.profile = :profile and q.settlement_id is null and q.state <> 'STAGED'
                                  and q.booking_day <= :day and q.reference = s.reference
                                  and q.posting_key like 'revaluation/' || r.role || '/%'), 0)
                        from posting_row r join posting p on p.id = r.posting_id
                        join settlement s on s.id = p.settlement_id
                        where p.profile = :profile and p.state <> 'STAGED' and p.booking_day <= :day
                          and r.role like 'TRANSIT_%' and r.role not like :books
                          and (s.bank_day > :day or (s.bank_day is null and s.payout_day > :left))
                        group by r.role, s.reference
                        having sum(coalesce(r.foreign_amount, 0)) <> 0
                        order by 1, 2
                        """)
                .param("profile", profile)
                .param("day", day)
                .param("through", settles ? day : LocalDate.of(9999, 12, 31))
                .param("left", day.minusDays(UNTOLD_BANK_DAYS))
                .param("books", "%_" + books.getCurrencyCode())
                .query((row, n) -> {
                    String role = row.getString("role");
                    Currency currency = Currency.getInstance(role.substring(role.lastIndexOf('_') + 1));
                    return new Held(
                            role,
                            row.getString("payout"),
                            Money.ofMinor(row.getLong("original"), currency),
                            row.getLong("booked"));
                })
                .list();
    }

    /**
     * An order that was paid and booked by a day, and delivered after it or not yet.
     *
     * @param net what it is booked at without VAT, minor units of the books' currency
     * @param delivered the Stockholm day of delivery; null when nobody says
     */
    public record Prepaid(String order, long net, @Nullable LocalDate delivered) {}

    /** Orders with lines that a shop has told, whose sale is booked in a year by its last day and not delivered then. */
    public List<Prepaid> prepaid(String merchant, String profile, LocalDate first, LocalDate last) {
        Map<String, Long> booked = new HashMap<>();
        Map<String, Optional<LocalDate>> delivered = new TreeMap<>();
        database.sql("""
                        select e.order_number, b.tax, o.delivered_on
                        from booked_event b join event e on e.settlement_id = b.settlement_id and e.seq = b.seq
                            join settlement s on s.id = b.settlement_id
                            join shop_order o on o.merchant = :merchant and o.order_number = e.order_number
                              and o.part = '' and o.stated_by = 'SHOP'
                        where s.profile = :profile and s.state = 'PLANNED' and e.kind = 'SALE'
                          and b.booked_day between :first and :last
                          and (o.delivered_on is null or o.delivered_on > :last)
                        """)
                .param("merchant", merchant)
                .param("profile", profile)
                .param("first", first)
                .param("last", last)
                .query(row -> {
                    String order = row.getString("order_number");
                    long net = TaxLine.read(row.getString("tax")).stream()
                            .filter(line -> line.rate() != null)
                            .mapToLong(TaxLine::netInBooks)
                            .sum();
                    booked.merge(order, net, Math::addExact);
                    delivered.put(order, Optional.ofNullable(row.getObject("delivered_on", LocalDate.class)));
                });
        var orders = new ArrayList<Prepaid>();
        delivered.forEach(
                (order, day) -> orders.add(new Prepaid(order, booked.getOrDefault(order, 0L), day.orElse(null))));
        return orders;
    }
}
