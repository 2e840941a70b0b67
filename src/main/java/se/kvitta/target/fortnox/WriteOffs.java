package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.NotYet;
import se.kvitta.delivery.Refused;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/**
 * Whether what is written off with a payment closes its invoice. Which sign a write-off has is not written down [?]: the mapping
 * says one, and the first payment of a merchant and process that writes something off is the trial of it, in each direction. The others wait
 * until it is booked and its invoice was seen to be closed. Where it was left open by twice the öre a person is told, and nothing more is written
 * off with that sign: what Kvitta's own invoices are raised by is then paid by payments of their own.
 */
@Component("fortnoxWriteOffs")
class WriteOffs {

    private static final Logger LOG = LoggerFactory.getLogger(WriteOffs.class);
    private static final String SUBJECT = "write-off sign";

    /** How long others wait for a trial at most, such as one that is looked up in vain. */
    private static final Duration WAIT = Duration.ofHours(2);

    /** How often they ask for it; one whose payment is not to be made before that is given up. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** After this another is begun. */
    private static final Duration TRIAL = Duration.ofDays(1);

    /** The steps that make or book a payment. */
    private static final Set<String> MAKING = Set.of(FortnoxEncoder.PAYMENT, FortnoxEncoder.BOOKKEEP_PAYMENT);

    private final Map<Subject, Trial> trials = new ConcurrentHashMap<>();
    private final Tasks tasks;
    private final Clock clock;

    /** What is tried for a merchant: whether something is left of what is paid, or too much is paid. */
    private record Subject(String merchant, boolean below) {}

    private enum State {
        /** Its payment is made, or about to be. */
        SENT,
        /** Its payment was refused: it tells nothing. */
        REFUSED,
        /** Its invoice is closed. */
        CLOSES,
        /** Its invoice is open, by what a wrong sign leaves. */
        LEAVES
    }

    /**
     * The payment that is tried.
     *
     * @param posting its number
     * @param left what it writes off, as it is left of the invoice; below zero of a credit invoice, or where too much is paid
     * @param whole what it closes in all: of an invoice over something else it is not the only payment
     */
    record Trial(long posting, String invoice, String sign, Money left, Money whole, Instant since, State state) {

        Trial as(State next) {
            return new Trial(posting, invoice, sign, left, whole, since, next);
        }
    }

    WriteOffs(Tasks tasks, Clock clock) {
        this.tasks = tasks;
        this.clock = clock;
    }

    /** The sign by the mapping: {@code negative-when-underpaid}, which Fortnox's pages ask people for, or {@code positive}. */
    private static String sign(Dispatch dispatch) {
        return dispatch.mapping().raw().at("/match/write-off-sign").asText();
    }

    /**
     * What a request writes off. Throws {@link IllegalStateException} for a sign that is none.
     *
     * @param left what the money leaves of the invoice; below zero when it is too much
     */
    static Money amount(Money left, Dispatch dispatch) {
        return signed(left, sign(dispatch));
    }

    static Money signed(Money left, String sign) {
        return switch (sign) {
            case "negative-when-underpaid" -> left.negated();
            case "positive" -> left;
            default -> throw new IllegalStateException("match.write-off-sign is '" + sign + "', which is no sign");
        };
    }

    /** The trial of a step that has booked its payment, whose invoice can be read now; null when it is none. */
    @Nullable
    Trial toProve(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return dispatch.step().name().equals(FortnoxEncoder.BOOKKEEP_PAYMENT)
                ? trials.values().stream()
                        .filter(trial -> trial.posting() == dispatch.posting().id() && trial.state() == State.SENT)
                        .findFirst()
                        .orElse(null)
                : null;
    }

    /** The path of the invoice of a trial. */
    String path(@ExchangeProperty("trial") Trial trial) {
        return "/3/invoices/" + trial.invoice();
    }

    /** Takes the invoice of a trial: closed, or open by what a wrong sign leaves. What else is left of it tells nothing. */
    void prove(
            @Body JsonNode answer,
            @ExchangeProperty("trial") Trial trial,
            @ExchangeProperty("dispatch") Dispatch dispatch) {
        JsonNode invoice = answer.path("Invoice");
        boolean told = invoice.path("DocumentNumber").asText("").equals(trial.invoice())
                && !invoice.path("Balance").asText("").isEmpty();
        @Nullable
        Money balance =
                told ? FortnoxJson.money(invoice, "Balance", trial.left().currency()) : null;
        if (balance != null && balance.isZero()) {
            trials.replace(subject(dispatch, trial.left()), trial, trial.as(State.CLOSES));
            tasks.open(dispatch.merchant().name(), SUBJECT)
                    .filter(task -> !isOf(task, trial.sign()))
                    .ifPresent(task -> tasks.close(task.merchant(), SUBJECT));
        } else if (balance != null
                && balance.equals(trial.left().plus(trial.left()))
                && FortnoxJson.money(invoice, "Total", trial.whole().currency()).equals(trial.whole())) {
            Reason reason = left(trial, balance, dispatch);
            LOG.warn("{}", reason);
            tasks.open(dispatch.merchant().name(), "", SUBJECT, reason);
            trials.replace(subject(dispatch, trial.left()), trial, trial.as(State.LEAVES));
        } else {
            trials.remove(subject(dispatch, trial.left()), trial);
        }
    }

    private static Subject subject(Dispatch dispatch, Money left) {
        return new Subject(dispatch.merchant().name(), left.isNegative());
    }

    private static boolean isOf(Tasks.Task task, String sign) {
        return task.subject().equals(SUBJECT)
                && sign.equals(task.reason().facts().get("sign"));
    }

    private static Reason left(Trial trial, Money balance, Dispatch dispatch) {
        return Reason.of(
                "WRITE_OFF_LEFT",
                "merchant",
                dispatch.merchant().name(),
                "target",
                dispatch.mapping().name(),
                "invoice",
                trial.invoice(),
                "written",
                signed(trial.left(), trial.sign()),
                "left",
                balance,
                "sign",
                trial.sign(),
                "account",
                WholeKronor.account(dispatch));
    }

    /** The invoice of a trial could not be read: it tells nothing, and the next payment is the trial. */
    void unproven(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause,
            @ExchangeProperty("trial") Trial trial,
            @ExchangeProperty("dispatch") Dispatch dispatch) {
        LOG.warn(
                "merchant {}: whether a write-off closed invoice {} could not be read: {}",
                dispatch.merchant().name(),
                trial.invoice(),
                Causes.of(cause));
        trials.remove(subject(dispatch, trial.left()), trial);
    }

    /**
     * Whether what an invoice was raised by is written off with the payment of the money: that is known to close invoices, or this is the
     * trial of it. Throws {@link NotYet} while another is.
     */
    boolean take(@ExchangeProperty("dispatch") Dispatch dispatch) {
        Trial trial = trial(dispatch, false);
        return switch (trial.state()) {
            case CLOSES -> true;
            case LEAVES, REFUSED -> false;
            case SENT -> isOwn(dispatch, trial);
        };
    }

    /** The answer of the step that would have paid it. */
    Receipt withMoney() {
        return new Receipt("", "", "", "");
    }

    /**
     * Before a payment is made: what it writes off has no other way to be closed. Throws {@link NotYet} while the trial of another is
     * under way, and {@link Refused} when the sign is known to leave invoices open.
     */
    void require(@ExchangeProperty("dispatch") Dispatch dispatch) {
        if (!dispatch.step().name().equals(FortnoxEncoder.PAYMENT)
                || PaymentRequests.left(dispatch).isEmpty()
                || trial(dispatch, true).state() != State.LEAVES) {
            return;
        }
        throw new Refused(Reason.of(
                "WRITE_OFF_SIGN",
                "target",
                dispatch.mapping().name(),
                "invoice",
                PaymentRequests.invoice(dispatch),
                "left",
                left(dispatch),
                "sign",
                sign(dispatch)));
    }

    /**
     * The trial that counts for a payment, which may be its own; one that tells nothing counts unless the payment must be one. Throws
     * {@link NotYet} while another's is under way.
     */
    private Trial trial(Dispatch dispatch, boolean must) {
        Subject subject = subject(dispatch, left(dispatch));
        release(subject, dispatch);
        @Nullable Trial trial = trials.get(subject);
        if (trial == null || !isCurrent(trial, must, dispatch)) {
            Trial begun = begun(dispatch);
            trial = trials.compute(subject, (key, now) -> now != null && isCurrent(now, must, dispatch) ? now : begun);
        }
        if (trial.state() == State.SENT && !isOwn(dispatch, trial) && !isOverdue(trial)) {
            throw new NotYet(Reason.of("WRITE_OFF_TRIAL", "invoice", trial.invoice(), "sign", trial.sign()), AGAIN);
        }
        return trial;
    }

    /**
     * Gives up a trial whose payment nothing makes or books by itself any more: it stands for a person, somebody has booked it by hand, a finding
     * stops it, or it has to find its invoice anew. Whoever asks is the next.
     */
    private void release(Subject subject, Dispatch dispatch) {
        @Nullable Trial trial = trials.get(subject);
        if (trial != null
                && trial.state() == State.SENT
                && !isOwn(dispatch, trial)
                && !dispatch.answers()
                        .isOnItsWay(trial.posting(), clock.instant().plus(AGAIN))) {
            trials.remove(subject, trial);
        }
    }

    private boolean isCurrent(Trial trial, boolean must, Dispatch dispatch) {
        return trial.sign().equals(sign(dispatch))
                && switch (trial.state()) {
                    case CLOSES, LEAVES -> true;
                    case REFUSED -> !must && !isGivenUp(trial);
                    // It may have found another invoice since.
                    case SENT ->
                        isOwn(dispatch, trial)
                                ? trial.invoice().equals(PaymentRequests.invoice(dispatch))
                                : must ? !isOverdue(trial) : !isGivenUp(trial);
                };
    }

    private boolean isGivenUp(Trial trial) {
        return !clock.instant().isBefore(trial.since().plus(TRIAL));
    }

    private boolean isOverdue(Trial trial) {
        return !clock.instant().isBefore(trial.since().plus(WAIT));
    }

    private static boolean isOwn(Dispatch dispatch, Trial trial) {
        return trial.posting() == dispatch.posting().id();
    }

    /** A trial with the posting's payment; over at once where the sign has left an invoice open, of whichever merchant. */
    private Trial begun(Dispatch dispatch) {
        String sign = sign(dispatch);
        Money left = left(dispatch);
        return new Trial(
                dispatch.posting().id(),
                PaymentRequests.invoice(dispatch),
                sign,
                left,
                left.plus(PaymentRequests.paid(dispatch)),
                clock.instant(),
                tasks.open().stream().anyMatch(task -> isOf(task, sign)) ? State.LEAVES : State.SENT);
    }

    /** What the payment of a posting writes off in all. */
    private static Money left(Dispatch dispatch) {
        return PaymentRequests.left(dispatch).values().stream()
                .reduce(Money::plus)
                .orElseThrow(() -> new IllegalStateException(
                        "posting " + dispatch.posting().id() + " writes nothing off"));
    }

    /** A step was refused: when it makes or books the payment that is tried, nothing will be told by it. */
    void refused(@ExchangeProperty("dispatch") Dispatch dispatch) {
        if (MAKING.contains(dispatch.step().name())) {
            trials.replaceAll((subject, trial) ->
                    isOwn(dispatch, trial) && trial.state() == State.SENT ? trial.as(State.REFUSED) : trial);
        }
    }
}
