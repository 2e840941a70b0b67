package se.kvitta.delivery;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Mode;
import se.kvitta.journal.BooksAhead;
import se.kvitta.journal.Findings;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;
import se.kvitta.journal.Steps;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/**
 * Asks a target, before it matters, whether a merchant's deliveries will go through. What {@code direct:preflight-<slug>}
 * answers is a list of findings; any other body says that nothing is missing.
 */
public final class Preflight {

    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    /** How many of a merchant's newest payouts and a profile's newest orders are looked for among foreign bookings. */
    private static final int PAYOUTS = 200;

    private static final int ORDERS = 2_000;

    private final Merchants merchants;
    private final Findings findings;
    private final BooksAhead ahead;
    private final Steps steps;
    private final Pacer pacer;
    private final PreflightSettings settings;
    private final Clock clock;

    public Preflight(
            Merchants merchants,
            Findings findings,
            BooksAhead ahead,
            Steps steps,
            Pacer pacer,
            PreflightSettings settings,
            Clock clock) {
        this.merchants = merchants;
        this.findings = findings;
        this.ahead = ahead;
        this.steps = steps;
        this.pacer = pacer;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Whether a merchant's target must be looked over before its deliveries go on: it never was by the mappings as they are
     * now, or something stops them and may have been mended.
     */
    public boolean isDue(@Body String merchantName) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        Instant settled = clock.instant().minus(settings.again());
        boolean unknown = findings.triedAt(merchantName, version(merchant))
                .filter(tried -> findings.isChecked(merchantName) || tried.isAfter(settled))
                .isEmpty();
        return unknown
                || (!findings.stopped(merchantName).isEmpty()
                        && findings.triedAt(merchantName, version(merchant))
                                .filter(tried -> tried.isAfter(settled))
                                .isEmpty());
    }

    private String version(Merchant merchant) {
        return merchant.profiles().values().stream()
                .findFirst()
                .map(merchants::mappingVersion)
                .orElse("");
    }

    public Dispatch begin(String merchantName) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        findings.tried(merchantName, version(merchant));
        return Dispatch.withoutPostings(merchant, merchants.target(merchant.target()));
    }

    /** What the merchant's deliveries will need. */
    public Needs needs(@ExchangeProperty("dispatch") Dispatch dispatch) {
        Merchant merchant = dispatch.merchant();
        return new Needs(
                merchant.name(),
                Stockholm.dayOf(clock.instant()),
                merchant.method(),
                merchant.books(),
                merchant.series(),
                merchant.evidence(),
                merchant.profiles().values().stream()
                        .map(profile -> needs(merchant, profile))
                        .toList(),
                ahead.waiting(merchant.name()),
                ahead.payouts(merchant.name(), PAYOUTS));
    }

    private Needs.OfProfile needs(Merchant merchant, Profile profile) {
        BookingRules rules = merchants.rules(profile);
        return new Needs.OfProfile(
                profile.name(),
                rules.sourceName(),
                profile.modes(),
                profile.currencies(),
                ahead.converted(profile.name()),
                profile.start(),
                merchant.roles(profile),
                rules.plan(),
                profile.dimensions(),
                ahead.orders(profile.name(), ORDERS));
    }

    /**
     * What a target has locked, in the property {@code closed} of its preflight; a target that cannot tell leaves it out.
     *
     * @param through the last locked Stockholm day; null when nothing is locked
     */
    public record Closed(@Nullable LocalDate through) {}

    /**
     * What came of a look or a repair.
     *
     * @param isDone whether the target was looked over to the end, or what was asked for is done
     */
    public record Outcome(boolean isDone, Reason reason) {}

    /** The target has answered everything: what it lacks is told, what it no longer lacks is closed. */
    public Outcome passed(
            @Body @Nullable Object answer,
            @ExchangeProperty("dispatch") Dispatch dispatch,
            @ExchangeProperty("closed") @Nullable Closed closed) {
        pacer.answered(dispatch);
        String merchant = dispatch.merchant().name();
        if (closed != null) {
            findings.locked(merchant, closed.through());
        }
        var found = new ArrayList<Finding>();
        if (answer instanceof List<?> list) {
            list.forEach(one -> found.add((Finding) one));
        }
        boolean stopped =
                !findings.isChecked(merchant) || !findings.stopped(merchant).isEmpty();
        findings.found(merchant, found);
        if (stopped && findings.stopped(merchant).isEmpty()) {
            steps.goOn(merchant);
        }
        LOG.info("merchant {}: preflight of {}: {} findings", merchant, dispatch.target(), found.size());
        return new Outcome(true, said(dispatch, found));
    }

    private static Reason said(Dispatch dispatch, List<Finding> found) {
        Reason said = Reason.of(
                found.isEmpty() ? "PREFLIGHT_READY" : "PREFLIGHT_LACKS",
                "merchant",
                dispatch.merchant().name(),
                "target",
                dispatch.mapping().name());
        return found.isEmpty()
                ? said
                : said.with("findings", found.size())
                        .with(
                                "stops",
                                found.stream()
                                        .filter(one -> one.severity() == Severity.STOPS)
                                        .count());
    }

    /**
     * The target could not be asked to the end: a person is told, and whoever asked. What was found before stays; a target of which
     * nothing was ever found out is given nothing.
     */
    public Outcome failed(
            @ExchangeProperty("dispatch") @Nullable Dispatch dispatch,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        Reason reason = reason(cause);
        if (dispatch != null) {
            pacer.failed(dispatch, cause);
            String merchant = dispatch.merchant().name();
            LOG.warn("merchant {}: preflight of {}: {}", merchant, dispatch.target(), Causes.of(cause));
            if (cause instanceof NotConnected || cause instanceof LoginNotTaken) {
                return new Outcome(false, reason); // which has a task of its own
            }
            findings.add(merchant, couldNotBeAsked(dispatch, cause, reason));
        }
        return new Outcome(false, reason);
    }

    private Finding couldNotBeAsked(Dispatch dispatch, Exception cause, Reason reason) {
        String target = dispatch.mapping().name();
        Set<Mode> modes = modes(dispatch.merchant());
        if (!findings.isChecked(dispatch.merchant().name())) {
            return new Finding(
                    "first look",
                    Severity.STOPS,
                    modes,
                    Reason.of(
                            "PREFLIGHT_NOT_JUDGED",
                            "merchant",
                            dispatch.merchant().name(),
                            "target",
                            target,
                            "cause",
                            Causes.of(cause),
                            "minutes",
                            settings.again().toMinutes()));
        }
        boolean refused = cause instanceof Refused no && !no.isInDoubt();
        return new Finding(
                refused ? "login" : "connection",
                refused ? Severity.STOPS : Severity.WARNS,
                modes,
                reason.with("target", target));
    }

    private static Set<Mode> modes(Merchant merchant) {
        var modes = EnumSet.noneOf(Mode.class);
        merchant.profiles().values().forEach(profile -> modes.addAll(profile.modes()));
        return modes;
    }

    private static Reason reason(Exception cause) {
        return cause instanceof Refused refused
                ? refused.reason()
                : cause instanceof NotExecuted notExecuted
                        ? notExecuted.reason()
                        : Reason.of("TARGET_NOT_REACHED", "cause", Causes.of(cause));
    }

    /**
     * One finding that Kvitta is asked to mend.
     *
     * @param id the finding's number
     */
    public record Asked(String merchant, long id) {}

    /**
     * The finding that a repair is asked for, while it is open. Throws {@link IllegalArgumentException} when it is not, or
     * when only a person can mend it.
     */
    public Findings.Open asked(String merchant, long id) {
        Findings.Open open = findings.open(merchant).stream()
                .filter(one -> one.id() == id)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("finding " + id + " of " + merchant + " is not open; open are "
                                + findings.open(merchant).stream()
                                        .map(Findings.Open::id)
                                        .toList()));
        if (open.finding().repair() == null) {
            throw new IllegalArgumentException(
                    "finding " + id + " (" + open.finding().key()
                            + ") can only be mended by a person: "
                            + open.finding().reason().code());
        }
        return open;
    }

    /** What is to be done in the target. */
    public Reason repair(@Body Asked asked) {
        Reason repair = asked(asked.merchant(), asked.id()).finding().repair();
        if (repair == null) {
            throw new IllegalStateException("finding " + asked.id() + " lost its repair");
        }
        return repair;
    }

    public Dispatch beginRepair(@Body Asked asked) {
        Merchant merchant = merchants.requireMerchant(asked.merchant());
        return Dispatch.withoutPostings(merchant, merchants.target(merchant.target()));
    }

    /** Until when the changing calls of a repair may begin. */
    public Instant repairBefore(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return clock.instant().plus(dispatch.mapping().sendWindow());
    }

    /** The last thing a repair does before a changing call: takes the tenant's turn, and checks that it may still be made. */
    public void aboutToRepair(
            @ExchangeProperty("dispatch") Dispatch dispatch, @ExchangeProperty("repairBefore") Instant before)
            throws InterruptedException {
        pacer.await(dispatch);
        if (clock.instant().isAfter(before)) {
            throw new NotExecuted(Reason.of("TOO_LATE_TO_SEND", "before", before));
        }
    }

    /** It is done, or was done already. */
    public Outcome repaired(
            @ExchangeProperty("dispatch") Dispatch dispatch, @ExchangeProperty("repair") Reason repair) {
        pacer.answered(dispatch);
        return new Outcome(true, repair);
    }

    /** It was refused, or it cannot be told whether it was done: asked again, it is looked up first. */
    public Outcome notRepaired(
            @ExchangeProperty("dispatch") Dispatch dispatch,
            @ExchangeProperty("repair") Reason repair,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        pacer.failed(dispatch, cause);
        LOG.warn("merchant {}: {}: {}", dispatch.merchant().name(), repair, Causes.of(cause));
        boolean no = cause instanceof Refused || cause instanceof NotExecuted;
        Reason why = reason(cause);
        return new Outcome(
                false,
                Reason.of(
                        no ? "REPAIR_REFUSED" : "REPAIR_UNKNOWN",
                        "target",
                        dispatch.mapping().name(),
                        "message",
                        no ? why.facts().getOrDefault("message", why.toString()) : Causes.of(cause)));
    }
}
