package se.kvitta.demo;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reasons;

/** What came of every settlement, for a person at a terminal: the proof, the vouchers, what is held and why. */
@Component
@ConditionalOnProperty("kvitta.demo")
class DemoSummary {

    /** Held events that are shown one by one; the rest are counted. */
    private static final int SHOWN = 6;

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("SALE", "sales"),
            Map.entry("REFUND", "refunds"),
            Map.entry("REFUND_FAILED", "refunds that came back"),
            Map.entry("FEE", "fees with VAT"),
            Map.entry("FEE_REFUND", "fees given back"),
            Map.entry("CHARGEBACK_OPENED", "disputes"),
            Map.entry("CHARGEBACK_WON", "disputes won"),
            Map.entry("RESERVE_HELD", "reserve withheld"),
            Map.entry("RESERVE_RELEASED", "reserve released"),
            Map.entry("DEBT_INCURRED", "carried as debt"),
            Map.entry("DEBT_REPAID", "debt repaid"),
            Map.entry("ADJUSTMENT", "adjustments"),
            Map.entry("COMMISSION", "commission"));

    private final Merchants merchants;
    private final Settlements settlements;
    private final Postings postings;
    private final Documents documents;
    private final Tasks tasks;
    private final Reasons reasons;

    DemoSummary(
            Merchants merchants,
            Settlements settlements,
            Postings postings,
            Documents documents,
            Tasks tasks,
            Reasons reasons) {
        this.merchants = merchants;
        this.settlements = settlements;
        this.postings = postings;
        this.documents = documents;
        this.tasks = tasks;
        this.reasons = reasons;
    }

    String text() {
        var text = new StringBuilder();
        text.append("\n").append("─".repeat(100)).append("\n");
        text.append("Kvitta: what came of every settlement\n");
        for (Merchant merchant : merchants.all()) {
            add(merchant, text);
        }
        addHeldDocuments(text);
        text.append("─".repeat(100)).append("\n");
        return text.toString();
    }

    private void add(Merchant merchant, StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                "%n%s, %s → %s%n",
                merchant.name(),
                merchant.title(),
                merchants.target(merchant.target()).name()));
        for (Settlement settlement : settlements.all(merchant.name())) {
            add(settlement, text);
        }
    }

    private void add(Settlement settlement, StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                "%n  Payout %s of %s, %s (%s)%n",
                settlement.title(),
                settlement.payoutDay(),
                amount(settlement.payout()),
                settlement.profile()));
        text.append("    Proof    ").append(proof(settlement)).append("\n");
        List<Posting> booked = postings.of(settlement.id());
        if (booked.isEmpty()) {
            text.append("    Vouchers none yet: ")
                    .append(settlement.reason() == null ? settlement.state() : reasons.text(settlement.reason()))
                    .append("\n");
        }
        for (Posting posting : booked) {
            text.append(String.format(
                    Locale.ROOT,
                    "    %-32s %s %14s  %s%n",
                    number(posting),
                    posting.booking().voucher().date(),
                    amount(posting.booking().voucher().total()),
                    posting.booking().voucher().text()));
        }
        addHeld(settlements.held(settlement.id()), text);
    }

    private void addHeld(List<HeldEvent> held, StringBuilder text) {
        held.stream()
                .limit(SHOWN)
                .forEach(event -> text.append(String.format(
                        Locale.ROOT,
                        "    Held     row %d, %s: %s%n",
                        event.event().row(),
                        amount(event.event().effect()),
                        reasons.text(event.reason()))));
        if (held.size() > SHOWN) {
            text.append("    Held     and ").append(held.size() - SHOWN).append(" more\n");
        }
    }

    private void addHeldDocuments(StringBuilder text) {
        documents
                .held()
                .forEach(document -> text.append(String.format(
                        Locale.ROOT,
                        "%n  Held document %s (%s): %s%n",
                        document.name(),
                        document.profile(),
                        document.reason() == null ? "" : reasons.text(document.reason()))));
        String others = tasks.open().stream()
                .filter(task -> !task.subject().startsWith("held events")
                        && !task.subject().startsWith("document"))
                .map(task -> "  Task: " + task.subject() + ": " + reasons.text(task.reason()) + "\n")
                .collect(Collectors.joining());
        text.append(others);
    }

    /** {@code sales 12 755.30 − refunds 1 198.00 … = 8 905.71}. */
    private static String proof(Settlement settlement) {
        var text = new StringBuilder();
        settlement.proof().forEach((kind, sum) -> {
            if (kind.equals("PAYOUT")) {
                return;
            }
            Money money = Money.parse(sum);
            if (text.length() > 0 || money.isNegative()) {
                text.append(money.isNegative() ? " − " : " + ");
            }
            text.append(WORDS.getOrDefault(kind, kind.toLowerCase(Locale.ROOT)))
                    .append(' ')
                    .append(plain(money.abs()));
        });
        return text + " = " + plain(settlement.payout()) + ", nothing left over";
    }

    private static String number(Posting posting) {
        @Nullable Receipt receipt = posting.receipt();
        return receipt == null ? posting.state().name() : receipt.shown();
    }

    private static String amount(Money money) {
        return plain(money) + " " + money.currency();
    }

    private static String plain(Money money) {
        return String.format(Locale.ROOT, "%,.2f", money.major()).replace(',', ' ');
    }
}
