package se.kvitta.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Mode;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.Occasions;
import se.kvitta.journal.Closings;
import se.kvitta.journal.Looks.Booked;
import se.kvitta.journal.Looks.Question;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Causes;

/**
 * Asks a target whether somebody else has booked money on the bank that Kvitta is about to book there. What
 * {@code direct:bank-<slug>} answers is a map of {@link Question} to {@link Booked}; a question that is not in it was
 * answered with no. What cannot be asked stays unanswered, and waits.
 */
public final class BankLooks {

    private static final Logger LOG = LoggerFactory.getLogger(BankLooks.class);

    /** How long an answer holds; for what a person asks to be tried again none does. */
    private static final Duration HOLDS = Duration.ofHours(6);

    /** Most questions of one look. */
    private static final int MOST = 10;

    private final Merchants merchants;
    private final Postings postings;
    private final Closings closings;
    private final Pacer pacer;
    private final Clock clock;

    public BankLooks(Merchants merchants, Postings postings, Closings closings, Pacer pacer, Clock clock) {
        this.merchants = merchants;
        this.postings = postings;
        this.closings = closings;
        this.pacer = pacer;
        this.clock = clock;
    }

    /**
     * What is asked at once. Used from the routes.
     *
     * @param begun what the target has answered since then is an answer to it
     */
    public record Look(Dispatch dispatch, List<Question> questions, Instant begun) {

        public Look {
            questions = List.copyOf(questions);
        }

        /** Whether there is anything to ask. */
        public boolean isNeeded() {
            return !questions.isEmpty();
        }

        public String getTarget() {
            return dispatch.target();
        }
    }

    /** What must be known before a settlement is planned. */
    public Look ofSettlement(@Body Settlement settlement) {
        return look(settlement, HOLDS, false);
    }

    /** What must be known before waiting events are, always anew: somebody may have struck what stood there. */
    public Look ofHeld(@Body Settlement settlement) {
        return look(settlement, Duration.ZERO, true);
    }

    private Look look(Settlement settlement, Duration holds, boolean waitingOnly) {
        Merchant merchant = merchants.requireMerchant(settlement.merchant());
        Profile profile = merchants.requireProfile(settlement.profile());
        boolean sameDay = settlement.bankDay() == null || settlement.bankDay().equals(settlement.payoutDay());
        var questions = new ArrayList<Question>();
        if (isAsked(merchant, profile) && sameDay) {
            BookingRules rules = merchants.rules(profile);
            for (Money payout : postings.looks().payouts(settlement.id(), waitingOnly)) {
                bank(rules, payout, settlement.payoutDay())
                        .map(bank -> Question.about(bank.account(), payout, settlement.payoutDay()))
                        .ifPresent(questions::add);
            }
        }
        return unanswered(merchant, questions, holds);
    }

    /** What must be known before payouts that have reached the bank are entered. */
    public Look ofArrivals(@Body String merchantName) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        var questions = new ArrayList<Question>();
        for (Profile profile : merchant.profiles().values()) {
            if (isAsked(merchant, profile)) {
                BookingRules rules = merchants.rules(profile);
                closings.arrivals(profile.name(), merchant.books(), Stockholm.dayOf(clock.instant())).stream()
                        .filter(arrival -> !postings.entered(profile.name(), "bank/" + arrival.reference()))
                        .map(arrival -> question(rules, arrival))
                        .flatMap(Optional::stream)
                        .forEach(questions::add);
            }
        }
        return unanswered(merchant, questions, HOLDS);
    }

    private static Optional<Question> question(BookingRules rules, Occasions.Arrival arrival) {
        return bank(rules, arrival.amount(), arrival.day())
                .map(bank -> Question.about(bank.account(), arrival.amount(), arrival.day()));
    }

    private static Optional<AccountPlan.Entry> bank(BookingRules rules, Money amount, LocalDate day) {
        return rules.plan().find("BANK_" + amount.currency(), day);
    }

    private boolean isAsked(Merchant merchant, Profile profile) {
        return merchants.target(merchant.target()).asks().bank()
                && profile.money().bankLeg() == MoneyRules.BankLeg.BANK
                && profile.modes().stream().anyMatch(Mode::booksMoney);
    }

    /**
     * A ledger holds amounts in the currency of the books only: others cannot be asked for. What is asked anew is asked at once: it is
     * of one settlement, and so of the same days.
     */
    private Look unanswered(Merchant merchant, List<Question> questions, Duration holds) {
        Instant now = clock.instant();
        Instant since = now.minus(holds);
        return new Look(
                Dispatch.withoutPostings(merchant, merchants.target(merchant.target())),
                questions.stream()
                        .distinct()
                        .filter(question -> question.amount().currency().equals(merchant.books()))
                        .filter(question ->
                                holds.isZero() || !postings.looks().isAnsweredSince(merchant.name(), question, since))
                        .limit(holds.isZero() ? questions.size() : MOST)
                        .toList(),
                now.truncatedTo(ChronoUnit.MICROS));
    }

    /** Keeps what the target answered. */
    public void answered(@Body Map<?, ?> answers, @ExchangeProperty("bankLook") Look look) {
        pacer.answered(look.dispatch());
        String merchant = look.dispatch().merchant().name();
        for (Question question : look.questions()) {
            postings.looks().answered(merchant, question, (Booked) answers.get(question));
        }
    }

    /** The target could not be asked: what needs an answer waits until it can. */
    public void failed(
            @ExchangeProperty("bankLook") Look look, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        pacer.failed(look.dispatch(), cause);
        LOG.warn(
                "merchant {}: {} cannot say what stands on the bank: {}",
                look.dispatch().merchant().name(),
                look.getTarget(),
                Causes.of(cause));
    }
}
