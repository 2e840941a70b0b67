package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.settlement.OrderReference;
import se.kvitta.testing.ShopInvoices;
import se.kvitta.testing.TestMerchants;

/** What a profile makes of the provider's references, as it ends up in Fortnox. */
class FortnoxReferencesTest extends LedgerInFortnox {

    /** Three orders, WEB-1001 to 1003, the first paid back; their second references are 70011, 70029 and 70038. */
    private static final Path INPUT = Path.of("src/test/resources/golden/sources/klarna/references/input.csv");

    private static final String FIRST_ORDER = "552738db-7dce-43e0-9496-a867324a3741";

    @Override
    Map<String, String> settlements() throws IOException {
        return Map.of("2201500177_20260216T000000_0.csv", Files.readString(INPUT));
    }

    private Invoice addInvoice(String field, String value, String price) {
        return ShopInvoices.of(company()).add(field, value, new BigDecimal(price), true, "2026-02-02");
    }

    private List<Posting> payments(String order) {
        return Stream.of(Postings.State.values())
                .flatMap(state -> in(state).stream())
                .filter(posting -> posting.booking().kind() == Kind.PAYMENT
                        && posting.booking().reference().equals(order))
                .toList();
    }

    private List<HeldEvent> held() {
        Settlements settlements = kvitta.bean(Settlements.class);
        return kvitta.settlements(merchant).stream()
                .flatMap(settlement -> settlements.held(settlement.id()).stream())
                .toList();
    }

    private Invoice invoiceOf(String order) {
        return done(Kind.INVOICE).stream()
                .filter(posting -> posting.booking().reference().equals(order))
                .map(this::of)
                .findFirst()
                .orElseThrow();
    }

    /** A credit invoice has a number and an OCR of its own: it is found through the invoice that it takes back. */
    @ParameterizedTest
    @CsvSource({"OCR, ocr", "DocumentNumber, invoiceNumber"})
    void paysTheInvoiceThatIsCalledAsTheReferenceSays(String field, String use) {
        company().sales().roundToKronor(false);
        Invoice first = addInvoice(field, "70011", "1250");
        Invoice credit = company().sales().creditInvoice(first.number());
        company().sales().bookInvoice(credit.number());
        Invoice second = addInvoice(field, "70029", "500");
        Invoice other = addInvoice("YourReference", "70038", "250");
        connect("modes: [match, payout]\n    references: { secondReference: " + use + " }");
        kvitta.deliver(merchant);
        // Payments of one order go one after another.
        kvitta.clock().advance(Duration.ofMinutes(1));
        kvitta.deliver(merchant);

        assertThat(payments("WEB-1001")).hasSize(2).allMatch(payment -> payment.state() == Postings.State.DONE);
        for (Invoice paid : List.of(first, credit, second)) {
            assertThat(company().sales().invoice(paid.number()).balanceMinor()).isZero();
        }
        assertThat(company().sales().invoice(other.number()).balanceMinor()).isEqualTo(25_000);
        kvitta.clock().advance(Duration.ofDays(15));
        kvitta.deliver(merchant);
        assertThat(tasks())
                .extracting(task ->
                        task.reason().code() + " " + task.reason().facts().get("field"))
                .containsExactly("INVOICE_NOT_FOUND " + field);
    }

    @Test
    void anInvoiceHasTheReferencesThatTheProfileGivesIt() {
        company().sales().roundToKronor(false);
        connect("""
                modes: [ledger, payout]
                    payout: split
                    orderNumber: [{ field: firstReference, pattern: "^WEB-(.+)$" }]
                    references: { orderId: comment, secondReference: ocr }""");
        kvitta.deliver(merchant);

        Invoice first = invoiceOf("1001");
        assertThat(first.ocr()).isEqualTo("70011");
        assertThat(first.head().texts()).containsEntry("YourOrderNumber", "1001");
        assertThat(first.head().texts().get("Comments")).contains("Kundfaktura order 1001, " + FIRST_ORDER + ", ");
        assertThat(company().sales().invoices())
                .filteredOn(invoice -> invoice.creditOf() == first.number())
                .singleElement()
                .satisfies(credit -> {
                    assertThat(credit.ocr()).isNotEqualTo("70011");
                    assertThat(credit.head().texts().get("Comments"))
                            .contains("Kreditfaktura order 1001, " + FIRST_ORDER + ", ");
                });
        assertThat(company().vouchers())
                .filteredOn(voucher -> voucher.description().startsWith("Klarna utbetalning 2201500177"))
                .singleElement()
                .satisfies(payout -> assertThat(payout.rows())
                        .filteredOn(row -> row.account() == 1581)
                        .extracting(row -> Objects.requireNonNullElse(row.text(), ""))
                        .contains("1001, " + FIRST_ORDER));
        // Its check digit is wrong.
        assertThat(held()).singleElement().satisfies(event -> {
            assertThat(event.reason().code()).isEqualTo("OCR_UNFIT");
            assertThat(event.reason().facts())
                    .containsEntry("order", "1003")
                    .containsEntry("value", "70038")
                    .containsEntry("reference", "secondReference");
        });
        assertThat(kvitta.bean(Operations.class).held())
                .anyMatch(line -> line.contains("70038") && line.contains("OCR"));
    }

    @Test
    void anInvoiceIsGivenItsNumberAndNoTwoHaveTheSame() {
        company().sales().roundToKronor(false);
        addInvoice("DocumentNumber", "70029", "500");
        connect("modes: [ledger, payout]\n    references: { secondReference: invoiceNumber }");
        kvitta.deliver(merchant);

        assertThat(invoiceOf("WEB-1001").number()).isEqualTo(70_011);
        assertThat(invoiceOf("WEB-1003").number()).isEqualTo(70_038);
        assertThat(company().sales().invoice(70_038).balanceMinor()).isZero();
        assertThat(company().sales().payments(70_029)).isEmpty();
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo("INVOICE_NUMBER_TAKEN");
            assertThat(task.reason().facts())
                    .containsEntry("order", "WEB-1002")
                    .containsEntry("number", "70029")
                    .containsEntry("dated", "2026-02-02");
        });
        // Two sales, one credit invoice, and the one that was there.
        assertThat(company().sales().invoices()).hasSize(4);

        write(TestMerchants.FORTNOX.replace("modes: [daily, payout]", "modes: [ledger, payout]"));
        Posting refused = in(Postings.State.REFUSED).get(0);
        kvitta.bean(Operations.class).retryPosting(refused.id(), "Anna");
        kvitta.deliverAll(merchant);
        assertThat(invoiceOf("WEB-1002").number()).isNotEqualTo(70_029);
        assertThat(invoiceOf("WEB-1002").balanceMinor()).isZero();
        assertThat(tasks()).isEmpty();
    }

    /** What waits follows the file as it is now, and what the provider stated is not lost. */
    @Test
    void theNumberOfAnOrderFollowsTheSetting() {
        String match = "modes: [match, payout]\n    match: { in: YourReference }\n    orderNumber: ";
        connect(match + "[{ field: secondReference, pattern: \"^F-\" }]");
        kvitta.deliver(merchant);
        assertThat(held()).extracting(event -> event.reason().code()).containsOnly("REFERENCE_MISSING");
        assertThat(held()).hasSize(4);

        write(TestMerchants.FORTNOX.replace(
                "modes: [daily, payout]", match + "[{ field: secondReference }, { field: orderId }]"));
        kvitta.settlements(merchant)
                .forEach(settlement -> kvitta.bean(Operations.class).retryHeld(settlement.id(), "Anna"));

        assertThat(held()).isEmpty();
        OrderReference order = Objects.requireNonNull(
                        payments("70011").get(0).booking().invoice())
                .order();
        assertThat(order.number()).isEqualTo("70011");
        assertThat(order.firstReference()).isEqualTo("WEB-1001");
        assertThat(payments("70011")).hasSize(2);
    }
}
