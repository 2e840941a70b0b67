package se.kvitta.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.reason.Reason;

/** What publishers of exchange rates have said, what they were asked, and when they may be asked again. */
public final class PublishedRates {

    private final Database database;

    public PublishedRates(Database database) {
        this.database = database;
    }

    /** Days, both included. */
    public record Span(LocalDate from, LocalDate through) {

        public boolean contains(LocalDate day) {
            return !day.isBefore(from) && !day.isAfter(through);
        }

        public boolean contains(Span other) {
            return contains(other.from) && contains(other.through);
        }
    }

    /** One asking; the reason says why nothing came of it. */
    public record Asked(Span span, Instant at, @Nullable Reason reason) {}

    /** How a publisher stands. */
    public record Standing(
            Instant freeAt, int failures, @Nullable Reason reason) {}

    /** The rates of a span as they were published, usable or not. */
    public NavigableMap<LocalDate, String> rates(String source, Currency currency, Span span) {
        var rates = new TreeMap<LocalDate, String>();
        of(
                        "select bank_day, rate from exchange_rate where source = :source and currency = :currency"
                                + " and bank_day between :from and :through",
                        source,
                        currency,
                        span)
                .query(row -> {
                    rates.put(row.getObject("bank_day", LocalDate.class), row.getString("rate"));
                });
        return rates;
    }

    /** Keeps a rate unless the day has one; answers the one that is kept from now on. */
    public String keep(String source, Currency currency, LocalDate day, String rate) {
        int added = of("""
                        insert into exchange_rate (source, currency, bank_day, rate, fetched_at)
                        values (:source, :currency, :from, :rate, :now) on conflict do nothing
                        """, source, currency, new Span(day, day))
                .param("rate", rate)
                .param("now", database.nowAt())
                .update();
        return added == 1
                ? rate
                : rates(source, currency, new Span(day, day)).firstEntry().getValue();
    }

    /** Puts a usable rate where an unusable one stood. */
    public void mend(String source, Currency currency, LocalDate day, String unusable, String rate) {
        of("""
                        update exchange_rate set rate = :rate, fetched_at = :now
                        where source = :source and currency = :currency and bank_day = :from and rate = :unusable
                        """, source, currency, new Span(day, day))
                .param("rate", rate)
                .param("unusable", unusable)
                .param("now", database.nowAt())
                .update();
    }

    /** The spans of which everything is known for good. */
    public List<Span> known(String source, Currency currency) {
        return database.sql(
                        "select * from exchange_rate_known where source = :source and currency = :currency order by from_day")
                .param("source", source)
                .param("currency", currency.getCurrencyCode())
                .query((row, n) -> new Span(
                        row.getObject("from_day", LocalDate.class), row.getObject("through_day", LocalDate.class)))
                .list();
    }

    public void addKnown(String source, Currency currency, Span span) {
        of("""
                        insert into exchange_rate_known (source, currency, from_day, through_day)
                        values (:source, :currency, :from, :through) on conflict do nothing
                        """, source, currency, span).update();
        of("""
                        update exchange_rate_known set through_day = :through
                        where source = :source and currency = :currency and from_day = :from and through_day < :through
                        """, source, currency, span).update();
    }

    /** What a currency was asked for within the time before now. */
    public List<Asked> asked(String source, Currency currency, Duration lately) {
        return database.sql("""
                        select * from exchange_rate_asked
                        where source = :source and currency = :currency and asked_at > :since
                        """)
                .param("source", source)
                .param("currency", currency.getCurrencyCode())
                .param("since", Database.at(database.now().minus(lately)))
                .query((row, n) -> new Asked(
                        new Span(
                                row.getObject("from_day", LocalDate.class),
                                row.getObject("through_day", LocalDate.class)),
                        Database.instant(row, "asked_at"),
                        Database.reason(row)))
                .list();
    }

    /** Notes an asking in place of every one that it covers, and why nothing came of it. */
    public void addAsked(String source, Currency currency, Span span, @Nullable Reason reason) {
        database.doInTransaction(() -> {
            forgetAsked(source, currency, span);
            of("""
                            insert into exchange_rate_asked
                                (source, currency, from_day, through_day, asked_at, reason, facts)
                            values (:source, :currency, :from, :through, :now, :reason, :facts) on conflict do nothing
                            """, source, currency, span)
                    .param("now", database.nowAt())
                    .param("reason", reason == null ? null : reason.code())
                    .param("facts", reason == null ? null : Database.facts(reason))
                    .update();
        });
    }

    /** Lets a span be asked for again at once. */
    public void forgetAsked(String source, Currency currency, Span span) {
        of("""
                        delete from exchange_rate_asked where source = :source and currency = :currency
                          and (from_day = :from or from_day > :from and through_day <= :through)
                        """, source, currency, span).update();
    }

    /** How a publisher stands; one that was never called is free since for ever. */
    public Standing standing(String source) {
        return database.sql("select * from exchange_rate_source where source = :source")
                .param("source", source)
                .query((row, n) ->
                        new Standing(Database.instant(row, "free_at"), row.getInt("failures"), Database.reason(row)))
                .optional()
                .orElse(new Standing(Instant.EPOCH, 0, null));
    }

    /** Moves the time at which a publisher is free, unless another has moved it since; answers whether it did. */
    public boolean take(String source, Instant seen, Instant freeAt) {
        database.sql("""
                        insert into exchange_rate_source (source, free_at, failures) values (:source, :never, 0)
                        on conflict do nothing
                        """)
                .param("source", source)
                .param("never", Database.at(Instant.EPOCH))
                .update();
        return database.sql(
                                "update exchange_rate_source set free_at = :free where source = :source and free_at = :seen")
                        .param("free", Database.at(freeAt))
                        .param("source", source)
                        .param("seen", Database.at(seen))
                        .update()
                == 1;
    }

    /** The publisher answered as it should. */
    public void answered(String source) {
        database.sql("update exchange_rate_source set failures = 0, reason = null, facts = null where source = :source")
                .param("source", source)
                .update();
    }

    /** The publisher is left alone until then, and why. */
    public void leaveAlone(String source, Instant until, int failures, Reason reason) {
        database.sql("""
                        update exchange_rate_source set failures = :failures, reason = :reason, facts = :facts,
                            free_at = case when free_at < :until then :until else free_at end
                        where source = :source
                        """)
                .param("failures", failures)
                .param("reason", reason.code())
                .param("facts", Database.facts(reason))
                .param("until", Database.at(until))
                .param("source", source)
                .update();
    }

    /** Does it in one transaction. */
    public void together(Runnable work) {
        database.doInTransaction(work);
    }

    private JdbcClient.StatementSpec of(String sql, String source, Currency currency, Span span) {
        return database.sql(sql)
                .param("source", source)
                .param("currency", currency.getCurrencyCode())
                .param("from", span.from())
                .param("through", span.through());
    }
}
