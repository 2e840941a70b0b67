package se.kvitta.planning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.Booking;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Bookkeeper;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.ExchangeRates;
import se.kvitta.booking.Knowledge;
import se.kvitta.booking.SettlementFacts;
import se.kvitta.booking.TaxLine;
import se.kvitta.delivery.BankLooks;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.Marker;
import se.kvitta.exchange.RateLookup;
import se.kvitta.exchange.Rates;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Corrections;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.EventCursor;
import se.kvitta.journal.Looks;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.order.OrderLooks;
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
    private final Rates rates;
    private final OrderLooks orders;
    private final Function<String, Encoder> encoders;
    private final Clock clock;
    private final RetoldPlanning retold;

    public Planning(
            Settlements settlements,
            Postings postings,
            Tasks tasks,
            Audit audit,
            Merchants merchants,
            Rates rates,
            OrderLooks orders,
            Function<String, Encoder> encoders,
            Clock clock) {
        this.settlements = settlements;
        this.postings = postings;
        this.tasks = tasks;
        this.audit = audit;
        this.merchants = merchants;
        this.rates = rates;
        this.orders = orders;
        this.encoders = encoders;
        this.clock = clock;
        this.retold = new RetoldPlanning(settlements, postings, merchants, this);
    }

    /**
     * The settlements of a merchant whose waiting events need its target to be asked first: what the route splits over. Whatever becomes of
     * it, they are tried again later as long as they need that.
     */
    public List<Settlement> toAsk(String merchant) {
        return settlements.toAsk(merchant, clock.instant().plus(RETRY));
    }

    /** The settlements of a merchant that wait to be planned: what the route splits over. */
    public List<Settlement> waiting(String merchant) {
        return settlements.toPlan(merchant);
    }

    /** Plans one settlement: every booking of it, or none. */
    public Planned plan(Settlement settlement) {
        Optional<OrderLooks.Wait> waiting = orders.waits(settlement, false);
        if (waiting.isPresent()) {
            waits(
                    settlement,
                    waiting.get().again(),
                    waiting.get().reason(),
                    waiting.get().person());
            return Planned.NOTHING;
        }
        if (settlement.state() == Settlements.State.RETOLD) {
            return correct(settlement);
        }
        Profile profile = merchants.requireProfile(settlement.profile());
        Merchant merchant = merchants.requireMerchant(settlement.merchant());
        String version = merchants.mappingVersion(profile);
        Postings.Plan plan = postings.plan(settlement, merchant.target(), version);
        settlements.number(settlement, profile.orderNumber(), false);
        EventCursor events = settlements.events(settlement);
        Optional<RateLookup> published = published(merchant);
        try {
            Bookkeeper.Outcome outcome = book(
                    settlement, profile, merchant, events, plan, settlement.title(), bank(merchant, true), published);
            if (plan.commit(outcome.withoutRow())) {
                tasks.close(merchant.name(), subject(settlement));
                tellHeld(settlement);
                tellOwed(settlement, merchant);
                tellDerived(settlement);
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
            return new Planned(outcome.booked() + outcome.withoutRow(), List.of());
        } catch (RatesMissing e) {
            if (e.missing.requests().isEmpty()) {
                waits(settlement, e.missing.again(), e.missing.reason(), e.missing.person());
            }
            return new Planned(0, e.missing.requests());
        } catch (CannotBook e) {
            waits(settlement, clock.instant().plus(RETRY), e.reason(), true);
            return Planned.NOTHING;
        }
    }

    /** Compares a payout that is told anew with what is booked, and plans the corrections: all of it, or nothing. */
    private Planned correct(Settlement told) {
        try {
            RetoldPlanning.Outcome outcome = retold.correct(told);
            if (outcome.counts()) {
                tasks.close(told.merchant(), subject(told));
                outcome.before().forEach(one -> {
                    tasks.close(one.merchant(), heldSubject(one));
                    tasks.close(one.merchant(), correctionSubject(one));
                });
                tellHeld(told);
                tellCorrections(told);
                LOG.info(
                        "profile {}: payout {} is told anew: {} corrections, {} wait",
                        told.profile(),
                        told.title(),
                        outcome.corrections(),
                        outcome.waiting());
                audit.add(
                        Audit.KVITTA,
                        "settlement corrected",
                        told.merchant(),
                        subject(told),
                        outcome.corrections() + " vouchers, " + outcome.waiting() + " corrections wait, instead of "
                                + outcome.before().stream()
                                        .map(Planning::subject)
                                        .toList());
            }
            return new Planned(outcome.corrections(), List.of());
        } catch (RatesMissing e) {
            if (e.missing.requests().isEmpty()) {
                waits(told, e.missing.again(), e.missing.reason(), e.missing.person());
            }
            return new Planned(0, e.missing.requests());
        } catch (CannotBook e) {
            waits(told, clock.instant().plus(RETRY), e.reason(), true);
            return Planned.NOTHING;
        }
    }

    /** Enters the corrections of a settlement that waited and need not any more. */
    private Planned correctWaiting(Settlement settlement) {
        try {
            return new Planned(retold.correctWaiting(settlement), List.of());
        } catch (RatesMissing e) {
            return new Planned(0, e.missing.requests());
        } catch (CannotBook e) {
            tasks.open(settlement.merchant(), settlement.profile(), correctionSubject(settlement), e.reason());
            return Planned.NOTHING;
        } finally {
            tellCorrections(settlement);
        }
    }

    /**
     * Somebody has corrected by hand all that waits of a payout that was told anew; answers how many corrections that was.
     */
    public int correctedByHand(Settlement settlement, String actor) {
        int settled = postings.corrections().settleByHand(settlement.id(), actor);
        tellHeld(settlement);
        tellCorrections(settlement);
        return settled;
    }

    /** One task per settlement for all its corrections that wait. */
    private void tellCorrections(Settlement settlement) {
        List<Corrections.Wait> waiting = postings.corrections().waiting(settlement.id());
        if (waiting.isEmpty()) {
            tasks.close(settlement.merchant(), correctionSubject(settlement));
            return;
        }
        tasks.open(
                settlement.merchant(),
                settlement.profile(),
                correctionSubject(settlement),
                Reason.of(
                        "CORRECTIONS_WAIT",
                        "reference",
                        settlement.title(),
                        "profile",
                        settlement.profile(),
                        "settlement",
                        settlement.id(),
                        "count",
                        waiting.size(),
                        "first",
                        waiting.get(0).reason().facts().getOrDefault("voucher", "")));
    }

    /** @param person whether a person must know */
    private void waits(Settlement settlement, Instant until, Reason why, boolean person) {
        Reason reason = why.with("reference", settlement.title()).with("profile", settlement.profile());
        settlements.waitUntil(settlement.id(), until, reason);
        if (person) {
            tasks.open(settlement.merchant(), settlement.profile(), subject(settlement), reason);
            LOG.warn("profile {}: payout {} cannot be booked: {}", settlement.profile(), settlement.title(), reason);
        } else {
            tasks.close(settlement.merchant(), subject(settlement));
            LOG.info("profile {}: payout {} waits: {}", settlement.profile(), settlement.title(), reason);
        }
    }

    /**
     * Books what waits of a planned settlement by the rules as they are now, after somebody has mended them; what still
     * cannot be booked goes on waiting.
     *
     * @param look what the merchant's target was asked for that; null when only its next run may ask: until then what needs an answer
     *     waits
     */
    public Planned planHeld(@Body Settlement settlement, @ExchangeProperty("bankLook") BankLooks.@Nullable Look look) {
        Planned corrected = postings.corrections().waiting(settlement.id()).isEmpty()
                ? Planned.NOTHING
                : correctWaiting(settlement);
        if (!corrected.missing().isEmpty()) {
            return corrected;
        }
        Optional<OrderLooks.Wait> waiting = orders.waits(settlement, true);
        if (waiting.isPresent()) {
            tasks.open(
                    settlement.merchant(),
                    settlement.profile(),
                    heldSubject(settlement),
                    waiting.get().reason().with("reference", settlement.title()));
            return corrected;
        }
        Profile profile = merchants.requireProfile(settlement.profile());
        Merchant merchant = merchants.requireMerchant(settlement.merchant());
        Postings.Plan plan = postings.plan(settlement, merchant.target(), merchants.mappingVersion(profile));
        settlements.number(settlement, profile.orderNumber(), true);
        EventCursor events = settlements.heldEvents(settlement);
        String title = settlement.title() + "~" + clock.instant().toEpochMilli();
        Optional<RateLookup> published = published(merchant);
        Bookkeeper.Outcome outcome;
        try {
            outcome = book(settlement, profile, merchant, events, plan, title, bank(merchant, look), published);
        } catch (RatesMissing e) {
            if (e.missing.requests().isEmpty()) {
                tasks.open(
                        merchant.name(),
                        profile.name(),
                        heldSubject(settlement),
                        e.missing.reason().with("reference", settlement.title()));
            }
            return new Planned(0, e.missing.requests());
        } catch (CannotBook e) {
            tasks.open(merchant.name(), profile.name(), heldSubject(settlement), e.reason());
            return Planned.NOTHING;
        }
        try {
            if (!plan.commitHeld(look == null)) {
                // Another plan was begun meanwhile; it has what waits, and what was decided of it.
                return corrected;
            }
        } catch (CannotBook e) {
            tasks.open(merchant.name(), profile.name(), heldSubject(settlement), e.reason());
            return Planned.NOTHING;
        }
        tellHeld(settlement);
        tellOwed(settlement, merchant);
        tellDerived(settlement);
        return new Planned(corrected.events() + outcome.booked() + outcome.withoutRow(), List.of());
    }

    /**
     * Lets a refused posting, of which its target has nothing yet, follow its merchant's mappings as they are now: another series,
     * other accounts of its rows and of its invoice's lines, an invoice that is no longer called by a reference.
     */
    public void renew(Posting posting) {
        Profile profile = merchants.requireProfile(posting.profile());
        BookingRules rules = merchants.rules(profile);
        Voucher voucher = posting.booking().voucher();
        Booking.@Nullable Invoice invoice = posting.booking().invoice();
        Function<String, Optional<Account>> now =
                role -> rules.plan().find(role, voucher.date()).map(AccountPlan.Entry::account);
        List<Account> accounts = voucher.rows().stream()
                .map(row -> now.apply(row.role()).orElse(row.account()))
                .toList();
        List<Party> parties = voucher.rows().stream()
                .map(row -> rules.references().still(row.party()))
                .toList();
        postings.renew(
                posting,
                rules.series().of(posting.booking().kind()),
                accounts,
                parties,
                invoice == null
                        ? null
                        : invoice.on(line ->
                                now.apply(line.role()).map(Account::number).orElse(line.account())),
                merchants.mappingVersion(profile));
    }

    private Bookkeeper.Outcome book(
            Settlement settlement,
            Profile profile,
            Merchant merchant,
            EventCursor events,
            Postings.Plan plan,
            String title,
            Knowledge.BankBook bank,
            Optional<RateLookup> published) {
        Encoder encoder = encoders.apply(merchant.target());
        Encoder.Attached attached = attached(merchant, settlement);
        var sink = new Bookkeeper.Sink() {
            @Override
            public long at() {
                return events.seq();
            }

            @Override
            public void booking(Booking booking) {
                plan.stage(
                        booking,
                        Marker.of(profile.name(), booking.key(), booking.reference()),
                        encoder.steps(booking, attached));
            }

            @Override
            public void held(long at, Event event, Reason reason) {
                plan.hold((int) at, reason);
            }

            @Override
            public void booked(long at, Event event, String key, LocalDate day, List<TaxLine> parts) {
                plan.booked((int) at, key, day, parts);
            }

            @Override
            public void left(long at, Event event, String why) {
                plan.left(event, why);
            }

            @Override
            public void empty(String key, String why) {
                plan.empty(key, why);
            }
        };
        return book(
                facts(settlement, title),
                merchant,
                rules(profile),
                events,
                postings.pots(profile.name(), merchant.books()),
                bank,
                published,
                sink);
    }

    /**
     * What stands on the merchant's bank accounts.
     *
     * @param asked whether nothing may be booked before the target has been asked, where it is asked at all
     */
    Knowledge.BankBook bank(Merchant merchant, boolean asked) {
        boolean asks = merchants.target(merchant.target()).asks().bank();
        return postings.looks().bank(merchant.name(), merchant.books(), asked && asks);
    }

    /** The same before what waits is booked: what a look did not answer waits on, alone. */
    private Knowledge.BankBook bank(Merchant merchant, BankLooks.@Nullable Look look) {
        Knowledge.BankBook known = bank(merchant, false);
        if (!merchants.target(merchant.target()).asks().bank()) {
            return known;
        }
        return look == null
                ? Looks.waiting(known, merchant.books(), Looks.NEXT_RUN, question -> false)
                : Looks.waiting(known, merchant.books(), Looks.NOT_ANSWERED, question -> postings.looks()
                        .isAnsweredSince(merchant.name(), question, look.begun()));
    }

    /** The rules of a profile, with what its target has locked. */
    BookingRules rules(Profile profile) {
        return merchants.rules(profile).lockedThrough(postings.looks().lockedThrough(profile.merchant()));
    }

    static SettlementFacts facts(Settlement settlement, String title) {
        return new SettlementFacts(
                title,
                settlement.currency(),
                settlement.payoutDay(),
                settlement.bankDay(),
                settlement.payout(),
                settlement.sourceRows());
    }

    Optional<RateLookup> published(Merchant merchant) {
        return merchants.publisherOf(merchant).map(rates::lookup);
    }

    List<String> steps(Merchant merchant, Settlement settlement, Booking booking) {
        return encoders.apply(merchant.target()).steps(booking, attached(merchant, settlement));
    }

    /** The provider's own file is put beside the document where the merchant wants it and the target takes it. */
    private Encoder.Attached attached(Merchant merchant, Settlement settlement) {
        if (!merchant.evidence()) {
            return Encoder.Attached.NOTHING;
        }
        if (!merchant.ownFile()) {
            return Encoder.Attached.DOCUMENT;
        }
        Document file = settlements.document(settlement);
        boolean takes = merchants.target(merchant.target()).ownFile().takes(file.name(), file.bytes());
        return takes ? Encoder.Attached.DOCUMENT_AND_FILE : Encoder.Attached.DOCUMENT;
    }

    /** Throws {@link RatesMissing} when rates are missing that may still be had: then nothing may be kept. */
    Bookkeeper.Outcome book(
            SettlementFacts facts,
            Merchant merchant,
            BookingRules rules,
            EventCursor events,
            Knowledge.Pots pots,
            Knowledge.BankBook bank,
            Optional<RateLookup> published,
            Bookkeeper.Sink sink) {
        ExchangeRates exchange = published.<ExchangeRates>map(lookup -> lookup).orElse(merchants.rates(merchant));
        var knowledge = Knowledge.of(exchange, events)
                // An order may have been told when the merchant kept more of its buyer.
                .with((Knowledge.Baskets) event -> events.basketOf(event)
                        .map(basket -> basket.keeping(merchant.invoices().kept())))
                .with((Knowledge.Decisions) events)
                .with((Knowledge.Repeats) events)
                .with((Knowledge.Refunds) events)
                .with((Knowledge.AtOrders) events)
                .with(pots)
                .with(bank);
        Bookkeeper.Outcome outcome;
        try {
            outcome = Bookkeeper.book(facts, events, rules, knowledge, sink);
        } catch (RuntimeException e) {
            requireComplete(published);
            throw e;
        }
        requireComplete(published);
        return outcome;
    }

    /** Whatever came of a look-up that is not complete came of stand-ins. */
    private void requireComplete(Optional<RateLookup> published) {
        if (published.isPresent() && !published.get().isComplete()) {
            throw new RatesMissing(rates.missing(published.get()));
        }
    }

    /** Nothing may be kept of what was booked: rates are missing that may still be had. */
    private static final class RatesMissing extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient Rates.Missing missing;

        RatesMissing(Rates.Missing missing) {
            super(missing.reason().toString());
            this.missing = missing;
        }
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
                        "settlement",
                        settlement.id(),
                        "reasons",
                        counts.entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .collect(Collectors.joining(", "))));
    }

    /** One task per settlement for all sales and refunds whose lines nobody states, until a person has looked at them. */
    private void tellDerived(Settlement settlement) {
        Postings.Derived derived = postings.inProportion(settlement.id());
        if (derived.events() > 0) {
            tasks.open(
                    settlement.merchant(),
                    settlement.profile(),
                    linesSubject(settlement.id()),
                    Reason.of(
                            "LINES_IN_PROPORTION",
                            "reference",
                            settlement.title(),
                            "count",
                            derived.events(),
                            "order",
                            derived.first()));
        }
    }

    /** What the task of lines that nobody states is about. */
    public static String linesSubject(long settlement) {
        return "lines of settlement " + settlement;
    }

    /** One task per order whose refund came back, until the buyer has the money. */
    private void tellOwed(Settlement settlement, Merchant merchant) {
        for (Postings.Owed owed : postings.owed(settlement, merchant.books())) {
            String of = owedSubject(settlement.profile(), owed.order());
            if (owed.amount().isZero()) {
                tasks.close(merchant.name(), of);
            } else {
                tasks.open(
                        merchant.name(),
                        settlement.profile(),
                        of,
                        Reason.of("REFUND_OWED", "order", owed.order(), "amount", owed.amount()));
            }
        }
    }

    /** What the task of a refund that came back is about. */
    public static String owedSubject(String profile, String order) {
        return "refund of order " + order + " of " + profile;
    }

    private static String subject(Settlement settlement) {
        return "settlement " + settlement.id();
    }

    private static String correctionSubject(Settlement settlement) {
        return "corrections of settlement " + settlement.id();
    }

    private static String heldSubject(Settlement settlement) {
        return "held events of settlement " + settlement.id();
    }
}
