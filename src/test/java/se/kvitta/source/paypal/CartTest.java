package se.kvitta.source.paypal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Money;
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
}
