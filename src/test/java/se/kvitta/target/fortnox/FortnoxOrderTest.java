package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.operations.Operations;
import se.kvitta.report.BookReports;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Order;
import se.kvitta.testing.TestMerchants;

/** Mode {@code order}: sales orders and unbooked invoices in Fortnox. */
class FortnoxOrderTest extends FortnoxService {

    private static final int YEAR = 6;
    private static final Path SAMPLE =
            Path.of("src/test/resources/golden/sources/klarna/sample-2201447718-sek-extended/input.csv");

    @Override
    void deliverSettlements() throws IOException {
        sandboxes.deliver(
                "2201447718_20260216T000000_0.csv",
                // A gift card that paid part of an order cannot be told without its lines.
                Files.readString(SAMPLE).replace("25.00;149.80", "25.00;109.80"));
    }

    private void connect(String orders) {
        write(TestMerchants.FORTNOX
                .replace("rates: { SE: 25 } }", "rates: { SE: 25 }, zeroRules: [ { name: exempt, box: \"42\" } ] }")
                .replace("modes: [daily, payout]", "modes: [order]\n    orders: " + orders));
        kvitta.fetch(merchant + "-se");
    }

    private List<Posting> done() {
        return in(Postings.State.DONE);
    }

    private List<String> asked() {
        return tasks().stream().map(task -> task.reason().code()).toList();
    }

    private Order of(Posting posting) {
        return company().sales().orders().stream()
                .filter(order -> posting.marker().equals(order.head().texts().get("ExternalInvoiceReference1")))
                .reduce((one, other) -> {
                    throw new AssertionError("twice: " + posting.marker());
                })
                .orElseThrow();
    }

    @Test
    void everyOrderIsASalesOrderAndTheBooksAreNotTouched() {
        Map<Integer, Long> before = company().balances(YEAR);
        connect("order");
        kvitta.deliverAll(merchant);

        assertThat(done())
                .hasSize(9)
                .allSatisfy(posting -> assertThat(posting.booking().kind()).isEqualTo(Kind.SALES_ORDER));
        assertThat(done()).allSatisfy(posting -> {
            Order order = of(posting);
            assertThat(order.head().texts())
                    .containsEntry("YourOrderNumber", posting.booking().reference());
            assertThat(order.head().invoiceDate())
                    .isEqualTo(posting.booking().voucher().date());
            assertThat(posting.receipt().number()).isEqualTo(String.valueOf(order.number()));
        });
        assertThat(company().balances(YEAR)).isEqualTo(before);
        assertThat(company().sales().invoices()).isEmpty();
        assertThat(company().invariants()).isEmpty();
        // Two refunds cannot be said by a sales order.
        assertThat(asked()).containsExactly("EVENTS_HELD");
    }

    /** What is in no books is in no report of them, and no check misses it. */
    @Test
    void theMonthSaysNothingOfMoneyThatIsNotBooked() throws IOException {
        connect("order");
        kvitta.deliverAll(merchant);

        var json = new ByteArrayOutputStream();
        kvitta.bean(BookReports.class).monthAsJson(merchant, YearMonth.of(2026, 2), "sv", json);
        JsonNode month = new ObjectMapper().readTree(json.toByteArray());
        assertThat(month.path("merchant").asText()).isEqualTo(merchant);
        assertThat(month.path("clearings")).isEmpty();
        assertThat(month.path("balances")).isEmpty();
        assertThat(asked()).containsExactly("EVENTS_HELD");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.Kind.class,
            names = {"LOST_REPLY", "CUT_BEFORE", "SYSTEM_EXCEPTION"})
    void everyOrderIsMadeOnceWhateverBecomesOfTheCall(Fault.Kind kind) {
        connect("order");
        sandboxes.fortnox().fault(Fault.of(kind).on("POST", "/3/orders").times(3));
        kvitta.deliverAll(merchant);

        assertThat(done()).hasSize(9).allSatisfy(this::of);
        assertThat(company().sales().orders()).hasSize(9);
    }

    /** The answer is lost, and before it is looked for somebody cuts its reference: a second one would be sent out. */
    @Test
    void anOrderThatSomebodyEditedBeforeItWasFoundWaitsForAPersonAndIsNotMadeAgain() {
        connect("order");
        sandboxes.fortnox().fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/orders"));
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE).on("GET", "/3/orders").always());
        kvitta.deliver(merchant);
        List<Posting> unknown = in(Postings.State.PLANNED);
        assertThat(unknown).hasSize(1);
        Order order = of(unknown.get(0));
        refer(order, unknown.get(0).marker().substring(0, 12));
        sandboxes.fortnox().clearFaults();
        kvitta.deliverAll(merchant);

        assertThat(company().sales().orders()).hasSize(9);
        assertThat(in(Postings.State.HELD))
                .extracting(Posting::id)
                .containsExactly(unknown.get(0).id());
        assertThat(tasks())
                .filteredOn(task -> task.reason().code().equals("ORDER_LOOKS_ALIKE"))
                .singleElement()
                .satisfies(task -> assertThat(task.reason().facts())
                        .containsEntry("number", String.valueOf(order.number()))
                        .containsEntry("field", "ExternalInvoiceReference1"));

        refer(order, unknown.get(0).marker());
        kvitta.bean(Operations.class).retryPosting(unknown.get(0).id(), "test");
        kvitta.deliverAll(merchant);
        assertThat(done()).hasSize(9).allSatisfy(this::of);
        assertThat(company().sales().orders()).hasSize(9);
    }

    private void refer(Order order, String reference) {
        company().sales().editOrder(order.number(), "{\"ExternalInvoiceReference1\":\"" + reference + "\"}");
    }

    /** Fortnox rounds an invoice as the company's setting says, and its buyer pays what it says. */
    @Test
    void anUnbookedInvoiceIsTheMerchantsToBook() {
        Map<Integer, Long> before = company().balances(YEAR);
        connect("invoice");
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/invoices").times(2));
        kvitta.deliverAll(merchant);

        assertThat(done())
                .hasSize(9)
                .allSatisfy(posting -> assertThat(posting.booking().kind()).isEqualTo(Kind.UNBOOKED_INVOICE));
        assertThat(company().sales().invoices()).hasSize(9).allSatisfy(invoice -> {
            assertThat(invoice.booking()).isNull();
            assertThat(invoice.sums().totalMinor() % 100).isZero();
            assertThat(invoice.head().dueDate()).isAfter(invoice.head().invoiceDate());
        });
        assertThat(company().balances(YEAR)).isEqualTo(before);
        assertThat(company().sales().payments()).isEmpty();
        assertThat(company().invariants()).isEmpty();
        assertThat(asked()).containsExactly("EVENTS_HELD");
    }
}
