package se.kvitta.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.ProviderMoney;
import se.kvitta.journal.ProviderMoney.Booked;
import se.kvitta.journal.ProviderMoney.DebtTold;
import se.kvitta.journal.ProviderMoney.ReserveMove;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.merchant.ReserveStart;

/** Debts to providers and reserves with them at the end of a Stockholm day, from what settlements tell and what is booked. */
public final class ProviderBalances {

    private static final String RESERVE = "RESERVE_";
    private static final String DEBT = "DEBT_";

    private final ProviderMoney money;
    private final Merchants merchants;

    public ProviderBalances(ProviderMoney money, Merchants merchants) {
        this.money = money;
        this.merchants = merchants;
    }

    /**
     * One profile's debts and reserves in one currency, minor units.
     *
     * @param source the provider as vouchers call it
     * @param ownAccount whether debts have an account of their own
     * @param debtBooked what stands on that account, as debt
     * @param notes how debts were paid outside, by the settlement that first states so
     */
    record Balances(
            String profile,
            String source,
            Currency currency,
            DebtLedger debts,
            boolean ownAccount,
            long debtBooked,
            Map<String, ProviderMoney.Noted> notes,
            ReserveLedger reserves,
            Account account) {

        Balances {
            notes = Map.copyOf(notes);
        }

        /** The noted payment of what was paid outside, if it is of the same amount. */
        Optional<ProviderMoney.Noted> noted(DebtLedger.Outside outside) {
            return Optional.ofNullable(notes.get(outside.reference()))
                    .filter(noted -> noted.amount() == outside.amount());
        }
    }

    /**
     * The proof of a reserve's account: what is booked there is what settlements moved.
     *
     * @param waiting what settlements moved that is not booked on the day, or no more booked than told
     * @param booked what stands on the account, without what Kvitta did not book
     */
    record Account(long moved, long waiting, long booked) {

        /** Zero unless something is wrong. */
        long difference() {
            return booked - (moved - waiting);
        }
    }

    private record Pot(String profile, Currency currency) {}

    /** Of each profile and currency that has, or had, a debt or a reserve. */
    List<Balances> of(Merchant merchant, LocalDate day) {
        List<String> balance = MonthReports.balanceProfiles(merchant);
        Map<Pot, List<DebtTold>> debts = money.debts(merchant.name(), balance, day).stream()
                .collect(Collectors.groupingBy(told -> new Pot(told.profile(), told.currency())));
        Map<Pot, List<ReserveMove>> moves = money.reserves(merchant.name(), balance).stream()
                .collect(Collectors.groupingBy(move -> new Pot(move.profile(), move.currency())));
        var pots = new TreeSet<>(Comparator.comparing(Pot::profile)
                .thenComparing(pot -> pot.currency().getCurrencyCode()));
        pots.addAll(debts.keySet());
        pots.addAll(moves.keySet());
        merchant.profiles().values().forEach(profile -> profile.reserves()
                .forEach(
                        start -> pots.add(new Pot(profile.name(), start.amount().currency()))));
        if (pots.isEmpty()) {
            return List.of();
        }
        List<Booked> booked = money.booked(
                merchant.name(),
                pots.stream()
                        .flatMap(pot -> Stream.of(RESERVE + pot.currency(), DEBT + pot.currency()))
                        .distinct()
                        .toList(),
                day);
        List<ProviderMoney.Noted> notes =
                money.noted(pots.stream().map(Pot::profile).distinct().toList());
        var all = new ArrayList<Balances>();
        for (Pot pot : pots) {
            var one = balances(
                    pot, debts.getOrDefault(pot, List.of()), moves.getOrDefault(pot, List.of()), booked, notes, day);
            if (!one.debts().isEmpty()
                    || !one.reserves().balances().isEmpty()
                    || one.account().difference() != 0
                    || one.reserves().before() != 0) {
                all.add(one);
            }
        }
        return all;
    }

    private Balances balances(
            Pot pot,
            List<DebtTold> debts,
            List<ReserveMove> moves,
            List<Booked> booked,
            List<ProviderMoney.Noted> notes,
            LocalDate day) {
        Optional<Profile> profile = merchants.profile(pot.profile());
        var ledger = DebtLedger.of(
                debts.stream()
                        .map(told -> new DebtLedger.Told(
                                told.reference(),
                                told.day(),
                                told.opening(),
                                told.closing(),
                                told.incurred(),
                                told.repaid()))
                        .toList(),
                day);
        return new Balances(
                pot.profile(),
                profile.map(merchants::sourceName).orElse(pot.profile()),
                pot.currency(),
                ledger,
                profile.map(one -> one.money().ownDebts()).orElse(false),
                -booked(DEBT, pot, booked),
                notes.stream()
                        .filter(note -> note.profile().equals(pot.profile()))
                        .collect(Collectors.toMap(ProviderMoney.Noted::reference, note -> note)),
                reserves(profile.orElse(null), pot, moves, day),
                account(moves, booked(RESERVE, pot, booked), day));
    }

    private ReserveLedger reserves(@Nullable Profile profile, Pot pot, List<ReserveMove> moves, LocalDate day) {
        var moved = new ArrayList<ReserveLedger.Moved>();
        for (ReserveMove move : moves) {
            LocalDate moveDay = move.day();
            if (moveDay != null) {
                moved.add(new ReserveLedger.Moved(type(profile, move.words()), moveDay, move.amount()));
            }
        }
        List<ReserveStart> starts = profile == null ? List.of() : profile.reserves();
        return ReserveLedger.of(
                moved,
                starts.stream()
                        .filter(start -> start.amount().currency().equals(pot.currency()))
                        .map(start -> new ReserveLedger.Start(
                                start.type(), start.day(), start.amount().minor()))
                        .toList(),
                day);
    }

    private String type(@Nullable Profile profile, String words) {
        return profile == null
                ? ""
                : merchants
                        .sourceOf(profile)
                        .map(source -> source.reserveType(words))
                        .orElse("");
    }

    private static Account account(List<ReserveMove> moves, long booked, LocalDate day) {
        long moved = 0;
        long there = 0;
        for (ReserveMove move : moves) {
            LocalDate moveDay = move.day();
            LocalDate bookedDay = move.bookedDay();
            if (moveDay != null && !moveDay.isAfter(day)) {
                moved = Math.addExact(moved, move.amount());
            }
            if (bookedDay != null && !bookedDay.isAfter(day)) {
                there = Math.addExact(there, move.amount());
            }
        }
        return new Account(moved, moved - there, booked);
    }

    private static long booked(String role, Pot pot, List<Booked> rows) {
        return rows.stream()
                .filter(row -> row.role().equals(role + pot.currency())
                        && row.profile().equals(pot.profile()))
                .mapToLong(Booked::amount)
                .sum();
    }
}
