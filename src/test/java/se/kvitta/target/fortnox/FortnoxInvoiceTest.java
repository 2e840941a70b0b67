package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.CompanyCheck;
import se.kvitta.delivery.Deliveries;
import se.kvitta.delivery.DeliveryRun;
import se.kvitta.delivery.DeliverySettings;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Encoder;
import se.kvitta.delivery.LookUp;
import se.kvitta.delivery.Pacer;
import se.kvitta.delivery.PreflightSettings;
import se.kvitta.evidence.Evidence;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Batches;
import se.kvitta.journal.Findings;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.sandbox.fortnox.InvoicePayment;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.testing.ShopInvoices;
import se.kvitta.testing.TestMerchants;

/** Orders as invoices in Fortnox, their payments and what takes them back. */
class FortnoxInvoiceTest extends LedgerInFortnox {

    /** Eight orders with one, two and no stated rates, three refunds, one of them of a sale before Kvitta. */
    private static final Path SAMPLE =
            Path.of("src/test/resources/golden/sources/klarna/sample-2201447718-sek-extended/input.csv");

    /** The shop has made the invoices, with the order's number as «Er referens». */
    private static final String MATCH = "modes: [match, payout]\n    match: { in: YourReference }";

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

    /** What the target has nothing of follows the mappings, invoices' lines and all; what it has a part of goes on as it began. */
    @Test
    void booksARefusedInvoiceOnTheAccountThatTheMerchantFileNamesNow() {
        connect("modes: [ledger, payout]");
        company().activate(6, 3001, false);
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("PUT", "/3/invoices/.*/bookkeep")
                        .status(400)
                        .always());
        kvitta.deliverAll(merchant);
        List<Posting> refused = in(Postings.State.REFUSED);
        assertThat(refused).isNotEmpty();
        company().activate(6, 3001, true);
        sandboxes.fortnox().clearFaults();
        home.edit(
                "mappings/merchants/" + merchant + ".yaml",
                text -> text.replaceFirst("profiles:", "accounts: { SALES_25: \"3041\" }\nprofiles:"));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        refused.forEach(posting -> kvitta.bean(Operations.class).retryPosting(posting.id(), "anna"));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(theirs()).containsKey(3041);
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

    /** A person in Fortnox books whatever lies there unbooked before Kvitta comes to it: nothing waits, and nobody is told. */
    @ParameterizedTest
    @ValueSource(strings = {"POST /3/invoices", "PUT /3/invoices/\\d+", "POST /3/invoicepayments"})
    void whatAPersonBooksBetweenTwoStepsIsOurs(String made) {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        int booked = whileAPerson(made, this::book);

        assertThat(booked).isPositive();
        assertBooked();
        assertThat(done(Kind.INVOICE)).hasSize(9);
        assertThat(done(Kind.CREDIT_INVOICE)).hasSize(2);
        assertThat(done(Kind.PAYMENT))
                .allSatisfy(payment -> assertThat(payment.receipt().series()).isEqualTo("C"));
    }

    private void book(String entity, long number) {
        if (entity.equals("InvoicePayment")) {
            company().sales().bookPayment((int) number);
        } else {
            company().sales().bookInvoice(number);
        }
    }

    /** What a person has cancelled is his at once, and what he has changed and booked is not taken for ours. */
    @ParameterizedTest
    @CsvSource({"true, INVOICE_CANCELLED, HELD", "false, TARGET_BOOKED_OTHERWISE, HELD"})
    void whatAPersonCancelsOrChangesIsNotOurs(boolean cancelled, String reason, Postings.State state) {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        whileAPerson("POST /3/invoices", (entity, number) -> {
            if (cancelled) {
                company().sales().cancelInvoice(number);
            } else if (company().sales().invoice(number).sums().totalMinor() > 0) {
                company()
                        .sales()
                        .editInvoice(
                                number,
                                "{\"InvoiceRows\":[{\"Description\":\"Annat\",\"DeliveredQuantity\":\"1\",\"Price\":7,"
                                        + "\"VAT\":25,\"AccountNumber\":3001,\"Discount\":0}]}");
                company().sales().bookInvoice(number);
            }
        });

        assertThat(in(state))
                .filteredOn(posting -> posting.booking().kind() == Kind.INVOICE)
                .hasSize(9);
        assertThat(tasks())
                .filteredOn(task -> task.reason().code().equals(reason))
                .hasSizeGreaterThanOrEqualTo(9)
                .allSatisfy(task ->
                        assertThat(Reasons.in("sv").cause(task.reason())).doesNotContain("?"));
        assertThat(company().sales().payments()).noneMatch(payment -> payment.amountMinor() > 0);
    }

    /** Answers how often a person had something to do, each time right after the call and before Kvitta has its answer. */
    private int whileAPerson(String call, ObjLongConsumer<String> does) {
        var times = new AtomicInteger();
        sandboxes.fortnox().listen(exchange -> {
            if (exchange.status() < 300 && (exchange.method() + " " + exchange.path()).matches(call)) {
                String entity = exchange.path().contains("payments") ? "InvoicePayment" : "Invoice";
                String number = entity.equals("Invoice") ? "DocumentNumber" : "Number";
                try {
                    JsonNode answer = new ObjectMapper().readTree(exchange.answer());
                    does.accept(entity, answer.path(entity).path(number).asLong());
                } catch (JsonProcessingException e) {
                    throw new AssertionError(e);
                }
                times.incrementAndGet();
            }
        });
        try {
            kvitta.deliverAll(merchant);
        } finally {
            sandboxes.fortnox().listen(exchange -> {});
        }
        return times.get();
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
        // A credit of an invoice that Kvitta made is made by Fortnox, after it was asked whether the merchant has made
        // one.
        assertThat(calls).isEqualTo(4 * (invoices + credits) - 1);
        assertThat(sandboxes.fortnox().calls("GET /3/invoices/{DocumentNumber}"))
                .isLessThanOrEqualTo(2);
        assertThat(sandboxes.fortnox().calls("POST /3/vouchers")).isEqualTo(vouchers);
    }

    /**
     * Of the only two orders with öre the first is asked about, and raised by a call of its own; the other is raised as it is made. The
     * first one's payment writes off what it was raised by; before the next does that the first one's invoice is asked about.
     */
    @Test
    void anOrderWithOreNeedsFourCallsToo() throws IOException {
        company().sales().roundToKronor(true);
        connect("modes: [ledger, payout]");
        kvitta.deliverAll(merchant);
        long invoices = done(Kind.INVOICE).size();
        assertThat(changes())
                .isEqualTo(changesFor(invoices, done(Kind.CREDIT_INVOICE).size()) + 1);
        long reads = calls("GET /3/invoices/{DocumentNumber}");

        dropEqualParts("1874.65", "3749.30");
        kvitta.deliverAll(merchant);
        assertBooked();
        assertThat(done(Kind.INVOICE)).hasSize((int) invoices + 2);
        assertThat(changes())
                .isEqualTo(changesFor(invoices + 2, done(Kind.CREDIT_INVOICE).size()) + 1);
        assertThat(calls("GET /3/invoices/{DocumentNumber}")).isEqualTo(reads);
        assertThat(theirs()).doesNotContainKey(3740);
    }

    /** The sign is not written down anywhere: one invoice shows that it is the other, and no more are left open. */
    @Test
    void oneInvoiceShowsThatAWriteOffHasTheOtherSign() throws IOException {
        company().sales().roundToKronor(true);
        connect("modes: [ledger, payout]");
        sandboxes.fortnox().assume("write-off-sign", "positive");
        try {
            kvitta.deliverAll(merchant);
            dropEqualParts("1874.65", "3749.30");
            kvitta.deliverAll(merchant);

            List<Invoice> open = open();
            assertThat(open)
                    .singleElement()
                    .satisfies(invoice -> assertThat(tasks()).singleElement().satisfies(task -> {
                        assertThat(task.reason().code()).isEqualTo("WRITE_OFF_LEFT");
                        assertThat(task.reason().facts())
                                .containsEntry("invoice", String.valueOf(invoice.number()))
                                .containsEntry(
                                        "left",
                                        Money.ofMinor(invoice.balanceMinor(), Money.SEK)
                                                .toString());
                    }));
            restart();
            dropEqualParts("20236", "1874.60", "3749.20");
            kvitta.deliverAll(merchant);
            assertThat(open()).hasSize(1);

            signIs("positive");
            dropEqualParts("20237", "1874.55", "3749.10");
            kvitta.deliverAll(merchant);
            dropEqualParts("20238", "1874.45", "3748.90");
            kvitta.deliverAll(merchant);
            assertThat(open()).hasSize(1);
            assertThat(tasks()).isEmpty();
            assertThat(company().sales().payments())
                    .filteredOn(payment -> !payment.writeOffs().isEmpty())
                    .hasSizeGreaterThan(2);
        } finally {
            signIs("negative-when-underpaid");
            sandboxes.fortnox().assume("write-off-sign", "negative-when-underpaid");
        }
    }

    /** A refusal tells nothing of the sign: the others are closed by payments of their own, and nobody waits for the one that was refused. */
    @Test
    void aTrialThatIsRefusedMakesTheOthersGoWithout() throws IOException {
        company().sales().roundToKronor(true);
        connect("modes: [ledger, payout]");
        kvitta.deliverAll(merchant);
        restart();
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("PUT", "/3/invoicepayments/.*/bookkeep")
                        .status(400)
                        .times(1));
        dropEqualParts("20236", "1874.60", "3749.20");
        kvitta.deliverAll(merchant);

        Posting refused = in(Postings.State.REFUSED).get(0);
        assertThat(open()).hasSize(1);
        assertThat(company().sales().payments())
                .filteredOn(payment -> Objects.equals(payment.account(), 3740))
                .singleElement()
                .satisfies(payment -> assertThat(payment.amountMinor()).isEqualTo(40));
        kvitta.bean(Operations.class).retryPosting(refused.id(), "anna");
        kvitta.deliverAll(merchant);
        assertBooked();
    }

    /** What writes nothing off is not taken for the trial's payment, whose answer was lost; found again, it proves the sign. */
    @ParameterizedTest
    @ValueSource(strings = {"POST /3/invoicepayments", "PUT /3/invoicepayments/\\d+/bookkeep"})
    void aTrialWhoseAnswerWasLostIsLookedUp(String call) throws IOException {
        company().sales().roundToKronor(true);
        connect("modes: [ledger, payout]");
        kvitta.deliverAll(merchant);
        restart();
        String[] parts = call.split(" ", 2);
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on(parts[0], parts[1]).times(1));
        dropEqualParts("20236", "1874.60", "3749.20");
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(company().sales().payments())
                .noneMatch(payment -> Objects.equals(payment.account(), 3740))
                .filteredOn(payment -> !payment.writeOffs().isEmpty())
                .hasSizeGreaterThan(2);
    }

    /** A trial that only a person can settle, or has settled by hand, keeps nobody waiting: the next payment is the trial. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrialThatStandsStillKeepsNobodyWaiting(boolean byHand) throws IOException {
        company().sales().roundToKronor(true);
        connect(MATCH);
        addInvoice("20101", "1874.65", true, "2026-02-02");
        dropParts("2201420101", "20101", "1874.65", "1874.65", 1);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoicepayments"));
        var twice = new AtomicInteger();
        sandboxes.fortnox().listen(exchange -> {
            if (exchange.path().equals("/3/invoicepayments")
                    && exchange.method().equals("POST")
                    && twice.getAndIncrement() == 0) {
                company()
                        .sales()
                        .addPayment(
                                "{\"InvoiceNumber\":1,\"Amount\":1874.65,\"PaymentDate\":\"2026-02-02\","
                                        + "\"ModeOfPaymentAccount\":1581,\"WriteOffs\":[{\"Amount\":-0.35,\"AccountNumber\":3740}]}");
            }
        });
        deliverFor(Duration.ofMinutes(10));
        sandboxes.fortnox().listen(exchange -> {});
        Posting held = payment("20101");
        assertThat(held.state()).isEqualTo(Postings.State.HELD);
        if (byHand) {
            kvitta.bean(Operations.class).bookedByHand(held.id(), "2", "betald för hand", "anna");
        }

        dropRounded("20102");
        deliverFor(Duration.ofMinutes(10));
        assertThat(payment("20102").state()).isEqualTo(Postings.State.DONE);
    }

    /** In match nothing else can close what is rounded: it is refused until the mapping is mended. */
    @Test
    void noPaymentIsMadeWithASignThatLeavesInvoicesOpen() throws IOException {
        company().sales().roundToKronor(true);
        connect(MATCH);
        sandboxes.fortnox().assume("write-off-sign", "positive");
        try {
            dropRounded("20101");
            assertThat(payment("20101").state()).isEqualTo(Postings.State.DONE);
            dropRounded("20102");
            Posting refused = payment("20102");
            assertThat(refused.state()).isEqualTo(Postings.State.REFUSED);
            assertThat(tasks()).extracting(task -> task.reason().code()).contains("WRITE_OFF_LEFT", "WRITE_OFF_SIGN");
            assertThat(open()).extracting(Invoice::balanceMinor).containsExactly(70L, 187_500L);
            assertThat(company().sales().payments()).hasSize(1);

            signIs("positive");
            kvitta.bean(Operations.class).retryPosting(refused.id(), "anna");
            kvitta.deliver(merchant);
            assertThat(payment("20102").state()).isEqualTo(Postings.State.DONE);
            dropRounded("20103");
            assertThat(payment("20103").state()).isEqualTo(Postings.State.DONE);
            assertThat(open()).extracting(Invoice::balanceMinor).containsExactly(70L);
            assertThat(tasks()).extracting(task -> task.reason().code()).doesNotContain("WRITE_OFF_LEFT");
        } finally {
            signIs("negative-when-underpaid");
            sandboxes.fortnox().assume("write-off-sign", "negative-when-underpaid");
        }
    }

    /** An order of 1874.65, of whose invoice Fortnox makes 1875. */
    private void dropRounded(String order) throws IOException {
        addInvoice(order, "1874.65", true, "2026-02-02");
        dropParts("22014" + order, order, "1874.65", "1874.65", 1);
        kvitta.deliver(merchant);
    }

    /** What is due within a while is delivered. */
    private void deliverFor(Duration time) {
        Instant until = kvitta.clock().instant().plus(time);
        while (kvitta.clock().instant().isBefore(until)) {
            kvitta.deliver(merchant);
            kvitta.clock().advance(Duration.ofSeconds(30));
        }
    }

    private void signIs(String sign) {
        home.edit(
                "mappings/targets/fortnox.yaml",
                text -> text.replaceFirst("write-off-sign: [a-z-]+", "write-off-sign: " + sign));
        kvitta.bean(Merchants.class).refresh();
    }

    private List<Invoice> open() {
        return company().sales().invoices().stream()
                .filter(invoice -> invoice.balanceMinor() != 0)
                .toList();
    }

    /** A credit is filled by a call more. */
    private static long changesFor(long invoices, long credits) {
        return 4 * (invoices + credits) + credits;
    }

    /** How many calls have changed invoices and payments. */
    private long changes() {
        return calls("POST /3/invoices")
                + calls("PUT /3/invoices/{DocumentNumber}")
                + calls("PUT /3/invoices/{DocumentNumber}/credit")
                + calls("PUT /3/invoices/{DocumentNumber}/bookkeep")
                + calls("POST /3/invoicepayments")
                + calls("PUT /3/invoicepayments/{Number}/bookkeep");
    }

    /**
     * While the process runs, somebody switches rounding on, or off: what it has learnt before is not believed of an invoice whose
     * answer was lost. 347.51 may be rounded to just the krona that it would be raised to.
     */
    @ParameterizedTest
    @CsvSource({"false, true", "true, false", "true, true"})
    void anInvoiceWhoseAnswerWasLostIsRaisedIfItIsRounded(boolean before, boolean after) throws IOException {
        company().sales().roundToKronor(before);
        connect("modes: [ledger, payout]");
        kvitta.deliverAll(merchant);
        assertBooked();

        company().sales().roundToKronor(after);
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoices").times(2));
        dropEqualParts("347.51", "695.02");
        kvitta.deliverAll(merchant);
        assertBooked();
        assertThat(theirs()).doesNotContainKey(3740);
    }

    /** What nobody would go on with is left to be due, and not as if it were under way. */
    @Test
    void aRunThatIsOverLeavesWhatFollowsDue() {
        connect("modes: [ledger, payout]");
        plan();
        var deliveries = kvitta.bean(Deliveries.class);
        DeliveryRun run = deliveries.open(merchant);
        Dispatch first = deliveries.begin(Objects.requireNonNull(deliveries.claim(run, null)));
        Dispatch last = deliveries.begin(Objects.requireNonNull(deliveries.claim(run, null)));
        var made = new Receipt("", "1", "6", "");

        deliveries.done(made, run, first);
        Dispatch next = Objects.requireNonNull(deliveries.claim(run, first));
        assertThat(next.posting()).isSameAs(first.posting());
        assertThat(next.step().state()).isEqualTo(Steps.State.SENDING);

        kvitta.clock().advance(Duration.ofMinutes(1));
        deliveries.done(made, run, last);
        assertThat(deliveries.claim(run, last)).isNull();
        assertThat(due()).contains(last.posting().id() + "/1");
    }

    /** Of its own, because nothing undoes a stop: the service that the tests share goes on. */
    @Test
    void aServiceThatStopsSendsNothingAfterTheStepUnderWay() {
        connect("modes: [ledger, payout]");
        plan();
        Deliveries stopping = deliveries();
        DeliveryRun run = stopping.open(merchant);
        Dispatch last = stopping.begin(Objects.requireNonNull(stopping.claim(run, null)));

        stopping.stop();
        stopping.done(new Receipt("", "1", "6", ""), run, last);
        assertThat(stopping.claim(run, last)).isNull();
        assertThat(due()).contains(last.posting().id() + "/1");
    }

    /** Which steps would be sent now, of which postings. */
    private List<String> due() {
        return kvitta.bean(Steps.class).due(merchant, 100).stream()
                .map(step -> step.postingId() + "/" + step.seq())
                .toList();
    }

    /** As the service has, over the same journal. */
    private Deliveries deliveries() {
        return new Deliveries(
                kvitta.bean(Steps.class),
                kvitta.bean(Postings.class),
                kvitta.bean(Batches.class),
                kvitta.bean(Tasks.class),
                kvitta.bean(Audit.class),
                kvitta.bean(Merchants.class),
                slug -> kvitta.bean(slug, Encoder.class),
                kvitta.bean(Pacer.class),
                kvitta.bean(Evidence.class),
                kvitta.bean(DeliverySettings.class),
                kvitta.bean(Findings.class),
                kvitta.bean(PreflightSettings.class),
                kvitta.bean(CompanyCheck.class),
                kvitta.clock(),
                new Random(1));
    }

    /** The list, the invoice, and its payments are read; the payment is made and booked. */
    @Test
    void anInvoiceOfTheShopNeedsFiveCalls() {
        company().sales().roundToKronor(false);
        connect(MATCH);
        plan();
        ShopInvoices.of(company()).add(in(Postings.State.PLANNED));
        readTheBooks();
        sandboxes.fortnox().resetCalls();
        kvitta.deliverAll(merchant);
        assertBooked();

        long payments = done(Kind.PAYMENT).size();
        assertThat(payments).isGreaterThan(8);
        for (String call : List.of(
                "GET /3/invoices",
                "GET /3/invoices/{DocumentNumber}",
                "GET /3/invoicepayments",
                "POST /3/invoicepayments",
                "PUT /3/invoicepayments/{Number}/bookkeep")) {
            assertThat(calls(call)).as(call).isEqualTo(payments);
        }
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

    /** Order 1041 is invoiced, and its refunds of 1 250.00 in all wait until the merchant has credited it by hand. */
    private Invoice invoiced(String... refunds) throws IOException {
        String file = Files.readString(Path.of("src/test/resources/golden/sources/klarna/refund/input.csv"));
        String whole = file.lines()
                .filter(line -> line.startsWith("RETURN"))
                .findFirst()
                .orElseThrow();
        String parts = Stream.of(refunds)
                .map(part -> part.split(" "))
                .map(part -> whole.replace(";1250.00;", ";" + part[0] + ";")
                        .replace(";250.00;", ";" + part[1] + ";")
                        .replace("689ed92b", "689ed92" + part[2]))
                .collect(Collectors.joining("\n"));
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("GET", "/3/invoices/\\d+")
                        .always());
        drop("2201500102_20260216T000000_0.csv", file.replace(whole, parts));
        kvitta.deliver(merchant);
        assertThat(refunds("1041"))
                .allSatisfy(refund -> assertThat(refund.state()).isEqualTo(Postings.State.PLANNED));
        sandboxes.fortnox().clearFaults();
        return invoice("1041");
    }

    private List<Posting> refunds(String order) {
        return Stream.of(Postings.State.DONE, Postings.State.PLANNED, Postings.State.REFUSED, Postings.State.HELD)
                .flatMap(state -> in(state).stream())
                .filter(posting -> posting.booking().kind() == Kind.CREDIT_INVOICE
                        && posting.booking().reference().equals(order))
                .sorted(Comparator.comparing(Posting::id))
                .toList();
    }

    /** As the merchant does by hand. */
    private Invoice creditByHand(Invoice invoice, String price) {
        Invoice credit = company().sales().creditInvoice(invoice.number());
        return company()
                .sales()
                .editInvoice(
                        credit.number(),
                        "{\"InvoiceRows\":[{\"Description\":\"Retur\",\"DeliveredQuantity\":\"-1\",\"Price\":" + price
                                + ",\"VAT\":25,\"AccountNumber\":3001,\"Discount\":0}]}");
    }

    private List<Invoice> credits() {
        return company().sales().invoices().stream()
                .filter(invoice -> invoice.sums().totalMinor() < 0)
                .filter(invoice -> "1041".equals(invoice.head().texts().get("YourOrderNumber")))
                .toList();
    }

    private void loseReplies(int times) {
        if (times > 0) {
            sandboxes
                    .fortnox()
                    .fault(Fault.of(Fault.Kind.LOST_REPLY)
                            .on("POST|PUT", "/3/invoice.*")
                            .times(times));
        }
    }

    private void deliverAfterAnHour() {
        kvitta.clock().advance(Duration.ofHours(1));
        kvitta.deliverAll(merchant);
    }

    /** Goods are returned, credited by hand, and then refunded at the provider. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void aCreditThatTheMerchantHasMadeIsPaidAndNoOtherIsMade(int lostReplies) throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        Invoice credit = creditByHand(invoiced("1250.00 250.00 1"), "1250");
        company().sales().bookInvoice(credit.number());
        loseReplies(lostReplies);
        deliverAfterAnHour();

        assertBooked();
        assertThat(credits()).extracting(Invoice::number).containsExactly(credit.number());
        Posting refund = refunds("1041").get(0);
        assertThat(refund.receipt().series()).isEqualTo("B");
        assertThat(company().sales().payments(credit.number())).singleElement().satisfies(paid -> {
            assertThat(paid.amountMinor()).isEqualTo(-125_000);
            assertThat(paid.date()).isEqualTo(credit.head().invoiceDate());
        });
        assertTellsOfTheOtherDay(
                refund,
                refund.booking().voucher().date().toString(),
                credit.head().invoiceDate().toString());
    }

    @Test
    void aCreditThatTheMerchantHasNotBookedYetIsWaitedFor() throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        Invoice credit = creditByHand(invoiced("1250.00 250.00 1"), "1250");
        deliverForTwoHours();
        assertThat(tasks()).isEmpty();
        assertThat(credits()).hasSize(1).noneMatch(Invoice::booked);

        company().sales().bookInvoice(credit.number());
        kvitta.clock().advance(Duration.ofHours(7));
        kvitta.deliverAll(merchant);
        assertBooked();
        assertThat(credits()).hasSize(1);
    }

    /** The merchant's credit is the first refund's. The second is as large, or as large as what Fortnox has rounded it to: it has its own. */
    @ParameterizedTest
    @CsvSource({"false, 299.50 59.90 2, 651.00 130.20 3", "true, 300.00 60.00 2, 650.50 130.10 3"})
    void twoEqualRefundsNeverHaveTheSameCredit(boolean rounding, String second, String third) throws IOException {
        company().sales().roundToKronor(rounding);
        connect("modes: [ledger, payout]");
        Invoice credit = creditByHand(invoiced("299.50 59.90 1", second, third), "299.50");
        company().sales().bookInvoice(credit.number());
        deliverAfterAnHour();

        assertBooked();
        assertThat(credits())
                .extracting(one -> one.sums().totalMinor())
                .containsExactlyInAnyOrder(rounding ? -30_000L : -29_950L, rounding ? -30_000L : -29_950L, -65_100L);
        assertThat(credits())
                .filteredOn(one -> one.creditOf() != 0)
                .containsExactly(company().sales().invoice(credit.number()));
    }

    /** An ordinary invoice below zero, on accounts of the merchant's choice, that says what it is of: no invoice names it. */
    @ParameterizedTest
    @CsvSource({"YourOrderNumber, 1041, 0", "YourReference, the invoice, 0", "YourOrderNumber, 1041, 4"})
    void aCreditBelowZeroThatNamesTheOrderOrTheInvoiceIsPaid(String field, String reference, int lostReplies)
            throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        Invoice invoice = invoiced("1250.00 250.00 1");
        String named = reference.equals("1041") ? reference : String.valueOf(invoice.number());
        Invoice credit = below(field, named, "1250", true, "3051");
        below(field, "1" + named, "1250", true, "3001");
        loseReplies(lostReplies);
        deliverAfterAnHour();

        assertThat(tasks()).isEmpty();
        assertThat(in(Postings.State.PLANNED)).isEmpty();
        assertThat(company().invariants()).isEmpty();
        Posting refund = refunds("1041").get(0);
        assertThat(refund.receipt().number())
                .isEqualTo(String.valueOf(
                        company().sales().invoice(credit.number()).booking().number()));
        assertThat(refund.receipt().theirs()).isEqualTo(-125_000);
        assertThat(company().sales().invoice(credit.number()).balanceMinor()).isZero();
        assertThat(company().sales().invoices())
                .noneMatch(one -> refund.marker().equals(one.head().texts().get("ExternalInvoiceReference1")));

        // Its accounts are the merchant's: the ledger is not expected to have ours.
        kvitta.routes().sendBody("direct:night", merchant);
        assertThat(tasks()).isEmpty();
        assertThat(theirs()).containsEntry(3051, 100_000L).doesNotContainKey(3005);
    }

    /** What is not surely the refund's is left alone, and the refund has a credit of its own. */
    @ParameterizedTest
    @CsvSource({"1041, 1250, false, 1", "1041, 1250, true, 2", "1041, 1249, true, 1", "1041-B, 1250, true, 1"})
    void anyOtherInvoiceBelowZeroIsLeftAlone(String reference, String price, boolean booked, int times)
            throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        Invoice invoice = invoiced("1250.00 250.00 1");
        for (int i = 0; i < times; i++) {
            below("YourOrderNumber", reference, price, booked, "3001");
        }
        deliverAfterAnHour();

        assertThat(tasks()).isEmpty();
        assertThat(of(refunds("1041").get(0)).creditOf()).isEqualTo(invoice.number());
        assertThat(company().sales().invoices())
                .filteredOn(one -> one.balanceMinor() < 0)
                .hasSize(times);
    }

    /** Two refunds of one invoice, and one credit below zero that either is: the other has its own. */
    @Test
    void twoRefundsNeverHaveTheSameCreditBelowZero() throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        invoiced("299.50 59.90 1", "299.50 59.90 2", "651.00 130.20 3");
        Invoice credit = below("YourOrderNumber", "1041", "299.50", true, "3001");
        deliverAfterAnHour();

        assertBooked();
        assertThat(credits())
                .extracting(one -> one.sums().totalMinor())
                .containsExactlyInAnyOrder(-29_950L, -29_950L, -65_100L);
        assertThat(refunds("1041"))
                .filteredOn(refund -> refund.receipt().theirs() != null)
                .singleElement()
                .satisfies(refund -> assertThat(refund.receipt().number())
                        .isEqualTo(String.valueOf(company()
                                .sales()
                                .invoice(credit.number())
                                .booking()
                                .number())));
    }

    /** A credit that a person has named as one refund's is not another's, also before it is paid. */
    @Test
    void aCreditThatWasNamedByHandIsNoOtherRefunds() throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        invoiced("299.50 59.90 1", "299.50 59.90 2", "651.00 130.20 3");
        Invoice credit = below("YourOrderNumber", "1041", "299.50", true, "3001", "2026-02-05");
        Steps steps = kvitta.bean(Steps.class);
        Posting first = refunds("1041").get(0);
        steps.refused(steps.of(first.id()).get(0), first.profile(), Reason.of("TARGET_HOUSEWORK"));
        kvitta.bean(Operations.class)
                .bookedByHand(first.id(), String.valueOf(credit.number()), "krediterad för hand", "anna");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.TOO_MANY_REQUESTS)
                        .on("POST", "/3/invoicepayments")
                        .times(1));
        deliverAfterAnHour();

        assertSound();
        assertThat(credits())
                .extracting(one -> one.sums().totalMinor())
                .containsExactlyInAnyOrder(-29_950L, -29_950L, -65_100L);
    }

    private Invoice below(String field, String reference, String price, boolean booked, String account) {
        return below(field, reference, price, booked, account, "2026-03-04");
    }

    private Invoice below(String field, String reference, String price, boolean booked, String account, String day) {
        return company()
                .sales()
                .addInvoice("{\"CustomerNumber\":\""
                        + company().sales().customers().get(0).number()
                        + "\",\"InvoiceDate\":\"" + day + "\",\"" + field + "\":\"" + reference
                        + "\",\"VATIncluded\":true,\"InvoiceRows\":[{\"Description\":\"Retur\",\"DeliveredQuantity\":\"-1\","
                        + "\"Price\":" + price + ",\"VAT\":25,\"AccountNumber\":" + account + "}],\"Booked\":" + booked
                        + "}");
    }

    /** Something else is credited: a person decides, or the merchant keeps Fortnox's credits for himself. */
    @Test
    void aCreditOfSomethingElseIsAPersonsOrLeftBeside() throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        Invoice credit = creditByHand(invoiced("1250.00 250.00 1"), "500");
        company().sales().bookInvoice(credit.number());
        deliverAfterAnHour();
        for (int retried = 0; retried < 2; retried++) {
            assertThat(tasks()).singleElement().satisfies(task -> {
                assertThat(task.reason().code()).isEqualTo("INVOICE_CREDITED_ELSEWHERE");
                assertThat(task.reason().facts())
                        .containsEntry("amount", "-1250.00 SEK")
                        .containsEntry("order", "1041")
                        .hasEntrySatisfying(
                                "candidates", near -> assertThat(near).contains(credit.number() + " (", "-500.00 SEK"));
            });
            kvitta.bean(Operations.class).retryPosting(refunds("1041").get(0).id(), "test");
            deliverAfterAnHour();
        }

        connect("se", file -> file.replace("modes: [daily, payout]", "modes: [ledger, payout]")
                .replace("connection: { tenant", "connection: { refunds: own, tenant"));
        kvitta.bean(Operations.class).retryPosting(refunds("1041").get(0).id(), "test");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoices").times(1));
        deliverAfterAnHour();

        assertThat(tasks()).isEmpty();
        assertThat(credits())
                .hasSize(2)
                .filteredOn(one -> one.creditOf() == 0)
                .singleElement()
                .satisfies(own -> {
                    assertThat(own.sums().totalMinor()).isEqualTo(-125_000);
                    assertThat(own.balanceMinor()).isZero();
                    assertThat(own.head().texts().get("Remarks")).startsWith("Kreditering av faktura ");
                });
        assertThat(company().sales().invoice(credit.number()).balanceMinor()).isEqualTo(-50_000);
    }

    /** What was made by mistake and cancelled is nobody's credit, also when the attempt to make ours is looked up. */
    @Test
    void aCreditThatTheMerchantHasCancelledIsNotTaken() throws IOException {
        company().sales().roundToKronor(false);
        connect("modes: [ledger, payout]");
        Invoice credit =
                company().sales().creditInvoice(invoiced("1250.00 250.00 1").number());
        company().sales().cancelInvoice(credit.number());
        for (int retried = 0; retried < 2; retried++) {
            deliverAfterAnHour();
            assertThat(refunds("1041")).singleElement().satisfies(refund -> assertThat(refund.state())
                    .isEqualTo(Postings.State.REFUSED));
            kvitta.bean(Operations.class).retryPosting(refunds("1041").get(0).id(), "test");
        }

        connect("se", file -> file.replace("modes: [daily, payout]", "modes: [ledger, payout]")
                .replace("connection: { tenant", "connection: { refunds: own, tenant"));
        deliverAfterAnHour();
        assertBooked();
        assertThat(credits())
                .filteredOn(one -> !one.cancelled())
                .singleElement()
                .satisfies(own -> assertThat(own.sums().totalMinor()).isEqualTo(-125_000));
    }

    /** Fortnox has refused the invoice, and a person has made it by hand: its payment and its refunds need its number. */
    @Test
    void paymentsAndRefundsOfAnInvoiceThatWasBookedByHandFindItByItsNumber() throws IOException {
        company().sales().roundToKronor(false);
        write(TestMerchants.FORTNOX.replace("modes: [daily, payout]", "modes: [ledger, payout]"));
        drop(
                "2201500102_20260216T000000_0.csv",
                Files.readString(Path.of("src/test/resources/golden/sources/klarna/refund/input.csv")));
        plan();
        Posting invoice = ofOrder(Kind.INVOICE, "1041");
        stop(invoice);
        kvitta.deliverAll(merchant);
        var operations = kvitta.bean(Operations.class);
        Posting other = ofOrder(Kind.INVOICE, "1042");
        assertThat(other.state()).isEqualTo(Postings.State.DONE);
        String others = String.valueOf(of(other).number());
        assertThatThrownBy(() -> operations.bookedByHand(other.id(), "", "same", "anna"))
                .hasMessageContaining("is DONE: only one that is refused or held");
        assertThatThrownBy(() -> operations.bookedByHand(invoice.id(), "", " ", "anna"))
                .hasMessageContaining("the note of 0 signs");
        assertThatThrownBy(() -> operations.bookedByHand(invoice.id(), "../" + others, "made", "anna"))
                .hasMessageContaining("is no number");
        assertThatThrownBy(() -> operations.bookedByHand(invoice.id(), others, "made", "anna"))
                .hasMessageContaining("belongs to another posting");

        operations.bookedByHand(invoice.id(), "", "gjord för hand", "anna");
        kvitta.deliverAll(merchant);

        // Without a number nothing is made that would stand beside the invoice, and a person is told of each.
        assertThat(tasks())
                .extracting(task -> task.reason().code())
                .containsExactly("INVOICE_BY_HAND", "INVOICE_BY_HAND");
        assertThat(company().sales().invoices()).hasSize(1);
        ShopInvoices.of(company()).add("YourReference", "1041", new BigDecimal("1250"), true, "2026-02-02");
        String number = company().sales().invoices().stream()
                .map(made -> String.valueOf(made.number()))
                .filter(made -> !made.equals(others))
                .findFirst()
                .orElseThrow();
        assertThatThrownBy(() -> operations.retryPosting(invoice.id(), "anna"))
                .hasMessageContaining("was booked by hand, as anna said")
                .hasMessageContaining("gjord för hand");
        // A digit that is wrong is a stranger's invoice: it is neither paid nor credited.
        Invoice strangers =
                ShopInvoices.of(company()).add("YourReference", "9999", new BigDecimal("2500"), true, "2026-02-02");
        operations.bookedByHand(invoice.id(), String.valueOf(strangers.number()), "gjord för hand", "anna");
        in(Postings.State.REFUSED).forEach(posting -> operations.retryPosting(posting.id(), "anna"));
        kvitta.deliverAll(merchant);
        assertThat(tasks()).hasSize(2).allSatisfy(task -> {
            assertThat(task.reason().code()).isEqualTo("INVOICE_TOLD_DIFFERS");
            assertThat(task.reason().facts())
                    .containsEntry("amount", "2500.00 SEK")
                    .containsEntry("expected", "1250.00 SEK");
        });
        assertThat(company().sales().invoice(strangers.number())).isEqualTo(strangers);

        // What a bank file has brought may be of the same money; it is waited for.
        var pending =
                company().sales().addPayment("{\"InvoiceNumber\":" + number + ",\"Amount\":1250,\"Source\":\"file\"}");
        operations.bookedByHand(invoice.id(), number, "gjord för hand", "anna");
        in(Postings.State.REFUSED).forEach(posting -> operations.retryPosting(posting.id(), "anna"));
        kvitta.deliver(merchant);
        Posting waiting =
                in(Postings.State.PLANNED).stream().findFirst().orElseThrow(() -> new AssertionError("nothing waits"));
        assertThat(Objects.requireNonNull(
                                kvitta.bean(Steps.class).of(waiting.id()).get(0).reason())
                        .facts())
                .containsEntry("invoice", number)
                .containsEntry("source", "file")
                .containsEntry("expected", "1250.00 SEK");
        assertThat(company().sales().payments(Long.parseLong(number)))
                .extracting(InvoicePayment::number)
                .containsExactly(pending.number());
        company().sales().removePayment(pending.number());
        kvitta.clock().advance(Duration.ofHours(7));
        kvitta.deliverAll(merchant);
        company().sales().addPayment("{\"InvoiceNumber\":" + strangers.number() + ",\"Amount\":2500,\"Booked\":true}");

        assertSound();
        assertThat(in(Postings.State.BOOKED_BY_HAND)).extracting(Posting::id).containsExactly(invoice.id());
        assertThat(of(ofOrder(Kind.CREDIT_INVOICE, "1041")).creditOf()).isEqualTo(Integer.parseInt(number));
        // The person has booked what was planned: the books are whole.
        Map<Integer, Long> ours = ours();
        invoice.booking()
                .voucher()
                .rows()
                .forEach(row -> ours.merge(
                        Integer.parseInt(row.account().number()), row.amount().minor(), Long::sum));
        // And the stranger's invoice, which was sold and paid beside it.
        ours.merge(1930, 250_000L, Long::sum);
        ours.merge(2611, -50_000L, Long::sum);
        ours.merge(3001, -200_000L, Long::sum);
        ours.values().removeIf(sum -> sum == 0);
        assertThat(theirs()).isEqualTo(ours);
        assertThat(kvitta.bean(Audit.class).latest(merchant, 100))
                .filteredOn(line -> line.action().equals("booked by hand"))
                .extracting(Audit.Line::actor, Audit.Line::subject)
                .hasSize(3)
                .containsOnly(tuple("anna", "posting " + invoice.id()));
    }

    private Posting ofOrder(Kind kind, String order) {
        return Stream.of(Postings.State.values())
                .flatMap(state -> in(state).stream())
                .filter(posting -> posting.booking().kind() == kind
                        && posting.booking().reference().equals(order))
                .findFirst()
                .orElseThrow();
    }

    /** The target refuses the first step of a posting. */
    private void stop(Posting posting) {
        Steps steps = kvitta.bean(Steps.class);
        Steps.Step sending = steps.begin(
                        steps.of(posting.id()).get(0), kvitta.clock().instant().plusSeconds(30))
                .orElseThrow();
        steps.refused(sending, posting.profile(), Reason.of("TARGET_HOUSEWORK"));
    }

    /** An invoice that the shop has made by itself. */
    private void addInvoice(String order, String price, boolean booked, String day) {
        ShopInvoices.of(company()).add("YourReference", order, new BigDecimal(price), booked, day);
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
    void paysTheInvoiceThatTheShopHasMadeAndNoneThatOnlyLooksLikeIt() throws IOException {
        company().sales().roundToKronor(false);
        addInvoice("10231", "1298", true, "2026-02-02");
        addInvoice("210231", "1298", true, "2026-02-02");
        addInvoice("10231-B", "1298", true, "2026-02-02");
        addInvoice("10236", "549", true, "2026-02-07");
        connect(MATCH);
        kvitta.deliver(merchant);

        assertThat(payment("10231").state()).isEqualTo(Postings.State.DONE);
        assertThat(company().sales().invoice(1).balanceMinor()).isZero();
        assertThat(company().sales().invoice(2).balanceMinor()).isEqualTo(129_800);
        assertThat(company().sales().invoice(3).balanceMinor()).isEqualTo(129_800);
        // The invoice is of a later day than its payment, which follows it.
        assertThat(payment("10236").state()).isEqualTo(Postings.State.DONE);
        assertThat(company().sales().payments(4).get(0).date()).hasToString("2026-02-07");
        assertTellsOfTheOtherDay(payment("10236"), "2026-02-04", "2026-02-07");
        assertThat(payment("10231").receipt().day()).isNull();
    }

    /** The posting keeps what was planned, its document says both, and reports have it on the day that Fortnox has. */
    private void assertTellsOfTheOtherDay(Posting posting, String planned, String booked) throws IOException {
        assertThat(posting.booking().voucher().date()).hasToString(planned);
        assertThat(posting.receipt().day()).hasToString(booked);
        var document = new ByteArrayOutputStream();
        kvitta.bean(Evidence.class).write(posting, posting.receipt(), SheetFormat.CSV, "en", document);
        assertThat(document.toString(StandardCharsets.UTF_8))
                .containsPattern("Booking day\\W+" + booked)
                .containsPattern("Planned for\\W+" + planned);
        assertThat(JdbcClient.create(kvitta.bean(DataSource.class))
                        .sql("""
                                select b.booked_day from booked_event b
                                join posting p on p.settlement_id = b.settlement_id and p.booking_no = b.booking_no
                                where p.id = :id and p.booking_day = b.booked_day
                                """)
                        .param("id", posting.id())
                        .query(LocalDate.class)
                        .list())
                .extracting(LocalDate::toString)
                .containsExactly(booked);
    }

    /** The payment that either invoice could take waits for the one that only one can, also when it comes first. */
    @Test
    void paysTheInvoiceOfEachPartOfAnOrderInWhateverOrderTheyCome() {
        company().sales().roundToKronor(false);
        addInvoice("10231", "2000", true, "2026-02-02");
        addInvoice("10231", "1298", true, "2026-02-02");
        addInvoice("10235", "3000", true, "2026-02-02");
        addInvoice("10235", "2554", true, "2026-02-02");
        connect(MATCH);
        plan();
        Posting same = in(Postings.State.PLANNED).stream()
                .filter(posting -> posting.booking().kind() == Kind.PAYMENT
                        && Objects.requireNonNull(posting.booking().invoice())
                                .total()
                                .equals(Money.parse("2554.00 SEK")))
                .findFirst()
                .orElseThrow();
        Steps steps = kvitta.bean(Steps.class);
        steps.putOff(steps.of(same.id()).get(0), START.plus(Duration.ofMinutes(1)));
        kvitta.deliver(merchant);
        assertThat(company().sales().payments(3)).isEmpty();
        assertThat(company().sales().payments(4)).isEmpty();

        deliverForTwoHours();
        assertThat(company().sales().invoice(1).balanceMinor()).isEqualTo(200_000);
        assertThat(company().sales().invoice(2).balanceMinor()).isZero();
        assertThat(company().sales().invoice(3).balanceMinor()).isEqualTo(180_500);
        assertThat(company().sales().invoice(4).balanceMinor()).isZero();
        assertThat(tasks()).extracting(task -> task.reason().code()).doesNotContain("INVOICE_AMBIGUOUS");
    }

    /** Fortnox makes 369 of 369.30: what it has put on 3740 is taken back, and clearing gets what was paid. */
    @Test
    void closesAnInvoiceThatFortnoxHasRounded() {
        company().sales().roundToKronor(true);
        addInvoice("10233", "369.30", true, "2026-02-02");
        connect(MATCH);
        kvitta.deliver(merchant);

        assertThat(payment("10233").state()).isEqualTo(Postings.State.DONE);
        assertThat(company().sales().invoice(1).balanceMinor()).isZero();
        assertThat(company().sales().payments(1)).singleElement().satisfies(paid -> assertThat(paid.amountMinor())
                .isEqualTo(36_930));
        assertThat(theirs()).doesNotContainKeys(1510, 3740);
        assertThat(company().invariants()).isEmpty();
    }

    /** The shop has invoiced in December what the provider has in February: a person carries the claim over, and retries. */
    @Test
    void anInvoiceOfLastYearIsPaidWhenItIsCarriedOver() {
        company().sales().roundToKronor(false);
        addInvoice("10231", "1298", true, "2025-12-30");
        connect(MATCH);
        kvitta.deliver(merchant);
        Posting refused = payment("10231");
        assertThat(refused.state()).isEqualTo(Postings.State.REFUSED);
        assertThat(tasks()).extracting(task -> task.reason().code()).containsExactly("TARGET_YEAR_NOT_CARRIED_OVER");
        assertThat(company().sales().payments())
                .allSatisfy(payment -> assertThat(payment.booking()).isNull());

        company().sales().carryOver(YEAR - 1);
        kvitta.bean(Operations.class).retryPosting(refused.id(), "anna");
        kvitta.deliver(merchant);
        assertThat(payment("10231").state()).isEqualTo(Postings.State.DONE);
        assertThat(company().sales().invoice(1).balanceMinor()).isZero();
        assertThat(company().sales().payments(1)).hasSize(1);
        assertThat(tasks()).isEmpty();
    }

    /** What is left after the buyer has paid a part by bank, or an invoice in another currency, is nothing that this payment can be of. */
    @ParameterizedTest
    @CsvSource({"true, 1298.00 SEK", "false, 1298.00 EUR"})
    void anInvoiceThatIsPartPaidOrInAnotherCurrencyIsLeftAlone(boolean partPaid, String other) {
        company().sales().roundToKronor(false);
        ShopInvoices shop = ShopInvoices.of(company());
        (partPaid ? shop : shop.in("EUR", "11.20", 1))
                .add("YourReference", "10231", new BigDecimal("1298"), true, "2026-02-02");
        if (partPaid) {
            company()
                    .sales()
                    .bookPayment(company()
                            .sales()
                            .addPayment("{\"InvoiceNumber\":1,\"Amount\":298,\"PaymentDate\":\"2026-02-02\","
                                    + "\"ModeOfPaymentAccount\":1930}")
                            .number());
        }
        connect(MATCH);
        kvitta.deliver(merchant);
        kvitta.clock().advance(Duration.ofDays(15));
        kvitta.deliver(merchant);

        assertThat(payment("10231").state()).isEqualTo(Postings.State.REFUSED);
        assertThat(tasks())
                .filteredOn(task -> task.reason().code().equals("INVOICE_NOT_PAYABLE"))
                .singleElement()
                .satisfies(task ->
                        assertThat(task.reason().facts().get("candidates")).contains(partPaid ? "1000.00 SEK" : other));
        assertThat(company().sales().payments(1)).hasSize(partPaid ? 1 : 0);
    }

    /** The search answers whatever contains the number: one in Icelandic kronur, which Fortnox takes with decimals, is only not it. */
    @Test
    void anInvoiceInACurrencyWithoutDecimalsIsInNobodysWay() {
        company().sales().roundToKronor(false);
        ShopInvoices.of(company())
                .in("ISK", "0.0765", 1)
                .add("YourReference", "110231", new BigDecimal("1000.50"), true, "2026-02-02");
        addInvoice("10231", "1298", true, "2026-02-02");
        connect(MATCH);
        kvitta.deliver(merchant);

        assertThat(company().sales().invoice(1).balanceMinor()).isEqualTo(100_050);
        assertThat(payment("10231").state()).isEqualTo(Postings.State.DONE);
    }

    /** Where something in between answers for a while what is only read, nobody has to do anything; where it stays, a person is told. */
    @ParameterizedTest
    @CsvSource({"3, DONE", "1000, REFUSED"})
    void aPageInPlaceOfWhatIsReadPasses(int times, Postings.State state) {
        company().sales().roundToKronor(false);
        addInvoice("10231", "1298", true, "2026-02-02");
        connect(MATCH);
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("GET", "/3/invoices")
                        .status(403)
                        .times(times));
        deliverFor(Duration.ofMinutes(10));

        assertThat(payment("10231").state()).isEqualTo(state);
        assertThat(tasks())
                .filteredOn(task -> task.reason().code().equals("TARGET_PAGE"))
                .hasSize(in(Postings.State.REFUSED).size());
    }

    /** A reference that stands in Fortnox's list costs no call for what only contains it. */
    @ParameterizedTest
    @CsvSource({"YourReference, 21, 5", "ExternalInvoiceReference2, 1, 0"})
    void readsTheLikeliestInvoicesFirstAndTellsHowManyItLeftUnread(String field, int reads, String passed) {
        company().sales().roundToKronor(false);
        ShopInvoices shop = ShopInvoices.of(company());
        for (int i = 0; i < 25; i++) {
            shop.add(field, "10231-" + i, new BigDecimal("2000"), true, "2026-02-02");
            shop.add(field, "10236-" + i, new BigDecimal("549"), true, "2026-02-02");
        }
        Invoice last = shop.add(field, "10231", new BigDecimal("1298"), true, "2026-02-02");
        connect("modes: [match, payout]\n    match: { in: " + field + " }");
        plan();
        long before = sandboxes.fortnox().calls("GET /3/invoices/{DocumentNumber}");
        kvitta.deliver(merchant);

        assertThat(payment("10231").state()).isEqualTo(Postings.State.DONE);
        assertThat(company().sales().invoice(last.number()).balanceMinor()).isZero();
        assertThat(sandboxes.fortnox().calls("GET /3/invoices/{DocumentNumber}") - before)
                .isEqualTo(reads);
        Reason waits = Objects.requireNonNull(
                kvitta.bean(Steps.class).of(payment("10236").id()).get(0).reason());
        assertThat(waits.code()).isEqualTo("INVOICE_NOT_FOUND");
        assertThat(waits.facts()).containsEntry("passed", passed);
    }

    /** What waits for longer, such as a payment whose invoice is not there, goes on waiting. */
    private void deliverForTwoHours() {
        for (int i = 0; i < 8; i++) {
            kvitta.clock().advance(Duration.ofMinutes(15));
            kvitta.deliver(merchant);
        }
    }

    @Test
    void waitsForAnInvoiceThatIsNotThereYetAndTellsAPersonWhenItDoesNotCome() {
        company().sales().roundToKronor(false);
        addInvoice("10236-X", "549", true, "2026-02-04");
        // More than 14 days after the oldest payment, which is looked for as long as any other.
        kvitta.clock().set(Instant.parse("2026-02-17T12:00:00Z"));
        connect(MATCH);
        kvitta.deliver(merchant);
        assertThat(payment("10231").state()).isEqualTo(Postings.State.PLANNED);
        assertThat(payment("10237").state()).isEqualTo(Postings.State.PLANNED);
        assertThat(done(Kind.VOUCHER)).isNotEmpty();
        assertThat(tasks()).isEmpty();

        addInvoice("10237", "899", true, "2026-02-05");
        kvitta.clock().advance(Duration.ofHours(7));
        kvitta.deliver(merchant);
        assertThat(payment("10237").state()).isEqualTo(Postings.State.DONE);

        kvitta.clock().set(Instant.parse("2026-03-03T11:00:00Z"));
        kvitta.deliver(merchant);
        assertThat(payment("10231").state()).isEqualTo(Postings.State.PLANNED);
        kvitta.clock().set(Instant.parse("2026-03-03T18:00:00Z"));
        kvitta.deliver(merchant);
        // A refund waits while its sale looks.
        kvitta.clock().advance(Duration.ofMinutes(1));
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
        connect(MATCH);
        kvitta.deliver(merchant);
        assertThat(tasks()).extracting(task -> task.reason().code()).containsExactly("INVOICE_AMBIGUOUS");
        kvitta.clock().advance(Duration.ofDays(15));
        kvitta.deliver(merchant);

        assertThat(tasks().stream()
                        .map(task -> task.reason().code() + " "
                                + task.reason().facts().getOrDefault("invoice", "")))
                .contains("INVOICE_AMBIGUOUS ", "INVOICE_NOT_PAYABLE ", "INVOICE_PAYMENT_PENDING 4");
        assertThat(company().sales().payments()).hasSize(1);
    }

    private void dropEqualParts() throws IOException {
        dropEqualParts("1874.50", "3749.00");
    }

    private void dropEqualParts(String part, String both) throws IOException {
        dropEqualParts("20235", part, both);
    }

    private void dropEqualParts(String order, String part, String both) throws IOException {
        dropParts("22014" + order, order, part, both, 2);
    }

    /** An order that was sent in equal parts on one day. */
    private void dropParts(String settlement, String order, String part, String all, int parts) throws IOException {
        List<String> lines = Files.readAllLines(SAMPLE);
        String totals = lines.get(1)
                .replaceFirst(".*;8905.71;", all + ";0.00".repeat(15) + ";" + all + ";")
                .replace("2201447718", settlement);
        var rows = new ArrayList<>(List.of(lines.get(0), totals, lines.get(2)));
        for (int i = 0; i < parts; i++) {
            rows.add(lines.get(3)
                    .replace(";10231;;1298.00;", ";" + order + ";;" + part + ";")
                    .replace("686adbc4", "686" + order)
                    .replace("fe5f4b76", "fe" + i + order)
                    .replace("T09:12:44Z", "T1" + i + ":12:44Z"));
        }
        drop(settlement + "_20260216T000000_0.csv", String.join("\n", rows) + "\n");
    }

    /** The two parts, each in a lane and about to be paid, as they never should be: the one waits for the other's payment. */
    private List<Dispatch> equalParts(DeliveryRun run) throws IOException {
        dropEqualParts();
        plan();
        var deliveries = kvitta.bean(Deliveries.class);
        List<Dispatch> parts = claim(run);
        deliver(parts.get(0), run);
        String found = parts.get(0).answers().to(Steps.FIND);
        assertThat(found).startsWith("1 ");
        deliveries.begin(parts.get(1));
        deliveries.done(new Receipt("", found, "", ""), run, parts.get(1));
        return parts.stream()
                .map(part -> Objects.requireNonNull(deliveries.claim(run, part)))
                .peek(payment -> assertThat(payment.step().name()).isEqualTo("payment"))
                .toList();
    }

    private List<Dispatch> claim(DeliveryRun run) {
        return Stream.generate(() ->
                        Objects.requireNonNull(kvitta.bean(Deliveries.class).claim(run, null)))
                .filter(dispatch -> dispatch.posting().booking().kind() == Kind.PAYMENT)
                .limit(2)
                .toList();
    }

    /** Connects a merchant whose shop has made the invoice of the two parts, and that has no other orders. */
    private void connectForEqualParts() {
        company().sales().roundToKronor(false);
        addInvoice("20235", "3749", true, "2026-02-02");
        write(TestMerchants.FORTNOX.replace("modes: [daily, payout]", MATCH));
    }

    private void deliver(Dispatch dispatch, DeliveryRun run) {
        kvitta.routes().send("direct:deliver-step", exchange -> {
            exchange.getMessage().setBody(dispatch);
            exchange.setProperty("dispatch", dispatch);
            exchange.setProperty("run", run);
        });
    }

    private LookUp lookUp(Dispatch dispatch) {
        return Objects.requireNonNull(kvitta.routes()
                .request("direct:lookup-fortnox", exchange -> {
                    exchange.getMessage().setBody(dispatch);
                    exchange.setProperty("dispatch", dispatch);
                })
                .getMessage()
                .getBody(LookUp.class));
    }

    private void assertBothPartsArePaid() {
        kvitta.deliverAll(merchant);
        assertThat(tasks()).isEmpty();
        assertThat(company().sales().payments())
                .extracting(InvoicePayment::amountMinor)
                .containsExactly(187_450L, 187_450L);
        assertThat(company().sales().invoice(1).balanceMinor()).isZero();
        Steps steps = kvitta.bean(Steps.class);
        assertThat(done(Kind.PAYMENT))
                .extracting(part -> steps.answer(part.id(), "payment").orElseThrow())
                .containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void noTwoPostingsTakeTheSamePaymentWhenTheyLookAtOneMoment() throws IOException {
        connectForEqualParts();
        var deliveries = kvitta.bean(Deliveries.class);
        DeliveryRun run = deliveries.open(merchant);
        List<Dispatch> parts = equalParts(run);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.CUT_BEFORE).on("POST", "/3/invoicepayments"));
        deliver(parts.get(0), run);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoicepayments"));
        deliver(parts.get(1), run);
        assertThat(company().sales().payments()).hasSize(1);

        DeliveryRun next = deliveries.open(merchant);
        List<Dispatch> looks = claim(next);
        List<LookUp> found = looks.stream().map(this::lookUp).toList();
        assertThat(found).extracting(LookUp::found).containsOnly(LookUp.Found.FITTING);
        deliveries.settle(found.get(0), next, looks.get(0));
        deliveries.settle(found.get(1), next, looks.get(1));
        assertThat(kvitta.bean(Steps.class).of(looks.get(1).posting().id()))
                .filteredOn(step -> step.name().equals("payment"))
                .singleElement()
                .satisfies(step -> {
                    assertThat(step.state()).isEqualTo(Steps.State.UNKNOWN);
                    assertThat(Objects.requireNonNull(step.reason()).code()).isEqualTo("OUTCOME_SHARED");
                });
        assertBothPartsArePaid();
    }

    @Test
    void aPaymentWhoseAnswerIsStillToComeIsNobodyElses() throws IOException {
        connectForEqualParts();
        var deliveries = kvitta.bean(Deliveries.class);
        DeliveryRun run = deliveries.open(merchant);
        List<Dispatch> parts = equalParts(run);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.CUT_BEFORE).on("POST", "/3/invoicepayments"));
        deliver(parts.get(0), run);
        deliveries.release(run, parts.get(0));
        addPayment(1, false);

        Dispatch look = Stream.generate(() -> Objects.requireNonNull(deliveries.claim(run, null)))
                .filter(Dispatch::unknown)
                .findFirst()
                .orElseThrow();
        LookUp found = lookUp(look);
        assertThat(found.found()).isEqualTo(LookUp.Found.FITTING);
        deliveries.settle(found, run, look);
        deliveries.done(Objects.requireNonNull(found.receipt()), run, parts.get(1));
        assertBothPartsArePaid();
    }

    /**
     * By what the one leaves of the invoice is told what the other closes: it looks when that one is through, and asks nothing before,
     * however long nobody knows whether that one was made.
     */
    @Test
    void paymentsOfOneInvoiceGoOneAfterAnother() throws IOException {
        connectForEqualParts();
        dropEqualParts();
        plan();
        var deliveries = kvitta.bean(Deliveries.class);
        DeliveryRun run = deliveries.open(merchant);
        List<Dispatch> parts = claim(run);
        deliver(parts.get(0), run);
        assertItWaits(parts.get(1), run);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoicepayments"));
        Dispatch payment = Objects.requireNonNull(deliveries.claim(run, parts.get(0)));
        deliver(payment, run);
        assertThat(company().sales().payments()).hasSize(1);
        assertThat(kvitta.bean(Steps.class).of(payment.posting().id()))
                .extracting(Steps.Step::state)
                .contains(Steps.State.UNKNOWN);
        deliveries.release(run, parts.get(1));
        assertItWaits(dispatchOf(parts.get(1).posting(), run), run);
        deliveries.release(run, payment);
        assertBothPartsArePaid();
    }

    private void assertItWaits(Dispatch find, DeliveryRun run) {
        long lists = sandboxes.fortnox().calls("GET /3/invoices");
        deliver(find, run);
        assertThat(sandboxes.fortnox().calls("GET /3/invoices")).isEqualTo(lists);
        Steps.Step waits = kvitta.bean(Steps.class).of(find.posting().id()).get(0);
        assertThat(waits.state()).isEqualTo(Steps.State.PLANNED);
        assertThat(Objects.requireNonNull(waits.reason()).code()).isEqualTo("PAYMENT_IN_TURN");
    }

    /** A posting's step, when it is due again. */
    private Dispatch dispatchOf(Posting posting, DeliveryRun run) {
        kvitta.clock().advance(Duration.ofSeconds(10));
        var deliveries = kvitta.bean(Deliveries.class);
        return Stream.generate(() -> Objects.requireNonNull(deliveries.claim(run, null)))
                .filter(dispatch -> dispatch.posting().id() == posting.id())
                .findFirst()
                .orElseThrow();
    }

    /** What was left of the invoice when a payment was refused may be paid by another since: it has what Fortnox rounds then. */
    @Test
    void looksForTheInvoiceAgainBeforeARefusedPaymentIsSentAgain() throws IOException {
        company().sales().roundToKronor(true);
        addInvoice("20235", "3749.30", true, "2026-02-02");
        write(TestMerchants.FORTNOX.replace("modes: [daily, payout]", MATCH));
        dropEqualParts("1874.65", "3749.30");
        plan();
        var deliveries = kvitta.bean(Deliveries.class);
        DeliveryRun run = deliveries.open(merchant);
        List<Dispatch> parts = claim(run);
        Posting first = parts.get(0).posting();
        deliver(parts.get(0), run);
        Dispatch payment = Objects.requireNonNull(deliveries.claim(run, parts.get(0)));
        kvitta.bean(Steps.class).refused(payment.step(), first.profile(), Reason.of("TARGET_HOUSEWORK"));
        deliveries.release(run, payment);
        deliveries.release(run, parts.get(1));
        kvitta.deliverAll(merchant);
        assertThat(company().sales().invoice(1).balanceMinor()).isEqualTo(187_435);

        kvitta.bean(Operations.class).retryPosting(first.id(), "anna");
        kvitta.deliverAll(merchant);
        assertThat(tasks()).isEmpty();
        assertThat(company().sales().payments())
                .extracting(InvoicePayment::amountMinor)
                .containsExactly(187_465L, 187_465L);
        assertThat(theirs()).doesNotContainKeys(1510, 3740);
        assertThat(company().invariants()).isEmpty();
    }

    /** Ours was made without an answer, and somebody has made one just like it: which of them is ours only a person can tell. */
    @Test
    void holdsAPaymentThatIsThereTwice() throws IOException {
        connectForEqualParts();
        DeliveryRun run = kvitta.bean(Deliveries.class).open(merchant);
        List<Dispatch> parts = equalParts(run);
        addPayment(1, false);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoicepayments"));
        deliver(parts.get(0), run);
        kvitta.deliverAll(merchant);
        assertThat(tasks()).anySatisfy(task -> {
            assertThat(task.reason().code()).isEqualTo("TARGET_HAS_IT_TWICE");
            assertThat(task.reason().facts()).containsEntry("count", "2");
        });
    }

    /** A person has paid the one part by hand: that payment carries no mark, and might be taken for the other part's. */
    @Test
    void aPaymentThatWasBookedByHandIsNobodyElses() throws IOException {
        connectForEqualParts();
        var deliveries = kvitta.bean(Deliveries.class);
        var operations = kvitta.bean(Operations.class);
        DeliveryRun run = deliveries.open(merchant);
        List<Dispatch> parts = equalParts(run);
        Posting first = parts.get(0).posting();
        kvitta.bean(Steps.class).refused(parts.get(0).step(), first.profile(), Reason.of("TARGET_HOUSEWORK"));
        operations.bookedByHand(first.id(), "", "betald för hand", "anna");
        addPayment(1, true);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.CUT_BEFORE).on("POST", "/3/invoicepayments"));
        deliver(parts.get(1), run);
        kvitta.deliverAll(merchant);
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("OUTCOME_BY_HAND");
            assertThat(task.reason().facts()).containsEntry("number", "1").containsEntry("order", "20235");
        });
        assertThat(company().sales().payments()).hasSize(1);

        operations.bookedByHand(first.id(), "1", "betald för hand", "anna");
        operations.retryPosting(parts.get(1).posting().id(), "anna");
        kvitta.deliverAll(merchant);
        assertThat(tasks()).isEmpty();
        assertThat(company().sales().payments())
                .extracting(InvoicePayment::amountMinor)
                .containsExactly(187_450L, 187_450L);
        assertThat(kvitta.bean(Steps.class).answer(parts.get(1).posting().id(), "payment"))
                .contains("2");
    }

    /** Invoice 1 is paid; 10 and 11 have payments of the same amount, day and account, one of them not booked. */
    @Test
    void aPaymentOfAnInvoiceWhoseNumberOnlyContainsOursIsNotOurs() throws IOException {
        connectForEqualParts();
        for (int number = 2; number <= 11; number++) {
            addInvoice("annan" + number, "1874.50", true, "2026-02-02");
        }
        var deliveries = kvitta.bean(Deliveries.class);
        sandboxes.fortnox().assume("payment-invoice-search", "contains");
        try {
            addPayment(11, false);
            DeliveryRun run = deliveries.open(merchant);
            List<Dispatch> parts = equalParts(run);
            addPayment(10, true);
            sandboxes.fortnox().fault(Fault.of(Fault.Kind.CUT_BEFORE).on("POST", "/3/invoicepayments"));
            deliver(parts.get(0), run);
            kvitta.deliverAll(merchant);
        } finally {
            sandboxes.fortnox().assume("payment-invoice-search", "exact");
        }
        assertThat(company().sales().invoice(1).balanceMinor()).isZero();
        assertThat(company().sales().payments())
                .extracting(InvoicePayment::invoiceNumber)
                .containsExactly(11L, 10L, 1L, 1L);
    }

    private void addPayment(int invoice, boolean booked) {
        company()
                .sales()
                .addPayment("{\"InvoiceNumber\":" + invoice + ",\"Amount\":1874.5,\"PaymentDate\":\"2026-02-02\","
                        + "\"ModeOfPaymentAccount\":1581" + (booked ? ",\"Booked\":true}" : "}"));
    }

    @Test
    void tellsAPersonOfAPaymentThatIsOfAnotherInvoice() throws IOException {
        connectForEqualParts();
        addInvoice("annan", "1874.50", true, "2026-02-02");
        addPayment(2, true);
        var deliveries = kvitta.bean(Deliveries.class);
        DeliveryRun run = deliveries.open(merchant);
        Dispatch part = equalParts(run).get(0);
        deliveries.done(new Receipt("", "1", "", ""), run, part);
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.CUT_BEFORE).on("PUT", "/3/invoicepayments/1/bookkeep"));
        deliver(Objects.requireNonNull(deliveries.claim(run, part)), run);
        kvitta.deliverAll(merchant);
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("PAYMENT_OF_OTHER_INVOICE");
            assertThat(task.reason().facts())
                    .containsEntry("payment", "1")
                    .containsEntry("invoice", "2")
                    .containsEntry("expected", "1");
        });
    }

    /** «Already paid»: one payment is just what ours would be; what is paid against another account is not, and is told at once. */
    @ParameterizedTest
    @CsvSource({"1581, DONE", "1930, REFUSED"})
    void whatAPersonHasPaidIsOursWhenItIsJustTheSame(String account, Postings.State state) throws IOException {
        connectForEqualParts();
        DeliveryRun run = kvitta.bean(Deliveries.class).open(merchant);
        List<Dispatch> parts = equalParts(run);
        Posting other = parts.get(1).posting();
        kvitta.bean(Steps.class).refused(parts.get(1).step(), other.profile(), Reason.of("TARGET_HOUSEWORK"));
        for (String paidInto : List.of("1910", account)) {
            company()
                    .sales()
                    .addPayment("{\"InvoiceNumber\":1,\"Amount\":1874.5,\"PaymentDate\":\"2026-02-02\","
                            + "\"ModeOfPaymentAccount\":" + paidInto + ",\"Booked\":true}");
        }
        deliver(parts.get(0), run);
        kvitta.deliver(merchant);

        Posting ours =
                kvitta.bean(Postings.class).find(parts.get(0).posting().id()).orElseThrow();
        assertThat(ours.state()).isEqualTo(state);
        assertThat(company().sales().payments()).hasSize(2);
        assertThat(tasks())
                .extracting(task -> task.reason().code())
                .contains("TARGET_HOUSEWORK")
                .hasSize(state == Postings.State.DONE ? 1 : 2);
    }

    @Test
    void tellsAPersonOfAPaymentThatWasBookedOverAnotherAmount() throws IOException {
        connectForEqualParts();
        company().sales().addPayment("""
                {"InvoiceNumber":1,"Amount":1000,"PaymentDate":"2026-02-02","ModeOfPaymentAccount":1581,"Booked":true}
                """);
        var deliveries = kvitta.bean(Deliveries.class);
        DeliveryRun run = deliveries.open(merchant);
        Dispatch part = equalParts(run).get(0);
        deliveries.done(new Receipt("", "1", "", ""), run, part);
        deliver(Objects.requireNonNull(deliveries.claim(run, part)), run);
        kvitta.deliver(merchant);
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("TARGET_BOOKED_OTHERWISE");
            assertThat(task.reason().facts())
                    .containsEntry("number", "1")
                    .containsEntry("amount", "1000.00 SEK")
                    .containsEntry("expected", "1874.50 SEK");
        });
    }

    /** A search that answers whatever contains the number can have more payments of others than a page holds. */
    @Test
    void readsEveryPageOfPayments() throws IOException {
        var payments = new InvoicePayments("1");
        assertThat(payments.getListQuery()).isEqualTo("invoicenumber=1&limit=500&page=1");
        payments.addPage(new ObjectMapper().readTree("""
                {"MetaInformation":{"@TotalPages":2},"InvoicePayments":[{"Number":"1","InvoiceNumber":"21"}]}
                """));
        assertThat(payments.isMore()).isTrue();
        assertThat(payments.getListQuery()).isEqualTo("invoicenumber=1&limit=500&page=2");
        payments.addPage(new ObjectMapper().readTree("""
                {"MetaInformation":{"@TotalPages":2},"InvoicePayments":[{"Number":2,"InvoiceNumber":1}]}
                """));
        assertThat(payments.isMore()).isFalse();
        assertThat(payments.found())
                .extracting(found -> found.path("Number").asInt())
                .containsExactly(2);
    }

    /** What the login may not see is neither zero nor missing: nothing is paid, and nothing paid again, before it shows. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invoice.Balance",
                "Invoice.Currency",
                "Invoice.InvoiceDate",
                "Invoice.Total",
                "InvoicePayment.Amount"
            })
    void tellsAPersonOfAValueThatTheLoginMayNotSee(String field) throws IOException {
        connectForEqualParts();
        company().withhold(List.of(field));
        dropEqualParts();
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoicepayments"));
        deliverForTwoHours();
        assertThat(tasks())
                .filteredOn(task -> task.reason().code().equals("TARGET_FIELD_HIDDEN"))
                .isNotEmpty()
                .allSatisfy(task -> assertThat(task.reason().facts())
                        .containsEntry("field", field.substring(field.indexOf('.') + 1)));

        company().withhold(List.of());
        Stream.of(Postings.State.HELD, Postings.State.REFUSED)
                .flatMap(state -> in(state).stream())
                .forEach(held -> kvitta.bean(Operations.class).retryPosting(held.id(), "test"));
        sandboxes.fortnox().clearFaults();
        assertBothPartsArePaid();
    }
}
