package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.VatBox;
import se.kvitta.reason.Reason;

/**
 * Which account each role is booked on, and when. Rules name roles, never numbers; the merchant's file may choose
 * another number for a role, and then the name and the VAT box of the role stay.
 */
public final class AccountPlan {

    private final String name;
    private final Map<String, List<Entry>> entries;

    /** Later entries of a role that is valid the same day go before earlier ones: put overrides last. */
    public AccountPlan(String name, Collection<Entry> entries) {
        this.name = name;
        this.entries =
                entries.stream().collect(Collectors.groupingBy(Entry::role, LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * One role's account while it is valid.
     *
     * @param box the box of the VAT return that the account's rows feed
     * @param from first day, a Stockholm day; null for always
     * @param until last day; null for ever
     */
    public record Entry(
            String role,
            Account account,
            @Nullable VatBox box,
            @Nullable LocalDate from,
            @Nullable LocalDate until) {

        boolean validOn(LocalDate day) {
            return (from == null || !day.isBefore(from)) && (until == null || !day.isAfter(until));
        }
    }

    /** The account of a role on a day, if the plan has one. */
    public Optional<Entry> find(String role, LocalDate day) {
        List<Entry> all = entries.getOrDefault(role, List.of());
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).validOn(day)) {
                return Optional.of(all.get(i));
            }
        }
        return Optional.empty();
    }

    /** The account of a role on a day. Throws {@link CannotBook} naming the role and the ones that exist. */
    public Entry require(String role, LocalDate day) {
        return find(role, day).orElseThrow(() -> new CannotBook(missing(role, day)));
    }

    /** The accounts that count for each role on one of some days, both of which belong to them. */
    public Map<String, Set<Entry>> used(LocalDate from, LocalDate through) {
        var used = new LinkedHashMap<String, Set<Entry>>();
        entries.forEach((role, list) -> {
            var days = new TreeSet<LocalDate>(List.of(from));
            for (Entry entry : list) {
                if (entry.from() != null) {
                    days.add(entry.from());
                }
                if (entry.until() != null) {
                    days.add(entry.until().plusDays(1));
                }
            }
            for (LocalDate day : days.subSet(from, true, through, true)) {
                find(role, day).ifPresent(entry -> used.computeIfAbsent(role, first -> new LinkedHashSet<>())
                        .add(entry));
            }
        });
        return used;
    }

    /** An account by its number, with the name the plan knows it by, if it does. */
    Account named(String number) {
        return accounts().stream()
                .filter(account -> account.number().equals(number))
                .findFirst()
                .orElseGet(() -> new Account(number, number));
    }

    /** Why a role cannot be booked: its name, and the roles that look like it. */
    public Reason missing(String role, LocalDate day) {
        String stem = role.contains("_") ? role.substring(0, role.indexOf('_')) : role;
        var alike = new TreeSet<String>();
        entries.keySet().stream().filter(other -> other.startsWith(stem)).forEach(alike::add);
        return Reason.of(
                "ACCOUNT_MISSING",
                "role",
                role,
                "day",
                day,
                "plan",
                name,
                "alternatives",
                String.join(", ", alike.isEmpty() ? entries.keySet() : alike));
    }

    /** Every account that any role may use, for the chart in a file and for checks against a target's chart. */
    public Collection<Account> accounts() {
        var accounts = new LinkedHashMap<String, Account>();
        entries.values()
                .forEach(list ->
                        list.forEach(entry -> accounts.put(entry.account().number(), entry.account())));
        return accounts.values();
    }
}
