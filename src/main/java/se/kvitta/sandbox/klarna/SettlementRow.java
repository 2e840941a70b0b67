package se.kvitta.sandbox.klarna;

import java.time.Instant;
import java.util.List;

/**
 * One transaction of a settlement: filled in by its maker, then only read. Amounts are minor units of the currency,
 * without a sign except for corrections; rates are hundredths of a percent.
 */
final class SettlementRow {

    /** One rate that the consumer paid, and its amount. */
    record Vat(int rate, long amount) {}

    final RowType type;
    final String detailedType;
    final OrderFacts order;
    final long amount;
    /** The word in the file: the type's own, unless the file is broken on purpose. */
    String typeName;

    Instant captured;
    String currency;
    int feeVatRate;
    long feeVat;
    /** The VAT on the fee in the currency of the country where the merchant is registered; 0 if not stated. */
    long registrationVat;

    String captureId = "";
    String captureReference = "";
    String refundId = "";
    String refundReference = "";
    List<Vat> consumerVat = List.of();
    /** What was sold or came back; empty where the row says nothing of it. */
    Basket basket = new Basket(List.of());

    String reversalReference = "";
    String comment = "";

    SettlementRow(RowType type, String detailedType, Instant captured, OrderFacts order, long amount, String currency) {
        this.type = type;
        this.typeName = type.name();
        this.detailedType = detailedType;
        this.captured = captured;
        this.order = order;
        this.amount = amount;
        this.currency = currency;
    }

    SettlementRow capture(String id, String reference) {
        captureId = id;
        captureReference = reference;
        return this;
    }

    SettlementRow refund(String id, String reference) {
        refundId = id;
        refundReference = reference;
        return this;
    }

    SettlementRow of(Basket goods) {
        basket = goods;
        consumerVat = goods.vat();
        return this;
    }

    /** The order that is disputed; the row itself states none of its VAT. */
    SettlementRow disputed(Basket goods, String reference) {
        basket = goods;
        return dispute(reference);
    }

    SettlementRow dispute(String reference) {
        reversalReference = reference;
        return this;
    }

    SettlementRow comment(String text) {
        comment = text;
        return this;
    }
}
