package se.kvitta.hint;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.schedule.Schedule;

/** The steps of the route of hints: what a webhook leads to, and what is told of those that are refused. */
public final class Hints {

    private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

    private final Merchants merchants;
    private final Schedule schedule;
    private final Tasks tasks;
    private final Reasons reasons;
    private final MeterRegistry meters;
    private final HintSettings settings;
    private final Clock clock;

    public Hints(
            Merchants merchants,
            Schedule schedule,
            Tasks tasks,
            Reasons reasons,
            MeterRegistry meters,
            HintSettings settings,
            Clock clock) {
        this.merchants = merchants;
        this.schedule = schedule;
        this.tasks = tasks;
        this.reasons = reasons;
        this.meters = meters;
        this.settings = settings;
        this.clock = clock;
    }

    /** What became of a webhook. */
    public enum How {
        /** A fetch is due. */
        TAKEN,
        /** The same event came before; nothing is due. */
        KNOWN,
        /** Nothing that a fetch would find happened. */
        PASSED_OVER,
        /** It is not known to be the provider's own, or cannot be read. */
        REFUSED,
        /** There is nothing to check it by. */
        UNCHECKED
    }

    /**
     * What became of a webhook, and why in plain words; no words where all is well.
     *
     * @param how what became of it
     * @param why in the installation's language
     */
    public record Outcome(How how, String why) {}

    /** Whether webhooks of a profile are taken: its connection says what they are checked by, and its source reads them. */
    public Optional<Profile> taking(String profile) {
        return merchants
                .profile(profile)
                .filter(one -> one.isFetched() && one.connection().has(Connection.WEBHOOK))
                .filter(one -> !merchants.requireSource(one.source()).hints().isEmpty());
    }

    /** The most bytes that are read of a webhook. */
    public int largest() {
        return Math.toIntExact(settings.largest().toBytes());
    }

    public ReceivedHint received(Profile profile, Map<String, String> headers, byte[] body) {
        return new ReceivedHint(profile, headers, body, clock.instant());
    }

    /** What the idempotent consumer knows an event by. */
    public String key(Hint hint, @ExchangeProperty("received") ReceivedHint received) {
        return received.profile().name() + " " + hint.id();
    }

    /** Whether a fetch finds something after what happened. Whoever sent it, the provider signed it: nothing is refused any more. */
    public boolean isOfUse(Hint hint, @ExchangeProperty("received") ReceivedHint received) {
        Profile profile = received.profile();
        tasks.close(profile.merchant(), subject(profile));
        return merchants.requireSource(profile.source()).hints().contains(hint.event());
    }

    /** Makes the profile's fetch due, when the provider tells of what happened; one that is due already stays. */
    public Outcome take(@ExchangeProperty("received") ReceivedHint received) {
        Profile profile = received.profile();
        schedule.fetchSoon(
                profile.name(),
                settings.gather().plus(merchants.requireSource(profile.source()).hintsAfter()));
        return counted(profile, How.TAKEN, "");
    }

    public Outcome known(@ExchangeProperty("received") ReceivedHint received) {
        return counted(received.profile(), How.KNOWN, "");
    }

    public Outcome passOver(@ExchangeProperty("received") ReceivedHint received) {
        return counted(received.profile(), How.PASSED_OVER, "");
    }

    /** Tells a person, once, of webhooks that look signed and are not to be believed; noise of strangers is only counted. */
    public Outcome refused(
            @ExchangeProperty("received") ReceivedHint received,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) RefusedHint cause) {
        Profile profile = received.profile();
        Reason reason = cause.reason().with("profile", profile.name());
        if (!reason.code().equals("HINT_NOT_SIGNED")) {
            tasks.open(profile.merchant(), profile.name(), subject(profile), reason);
        }
        return refuse(profile, reason);
    }

    /** Its body is larger than what is read. */
    public Outcome tooLarge(Profile profile) {
        return refuse(profile, Reason.of("HINT_TOO_LARGE", "profile", profile.name(), "largest", largest()));
    }

    /** More come in a second than are looked at. */
    public Outcome tooMany(Profile profile) {
        return refuse(profile, Reason.of("HINT_TOO_MANY", "profile", profile.name()));
    }

    /** The secret that the connection names is not there. */
    public Outcome unchecked(
            @ExchangeProperty("received") ReceivedHint received,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        Profile profile = received.profile();
        Reason reason = Reason.of("HINT_SECRET_MISSING", "profile", profile.name(), "cause", Causes.of(cause));
        tasks.open(profile.merchant(), profile.name(), subject(profile), reason);
        LOG.warn("profile {}: a webhook could not be checked: {}", profile.name(), reason);
        count(profile, How.UNCHECKED, reason.code());
        return new Outcome(How.UNCHECKED, "");
    }

    private Outcome refuse(Profile profile, Reason reason) {
        LOG.info("profile {}: a webhook is refused: {}", profile.name(), reason);
        count(profile, How.REFUSED, reason.code());
        return new Outcome(How.REFUSED, reasons.cause(reason));
    }

    private Outcome counted(Profile profile, How how, String reason) {
        count(profile, how, reason);
        return new Outcome(how, "");
    }

    private void count(Profile profile, How how, String reason) {
        meters.counter(
                        "kvitta.hints",
                        "profile",
                        profile.name(),
                        "outcome",
                        how.name().toLowerCase(Locale.ROOT),
                        "reason",
                        reason)
                .increment();
    }

    private static String subject(Profile profile) {
        return "webhooks of " + profile.name();
    }
}
