package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.planning.Planning;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.OrderTold;
import se.kvitta.testing.TestMerchants;

/** Merchants that have the customer ledger in Fortnox. */
abstract class LedgerInFortnox extends FortnoxService {

    static final int YEAR = 6;

    private Map<Integer, Long> before = Map.of();

    /** What Klarna has delivered: names and contents. */
    abstract Map<String, String> settlements() throws IOException;

    @Override
    void deliverSettlements() throws IOException {
        settlements().forEach(sandboxes::deliver);
    }

    /** The process ends and another begins: what it only remembered is gone. */
    void restart() {
        Instant now = kvitta.clock().instant();
        kvitta.close();
        kvitta = service();
        kvitta.clock().set(now);
    }

    /** What stands in Fortnox so far is not ours. */
    @BeforeEach
    void readTheBooks() {
        before = company().balances(YEAR);
    }

    /** A merchant in a mode, whose settlement in kronor is fetched. */
    void connect(String modes) {
        connect("se", file -> file.replace("modes: [daily, payout]", modes));
    }

    /**
     * A merchant with the customer ledger.
     *
     * @param invoices how its invoices are made
     */
    void connectWith(String invoices) {
        writeWith(invoices);
        kvitta.fetch(merchant + "-se");
    }

    /** The file of that merchant, as it is or as it becomes. */
    void writeWith(String invoices) {
        write(ledger().replace("modes: [daily, payout]", "modes: [ledger, payout]")
                .replace("  connection: { tenant", "  invoices: { " + invoices + " }\n  connection: { tenant"));
    }

    private static String ledger() {
        return TestMerchants.FORTNOX.replace(
                "rates: { SE: 25 } }", "rates: { SE: 25 }, zeroRules: [ { name: exempt, box: \"42\" } ] }");
    }

    /** @param profile se or eu: whose settlements are fetched */
    void connect(String profile, UnaryOperator<String> change) {
        write(change.apply(ledger()));
        kvitta.fetch(merchant + "-" + profile);
    }

    /** A shop tells what an order, or a part of it, consists of. */
    void tell(String order, String part, Basket basket) {
        kvitta.routes()
                .sendBodyAndProperty("direct:order", new OrderTold(order, part, basket), "profile", merchant + "-se");
    }

    /** What stands in Fortnox is what was booked here, account by account, and Fortnox's own books hold together. */
    void assertBooked() {
        assertBooked(0);
    }

    /** @param apart how many öre of VAT Fortnox may have computed otherwise, in all: it takes rates, not amounts */
    void assertBooked(long apart) {
        Map<Integer, Long> ours = ours();
        Map<Integer, Long> theirs = theirs();
        if (apart == 0) {
            assertThat(theirs).isEqualTo(ours);
        }
        assertThat(theirs.keySet()).isEqualTo(ours.keySet());
        theirs.forEach((account, sum) -> assertThat(Math.abs(sum - ours.getOrDefault(account, 0L)))
                .as("account %s", account)
                .isLessThanOrEqualTo(isSales(account) ? apart : 0));
        assertSound();
    }

    static boolean isSales(int account) {
        return (account >= 2600 && account < 2640)
                || (account >= 2670 && account < 2680)
                || (account >= 3000 && account < 3700);
    }

    /** Nothing waits, Fortnox's own books hold together, and every invoice is paid. */
    void assertSound() {
        assertThat(tasks()).isEmpty();
        assertThat(in(Postings.State.PLANNED)).isEmpty();
        assertThat(company().invariants()).isEmpty();
        assertThat(company().sales().invoices())
                .allSatisfy(invoice -> assertThat(invoice.balanceMinor()).isZero());
    }

    void plan() {
        kvitta.bean(Planning.class).waiting(merchant).forEach(settlement -> kvitta.routes()
                .sendBody("direct:plan", settlement));
    }

    /** What was booked here, and what Fortnox says that it has exchanged otherwise; öre by account. */
    Map<Integer, Long> ours() {
        var ours = new TreeMap<Integer, Long>();
        for (Posting posting : in(Postings.State.DONE)) {
            for (VoucherRow row : posting.booking().voucher().rows()) {
                ours.merge(
                        Integer.parseInt(row.account().number()), row.amount().minor(), Long::sum);
            }
        }
        for (Posting posting : in(Postings.State.DONE)) {
            long exchanged = posting.receipt().exchanged();
            long planned = of(posting, "FX_GAIN", "FX_LOSS");
            if (exchanged != 0) {
                // Fortnox has one difference of a payment, whatever part of it was planned.
                ours.merge(1510, -exchanged, Long::sum);
                ours.merge(3960, -of(posting, "FX_GAIN"), Long::sum);
                ours.merge(7960, -of(posting, "FX_LOSS"), Long::sum);
                ours.merge(planned + exchanged > 0 ? 7960 : 3960, planned + exchanged, Long::sum);
            }
        }
        ours.values().removeIf(sum -> sum == 0);
        return ours;
    }

    private static long of(Posting posting, String... roles) {
        return posting.booking().voucher().rows().stream()
                .filter(row -> List.of(roles).contains(row.role()))
                .mapToLong(row -> row.amount().minor())
                .sum();
    }

    /** What stands in Fortnox since the merchant was connected, öre by account. */
    Map<Integer, Long> theirs() {
        Map<Integer, Long> theirs = new TreeMap<>(company().balances(YEAR));
        before.forEach((account, balance) -> theirs.merge(account, -balance, Long::sum));
        theirs.values().removeIf(sum -> sum == 0);
        return theirs;
    }

    List<Posting> done(Kind kind) {
        return in(Postings.State.DONE).stream()
                .filter(posting -> posting.booking().kind() == kind)
                .toList();
    }

    Invoice of(Posting posting) {
        return company().sales().invoices().stream()
                .filter(invoice ->
                        posting.marker().equals(invoice.head().texts().get("ExternalInvoiceReference1")))
                .filter(invoice -> !invoice.cancelled())
                .reduce((one, other) -> {
                    throw new AssertionError("twice: " + posting.marker());
                })
                .orElseThrow();
    }

    /** The invoice of an order. */
    Invoice invoice(String order) {
        return company().sales().invoices().stream()
                .filter(invoice -> order.equals(invoice.head().texts().get("YourOrderNumber")))
                .filter(invoice -> invoice.sums().totalMinor() > 0)
                .findFirst()
                .orElseThrow();
    }

    /** Hands in a file of its own. */
    void drop(String name, String content) throws IOException {
        drop(merchant + "-se", name, content);
    }

    void drop(String profile, String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(merchant + name), content);
        kvitta.routes()
                .sendBodyAndProperty(
                        "direct:settlement-again",
                        kvitta.bean(Documents.class).store(profile, "klarna", "inbox", name, file),
                        "profile",
                        profile);
    }
}
