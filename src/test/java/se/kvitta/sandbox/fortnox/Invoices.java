package se.kvitta.sandbox.fortnox;

/** Bodies of customers, invoices and payments for tests. */
final class Invoices {

    static final String CANDLES =
            "{\"Description\":\"Blockljus\",\"DeliveredQuantity\":\"2\",\"Price\":149,\"VAT\":25,\"AccountNumber\":3001}";
    static final String FREIGHT =
            "{\"Description\":\"Frakt\",\"DeliveredQuantity\":\"1\",\"Price\":49,\"VAT\":25,\"AccountNumber\":3520}";

    private Invoices() {}

    static String customer(String properties) {
        return "{\"Customer\":{\"Name\":\"Webbkund\"" + and(properties) + "}}";
    }

    /** Of customer WEBB, 347 kr with VAT, dated 2026-02-11. */
    static String right() {
        return with("", CANDLES, FREIGHT);
    }

    /** @param properties of the invoice, without a comma around them */
    static String with(String properties, String... rows) {
        return "{\"Invoice\":{\"CustomerNumber\":\"WEBB\",\"InvoiceDate\":\"2026-02-11\",\"VATIncluded\":true"
                + and(properties) + ",\"InvoiceRows\":[" + String.join(",", rows) + "]}}";
    }

    static String change(String properties) {
        return "{\"Invoice\":{" + properties + "}}";
    }

    static String row(String quantity, String price, String vat, String account) {
        return "{\"Description\":\"Vara\",\"DeliveredQuantity\":\"" + quantity + "\",\"Price\":" + price + ",\"VAT\":"
                + vat + ",\"AccountNumber\":" + account + "}";
    }

    /** Dated 2026-02-13, onto 1581. */
    static String payment(String invoice, String properties) {
        return "{\"InvoicePayment\":{\"InvoiceNumber\":" + invoice
                + ",\"PaymentDate\":\"2026-02-13\",\"ModeOfPaymentAccount\":1581" + and(properties) + "}}";
    }

    private static String and(String properties) {
        return properties.isEmpty() ? "" : "," + properties;
    }
}
