package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.intake.Taken;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.sandbox.fortnox.Voucher;

/** A payout that is told anew after it was entered in Fortnox. */
class FortnoxCorrectionTest extends FortnoxService {

    private static final int YEAR = 6;

    private static final String FIRST = sale("1041", "2026-02-02", "1250.00", "25.00", "250.00");
    private static final String FIRST_AT_12 = sale("1041", "2026-02-02", "1250.00", "12.00", "133.93");
    private static final String SECOND = sale("1042", "2026-02-04", "500.00", "25.00", "100.00");
    private static final String THIRD = sale("1043", "2026-02-05", "500.00", "25.00", "100.00");
    private static final String FEE = fee("36.88", "25.00", "9.22");
    private static final String FEE_WITHOUT_VAT = fee("46.10", "0.00", "0.00");

    private Map<Integer, Long> before = Map.of();

    private static String sale(String order, String day, String amount, String rate, String vat) {
        return "SALE;%sT09:00:00Z;%sT08:00:00Z;o-%s;;c-%s;%s;;%s;SEK;;SE;;;PURCHASE;%s;%s\n"
                .formatted(day, day, order, order, order, amount, rate, vat);
    }

    private static String fee(String amount, String rate, String vat) {
        return ("FEE;2026-02-02T09:00:00Z;2026-02-02T08:00:00Z;o-1041;;c-1041;1041;;%s;SEK;;SE;%s;%s;"
                        + "PURCHASE_FEE_PERCENTAGE;;\n")
                .formatted(amount, rate, vat);
    }

    /** A settlement file of 1703.90: two orders of 1750.00 less a fee of 46.10 with its VAT. */
    private static String file(String... rows) {
        return """
                total_sale_amount;total_fee_amount;total_tax_amount;total_settlement_amount;payment_reference;\
                settlement_currency;payout_date
                1750.00;%s;1703.90;2201500400;SEK;2026-02-16T07:45:00Z
                type;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;merchant_reference2;\
                amount;posting_currency;refund_id;purchase_country;tax_rate;tax_amount;detailed_type;tax_rate_1;\
                tax_amount_1
                """.formatted(List.of(rows).contains(FEE) ? "36.88;9.22" : "46.10;0.00") + String.join("", rows);
    }

    @BeforeEach
    void readTheBooks() {
        before = company().balances(YEAR);
    }

    /** A merchant in some modes, with what its file says of closed periods. */
    private void connect(String modes, String periods) {
        home.merchant(merchant, """
                merchant: %s
                name: Ljusbutiken i Lund AB
                organisationNumber: 559999-0016
                %s
                target:
                  system: fortnox
                  connection: { tenant: "%s", clientId: kvitta-sandbox, clientSecret: secret:TEST_FORTNOX_SECRET }
                profiles:
                  %s-se:
                    source: klarna
                    currencies: [SEK]
                    start: 2026-01-01
                    modes: [%s]
                    vat: { home: SE, rates: { SE: 25 } }
                """.formatted(merchant, periods, sandboxes.tenant(), merchant, modes));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
    }

    /** Takes a file in, and plans; answers what became of it. */
    private Taken take(String name, String text) {
        try {
            Path file = Files.writeString(folder.resolve(merchant + name), text, StandardCharsets.UTF_8);
            return kvitta.routes()
                    .request("direct:settlement", exchange -> {
                        exchange.setProperty("profile", merchant + "-se");
                        exchange.setProperty("origin", "inbox");
                        exchange.getIn().setHeader("CamelFileNameOnly", name);
                        exchange.getIn().setBody(file.toFile());
                    })
                    .getMessage()
                    .getBody(Taken.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Taken deliver(String name, String text) {
        Taken taken = take(name, text);
        kvitta.deliverAll(merchant);
        return taken;
    }

    private List<Posting> done() {
        return kvitta.bean(Postings.class).in(merchant, Postings.State.DONE);
    }

    private List<Posting> corrections() {
        return done().stream()
                .filter(posting -> posting.booking().voucher().text().startsWith("Rättelse av "))
                .toList();
    }

    private List<String> codes() {
        return kvitta.bean(Tasks.class).open().stream()
                .filter(task -> task.merchant().equals(merchant))
                .map(task -> task.reason().code())
                .toList();
    }

    private Voucher voucher(Posting posting) {
        return company().vouchers().stream()
                .filter(voucher -> voucher.description().endsWith(posting.marker()))
                .reduce((one, other) -> {
                    throw new AssertionError("twice: " + posting.marker());
                })
                .orElseThrow();
    }

    private static List<String> rows(Posting posting) {
        return posting.booking().voucher().rows().stream()
                .map(row -> row.role() + " " + row.amount())
                .toList();
    }

    private static long amount(Map<Integer, Long> books, int account) {
        return books.getOrDefault(account, 0L);
    }

    /** What Fortnox's general ledger says more than before. */
    private Map<Integer, Long> theirs() {
        Map<Integer, Long> theirs = new TreeMap<>(company().balances(YEAR));
        before.forEach((account, balance) -> theirs.merge(account, -balance, Long::sum));
        theirs.values().removeIf(sum -> sum == 0);
        return theirs;
    }

    /** What stands in Fortnox is what was booked here, account by account, and its own books hold together. */
    private void assertBooked() {
        assertThat(kvitta.bean(Postings.class).in(merchant, Postings.State.PLANNED))
                .isEmpty();
        var ours = new TreeMap<Integer, Long>();
        for (Posting posting : done()) {
            for (VoucherRow row : posting.booking().voucher().rows()) {
                ours.merge(
                        Integer.parseInt(row.account().number()), row.amount().minor(), Long::sum);
            }
        }
        ours.values().removeIf(sum -> sum == 0);
        assertThat(theirs()).isEqualTo(ours);
        assertThat(company().invariants()).isEmpty();
        assertThat(company().vouchers().stream()
                        .filter(voucher -> voucher.series().equals("KV")))
                .hasSameSizeAs(done().stream()
                        .filter(posting -> posting.receipt().series().equals("KV"))
                        .toList());
    }

    @Test
    void isCorrectedByANewVoucherThatNamesTheOldAndHasItsOwnDocument() {
        connect("daily, payout", "");
        deliver("a.csv", file(FIRST, FEE, SECOND));
        assertBooked();
        List<Voucher> old = company().vouchers();

        Taken taken = deliver("b.csv", file(FIRST_AT_12, FEE, SECOND));

        assertThat(taken.reason().code()).isEqualTo("PAYOUT_TOLD_ANEW");
        assertThat(codes()).isEmpty();
        assertThat(corrections()).hasSize(1);
        Posting correction = corrections().get(0);
        Voucher entered = voucher(correction);
        Voucher corrected = old.stream()
                .filter(voucher -> voucher.description().startsWith("Klarna försäljning 2026-02-02"))
                .findFirst()
                .orElseThrow();
        assertThat(entered.description())
                .startsWith("Rättelse av KV " + corrected.number() + ": Klarna försäljning 2026-02-02");
        assertThat(entered.date()).isEqualTo(LocalDate.of(2026, 2, 2));
        assertThat(company().vouchers()).containsAll(old);
        assertThat(company().connections())
                .filteredOn(connection -> connection.number() == entered.number())
                .hasSize(1);
        assertBooked();
        assertThat(amount(theirs(), 3001)).isEqualTo(-40000);
        assertThat(amount(theirs(), 3002)).isEqualTo(-111607);
        assertThat(amount(theirs(), 2621)).isEqualTo(-13393);

        // And back again: it corrects what stands, and every voucher stays where it is.
        deliver("c.csv", file(FIRST, FEE, THIRD));
        assertThat(codes()).isEmpty();
        assertBooked();
        assertThat(amount(theirs(), 3001)).isEqualTo(-140000);
        assertThat(amount(theirs(), 3002)).isZero();
        assertThat(company().vouchers()).containsAll(old);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"LOST_REPLY", "TRUNCATED", "CUT_BEFORE", "SYSTEM_EXCEPTION", "UNAUTHORIZED", "TOO_MANY_REQUESTS"})
    void isCorrectedOnceWhateverBecomesOfTheCall(Fault.Kind kind) {
        connect("daily, payout", "");
        deliver("a.csv", file(FIRST, FEE, SECOND));

        sandboxes.fortnox().fault(Fault.of(kind).on("POST", "/3/vouchers").times(2));
        deliver("b.csv", file(FIRST_AT_12, FEE_WITHOUT_VAT, SECOND));

        assertThat(corrections()).hasSize(2);
        corrections().forEach(this::voucher);
        assertThat(codes()).isEmpty();
        assertBooked();
    }

    /** The correction then names the old voucher by its marker, which a look-up must not take for the old voucher itself. */
    @Test
    void isToldAnewBeforeItIsKnownWhetherItWasEntered() {
        connect("daily, payout", "");
        take("a.csv", file(FIRST, FEE, SECOND));
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/vouchers").times(3));
        kvitta.deliver(merchant);

        deliver("b.csv", file(FIRST_AT_12, FEE, SECOND));

        assertThat(codes()).isEmpty();
        assertThat(corrections()).hasSize(1);
        corrections().forEach(this::voucher);
        assertBooked();
        assertThat(amount(theirs(), 3002)).isEqualTo(-111607);
    }

    @Test
    void isReplacedWhereFortnoxHasRefusedIt() {
        company().activate(YEAR, 3001, false);
        connect("daily, payout", "");
        deliver("a.csv", file(FIRST, FEE, SECOND));
        assertThat(codes()).contains("TARGET_ACCOUNT_MISSING");
        company().activate(YEAR, 3001, true);

        deliver("b.csv", file(FIRST_AT_12, FEE, SECOND));
        kvitta.bean(Postings.class)
                .in(merchant, Postings.State.REFUSED)
                .forEach(posting -> kvitta.bean(Operations.class).retryPosting(posting.id(), "accountant"));
        kvitta.deliverAll(merchant);

        assertThat(codes()).isEmpty();
        assertBooked();
        assertThat(amount(theirs(), 3001)).isEqualTo(-40000);
        assertThat(amount(theirs(), 3002)).isEqualTo(-111607);
    }

    @Test
    void inALockedPeriodMoneyMovesOnAndSalesWait() {
        connect("daily, payout", "");
        deliver("a.csv", file(FIRST, FEE, SECOND));
        company().lockThrough(LocalDate.of(2026, 2, 28));
        connect("daily, payout", "lockedThrough: 2026-02-28");

        deliver("b.csv", file(FIRST_AT_12, FEE_WITHOUT_VAT, SECOND));

        assertThat(corrections()).hasSize(1);
        Voucher money = voucher(corrections().get(0));
        assertThat(money.date()).isEqualTo(LocalDate.of(2026, 3, 1));
        assertThat(money.description()).contains("avser 2026-02-16");
        assertThat(rows(corrections().get(0))).containsExactlyInAnyOrder("FEE 9.22 SEK", "VAT_IN -9.22 SEK");
        assertThat(codes()).contains("CORRECTIONS_WAIT", "EVENTS_HELD");
        assertBooked();

        company().lockThrough(null);
        connect("daily, payout", "");
        long settlement = kvitta.settlements(merchant).get(0).id();
        kvitta.bean(Operations.class).retryHeld(settlement, "accountant");
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertBooked();
        assertThat(amount(theirs(), 3002)).isEqualTo(-111607);
    }

    /** Kvitta is not told of a lock that somebody sets: Fortnox says no, and nothing is moved without a person. */
    @Test
    void aCorrectionThatFortnoxHasLockedOutIsRefusedAndEnteredLater() {
        connect("daily, payout", "");
        deliver("a.csv", file(FIRST, FEE, SECOND));
        company().lockThrough(LocalDate.of(2026, 2, 10));

        deliver("b.csv", file(FIRST_AT_12, FEE_WITHOUT_VAT, SECOND));

        assertThat(codes()).containsExactly("TARGET_PERIOD_LOCKED");
        assertThat(corrections())
                .singleElement()
                .satisfies(money -> assertThat(voucher(money).date()).isEqualTo(LocalDate.of(2026, 2, 16)));

        company().lockThrough(null);
        kvitta.bean(Postings.class)
                .in(merchant, Postings.State.REFUSED)
                .forEach(posting -> kvitta.bean(Operations.class).retryPosting(posting.id(), "accountant"));
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertThat(corrections()).hasSize(2);
        assertBooked();
    }

    /** Once a look has told of the lock, what Fortnox would refuse is not sent: money moves on, and sales wait. */
    @Test
    void whatFortnoxHasLockedIsClosedFromTheNextLookOn() {
        connect("daily, payout", "");
        deliver("a.csv", file(FIRST, FEE, SECOND));
        company().lockThrough(LocalDate.of(2026, 2, 28));
        kvitta.look(merchant);

        deliver("b.csv", file(FIRST_AT_12, FEE_WITHOUT_VAT, SECOND));

        assertThat(corrections())
                .singleElement()
                .satisfies(money -> assertThat(voucher(money).date()).isEqualTo(LocalDate.of(2026, 3, 1)));
        assertThat(codes()).contains("CORRECTIONS_WAIT").doesNotContain("TARGET_PERIOD_LOCKED");
        assertBooked();

        company().lockThrough(null);
        kvitta.look(merchant);
        kvitta.bean(Operations.class)
                .retryHeld(kvitta.settlements(merchant).get(0).id(), "accountant");
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertBooked();
        assertThat(amount(theirs(), 3002)).isEqualTo(-111607);
    }

    @Test
    void invoicesWaitForAPersonAndMoneyIsCorrected() {
        company().sales().roundToKronor(false);
        connect("ledger, payout", "");
        deliver("a.csv", file(FIRST, FEE, SECOND));
        assertThat(codes()).isEmpty();
        List<Invoice> invoices = company().sales().invoices();
        assertThat(invoices).hasSize(2);

        deliver("b.csv", file(FIRST_AT_12, FEE_WITHOUT_VAT, THIRD));

        assertThat(company().sales().invoices()).isEqualTo(invoices);
        assertThat(corrections()).singleElement().satisfies(money -> assertThat(rows(money))
                .containsExactlyInAnyOrder("FEE 9.22 SEK", "VAT_IN -9.22 SEK"));
        assertThat(codes()).contains("CORRECTIONS_WAIT");
        assertBooked();

        // Somebody credits and makes the invoices anew in Fortnox, and says so.
        long settlement = kvitta.settlements(merchant).get(0).id();
        assertThat(kvitta.bean(Operations.class).correctedByHand(settlement, "accountant"))
                .isPositive();
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertThat(company().sales().invoices()).isEqualTo(invoices);
    }
}
