package se.kvitta.delivery;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Steps.Step;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Profile;
import se.kvitta.merchant.TargetMapping;

/** One run of delivery for one merchant: the steps that are due, given out to lanes one at a time. */
public final class DeliveryRun {

    /** More than a run can send in its time, so that each asks once for what is due. */
    private static final int PAGE = 1000;

    private final Merchant merchant;
    private final TargetMapping mapping;
    private final boolean batches;
    private final Steps steps;
    private final boolean judged;
    private final List<Finding> stops;
    private final Instant until;
    private final Clock clock;
    private final Deque<Step> queue = new ArrayDeque<>();
    private final Set<Long> inFlight = new HashSet<>();
    private final Map<Answer, Long> adopted = new ConcurrentHashMap<>();
    private final Map<String, Long> turns = new HashMap<>();

    /** What the target answered to a step of this name. */
    private record Answer(String step, String number) {}

    DeliveryRun(
            Merchant merchant,
            TargetMapping mapping,
            boolean batches,
            Steps steps,
            boolean judged,
            List<Finding> stops,
            Instant until,
            Clock clock) {
        this.merchant = merchant;
        this.mapping = mapping;
        this.batches = batches;
        this.steps = steps;
        this.judged = judged;
        this.stops = List.copyOf(stops);
        this.until = until;
        this.clock = clock;
    }

    Merchant merchant() {
        return merchant;
    }

    TargetMapping mapping() {
        return mapping;
    }

    /** Whether the target was ever looked over to the end: before that nothing goes out. */
    boolean isJudged() {
        return judged;
    }

    /** Whether a finding of the last preflight stops anything. */
    boolean hasStops() {
        return !stops.isEmpty();
    }

    /** Whether a finding of the last preflight stops a posting. One whose profile is gone has whatever mode is stopped. */
    boolean isStopped(Posting posting) {
        @Nullable Profile profile = merchant.profiles().get(posting.profile());
        LocalDate day = posting.booking().voucher().date();
        return stops.stream()
                .anyMatch(finding -> finding.stops(profile == null ? finding.modes() : profile.modes(), day));
    }

    /** Whether the target takes files of many postings instead of a call each. */
    public boolean batches() {
        return batches;
    }

    /** One number per chain of calls that may be in flight: what the route splits over. */
    public List<Integer> lanes() {
        return IntStream.range(0, mapping.lanes()).boxed().toList();
    }

    /** Whether its time is up: what is due then is left to the merchant's next run. */
    boolean isOver() {
        return !clock.instant().isBefore(until);
    }

    /** A lane goes on with a posting: no other lane gets a step of it until it is released. */
    synchronized void hold(long posting) {
        inFlight.add(posting);
    }

    /** The next step that is due and that no other lane has; empty when there is none or the time is up. */
    synchronized Optional<Step> claim() {
        if (isOver()) {
            return Optional.empty();
        }
        if (queue.isEmpty()) {
            steps.due(merchant.name(), PAGE + inFlight.size()).stream()
                    .filter(step -> !inFlight.contains(step.postingId()))
                    .forEach(queue::addLast);
        }
        Optional<Step> next = Optional.ofNullable(queue.pollFirst());
        next.ifPresent(step -> inFlight.add(step.postingId()));
        return next;
    }

    synchronized void release(long posting) {
        inFlight.remove(posting);
        turns.values().removeIf(holder -> holder == posting);
    }

    /** Takes the turn of a posting among those with the same reference, until it is released; false when another has it. */
    synchronized boolean takeTurn(String reference, long posting) {
        Long holder = turns.putIfAbsent(reference, posting);
        return holder == null || holder == posting;
    }

    /**
     * Takes an answer for a posting, for the rest of the run; false when another has taken it. Lanes look at the same moment,
     * so that the journal alone cannot tell; the next run begins when all of them are through.
     */
    boolean adopt(String step, String number, long posting) {
        Long first = adopted.putIfAbsent(new Answer(step, number), posting);
        return first == null || first == posting;
    }

    /** Whether nothing is due any more; if something is, the merchant's next run goes on with it at once. */
    public boolean through() {
        Instant now = clock.instant();
        return now.isBefore(until)
                || steps.nextDue(merchant.name())
                        .filter(due -> !due.isAfter(now))
                        .isEmpty();
    }
}
