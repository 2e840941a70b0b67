package se.kvitta.journal;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import se.kvitta.ledger.Money;

/** What the journal knows of the books to come: what waits to be delivered, and what others may have booked before us. */
public final class BooksAhead {

    private final Database database;

    public BooksAhead(Database database) {
        this.database = database;
    }

    /** How many postings of a profile wait for one booking day; a Stockholm day. */
    public record Waiting(String profile, LocalDate day, int postings) {}

    /** A payout that was taken in. */
    public record Payout(String profile, String reference, Money amount) {}

    /** What is planned or was refused, by profile and day, the earliest first. */
    public List<Waiting> waiting(String merchant) {
        return database.sql("""
                        select profile, booking_day, count(*) from posting
                        where merchant = :merchant and state in ('PLANNED', 'REFUSED')
                        group by profile, booking_day order by booking_day, profile
                        """)
                .param("merchant", merchant)
                .query((row, n) -> new Waiting(row.getString(1), row.getObject(2, LocalDate.class), row.getInt(3)))
                .list();
    }

    /** The newest payouts of a merchant that count, with an amount. */
    public List<Payout> payouts(String merchant, int limit) {
        return database.sql("""
                        select profile, reference, payout, currency from settlement
                        where merchant = :merchant and state in ('PROVEN', 'PLANNED') and payout is not null
                          and reference is not null and currency is not null
                        order by payout_day desc, id desc limit :limit
                        """)
                .param("merchant", merchant)
                .param("limit", limit)
                .query((row, n) -> new Payout(
                        row.getString(1),
                        row.getString(2),
                        Money.ofMinor(
                                row.getLong(3),
                                Currency.getInstance(row.getString(4).strip()))))
                .list();
    }

    /** Numbers of a profile's newest orders, each once, the newest first. */
    public List<String> orders(String profile, int limit) {
        return database.sql("""
                        select e.order_number from event e join settlement s on s.id = e.settlement_id
                        where s.profile = :profile and s.state in ('PROVEN', 'PLANNED') and e.order_number <> ''
                          and e.kind = 'SALE'
                        group by e.order_number order by max(e.happened_at) desc, e.order_number limit :limit
                        """)
                .param("profile", profile)
                .param("limit", limit)
                .query(String.class)
                .list();
    }
}
