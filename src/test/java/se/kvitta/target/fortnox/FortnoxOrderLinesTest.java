package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.Invoice;
import se.kvitta.sandbox.fortnox.InvoicePayment;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Line;

/** The lines of an order as the rows of its invoice, wherever Fortnox then books the same to the öre. */
class FortnoxOrderLinesTest extends LedgerInFortnox {

    private static final Path SAMPLE =
            Path.of("src/test/resources/golden/sources/klarna/sample-2201447718-sek-extended/input.csv");
    private static final VatRate STANDARD = VatRate.parse("25");
    private static final VatRate FOOD = VatRate.parse("12");
    private static final VatRate BOOKS = VatRate.parse("6");

    @Override
    Map<String, String> settlements() throws IOException {
        return Map.of(
                "2201447718_20260216T000000_0.csv", Files.readString(SAMPLE).replace("25.00;149.80", "25.00;109.80"));
    }

    private void tell(String order, Line... lines) {
        tellPart(order, "", lines);
    }

    private void tellPart(String order, String part, Line... lines) {
        tell(order, part, new Basket(Basket.StatedBy.SHOP, Money.SEK, List.of(lines), "", null));
    }

    private static Line line(Basket.Kind kind, VatRate rate, String quantity, String article, String text, long gross) {
        return new Line(kind, rate, gross, null, text, "", article, new BigDecimal(quantity));
    }

    private static Line goods(VatRate rate, String quantity, String article, String text, long gross) {
        return line(Basket.Kind.GOODS, rate, quantity, article, text, gross);
    }

    /** {@code quantity x price description account VAT} of every row. */
    private static List<String> rows(Invoice invoice) {
        return invoice.rows().stream()
                .map(row -> row.quantity().stripTrailingZeros().toPlainString() + " x "
                        + row.price().toPlainString() + " " + row.description() + " " + row.account() + " "
                        + row.vatPercent().stripTrailingZeros().toPlainString())
                .toList();
    }

    /** Freight and a discount have rows of their own; what cannot be divided is one piece that says how many. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLinesOfAnOrderAreTheRowsOfItsInvoice(boolean rounding) {
        company().sales().roundToKronor(rounding);
        connect("modes: [ledger, payout]");
        tell(
                "10231",
                goods(STANDARD, "2", "LJUS-20", "Blockljus 20 cm", 29_800),
                goods(STANDARD, "3", "", "Ljusstake i mässing, stor, med tre armar och fot av ek", 100_000),
                line(Basket.Kind.FREIGHT, STANDARD, "1", "", "Frakt", 4_900),
                line(Basket.Kind.DISCOUNT, STANDARD, "1", "", "Rabatt", -4_900));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(rows(invoice("10231")).subList(0, 4))
                .containsExactly(
                        "2 x 149.00 LJUS-20 Blockljus 20 cm 3001 25",
                        "1 x 1000.00 3 x Ljusstake i mässing, stor, med tre armar och f 3001 25",
                        "1 x 49.00 Frakt 3520 25",
                        "-1 x 49.00 Rabatt 3001 25");
        assertThat(invoice("10231").head().texts().get("Comments")).doesNotContain("sammanslagna");
        assertThat(rows(invoice("10237")))
                .as("of whose lines nobody has told")
                .containsExactly(
                        "1 x 399.00 Försäljning order 10237 3001 25", "1 x 500.00 Försäljning order 10237 3004 0");
    }

    /** Three times 80.10 at 12 % is 25.74 row by row, and 25.75 together: which of them Fortnox does is not known. */
    @Test
    void oneRowForEachAccountWhereLinesMayComeToAnotherVat() {
        connect("modes: [ledger, payout]");
        tell(
                "10233",
                goods(STANDARD, "1", "", "Mugg", 12_900),
                goods(FOOD, "1", "", "Kaffe", 8_010),
                goods(FOOD, "1", "", "Te", 8_010),
                goods(FOOD, "1", "", "Kakao", 8_010));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(invoice("10233").rows())
                .extracting(Invoice.Row::description)
                .allMatch(text -> text.equals("Försäljning order 10233") || text.equals("Öresutjämning"));
        assertThat(invoice("10233").head().texts().get("Comments"))
                .endsWith(", orderns 4 rader är sammanslagna: deras moms blir en annan i öre räknat");
    }

    @Test
    void linesThatAreNotRowsAreTextsWhereTheMerchantWantsThem() {
        company().sales().roundToKronor(false);
        connectWith("lines: texts");
        tell(
                "10233",
                goods(STANDARD, "1", "", "Mugg", 12_900),
                goods(FOOD, "1", "K-1", "Kaffe", 8_010),
                goods(FOOD, "2.5", "", "Te", 8_010),
                goods(FOOD, "1", "", "Kakao", 8_010));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(rows(invoice("10233")).subList(2, 6))
                .containsExactly(
                        "0 x 0.00 Mugg null 0",
                        "0 x 0.00 K-1 Kaffe null 0",
                        "0 x 0.00 2.5 x Te null 0",
                        "0 x 0.00 Kakao null 0");
    }

    @Test
    void noLinesWhereTheMerchantWantsNone() {
        connectWith("lines: none");
        tell("10234", goods(STANDARD, "1", "", "Lykta", 499_000));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(rows(invoice("10234"))).containsExactly("1 x 4990.00 Försäljning order 10234 3001 25");
    }

    @Test
    void anOrderOfMoreLinesThanAnInvoiceTakesIsMerged() {
        connect("modes: [ledger, payout]");
        tell(
                "10234",
                IntStream.rangeClosed(1, 499)
                        .mapToObj(i -> goods(STANDARD, "1", "", "Ljus " + i, 1_000))
                        .toArray(Line[]::new));
        tell(
                "10236",
                IntStream.rangeClosed(1, 549)
                        .mapToObj(i -> goods(STANDARD, "1", "", "Veke " + i, 100))
                        .toArray(Line[]::new));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(invoice("10234").rows()).hasSize(499);
        assertThat(invoice("10236").rows()).hasSize(1);
        assertThat(invoice("10236").head().texts().get("Comments")).endsWith("sammanslagna: de är för många");
    }

    /** Freight that names no rate follows the goods by value, and the refund takes some of its lines back. */
    @Test
    void whatIsSpreadOverRatesHasARowAtEachAndARefundHasItsOwnRows() throws IOException {
        connect("modes: [ledger, payout]");
        tell("10232", goods(STANDARD, "1", "L-1", "Ljus", 34_800), goods(BOOKS, "2", "B-1", "Bok om ljus", 31_800));
        String refund = Files.readString(SAMPLE)
                .lines()
                .filter(row -> row.startsWith("RETURN") && row.contains(";10232;"))
                .map(row -> row.split(";", -1)[10])
                .findFirst()
                .orElseThrow();
        tellPart("10232", refund, goods(STANDARD, "1", "L-1", "Ljus", 29_900));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(rows(invoice("10232")))
                .containsExactly("1 x 348.00 L-1 Ljus 3001 25", "2 x 159.00 B-1 Bok om ljus 3003 6");
        Invoice credit = done(Kind.CREDIT_INVOICE).stream()
                .filter(posting -> posting.booking().reference().equals("10232"))
                .map(this::of)
                .findFirst()
                .orElseThrow();
        assertThat(rows(credit)).containsExactly("-1 x 299.00 L-1 Ljus 3001 25");
        assertThat(credit.creditOf()).isEqualTo(invoice("10232").number());
    }

    /** Goods and freight at one rate share its VAT: each row has its own, on its own account. */
    @Test
    void goodsAndFreightAtOneRateHaveTheirOwnVat() {
        connectWith("lines: none");
        tell(
                "10231",
                goods(STANDARD, "1", "", "Lykta", 124_900),
                line(Basket.Kind.FREIGHT, STANDARD, "1", "", "Frakt", 4_900));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(rows(invoice("10231")))
                .containsExactly(
                        "1 x 1249.00 Försäljning order 10231 3001 25", "1 x 49.00 Försäljning order 10231 3520 25");
    }

    /** Order 1041 of 1261.90 and its refund: 12.50 by and on a gift card, 1249.40 by and from the provider. */
    private void dropPaidByCard() throws IOException {
        connect("se", file -> file.replace("modes: [daily, payout]", "modes: [ledger, payout]")
                .replace("home: SE,", "home: SE, giftCards: multi,"));
        tellPart(
                "1041",
                "689ed92b-4e97-4828-8507-f79e9f515f44",
                goods(STANDARD, "1", "", "Lykta", 126_190),
                card(-1_250));
        tell("1041", goods(STANDARD, "1", "", "Lykta", 126_190), paidByCard(1_250));
        drop(
                "2201500102_20260216T000000_0.csv",
                Files.readString(Path.of("src/test/resources/golden/sources/klarna/refund/input.csv"))
                        .replace("1750.00;51.63;0.00;12.91;1250.00;", "1750.00;51.63;0.00;12.91;1249.40;")
                        .replace(";435.46;", ";436.06;")
                        .replace(";1250.00;SEK;", ";1249.40;SEK;")
                        .replace(";25.00;250.00;", ";25.00;252.38;")
                        .replace(";500.00;SEK;", ";500.60;SEK;")
                        .replace(";25.00;100.00;", ";25.00;100.12;"));
    }

    private static Line card(long gross) {
        return Line.of(Basket.Kind.GIFT_CARD, null, gross);
    }

    private static Line paidByCard(long amount) {
        return Line.of(Basket.Kind.PAID_BY_CARD, null, -amount);
    }

    private List<Long> paid(Invoice invoice) {
        return company().sales().payments(invoice.number()).stream()
                .map(InvoicePayment::amountMinor)
                .sorted()
                .toList();
    }

    /** What closes an invoice, paid or written off; with the sign of what is paid. */
    private List<Long> closed(Invoice invoice) {
        return company().sales().payments(invoice.number()).stream()
                .flatMap(payment -> Stream.concat(
                        Stream.of(payment.amountMinor()),
                        payment.writeOffs().stream().map(part -> -part.minor())))
                .sorted()
                .toList();
    }

    private Invoice credit(String order) {
        return company().sales().invoices().stream()
                .filter(invoice -> order.equals(invoice.head().texts().get("YourOrderNumber")))
                .filter(invoice -> invoice.sums().totalMinor() < 0)
                .findFirst()
                .orElseThrow();
    }

    /** 1261.90 is raised to 1262: of the card's 12.50 and the provider's 1249.40 each alone would be raised by something else. */
    @Test
    void onePaymentOfARaisedInvoiceTakesBackWhatItWasRaisedBy() throws IOException {
        company().sales().roundToKronor(true);
        dropPaidByCard();
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(closed(invoice("1041"))).containsExactly(10L, 1_250L, 124_940L);
        assertThat(closed(credit("1041"))).containsExactly(-124_940L, -1_250L, -10L);
        assertThat(theirs()).doesNotContainKey(3740);
    }

    /** The merchant's own credit of 1261.90, which Fortnox made 1262 of, is closed by both payments together. */
    @Test
    void onePaymentOfARoundedCreditOfTheMerchantsWritesOffWhatItWasRoundedBy() throws IOException {
        company().sales().roundToKronor(true);
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.UNAVAILABLE)
                        .on("PUT", "/3/invoices/\\d+/credit")
                        .always());
        dropPaidByCard();
        kvitta.deliver(merchant);
        Invoice credit = company().sales().creditInvoice(invoice("1041").number());
        company()
                .sales()
                .editInvoice(
                        credit.number(),
                        "{\"InvoiceRows\":[{\"Description\":\"Retur\",\"DeliveredQuantity\":\"-1\",\"Price\":1261.90,"
                                + "\"VAT\":25,\"AccountNumber\":3001,\"Discount\":0}]}");
        company().sales().bookInvoice(credit.number());
        sandboxes.fortnox().clearFaults();
        kvitta.clock().advance(Duration.ofHours(1));
        kvitta.deliverAll(merchant);

        assertBooked();
        assertThat(paid(company().sales().invoice(credit.number()))).containsExactly(-124_940L, -1_250L);
        assertThat(theirs()).doesNotContainKey(3740);
    }
}
