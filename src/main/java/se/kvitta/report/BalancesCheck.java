package se.kvitta.report;

import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Audit;
import se.kvitta.journal.ProviderMoney;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Tasks.Task;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;
import se.kvitta.report.DebtLedger.Debt;
import se.kvitta.report.DebtLedger.Origin;
import se.kvitta.report.DebtLedger.Outside;
import se.kvitta.report.ProviderBalances.Balances;

/**
 * Tells persons of debts and reserves that need them: a debt that is old, one that was paid outside the settlements, one that
 * nothing accounts for, a reserve below zero, a reserve's account that is off. Nothing is booked or stopped by it; what is in order again
 * closes its task.
 */
public final class BalancesCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BalancesCheck.class);

    private static final String PAID_OUTSIDE = "DEBT_PAID_OUTSIDE";
    private static final Set<String> CODES =
            Set.of("DEBT_OLD", PAID_OUTSIDE, "DEBT_UNKNOWN", "DEBT_UNMATCHED", "RESERVE_BELOW_ZERO", "RESERVE_OFF");

    private final ProviderBalances balances;
    private final ProviderMoney money;
    private final Tasks tasks;
    private final Audit audit;
    private final Merchants merchants;
    private final Clock clock;

    public BalancesCheck(
            ProviderBalances balances,
            ProviderMoney money,
            Tasks tasks,
            Audit audit,
            Merchants merchants,
            Clock clock) {
        this.balances = balances;
        this.money = money;
        this.tasks = tasks;
        this.audit = audit;
        this.merchants = merchants;
        this.clock = clock;
    }

    /** Whether a task of a merchant is of this check. */
    static boolean isOurs(Task task) {
        return CODES.contains(task.reason().code());
    }

    private record Found(String profile, Reason reason) {}

    /** Looks at a merchant's debts and reserves as they are at the end of today. */
    void check(Merchant merchant) {
        LocalDate today = Stockholm.dayOf(clock.instant());
        var found = new HashMap<String, Found>();
        for (Balances one : balances.of(merchant, today)) {
            merchants.profile(one.profile()).filter(Profile::booksMoney).ifPresent(profile -> {
                debts(one, profile, today, found);
                reserves(one, found);
            });
        }
        List<Task> open = tasks.open(merchant.name()).stream()
                .filter(BalancesCheck::isOurs)
                .toList();
        found.forEach((subject, one) -> {
            if (open.stream()
                    .noneMatch(task ->
                            task.subject().equals(subject) && task.reason().equals(one.reason()))) {
                LOG.warn("merchant {}: {}: {}", merchant.name(), subject, one.reason());
                tasks.open(merchant.name(), one.profile(), subject, one.reason());
            }
        });
        open.stream()
                .filter(task -> !found.containsKey(task.subject()))
                .forEach(task -> tasks.close(merchant.name(), task.subject()));
    }

    private static String outsideSubject(String profile, String reference) {
        return "debt of " + profile + " paid outside before " + reference;
    }

    private void debts(Balances of, Profile profile, LocalDate today, Map<String, Found> found) {
        DebtLedger ledger = of.debts();
        String pot = of.profile() + " " + of.currency();
        List<Debt> old = ledger.olderThan(profile.debtDays());
        if (!old.isEmpty()) {
            Debt oldest = old.get(0);
            put(
                    found,
                    of,
                    "old debt of " + pot,
                    Reason.of(
                            "DEBT_OLD",
                            "profile",
                            of.profile(),
                            "source",
                            of.source(),
                            "amount",
                            amount(of, old.stream().mapToLong(Debt::open).sum()),
                            "reference",
                            oldest.reference(),
                            "since",
                            oldest.since(),
                            "limit",
                            profile.debtDays(),
                            "open",
                            amount(of, ledger.open())));
        }
        for (Outside outside : ledger.outside()) {
            if (of.noted(outside).isEmpty()) {
                put(
                        found,
                        of,
                        outsideSubject(of.profile(), outside.reference()),
                        Reason.of(
                                PAID_OUTSIDE,
                                "profile",
                                of.profile(),
                                "source",
                                of.source(),
                                "reference",
                                outside.reference(),
                                "day",
                                outside.day(),
                                "before",
                                amount(of, outside.before()),
                                "opening",
                                amount(of, outside.opening()),
                                "amount",
                                amount(of, outside.amount()),
                                "account",
                                debtAccount(of, profile, today)));
            }
        }
        ledger.debts().stream()
                .filter(debt -> debt.origin() == Origin.UNKNOWN && debt.open() > 0)
                .forEach(debt -> put(
                        found,
                        of,
                        "unknown debt of " + pot + " in " + debt.reference(),
                        Reason.of(
                                "DEBT_UNKNOWN",
                                "profile",
                                of.profile(),
                                "source",
                                of.source(),
                                "reference",
                                debt.reference(),
                                "day",
                                debt.since(),
                                "amount",
                                amount(of, debt.amount()),
                                "open",
                                amount(of, debt.open()))));
        if (ledger.unmatched() != 0) {
            put(
                    found,
                    of,
                    "unmatched debt of " + pot,
                    Reason.of(
                            "DEBT_UNMATCHED",
                            "profile",
                            of.profile(),
                            "source",
                            of.source(),
                            "amount",
                            amount(of, ledger.unmatched())));
        }
    }

    private void reserves(Balances of, Map<String, Found> found) {
        for (ReserveLedger.Balance balance : of.reserves().balances()) {
            LocalDate missed = balance.missed();
            if (missed != null) {
                put(
                        found,
                        of,
                        "reserve of " + of.profile() + " " + of.currency() + " " + balance.type(),
                        Reason.of(
                                "RESERVE_BELOW_ZERO",
                                "profile",
                                of.profile(),
                                "source",
                                of.source(),
                                "currency",
                                of.currency(),
                                "type",
                                balance.type().isEmpty() ? "-" : balance.type(),
                                "day",
                                missed,
                                "amount",
                                amount(of, balance.missing())));
            }
        }
        ProviderBalances.Account account = of.account();
        if (account.difference() != 0) {
            put(
                    found,
                    of,
                    "account of the reserve of " + of.profile() + " " + of.currency(),
                    Reason.of(
                            "RESERVE_OFF",
                            "profile",
                            of.profile(),
                            "source",
                            of.source(),
                            "booked",
                            amount(of, account.booked()),
                            "expected",
                            amount(of, account.moved() - account.waiting()),
                            "difference",
                            amount(of, account.difference())));
        }
    }

    private static void put(Map<String, Found> found, Balances of, String subject, Reason reason) {
        found.put(subject, new Found(of.profile(), reason));
    }

    private static Money amount(Balances of, long minor) {
        return Money.ofMinor(minor, of.currency());
    }

    /** Where the debt stands in the books: number and name, or the role's name where the plan has no account. */
    private String debtAccount(Balances of, Profile profile, LocalDate day) {
        String role = (of.ownAccount() ? "DEBT_" : "CLEARING_") + of.currency();
        return merchants
                .rules(profile)
                .plan()
                .find(role, day)
                .map(entry -> String.valueOf(entry.account()))
                .orElse(role);
    }

    /**
     * A person says how a debt was paid outside the settlements, so that nobody is asked again as long as the provider says
     * the same. Throws {@link IllegalArgumentException} when no such payment waits to be noted.
     *
     * @param reference the settlement that states a smaller debt than the one before it left
     */
    public void paidOutside(String profileName, String reference, String note, String actor) {
        Merchant merchant =
                merchants.requireMerchant(merchants.requireProfile(profileName).merchant());
        Audit.requireNote(note, "how, when and by whom");
        Optional<Outside> outside = balances.of(merchant, Stockholm.dayOf(clock.instant())).stream()
                .filter(one -> one.profile().equals(profileName))
                .flatMap(one -> one.debts().outside().stream()
                        .filter(paid -> paid.reference().equals(reference)
                                && one.noted(paid).isEmpty()))
                .findFirst();
        if (outside.isEmpty()) {
            throw new IllegalArgumentException(
                    "no debt of " + profileName + " that was paid outside before " + reference + " waits to be noted");
        }
        money.note(new ProviderMoney.Noted(profileName, reference, outside.get().amount(), note), actor);
        String subject = outsideSubject(profileName, reference);
        tasks.close(merchant.name(), subject);
        audit.add(actor, "debt paid outside", merchant.name(), subject, note);
    }
}
