package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.journal.LedgerReads;
import se.kvitta.journal.Postings;
import se.kvitta.ledger.VatRate;
import se.kvitta.merchant.Merchants;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.sandbox.fortnox.InvoicePayment;
import se.kvitta.sandbox.stripe.StripeAccount;
import se.kvitta.sandbox.stripe.StripeAccount.Sum;
import se.kvitta.sandbox.stripe.StripeSandbox;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Buyer;
import se.kvitta.testing.ShopInvoices;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** Orders in euro, paid out in euro or exchanged by the provider, as invoices in books that are kept in kronor. */
class FortnoxForeignInvoiceTest extends LedgerInFortnox {

    private static final Path SAMPLE =
            Path.of("src/test/resources/golden/sources/klarna/sample-XE7K2QPD-eur/input.csv");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final String ODD = "XE7K2QPD";
    private static final String EVEN = "XE7K2QPE";
    private static final int STRIPE_ACCOUNTS = 8;

    private final StripeSandbox stripe = stripe();
    private int stripeAccounts;

    private static StripeSandbox stripe() {
        try {
            return StripeSandbox.start(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(int account) {
        return "rk_test_exchanged%04d".formatted(account);
    }

    @Override
    TestKvitta.Builder settings() {
        TestKvitta.Builder settings =
                super.settings().set("stripe.api-url", stripe.apiUrl()).set("stripe.call-spacing", 1);
        for (int i = 1; i <= STRIPE_ACCOUNTS; i++) {
            settings.set("TEST_STRIPE_KEY_" + i, key(i));
        }
        return settings;
    }

    @AfterAll
    void stopStripe() {
        stripe.close();
    }

    /** Nothing is fetched: every test hands in its own. */
    @Override
    Map<String, String> settlements() {
        return Map.of();
    }

    /** Takes sales in euro; its own rates of VAT are registered in Fortnox, as a person does. */
    private void connectEuro() {
        company().sales().registerVat("OSSDE", new BigDecimal("19"), 2671, 3111);
        company().sales().registerVat("OSSFI", new BigDecimal("25.5"), 2672, 3112);
        connect("eu", file -> file.replace("modes: [daily, payout]", "modes: [ledger, payout]"));
    }

    private void dropEuro(String reference, String content) throws IOException {
        drop(merchant + "-eu", reference + "_20260216T000000_0.csv", content);
    }

    /**
     * The sample with amounts whose VAT is even in cents, and a second refund of the same order: 119.00, 125.50 and 251.00
     * sold, 62.75 and 25.10 of the second taken back.
     */
    private static String even() throws IOException {
        String sample = Files.readString(SAMPLE)
                .replace(ODD, EVEN)
                .replaceFirst("371\\.71;", "495.50;")
                .replaceFirst(";37\\.50;", ";87.85;")
                .replaceFirst(";317\\.61;", ";391.05;")
                .replace(";84.90;EUR;", ";119.00;EUR;")
                .replace("19.00;13.55", "19.00;19.00")
                .replace(";205.90;EUR;", ";125.50;EUR;")
                .replace("25.50;41.84", "25.50;25.50")
                .replace(";80.91;EUR;", ";251.00;EUR;")
                .replace("25.50;16.44", "25.50;51.00");
        String refund = sample.lines()
                .filter(row -> row.startsWith("RETURN"))
                .findFirst()
                .orElseThrow();
        String first = refund.replace(";37.50;EUR;", ";62.75;EUR;").replace("25.50;7.62", "25.50;12.75");
        String second = refund.replace(";37.50;EUR;", ";25.10;EUR;")
                .replace("25.50;7.62", "25.50;5.10")
                .replace(refund.split(";", -1)[10], "11111111-2222-4333-8444-555555555555");
        return sample.replace(refund, first + "\n" + second);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"SLOW", "LOST_REPLY"})
    void theLedgerInKronorIsWhatWasBooked(Fault.Kind kind) throws IOException {
        connectEuro();
        dropEuro(EVEN, even());
        boolean one = kind == Fault.Kind.SLOW;
        sandboxes.fortnox().assume("credit-rate", one ? "one" : "copied"); // ends as usual
        if (kind == Fault.Kind.LOST_REPLY) {
            sandboxes
                    .fortnox()
                    .fault(Fault.of(kind).on("POST|PUT", "/3/invoice.*").times(6));
        }
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(done(Kind.INVOICE)).hasSize(3);
        assertThat(done(Kind.CREDIT_INVOICE)).hasSize(2);
        Invoice sold = invoice("EU-4012");
        assertThat(sold.head().currency()).isEqualTo("EUR");
        assertThat(sold.head().rate()).isEqualByComparingTo("10.6310");
        assertThat(sold.head().unit()).isEqualByComparingTo("1");
        assertThat(sold.sums().totalMinor()).isEqualTo(12_550);
        // Both credits are worth what the sale was, the one that Fortnox makes and the one that names the invoice.
        assertThat(done(Kind.CREDIT_INVOICE))
                .extracting(posting -> of(posting).head().rate())
                .allSatisfy(rate -> assertThat(rate).isEqualByComparingTo("10.6310"));
        assertThat(done(Kind.CREDIT_INVOICE))
                .extracting(posting -> of(posting).creditOf())
                .containsExactlyInAnyOrder(sold.number(), 0L);
        assertThat(theirs())
                .as("the customer ledger is empty, and the exchange differences are those of the payout")
                .doesNotContainKey(1510)
                .doesNotContainKey(3740);
        assertThat(theirs().getOrDefault(3960, 0L) + theirs().getOrDefault(7960, 0L))
                .isNotZero()
                .isEqualTo(ours().getOrDefault(3960, 0L) + ours().getOrDefault(7960, 0L));
    }

    /** Fortnox computes the kronor of a payment by its own idea of the rate: what was made, and not answered, is found all the same. */
    @Test
    void aPaymentWhoseKronorAreOthersIsFoundAfterALostReply() throws IOException {
        connectEuro();
        dropEuro(EVEN, even());
        sandboxes.fortnox().assume("payment-rate-decimals", "two");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY)
                        .on("POST", "/3/invoicepayments")
                        .times(3));
        try {
            deliverWhereAmountsAre("from-rate");
        } finally {
            sandboxes.fortnox().assume("payment-rate-decimals", "all");
        }

        assertThat(done(Kind.PAYMENT)).hasSize(5);
        assertThat(company().sales().payments()).hasSize(5).allMatch(InvoicePayment::booked);
        assertThat(tasks()).isEmpty();
    }

    /** A rate was seen to become 1: an invoice that is worth something else in the books is not booked, nor paid by who booked it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInvoiceThatIsWorthSomethingElseIsAPersons(boolean booked) throws IOException {
        connectEuro();
        dropEuro(EVEN, even());
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoices").times(3));
        sandboxes.fortnox().listen(exchange -> {
            boolean made = exchange.method().equals("POST") && exchange.path().equals("/3/invoices");
            if (made && company().sales().invoice(1).head().rate().compareTo(BigDecimal.ONE) != 0) {
                company().sales().editInvoice(1, "{\"CurrencyRate\":1,\"CurrencyUnit\":1}");
                if (booked) {
                    company().sales().bookInvoice(1);
                }
            }
        });
        try {
            kvitta.deliverAll(merchant);
        } finally {
            sandboxes.fortnox().listen(exchange -> {});
        }

        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("INVOICE_RATE_DIFFERS");
            assertThat(task.reason().facts()).containsEntry("invoice", "1").containsEntry("rate", "1");
        });
        assertThat(company().sales().invoice(1).booked()).isEqualTo(booked);
        assertThat(company().sales().payments(1)).isEmpty();
    }

    /**
     * Amounts as they come. Fortnox takes rates and converts every row by itself: VAT can be a cent apart, and the kronor of
     * the rows an öre from those of the whole. The money, the claims and the exchange differences are exact.
     */
    @Test
    void onlyVatAndRoundingCanBeApart() throws IOException {
        connectEuro();
        dropEuro(ODD, Files.readString(SAMPLE));
        kvitta.deliverAll(merchant);

        assertSound();
        Map<Integer, Long> ours = ours();
        Map<Integer, Long> theirs = theirs();
        long invoices = company().sales().invoices().size();
        long sums = 0;
        for (int account : theirs.keySet()) {
            long apart = theirs.get(account) - ours.getOrDefault(account, 0L);
            boolean computed = isSales(account) || account == 3740;
            assertThat(Math.abs(apart)).as("account %s", account).isLessThanOrEqualTo(computed ? 12 * invoices : 0);
            sums += apart;
        }
        assertThat(theirs.keySet()).containsAll(ours.keySet());
        assertThat(sums).isZero();
    }

    /** The shop has its own rate, and Fortnox closes the claim at it; clearing has what was booked, and 1510 nothing. */
    @ParameterizedTest
    @CsvSource({"as-sent, 1, 10.45", "from-rate, 1, 10.81", "from-rate, 100, 1045"})
    void theShopsInvoiceIsClosedAtTheShopsRate(String amount, int unit, String rate) throws IOException {
        connect(
                "eu",
                file -> file.replace(
                        "modes: [daily, payout]", "modes: [match, payout]\n    match: { in: YourReference }"));
        dropEuro(EVEN, even());
        plan();
        long before = company().balances(YEAR).getOrDefault(1510, 0L);
        ShopInvoices.of(company()).in("EUR", rate, unit).add(in(Postings.State.PLANNED));
        assertThat(company().balances(YEAR).get(1510)).isNotEqualTo(before);
        readTheBooks();
        deliverWhereAmountsAre(amount);

        assertBooked();
        assertThat(company().balances(YEAR).getOrDefault(1510, 0L)).isEqualTo(before);
        assertThat(done(Kind.PAYMENT))
                .hasSizeGreaterThan(3)
                .allSatisfy(paid -> assertThat(paid.receipt().exchanged()).isNotZero());
    }

    /**
     * The shop sells in euro, at a rate of its own, and Stripe exchanges what is paid: its kronor reach clearing, whatever the rate
     * of the invoice is, and what they are more or less than the claim is an exchange difference. So it is with a refund.
     *
     * @param saleRate where the rate of the claim in the plan is from
     * @param gain what stands on 3960 in the end, öre
     * @param loss what stands on 7960
     */
    @ParameterizedTest
    @CsvSource({
        "provider, as-sent, 1, 10.45, -5750, 900",
        "company, from-rate, 1, 10.45, -5750, 900",
        "provider, from-rate, 100, 1095, -100, 1750"
    })
    void whatTheProviderHasExchangedPaysTheShopsInvoice(
            String saleRate, String amount, int unit, String rate, long gain, long loss) {
        soldInEuroAndPaidOutInKronor();
        write(stripe("SEK", "modes: [match, payout]\n    match: { in: YourReference }\n    saleRate: " + saleRate));
        kvitta.fetch(merchant + "-se");
        plan();
        long before = company().balances(YEAR).getOrDefault(1510, 0L);
        ShopInvoices.of(company()).in("EUR", rate, unit).add(in(Postings.State.PLANNED));
        assertThat(company().sales().invoices())
                .extracting(invoice -> invoice.sums().totalMinor())
                .containsExactlyInAnyOrder(10_000L, 5_000L, -2_000L);
        readTheBooks();
        deliverWhereAmountsAre(amount);

        assertBooked();
        assertThat(company().balances(YEAR).getOrDefault(1510, 0L)).isEqualTo(before);
        assertThat(theirs())
                .containsEntry(3960, gain)
                .containsEntry(7960, loss)
                .as("what Stripe held is paid out")
                .doesNotContainKey(1584);
        assertThat(company().sales().payments())
                .extracting(InvoicePayment::amountOre, InvoicePayment::amountMinor)
                .containsExactlyInAnyOrder(tuple(108_500L, 10_000L), tuple(54_000L, 5_000L), tuple(-21_800L, -2_000L));
        kvitta.routes().sendBody("direct:night", merchant);
        assertThat(tasks()).isEmpty();
        assertThat(kvitta.bean(LedgerReads.class)
                        .month(merchant, YearMonth.of(2026, 2))
                        .orElseThrow())
                .satisfies(month -> assertThat(month.standing())
                        .isEqualTo(in(Postings.State.DONE).size())
                        .isEqualTo(month.entered()));
    }

    /** By which of the amounts of a payment Fortnox goes. */
    private void deliverWhereAmountsAre(String amount) {
        sandboxes.fortnox().assume("payment-amount-abroad", amount);
        try {
            kvitta.deliverAll(merchant);
        } finally {
            sandboxes.fortnox().assume("payment-amount-abroad", "as-sent");
        }
    }

    /** Two charges of 100.00 and 50.00 euro, and a refund of 20.00, for 1 085.00, 540.00 and 218.00 kronor. */
    private void soldInEuroAndPaidOutInKronor() {
        StripeAccount account = stripe.account(key(++stripeAccounts), StripeSandbox.READS_ROWS);
        Instant day = Instant.parse("2026-02-03T10:00:00Z");
        account.charge("2001", day, new Sum(10_000, "eur"), new Sum(108_500, "sek"), 1_800);
        String second = account.charge("2002", day, new Sum(5_000, "eur"), new Sum(54_000, "sek"), 900);
        account.refund(second, day.plusSeconds(86_400), new Sum(2_000, "eur"), new Sum(21_800, "sek"));
        account.manualPayout("sek", Instant.parse("2026-02-09T10:00:00Z"), 138_000);
    }

    /**
     * The other way round: an invoice in kronor, whose money is in euro. What the euro are worth reaches clearing, and the rest
     * of the claim is written off as the exchange difference that it is.
     */
    @ParameterizedTest
    @ValueSource(strings = {"modes: [ledger, payout]", "modes: [match, payout]\n    match: { in: YourReference }"})
    void eurosPayAnInvoiceInKronor(String modes) {
        StripeAccount account = stripe.account(key(++stripeAccounts), StripeSandbox.READS_ROWS);
        Instant day = Instant.parse("2026-02-03T10:00:00Z");
        account.charge("3001", day, new Sum(100_000, "sek"), new Sum(9_200, "eur"), 150);
        String second = account.charge("3002", day, new Sum(50_050, "sek"), new Sum(4_800, "eur"), 80);
        account.refund(second, day.plusSeconds(86_400), new Sum(20_000, "sek"), new Sum(1_900, "eur"));
        write(stripe("EUR", modes));
        kvitta.fetch(merchant + "-eu");
        plan();
        if (modes.contains("match")) {
            ShopInvoices.of(company()).add(in(Postings.State.PLANNED));
        }
        readTheBooks();
        kvitta.deliverAll(merchant);

        Map<Integer, Long> ours = ours();
        if (modes.contains("match")) {
            // Fortnox has rounded the shop's invoice of 500.50 up, and that is written off beside it.
            ours.merge(1510, -50L, Long::sum);
            ours.put(3740, 50L);
        }
        assertThat(theirs()).isEqualTo(ours);
        assertSound();
        // At 10.6044, the rate of the day: 975.60 of 1 000.00, 509.01 of 500.50, and 201.48 for 200.00.
        assertThat(company().sales().payments())
                .filteredOn(payment -> payment.account() != 3740)
                .extracting(InvoicePayment::amountOre)
                .containsExactlyInAnyOrder(97_560L, 50_901L, -20_148L);
        assertThat(theirs()).containsEntry(7960, 2_440L + 148L).containsEntry(3960, -851L);
        kvitta.routes().sendBody("direct:night", merchant);
        // That Fortnox rounds is a reminder of its own.
        assertThat(tasks()).noneMatch(task -> task.reason().code().startsWith("LEDGER_"));
    }

    /** @param currency of the balance at Stripe, and of the profile */
    private String stripe(String currency, String modes) {
        String file = TestMerchants.FORTNOX.replace("modes: [daily, payout]", modes);
        String profile = currency.equals("EUR") ? "  ljus-eu:" : "  ljus-se:";
        int from = file.indexOf(profile);
        return file.substring(0, from)
                + file.substring(from)
                        .replaceFirst("source: klarna", "source: stripe")
                        .replaceFirst(
                                "connection: \\{ account: K700123.*",
                                "orderLines: { ask: never }\n    connection: { key: secret:TEST_STRIPE_KEY_"
                                        + stripeAccounts + ", days: { from: 2026-01-01 } }");
    }

    /** A credit that the merchant has made by hand, at a rate of its own: its payment closes it, and Fortnox has the difference. */
    @Test
    void theMerchantsOwnCreditIsClosedAtItsOwnRate() throws IOException {
        connectEuro();
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("GET", "/3/invoices/\\d+")
                        .always());
        dropEuro(EVEN, even());
        kvitta.deliver(merchant);
        Invoice credit = ShopInvoices.of(company())
                .in("EUR", "10.45", 1)
                .add("YourOrderNumber", "EU-4012", new BigDecimal("-62.75"), true, "2026-03-04");
        sandboxes.fortnox().clearFaults();
        kvitta.clock().advance(Duration.ofHours(1));
        kvitta.deliverAll(merchant);

        assertSound();
        assertThat(theirs()).doesNotContainKey(1510);
        assertThat(done(Kind.CREDIT_INVOICE))
                .extracting(posting -> posting.receipt().theirs())
                .containsExactlyInAnyOrder(-65_574L, null);
        // 62.75 at 10.6310 is 667.10, which clearing has; at 10.45 it is 655.74.
        assertThat(done(Kind.PAYMENT))
                .extracting(posting -> posting.receipt().exchanged())
                .filteredOn(exchanged -> exchanged != 0)
                .containsExactly(1_136L);
        assertThat(company().sales().payments(credit.number())).hasSize(1);
        kvitta.routes().sendBody("direct:night", merchant);
        assertThat(tasks()).isEmpty();
    }

    /** A business in another member state has a card of its own although all others share one. */
    @Test
    void aBusinessAbroadHasACardByItsVatNumber() throws IOException {
        connectEuro();
        sellToABusinessAbroad();

        assertBooked();
        Invoice invoice = invoice("EU-4011");
        assertThat(invoice.head().customerNumber()).isEqualTo("KVITTA-EUREVERSEDVAT-DE123456789");
        assertThat(invoice.rows()).singleElement().satisfies(row -> {
            assertThat(row.account()).isEqualTo(3108);
            assertThat(row.description()).isEqualTo("K-1 Kerze");
            assertThat(row.vatMinor()).isZero();
        });
        assertThat(company().sales().customers())
                .filteredOn(customer -> customer.number().startsWith("KVITTA-EUR"))
                .singleElement()
                .satisfies(card -> assertThat(card.texts())
                        .containsEntry("Name", "Företagskund DE123456789")
                        .containsEntry("VATNumber", "DE123456789")
                        .containsEntry("CountryCode", "DE")
                        .containsEntry("Type", "COMPANY")
                        .containsEntry("VATType", "EUREVERSEDVAT")
                        .doesNotContainKey("Email"));
        assertThat(invoice("EU-4012").head().customerNumber()).isEqualTo("KVITTA-EUVAT-EUR");
    }

    private void sellToABusinessAbroad() throws IOException {
        var shop = new Buyer("", "Kerzen GmbH", "info@kerzen.example", "", "", "", "", "", "", "");
        var lines =
                List.of(new Line(Basket.Kind.GOODS, VatRate.ZERO, 11_900, null, "Kerze", "", "K-1", BigDecimal.ONE));
        tell("EU-4011", "", new Basket(Basket.StatedBy.SHOP, EUR, lines, "DE 123456789", null, shop));
        dropEuro(EVEN, even().replace("19.00;19.00", ";"));
        kvitta.deliverAll(merchant);
    }

    /** Its own card is of the same number, country and kind of VAT; the same digits are another's number elsewhere. */
    @Test
    void aBusinessAbroadHasTheCardThatTheCompanyHasOfItAlready() throws IOException {
        connectEuro();
        own("1001", "AT", "EUREVERSEDVAT");
        own("1002", "DE", "EUREVERSEDVAT");
        own("1003", "DE", "EUVAT");
        sellToABusinessAbroad();

        assertBooked();
        assertThat(invoice("EU-4011").head().customerNumber()).isEqualTo("1002");
        assertThat(company().sales().customers())
                .noneMatch(customer -> customer.number().startsWith("KVITTA-EUR"));
    }

    private void own(String number, String country, String vatType) {
        company()
                .sales()
                .addCustomer("{\"Name\":\"Kerzen\",\"CustomerNumber\":\"" + number
                        + "\",\"OrganisationNumber\":\"123456789\",\"CountryCode\":\"" + country
                        + "\",\"VATType\":\"" + vatType + "\",\"Currency\":\"EUR\"}");
    }

    /** Fortnox keeps its ledger in kronor: euro amounts would stand there as so many kronor. */
    @Test
    void booksInEuroAreRefusedBeforeAnythingIsSent() throws IOException {
        home.merchant(
                merchant,
                TestMerchants.FORTNOX
                        .replace("704001", sandboxes.tenant())
                        .replace("ljus", merchant)
                        .replace("rates: riksbank-demo", "books: EUR"));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo("books");
            assertThat(problem.message()).isEqualTo("Fortnox keeps books in [SEK] only, not in EUR");
        });
        Files.delete(home.folder().resolve("mappings/merchants/" + merchant + ".yaml"));
        kvitta.bean(Merchants.class).refresh();
    }
}
