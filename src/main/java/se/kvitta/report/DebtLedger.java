package se.kvitta.report;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every debt to the provider of one profile and currency at the end of a Stockholm day: what incurred it, what repaid it,
 * what is open. What is incurred first is repaid first. A settlement that states less debt than the one before it left tells
 * that the rest was paid outside; one that states more tells of a debt that nothing accounts for. Amounts are minor units. Pure.
 *
 * @param debts oldest first; those that are repaid, too
 * @param outside what was paid outside the settlements, oldest first
 * @param unmatched what settlements have withheld beyond every debt that is known
 * @param stated the debt that the provider states after the last settlement; null when it never states one
 */
record DebtLedger(
        LocalDate day,
        List<Debt> debts,
        List<Outside> outside,
        long unmatched,
        @Nullable Long stated) {

    /** How many settlements of one day are put in order by trying; more are taken as they fit. */
    private static final int TRIED = 6;

    DebtLedger {
        debts = List.copyOf(debts);
        outside = List.copyOf(outside);
    }

    /**
     * What one settlement tells of debts.
     *
     * @param opening what was owed before it, as the provider states; null when it states nothing
     * @param closing what was owed after it; null with {@code opening}
     */
    record Told(
            String reference,
            LocalDate day,
            @Nullable Long opening,
            @Nullable Long closing,
            long incurred,
            long repaid) {

        /** A debt that is repaid and incurred in one settlement is the same debt, carried on. */
        long net() {
            return Math.subtractExact(incurred, repaid);
        }
    }

    /** What is known of how a debt came about. */
    enum Origin {
        /** A settlement below zero. */
        INCURRED,
        /** The first settlement that states debts has it already. */
        BEFORE,
        /** A later settlement begins with it, and no settlement that has come incurred it. */
        UNKNOWN
    }

    /** How a debt was repaid. */
    enum How {
        WITHHELD,
        OUTSIDE
    }

    /** A part, or all, of a debt that was repaid; of what is paid outside, the settlement that first states so. */
    record Repaid(String reference, LocalDate day, How how, long amount) {}

    /**
     * One debt.
     *
     * @param reference the settlement that incurred it, or first states it
     * @param since the day of that settlement
     */
    record Debt(Origin origin, String reference, LocalDate since, long amount, List<Repaid> repaid) {

        Debt {
            repaid = List.copyOf(repaid);
        }

        long open() {
            return amount - repaid.stream().mapToLong(Repaid::amount).sum();
        }

        long days(LocalDate until) {
            return ChronoUnit.DAYS.between(since, until);
        }
    }

    /**
     * A debt, or a part of one, that was paid by bank or invoiced separately.
     *
     * @param reference the settlement that states a smaller debt than the one before it left
     * @param before what was owed after the settlement before
     */
    record Outside(String reference, LocalDate day, long before, long opening) {

        long amount() {
            return before - opening;
        }
    }

    /** How old a debt is, in days. */
    enum Age {
        TO_14(14),
        TO_30(30),
        TO_60(60),
        OLDER(Long.MAX_VALUE);

        private final long most;

        Age(long most) {
            this.most = most;
        }

        static Age of(long days) {
            for (Age age : values()) {
                if (days <= age.most) {
                    return age;
                }
            }
            return OLDER;
        }
    }

    /** @param told settlements of one profile and currency, in any order; those after the day do not count */
    static DebtLedger of(List<Told> told, LocalDate day) {
        var writing = new Writing();
        chain(told.stream().filter(one -> !one.day().isAfter(day)).toList()).forEach(writing::take);
        return writing.ledger(day);
    }

    /** All that is open, also what nothing accounts for. */
    long open() {
        return debts.stream().mapToLong(Debt::open).sum() - unmatched;
    }

    /** What is open and accounted for. */
    long known() {
        return open() - unknown();
    }

    /** What is open and nothing accounts for. */
    long unknown() {
        return debts.stream()
                .filter(debt -> debt.origin() == Origin.UNKNOWN)
                .mapToLong(Debt::open)
                .sum();
    }

    /** What the provider states more than is accounted for; zero when it states nothing. */
    long difference() {
        return stated == null ? 0 : stated - known();
    }

    /** What is open, by age; every age is there. */
    Map<Age, Long> aged() {
        var ages = new EnumMap<Age, Long>(Age.class);
        for (Age age : Age.values()) {
            ages.put(age, 0L);
        }
        debts.forEach(debt -> ages.merge(Age.of(debt.days(day)), debt.open(), Math::addExact));
        return ages;
    }

    /** Debts that are open and older than some days, oldest first. */
    List<Debt> olderThan(long days) {
        return debts.stream()
                .filter(debt -> debt.open() > 0 && debt.days(day) > days)
                .toList();
    }

    /** Whether there is, or was, anything to tell. */
    boolean isEmpty() {
        return debts.isEmpty() && outside.isEmpty() && unmatched == 0;
    }

    /** The settlements as they followed each other, whatever order they came in. */
    private static List<Told> chain(List<Told> told) {
        var days = new TreeMap<LocalDate, List<Told>>();
        told.forEach(one ->
                days.computeIfAbsent(one.day(), fresh -> new ArrayList<>()).add(one));
        var chain = new ArrayList<Told>();
        @Nullable Long before = null;
        for (List<Told> group : days.values()) {
            group.sort(Comparator.comparing((Told one) -> orZero(one.opening())).thenComparing(Told::reference));
            for (Told next : ofDay(group, before)) {
                chain.add(next);
                before = after(next, before);
            }
        }
        return chain;
    }

    private static long orZero(@Nullable Long amount) {
        return amount == null ? 0 : amount;
    }

    private static @Nullable Long after(Told told, @Nullable Long before) {
        if (told.closing() != null) {
            return told.closing();
        }
        return before == null ? null : before + told.net();
    }

    private static boolean fits(Told told, @Nullable Long before) {
        return before == null || told.opening() == null || before.equals(told.opening());
    }

    /** In an order where each begins where the one before it ended, at least after the first of the day; else as they fit. */
    private static List<Told> ofDay(List<Told> group, @Nullable Long before) {
        if (group.size() == 1) {
            return group;
        }
        if (group.size() <= TRIED) {
            @Nullable List<Told> fitting = fitting(group, before);
            if (fitting != null) {
                return fitting;
            }
            for (Told first : group) {
                @Nullable List<Told> after = before(first, fitting(without(group, first), after(first, before)));
                if (after != null) {
                    return after;
                }
            }
        }
        return asTheyFit(group, before);
    }

    private static List<Told> without(List<Told> all, Told one) {
        var others = new ArrayList<>(all);
        others.remove(one);
        return others;
    }

    private static @Nullable List<Told> before(Told first, @Nullable List<Told> rest) {
        if (rest != null) {
            rest.add(0, first);
        }
        return rest;
    }

    /** An order in which each begins where the one before it ended; null when there is none. */
    private static @Nullable List<Told> fitting(List<Told> left, @Nullable Long before) {
        if (left.isEmpty()) {
            return new ArrayList<>();
        }
        for (Told first : left) {
            if (fits(first, before)) {
                @Nullable List<Told> found = before(first, fitting(without(left, first), after(first, before)));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static List<Told> asTheyFit(List<Told> group, @Nullable Long first) {
        var left = new ArrayList<>(group);
        var chain = new ArrayList<Told>();
        @Nullable Long before = first;
        while (!left.isEmpty()) {
            @Nullable Long owed = before;
            Told next = left.stream().filter(one -> fits(one, owed)).findFirst().orElse(left.get(0));
            left.remove(next);
            chain.add(next);
            before = after(next, before);
        }
        return chain;
    }

    /** The ledger while settlements are taken into it, one after the other. */
    private static final class Writing {
        private final List<Open> debts = new ArrayList<>();
        private final List<Outside> outside = new ArrayList<>();
        private long unmatched;
        private @Nullable Long stated;

        private static final class Open {
            private final Debt debt;
            private final List<Repaid> repaid = new ArrayList<>();
            private long left;

            private Open(Debt debt) {
                this.debt = debt;
                this.left = debt.amount();
            }
        }

        void take(Told told) {
            if (told.opening() != null) {
                open(told, told.opening());
            }
            long net = told.net();
            if (net > 0) {
                incur(Origin.INCURRED, told, net);
            } else if (net < 0) {
                unmatched = Math.addExact(unmatched, repay(told, How.WITHHELD, -net));
            }
            stated = after(told, stated);
        }

        /** What the provider states before a settlement, against what it stated after the one before. */
        private void open(Told told, long opening) {
            boolean first = stated == null;
            long before = first ? debts.stream().mapToLong(debt -> debt.left).sum() - unmatched : stated;
            if (opening > before) {
                incur(first ? Origin.BEFORE : Origin.UNKNOWN, told, opening - before);
            } else if (opening < before) {
                outside.add(new Outside(told.reference(), told.day(), before, opening));
                unmatched = Math.addExact(unmatched, repay(told, How.OUTSIDE, before - opening));
            }
        }

        private void incur(Origin origin, Told told, long amount) {
            debts.add(new Open(new Debt(origin, told.reference(), told.day(), amount, List.of())));
        }

        /** Answers what no debt was left for. */
        private long repay(Told told, How how, long amount) {
            long left = amount;
            for (Open debt : debts) {
                long taken = Math.min(left, debt.left);
                if (taken > 0) {
                    debt.left -= taken;
                    debt.repaid.add(new Repaid(told.reference(), told.day(), how, taken));
                    left -= taken;
                }
            }
            return left;
        }

        DebtLedger ledger(LocalDate day) {
            return new DebtLedger(
                    day,
                    debts.stream()
                            .map(one -> new Debt(
                                    one.debt.origin(),
                                    one.debt.reference(),
                                    one.debt.since(),
                                    one.debt.amount(),
                                    one.repaid))
                            .toList(),
                    outside,
                    unmatched,
                    stated);
        }
    }
}
