package se.kvitta.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import se.kvitta.ledger.Money;

/** What the journal knows of the books to come: what waits to be delivered, and what others may have booked before us. */
public final class BooksAhead {

    /** How far back the newest orders are sought first, and how much further each time: most are found at once, or in a few looks. */
    private static final Duration NEAREST = Duration.ofHours(1);

    private static final int FURTHER = 4;

    /** From here on all that there is is looked at. */
    private static final Duration FURTHEST = Duration.ofDays(1_000);

    /** How many of the newest settlements tell which currencies are converted. */
    private static final int CONVERTED = 20;

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

    /**
     * Numbers of a profile's newest orders, each once, the newest first. What sold longest ago is not read, however much it is: further and
     * further back is looked at until there are enough.
     */
    public List<String> orders(String profile, int limit) {
        List<Told> told = told(profile);
        if (told.isEmpty()) {
            return List.of();
        }
        Instant newest = told.get(0).newest();
        for (Duration back = NEAREST; back.compareTo(FURTHEST) < 0; back = back.multipliedBy(FURTHER)) {
            List<String> found = orders(told, newest.minus(back), limit);
            if (found.size() == limit) {
                // Whatever has not sold since is older than all of them.
                return found;
            }
        }
        return orders(told, Instant.EPOCH, limit);
    }

    /**
     * The currencies that a profile's newest sales and refunds were in where the provider has converted them. Only the newest settlements
     * are read.
     */
    public Set<Currency> converted(String profile) {
        List<Long> newest =
                told(profile).stream().limit(CONVERTED).map(Told::id).toList();
        if (newest.isEmpty()) {
            return Set.of();
        }
        return database.sql("""
                        select distinct right(original, 3) from event
                        where settlement_id in (:settlements) and original is not null and kind in ('SALE', 'REFUND')
                        """).param("settlements", newest).query(String.class).list().stream()
                .map(Currency::getInstance)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A settlement that counts, and when its last event was, of whatever kind. */
    private record Told(long id, Instant newest) {}

    /** The settlements of a profile that have events, of each of which only one is read; the newest first. */
    private List<Told> told(String profile) {
        return database.sql("""
                        select * from (
                            select s.id, (select e.happened_at from event e where e.settlement_id = s.id
                                order by e.settlement_id, e.happened_at desc limit 1) as newest
                            from settlement s where s.profile = :profile and s.state in ('PROVEN', 'PLANNED')
                        ) told where newest is not null order by newest desc
                        """)
                .param("profile", profile)
                .query((row, n) -> new Told(row.getLong("id"), Database.instant(row, "newest")))
                .list();
    }

    /** Only settlements that told of something since are named, so that each is looked into by its index. */
    private List<String> orders(List<Told> told, Instant since, int limit) {
        return database.sql("""
                        select e.order_number from event e join settlement s on s.id = e.settlement_id
                        where s.id in (:settlements) and s.state in ('PROVEN', 'PLANNED') and e.happened_at >= :since
                          and e.order_number <> '' and e.kind = 'SALE'
                        group by e.order_number order by max(e.happened_at) desc, e.order_number limit :limit
                        """)
                .param(
                        "settlements",
                        told.stream()
                                .filter(one -> !one.newest().isBefore(since))
                                .map(Told::id)
                                .toList())
                .param("since", Database.at(since))
                .param("limit", limit)
                .query(String.class)
                .list();
    }
}
