package se.kvitta.delivery;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.Booking;
import se.kvitta.booking.InvoiceMatch;
import se.kvitta.booking.InvoiceMatch.Candidate;
import se.kvitta.booking.Mode;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Looks;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Profile;
import se.kvitta.merchant.TargetMapping;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.Reference;

/**
 * Finds refunds that went another way than through the provider: credit invoices of orders that Kvitta knows, which stay
 * unpaid although no refund of the provider names their order. What {@code direct:credits-<slug>} answers is a list of
 * {@link Credit}.
 */
public final class CreditLooks {

    private static final Logger LOG = LoggerFactory.getLogger(CreditLooks.class);
    private static final String SUBJECT = "refund outside the provider, invoice ";
    private static final String NOT_READ = "unpaid credit invoices";

    /** Older credit invoices are not asked for. */
    private static final int MONTHS = 12;

    private final Postings postings;
    private final Tasks tasks;
    private final Audit audit;
    private final Pacer pacer;
    private final Clock clock;

    public CreditLooks(Postings postings, Tasks tasks, Audit audit, Pacer pacer, Clock clock) {
        this.postings = postings;
        this.tasks = tasks;
        this.audit = audit;
        this.pacer = pacer;
        this.clock = clock;
    }

    /**
     * A booked credit invoice of which something is left to pay.
     *
     * @param references what stands in the fields that were asked for, by the target's words for them
     * @param left below zero
     */
    public record Credit(String number, Map<String, String> references, Money left) {

        public Credit {
            references = Map.copyOf(references);
        }
    }

    /**
     * What is asked for. Used from the routes.
     *
     * @param fields the target's words for the fields that say whose order it is
     * @param from first Stockholm day of the credit invoices
     * @param until last one: younger ones may still be paid by a refund
     * @param noted numbers of those of which a person has said how they were paid back
     */
    public record Look(Dispatch dispatch, Set<String> fields, LocalDate from, LocalDate until, Set<String> noted) {

        public Look {
            fields = Set.copyOf(fields);
            noted = Set.copyOf(noted);
        }

        /** Whether there is anything to ask. */
        public boolean isNeeded() {
            return !fields.isEmpty() && !from.isAfter(until);
        }

        public String getTarget() {
            return dispatch.target();
        }
    }

    /**
     * What a look leaves out, in the property {@code creditsUnread}; a target that reads all leaves it out.
     *
     * @param numbers credit invoices that are unpaid, and were not read
     * @param listed how many credit invoices of the days were looked through, the newest, paid ones perhaps among them
     * @param beyond how many older ones of the days there are besides, of which not even the numbers were read
     */
    public record Unread(Set<String> numbers, int listed, int beyond) {

        static final Unread NOTHING = new Unread(Set.of(), 0, 0);

        public Unread {
            numbers = Set.copyOf(numbers);
        }

        private boolean mayHold(String number) {
            return beyond > 0 || numbers.contains(number);
        }

        private boolean isEmpty() {
            return beyond == 0 && numbers.isEmpty();
        }

        /** What a person is told: the list that was cut first, as nobody knows what the rest of it is. */
        private Reason told(Look look, int read) {
            Merchant merchant = look.dispatch().merchant();
            String target = look.dispatch().mapping().name();
            return beyond > 0
                    ? Reason.of(
                            "CREDITS_NOT_ALL_LISTED",
                            "merchant",
                            merchant.name(),
                            "target",
                            target,
                            "listed",
                            listed,
                            "beyond",
                            beyond,
                            "from",
                            look.from(),
                            "until",
                            look.until(),
                            "read",
                            read,
                            "left",
                            numbers.size())
                    : Reason.of(
                            "CREDITS_NOT_ALL_READ",
                            "merchant",
                            merchant.name(),
                            "target",
                            target,
                            "read",
                            read,
                            "left",
                            numbers.size());
        }
    }

    public Look begin(@ExchangeProperty("dispatch") Dispatch dispatch) {
        Merchant merchant = dispatch.merchant();
        TargetMapping.Asks asks = dispatch.mapping().asks();
        LocalDate today = Stockholm.dayOf(clock.instant());
        Set<String> fields = new TreeSet<>();
        LocalDate from = today;
        for (Profile profile : merchant.profiles().values()) {
            if (asks.refunds() && !field(merchant, profile).isEmpty()) {
                fields.add(field(merchant, profile));
                from = profile.start().isBefore(from) ? profile.start() : from;
            }
        }
        LocalDate oldest = today.minusMonths(MONTHS);
        return new Look(
                dispatch,
                fields,
                from.isBefore(oldest) ? oldest : from,
                today.minusDays(asks.patience().toDays()),
                postings.looks().noted(merchant.name()));
    }

    /** The field in which a profile's invoices carry their order; empty where it has none. */
    private static String field(Merchant merchant, Profile profile) {
        if (profile.findsByName()) {
            // A credit invoice has a name of its own, which no order knows.
            return "";
        }
        return profile.modes().contains(Mode.MATCH)
                ? profile.match().get(0).in()
                : profile.modes().contains(Mode.LEDGER) ? merchant.invoices().orderNumberIn() : "";
    }

    private static Reference by(Profile profile) {
        return profile.modes().contains(Mode.MATCH) ? profile.match().get(0).by() : Reference.ORDER_NUMBER;
    }

    /** Tells a person of each, and of those that were not read; what is paid by now, or noted, is closed. */
    public void answered(
            @Body List<?> body,
            @ExchangeProperty("creditLook") Look look,
            @ExchangeProperty("creditsUnread") @Nullable Unread left) {
        pacer.answered(look.dispatch());
        Merchant merchant = look.dispatch().merchant();
        Unread unread = left == null ? Unread.NOTHING : left;
        if (unread.isEmpty()) {
            tasks.close(merchant.name(), NOT_READ);
        } else {
            tasks.open(merchant.name(), "", NOT_READ, unread.told(look, body.size()));
        }
        Looks looks = postings.looks();
        List<Credit> credits = body.stream().map(Credit.class::cast).toList();
        Set<String> passed = new HashSet<>(looks.noted(merchant.name()));
        passed.addAll(looks.ownCredits(
                merchant.name(), credits.stream().map(Credit::number).toList()));
        Map<String, Told> told = new LinkedHashMap<>();
        for (Profile profile : merchant.profiles().values()) {
            outside(merchant, profile, credits)
                    .forEach(reason -> told.putIfAbsent(
                            reason.facts().getOrDefault("invoice", ""), new Told(profile.name(), reason)));
        }
        told.keySet().removeAll(passed);
        tasks.open().stream()
                .filter(task -> task.merchant().equals(merchant.name()))
                .filter(task -> task.subject().startsWith(SUBJECT))
                .filter(task -> !told.containsKey(task.subject().substring(SUBJECT.length())))
                .filter(task -> !unread.mayHold(task.subject().substring(SUBJECT.length())))
                .forEach(task -> tasks.close(merchant.name(), task.subject()));
        told.forEach((invoice, one) -> tasks.open(merchant.name(), one.profile(), SUBJECT + invoice, one.reason()));
    }

    private record Told(String profile, Reason reason) {}

    private List<Reason> outside(Merchant merchant, Profile profile, List<Credit> credits) {
        String field = field(merchant, profile);
        if (field.isEmpty()) {
            return List.of();
        }
        Set<String> references = credits.stream()
                .map(credit -> credit.references().getOrDefault(field, ""))
                .filter(reference -> !reference.isEmpty())
                .collect(Collectors.toSet());
        Looks looks = postings.looks();
        List<String> of = List.of(profile.name());
        Set<String> sold = looks.named(EventKind.SALE, of, by(profile), references);
        // In the mode ledger every refund of the provider has a credit invoice of ours: another one is not its.
        Set<String> refunded = profile.modes().contains(Mode.MATCH)
                ? looks.named(EventKind.REFUND, of, by(profile), references)
                : Set.of();
        var candidates = new ArrayList<Candidate>();
        for (Credit credit : credits) {
            String reference = credit.references().getOrDefault(field, "");
            if (sold.contains(reference)) {
                candidates.add(new Candidate(credit.number(), reference, credit.left(), true));
            }
        }
        return InvoiceMatch.outsideProvider(
                candidates,
                refunded.stream()
                        .map(reference -> new Booking.Find(field, reference))
                        .toList());
    }

    /** The target could not be asked; it is asked again the next night. A no, which is the same then, becomes a task. */
    public void failed(
            @ExchangeProperty("creditLook") @Nullable Look look,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        if (look == null) {
            LOG.warn("unpaid credit invoices cannot be asked for: {}", Causes.of(cause));
            return;
        }
        pacer.failed(look.dispatch(), cause);
        LOG.warn(
                "merchant {}: {} does not tell of unpaid credit invoices: {}",
                look.dispatch().merchant().name(),
                look.getTarget(),
                Causes.of(cause));
        if (cause instanceof Refused refused && !refused.isInDoubt()) {
            tasks.open(
                    look.dispatch().merchant().name(),
                    "",
                    NOT_READ,
                    Reason.of(
                            "CREDITS_NOT_READ",
                            "merchant",
                            look.dispatch().merchant().name(),
                            "target",
                            look.dispatch().mapping().name(),
                            "message",
                            refused.reason().facts().getOrDefault("message", "-"),
                            "code",
                            refused.reason().facts().getOrDefault("code", "-")));
        }
    }

    /**
     * A person says how a credit invoice was paid back, and is not asked again. Throws {@link IllegalArgumentException} when
     * nobody asks about it.
     */
    public void note(String merchant, String invoice, String note, String actor) {
        String subject = SUBJECT + invoice;
        boolean asked = tasks.open().stream()
                .anyMatch(task ->
                        task.merchant().equals(merchant) && task.subject().equals(subject));
        if (!asked) {
            throw new IllegalArgumentException(
                    "no refund outside the provider is open for invoice " + invoice + " of " + merchant);
        }
        Audit.requireNote(note, "how, when and by whom it was paid back");
        postings.looks().note(merchant, invoice, note, actor);
        tasks.close(merchant, subject);
        audit.add(actor, "refund outside the provider noted", merchant, "invoice " + invoice, note);
    }
}
