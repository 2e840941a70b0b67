package se.kvitta.sandbox.fortnox;

/** Bodies of vouchers for tests: start from one that is right and change one thing. */
final class Vouchers {

    static final String ROWS = """
            {"Account":1930,"Debit":1250.50},{"Account":1581,"Credit":1250.50}""";

    private Vouchers() {}

    static String right() {
        return of("KV", "2026-02-13", "Klarna utbetalning", ROWS);
    }

    static String rows(String rows) {
        return of("KV", "2026-02-13", "Klarna utbetalning", rows);
    }

    static String of(String series, String date, String description, String rows) {
        return """
                {"Voucher":{"VoucherSeries":"%s","TransactionDate":"%s","Description":"%s","VoucherRows":[%s]}}""".formatted(series, date, description, rows);
    }

    /** The right one with further properties. */
    static String with(String properties) {
        return right().replace("\"VoucherRows\"", properties + ",\"VoucherRows\"");
    }
}
