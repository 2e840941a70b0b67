package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.journal.Postings;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.operations.Operations;
import se.kvitta.order.KeptBuyers;
import se.kvitta.sandbox.fortnox.Customer;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Buyer;

/** In whose name invoices are in Fortnox: generic customers, cards of buyers, and what becomes of cards that go away. */
class FortnoxCustomersTest extends LedgerInFortnox {

    private static final Path SAMPLES = Path.of("src/test/resources/golden/sources/klarna");
    private static final String GENERIC = "KVITTA-SEVAT-SEK";
    private static final String SEARCH = "GET /3/customers";
    private static final VatRate STANDARD = VatRate.parse("25");

    private static final Buyer ANNA = new Buyer(
            "", "Anna Ek", "anna@example.com", "070-123 45 67", "", "Storgatan 1", "", "222 22", "Lund", "SE");

    @Override
    Map<String, String> settlements() throws IOException {
        return Map.of(
                "2201447718_20260216T000000_0.csv",
                Files.readString(SAMPLES.resolve("sample-2201447718-sek-extended/input.csv"))
                        .replace("25.00;149.80", "25.00;109.80"));
    }

    private void tell(String order, Buyer buyer, Line... lines) {
        tell(order, "", new Basket(Basket.StatedBy.SHOP, Money.SEK, List.of(lines), "", null, buyer));
    }

    private static Line goods(VatRate rate, long gross) {
        return Line.of(Basket.Kind.GOODS, rate, gross);
    }

    /** Three orders of one buyer, one of another, and one of whom nothing tells who it is. */
    private void tellOrders() {
        tell("10231", ANNA, goods(STANDARD, 129_800));
        tell("10232", moved(ANNA, " Anna@Example.COM"), goods(STANDARD, 34_800), goods(VatRate.parse("6"), 31_800));
        tell("10234", ANNA, goods(STANDARD, 499_000));
        tell("10236", named("Bo Berg", "bo@example.com"), goods(STANDARD, 54_900));
        tell("10237", named("Cia Dahl", ""), goods(STANDARD, 89_900));
    }

    private static Buyer moved(Buyer buyer, String email) {
        return new Buyer(
                buyer.id(), buyer.name(), email, buyer.phone(), "", "Nygatan 2", "", "111 11", "Stockholm", "SE");
    }

    private static Buyer named(String name, String email) {
        return new Buyer("", name, email, "070-765 43 21", "", "", "", "", "", "");
    }

    private List<Customer> cards() {
        return company().sales().customers().stream()
                .filter(customer -> customer.number().startsWith("KVITTA-"))
                .toList();
    }

    private Customer cardOf(String order) {
        String number = invoice(order).head().customerNumber();
        return cards().stream()
                .filter(card -> card.number().equals(number))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> faults() {
        return Stream.of("POST /3/customers", "GET /3/customers", "GET /3/customers/.*", "POST /3/invoices")
                .flatMap(call -> Stream.of(Fault.Kind.LOST_REPLY, Fault.Kind.CUT_BEFORE, Fault.Kind.SYSTEM_EXCEPTION)
                        .map(kind -> Arguments.of(call, kind)));
    }

    /** Four lanes run at once: two orders of the same buyer are in flight together. */
    @ParameterizedTest
    @MethodSource("faults")
    void everyBuyerHasOneCardWhateverBecomesOfTheCalls(String call, Fault.Kind kind) {
        connectWith("customers: buyer, keep: [email, name, address]");
        tellOrders();
        String[] parts = call.split(" ", 2);
        sandboxes.fortnox().fault(Fault.of(kind).on(parts[0], parts[1]).times(3));
        kvitta.deliverAll(merchant);

        assertBooked(0);
        assertThat(cards()).hasSize(3);
        assertThat(cardOf("10231"))
                .isEqualTo(cardOf("10232"))
                .isEqualTo(cardOf("10234"))
                .satisfies(card -> assertThat(card.number()).matches("KVITTA-SEVAT-[0-9A-F]{16}"));
        assertThat(cardOf("10236").name()).isEqualTo("Bo Berg");
        assertThat(cardOf("10237").number()).isEqualTo(GENERIC);
        assertThat(cardOf("10233").number()).isEqualTo(GENERIC);
    }

    /** The card of a buyer who has moved stays as it is. */
    @Test
    void nothingIsSentOrKeptThatTheMerchantHasNotChosen() {
        connectWith("customers: buyer, keep: [email, name, address]");
        tellOrders();
        kvitta.deliverAll(merchant);

        Customer anna = cardOf("10231");
        assertThat(anna.texts())
                .containsEntry("Email", anna.text("Email"))
                .containsEntry("Name", "Anna Ek")
                .containsEntry("Type", "PRIVATE")
                .containsEntry("VATType", "SEVAT")
                .containsEntry("CountryCode", "SE")
                .doesNotContainKeys("Phone1", "ExternalReference", "OrganisationNumber");
        assertThat(List.of("Storgatan 1", "Nygatan 2")).contains(anna.text("Address1"));
        assertThat(stored("070")).isZero();
        assertThat(stored("Anna Ek")).isPositive();
    }

    @Test
    void nothingOfABuyerIsKeptForGenericCustomers() {
        connect("modes: [ledger, payout]");
        tellOrders();
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(cards()).extracting(Customer::number).containsExactly(GENERIC);
        assertThat(stored("Anna Ek")).isZero();
        assertThat(stored("example.com")).isZero();
        // All four lanes begin together: each looks, makes it, and looks again when another was first.
        assertThat(sandboxes.fortnox().calls("POST /3/customers")).isLessThanOrEqualTo(4);
        assertThat(sandboxes.fortnox().calls("GET /3/customers/{CustomerNumber}"))
                .isLessThanOrEqualTo(8);
        assertThat(calls(SEARCH)).isZero();
    }

    /** How many orders and postings of the merchant hold a text. */
    private long stored(String text) {
        return JdbcClient.create(kvitta.bean(DataSource.class))
                .sql("""
                        select (select count(*) from shop_order where merchant = :merchant and basket like :text)
                            + (select count(*) from posting where merchant = :merchant and details like :text)
                        """)
                .param("merchant", merchant)
                .param("text", "%" + text + "%")
                .query(Long.class)
                .single();
    }

    @Test
    void aCompanyIsKnownByItsNumberHoweverItIsWritten() {
        connectWith("customers: buyer, keep: [organisationNumber, id, phone, email]");
        var company = new Buyer("7", "", "no address", "046+10 20 30", "165599990016", "", "", "", "", "");
        var again = new Buyer("", "", "", "", "559999-0016", "", "", "", "", "");
        tell("10231", company, goods(STANDARD, 129_800));
        tell("10234", again, goods(STANDARD, 499_000));
        tell("10236", new Buyer("7", "", "", "", "", "", "", "", "", ""), goods(STANDARD, 54_900));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(cardOf("10231")).isEqualTo(cardOf("10234")).satisfies(card -> assertThat(card.texts())
                .containsEntry("OrganisationNumber", "559999-0016")
                .containsEntry("Type", "COMPANY")
                .doesNotContainKey("Email"));
        assertThat(cardOf("10236")).isNotEqualTo(cardOf("10231")).satisfies(card -> assertThat(card.texts())
                .containsEntry("ExternalReference", merchant + "-se/7")
                .containsEntry("Type", "PRIVATE"));
    }

    /** What was kept of buyers whose invoices are made, and of one whose is not, goes with the choice; the books do not change. */
    @Test
    void whatTheMerchantDoesNotKeepAnyMoreIsStoredNoMore() throws IOException {
        connectWith("customers: buyer, keep: [email, name, address]");
        tellOrders();
        tell("10241", ANNA, goods(STANDARD, 37_500));
        work();
        kvitta.deliverAll(merchant);
        assertThat(stored("Anna Ek")).isPositive();
        Map<Integer, Long> booked = ours();
        List<String> keys = keys();

        writeWith("customers: buyer, keep: [email]");
        work();
        assertThat(stored("Anna Ek")).isZero();
        assertThat(stored("Storgatan")).isZero();
        assertThat(stored("anna@example.com")).isPositive();
        assertThat(keys()).isEqualTo(keys);

        writeWith("customers: generic");
        assertThat(kvitta.bean(KeptBuyers.class).keepingLess()).contains(merchant);
        work();
        assertThat(kvitta.bean(KeptBuyers.class).keepingLess()).doesNotContain(merchant);
        assertThat(stored("example.com")).isZero();
        assertThat(keys()).isEqualTo(keys);
        assertThat(ours()).isEqualTo(booked);
        fetchAnother(ANNA);
        assertThat(invoice("1041").head().customerNumber()).isEqualTo(GENERIC);
        assertThat(stored("example.com")).isZero();
        assertBooked(0);
    }

    /** What a delivery job does, after it has looked at the merchant's file. */
    private void work() {
        kvitta.routes().sendBody("direct:work", merchant);
    }

    private List<String> keys() {
        return in(Postings.State.DONE).stream()
                .map(posting -> posting.booking().key() + " " + posting.marker() + " " + posting.receipt())
                .toList();
    }

    /** The customer is made, and no invoice is, before somebody takes it away. */
    private void makeTheCustomerOnly() {
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("POST", "/3/invoices")
                        .always());
        kvitta.deliver(merchant);
        assertThat(cards()).hasSize(1);
        assertThat(company().sales().invoices()).isEmpty();
        sandboxes.fortnox().clearFaults();
        sandboxes.fortnox().resetCalls();
        kvitta.clock().advance(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCustomerThatGoesAwayIsMadeAnewOnceAndWithoutAStorm(boolean deleted) throws IOException {
        connect("modes: [ledger, payout]");
        makeTheCustomerOnly();
        if (deleted) {
            company().sales().deleteCustomer(GENERIC);
        } else {
            company().sales().deactivateCustomer(GENERIC);
        }
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(cards())
                .filteredOn(Customer::active)
                .extracting(Customer::number)
                .containsExactly(GENERIC + "-2");
        long lanes = 4;
        long made = company().sales().invoices().size();
        assertThat(sandboxes.fortnox().calls("POST /3/invoices")).isLessThanOrEqualTo(made + lanes);
        assertThat(sandboxes.fortnox().calls("GET /3/customers/{CustomerNumber}"))
                .isLessThanOrEqualTo(4 * lanes);

        // Another process finds it, and makes no third.
        restart();
        drop("2201500102_20260216T000000_0.csv", Files.readString(SAMPLES.resolve("refund/input.csv")));
        kvitta.deliverAll(merchant);
        assertBooked();
        assertThat(invoice("1041").head().customerNumber()).isEqualTo(GENERIC + "-2");
        assertThat(cards()).filteredOn(Customer::active).hasSize(1);
    }

    @Test
    void aRefusalThatHasAnotherCauseLooksForNoCustomer() {
        connect("modes: [ledger, payout]");
        makeTheCustomerOnly();
        company().activate(YEAR, 3001, false);
        kvitta.deliverAll(merchant);

        assertThat(in(Postings.State.REFUSED)).hasSizeGreaterThan(4);
        assertThat(sandboxes.fortnox().calls("GET /3/customers/{CustomerNumber}"))
                .isZero();
    }

    @Test
    void aPersonIsToldWhenEverySuccessorIsClosed() {
        connect("modes: [ledger, payout]");
        for (int i = 1; i <= 20; i++) {
            company()
                    .sales()
                    .addCustomer("{\"Name\":\"Webbkund\",\"Active\":false,\"CustomerNumber\":\"" + GENERIC
                            + (i == 1 ? "" : "-" + i) + "\"}");
        }
        kvitta.deliverAll(merchant);

        assertThat(done(Kind.INVOICE)).isEmpty();
        assertThat(tasks()).anySatisfy(task -> {
            assertThat(task.reason().code()).isEqualTo("CUSTOMER_CARDS_CLOSED");
            assertThat(task.reason().facts()).containsEntry("customer", GENERIC).containsEntry("count", "20");
        });
    }

    /** A card that somebody else made, such as the integration that the company had before. */
    private Customer own(String number, String fields) {
        return company()
                .sales()
                .addCustomer("{\"CustomerNumber\":\"" + number
                        + "\",\"Name\":\"Anna Ek, butiken\",\"Type\":\"PRIVATE\"," + fields + "}");
    }

    private static String email(String address) {
        return "\"Email\":\"" + address + "\"";
    }

    /** Cards that a search answers, or that are of the same buyer, and that its invoices cannot be in the name of. */
    private void addCardsThatDoNotFit() {
        own("1001", email("johanna@example.com"));
        own("1002", email("anna@example.com.example"));
        own("1003", email("anna@example.com") + ",\"Active\":false");
        own("1004", email("anna@example.com") + ",\"VATType\":\"EXPORT\"");
        own("1005", email("anna@example.com") + ",\"CountryCode\":\"NO\"");
        own("1006", email("anna@example.com") + ",\"Currency\":\"EUR\"");
        own("1007", email("anna@example.com") + ",\"Type\":\"COMPANY\",\"OrganisationNumber\":\"559999-0016\"");
    }

    private List<String> numbers() {
        return company().sales().customers().stream().map(Customer::number).toList();
    }

    /** An order of the buyer that is fetched later. */
    private void fetchAnother(Buyer buyer) throws IOException {
        tell("1041", buyer, goods(STANDARD, 37_500));
        sandboxes.fortnox().resetCalls();
        drop("2201500102_20260216T000000_0.csv", Files.readString(SAMPLES.resolve("refund/input.csv")));
        kvitta.deliverAll(merchant);
    }

    /** The card is found once, whatever becomes of the calls; after that neither a search nor a look is needed. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"LOST_REPLY", "CUT_BEFORE"})
    void aBuyerWhomTheCompanyHasACardOfGetsNoSecondOne(Fault.Kind kind) throws IOException {
        connectWith("customers: buyer, keep: [email, name, address]");
        addCardsThatDoNotFit();
        Customer card = own("A/1042", email("ANNA@example.com"));
        tellOrders();
        sandboxes.fortnox().fault(Fault.of(kind).on("GET", "/3/customers").times(2));
        sandboxes.fortnox().fault(Fault.of(kind).on("POST", "/3/invoices").times(2));
        kvitta.deliverAll(merchant);

        assertBooked(0);
        assertThat(List.of("10231", "10232", "10234"))
                .allSatisfy(order ->
                        assertThat(invoice(order).head().customerNumber()).isEqualTo("A/1042"));
        assertThat(company().sales().customers()).contains(card);
        assertThat(cards()).hasSize(2);
        assertThat(cards()).extracting(Customer::name).contains("Bo Berg");

        restart();
        fetchAnother(ANNA);
        assertBooked(0);
        assertThat(invoice("1041").head().customerNumber()).isEqualTo("A/1042");
        assertThat(calls(SEARCH)).isZero();
        // The other order is of the generic customer.
        assertThat(calls("GET /3/customers/{CustomerNumber}")).isOne();
        assertThat(cards()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCardOfTheCompanysOwnThatGoesAwayIsFollowedByOurs(boolean restarted) throws IOException {
        connectWith("customers: buyer, keep: [email, name, address]");
        own("1042", email("anna@example.com"));
        tellOrders();
        kvitta.deliverAll(merchant);
        assertThat(invoice("10231").head().customerNumber()).isEqualTo("1042");
        company().sales().deactivateCustomer("1042");
        if (restarted) {
            restart();
        }
        fetchAnother(ANNA);

        assertBooked(0);
        assertThat(cardOf("1041").name()).isEqualTo("Anna Ek");
        assertThat(cards()).hasSize(3);

        // Nobody goes back to the former when it is opened again.
        assertThat(JdbcClient.create(kvitta.bean(DataSource.class))
                        .sql("select count(*) from customer_card where merchant = ?")
                        .param(merchant)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    /** It was chosen, and no invoice is in its name yet, when somebody deletes it. */
    @Test
    void aCardOfTheCompanysOwnThatIsDeletedIsFollowedByOurs() {
        connectWith("customers: buyer, keep: [email, name, address]");
        own("1042", email("anna@example.com"));
        tellOrders();
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("POST", "/3/invoices")
                        .always());
        kvitta.deliver(merchant);
        company().sales().deleteCustomer("1042");
        sandboxes.fortnox().clearFaults();
        kvitta.clock().advance(Duration.ofHours(1));
        kvitta.deliverAll(merchant);

        assertBooked(0);
        assertThat(cardOf("10231")).isEqualTo(cardOf("10232")).isEqualTo(cardOf("10234"));
        assertThat(cardOf("10231").name()).isEqualTo("Anna Ek");
    }

    /** What is hidden is no answer: neither is the card taken, nor a second one made. */
    @Test
    void aCardThatIsNotShownWholeWaitsForAPerson() {
        connectWith("customers: buyer, keep: [email, name, address]");
        own("1042", email("anna@example.com"));
        company().withhold(List.of("Customer.VATNumber"));
        tellOrders();
        kvitta.deliverAll(merchant);

        assertThat(tasks()).hasSize(3).allSatisfy(task -> {
            assertThat(task.reason().code()).isEqualTo("TARGET_FIELD_HIDDEN");
            assertThat(task.reason().facts()).containsEntry("field", "VATNumber");
        });
        company().withhold(List.of());
        in(Postings.State.HELD).forEach(posting -> kvitta.bean(Operations.class).retryPosting(posting.id(), "test"));
        kvitta.deliverAll(merchant);
        assertBooked(0);
        assertThat(invoice("10231").head().customerNumber()).isEqualTo("1042");
    }

    private void deliverWithTwoCardsOfAnna(String existing) {
        connectWith("customers: buyer, keep: [email, name, address], existing: " + existing);
        own("998", email("anna@example.com"));
        own("1042", email("anna@example.com"));
        tellOrders();
        kvitta.deliverAll(merchant);
    }

    @Test
    void ofSeveralCardsNoneIsTakenUnlessTheMerchantSaysSo() {
        deliverWithTwoCardsOfAnna("one");

        assertBooked(0);
        assertThat(cardOf("10231")).isEqualTo(cardOf("10232")).isEqualTo(cardOf("10234"));
        assertThat(calls(SEARCH)).isLessThanOrEqualTo(4 + 1);
    }

    @Test
    void ofSeveralCardsTheLatestIsTakenWhereTheMerchantSaysSo() {
        deliverWithTwoCardsOfAnna("latest");

        assertBooked(0);
        assertThat(invoice("10231").head().customerNumber()).isEqualTo("1042");
    }

    @Test
    void ofSeveralCardsAPersonTellsWhichWhereTheMerchantSaysSo() {
        deliverWithTwoCardsOfAnna("ask");

        assertThat(tasks()).hasSize(3).allSatisfy(task -> {
            assertThat(task.reason().code()).isEqualTo("CUSTOMER_CARDS_SEVERAL");
            assertThat(task.reason().facts()).containsEntry("customers", "1042, 998");
        });
        assertThat(numbers())
                .noneMatch(number -> number.matches("KVITTA-SEVAT-[0-9A-F]{16}.*") && isOf(number, "Anna Ek"));

        company().sales().deactivateCustomer("1042");
        in(Postings.State.REFUSED)
                .forEach(posting -> kvitta.bean(Operations.class).retryPosting(posting.id(), "test"));
        kvitta.deliverAll(merchant);
        assertBooked(0);
        assertThat(invoice("10231").head().customerNumber()).isEqualTo("998");
    }

    private boolean isOf(String number, String name) {
        return company().sales().customers().stream()
                .anyMatch(card -> card.number().equals(number) && card.name().equals(name));
    }

    /** Not even one that was taken before the merchant said so. */
    @Test
    void noCardOfTheCompanysOwnIsTakenWhereTheMerchantSaysSo() throws IOException {
        connectWith("customers: buyer, keep: [email, name, address]");
        own("1042", email("anna@example.com"));
        tellOrders();
        kvitta.deliverAll(merchant);
        assertThat(invoice("10231").head().customerNumber()).isEqualTo("1042");

        writeWith("customers: buyer, keep: [email, name, address], existing: never");
        fetchAnother(ANNA);
        assertBooked(0);
        assertThat(cardOf("1041").name()).isEqualTo("Anna Ek");
        assertThat(calls(SEARCH)).isZero();
    }

    /** A company is known by its number, on whatever page it stands and in whatever form; not by an address that it shares. */
    @Test
    void aCompanyIsFoundByItsNumberHoweverItIsWritten() {
        connectWith("customers: buyer, keep: [organisationNumber, email]");
        for (int i = 0; i < 510; i++) {
            own("1" + (1000 + i), "\"OrganisationNumber\":\"559999-" + (1000 + i) + "\"");
        }
        own("20001", "\"OrganisationNumber\":\"165599990016\"");
        own("20002", email("buyer@example.com"));
        own("20003", email("other@example.com") + ",\"VATNumber\":\"SE559999002401\"");
        tell("10231", company("SE559999001601", "buyer@example.com"), goods(STANDARD, 129_800));
        tell("10234", company("559999-0024", "other@example.com"), goods(STANDARD, 499_000));
        tell("10236", company("559999-0032", "buyer@example.com"), goods(STANDARD, 54_900));
        kvitta.deliverAll(merchant);

        assertBooked(0);
        assertThat(invoice("10231").head().customerNumber()).isEqualTo("20001");
        assertThat(invoice("10234").head().customerNumber()).isEqualTo("20003");
        assertThat(cardOf("10236").text("OrganisationNumber")).isEqualTo("559999-0032");
    }

    private static Buyer company(String number, String email) {
        return new Buyer("", "", email, "", number, "", "", "", "", "");
    }

    /** What Fortnox would refuse of a buyer's data is left out; the invoice does not wait for it. */
    @Test
    void whatFortnoxWouldRefuseOfABuyerIsLeftOut() {
        connectWith("customers: buyer, keep: [email, name, address, organisationNumber]");
        tell(
                "10231",
                new Buyer(
                        "",
                        "Åsa \"Ljus\" <Öberg>",
                        "asa@example",
                        "",
                        "12-34",
                        "Gatan 1|2",
                        "",
                        "12345678901",
                        "Seoul",
                        "KR"),
                goods(STANDARD, 129_800));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(cardOf("10231").texts())
                .containsEntry("Name", "Åsa ’Ljus’ (Öberg)")
                .containsEntry("Address1", "Gatan 1/2")
                .doesNotContainKeys("Email", "ZipCode", "CountryCode", "OrganisationNumber");
    }
}
