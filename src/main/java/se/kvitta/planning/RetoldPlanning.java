package se.kvitta.planning;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Bookkeeper;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.Knowledge;
import se.kvitta.booking.Retold;
import se.kvitta.booking.TaxLine;
import se.kvitta.delivery.Marker;
import se.kvitta.exchange.RateLookup;
import se.kvitta.journal.Corrections;
import se.kvitta.journal.Corrections.Staged;
import se.kvitta.journal.EventCursor;
import se.kvitta.journal.Looks;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.ledger.Money;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/**
 * Plans the corrections of a payout that is told anew. Both tellings are booked by the same bookkeeper, by the rules as they
 * are now and as if no period were closed; what stands is compared with the new one. Where what stands is not what the old
 * telling gives now, more than the telling has changed, and a person must accept the document first.
 */
final class RetoldPlanning {

    private final Settlements settlements;
    private final Postings postings;
    private final Merchants merchants;
    private final Planning planning;

    RetoldPlanning(Settlements settlements, Postings postings, Merchants merchants, Planning planning) {
        this.settlements = settlements;
        this.postings = postings;
        this.merchants = merchants;
        this.planning = planning;
    }

    /**
     * What came of a comparison.
     *
     * @param counts whether the new telling counts now
     * @param before what counted before
     */
    record Outcome(boolean counts, List<Settlement> before, int corrections, int waiting) {}

    /** Both tellings as they would be booked now, and what stands. */
    private record Compared(
            Retold retold,
            List<Settlement> before,
            Map<String, List<Retold.Stands>> standing,
            Bookkeeper.Outcome told) {}

    /** Throws {@link CannotBook} when nothing of it can be corrected, or a person must accept it first. */
    Outcome correct(Settlement told) {
        Profile profile = merchants.requireProfile(told.profile());
        Merchant merchant = merchants.requireMerchant(told.merchant());
        Corrections corrections = postings.corrections();
        Postings.Plan plan = postings.plan(told, merchant.target(), merchants.mappingVersion(profile));
        List<Settlement> before = corrections.before(told, settlements);
        corrections.pair(told, before);
        Compared compared = compare(told, profile, merchant, before, true, new Placing(told.reference(), plan));
        Set<String> waiting = new HashSet<>();
        before.forEach(one -> corrections.waiting(one.id()).forEach(wait -> waiting.add(wait.key())));
        List<String> drifted = compared.retold().drifted(waiting);
        if (!drifted.isEmpty() && !settlements.isAccepted(told)) {
            throw new CannotBook(Reason.of(
                    "RETOLD_RULES_CHANGED",
                    "count",
                    drifted.size(),
                    "vouchers",
                    name(compared, drifted.get(0)),
                    "document",
                    told.documentId()));
        }
        Retold.Plan outcome = compared.retold().plan();
        List<Staged> staged = staged(outcome.changes(), told, profile, merchant);
        boolean counts = corrections.commit(
                plan,
                told,
                before,
                compared.standing(),
                compared.retold().keys(),
                outcome,
                staged,
                compared.told().withoutRow());
        return new Outcome(counts, before, staged.size(), outcome.waits().size());
    }

    /** Enters what waited and need not any more; answers how many corrections that was. */
    int correctWaiting(Settlement told) {
        Profile profile = merchants.requireProfile(told.profile());
        Merchant merchant = merchants.requireMerchant(told.merchant());
        Corrections corrections = postings.corrections();
        Postings.Plan plan = postings.plan(told, merchant.target(), merchants.mappingVersion(profile));
        List<Corrections.Wait> waits = corrections.waiting(told.id());
        List<Settlement> before = corrections.before(told, settlements);
        Compared compared = compare(told, profile, merchant, before, false, new Collecting());
        Set<String> keys = new HashSet<>();
        waits.forEach(wait -> keys.add(wait.key()));
        Retold.Plan outcome = compared.retold().plan();
        List<Retold.Change> changes = outcome.changes().stream()
                .filter(change -> keys.contains(change.key()))
                .toList();
        boolean counts = !changes.isEmpty()
                && corrections.commitWaiting(
                        plan,
                        told,
                        before,
                        changes,
                        staged(changes, told, profile, merchant),
                        waits,
                        compared.standing());
        return counts ? changes.size() : 0;
    }

    private static String name(Compared compared, String key) {
        List<Retold.Stands> stands = compared.standing().getOrDefault(key, List.of());
        return stands.isEmpty() ? key : stands.get(0).name();
    }

    private List<Staged> staged(List<Retold.Change> changes, Settlement told, Profile profile, Merchant merchant) {
        var staged = new ArrayList<Staged>();
        for (Retold.Change change : changes) {
            for (Retold.Entry entry : change.entries()) {
                Booking booking = entry.booking();
                staged.add(new Staged(
                        change.key(),
                        booking,
                        Marker.of(profile.name(), booking.key(), booking.reference()),
                        planning.steps(merchant, told, booking),
                        entry.corrects()));
            }
        }
        return staged;
    }

    /** @param withdraws whether nothing is being delivered now, so that what was never sent may be taken back */
    private Compared compare(
            Settlement told,
            Profile profile,
            Merchant merchant,
            List<Settlement> before,
            boolean withdraws,
            Collecting toldSink) {
        Corrections corrections = postings.corrections();
        BookingRules rules = planning.rules(profile);
        BookingRules open = rules.withOpenPeriods();
        Optional<RateLookup> published = planning.published(merchant);
        Map<String, List<Retold.Stands>> standing = corrections.standing(told, before, withdraws);
        var own = new ArrayList<Long>();
        before.forEach(one -> own.add(one.id()));
        own.add(told.id());
        var pots = postings.potsWithout(profile.name(), merchant.books(), own);
        Knowledge.BankBook bank = bank(told, merchant, before);
        var beforeSink = new Collecting();
        for (Settlement one : before) {
            settlements.number(one, profile.orderNumber(), false);
            EventCursor events = corrections.events(one, before, List.of(told));
            beforeSink.of(events);
            planning.book(Planning.facts(one, one.title()), merchant, open, events, pots, bank, published, beforeSink);
        }
        settlements.number(told, profile.orderNumber(), false);
        EventCursor events = corrections.events(told, List.of(told), before);
        toldSink.of(events);
        Bookkeeper.Outcome outcome = planning.book(
                Planning.facts(told, told.reference()), merchant, open, events, pots, bank, published, toldSink);
        var retold = new Retold(told.reference(), told.id(), rules, beforeSink.bookings, toldSink.bookings, standing);
        return new Compared(retold, before, standing, outcome);
    }

    /**
     * A payout that is booked is compared as it was booked, whatever others have booked since; one that waits because of them, or
     * because the target is not asked yet, waits in both tellings.
     */
    private Knowledge.BankBook bank(Settlement told, Merchant merchant, List<Settlement> before) {
        List<Settlement> tellings =
                Stream.concat(before.stream(), Stream.of(told)).toList();
        Set<Money> unasked = tellings.stream()
                .flatMap(one -> postings.looks().payouts(one.id(), true).stream())
                .collect(Collectors.toSet());
        boolean waits = tellings.stream()
                .flatMap(one -> settlements.held(one.id()).stream())
                .anyMatch(event -> event.reason().code().equals("BANK_ALSO_BOOKED"));
        Knowledge.BankBook known =
                waits ? planning.bank(merchant, false) : (account, amount, from, until) -> Optional.empty();
        return unasked.isEmpty()
                ? known
                : Looks.waiting(
                        known, merchant.books(), Looks.NEXT_RUN, question -> !unasked.contains(question.amount()));
    }

    /** Keeps bookings, and nothing of the events. */
    private static class Collecting implements Bookkeeper.Sink {

        final List<Booking> bookings = new ArrayList<>();
        private @Nullable EventCursor events;

        void of(EventCursor cursor) {
            events = cursor;
        }

        @Override
        public long at() {
            return events == null ? 0 : events.seq();
        }

        @Override
        public void booking(Booking booking) {
            bookings.add(booking);
        }

        @Override
        public void held(long place, Event event, Reason reason) {}
    }

    /** Keeps bookings, and where each event goes. */
    private static final class Placing extends Collecting {

        private final String reference;
        private final Postings.Plan plan;
        private final Map<String, String> keys = new HashMap<>();

        Placing(String reference, Postings.Plan plan) {
            this.reference = reference;
            this.plan = plan;
        }

        private String key(String booking) {
            return keys.computeIfAbsent(booking, key -> Retold.key(reference, key));
        }

        @Override
        public void held(long at, Event event, Reason reason) {
            plan.hold((int) at, reason);
        }

        @Override
        public void booked(long at, Event event, String key, LocalDate day, List<TaxLine> parts) {
            plan.booked((int) at, key(key), day, parts);
        }

        @Override
        public void left(long at, Event event, String why) {
            plan.left(event, why);
        }

        @Override
        public void empty(String key, String why) {
            plan.empty(key(key), why);
        }
    }
}
