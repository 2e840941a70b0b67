package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
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
import se.kvitta.delivery.LookUp;
import se.kvitta.delivery.NotYet;
import se.kvitta.delivery.Refused;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/**
 * Whether what is written off with a payment closes its invoice. Which sign a write-off has is not written down [?]: the mapping
 * says one, and the first payment of a merchant and process that writes off a rounding is the trial of it. The others wait until its invoice was
 * seen to be closed. Where it was left open by twice the öre a person is told, and nothing more is written off with that sign: what
 * Kvitta's own invoices are raised by is then paid by payments of their own.
 */
@Component("fortnoxWriteOffs")
class WriteOffs {

    private static final Logger LOG = LoggerFactory.getLogger(WriteOffs.class);
    private static final String SUBJECT = "write-off sign";
    private static final String LEFT = "WRITE_OFF_LEFT";

    /** Before these an invoice of a trial is read. */
    private static final Set<String> STEPS = Set.of(FortnoxEncoder.PAYMENT, FortnoxEncoder.PAYMENT_ROUNDING);

    /** How long others wait for a trial, and how often they ask; its payment may wait for a person. */
    private static final Duration WAIT = Duration.ofHours(2);

    private static final Duration AGAIN = Duration.ofMinutes(1);

    /** After this another is begun. */
    private static final Duration TRIAL = Duration.ofDays(1);

    /** Of each merchant, by its name. */
    private final Map<String, Trial> trials = new ConcurrentHashMap<>();

    private final Tasks tasks;
    private final Clock clock;

    /** Of a trial of which nothing is known yet: one that was refused may turn out to be booked by a person. */
    private static final Set<State> OPEN = EnumSet.of(State.SENT, State.REFUSED);

    private enum State {
        /** Its payment is made. */
        SENT,
        /** Its payment is booked, so that its invoice can be read. */
        BOOKED,
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
     * @param left what it writes off, as it is left of the invoice; below zero of a credit invoice
     */
    record Trial(long posting, String invoice, String sign, Money left, Instant since, State state) {

        Trial as(State next) {
            return new Trial(posting, invoice, sign, left, since, next);
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

    /** The trial whose invoice must be read before anything more of the merchant is written off; null when there is none. */
    @Nullable
    Trial toProve(@ExchangeProperty("dispatch") Dispatch dispatch) {
        @Nullable Trial trial = trials.get(dispatch.merchant().name());
        return trial != null
                        && trial.state() == State.BOOKED
                        && STEPS.contains(dispatch.step().name())
                ? trial
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
        String merchant = dispatch.merchant().name();
        JsonNode invoice = answer.path("Invoice");
        @Nullable
        Money balance = FortnoxJson.isHidden(invoice, "Balance")
                ? null
                : FortnoxJson.money(invoice, "Balance", trial.left().currency());
        if (balance != null && balance.isZero()) {
            trials.replace(merchant, trial, trial.as(State.CLOSES));
            tasks.close(merchant, SUBJECT);
        } else if (balance != null && balance.equals(trial.left().plus(trial.left()))) {
            trials.replace(merchant, trial, trial.as(State.LEAVES));
            Reason reason = left(trial, balance, dispatch);
            LOG.warn("merchant {}: {}", merchant, reason);
            tasks.open(merchant, "", SUBJECT, reason);
        } else {
            trials.remove(merchant, trial);
        }
    }

    private static Reason left(Trial trial, Money balance, Dispatch dispatch) {
        return Reason.of(
                LEFT,
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
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused refused,
            @ExchangeProperty("trial") Trial trial,
            @ExchangeProperty("dispatch") Dispatch dispatch) {
        String merchant = dispatch.merchant().name();
        LOG.warn(
                "merchant {}: whether a write-off closed invoice {} could not be read: {}",
                merchant,
                trial.invoice(),
                Causes.of(refused));
        trials.remove(merchant, trial);
    }

    /**
     * Whether what an invoice was raised by is written off with the payment of the money: that is known to close invoices, or this is the
     * trial of it. Throws {@link NotYet} while another is.
     */
    boolean take(@ExchangeProperty("dispatch") Dispatch dispatch) {
        String merchant = dispatch.merchant().name();
        @Nullable Trial trial = trials.get(merchant);
        if (trial == null || !isOf(dispatch, trial)) {
            Trial begun = begun(dispatch);
            trial = trials.compute(merchant, (name, now) -> now != null && isOf(dispatch, now) ? now : begun);
        }
        return switch (trial.state()) {
            case CLOSES -> true;
            case LEAVES, REFUSED -> false;
            case SENT, BOOKED -> {
                boolean own = trial.posting() == dispatch.posting().id();
                if (!own && clock.instant().isBefore(trial.since().plus(WAIT))) {
                    throw new NotYet(
                            Reason.of("WRITE_OFF_TRIAL", "invoice", trial.invoice(), "sign", trial.sign()), AGAIN);
                }
                yield own;
            }
        };
    }

    /** Whether a trial is one of the sign that the mapping says now, and not given up. */
    private boolean isOf(Dispatch dispatch, Trial trial) {
        return trial.sign().equals(sign(dispatch))
                && (trial.state() == State.CLOSES
                        || trial.state() == State.LEAVES
                        || clock.instant().isBefore(trial.since().plus(TRIAL)));
    }

    /** A trial with the posting's payment; over at once where the sign has left an invoice open, of whichever merchant. */
    private Trial begun(Dispatch dispatch) {
        String sign = sign(dispatch);
        boolean told = tasks.open().stream()
                .anyMatch(task -> task.subject().equals(SUBJECT)
                        && sign.equals(task.reason().facts().get("sign")));
        return new Trial(
                dispatch.posting().id(),
                PaymentRequests.invoice(dispatch),
                sign,
                PaymentRequests.rounding(dispatch).orElseThrow(),
                clock.instant(),
                told ? State.LEAVES : State.SENT);
    }

    /** The answer of the step that would have paid it. */
    Receipt withMoney() {
        return new Receipt("", "", "", "");
    }

    /**
     * Before a payment is made: one of the shop's invoices has no other way to be closed. Throws {@link Refused} when its sign is known to
     * leave invoices open.
     */
    void require(@ExchangeProperty("dispatch") Dispatch dispatch) {
        if (!dispatch.step().name().equals(FortnoxEncoder.PAYMENT)) {
            return;
        }
        Optional<Money> rounding = PaymentRequests.rounding(dispatch);
        if (rounding.isEmpty() || take(dispatch) || !isLeaving(dispatch)) {
            return;
        }
        throw new Refused(Reason.of(
                "WRITE_OFF_SIGN",
                "target",
                dispatch.mapping().name(),
                "invoice",
                PaymentRequests.invoice(dispatch),
                "left",
                rounding.get(),
                "sign",
                sign(dispatch)));
    }

    private boolean isLeaving(Dispatch dispatch) {
        @Nullable Trial trial = trials.get(dispatch.merchant().name());
        return trial != null && trial.state() == State.LEAVES;
    }

    /** A step is done: when it has booked the payment that is tried, its invoice can be looked at. */
    void done(@ExchangeProperty("dispatch") Dispatch dispatch) {
        if (dispatch.step().name().equals(FortnoxEncoder.BOOKKEEP_PAYMENT)) {
            becomes(State.BOOKED, dispatch);
        }
    }

    /** The same, found by a look-up. */
    void looked(@Body LookUp found, @ExchangeProperty("dispatch") Dispatch dispatch) {
        if (found.found() != LookUp.Found.ABSENT) {
            done(dispatch);
        }
    }

    /** A step was refused: when it makes or books the payment that is tried, nothing will be told by it. */
    void refused(@ExchangeProperty("dispatch") Dispatch dispatch) {
        if (Set.of(FortnoxEncoder.PAYMENT, FortnoxEncoder.BOOKKEEP_PAYMENT)
                .contains(dispatch.step().name())) {
            becomes(State.REFUSED, dispatch);
        }
    }

    private void becomes(State state, Dispatch dispatch) {
        trials.computeIfPresent(
                dispatch.merchant().name(),
                (merchant, trial) -> trial.posting() == dispatch.posting().id() && OPEN.contains(trial.state())
                        ? trial.as(state)
                        : trial);
    }
}
