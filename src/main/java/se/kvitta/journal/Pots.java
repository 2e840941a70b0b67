package se.kvitta.journal;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Knowledge;
import se.kvitta.ledger.ExchangeRate;

/** What has moved on a profile's accounts in foreign currencies, as it is booked. */
final class Pots implements Knowledge.Pots {

    private final Database database;
    private final String profile;
    private final Currency books;
    private final List<Long> without;

    /** @param without settlements whose postings do not count */
    Pots(Database database, String profile, Currency books, List<Long> without) {
        this.database = database;
        this.profile = profile;
        this.books = books;
        this.without = List.copyOf(without);
    }

    /** A day's rows of one sign and rate are one move. */
    @Override
    public List<Knowledge.Move> moves(Currency currency, LocalDate before) {
        return database.sql("""
                        select p.booking_day, r.rate, r.rate_day, r.rate_source,
                            case when coalesce(r.foreign_amount, r.amount) > 0 then 0 else 1 end as leaving,
                            sum(coalesce(r.foreign_amount, 0)) as original, sum(r.amount) as in_books
                        from posting_row r join posting p on p.id = r.posting_id
                        where r.role = :role and p.profile = :profile and p.state <> 'STAGED'
                          and p.booking_day < :before and coalesce(p.settlement_id, 0) not in (:without)
                        group by p.booking_day, r.rate, r.rate_day, r.rate_source,
                            case when coalesce(r.foreign_amount, r.amount) > 0 then 0 else 1 end
                        order by 1, 5
                        """)
                .param("role", "CLEARING_" + currency)
                .param("profile", profile)
                .param("before", before)
                .param("without", without)
                .query((row, n) -> move(row, currency))
                .list();
    }

    /** A payment is of the dispute that its credit invoice is of, a correction of that of what it corrects. */
    @Override
    public List<Knowledge.Move> claim(Currency currency, String dispute) {
        return database.sql("""
                        select p.booking_day, r.rate, r.rate_day, r.rate_source,
                            coalesce(r.foreign_amount, 0) as original, r.amount as in_books
                        from posting_row r
                        join posting p on p.id = r.posting_id
                        left join posting q on q.id = p.corrects
                        left join posting i on p.kind = 'PAYMENT' and i.profile = p.profile
                            and i.posting_key = p.invoice_key and i.state <> 'STAGED'
                        join settlement s on s.id = p.settlement_id
                        where r.role = 'AR_DISPUTED' and p.profile = :profile and p.state <> 'STAGED'
                          and s.currency = :currency and p.settlement_id not in (:without)
                          and exists (select 1 from booked_event b
                            join event e on e.settlement_id = b.settlement_id and e.seq = b.seq
                            where b.settlement_id = coalesce(i.settlement_id, q.settlement_id, p.settlement_id)
                              and b.booking_no = coalesce(i.booking_no, q.booking_no, p.booking_no)
                              and e.kind in ('CHARGEBACK_OPENED', 'CHARGEBACK_WON', 'CHARGEBACK_LOST')
                              and case when e.subject <> '' then e.subject when e.order_number <> '' then e.order_number
                                else e.order_id end = :dispute)
                        order by p.booking_day, p.id, r.seq
                        """)
                .param("profile", profile)
                .param("currency", currency.getCurrencyCode())
                .param("without", without)
                .param("dispute", dispute)
                .query((row, n) -> move(row, currency))
                .list();
    }

    @Override
    public List<Knowledge.Move> debt(Currency currency) {
        return database.sql("""
                        select p.booking_day, r.rate, r.rate_day, r.rate_source,
                            coalesce(r.foreign_amount, 0) as original, r.amount as in_books
                        from posting_row r join posting p on p.id = r.posting_id
                        where r.role = :role and p.profile = :profile and p.state <> 'STAGED'
                          and coalesce(p.settlement_id, 0) not in (:without)
                        order by p.booking_day, p.id, r.seq
                        """)
                .param("role", "DEBT_" + currency)
                .param("profile", profile)
                .param("without", without)
                .query((row, n) -> move(row, currency))
                .list();
    }

    /** What persons have decided about, or must, is no debt that the books know. */
    @Override
    public List<Knowledge.Move> debtOnClearing(Currency currency) {
        return database.sql("""
                        select s.payout_day as booking_day, null as rate, null as rate_day, null as rate_source,
                            sum(case when e.kind = 'DEBT_INCURRED' then -e.amount else e.amount end) as original,
                            0 as in_books, 0 as place
                        from settlement s join event e on e.settlement_id = s.id
                        left join held_event h on h.settlement_id = e.settlement_id and h.seq = e.seq
                        left join decision d on d.settlement_id = e.settlement_id and d.seq = e.seq
                        where s.profile = :profile and s.currency = :currency and s.state = 'PLANNED'
                          and s.id not in (:without) and e.kind in ('DEBT_INCURRED', 'DEBT_REPAID')
                          and h.seq is null and d.seq is null
                        group by s.id, s.payout_day
                        union all
                        select p.booking_day, r.rate, r.rate_day, r.rate_source, 0, 0, 1
                        from posting p join posting_row r on r.posting_id = p.id
                        where p.profile = :profile and p.settlement_id is null and p.state <> 'STAGED'
                          and r.role = :role and p.posting_key like 'revaluation/%' and r.rate is not null
                        order by 1, 7, 5
                        """)
                .param("profile", profile)
                .param("currency", currency.getCurrencyCode())
                .param("role", "CLEARING_" + currency)
                .param("without", without)
                .query((row, n) -> move(row, currency))
                .list();
    }

    /** A correction is of the order whose voucher it corrects. */
    @Override
    public List<Knowledge.Move> owed(Currency currency, String order) {
        return database.sql("""
                        select p.booking_day, r.rate, r.rate_day, r.rate_source,
                            coalesce(r.foreign_amount, 0) as original, r.amount as in_books
                        from posting_row r
                        join posting p on p.id = r.posting_id
                        left join posting q on q.id = p.corrects
                        join settlement s on s.id = p.settlement_id
                        where r.role = 'REFUND_OWED' and p.profile = :profile and p.state <> 'STAGED'
                          and s.currency = :currency and p.settlement_id not in (:without)
                          and coalesce(q.reference, p.reference) = :order
                        order by p.booking_day, p.id, r.seq
                        """)
                .param("profile", profile)
                .param("currency", currency.getCurrencyCode())
                .param("without", without)
                .param("order", order)
                .query((row, n) -> move(row, currency))
                .list();
    }

    private Knowledge.Move move(ResultSet row, Currency currency) throws SQLException {
        return new Knowledge.Move(
                row.getObject("booking_day", LocalDate.class),
                row.getLong("original"),
                row.getLong("in_books"),
                rate(row, currency));
    }

    private @Nullable ExchangeRate rate(ResultSet row, Currency currency) throws SQLException {
        @Nullable String rate = row.getString("rate");
        return rate == null
                ? null
                : new ExchangeRate(
                        currency,
                        books,
                        new BigDecimal(rate),
                        row.getObject("rate_day", LocalDate.class),
                        row.getString("rate_source"));
    }
}
