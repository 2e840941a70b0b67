package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;

/** Orders as invoices in Fortnox, their payments and what takes them back. Every test has a merchant and a company of its own. */
class FortnoxInvoiceTest extends LedgerInFortnox {

    /** Eight orders with one, two and no stated rates, three refunds, one of them of a sale before Kvitta. */
    private static final Path SAMPLE =
            Path.of("src/test/resources/golden/sources/klarna/sample-2201447718-sek-extended/input.csv");

    @Override
    Map<String, String> settlements() throws IOException {
        return Map.of(
                "2201447718_20260216T000000_0.csv",
                // A gift card that paid part of an order cannot be told without its lines.
                Files.readString(SAMPLE).replace("25.00;149.80", "25.00;109.80"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyOrderIsAnInvoiceThatIsPaid(boolean rounding) {
        company().sales().roundToKronor(rounding);
        connect("modes: [ledger, payout]");
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(done(Kind.INVOICE)).hasSize(9);
        assertThat(done(Kind.CREDIT_INVOICE)).hasSize(2);
        assertThat(done(Kind.INVOICE)).allSatisfy(posting -> {
            Invoice invoice = of(posting);
            assertThat(invoice.head().texts())
                    .containsEntry("YourOrderNumber", posting.booking().reference());
            assertThat(posting.receipt().series()).isEqualTo("B");
        });
        assertThat(company().sales().customers())
                .filteredOn(customer -> customer.number().startsWith("KVITTA-"))
                .singleElement()
                .satisfies(customer -> assertThat(customer.number()).isEqualTo("KVITTA-SEVAT-SEK"));
    }

    static Stream<Arguments> faults() {
        return Stream.of("POST /3/invoices", "PUT /3/invoices/\\d+/bookkeep", "PUT /3/invoices/\\d+/credit")
                .flatMap(call -> Stream.of(Fault.Kind.LOST_REPLY, Fault.Kind.CUT_BEFORE, Fault.Kind.SYSTEM_EXCEPTION)
                        .map(kind -> Arguments.of(call, kind)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyCallTakesEffectOnceWhateverBecomesOfIt(String call, Fault.Kind kind) {
        connect("modes: [ledger, payout]");
        String[] parts = call.split(" ", 2);
        sandboxes.fortnox().fault(Fault.of(kind).on(parts[0], parts[1]).times(2));
        kvitta.deliverAll(merchant);
        assertBooked();
        done(Kind.INVOICE).forEach(this::of);
        done(Kind.CREDIT_INVOICE).forEach(this::of);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /3/invoicepayments", "PUT /3/invoicepayments/\\d+/bookkeep", "PUT /3/invoices/\\d+"})
    void everyPaymentIsMadeOnceWhenAReplyIsLost(String call) {
        connect("modes: [ledger, payout]");
        String[] parts = call.split(" ", 2);
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on(parts[0], parts[1]).times(3));
        kvitta.deliverAll(merchant);
        assertBooked();
        assertThat(company().sales().payments())
                .allSatisfy(payment -> assertThat(payment.booking()).isNotNull());
    }

    @Test
    void anOrderNeedsFourCalls() {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        kvitta.deliverAll(merchant);
        assertBooked();
        long invoices = done(Kind.INVOICE).size();
        long credits = done(Kind.CREDIT_INVOICE).size();
        long vouchers = done(Kind.VOUCHER).size();
        long calls = sandboxes.fortnox().calls("POST /3/invoices")
                + sandboxes.fortnox().calls("PUT /3/invoices/{DocumentNumber}/bookkeep")
                + sandboxes.fortnox().calls("POST /3/invoicepayments")
                + sandboxes.fortnox().calls("PUT /3/invoicepayments/{Number}/bookkeep");
        // A credit of an invoice that Kvitta made is made by Fortnox.
        assertThat(calls).isEqualTo(4 * (invoices + credits) - 1);
        assertThat(sandboxes.fortnox().calls("GET /3/invoices/{DocumentNumber}"))
                .isLessThanOrEqualTo(1);
        assertThat(sandboxes.fortnox().calls("POST /3/vouchers")).isEqualTo(vouchers);
    }

    @Test
    void aPaymentWaitsForItsInvoiceAndNothingElseDoes() {
        connect("modes: [ledger, payout]");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("PUT", "/3/invoices/\\d+/bookkeep")
                        .always());
        kvitta.deliver(merchant);
        assertThat(company().sales().payments()).isEmpty();
        assertThat(done(Kind.VOUCHER)).isNotEmpty();
        sandboxes.fortnox().clearFaults();
        kvitta.clock().advance(Duration.ofHours(1));
        kvitta.deliverAll(merchant);
        assertBooked();
    }

    /** Lost replies, calls that are cut before or after they take effect, and servers that are down, one call in five. */
    private void disturb(String path) {
        var kinds = List.of(
                Fault.of(Fault.Kind.LOST_REPLY).perMille(50, 1),
                Fault.of(Fault.Kind.CUT_BEFORE).perMille(50, 2),
                Fault.of(Fault.Kind.SYSTEM_EXCEPTION).executing().perMille(50, 3),
                Fault.of(Fault.Kind.UNAVAILABLE).perMille(50, 4));
        kinds.forEach(
                kind -> sandboxes.fortnox().fault(kind.on("POST|PUT", path).always()));
    }

    @Test
    void manyOrdersAreBookedOnceHoweverManyCallsFail() throws IOException {
        var week = new SettlementGenerator(
                SettlementPlan.weekly("9000000001", Sandboxes.MID, 7, 60, LocalDate.of(2026, 2, 2)));
        var file = new ByteArrayOutputStream();
        week.write(ReportFormat.extended(), file);
        connect("modes: [ledger, payout]");
        disturb("/3/(invoices|invoicepayments|customers).*");
        drop("9000000001_20260216T000000_0.csv", file.toString(StandardCharsets.UTF_8));
        kvitta.deliverAll(merchant);
        sandboxes.fortnox().clearFaults();
        kvitta.deliverAll(merchant);

        assertBooked(done(Kind.INVOICE).size());
        assertThat(done(Kind.INVOICE)).hasSizeGreaterThan(60);
        assertThat(done(Kind.CREDIT_INVOICE)).hasSizeGreaterThan(2);
        Stream.of(Kind.INVOICE, Kind.CREDIT_INVOICE)
                .flatMap(kind -> done(kind).stream())
                .forEach(this::of);
        assertThat(sandboxes.fortnox().faultsGiven(Fault.Kind.LOST_REPLY)).isGreaterThan(5);
    }

    /** The first refund is a credit that Fortnox makes; those after it name the invoice. */
    @Test
    void everyPartialRefundIsACreditOfItsOwn() throws IOException {
        String refund = Files.readString(Path.of("src/test/resources/golden/sources/klarna/refund/input.csv"));
        String whole = refund.lines()
                .filter(line -> line.startsWith("RETURN"))
                .findFirst()
                .orElseThrow();
        String parts = Stream.of("300.00 60.00 1", "299.50 59.90 2", "650.50 130.10 3")
                .map(part -> part.split(" "))
                .map(part -> whole.replace(";1250.00;", ";" + part[0] + ";")
                        .replace(";250.00;", ";" + part[1] + ";")
                        .replace("689ed92b", "689ed92" + part[2]))
                .collect(Collectors.joining("\n"));
        connect("modes: [ledger, payout]");
        drop("2201500102_20260216T000000_0.csv", refund.replace(whole, parts));
        kvitta.deliverAll(merchant);

        assertBooked();
        List<Invoice> credits = done(Kind.CREDIT_INVOICE).stream()
                .filter(posting -> posting.booking().reference().equals("1041"))
                .map(this::of)
                .toList();
        assertThat(credits).hasSize(3);
        assertThat(credits.stream().filter(credit -> credit.creditOf() != 0)).hasSize(1);
        assertThat(credits)
                .extracting(credit -> credit.head().texts().get("Remarks"))
                .allSatisfy(remark -> assertThat(remark).matches("Kreditering av faktura \\d+"));
        assertThat(sandboxes.fortnox().calls("PUT /3/invoices/{DocumentNumber}/credit"))
                .isEqualTo(done(Kind.CREDIT_INVOICE).stream()
                        .filter(posting -> of(posting).creditOf() != 0)
                        .count());
    }

    @Test
    void paysEveryInvoiceOfTheShopOnceHoweverManyCallsFail() {
        company().sales().roundToKronor(false);
        List<String> orders =
                List.of("10231 1298", "10232 666", "10233 369.30", "10234 4990", "10236 549", "10237 899");
        orders.forEach(order -> addInvoice(order.split(" ", 2)[0], order.split(" ", 2)[1], true, "2026-02-02"));
        connect("modes: [match, payout]\n    match: { in: YourReference }");
        disturb("/3/invoicepayments.*");
        kvitta.deliverAll(merchant);
        sandboxes.fortnox().clearFaults();
        kvitta.deliverAll(merchant);

        for (int i = 1; i <= orders.size(); i++) {
            assertThat(company().sales().invoice(i).balanceMinor()).isZero();
            assertThat(company().sales().payments(i)).singleElement().satisfies(payment -> assertThat(payment.booking())
                    .isNotNull());
        }
        long calls = sandboxes.fortnox().calls("GET /3/invoices/{DocumentNumber}");
        assertThat(calls).isEqualTo(orders.size());
        assertThat(company().invariants()).isEmpty();
    }

    /** The shop's own invoices, of which the payments are matched with two. */
    private void addInvoice(String order, String price, boolean booked, String day) {
        company()
                .sales()
                .addInvoice("{\"CustomerNumber\":\"" + customer() + "\",\"InvoiceDate\":\"" + day
                        + "\",\"YourReference\":\"" + order
                        + "\",\"VATIncluded\":true,\"InvoiceRows\":[{\"Description\":\"Ljus\","
                        + "\"DeliveredQuantity\":\"" + (price.startsWith("-") ? "-1" : "1") + "\",\"Price\":"
                        + price.replace("-", "") + ",\"VAT\":25,\"AccountNumber\":3001}],\"Booked\":" + booked + "}");
    }

    private String customer() {
        return company().sales().customers().stream()
                .findFirst()
                .orElseGet(() -> company().sales().addCustomer("{\"Name\":\"Webbkund\"}"))
                .number();
    }

    private Posting payment(String order) {
        return Stream.of(Postings.State.DONE, Postings.State.PLANNED, Postings.State.REFUSED, Postings.State.HELD)
                .flatMap(state -> in(state).stream())
                .filter(posting -> posting.booking().kind() == Kind.PAYMENT
                        && posting.booking().reference().equals(order))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void paysTheInvoiceThatTheShopHasMadeAndNoneThatOnlyLooksLikeIt() {
        company().sales().roundToKronor(false);
        addInvoice("10231", "1298", true, "2026-02-02");
        addInvoice("210231", "1298", true, "2026-02-02");
        addInvoice("10231-B", "1298", true, "2026-02-02");
        addInvoice("10236", "549", true, "2026-02-07");
        connect("modes: [match, payout]\n    match: { in: YourReference }");
        kvitta.deliverAll(merchant);

        assertThat(payment("10231").state()).isEqualTo(Postings.State.DONE);
        assertThat(company().sales().invoice(1).balanceMinor()).isZero();
        assertThat(company().sales().invoice(2).balanceMinor()).isEqualTo(129_800);
        assertThat(company().sales().invoice(3).balanceMinor()).isEqualTo(129_800);
        // The invoice is of a later day than its payment, which follows it.
        assertThat(payment("10236").state()).isEqualTo(Postings.State.DONE);
        assertThat(company().sales().payments(4).get(0).date()).hasToString("2026-02-07");
    }

    @Test
    void waitsForAnInvoiceThatIsNotThereYetAndTellsAPersonWhenItDoesNotCome() {
        company().sales().roundToKronor(false);
        addInvoice("10236-X", "549", true, "2026-02-04");
        kvitta.clock().set(Instant.parse("2026-02-17T12:00:00Z"));
        connect("modes: [match, payout]\n    match: { in: YourReference }");
        kvitta.deliver(merchant);
        assertThat(payment("10231").state()).isEqualTo(Postings.State.REFUSED);
        assertThat(payment("10237").state()).isEqualTo(Postings.State.PLANNED);
        assertThat(done(Kind.VOUCHER)).isNotEmpty();

        addInvoice("10237", "899", true, "2026-02-05");
        kvitta.clock().advance(Duration.ofHours(7));
        kvitta.deliver(merchant);
        assertThat(payment("10237").state()).isEqualTo(Postings.State.DONE);

        kvitta.clock().set(Instant.parse("2026-03-05T12:00:00Z"));
        kvitta.deliver(merchant);
        assertThat(in(Postings.State.PLANNED)).isEmpty();
        assertThat(kvitta.bean(Operations.class).tasks())
                .filteredOn(task -> merchant.equals(task.get("merchant"))
                        && Objects.toString(task.get("cause"), "").contains("10236 "))
                .singleElement()
                .satisfies(task ->
                        assertThat(task.get("cause")).contains("10236-X").contains("549.00 SEK"));
    }

    @Test
    void neitherGuessesNorPaysTwice() {
        company().sales().roundToKronor(false);
        addInvoice("10231", "1298", true, "2026-02-02");
        addInvoice("10231", "1298", true, "2026-02-02");
        addInvoice("10236", "549", false, "2026-02-04");
        addInvoice("10237", "899", true, "2026-02-05");
        company()
                .sales()
                .addPayment("{\"InvoiceNumber\":4,\"Amount\":899,\"PaymentDate\":\"2026-02-06\",\"Source\":\"file\"}");
        connect("modes: [match, payout]\n    match: { in: YourReference }");
        kvitta.deliver(merchant);

        assertThat(tasks().stream()
                        .map(task -> task.reason().code() + " "
                                + task.reason().facts().getOrDefault("invoice", "")))
                .contains("INVOICE_AMBIGUOUS ", "INVOICE_NOT_PAYABLE ", "INVOICE_PAYMENT_PENDING 4");
        assertThat(company().sales().payments()).hasSize(1);
    }
}
