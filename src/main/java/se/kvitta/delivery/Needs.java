package se.kvitta.delivery;

import java.time.LocalDate;
import java.util.Currency;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.DimensionRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.RolesUsed;
import se.kvitta.journal.BooksAhead.Payout;
import se.kvitta.journal.BooksAhead.Waiting;
import se.kvitta.ledger.VatBox;

/**
 * What a merchant's deliveries will need of a target, for its preflight.
 *
 * @param today a Stockholm day
 * @param method the accounting method that the merchant's file states
 * @param books currency of the books
 * @param series of vouchers, invoices and payments
 * @param evidence whether documents are attached
 * @param waiting days that something waits to be entered on
 * @param payouts the newest payouts, which nobody else should have booked
 */
public record Needs(
        String merchant,
        LocalDate today,
        BookingRules.Method method,
        Currency books,
        BookingRules.Series series,
        boolean evidence,
        List<OfProfile> profiles,
        List<Waiting> waiting,
        List<Payout> payouts) {

    public Needs {
        profiles = List.copyOf(profiles);
        waiting = List.copyOf(waiting);
        payouts = List.copyOf(payouts);
    }

    /**
     * What one profile needs.
     *
     * @param provider what vouchers call the provider
     * @param currencies what is settled
     * @param converted other currencies that its newest orders were sold in, which the provider converts
     * @param start first Stockholm day whose events are booked
     * @param orders numbers of the newest orders
     */
    public record OfProfile(
            String name,
            String provider,
            Set<Mode> modes,
            Set<Currency> currencies,
            Set<Currency> converted,
            LocalDate start,
            RolesUsed roles,
            AccountPlan plan,
            DimensionRules dimensions,
            List<String> orders) {

        /** The currencies that its orders are in. */
        public Set<Currency> ofOrders() {
            return Stream.concat(currencies.stream(), converted.stream()).collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * An account that vouchers may have rows on.
     *
     * @param name what the plan calls it; empty when the plan does not say
     * @param roles what is booked on it
     * @param box the box of the VAT return that its rows feed
     * @param certain whether something will be booked on it for certain, and not only perhaps
     * @param profiles whose bookings
     */
    public record NeededAccount(
            String number,
            String name,
            Set<String> roles,
            @Nullable VatBox box,
            boolean certain,
            Set<String> profiles) {}

    /** All modes of all profiles. */
    public Set<Mode> modes() {
        var modes = EnumSet.noneOf(Mode.class);
        profiles.forEach(profile -> modes.addAll(profile.modes()));
        return modes;
    }

    /** Those of some modes that the merchant has. */
    public Set<Mode> modesAmong(Set<Mode> some) {
        return modes().stream()
                .filter(some::contains)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Mode.class)));
    }

    /** The modes of the profiles of these names. */
    public Set<Mode> modesOf(Set<String> names) {
        var modes = EnumSet.noneOf(Mode.class);
        profiles.stream()
                .filter(profile -> names.contains(profile.name()))
                .forEach(profile -> modes.addAll(profile.modes()));
        return modes;
    }

    /** The first day that anything is booked on; today when there is no profile. */
    public LocalDate start() {
        return profiles.stream().map(OfProfile::start).min(LocalDate::compareTo).orElse(today);
    }

    /** The accounts that bookings of some days, the first and last included, can have rows on, by number. */
    public List<NeededAccount> accounts(LocalDate from, LocalDate through) {
        var needed = new TreeMap<String, NeededAccount>();
        for (OfProfile profile : profiles) {
            if (profile.start().isAfter(through)) {
                continue;
            }
            LocalDate first = profile.start().isAfter(from) ? profile.start() : from;
            Set<String> certain = profile.roles().certain(first, through);
            profile.plan().used(first, through).forEach((role, entries) -> {
                if (certain.contains(role) || profile.roles().isPossible(role)) {
                    entries.forEach(entry -> needed.merge(
                            entry.account().number(),
                            account(entry, certain.contains(role), profile.name()),
                            Needs::together));
                }
            });
        }
        return List.copyOf(needed.values());
    }

    private static NeededAccount account(AccountPlan.Entry entry, boolean certain, String profile) {
        String number = entry.account().number();
        String name = entry.account().name();
        return new NeededAccount(
                number,
                name.equals(number) || name.equals(entry.role()) ? "" : name,
                Set.of(entry.role()),
                entry.box(),
                certain,
                Set.of(profile));
    }

    private static NeededAccount together(NeededAccount one, NeededAccount other) {
        return new NeededAccount(
                one.number(),
                one.name().isEmpty() ? other.name() : one.name(),
                union(one.roles(), other.roles()),
                one.box() == null ? other.box() : one.box(),
                one.certain() || other.certain(),
                union(one.profiles(), other.profiles()));
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        var all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    /** Cost centres that rows will name, each with the profiles that name it. */
    public Map<String, Set<String>> costCentres() {
        var named = new TreeMap<String, Set<String>>();
        profiles.forEach(profile -> {
            name(named, profile.dimensions().always().costCentre(), profile);
            profile.dimensions()
                    .rules()
                    .forEach(rule -> name(named, rule.dimensions().costCentre(), profile));
        });
        return named;
    }

    /** Projects, likewise. */
    public Map<String, Set<String>> projects() {
        var named = new TreeMap<String, Set<String>>();
        profiles.forEach(profile -> {
            name(named, profile.dimensions().always().project(), profile);
            profile.dimensions()
                    .rules()
                    .forEach(rule -> name(named, rule.dimensions().project(), profile));
        });
        return named;
    }

    private static void name(Map<String, Set<String>> named, String code, OfProfile profile) {
        if (!code.isEmpty()) {
            named.computeIfAbsent(code, first -> new LinkedHashSet<>()).add(profile.name());
        }
    }
}
