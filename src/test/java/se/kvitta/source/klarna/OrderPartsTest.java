package se.kvitta.source.klarna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import se.kvitta.merchant.OrderLines;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Basis;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.ToldOrder;

/** What captures and refunds consist of, stated or not. */
class OrderPartsTest {

    private static final OrderLines WORDS =
            new OrderLines(OrderLines.Ask.NEEDED, List.of("PK-*", "presentkort*"), List.of("DRICKS", "tip"));

    private static final String GOODS =
            "{'type':'physical','reference':'A','name':'Vara','quantity':2,'tax_rate':2500,'total_amount':10000,'total_tax_amount':2000}";
    private static final String BOOK =
            "{'reference':'B','name':'Bok','quantity':0,'tax_rate':600,'total_amount':5300,'total_tax_amount':300}";
    private static final String FREIGHT =
            "{'type':'shipping_fee','name':'Frakt','quantity':1,'tax_rate':2500,'total_amount':4700,'total_tax_amount':940}";

    private static ToldOrder order(String lines, String captures, String refunds) {
        String json = """
                {'order_id':'o','order_amount':20000,'purchase_currency':'sek','purchase_country':'se',
                 'customer':{'national_identification_number':'19840517-0000'},
                 'billing_address':{'organization_name':'Bolaget AB','given_name':'Åsa','email':'a@example.com','country':'se'},
                 'shipping_address':{'country':'fi'},
                 'order_lines':[%s],'captures':[%s],'refunds':[%s]}
                """.formatted(lines, captures, refunds);
        return OrderParts.of("o", read(json), WORDS);
    }

    private static JsonNode read(String json) {
        try {
            return JsonMapper.builder().build().readTree(json.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String capture(String id, long amount, String lines) {
        return "{'capture_id':'%s','captured_amount':%d,'captured_at':'2026-02-0%sT23:30:00Z','order_lines':[%s]}"
                .formatted(id, amount, id, lines);
    }

    private static String refund(String id, long amount, String lines) {
        return "{'refund_id':'%s','refunded_amount':%d,'refunded_at':'2026-02-1%sT10:00:00Z','order_lines':[%s]}"
                .formatted(id, amount, id, lines);
    }

    private static Basket basket(ToldOrder order, int part) {
        Basket basket = order.parts().get(part).basket();
        assertThat(basket).isNotNull();
        return basket;
    }

    /** Kind, rate and gross of each line. */
    private static List<String> lines(Basket basket) {
        return basket.lines().stream()
                .map(line -> line.kind() + " " + line.rate() + " " + line.gross())
                .toList();
    }

    private static final String ALL = GOODS + "," + BOOK + "," + FREIGHT;

    @Test
    void aCaptureHasItsOwnLinesElseTheWholeOrderElseItsProportions() {
        ToldOrder stated = order(ALL, capture("1", 10000, GOODS), "");
        assertThat(lines(basket(stated, 0))).containsExactly("GOODS 25 10000");
        assertThat(basket(stated, 0).basis()).isEqualTo(Basis.STATED);

        ToldOrder whole = order(ALL, capture("1", 20000, ""), "");
        assertThat(lines(basket(whole, 0))).containsExactly("GOODS 25 10000", "GOODS 6 5300", "FREIGHT 25 4700");
        assertThat(basket(whole, 0).basis()).isEqualTo(Basis.STATED);

        ToldOrder part = order(ALL, capture("1", 10001, ""), "");
        // 14700 and 5300 of 20000.
        assertThat(lines(basket(part, 0))).containsExactly("GOODS 25 7351", "GOODS 6 2650");
        assertThat(basket(part, 0).basis()).isEqualTo(Basis.IN_PROPORTION);
        assertThat(basket(part, 0).total()).isEqualTo(10001);
    }

    @Test
    void aPartThatACardPaidIsDividedWithItsCard() {
        String card = "{'type':'gift_card','name':'Presentkort','quantity':1,'tax_rate':0,'total_amount':-4000}";
        ToldOrder part = order(ALL + "," + card, capture("1", 8000, ""), "");
        assertThat(lines(basket(part, 0))).containsExactly("GOODS 25 7350", "GOODS 6 2650", "PAID_BY_CARD 0 -2000");
        assertThat(basket(part, 0).total()).isEqualTo(8000);
    }

    @Test
    void aRefundWithoutLinesIsWhatIsLeftElseTheProportionsOfWhatWasSold() {
        ToldOrder all = order(ALL, capture("1", 20000, ALL), refund("1", 20000, ""));
        assertThat(lines(basket(all, 1))).containsExactly("GOODS 25 10000", "GOODS 6 5300", "FREIGHT 25 4700");
        assertThat(basket(all, 1).basis()).isEqualTo(Basis.STATED);

        ToldOrder rest = order(ALL, capture("1", 20000, ALL), refund("1", 5300, BOOK) + "," + refund("2", 14700, ""));
        assertThat(lines(basket(rest, 2))).containsExactly("GOODS 25 14700");
        assertThat(basket(rest, 2).basis()).isEqualTo(Basis.STATED);

        ToldOrder part = order(ALL, capture("1", 20000, ALL), refund("1", 1000, "") + "," + refund("2", 19000, ""));
        assertThat(lines(basket(part, 1))).containsExactly("GOODS 25 735", "GOODS 6 265");
        // What the first one was is not known, so neither is what is left.
        assertThat(lines(basket(part, 2))).containsExactly("GOODS 25 13965", "GOODS 6 5035");
        assertThat(basket(part, 2).basis()).isEqualTo(Basis.IN_PROPORTION);
    }

    @Test
    void aReturnFeeLowersARefundHoweverItIsWritten() {
        for (String sign : List.of("", "-")) {
            String fee =
                    "{'type':'return_fee','name':'Retur','quantity':1,'tax_rate':2500,'total_amount':%s4900,'total_tax_amount':%s980}"
                            .formatted(sign, sign);
            ToldOrder order = order(ALL, capture("1", 20000, ALL), refund("1", 5100, GOODS + "," + fee));
            assertThat(lines(basket(order, 1))).containsExactly("GOODS 25 10000", "RETURN_FEE 25 -4900");
            assertThat(basket(order, 1).total()).isEqualTo(5100);
        }
    }

    @Test
    void aRefundWrittenBelowZeroIsTakenBackAllTheSame() {
        String negative = "{'name':'Bok','quantity':1,'tax_rate':600,'total_amount':-5300,'total_tax_amount':-300}";
        ToldOrder order = order(ALL, capture("1", 20000, ALL), refund("1", 5300, negative));
        assertThat(basket(order, 1).total()).isEqualTo(5300);
    }

    @Test
    void linesAreWhatTheirTypeTheirSignAndTheWordsSay() {
        String some = String.join(
                ",",
                line("discount", "RABATT", "Rabatt", 2500, -100),
                line("physical", "X", "Prisavdrag", 2500, -50),
                line("store_credit", "", "Tillgodo", 0, -200),
                line("gift_card", "", "Kort", 0, 300),
                line("digital", "PK-500", "Kort 500", 0, 500),
                line("digital", "", "Presentkortet du valde", 0, 100),
                line("physical", "", "Presentkortsask", 2500, 20),
                line("surcharge", "DRICKS", "Extra", 0, 20),
                line("digital", "", "Tip to the staff", 0, 10),
                line("digital", "", "Tipi", 0, 11),
                line("surcharge", "", "Faktureringsavgift", 2500, 29),
                line("sales_tax", "", "Tax", 0, 7),
                line("something_new", "", "Nytt", 2550, 5),
                "{'name':'Utan sats','quantity':1,'total_amount':9}");
        assertThat(lines(basket(order(ALL, capture("1", 1, some), ""), 0)))
                .containsExactly(
                        "DISCOUNT 25 -100",
                        "DISCOUNT 25 -50",
                        "PAID_BY_CARD 0 -200",
                        "GIFT_CARD 0 300",
                        "GIFT_CARD 0 500",
                        "GIFT_CARD 0 100",
                        "GOODS 25 20",
                        "TIP 0 20",
                        "TIP 0 10",
                        "GOODS 0 11",
                        "GOODS 25 29",
                        "GOODS 25.5 5",
                        "GOODS null 9");
    }

    private static String line(String type, String article, String name, int rate, long amount) {
        return "{'type':'%s','reference':'%s','name':'%s','quantity':1,'tax_rate':%d,'total_amount':%d}"
                .formatted(type, article, name, rate, amount);
    }

    @Test
    void countryDayAndBuyerAreTheOrdersAndThePersonalNumberIsNotRead() {
        ToldOrder order = order(ALL, capture("1", 20000, ALL), refund("1", 20000, ""));
        Basket refund = basket(order, 1);
        assertThat(refund.country()).isEqualTo("FI");
        assertThat(refund.currency().getCurrencyCode()).isEqualTo("SEK");
        // Half past eleven in the evening in UTC is the next day in Stockholm.
        assertThat(refund.sold()).isEqualTo(LocalDate.of(2026, 2, 2));
        Buyer buyer = refund.buyer();
        assertThat(buyer).isNotNull();
        assertThat(buyer.name()).isEqualTo("Bolaget AB");
        assertThat(buyer.country()).isEqualTo("SE");
        assertThat(order.toString()).doesNotContain("19840517");
    }

    @Test
    void anAmountThatIsNoWholeNumberOfMinorUnitsIsRefused() {
        assertThatThrownBy(() -> order("{'name':'x','total_amount':12.5}", "", ""))
                .hasMessageContaining("total_amount")
                .hasMessageContaining("12.5");
    }
}
