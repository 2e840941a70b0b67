package se.kvitta.planning;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.Booking;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Bookkeeper;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.SettlementFacts;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.Marker;
import se.kvitta.journal.Audit;
import se.kvitta.journal.EventCursor;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Voucher;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/** The steps of the planning routes. Planning can be cut off anywhere and begun again: only the commit counts. */
public final class Planning {

    private static final Logger LOG = LoggerFactory.getLogger(Planning.class);

    /** How long a settlement that cannot be booked waits before it is tried again, for a late rate or a mended file. */
    private static final Duration RETRY = Duration.ofMinutes(15);

    private final Settlements settlements;
    private final Postings postings;
    private final Tasks tasks;
    private final Audit audit;
    private final Merchants merchants;
    private final Function<String, Encoder> encoders;
    private final Clock clock;

    public Planning(
            Settlements settlements,
            Postings postings,
            Tasks tasks,
            Audit audit,
            Merchants merchants,
            Function<String, Encoder> encoders,
            Clock clock) {
        this.settlements = settlements;
        this.postings = postings;
        this.tasks = tasks;
        this.audit = audit;
        this.merchants = merchants;
        this.encoders = encoders;
        this.clock = clock;
    }

    /** The settlements of a merchant that wait to be planned: what the route splits over. */
    public List<Settlement> waiting(String merchant) {
        return settlements.toPlan(merchant);
    }

    /** Plans one settlement: every booking of it, or none. */
    public void plan(Settlement settlement) {
        Profile profile = merchants.requireProfile(settlement.profile());
        Merchant merchant = merchants.requireMerchant(settlement.merchant());
        String version = merchants.mappingVersion(profile);
        Postings.Plan plan = postings.plan(settlement, merchant.target(), version);
        EventCursor events = settlements.events(settlement);
        try {
            Bookkeeper.Outcome outcome = book(settlement, profile, merchant, events, plan, settlement.title());
            if (plan.commit(outcome.withoutRow())) {
                tasks.close(merchant.name(), subject(settlement));
                tellHeld(settlement);
                LOG.info(
                        "profile {}: payout {} is planned: {} vouchers, {} events held",
                        profile.name(),
                        settlement.title(),
                        plan.postings(),
                        plan.held());
                audit.add(
                        Audit.KVITTA,
                        "settlement planned",
                        merchant.name(),
                        subject(settlement),
                        plan.postings() + " vouchers, " + plan.held() + " events held, mapping " + version);
            }
        } catch (CannotBook e) {
            Reason reason = e.reason().with("reference", settlement.title()).with("profile", profile.name());
            settlements.waitUntil(settlement.id(), clock.instant().plus(RETRY), reason);
            tasks.open(merchant.name(), profile.name(), subject(settlement), reason);
            LOG.warn("profile {}: payout {} cannot be booked: {}", profile.name(), settlement.title(), reason);
        }
    }

    /**
     * Books what waits of a planned settlement by the rules as they are now, after somebody has mended them; what still
     * cannot be booked goes on waiting. Answers how many events were booked.
     */
    public int planHeld(Settlement settlement) {
        Profile profile = merchants.requireProfile(settlement.profile());
        Merchant merchant = merchants.requireMerchant(settlement.merchant());
        Postings.Plan plan = postings.plan(settlement, merchant.target(), merchants.mappingVersion(profile));
        EventCursor events = settlements.heldEvents(settlement);
        String title = settlement.title() + "~" + clock.instant().toEpochMilli();
        Bookkeeper.Outcome outcome;
        try {
            outcome = book(settlement, profile, merchant, events, plan, title);
        } catch (CannotBook e) {
            tasks.open(merchant.name(), profile.name(), heldSubject(settlement), e.reason());
            return 0;
        }
        plan.commitHeld();
        tellHeld(settlement);
        return outcome.booked() + outcome.withoutRow();
    }

    /** Lets a refused posting follow its merchant's mappings as they are now: another series, other accounts. */
    public void renew(Posting posting) {
        Profile profile = merchants.requireProfile(posting.profile());
        BookingRules rules = merchants.rules(profile);
        Voucher voucher = posting.booking().voucher();
        List<Account> accounts = voucher.rows().stream()
                .map(row -> rules.plan()
                        .find(row.role(), voucher.date())
                        .map(AccountPlan.Entry::account)
                        .orElse(row.account()))
                .toList();
        postings.renew(posting, rules.series(), accounts, merchants.mappingVersion(profile));
    }

    private Bookkeeper.Outcome book(
            Settlement settlement,
            Profile profile,
            Merchant merchant,
            EventCursor events,
            Postings.Plan plan,
            String title) {
        BookingRules rules = merchants.rules(profile);
        var facts = new SettlementFacts(
                title, settlement.currency(), settlement.payoutDay(), settlement.payout(), settlement.sourceRows());
        Encoder encoder = encoders.apply(merchant.target());
        return Bookkeeper.book(facts, events, rules, merchants.rates(merchant), events, new Bookkeeper.Sink() {
            @Override
            public void booking(Booking booking) {
                plan.stage(
                        booking,
                        Marker.of(profile.name(), booking.key(), booking.reference()),
                        encoder.steps(booking.kind(), merchant.evidence()));
            }

            @Override
            public void held(Event event, Reason reason) {
                plan.hold(events.seq(), reason);
            }
        });
    }

    /** One task per settlement for all its waiting events, with how many wait for which reason. */
    private void tellHeld(Settlement settlement) {
        List<Settlements.HeldEvent> held = settlements.held(settlement.id());
        if (held.isEmpty()) {
            tasks.close(settlement.merchant(), heldSubject(settlement));
            return;
        }
        Map<String, Integer> counts = new TreeMap<>();
        held.forEach(event -> counts.merge(event.reason().code(), 1, Integer::sum));
        tasks.open(
                settlement.merchant(),
                settlement.profile(),
                heldSubject(settlement),
                Reason.of(
                        "EVENTS_HELD",
                        "reference",
                        settlement.title(),
                        "profile",
                        settlement.profile(),
                        "count",
                        held.size(),
                        "reasons",
                        counts));
    }

    private static String subject(Settlement settlement) {
        return "settlement " + settlement.id();
    }

    private static String heldSubject(Settlement settlement) {
        return "held events of settlement " + settlement.id();
    }
}
