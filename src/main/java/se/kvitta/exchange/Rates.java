package se.kvitta.exchange;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.delivery.RetryAfter;
import se.kvitta.exchange.RateLookup.Unknown;
import se.kvitta.exchange.RateReader.Published;
import se.kvitta.journal.Audit;
import se.kvitta.journal.PublishedRates;
import se.kvitta.journal.PublishedRates.Asked;
import se.kvitta.journal.PublishedRates.Span;
import se.kvitta.journal.PublishedRates.Standing;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.RatesMapping;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/**
 * The steps of fetching rates from publishers. What was once published is kept for ever; what is missing is asked for once,
 * a span at a time, at the publisher's pace. Nobody waits here: a publisher's next time stands in the journal.
 */
public final class Rates {

    private static final Logger LOG = LoggerFactory.getLogger(Rates.class);

    private static final String REQUEST = "request";
    private static final int MOST_SHOWN = 120;
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(Stockholm.ZONE);

    private final PublishedRates kept;
    private final Audit audit;
    private final Merchants merchants;
    private final Function<String, RateReader> readers;
    private final RateSettings settings;
    private final Clock clock;
    private final RandomGenerator random;

    public Rates(
            PublishedRates kept,
            Audit audit,
            Merchants merchants,
            Function<String, RateReader> readers,
            RateSettings settings,
            Clock clock,
            RandomGenerator random) {
        this.kept = kept;
        this.audit = audit;
        this.merchants = merchants;
        this.readers = readers;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What must happen before a look-up is complete: the calls that may be made now, or, when there is none, when to come
     * back and why.
     *
     * @param person whether somebody must know
     */
    public record Missing(List<RateRequest> requests, Instant again, Reason reason, boolean person) {

        private static Missing wait(Instant again, Reason reason, boolean person) {
            return new Missing(List.of(), again, reason, person);
        }
    }

    /** What is known of a publisher's rates, for one run of planning. */
    public RateLookup lookup(RatesMapping publisher) {
        return new RateLookup(publisher, readers.apply(publisher.slug()).quotation(), kept, (int)
                settings.lookBack().toDays());
    }

    /** What a look-up lacks, which is incomplete. */
    public Missing missing(RateLookup lookup) {
        RatesMapping publisher = lookup.publisher();
        LocalDate today = Stockholm.dayOf(clock.instant());
        var open = new ArrayList<Open>();
        @Nullable Missing wait = null;
        for (Unknown missing : lookup.unknown()) {
            var asking = new Open(missing, lookup.fetchFrom(missing));
            Optional<Missing> inVain = askedInVain(lookup, asking, today);
            if (inVain.isEmpty()) {
                open.add(asking);
            } else if (wait == null || inVain.get().again().isBefore(wait.again())) {
                wait = inVain.get();
            }
        }
        if (open.isEmpty() && wait != null) {
            return wait;
        }
        Standing standing = kept.standing(publisher.slug());
        Instant free = standing.freeAt().minus(slack(publisher));
        if (free.isAfter(clock.instant())) {
            @Nullable Reason failed = standing.reason();
            Reason reason = failed == null
                    ? Reason.of("RATES_LATER", "publisher", publisher.name(), "again", SHOWN.format(free))
                    : failed;
            return Missing.wait(free, reason, standing.failures() > 0);
        }
        // Should the route not come to it, the settlement is planned again at once.
        return new Missing(
                requests(publisher, open, today),
                clock.instant(),
                Reason.of("RATES_LATER", "publisher", publisher.name(), "again", SHOWN.format(clock.instant())),
                false);
    }

    /** What is not known of one currency, and the first day that must be asked for. */
    private record Open(Unknown missing, LocalDate from) {

        Currency currency() {
            return missing.currency();
        }
    }

    /** When a currency may be asked for again that was lately asked for in vain; empty when it may be asked for now. */
    private Optional<Missing> askedInVain(RateLookup lookup, Open open, LocalDate today) {
        RatesMapping publisher = lookup.publisher();
        LocalDate day = open.missing().first();
        if (open.from().isAfter(today)) {
            return Optional.of(notPublished(publisher, open.currency(), day, Stockholm.startOf(open.from())));
        }
        return kept.asked(publisher.slug(), open.currency(), settings.again()).stream()
                .filter(asked -> asked.span().contains(open.from()))
                .max(Comparator.comparing(Asked::at))
                .map(asked -> {
                    Instant again = asked.at().plus(settings.again());
                    @Nullable Reason reason = asked.reason();
                    if (reason != null) {
                        return Missing.wait(again, reason, true);
                    }
                    return lookup.unusable(open.missing())
                            .map(text -> Missing.wait(again, unusable(publisher, open.currency(), day, text), true))
                            .orElseGet(() -> notPublished(publisher, open.currency(), day, again));
                });
    }

    private static Missing notPublished(RatesMapping publisher, Currency currency, LocalDate day, Instant again) {
        return Missing.wait(
                again,
                Reason.of(
                        "RATE_NOT_PUBLISHED",
                        "publisher",
                        publisher.name(),
                        "currency",
                        currency,
                        "day",
                        day,
                        "again",
                        SHOWN.format(again)),
                false);
    }

    private static Reason unusable(RatesMapping publisher, Currency currency, LocalDate day, String text) {
        return Reason.of(
                "RATE_UNUSABLE", "publisher", publisher.name(), "currency", currency, "day", day, "text", text);
    }

    /** Each goes on to today if it may: a later rate tells that the days before it have none. */
    private static List<RateRequest> requests(RatesMapping publisher, List<Open> open, LocalDate today) {
        var requests = new ArrayList<RateRequest>();
        for (int i = 0; i < open.size(); i += publisher.currencies()) {
            List<Open> group = open.subList(i, Math.min(i + publisher.currencies(), open.size()));
            List<Currency> currencies = group.stream().map(Open::currency).toList();
            LocalDate last = earlier(
                    today,
                    group.stream()
                            .map(one -> one.missing().last())
                            .max(Comparator.naturalOrder())
                            .orElseThrow());
            LocalDate from = group.stream()
                    .map(Open::from)
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            while (!from.isAfter(last)) {
                LocalDate through = earlier(from.plusDays(publisher.days() - 1L), today);
                requests.add(new RateRequest(publisher.slug(), currencies, from, through));
                from = through.plusDays(1);
            }
        }
        return requests;
    }

    /**
     * Takes the publisher's turn for one call, and notes what is asked, so that nothing is asked twice in a row whatever
     * becomes of it. Throws when the publisher may not be called yet.
     */
    public void begin(@ExchangeProperty(REQUEST) RateRequest request) {
        RatesMapping publisher = merchants.publisher(request.publisher());
        Duration spacing = spacing(publisher);
        boolean taken = false;
        while (!taken) {
            Instant now = clock.instant();
            Instant freeAt = kept.standing(publisher.slug()).freeAt();
            if (freeAt.minus(slack(publisher)).isAfter(now)) {
                throw new NotItsTurn(publisher.name());
            }
            taken = kept.take(publisher.slug(), freeAt, (freeAt.isAfter(now) ? freeAt : now).plus(spacing));
        }
        request.currencies().forEach(currency -> kept.addAsked(publisher.slug(), currency, request.span(), null));
    }

    /** Reads what a publisher answered over HTTP, and keeps the rates. */
    public void answered(
            @Body @Nullable String body,
            @Header(Exchange.HTTP_RESPONSE_CODE) int status,
            @Header("Retry-After") @Nullable String retryAfter,
            @ExchangeProperty(REQUEST) RateRequest request)
            throws IOException {
        RatesMapping publisher = merchants.publisher(request.publisher());
        RateReader reader = readers.apply(publisher.slug());
        String answer = body == null ? "" : body;
        Optional<Duration> asked = RetryAfter.read(retryAfter, clock);
        if (status == 429 || (status == 503 && asked.isPresent())) {
            throw new AskedTooOften(
                    said(publisher, status, answer),
                    asked.or(() -> reader.pause(answer))
                            .orElse(publisher.limit().window()));
        }
        if (status >= 400 && status < 500) {
            throw new NoAnswer(said(publisher, status, answer));
        }
        if (status != 200 && status != 204) {
            throw new IOException(said(publisher, status, answer));
        }
        Published published;
        try {
            published = reader.read(answer, request);
        } catch (IOException e) {
            throw new NoAnswer(said(publisher, status, answer), e);
        }
        kept.together(() -> request.currencies().forEach(currency -> keep(publisher, currency, request, published)));
        kept.answered(publisher.slug());
        if (published.from().isAfter(request.from())) {
            throw new NoAnswer(publisher.name() + " tells only of days from " + published.from());
        }
        LOG.info(
                "{}: rates of {} from {} to {} are fetched",
                publisher.name(),
                request.currencies(),
                request.from(),
                request.through());
    }

    /** A request could not be answered: decides who is left alone, and for how long. */
    public void notFetched(
            @ExchangeProperty(REQUEST) RateRequest request,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        RatesMapping publisher = merchants.publisher(request.publisher());
        if (cause instanceof NotItsTurn) {
            LOG.debug("{}: {} waits for its turn", publisher.name(), request.currencies());
            return;
        }
        LOG.warn(
                "{}: {} from {} to {}: {}",
                publisher.name(),
                request.currencies(),
                request.from(),
                request.through(),
                Causes.of(cause));
        Reason reason = Reason.of(
                "RATES_NOT_FETCHED",
                "publisher",
                publisher.name(),
                "currencies",
                request.currencies(),
                "from",
                request.from(),
                "through",
                request.through(),
                "cause",
                Causes.of(cause));
        Instant now = clock.instant();
        if (cause instanceof NoAnswer) {
            Instant again = now.plus(settings.again());
            request.currencies()
                    .forEach(currency -> kept.addAsked(
                            publisher.slug(), currency, request.span(), reason.with("again", SHOWN.format(again))));
            return;
        }
        request.currencies().forEach(currency -> kept.forgetAsked(publisher.slug(), currency, request.span()));
        int failures = kept.standing(publisher.slug()).failures();
        if (cause instanceof AskedTooOften often) {
            Duration pause =
                    often.pause().compareTo(settings.longestPause()) > 0 ? settings.longestPause() : often.pause();
            leaveAlone(publisher, now.plus(pause), failures, Reason.of("RATES_LATER", "publisher", publisher.name()));
        } else {
            leaveAlone(publisher, now.plus(settings.backOff(failures + 1, random)), failures + 1, reason);
        }
    }

    private void leaveAlone(RatesMapping publisher, Instant until, int failures, Reason reason) {
        kept.leaveAlone(
                publisher.slug(), until.plus(slack(publisher)), failures, reason.with("again", SHOWN.format(until)));
    }

    private void keep(RatesMapping publisher, Currency currency, RateRequest request, Published published) {
        NavigableMap<LocalDate, String> rates = new TreeMap<>();
        published.rates().stream()
                .filter(rate -> rate.currency().equals(currency))
                .forEach(rate -> rates.put(rate.day(), cut(rate.text())));
        LocalDate from = later(published.from(), request.from());
        LocalDate through = settledThrough(
                from,
                rates.isEmpty() ? LocalDate.MIN : rates.lastKey(),
                Stockholm.dayOf(clock.instant().minus(settings.givenUp())).minusDays(1),
                request.through());
        for (Map.Entry<LocalDate, String> rate :
                rates.subMap(request.from(), true, request.through(), true).entrySet()) {
            LocalDate day = rate.getKey();
            if (!keep(publisher, currency, day, rate.getValue())) {
                addKnown(publisher, currency, from, earlier(day.minusDays(1), through));
                from = later(from, day.plusDays(1));
            }
        }
        addKnown(publisher, currency, from, through);
    }

    private void addKnown(RatesMapping publisher, Currency currency, LocalDate from, LocalDate through) {
        if (!from.isAfter(through)) {
            kept.addKnown(publisher.slug(), currency, new Span(from, through));
        }
    }

    /**
     * The last day of an answered span of which everything is known for good: the publisher has gone past it, or it
     * ended long ago, or it is a Saturday or Sunday after such a day. A weekday that only has no rate yet is not.
     */
    static LocalDate settledThrough(LocalDate from, LocalDate lastRate, LocalDate givenUp, LocalDate through) {
        LocalDate settled = earlier(later(from.minusDays(1), later(lastRate, givenUp)), through);
        while (settled.isBefore(through) && isWeekend(settled.plusDays(1))) {
            settled = settled.plusDays(1);
        }
        return settled;
    }

    private static boolean isWeekend(LocalDate day) {
        return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    /** Keeps the first usable rate of a day, and tells when another comes; answers whether the day has one. */
    private boolean keep(RatesMapping publisher, Currency currency, LocalDate day, String text) {
        String stands = kept.keep(publisher.slug(), currency, day, text);
        Optional<BigDecimal> known = RateText.usable(stands);
        Optional<BigDecimal> told = RateText.usable(text);
        if (known.isEmpty() && told.isPresent()) {
            kept.mend(publisher.slug(), currency, day, stands, text);
            tell(publisher, currency, day, "'" + stands + "' could not be used, and is now " + text);
            return true;
        }
        if (told.isEmpty()) {
            tell(
                    publisher,
                    currency,
                    day,
                    "'" + text + "' cannot be a rate"
                            + (known.isPresent() ? "; " + stands + ", published earlier, is kept" : ""));
        } else if (known.orElseThrow().compareTo(told.get()) != 0) {
            tell(publisher, currency, day, "is now " + text + "; " + stands + ", published earlier, is kept");
        }
        return known.isPresent();
    }

    private void tell(RatesMapping publisher, Currency currency, LocalDate day, String what) {
        LOG.warn("{}: the rate of {} for {}: {}", publisher.name(), currency, day, what);
        audit.add(Audit.KVITTA, "rate doubtful", "", "rate " + publisher.slug() + " " + currency + " " + day, what);
    }

    private static Duration spacing(RatesMapping publisher) {
        return publisher.limit().isNone() ? Duration.ZERO : publisher.limit().spacing();
    }

    /** How far the calls of a burst may run ahead of the even pace. */
    private static Duration slack(RatesMapping publisher) {
        return spacing(publisher).multipliedBy(publisher.burst() - 1L);
    }

    private static String said(RatesMapping publisher, int status, String answer) {
        String plain = answer.replaceAll("\\s+", " ").strip();
        return publisher.name() + " answered " + status + ": "
                + plain.substring(0, Math.min(plain.length(), MOST_SHOWN));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), RateText.LONGEST));
    }

    private static LocalDate earlier(LocalDate one, LocalDate other) {
        return one.isBefore(other) ? one : other;
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }
}
