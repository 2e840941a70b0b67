package se.kvitta.source.paypal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import se.kvitta.ledger.Money;
import se.kvitta.sandbox.paypal.InvoiceDraft;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.VatPart;

/** What PayPal tells of the VAT of a payment, and when that says nothing. */
class CartTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PayPalWords words = words();

    private static PayPalWords words() {
        try {
            return new PayPalWords(
                    new YAMLMapper().readTree(Files.readString(Path.of("mappings/sources/paypal.yaml"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String money(String value) {
        return "{'currency_code':'SEK','value':'" + value + "'}";
    }

    private static String item(String net, String tax, String total) {
        return "{'item_name':'Mugg','item_code':'M-1','item_quantity':'2','item_amount':%s,'tax_amounts':[{'tax_amount':%s}],"
                        .formatted(money(net), money(tax))
                + "'total_item_amount':" + money(total) + "}";
    }

    private String vat(String told, String country, String paid) {
        return VatPart.write(new Cart(json(told), null, country, words).vat(Money.of(paid, "SEK")));
    }

    @Test
    void takesTheRateOfTheCountryThatExplainsATax() {
        String cart = "{'cart_info':{'item_details':[" + item("100.00", "25.00", "125.00") + ","
                + item("100.00", "6.00", "106.00") + "]}}";
        assertThat(vat(cart, "SE", "231.00")).isEqualTo("2500:2500,600:600");
        assertThat(vat(cart, "FI", "231.00")).as("no rate of Finland's").isEmpty();
        assertThat(vat(cart, "SE", "240.00")).as("not what was paid").isEmpty();
    }

    @Test
    void freightAndDiscountsBesideTheLinesFollowThem() {
        String told = "{'transaction_info':{'shipping_amount':" + money("49.00") + ",'discount_amount':"
                + money("-20.00") + "},'cart_info':{'item_details':[" + item("100.00", "25.00", "125.00") + "]}}";
        var cart = new Cart(json(told), null, "SE", words);
        assertThat(cart.lines(Money.of("154.00", "SEK")).stream().map(Basket.Line::kind))
                .containsExactly(Basket.Kind.GOODS, Basket.Kind.FREIGHT, Basket.Kind.DISCOUNT);
        assertThat(cart.lines(Money.of("154.00", "SEK")).get(0).article()).isEqualTo("M-1");
        assertThat(cart.vat(Money.of("154.00", "SEK")))
                .as("how freight is taxed is not PayPal's to say")
                .isEmpty();
        assertThat(cart.lines(Money.of("150.00", "SEK"))).isEmpty();
    }

    @Test
    void oneTaxForAllIsOneRate() {
        assertThat(vat("{'transaction_info':{'sales_tax_amount':" + money("20.00") + "}}", "SE", "100.00"))
                .isEqualTo("2500:2000");
        assertThat(vat("{'transaction_info':{'sales_tax_amount':" + money("15.00") + "}}", "SE", "100.00"))
                .as("several rates at once")
                .isEmpty();
    }

    @Test
    void anInvoiceHasRatesOfItsOwnAndAPartOfItSharesInThem() {
        String invoice = "{'amount':" + money("231.00") + ",'items':["
                + "{'name':'Bord','quantity':'1','unit_amount':" + money("100.00") + ",'tax':{'percent':'25'}},"
                + "{'name':'Bok','quantity':'2','unit_amount':" + money("50.00") + ",'tax':{'percent':'6'}}]}";
        var cart = new Cart(json("{}"), json(invoice), "SE", words);
        assertThat(VatPart.write(cart.vat(Money.of("231.00", "SEK")))).isEqualTo("2500:2500,600:600");
        // 100.00 of 231.00: 54.11 at 25 % and 45.89 at 6 %.
        assertThat(VatPart.write(cart.vat(Money.of("100.00", "SEK")))).isEqualTo("2500:1082,600:260");
        assertThat(cart.vat(Money.of("300.00", "SEK")))
                .as("more than the invoice")
                .isEmpty();
    }

    @Test
    void anInvoiceWhosePricesHaveTheirVatInsideAndADiscountPerLine() {
        String invoice = "{'amount':" + money("90.00") + ",'configuration':{'tax_inclusive':true},'items':["
                + "{'name':'Bord','quantity':'1','unit_amount':" + money("100.00")
                + ",'tax':{'percent':'25'},'discount':{'percent':'10'}}]}";
        assertThat(VatPart.write(new Cart(json("{}"), json(invoice), "SE", words).vat(Money.of("90.00", "SEK"))))
                .isEqualTo("2500:1800");
    }

    private static InvoiceDraft twoRates() {
        return InvoiceDraft.of("2026-1", "SEK")
                .line("Bord", "1", 10_000, "25")
                .line("Bok", "2", 5_000, "6")
                .shipping(4_000, "25");
    }

    private static InvoiceDraft withVatInside() {
        return InvoiceDraft.of("2026-2", "SEK").taxInclusive().line("Bord", "1", 12_500, "25", "10");
    }

    static Stream<Arguments> invoices() {
        return Stream.of(
                Arguments.of(twoRates(), "281.00", "2500:3500,600:600"),
                Arguments.of(twoRates().discount("10"), "257.90", "2500:3250,600:540"),
                Arguments.of(twoRates().discount("10").minusBeforeDiscounts(), "257.90", "2500:3250,600:540"),
                Arguments.of(twoRates().discount("10").taxBeforeDiscount(), "261.00", "2500:3500,600:600"),
                Arguments.of(withVatInside().line("Bok", "1", 10_600, "6"), "218.50", "2500:2250,600:600"),
                Arguments.of(withVatInside().minusBeforeDiscounts(), "112.50", "2500:2250"),
                Arguments.of(
                        InvoiceDraft.of("2026-3", "SEK")
                                .taxInclusive()
                                .line("Bord", "1", 12_500, "25")
                                .line("Bok", "1", 10_600, "6")
                                .discount("20"),
                        "184.80",
                        "2500:2000,600:480"),
                Arguments.of(
                        InvoiceDraft.of("2026-4", "SEK")
                                .line("Bord", "3", 3_333, "25")
                                .line("Frimärken", "1", 1_100, "")
                                .discount("7.5"),
                        "125.78",
                        "2500:2312,0:0"));
    }

    /** However an invoice is counted, its VAT is what PayPal says, and its lines are what is paid. */
    @ParameterizedTest
    @MethodSource("invoices")
    void readsInvoicesHoweverTheyAreCounted(InvoiceDraft draft, String total, String vat) {
        JsonNode invoice = draft.toJson("INV2-1", "2026-09-01");
        Money paid = Money.of(total, "SEK");
        var cart = new Cart(json("{}"), invoice, "SE", words);
        assertThat(invoice.at("/amount/value").asText()).isEqualTo(total);
        assertThat(VatPart.write(cart.vat(paid))).isEqualTo(vat);
        assertThat(cart.lines(paid).stream().mapToLong(Basket.Line::gross).sum())
                .isEqualTo(paid.minor());
        assertThat(cart.vat(paid).stream().mapToLong(VatPart::vat).sum())
                .isEqualTo(
                        Money.of(invoice.at("/amount/breakdown/tax_total/value").asText(), "SEK")
                                .minor());
    }

    /** A discount on the whole is a line for each rate, with the tax that it takes off. */
    @Test
    void spreadsADiscountOverTheRates() {
        var cart = new Cart(json("{}"), twoRates().discount("10").toJson("INV2-1", "2026-09-01"), "SE", words);
        assertThat(cart.lines(Money.of("257.90", "SEK")).stream()
                        .filter(line -> line.kind() == Basket.Kind.DISCOUNT)
                        .map(line -> line.rate() + " % " + line.gross() + " " + line.vat()))
                .containsExactly("25 % -1250 -250", "6 % -1060 -60");
        // 100.00 of 257.90.
        assertThat(VatPart.write(cart.vat(Money.of("100.00", "SEK")))).isEqualTo("2500:1260,600:209");
    }
}
