package se.kvitta.source.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.settlement.Basket;

/** When what stands behind a charge says something, and when it does not. */
class ChargeBasketTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    private static final String CHARGE = """
        charge: { id: ch_1, amount: 12500, currency: sek, created: 1770026400, description: Order 1,
          billing_details: { address: { country: SE }, name: Anna Berg } }
        """;

    private static @Nullable Basket basket(String told, boolean withBuyer) throws IOException {
        return new ChargeBasket(YAML.readTree(CHARGE + told), new StripeWords(YAML.createObjectNode()))
                .basket(withBuyer);
    }

    private static List<String> lines(String told) throws IOException {
        @Nullable Basket basket = basket(told, false);
        return basket == null
                ? List.of()
                : basket.lines().stream()
                        .map(line -> line.kind() + " " + line.rate() + " " + line.gross() + " " + line.vat())
                        .toList();
    }

    private static String session(String items) {
        return """
            sessions:
              - { id: cs_1, status: complete, payment_status: paid, currency: sek, customer_details: {},
                  line_items: { data: [%s] } }
            """.formatted(items);
    }

    private static String item(long gross, long tax, String taxes) {
        return "{ amount_total: %d, amount_tax: %d, quantity: 2, description: Sak, taxes: [%s] }"
                .formatted(gross, tax, taxes);
    }

    private static String tax(String percent, String reason) {
        return "{ rate: { percentage: %s }, taxability_reason: %s }".formatted(percent, reason);
    }

    @Test
    void aSessionThatAddsUpSaysWhatWasSold() throws IOException {
        assertThat(lines(session(item(10_000, 2_000, tax("25.0", "standard_rated")) + ","
                        + item(2_500, 142, tax("6.0", "reduced_rated")))))
                .containsExactly("GOODS 25 10000 2000", "GOODS 6 2500 142");
    }

    @Test
    void anInvoiceHasItsDiscountsTakenOffAndItsTaxesAddedWhereTheyAreNotInside() throws IOException {
        String line = "{ amount: %d, discount_amounts: [{ amount: %d }], taxes: [{ amount: %d, tax_behavior: %s,"
                + " tax_rate_details: { tax_rate: txr_1 } }] }";
        String invoice = "invoice: { currency: sek, lines: { data: [" + line.formatted(9_000, 1_000, 2_000, "exclusive")
                + "," + line.formatted(2_500, 0, 500, "inclusive") + "] } }\n";
        String rates = "rates: { txr_1: { percentage: 25.0, effective_percentage: %s } }\n";

        assertThat(lines(invoice + rates.formatted("null")))
                .containsExactly("GOODS 25 10000 2000", "GOODS 25 2500 500");
        // What is charged in truth goes before what the rate is called.
        assertThat(lines(invoice + rates.formatted("12.5")).get(0)).startsWith("GOODS 12.5 ");
        assertThat(lines(invoice)).as("a rate that could not be read").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        one unit less            | 12499 | 2500 | { rate: { percentage: 25.0 } }
        no tax and no word of it | 12500 |    0 |
        two taxes                | 12500 | 2500 | { rate: { percentage: 20.0 } }, { rate: { percentage: 5.0 } }
        a tax without a rate     | 12500 | 2500 | { taxability_reason: standard_rated }
        """)
    void whatDoesNotAddUpOrIsNotSaidSaysNothing(String why, long gross, long tax, @Nullable String taxes)
            throws IOException {
        assertThat(lines(session(item(gross, tax, Objects.requireNonNullElse(taxes, "")))))
                .as(why)
                .isEmpty();
    }

    @Test
    void aSessionThatWasNotPaidOrIsOneOfSeveralSaysNothing() throws IOException {
        String told = session(item(12_500, 2_500, tax("25.0", "standard_rated")));
        String another = told.substring(told.indexOf('\n') + 1);

        assertThat(lines(told.replace("paid,", "unpaid,"))).isEmpty();
        assertThat(lines(told + another)).isEmpty();
        assertThat(lines(told)).hasSize(1);
    }

    @Test
    void freightIsALineOfItsOwn() throws IOException {
        String told = session(item(10_000, 2_000, tax("25.0", "standard_rated")))
                .replace("customer_details: {}", "shipping_cost: " + item(2_500, 500, tax("25.0", "standard_rated")));
        assertThat(lines(told)).containsExactly("GOODS 25 10000 2000", "FREIGHT 25 2500 500");
    }

    /** Stripe's own word, or the merchant's reverse charge with a number that Stripe has not found invalid. */
    @ParameterizedTest
    @CsvSource({
        "FI12345671, verified, reverse, FI12345671",
        "FI12345671, pending, reverse, FI12345671",
        "FI12345671, unverified, reverse, ''",
        "FI12345671, verified, none, ''",
        "SE559999001601, verified, reverse, ''"
    })
    void aBusinessAbroadHasItsNumber(String id, String status, String exempt, String expected) throws IOException {
        String charge = CHARGE.replace(
                "description",
                "customer: { id: cus_1, tax_exempt: %s, tax_ids: { data: [{ type: eu_vat, value: %s, verification: { status: %s } }] } }, description"
                        .formatted(exempt, id, status));
        @Nullable
        Basket basket = new ChargeBasket(YAML.readTree(charge), new StripeWords(YAML.createObjectNode())).basket(true);
        assertThat(basket).isNotNull();
        assertThat(basket.buyerVatNumber()).isEqualTo(expected);
        // Nobody states a rate: the country's, or none under reverse charge.
        assertThat(String.valueOf(basket.lines().get(0).rate())).isEqualTo(expected.isEmpty() ? "null" : "0");
    }

    @ParameterizedTest
    @CsvSource({"559999-0016, 559999-0016", "5599990016, 559999-0016", "559999-0017, ''", "order 12, ''"})
    void anOrganisationNumberMustHoldItsCheckDigit(String written, String expected) throws IOException {
        ObjectNode told = (ObjectNode) YAML.readTree(CHARGE + session(item(12_500, 2_500, tax("25.0", "x"))));
        ((ObjectNode) told.at("/sessions/0"))
                .putArray("custom_fields")
                .addObject()
                .put("key", "orgnummer")
                .putObject("text")
                .put("value", written);
        @Nullable Basket basket = new ChargeBasket(told, new StripeWords(YAML.createObjectNode())).basket(false);
        assertThat(basket).isNotNull();
        assertThat(Objects.requireNonNull(basket.buyer()).organisationNumber()).isEqualTo(expected);
        assertThat(basket.buyer().name()).isEqualTo("Anna Berg");
    }

    @Test
    void aCustomerWhoIsDeletedIsNamedByTheBill() throws IOException {
        String charge =
                CHARGE.replace("description", "customer: { id: cus_1, object: customer, deleted: true }, description");
        @Nullable
        Basket basket = new ChargeBasket(YAML.readTree(charge), new StripeWords(YAML.createObjectNode())).basket(true);
        assertThat(basket).isNotNull();
        assertThat(basket.buyer()).isNotNull().satisfies(buyer -> {
            assertThat(buyer.name()).isEqualTo("Anna Berg");
            assertThat(buyer.organisationNumber()).isEmpty();
        });
        assertThat(basket.buyerVatNumber()).isEmpty();
    }

    @Test
    void aPlainChargeTellsNothingUnlessItsBuyerIsKept() throws IOException {
        assertThat(basket("", false)).isNull();
        assertThat(basket("", true)).isNotNull().satisfies(told -> {
            assertThat(told.lines()).singleElement().satisfies(line -> assertThat(line.rate())
                    .isNull());
            assertThat(told.country()).isEqualTo("SE");
        });
    }
}
