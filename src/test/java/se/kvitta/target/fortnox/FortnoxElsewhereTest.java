package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.booking.Decision;
import se.kvitta.booking.Occasions;
import se.kvitta.delivery.CreditLooks;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Refused;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Invoice;

/** What others have booked: money on the bank, and refunds that no provider tells of. */
class FortnoxElsewhereTest extends FortnoxService {

    private static final int YEAR = 6;
    private static final String LEDGER = "GET /3/sie/{Type}";

    /** Two orders, 1041 and 1042; 1703.90 is paid out on February 16. */
    private static final String FILE = """
            total_sale_amount;total_fee_amount;total_tax_amount;total_settlement_amount;payment_reference;\
            settlement_currency;payout_date
            1750.00;36.88;9.22;1703.90;2201500400;SEK;2026-02-16T07:45:00Z
            type;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;merchant_reference2;\
            amount;posting_currency;refund_id;purchase_country;tax_rate;tax_amount;detailed_type;tax_rate_1;tax_amount_1
            SALE;2026-02-02T09:00:00Z;2026-02-02T08:00:00Z;o-1041;;c-1041;1041;;1250.00;SEK;;SE;;;PURCHASE;25.00;250.00
            FEE;2026-02-02T09:00:00Z;2026-02-02T08:00:00Z;o-1041;;c-1041;1041;;36.88;SEK;;SE;25.00;9.22;\
            PURCHASE_FEE_PERCENTAGE;;
            SALE;2026-02-04T09:00:00Z;2026-02-04T08:00:00Z;o-1042;;c-1042;1042;;500.00;SEK;;SE;;;PURCHASE;25.00;100.00
            """;

    private void connect(String profile) {
        home.merchant(merchant, """
                merchant: %s
                name: Ljusbutiken i Lund AB
                organisationNumber: 559999-0016
                target:
                  system: fortnox
                  connection: { tenant: "%s", clientId: kvitta-sandbox, clientSecret: secret:TEST_FORTNOX_SECRET }
                profiles:
                  %s-se:
                    source: klarna
                    currencies: [SEK]
                    start: 2026-01-01
                    vat: { home: SE, rates: { SE: 25 } }
                    %s
                """.formatted(merchant, sandboxes.tenant(), merchant, profile));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
    }

    private void deliver() {
        take();
        kvitta.deliverAll(merchant);
    }

    private void take() {
        take("a.csv", FILE);
    }

    private void take(String name, String text) {
        try {
            Path file = Files.writeString(folder.resolve(merchant + name), text);
            kvitta.routes().request("direct:settlement", exchange -> {
                exchange.setProperty("profile", merchant + "-se");
                exchange.setProperty("origin", "inbox");
                exchange.getIn().setHeader("CamelFileNameOnly", name);
                exchange.getIn().setBody(file.toFile());
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeForBankDay(String day) {
        take();
        reachesTheBankOn(day);
    }

    /** A provider that says when the money reaches the bank. */
    private void reachesTheBankOn(String day) {
        JdbcClient.create(kvitta.bean(DataSource.class))
                .sql("update settlement set bank_day = date '" + day + "' where profile = :profile")
                .param("profile", merchant + "-se")
                .update();
        kvitta.deliverAll(merchant);
    }

    private List<String> codes() {
        return tasks().stream().map(task -> task.reason().code()).toList();
    }

    private List<String> outside() {
        return tasks().stream()
                .filter(task -> task.reason().code().equals("REFUND_OUTSIDE_PROVIDER"))
                .map(task -> task.reason().facts().get("order") + " "
                        + task.reason().facts().get("amount"))
                .toList();
    }

    private long onBank() {
        return company().balances(YEAR).getOrDefault(1930, 0L);
    }

    private long ledgerCalls() {
        return sandboxes.fortnox().calls(LEDGER);
    }

    /** What a bank feed does. */
    private int feed(String day) {
        return feed(day, "1703.90");
    }

    private int feed(String day, String amount) {
        return company()
                .addVoucher("{\"VoucherSeries\":\"A\",\"TransactionDate\":\"" + day
                        + "\",\"Description\":\"Insättning Klarna\",\"VoucherRows\":["
                        + "{\"Account\":1930,\"Debit\":" + amount + "},{\"Account\":1510,\"Credit\":" + amount + "}]}")
                .number();
    }

    private Operations.Tried retryHeld() {
        long settlement = kvitta.settlements(merchant).get(0).id();
        return withoutACall(() -> kvitta.bean(Operations.class).retryHeld(settlement, "accountant"));
    }

    private Operations.Tried decide(Decision.Choice choice) {
        return kvitta.bean(Operations.class)
                .decide(kvitta.settlements(merchant).get(0).id(), held().seq(), choice, null, "A2", "accountant");
    }

    /** What a person does calls nothing, not even for a token, before the delivery job runs. */
    private <T> T withoutACall(Supplier<T> done) {
        var calls = new AtomicInteger();
        sandboxes.fortnox().listen(call -> calls.incrementAndGet());
        T answer = done.get();
        sandboxes.fortnox().listen(call -> {});
        assertThat(calls).hasValue(0);
        return answer;
    }

    private void withoutACall(Runnable done) {
        withoutACall(() -> {
            done.run();
            return true;
        });
    }

    private Settlements.HeldEvent held() {
        return kvitta.bean(Settlements.class)
                .held(kvitta.settlements(merchant).get(0).id())
                .get(0);
    }

    @Test
    void aPayoutThatABankFeedHasBookedWaits() {
        long before = onBank();
        int voucher = feed("2026-02-18");
        connect("modes: [daily, payout]\n    bankLeg: bank");
        deliver();

        assertThat(codes()).containsExactly("EVENTS_HELD");
        assertThat(held().reason().code()).isEqualTo("BANK_ALSO_BOOKED");
        assertThat(held().reason().facts())
                .containsEntry("booked", "2026-02-18")
                .containsEntry("voucher", "A" + voucher)
                .containsEntry("amount", "1703.90 SEK");
        assertThat(kvitta.bean(Postings.class).in(merchant, Postings.State.DONE))
                .extracting(Posting::booking)
                .extracting(booking -> booking.voucher().text())
                .anyMatch(text -> text.startsWith("Klarna försäljning"));
        assertThat(onBank()).isEqualTo(before + 170390);
        assertThat(ledgerCalls()).isEqualTo(1);

        // Asked to try again while it stands there, it waits on.
        assertThat(retryHeld()).isEqualTo(new Operations.Tried(0, 1));
        assertThat(held().reason().code()).isEqualTo("BANK_LOOK_WAITS");
        kvitta.deliverAll(merchant);
        assertThat(held().reason().code()).isEqualTo("BANK_ALSO_BOOKED");
        assertThat(ledgerCalls()).isEqualTo(2);

        // The bookkeeper takes the other one back: then it is booked.
        company().strikeRows(YEAR, "A", voucher, List.of(0, 1), "[]");
        assertThat(retryHeld()).isEqualTo(new Operations.Tried(0, 1));
        assertThat(tasks().get(0).reason().facts()).containsEntry("reasons", "BANK_LOOK_WAITS 1");
        assertThat(kvitta.bean(Operations.class).held())
                .anyMatch(line -> line.contains("Whether 1703.90 SEK stands on 1930")
                        && line.contains("is asked in the merchant's next run"));
        kvitta.deliverAll(merchant);
        assertThat(ledgerCalls()).isEqualTo(3);
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before + 170390);
        assertThat(company().invariants()).isEmpty();
    }

    @Test
    void aPersonMayLeaveItToTheBankFeed() {
        long before = onBank();
        feed("2026-02-16");
        connect("modes: [daily, payout]\n    bankLeg: bank");
        deliver();
        assertThat(withoutACall(() -> decide(Decision.Choice.BY_HAND))).isEqualTo(new Operations.Tried(1, 0));
        assertThat(codes()).isEmpty();
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before + 170390);
    }

    /** A return of which nobody says whether it is a refund or a loss waits beside the payout, which is now 1503.90. */
    private static final String WITH_A_RETURN =
            FILE.replace("total_settlement_amount", "total_return_amount;total_settlement_amount")
                            .replace("9.22;1703.90", "9.22;200.00;1503.90")
                    + "RETURN;2026-02-05T09:00:00Z;2026-02-05T08:00:00Z;o-1041;;;1041;;200.00;SEK;;SE;;;;;\n";

    @Test
    void whatNeedsNoAnswerIsBookedAtOnceAndThePayoutInTheNextRun() {
        int voucher = feed("2026-02-16", "1503.90");
        long before = onBank();
        connect("modes: [daily, payout]\n    bankLeg: bank");
        take("r.csv", WITH_A_RETURN);
        kvitta.deliverAll(merchant);
        assertThat(held().reason().code()).isEqualTo("RETURN_KIND_UNKNOWN");
        assertThat(tasks().get(0).reason().facts())
                .containsEntry("reasons", "BANK_ALSO_BOOKED 1, RETURN_KIND_UNKNOWN 1");

        assertThat(withoutACall(() -> decide(Decision.Choice.REFUND))).isEqualTo(new Operations.Tried(1, 1));
        assertThat(in(Postings.State.PLANNED)).singleElement().satisfies(refund -> assertThat(
                        refund.booking().voucher().text())
                .startsWith("Klarna återbetalning 2026-02-05"));
        assertThat(tasks().get(0).reason().facts()).containsEntry("reasons", "BANK_LOOK_WAITS 1");

        company().strikeRows(YEAR, "A", voucher, List.of(0, 1), "[]");
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before);
        assertThat(company().balances(YEAR)).containsEntry(2611, -35000L + 4000L);
    }

    @Test
    void aTargetThatDoesNotAnswerIsAskedAgainAfterAWhile() {
        int voucher = feed("2026-02-16");
        long before = onBank();
        connect("modes: [daily, payout]\n    bankLeg: bank");
        deliver();
        company().strikeRows(YEAR, "A", voucher, List.of(0, 1), "[]");
        kvitta.clock().advance(Duration.ofSeconds(1));
        retryHeld();
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE).on("GET", "/3/sie/4").always());
        kvitta.deliver(merchant);
        assertThat(held().reason().code()).isEqualTo("BANK_NOT_ASKED");

        sandboxes.fortnox().clearFaults();
        long asked = ledgerCalls();
        kvitta.deliver(merchant);
        assertThat(ledgerCalls()).isEqualTo(asked);
        kvitta.clock().advance(Duration.ofMinutes(15));
        assertThat(kvitta.bean(Settlements.class).merchantsToPlan()).contains(merchant);
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before);
        assertThat(kvitta.bean(Settlements.class).merchantsToPlan()).doesNotContain(merchant);
    }

    @Test
    void aPayoutThatIsToldAnewBeforeTheNextRunIsStillAskedAbout() {
        int voucher = feed("2026-02-16");
        long before = onBank();
        connect("modes: [daily, payout]\n    bankLeg: bank");
        deliver();
        company().strikeRows(YEAR, "A", voucher, List.of(0, 1), "[]");
        retryHeld();
        tellAnew();
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before);
        assertThat(company().balances(YEAR).getOrDefault(2621, 0L)).isEqualTo(-13393);
    }

    @Test
    void aPayoutIsBookedWhenTheSameAmountStandsOnAnotherDayOrAccount() {
        long before = onBank();
        feed("2026-02-22");
        company()
                .addVoucher(
                        "{\"VoucherSeries\":\"A\",\"TransactionDate\":\"2026-02-16\",\"Description\":\"Kassa\","
                                + "\"VoucherRows\":[{\"Account\":1910,\"Debit\":1703.90},{\"Account\":1510,\"Credit\":1703.90}]}");
        connect("modes: [daily, payout]\n    bankLeg: bank");
        deliver();
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before + 2 * 170390);
        // What is known is not asked again.
        kvitta.deliver(merchant);
        assertThat(ledgerCalls()).isEqualTo(1);
    }

    @Test
    void aPayoutThatReachesTheBankLaterIsLookedForThenAndLeftToTheOtherVoucherWhenAPersonSaysSo() {
        long before = onBank();
        int voucher = feed("2026-02-19");
        connect("modes: [daily, payout]\n    bankLeg: bank");
        takeForBankDay("2026-02-18");

        assertThat(codes()).containsExactly("BANK_ALSO_BOOKED");
        assertThat(tasks().get(0).reason().facts())
                .containsEntry("order", "2201500400")
                .containsEntry("voucher", "A" + voucher);
        assertThat(company().balances(YEAR)).containsEntry(1979, 170390L);
        assertThat(onBank()).isEqualTo(before + 170390);
        // Within hours it is not asked again, whatever else is delivered.
        kvitta.deliver(merchant);
        assertThat(ledgerCalls()).isEqualTo(1);

        var operations = kvitta.bean(Operations.class);
        assertThatThrownBy(() -> operations.bankBookedByOthers(merchant + "-se", "1", "accountant"))
                .hasMessageContaining("no payout 1");
        operations.bankBookedByOthers(merchant + "-se", "2201500400", "accountant");
        assertThat(codes()).containsExactly("BANK_ALSO_BOOKED");
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before + 170390);
        assertThatThrownBy(() -> operations.bankBookedByOthers(merchant + "-se", "2201500400", "accountant"))
                .hasMessageContaining("no payout");
    }

    @Test
    void aPayoutThatReachesTheBankLaterIsEnteredThere() {
        long before = onBank();
        connect("modes: [daily, payout]\n    bankLeg: bank");
        takeForBankDay("2026-02-18");
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before + 170390);
        assertThat(company().balances(YEAR).getOrDefault(1979, 0L)).isZero();
        assertThat(ledgerCalls()).isEqualTo(1);
    }

    /** A payout of one sale, less a fee of 20.00 that bears no VAT. */
    private void takePayout(String reference, String order, int sale) {
        take(reference + ".csv", """
                total_sale_amount;total_fee_amount;total_tax_amount;total_settlement_amount;payment_reference;\
                settlement_currency;payout_date
                %1$d.00;20.00;0.00;%2$d.00;%3$s;SEK;2026-02-16T07:45:00Z
                type;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;merchant_reference2;\
                amount;posting_currency;refund_id;purchase_country;tax_rate;tax_amount;detailed_type;tax_rate_1;tax_amount_1
                SALE;2026-02-02T09:00:00Z;2026-02-02T08:00:00Z;o-%4$s;;c-%4$s;%4$s;;%1$d.00;SEK;;SE;;;PURCHASE;25.00;%5$d.00
                FEE;2026-02-02T09:00:00Z;2026-02-02T08:00:00Z;o-%4$s;;c-%4$s;%4$s;;20.00;SEK;;SE;;;\
                PURCHASE_FEE_PERCENTAGE;;
                """.formatted(sale, sale - 20, reference, order, sale / 5));
    }

    @Test
    void whatAPersonSaysOfOccasionsIsLeftToTheNextRun() {
        feed("2026-02-18", "580.00");
        feed("2026-02-18", "680.00");
        connect("modes: [daily, payout]\n    bankLeg: bank\n    feeVat: RC_EU");
        takePayout("2201500401", "1051", 600);
        takePayout("2201500402", "1052", 700);
        reachesTheBankOn("2026-02-18");
        assertThat(codes()).containsExactly("BANK_ALSO_BOOKED");
        long asked = ledgerCalls();
        // By then a run asks anew.
        kvitta.clock().advance(Duration.ofHours(7));

        var operations = kvitta.bean(Operations.class);
        var invoice = new Occasions.FeeInvoice(
                YearMonth.of(2026, 2), Money.parse("40.00 SEK"), "K-1", LocalDate.of(2026, 2, 28));
        withoutACall(() -> operations.confirmFeeInvoice(merchant + "-se", invoice, "accountant"));
        withoutACall(() -> operations.bankBookedByOthers(merchant + "-se", "2201500401", "accountant"));
        assertThat(in(Postings.State.PLANNED)).isEmpty();
        assertThat(tasks().get(0).reason().facts().get("order")).isEqualTo("2201500402");

        kvitta.deliverAll(merchant);
        assertThat(ledgerCalls()).isEqualTo(asked + 1);
        assertThat(in(Postings.State.DONE))
                .extracting(posting -> posting.booking().voucher().text())
                .contains("Klarna avgifter 2026-02, omvänd betalningsskyldighet");
        assertThat(codes()).containsExactly("BANK_ALSO_BOOKED");
        withoutACall(() -> operations.bankBookedByOthers(merchant + "-se", "2201500402", "accountant"));
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
    }

    @Test
    void nothingIsBookedBeforeTheQuestionIsAnswered() {
        connect("modes: [daily, payout]\n    bankLeg: bank");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE).on("GET", "/3/sie/4").always());
        deliver();
        assertThat(codes()).containsExactly("BANK_NOT_ASKED");
        assertThat(company().vouchers()).isEmpty();

        sandboxes.fortnox().clearFaults();
        kvitta.clock().advance(Duration.ofMinutes(20));
        kvitta.deliverAll(merchant);
        assertThat(codes()).isEmpty();
        assertThat(company().vouchers()).isNotEmpty();
    }

    /** The same payout, whose first order is told to have another VAT rate. */
    private void tellAnew() {
        take("b.csv", FILE.replace(";25.00;250.00", ";12.00;133.93"));
        kvitta.deliverAll(merchant);
    }

    @Test
    void whatABankFeedBooksAfterUsStopsNoCorrection() {
        connect("modes: [daily, payout]\n    bankLeg: bank");
        deliver();
        long before = onBank();
        feed("2026-02-17");
        tellAnew();
        assertThat(codes()).isEmpty();
        assertThat(onBank()).isEqualTo(before + 170390);
        assertThat(company().balances(YEAR).getOrDefault(2621, 0L)).isEqualTo(-13393);
    }

    @Test
    void aPayoutThatWaitsForTheBankWaitsOnWhenItIsToldAnew() {
        feed("2026-02-17");
        connect("modes: [daily, payout]\n    bankLeg: bank");
        deliver();
        long before = onBank();
        tellAnew();
        assertThat(codes()).containsExactly("EVENTS_HELD");
        assertThat(onBank()).isEqualTo(before);
        assertThat(company().balances(YEAR).getOrDefault(2621, 0L)).isEqualTo(-13393);
    }

    @Test
    void nobodyIsAskedWithTransitNorWhenItIsSwitchedOff() {
        feed("2026-02-16");
        connect("modes: [daily, payout]");
        deliver();
        assertThat(ledgerCalls()).isZero();
        assertThat(codes()).isEmpty();

        takeACompany();
        feed("2026-02-16");
        home.edit("mappings/targets/fortnox.yaml", text -> text.replace("bank: true ", "bank: false "));
        try {
            connect("modes: [daily, payout]\n    bankLeg: bank");
            deliver();
        } finally {
            home.edit("mappings/targets/fortnox.yaml", text -> text.replace("bank: false ", "bank: true "));
            kvitta.bean(Merchants.class).refresh();
        }
        assertThat(ledgerCalls()).isZero();
        assertThat(codes()).isEmpty();
    }

    /** The shop's own invoice or, below zero, credit invoice. */
    private long shopInvoice(String order, int amount, String day) {
        boolean known = company().sales().customers().stream()
                .anyMatch(customer -> customer.number().equals("BUTIK"));
        if (!known) {
            company().sales().addCustomer("{\"CustomerNumber\":\"BUTIK\",\"Name\":\"Butikens kund\"}");
        }
        return company()
                .sales()
                .addInvoice("{\"CustomerNumber\":\"BUTIK\",\"InvoiceDate\":\"" + day + "\",\"YourReference\":\"" + order
                        + "\",\"VATIncluded\":true,\"InvoiceRows\":[{\"Description\":\"Ljus\",\"DeliveredQuantity\":\""
                        + (amount < 0 ? "-1" : "1") + "\",\"Price\":" + Math.abs(amount)
                        + ",\"AccountNumber\":3001,\"VAT\":25}],\"Booked\":true}")
                .number();
    }

    private void preflight() {
        kvitta.routes().requestBody("direct:preflight", merchant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"left-out", "listed"})
    void aCreditInvoiceThatNoRefundPaysIsToldOnceItIsOld(String filtered) {
        sandboxes.fortnox().assume("unpaid-credits", filtered); // ends as usual
        shopInvoice("1041", 1250, "2026-02-02");
        shopInvoice("1042", 500, "2026-02-04");
        long credit = shopInvoice("1042", -500, "2026-02-27");
        shopInvoice("9999", -100, "2026-02-10"); // of no order that Kvitta knows
        connect("modes: [match, payout]\n    match: { in: YourReference }");
        deliver();
        preflight();
        assertThat(outside()).isEmpty(); // a refund of the provider may still come

        kvitta.clock().set(Instant.parse("2026-03-14T03:00:00Z"));
        preflight();
        assertThat(outside()).containsExactly("1042 500.00 SEK");
        assertThat(sandboxes.fortnox().calls("GET /3/invoices/{DocumentNumber}"))
                .isPositive();

        var operations = kvitta.bean(Operations.class);
        assertThatThrownBy(() -> operations.refundedElsewhere(merchant, "1", "Swish", "accountant"))
                .hasMessageContaining("no refund");
        operations.refundedElsewhere(merchant, String.valueOf(credit), "Swish 2026-02-28, kvitto 12", "accountant");
        assertThat(outside()).isEmpty();
        preflight();
        assertThat(outside()).isEmpty();
    }

    @Test
    void itIsClosedWhenSomebodyPaysTheCreditInvoice() {
        shopInvoice("1041", 1250, "2026-02-02");
        long credit = shopInvoice("1041", -1250, "2026-02-10");
        connect("modes: [match, payout]\n    match: { in: YourReference }");
        take();
        kvitta.deliver(merchant); // other orders go on waiting for their invoices
        preflight();
        assertThat(outside()).containsExactly("1041 1250.00 SEK");

        company()
                .sales()
                .bookPayment(company()
                        .sales()
                        .addPayment("{\"InvoiceNumber\":" + credit
                                + ",\"Amount\":-1250,\"AmountCurrency\":-1250,\"PaymentDate\":\"2026-02-12\","
                                + "\"ModeOfPaymentAccount\":1930}")
                        .number());
        preflight();
        assertThat(outside()).isEmpty();
    }

    @Test
    void inLedgerAnInvoiceThatSomebodyCreditedIsToldAndOurOwnCreditsAreNot() throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        // Nothing is paid yet, neither ours nor theirs.
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("POST", "/3/invoicepayments")
                        .always());
        take("refund.csv", Files.readString(Path.of("src/test/resources/golden/sources/klarna/refund/input.csv")));
        kvitta.deliver(merchant);
        kvitta.clock().advance(Duration.ofHours(1));
        kvitta.deliver(merchant);
        List<Invoice> unpaid = company().sales().invoices();
        assertThat(unpaid).filteredOn(invoice -> invoice.balanceMinor() < 0).hasSize(1);
        Invoice second = unpaid.stream()
                .filter(invoice -> invoice.balanceMinor() == 50_000)
                .findFirst()
                .orElseThrow();

        company()
                .sales()
                .bookInvoice(company().sales().creditInvoice(second.number()).number());
        kvitta.clock().set(Instant.parse("2027-01-15T03:00:00Z"));
        preflight();
        assertThat(outside()).containsExactly("1042 500.00 SEK");
    }

    private static JsonNode credits(int newest, int oldest, int pages) {
        return credits(newest, oldest, pages, -100);
    }

    /** One page of the list; each of them has so much left. */
    private static JsonNode credits(int newest, int oldest, int pages, int balance) {
        ObjectNode answer = JsonMapper.builder().build().createObjectNode();
        answer.putObject("MetaInformation").put("@TotalPages", pages).put("@TotalResources", pages * 500 - 20);
        for (int number = newest; number >= oldest; number--) {
            answer.withArray("Invoices")
                    .addObject()
                    .put("DocumentNumber", String.valueOf(number))
                    .put("Balance", balance)
                    .put("Booked", true)
                    .put("Cancelled", false);
        }
        return answer;
    }

    /** However many old ones nobody pays, the newest are read; a person is told of the rest, and no task is closed unseen. */
    @Test
    void theNewestCreditInvoicesAreReadAndTheRestIsTold() {
        connect("modes: [match, payout]\n    match: { in: YourReference }");
        var merchants = kvitta.bean(Merchants.class);
        var looks = kvitta.bean(CreditLooks.class);
        var tasks = kvitta.bean(Tasks.class);
        tasks.open(
                merchant,
                "",
                "refund outside the provider, invoice 2000",
                Reason.of("REFUND_OUTSIDE_PROVIDER", "invoice", 2000, "order", "1041", "amount", "1.00 SEK"));
        kvitta.bean(Operations.class).refundedElsewhere(merchant, "2000", "Swish", "accountant");
        var look =
                looks.begin(Dispatch.withoutPostings(merchants.requireMerchant(merchant), merchants.target("fortnox")));
        assertThat(look.noted()).containsExactly("2000");
        tasks.open(
                merchant,
                "",
                "refund outside the provider, invoice 1600",
                Reason.of("REFUND_OUTSIDE_PROVIDER", "invoice", 1600, "order", "1042", "amount", "1.00 SEK"));

        var search = new FortnoxCredits().begin(look);
        assertThat(search.getListQuery()).contains("filter=unpaid").contains("sortorder=descending");
        search.addPage(credits(2000, 1501, 1));
        assertThat(search.isMore()).isFalse();
        assertThat(search.getPaths()).hasSize(50).startsWith("/3/invoices/1999").endsWith("/3/invoices/1950");
        looks.answered(List.of(), look, search.getUnread());
        assertThat(codes()).containsExactlyInAnyOrder("REFUND_OUTSIDE_PROVIDER", "CREDITS_NOT_ALL_READ");
        assertThat(tasks.open(merchant, "unpaid credit invoices").orElseThrow().reason())
                .satisfies(reason -> {
                    assertThat(reason.facts()).containsEntry("left", "449");
                    for (String language : Reasons.LANGUAGES) {
                        assertThat(Reasons.in(language).text(reason))
                                .contains("449")
                                .doesNotContain("{");
                    }
                });

        var many = new FortnoxCredits().begin(look);
        for (int page = 0; page < 4; page++) {
            assertThat(many.isMore()).isTrue();
            many.addPage(credits(9000 - page * 500, 8501 - page * 500, 6));
        }
        assertThat(many.isMore()).isFalse();
        looks.answered(List.of(), look, many.getUnread());
        assertThat(notRead().code()).isEqualTo("CREDITS_NOT_ALL_LISTED");
        assertThat(notRead().facts())
                .containsEntry("listed", "2000")
                .containsEntry("beyond", "980")
                .containsEntry("left", "1950");
        assertThat(outside()).containsExactly("1042 1.00 SEK");

        // Where the filter lists no credit invoices, paid ones fill the list: that none of them is unpaid says nothing
        // of the rest.
        var paid = new FortnoxCredits().begin(look);
        paid.addPage(credits(0, 1, 1));
        for (int page = 0; page < 4; page++) {
            assertThat(paid.getListQuery()).doesNotContain("filter=unpaid");
            paid.addPage(credits(9000 - page * 500, 8501 - page * 500, 5, 0));
        }
        assertThat(paid.isMore()).isFalse();
        looks.answered(List.of(), look, paid.getUnread());
        assertThat(notRead().code()).isEqualTo("CREDITS_NOT_ALL_LISTED");
        assertThat(notRead().facts())
                .containsEntry("listed", "2000")
                .containsEntry("beyond", "480")
                .containsEntry("left", "0");
        for (String language : Reasons.LANGUAGES) {
            assertThat(Reasons.in(language).text(notRead())).contains("2000", "480", "credit-pages");
        }
        assertThat(outside()).containsExactly("1042 1.00 SEK");

        // One in kronur, which Fortnox takes with decimals, is shown without them, and keeps nothing from being told.
        var abroad = new FortnoxCredits().begin(look);
        ObjectNode kronur = JsonMapper.builder().build().createObjectNode();
        kronur.putObject("Invoice")
                .put("DocumentNumber", "7")
                .put("Currency", "ISK")
                .put("Balance", -1000.5);
        abroad.add(kronur);
        assertThat(abroad.getFound()).singleElement().satisfies(credit -> assertThat(credit.left())
                .hasToString("-1001 ISK"));

        var few = new FortnoxCredits().begin(look);
        few.addPage(credits(2000, 1991, 1));
        looks.answered(List.of(), look, few.getUnread());
        assertThat(codes()).isEmpty();
    }

    private Reason notRead() {
        return kvitta.bean(Tasks.class)
                .open(merchant, "unpaid credit invoices")
                .orElseThrow()
                .reason();
    }

    /** What Fortnox refuses tonight it refuses tomorrow. */
    @Test
    void aNoToTheListOfCreditInvoicesIsTold() {
        connect("modes: [match, payout]\n    match: { in: YourReference }");
        var merchants = kvitta.bean(Merchants.class);
        var looks = kvitta.bean(CreditLooks.class);
        var look =
                looks.begin(Dispatch.withoutPostings(merchants.requireMerchant(merchant), merchants.target("fortnox")));
        looks.failed(
                look,
                new Refused(Reason.of("TARGET_REQUEST_WRONG", "message", "Ogiltig parameter", "code", "2000588")));
        assertThat(codes()).containsExactly("CREDITS_NOT_READ");
        kvitta.clock().set(Instant.parse("2026-03-14T03:00:00Z"));
        preflight();
        assertThat(codes()).doesNotContain("CREDITS_NOT_READ");
    }
}
