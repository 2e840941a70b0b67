package se.kvitta.journal;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** By which place payments that were taken in have their order's number: counts by settlement. */
public final class NumberHits {

    private final Database database;

    public NumberHits(Database database) {
        this.database = database;
    }

    /**
     * So many payments of a profile have their number there.
     *
     * @param place of the chain that was set when they were taken in; empty for payments without a number
     */
    public record Hits(String profile, String place, long payments) {}

    /** Keeps what the newest document of a settlement says, instead of what an earlier one of it said. */
    public void keep(String profile, String reference, LocalDate day, Map<String, Integer> found) {
        database.sql("delete from number_hit where profile = :profile and reference = :reference")
                .param("profile", profile)
                .param("reference", reference)
                .update();
        found.forEach((place, payments) -> database.sql("""
                        insert into number_hit (profile, reference, payout_day, place, payments)
                        values (:profile, :reference, :day, :place, :payments)
                        on conflict do nothing
                        """)
                .param("profile", profile)
                .param("reference", reference)
                .param("day", day)
                .param("place", place)
                .param("payments", payments)
                .update());
    }

    /** Every profile's payments of settlements that were paid out since a day, by place. */
    public List<Hits> since(LocalDate day) {
        return database.sql("""
                        select profile, place, sum(payments) as payments from number_hit
                        where payout_day >= :day
                        group by profile, place order by profile, place
                        """)
                .param("day", day)
                .query((row, n) -> new Hits(row.getString("profile"), row.getString("place"), row.getLong("payments")))
                .list();
    }
}
