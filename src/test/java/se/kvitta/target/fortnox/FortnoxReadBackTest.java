package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.journal.LedgerReads;
import se.kvitta.journal.LedgerReads.Month;
import se.kvitta.journal.LedgerReads.Others;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Tasks.Task;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Voucher;

/** Fortnox's general ledger is read back every night, and held against what was entered there. */
class FortnoxReadBackTest extends LedgerInFortnox {

    private static final YearMonth FEBRUARY = YearMonth.of(2026, 2);
    private static final String LEDGER = "GET /3/sie/{Type}";
    private static final Path SAMPLE =
            Path.of("src/test/resources/golden/sources/klarna/sample-2201447718-sek-extended/input.csv");

    @Override
    Map<String, String> settlements() throws IOException {
        return Map.of("2201447718_20260216T000000_0.csv", Files.readString(SAMPLE));
    }

    private void night() {
        kvitta.routes().sendBody("direct:night", merchant);
    }

    private void nextNight() {
        kvitta.clock().advance(Duration.ofDays(1));
        night();
    }

    private Month february() {
        return kvitta.bean(LedgerReads.class).month(merchant, FEBRUARY).orElseThrow();
    }

    /** What is told of the ledger. */
    private List<Task> told() {
        return tasks().stream()
                .filter(task -> task.reason().code().startsWith("LEDGER_"))
                .toList();
    }

    private List<String> codes() {
        return told().stream().map(task -> task.reason().code()).toList();
    }

    private String fact(String name) {
        return told().get(0).reason().facts().getOrDefault(name, "");
    }

    /** The newest voucher of a merchant's day's sales. */
    private Posting last() {
        List<Posting> done = done(Kind.VOUCHER);
        return done.stream()
                .max((one, other) -> Integer.compare(number(one), number(other)))
                .orElseThrow();
    }

    private int number(Posting posting) {
        return Integer.parseInt(posting.receipt().number());
    }

    private Voucher inFortnox(Posting posting) {
        return company().vouchers().stream()
                .filter(voucher -> voucher.series().equals(posting.receipt().series())
                        && voucher.number() == number(posting)
                        && voucher.financialYear() == YEAR)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void findsEverythingWhereItWasEntered() {
        connectAMerchant();
        kvitta.deliverAll(merchant);
        night();

        assertThat(told()).isEmpty();
        Month read = february();
        assertThat(read.entered()).isEqualTo(in(Postings.State.DONE).size()).isPositive();
        assertThat(read.standing()).isEqualTo(read.entered());
        assertThat(read.apart()).isZero();
        assertThat(read.holds()).isTrue();
        assertThat(read.readAt()).isEqualTo(kvitta.clock().instant());
        // February, and five days of March, ten days at a time.
        assertThat(calls(LEDGER)).isEqualTo(4);
    }

    @Test
    void readsWhenAPersonAsksForALook() {
        connectAMerchant();
        kvitta.deliverAll(merchant);
        assertThat(kvitta.bean(LedgerReads.class).month(merchant, FEBRUARY)).isEmpty();
        kvitta.look(merchant);
        assertThat(february().standing()).isPositive();
    }

    /** The month of an old difference is not read again after it is accepted. */
    @Test
    void anOldMonthHoldsAsSoonAsItsDifferenceIsAccepted() {
        connectAMerchant();
        kvitta.deliverAll(merchant);
        Posting posting = last();
        company().deleteVoucher(YEAR, posting.receipt().series(), number(posting));
        kvitta.clock().advance(Duration.ofDays(90));
        night();
        kvitta.bean(Operations.class)
                .acceptLedgerDifference(merchant, told().get(0).subject(), "reversed", "anna");
        assertThat(february().holds()).isTrue();
        nextNight();
        assertThat(told()).isEmpty();
        assertThat(february().holds()).isTrue();
    }

    @Test
    void findsInvoicesPaymentsAndCreditsByTheirVerifications() {
        company().sales().roundToKronor(true);
        connect("modes: [ledger, payout]");
        kvitta.deliverAll(merchant);
        assertThat(done(Kind.CREDIT_INVOICE)).isNotEmpty();
        night();

        assertThat(told()).isEmpty();
        Month read = february();
        assertThat(read.standing())
                .isEqualTo(read.entered())
                .isEqualTo(in(Postings.State.DONE).size());
        // Invoices that are no whole kronor are raised, and the difference is paid at once.
        assertThat(read.apart())
                .isPositive()
                .isLessThan(100L * done(Kind.INVOICE).size());
    }

    @Test
    void tellsOfAVoucherThatSomebodyHasChanged() {
        connectAMerchant();
        kvitta.deliverAll(merchant);
        Posting posting = last();
        Voucher voucher = inFortnox(posting);
        Voucher.Row first = voucher.rows().get(0);
        company()
                .strikeRows(
                        YEAR,
                        voucher.series(),
                        voucher.number(),
                        List.of(0),
                        "[{\"Account\":3990,\"%s\":%s}]"
                                .formatted(
                                        first.debitOre() > 0 ? "Debit" : "Credit",
                                        BigDecimal.valueOf(Math.abs(first.effectOre()), 2)));
        night();

        assertThat(codes()).containsExactly("LEDGER_VOUCHER_DIFFERS");
        assertThat(fact("voucher")).isEqualTo(posting.receipt().shown());
        assertThat(fact("differences")).contains(first.account() + ": ", "3990: 0.00 SEK → ");
        assertThat(february().differing()).isEqualTo(1);
        assertThat(february().holds()).isFalse();

        // Right, says a person: the very same is not told again, however often it is read.
        Operations operations = kvitta.bean(Operations.class);
        String subject = told().get(0).subject();
        assertThatThrownBy(() -> operations.acceptLedgerDifference(merchant, subject, " ", "anna"))
                .hasMessageContaining("1 to 400");
        assertThatThrownBy(() -> operations.acceptLedgerDifference(merchant, "ledger posting 0", "moved", "anna"))
                .hasMessageContaining("'ledger posting 0'");
        operations.acceptLedgerDifference(merchant, subject, "moved to another account", "anna");
        assertThat(told()).isEmpty();
        nextNight();
        assertThat(told()).isEmpty();
        assertThat(february().holds()).isTrue();

        // Another change of it is another difference.
        company()
                .strikeRows(
                        YEAR,
                        voucher.series(),
                        voucher.number(),
                        List.of(1),
                        "[{\"Account\":3740,\"%s\":%s}]"
                                .formatted(
                                        voucher.rows().get(1).debitOre() > 0 ? "Debit" : "Credit",
                                        BigDecimal.valueOf(
                                                Math.abs(voucher.rows().get(1).effectOre()), 2)));
        nextNight();
        assertThat(codes()).containsExactly("LEDGER_VOUCHER_DIFFERS");
    }

    @Test
    void tellsOfAVoucherThatIsGoneUntilItStandsAgain() {
        connectAMerchant();
        kvitta.deliverAll(merchant);
        Posting posting = last();
        Voucher gone = company().deleteVoucher(YEAR, posting.receipt().series(), number(posting));
        night();

        assertThat(codes()).containsExactly("LEDGER_VOUCHER_MISSING");
        assertThat(fact("amount")).endsWith(" SEK");
        assertThat(february().missing()).isEqualTo(1);

        // Two months later as well: what does not agree is read until it does.
        kvitta.clock().advance(Duration.ofDays(60));
        night();
        assertThat(codes()).containsExactly("LEDGER_VOUCHER_MISSING");
        enter(gone);
        night();
        assertThat(told()).isEmpty();
        assertThat(february().holds()).isTrue();
    }

    @Test
    void tellsOfAVoucherThatStandsTwiceOrThatAnotherKvittaHasEntered() {
        connectAMerchant();
        kvitta.deliverAll(merchant);
        Posting posting = last();
        Voucher voucher = inFortnox(posting);
        enter(voucher);
        company()
                .addVoucher("{\"VoucherSeries\":\"A\",\"TransactionDate\":\"2026-02-20\",\"Description\":"
                        + "\"Klarna (kv 4711:0123abcd)\",\"VoucherRows\":["
                        + "{\"Account\":1930,\"Debit\":10},{\"Account\":1510,\"Credit\":10}]}");
        night();

        assertThat(codes()).containsExactlyInAnyOrder("LEDGER_VOUCHER_TWICE", "LEDGER_VOUCHER_UNKNOWN");
        assertThat(told())
                .filteredOn(task -> task.reason().code().equals("LEDGER_VOUCHER_TWICE"))
                .singleElement()
                .satisfies(task -> assertThat(task.reason().facts())
                        .containsEntry("known", posting.receipt().shown())
                        .containsEntry("posting", String.valueOf(posting.id())));
        assertThat(february().holds()).isFalse();
    }

    @Test
    void saysWhatOthersHaveBookedOnTheClearingAccount() {
        connectAMerchant();
        kvitta.deliverAll(merchant);
        String clearing = done(Kind.VOUCHER).stream()
                .flatMap(posting -> posting.booking().voucher().rows().stream())
                .filter(row -> row.role().startsWith("CLEARING_"))
                .map(row -> row.account().number())
                .findFirst()
                .orElseThrow();
        Voucher other = company()
                .addVoucher("{\"VoucherSeries\":\"A\",\"TransactionDate\":\"2026-02-20\",\"Description\":"
                        + "\"Insättning\",\"VoucherRows\":[{\"Account\":1930,\"Debit\":12.5},{\"Account\":"
                        + clearing + ",\"Credit\":12.5}]}");
        night();

        assertThat(told()).isEmpty();
        assertThat(kvitta.bean(LedgerReads.class).others(merchant, FEBRUARY))
                .containsExactly(new Others(FEBRUARY, clearing, 1, -1250, "A " + other.number()));
    }

    @Test
    void tellsWhenTheLedgerStaysUnread() {
        connectAMerchant();
        kvitta.deliverAll(merchant);
        night();
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE).on("GET", "/3/sie/4").always());
        nextNight();
        assertThat(told()).isEmpty();
        nextNight();
        assertThat(codes()).containsExactly("LEDGER_NOT_READ");
        sandboxes.fortnox().clearFaults();
        nextNight();
        assertThat(told()).isEmpty();
    }

    private void enter(Voucher voucher) {
        var rows = new StringBuilder();
        for (Voucher.Row row : voucher.rows()) {
            rows.append(rows.isEmpty() ? "" : ",")
                    .append("{\"Account\":%d,\"%s\":%s}"
                            .formatted(
                                    row.account(),
                                    row.debitOre() > 0 ? "Debit" : "Credit",
                                    BigDecimal.valueOf(Math.abs(row.effectOre()), 2)));
        }
        company()
                .addVoucher(
                        "{\"VoucherSeries\":\"%s\",\"TransactionDate\":\"%s\",\"Description\":\"%s\",\"VoucherRows\":[%s]}"
                                .formatted(voucher.series(), voucher.date(), voucher.description(), rows));
    }
}
