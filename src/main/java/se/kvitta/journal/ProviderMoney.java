package se.kvitta.journal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;
import se.kvitta.ledger.Stockholm;
import se.kvitta.settlement.EventKind;

/**
 * What providers have told of debts and reserves, and what persons have noted of debts. Amounts are minor units of the
 * currency beside them; days are Stockholm days.
 */
public final class ProviderMoney {

    private final Database database;

    public ProviderMoney(Database database) {
        this.database = database;
    }

    /**
     * What one settlement tells of debts; late rows of it are told with it. On a running balance every day that moved a debt
     * is told by itself.
     *
     * @param opening what the merchant owed before it, as the provider states; null when it states nothing
     * @param closing what the merchant owed after it; null with {@code opening}
     */
    public record DebtTold(
            String profile,
            Currency currency,
            String reference,
            LocalDate day,
            @Nullable Long opening,
            @Nullable Long closing,
            long incurred,
            long repaid) {

        private DebtTold and(DebtTold later) {
            return new DebtTold(
                    profile,
                    currency,
                    reference,
                    day,
                    later.opening == null ? opening : later.opening,
                    later.closing == null ? closing : later.closing,
                    Math.addExact(incurred, later.incurred),
                    Math.addExact(repaid, later.repaid));
        }
    }

    private record DebtKey(String profile, String reference, LocalDate day) {}

    /**
     * Everything that a merchant's settlements through a day tell of debts, in no matter what order they came.
     *
     * @param balance profiles whose provider keeps a running balance: their events have days of their own
     */
    public List<DebtTold> debts(String merchant, Collection<String> balance, LocalDate through) {
        Set<String> running = Set.copyOf(balance);
        var told = new LinkedHashMap<DebtKey, DebtTold>();
        database.sql("""
                        select s.profile, s.currency, s.reference, s.payout_day, s.debt_opening, s.debt_closing,
                            e.kind, e.amount, e.happened_at
                        from settlement s
                        left join event e on s.proof like '%DEBT%' and e.settlement_id = s.id
                            and e.kind in ('DEBT_INCURRED', 'DEBT_REPAID')
                        where s.merchant = :merchant and s.state in ('PROVEN', 'PLANNED')
                          and (s.debt_opening is not null or s.proof like '%DEBT%')
                        order by s.profile, s.currency, s.payout_day, s.reference, s.supplement, e.happened_at, e.seq
                        """).param("merchant", merchant).query((RowCallbackHandler) row -> {
            String profile = row.getString("profile");
            @Nullable String kind = row.getString("kind");
            LocalDate day = kind != null && running.contains(profile)
                    ? Stockholm.dayOf(Database.instant(row, "happened_at"))
                    : row.getObject("payout_day", LocalDate.class);
            long amount = kind == null ? 0 : row.getLong("amount");
            boolean incurred = EventKind.DEBT_INCURRED.name().equals(kind);
            if (!day.isAfter(through)) {
                var one = new DebtTold(
                        profile,
                        Currency.getInstance(row.getString("currency")),
                        row.getString("reference"),
                        day,
                        row.getObject("debt_opening", Long.class),
                        row.getObject("debt_closing", Long.class),
                        incurred ? amount : 0,
                        incurred ? 0 : amount);
                told.merge(new DebtKey(profile, one.reference(), day), one, DebtTold::and);
            }
        });
        return List.copyOf(told.values());
    }

    /**
     * Moves of a reserve, added up.
     *
     * @param words what the provider calls the rows
     * @param day on which the provider moved it; null when the settlement is told without it now, and its booking stands
     * @param bookedDay on which it stands on the reserve's account; null when it does not
     * @param amount held above zero, released below
     */
    public record ReserveMove(
            String profile,
            Currency currency,
            String words,
            @Nullable LocalDate day,
            @Nullable LocalDate bookedDay,
            long amount) {}

    private record MoveKey(
            String profile,
            Currency currency,
            String words,
            @Nullable LocalDate day,
            @Nullable LocalDate bookedDay,
            boolean held) {}

    /**
     * Every move of a merchant's reserves that a settlement tells of, added up per day, provider's words and direction.
     *
     * @param balance profiles whose provider keeps a running balance: their events have days of their own
     */
    public List<ReserveMove> reserves(String merchant, Collection<String> balance) {
        Set<String> running = Set.copyOf(balance);
        var moves = new LinkedHashMap<MoveKey, Long>();
        database.sql("""
                        select s.profile, s.currency, e.kind, e.detail, e.amount, s.payout_day, e.happened_at, 1 as told,
                            case when s.state = 'PLANNED' and h.seq is null and d.seq is null then b.booked_day end
                                as booked_day
                        from settlement s
                        join event e on e.settlement_id = s.id
                        left join held_event h on h.settlement_id = e.settlement_id and h.seq = e.seq
                        left join decision d on d.settlement_id = e.settlement_id and d.seq = e.seq
                        left join booked_event b on b.settlement_id = e.settlement_id and b.seq = e.seq
                        where s.merchant = :merchant and s.state in ('PROVEN', 'PLANNED') and s.proof like '%RESERVE%'
                          and e.kind in ('RESERVE_HELD', 'RESERVE_RELEASED')
                        union all
                        select s.profile, s.currency, e.kind, e.detail, e.amount, s.payout_day, e.happened_at, 0,
                            b.booked_day
                        from untold_event u
                        join settlement s on s.id = u.settlement_id and s.state = 'PLANNED'
                        join event e on e.settlement_id = u.of_settlement and e.seq = u.of_seq
                        join booked_event b on b.settlement_id = u.of_settlement and b.seq = u.of_seq
                        where s.merchant = :merchant and e.kind in ('RESERVE_HELD', 'RESERVE_RELEASED')
                        union all
                        select s.profile, s.currency, e.kind, e.detail, -e.amount, s.payout_day, e.happened_at, 0,
                            u.until_day
                        from untold_event u
                        join settlement s on s.id = u.settlement_id and s.state = 'PLANNED'
                        join event e on e.settlement_id = u.of_settlement and e.seq = u.of_seq
                        join booked_event b on b.settlement_id = u.of_settlement and b.seq = u.of_seq
                        where s.merchant = :merchant and u.until_day is not null
                          and e.kind in ('RESERVE_HELD', 'RESERVE_RELEASED')
                        order by 1, 2, 4, 7
                        """).param("merchant", merchant).query((RowCallbackHandler) row -> {
            String profile = row.getString("profile");
            boolean held = row.getString("kind").equals(EventKind.RESERVE_HELD.name());
            @Nullable LocalDate day = null;
            if (row.getInt("told") == 1) {
                day = running.contains(profile)
                        ? Stockholm.dayOf(Database.instant(row, "happened_at"))
                        : row.getObject("payout_day", LocalDate.class);
            }
            long amount = row.getLong("amount");
            moves.merge(
                    new MoveKey(
                            profile,
                            Currency.getInstance(row.getString("currency")),
                            row.getString("detail"),
                            day,
                            row.getObject("booked_day", LocalDate.class),
                            held),
                    held ? amount : -amount,
                    Math::addExact);
        });
        var all = new ArrayList<ReserveMove>();
        moves.forEach((key, amount) -> all.add(
                new ReserveMove(key.profile(), key.currency(), key.words(), key.day(), key.bookedDay(), amount)));
        return all;
    }

    /**
     * What stands on an account of a provider's money.
     *
     * @param role {@code RESERVE_SEK} or {@code DEBT_EUR}, say
     * @param amount in the role's currency, debit positive
     */
    public record Booked(String profile, String role, long amount) {}

    /** What Kvitta has booked on a merchant's accounts of some roles by the end of a day. */
    public List<Booked> booked(String merchant, Collection<String> roles, LocalDate day) {
        return roles.isEmpty()
                ? List.of()
                : database.sql("""
                                select p.profile, r.role, sum(%s) as original
                                from posting_row r join posting p on p.id = r.posting_id
                                where r.role in (:roles) and p.merchant = :merchant and p.state <> 'STAGED'
                                  and p.booking_day <= :day
                                group by p.profile, r.role order by p.profile, r.role
                                """.formatted(BookFigures.ORIGINAL))
                        .param("roles", roles)
                        .param("merchant", merchant)
                        .param("day", day)
                        .query((row, n) ->
                                new Booked(row.getString("profile"), row.getString("role"), row.getLong("original")))
                        .list();
    }

    /**
     * A debt that was paid outside the settlements, as a person has noted it.
     *
     * @param reference the settlement that states a smaller debt than the one before it left
     * @param note how, when and by whom it was paid
     */
    public record Noted(String profile, String reference, long amount, String note) {}

    public List<Noted> noted(Collection<String> profiles) {
        return profiles.isEmpty()
                ? List.of()
                : database.sql("select * from debt_payment where profile in (:profiles) order by profile, reference")
                        .param("profiles", profiles)
                        .query((row, n) -> new Noted(
                                row.getString("profile"),
                                row.getString("reference"),
                                row.getLong("amount"),
                                row.getString("note")))
                        .list();
    }

    /** A person says how a debt was paid outside the settlements; what was said of the same settlement before is replaced. */
    public void note(Noted noted, String actor) {
        database.doInTransaction(() -> {
            database.sql("delete from debt_payment where profile = :profile and reference = :reference")
                    .param("profile", noted.profile())
                    .param("reference", noted.reference())
                    .update();
            database.sql("""
                            insert into debt_payment (profile, reference, amount, note, noted_by, noted_at)
                            values (:profile, :reference, :amount, :note, :actor, :now)
                            """)
                    .param("profile", noted.profile())
                    .param("reference", noted.reference())
                    .param("amount", noted.amount())
                    .param("note", noted.note())
                    .param("actor", actor)
                    .param("now", database.nowAt())
                    .update();
        });
    }
}
