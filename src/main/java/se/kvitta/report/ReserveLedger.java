package se.kvitta.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The running balance of one profile's reserve in one currency at the end of a Stockholm day, per type. Providers report no balance of
 * a reserve, so it begins with what a person has stated, else with nothing. Where some of it has no type, types cannot be
 * told apart and all of it is one balance. Amounts are minor units. Pure.
 *
 * @param before what moved before the days of the starting balances, which have it in them: held above zero
 */
record ReserveLedger(List<Balance> balances, long before) {

    ReserveLedger {
        balances = List.copyOf(balances);
    }

    /**
     * What one day moved of one type.
     *
     * @param type in the provider's word; empty when it is not told
     * @param amount held above zero, released below
     */
    record Moved(String type, LocalDate day, long amount) {}

    /**
     * What was held when a day began.
     *
     * @param type in the provider's word; empty for all types together
     */
    record Start(String type, LocalDate day, long amount) {}

    /**
     * One type's balance.
     *
     * @param type empty where types are not told apart
     * @param started what the starting balances state
     * @param released below zero
     * @param missing how much more must have been held in the beginning, so that no day ends below zero
     * @param missed the first day that ends below zero; null when none does
     */
    record Balance(
            String type,
            long started,
            long held,
            long released,
            long missing,
            @Nullable LocalDate missed) {

        long amount() {
            return started + held + released;
        }
    }

    /**
     * @param moved in any order; what is after the day does not count
     * @param starts at most one of each type; those of later days do not count
     */
    static ReserveLedger of(List<Moved> moved, List<Start> starts, LocalDate day) {
        var begun = new HashMap<String, Start>();
        starts.stream().filter(start -> !start.day().isAfter(day)).forEach(start -> begun.put(start.type(), start));
        boolean apart = !begun.containsKey("")
                && moved.stream().filter(one -> !one.day().isAfter(day)).noneMatch(one -> one.type()
                        .isEmpty());
        var counted = new TreeMap<String, List<Moved>>();
        var types = new TreeSet<String>();
        long before = 0;
        for (Moved one : moved) {
            if (one.day().isAfter(day)) {
                continue;
            }
            Start start = begun.getOrDefault(one.type(), begun.get(""));
            if (start != null && one.day().isBefore(start.day())) {
                before = Math.addExact(before, one.amount());
            } else {
                counted.computeIfAbsent(apart ? one.type() : "", fresh -> new ArrayList<>())
                        .add(one);
            }
        }
        types.addAll(counted.keySet());
        begun.keySet().forEach(type -> types.add(apart ? type : ""));
        var balances = new ArrayList<Balance>();
        for (String type : types) {
            balances.add(balance(
                    type,
                    begun.values().stream()
                            .filter(start -> !apart || start.type().equals(type))
                            .toList(),
                    counted.getOrDefault(type, List.of())));
        }
        return new ReserveLedger(balances, before);
    }

    private static Balance balance(String type, List<Start> starts, List<Moved> moved) {
        var days = new TreeMap<LocalDate, Long>();
        starts.forEach(start -> days.merge(start.day(), start.amount(), Math::addExact));
        moved.forEach(one -> days.merge(one.day(), one.amount(), Math::addExact));
        long running = 0;
        long lowest = 0;
        @Nullable LocalDate missed = null;
        for (Map.Entry<LocalDate, Long> day : days.entrySet()) {
            running = Math.addExact(running, day.getValue());
            if (running < 0 && missed == null) {
                missed = day.getKey();
            }
            lowest = Math.min(lowest, running);
        }
        return new Balance(
                type,
                starts.stream().mapToLong(Start::amount).sum(),
                moved.stream()
                        .mapToLong(Moved::amount)
                        .filter(amount -> amount > 0)
                        .sum(),
                moved.stream()
                        .mapToLong(Moved::amount)
                        .filter(amount -> amount < 0)
                        .sum(),
                -lowest,
                missed);
    }

    /** All types together. */
    long amount() {
        return balances.stream().mapToLong(Balance::amount).sum();
    }

    long started() {
        return balances.stream().mapToLong(Balance::started).sum();
    }
}
