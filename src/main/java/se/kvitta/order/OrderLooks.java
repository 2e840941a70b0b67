package se.kvitta.order;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.OrderNeed;
import se.kvitta.delivery.RetryAfter;
import se.kvitta.journal.OrderAnswers;
import se.kvitta.journal.OrderAnswers.Lookup;
import se.kvitta.journal.OrderAnswers.Placed;
import se.kvitta.journal.OrderAnswers.Standing;
import se.kvitta.journal.OrderAnswers.State;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.OrderLines;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.ToldOrder;

/**
 * The steps of asking a source for the orders behind its money. What is told is kept in the journal and not asked for again;
 * what fails has a due time there. Nobody waits here.
 */
public final class OrderLooks {

    private static final Logger LOG = LoggerFactory.getLogger(OrderLooks.class);

    private static final String REQUEST = "orderRequest";
    private static final String LOOK = "orderLook";
    private static final int BLOCK = 500;
    private static final int MOST_SHOWN = 160;
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(Stockholm.ZONE);

    private final OrderAnswers kept;
    private final Merchants merchants;
    private final Function<String, OrderReader> readers;
    private final OrderSettings settings;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param readers what reads a source's answers, by its slug */
    public OrderLooks(
            OrderAnswers kept,
            Merchants merchants,
            Function<String, OrderReader> readers,
            OrderSettings settings,
            Clock clock,
            RandomGenerator random) {
        this.kept = kept;
        this.merchants = merchants;
        this.readers = readers;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Orders that must be known before a settlement is planned, and are not.
     *
     * @param again when they may be asked for
     * @param person whether somebody must know
     */
    public record Wait(Instant again, Reason reason, boolean person) {}

    /** What is to be asked for before a settlement is planned. */
    public OrderLook ofSettlement(@Body Settlement settlement) {
        return look(settlement, false);
    }

    /** What is to be asked for before the waiting events of a settlement are booked: also what could not be had before. */
    public OrderLook ofHeld(@Body Settlement settlement) {
        return look(settlement, true);
    }

    private OrderLook look(Settlement settlement, boolean heldOnly) {
        Profile profile = merchants.requireProfile(settlement.profile());
        if (!merchants.asksOrders(profile)
                || kept.standing(profile.name()).freeAt().isAfter(clock.instant())) {
            return OrderLook.nothing();
        }
        Instant began = clock.instant();
        // A person who releases what waits may have got the provider to give what it did not.
        Function<@Nullable Lookup, Boolean> due = lookup -> lookup == null
                || lookup.state() == State.TOLD
                || (lookup.state() == State.NOT_HAD
                        && heldOnly
                        && lookup.askedAt().isBefore(began))
                || (lookup.again() != null && !lookup.again().isAfter(clock.instant()));
        BiPredicate<Event, Open> asked = (event, open) -> due.apply(open.lookup());
        return new OrderLook(profile, settings.lanes(), after -> block(settlement, profile, heldOnly, after, asked));
    }

    /** An event whose order is not settled, and what became of asking for it. */
    private record Open(String order, @Nullable Lookup lookup) {}

    private OrderLook.@Nullable Block block(
            Settlement settlement, Profile profile, boolean heldOnly, int after, BiPredicate<Event, Open> asked) {
        List<Placed> events = kept.events(settlement.id(), heldOnly, after, BLOCK);
        if (events.isEmpty()) {
            return null;
        }
        var orders = new ArrayList<String>();
        open(settlement, profile, heldOnly, events, (event, open) -> {
            if (asked.test(event, open)) {
                orders.add(open.order());
            }
            return true;
        });
        return new OrderLook.Block(orders, events.get(events.size() - 1).seq());
    }

    /** Hands over every event whose order must be known and is not settled, until it is told to stop. */
    private void open(
            Settlement settlement, Profile profile, boolean again, List<Placed> events, BiPredicate<Event, Open> sink) {
        BookingRules rules = merchants.rules(profile);
        boolean always = profile.orderLines().ask() == OrderLines.Ask.ALWAYS;
        List<Event> needed = events.stream()
                .map(Placed::event)
                .filter(event -> always ? OrderNeed.concerns(event) : OrderNeed.of(event, rules))
                .toList();
        Set<String> orders = new LinkedHashSet<>();
        needed.forEach(event -> orders.add(event.order().id()));
        Map<String, Lookup> lookups = kept.lookups(profile.name(), orders);
        Map<String, List<ToldOrder.Part>> parts = kept.parts(settlement.merchant(), orders);
        Instant told = kept.toldAt(settlement.id());
        for (Event event : needed) {
            String order = event.order().id();
            @Nullable Lookup lookup = lookups.get(order);
            boolean settled = lookup != null
                    && switch (lookup.state()) {
                        // What was asked for when all of this had happened has nothing more to tell.
                        case TOLD ->
                            !lookup.askedAt().isBefore(told)
                                    || OrderAnswers.isTold(event, parts.getOrDefault(order, List.of()));
                        case NOT_HAD -> !again;
                        case LATER -> false;
                    };
            if (!settled && !sink.test(event, new Open(order, lookup))) {
                return;
            }
        }
    }

    /** Why a settlement cannot be planned yet: empty when every order that it needs is known, or not to be had. */
    public Optional<Wait> waits(Settlement settlement, boolean heldOnly) {
        Profile profile = merchants.requireProfile(settlement.profile());
        if (!merchants.asksOrders(profile)) {
            return Optional.empty();
        }
        var waiting = new Waiting();
        int after = -1;
        while (true) {
            List<Placed> events = kept.events(settlement.id(), heldOnly, after, BLOCK);
            if (events.isEmpty()) {
                break;
            }
            after = events.get(events.size() - 1).seq();
            open(settlement, profile, false, events, waiting);
        }
        return waiting.events == 0
                ? Optional.empty()
                : Optional.of(waiting.told(profile, kept.standing(profile.name())));
    }

    /** Adds up what is not known. */
    private final class Waiting implements BiPredicate<Event, Open> {
        private int events;
        private String first = "";
        private @Nullable Instant again;
        private @Nullable Reason failed;

        @Override
        public boolean test(Event event, Open open) {
            events++;
            if (first.isEmpty()) {
                first = event.order().shown();
            }
            @Nullable Lookup lookup = open.lookup();
            @Nullable Instant due = lookup == null ? null : lookup.again();
            if (due != null && (again == null || due.isBefore(again))) {
                again = due;
            }
            if (lookup != null && lookup.reason() != null) {
                failed = lookup.reason();
            }
            return true;
        }

        /** Should the route not come to it, the settlement is planned again at once. */
        private Wait told(Profile profile, Standing standing) {
            Instant due = again == null ? clock.instant() : again;
            Instant until = standing.freeAt().isAfter(due) ? standing.freeAt() : due;
            @Nullable Reason cause = standing.reason() == null ? failed : standing.reason();
            boolean fault = standing.failures() > 0 || (standing.reason() == null && failed != null);
            Reason reason = Reason.of(
                    fault ? "ORDERS_NOT_FETCHED" : "ORDERS_LATER",
                    "source",
                    merchants.sourceName(profile),
                    "count",
                    events,
                    "order",
                    first,
                    "again",
                    SHOWN.format(until),
                    "cause",
                    cause == null ? "" : cause.facts().getOrDefault("cause", ""));
            return new Wait(until, reason, fault);
        }
    }

    /** Reads what a source answered over HTTP, and keeps what it tells. */
    public void answered(
            @Body byte @Nullable [] body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header("Retry-After") @Nullable String retryAfter,
            @ExchangeProperty(REQUEST) OrderRequest request,
            @ExchangeProperty(LOOK) OrderLook look)
            throws IOException {
        byte[] answer = body == null ? new byte[0] : body;
        OrderReader reader = readers.apply(request.source());
        Profile profile = request.profile();
        Optional<Duration> pause = RetryAfter.read(retryAfter, clock);
        if (status == 429 || (status == 503 && pause.isPresent())) {
            throw new LookStopped(
                    "answered " + status,
                    new LookStopped.Why(shorter(pause.orElse(Duration.ofSeconds(1)), settings.longestPause()), false));
        }
        if (status == 401) {
            throw new LookStopped(
                    "answered 401: the user or the password of its orders is refused",
                    new LookStopped.Why(
                            settings.backOff(kept.standing(profile.name()).failures() + 1, random), true));
        }
        if (status == 403 || reader.isGone(status, answer)) {
            Reason reason = Reason.of(
                    "ORDER_NOT_HAD",
                    "source",
                    merchants.sourceName(profile),
                    "order",
                    request.order(),
                    "status",
                    status);
            kept.notHad(profile.name(), request.order(), reason);
            LOG.info("profile {}: the order {} cannot be had: {}", profile.name(), request.order(), status);
        } else if (status == 200) {
            kept.told(profile.name(), profile.merchant(), keeping(reader.read(request, answer), profile));
        } else {
            throw new IOException("answered " + status);
        }
        look.answered();
        look.done(request.order());
    }

    /** Of a buyer only what the merchant has chosen. */
    private ToldOrder keeping(ToldOrder told, Profile profile) {
        Set<Buyer.Data> chosen =
                merchants.requireMerchant(profile.merchant()).invoices().kept();
        Function<@Nullable Basket, @Nullable Basket> keep = basket -> {
            if (basket == null) {
                return null;
            }
            @Nullable Buyer buyer = basket.buyer();
            return basket.with(buyer == null ? null : buyer.of(profile.name())).keeping(chosen);
        };
        return new ToldOrder(
                told.number(),
                keep.apply(told.whole()),
                told.parts().stream()
                        .map(part -> new ToldOrder.Part(
                                part.kind(), part.id(), part.amount(), part.at(), keep.apply(part.basket())))
                        .toList());
    }

    /** Nothing was told of an order: decides when it, or its source, is asked again. */
    public void notAnswered(
            @ExchangeProperty(REQUEST) OrderRequest request,
            @ExchangeProperty(LOOK) OrderLook look,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        boolean down = look.failed();
        if (down || cause instanceof LookStopped) {
            look.stop();
        }
        try {
            keepFailure(request, cause, down);
        } catch (RuntimeException e) {
            // What is told cannot be kept: asking on would be for nothing.
            look.stop();
            throw e;
        } finally {
            look.done(request.order());
        }
    }

    /** @param down whether the source seems to be */
    private void keepFailure(OrderRequest request, Exception cause, boolean down) {
        String profile = request.profile().name();
        int failures = kept.standing(profile).failures() + 1;
        if (cause instanceof LookStopped stopped) {
            LOG.warn("profile {}: its orders are left alone: {}", profile, cause.getMessage());
            boolean fault = stopped.why().fault();
            leaveAlone(request, stopped.why().pause(), fault ? failures : 0, String.valueOf(cause.getMessage()));
            return;
        }
        LOG.warn("profile {}: the order {} was not told: {}", profile, request.order(), Causes.of(cause));
        @Nullable
        Lookup before = kept.lookups(profile, List.of(request.order())).get(request.order());
        int earlier = before == null || before.state() != State.LATER ? 0 : before.failures();
        kept.later(
                profile,
                request.order(),
                clock.instant().plus(settings.backOff(earlier + 1, random)),
                earlier + 1,
                notFetched(request, Causes.of(cause)));
        if (down) {
            leaveAlone(request, settings.backOff(failures, random), failures, Causes.of(cause));
        }
    }

    private void leaveAlone(OrderRequest request, Duration pause, int failures, String cause) {
        kept.leaveAlone(request.profile().name(), clock.instant().plus(pause), failures, notFetched(request, cause));
    }

    private Reason notFetched(OrderRequest request, String cause) {
        return Reason.of(
                "ORDERS_NOT_FETCHED",
                "source",
                merchants.sourceName(request.profile()),
                "order",
                request.order(),
                "cause",
                cause.substring(0, Math.min(cause.length(), MOST_SHOWN)));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
