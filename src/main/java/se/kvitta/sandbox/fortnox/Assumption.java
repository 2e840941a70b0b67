package se.kvitta.sandbox.fortnox;

import java.util.Arrays;
import java.util.List;

/**
 * A behaviour of Fortnox that nobody has written down, and the ways it may turn out. The first value is what the sandbox
 * does unless told otherwise.
 */
enum Assumption {
    VOUCHER_YEAR_WITHOUT_PARAMETER("voucher-year-without-parameter", "preselected", "by-date"),
    VOUCHER_LIST_WITHOUT_YEAR("voucher-list-without-year", "preselected", "all"),
    VOUCHER_SERIES_SEARCH("voucher-series-search", "contains", "exact"),
    VOUCHER_DELETE("voucher-delete", "refuse", "last-in-series"),
    ROW_WITH_BOTH_SIDES("row-with-both-sides", "refuse", "accept"),
    ROW_WITH_NO_SIDE("row-with-no-side", "refuse", "accept"),
    NEGATIVE_AMOUNT("negative-amount", "refuse", "accept"),
    EXTRA_DECIMALS("extra-decimals", "refuse", "round"),
    READ_ONLY_FIELDS("read-only-fields", "refuse", "ignore"),
    OVER_LARGEST_LIMIT("over-largest-limit", "clamp", "refuse"),
    PAGE_BEYOND_LAST("page-beyond-last", "empty", "refuse"),
    TWO_SEARCH_FIELDS("two-search-fields", "and", "refuse"),
    LASTMODIFIED_ZONE("lastmodified-zone", "Europe/Stockholm", "UTC"),
    LASTMODIFIED_BOUND("lastmodified-bound", "inclusive", "exclusive"),
    NO_LOCKED_PERIOD("no-locked-period", "null", "absent"),
    METHOD_NOT_ALLOWED("method-not-allowed", "405", "404"),
    TOO_MANY_REQUESTS_BODY("too-many-requests-body", "empty", "text"),
    RETRY_AFTER("retry-after", "omit", "send"),
    REFUSED_CALLS_COUNT("refused-calls-count", "no", "yes"),
    REFRESH_TOKEN_REUSE("refresh-token-reuse", "keeps-newest", "revokes-newest"),
    REVOKED_CONSENT("revoked-consent", "ends-access-tokens", "lets-access-tokens-expire"),
    CLIENT_CREDENTIALS_SCOPE("client-credentials-scope", "narrows", "ignored"),
    FILE_CONNECTED_TWICE("file-connected-twice", "refuse", "accept"),
    INBOX_FILE_TYPES("inbox-file-types", "any", "documents"),
    PRICE_LIST_WRAPPER("price-list-wrapper", "Prices", "Price"),
    ORDER_TOTAL("order-total", "ordered", "delivered"),
    CREATE_INVOICE_ANSWER("createinvoice-answer", "invoice", "order"),
    BOOKKEEP_BEFORE_READY("bookkeep-before-warehouseready", "refuse", "accept"),
    STOCK_WITH_WAREHOUSE("stock-with-warehouse", "refuse", "ignore"),
    COUNTRY_KR_RU("country-kr-ru", "refuse", "accept"),
    ROW_VAT_AGAINST_ACCOUNT("row-vat-against-account", "row-decides", "refuse"),
    VAT_ROUNDING("vat-rounding", "per-rate", "per-row"),
    FEES_WITH_VAT("fees-with-vat", "as-vatincluded", "net"),
    WHOLE_UNITS_ABROAD("whole-units-abroad", "no", "yes"),
    FOREIGN_ROUNDING("foreign-rounding", "roundoff-account", "last-row"),
    BALANCE_CURRENCY("balance-currency", "invoice", "sek"),
    NEGATIVE_IS_CREDIT("negative-is-credit", "yes", "no"),
    UNPAID_CREDITS("unpaid-credits", "listed", "left-out"),
    CREDIT_COPIES_REFERENCES("credit-copies-references", "yes", "no"),
    CREDIT_RATE("credit-rate", "copied", "one"),
    INVOICE_IN_LOCKED_PERIOD("invoice-in-locked-period", "accept", "refuse"),
    BOOKED_INVOICE_TEXTS("booked-invoice-texts", "refuse", "accept"),
    PAYMENT_INVOICE_SEARCH("payment-invoice-search", "exact", "contains"),
    PAYMENT_AMOUNT_ABROAD("payment-amount-abroad", "as-sent", "from-rate"),
    PAYMENT_RATE_DECIMALS("payment-rate-decimals", "all", "two"),
    PAYMENT_IN_LOCKED_PERIOD("payment-in-locked-period", "refuse", "accept"),
    WRITE_OFF_SIGN("write-off-sign", "negative-when-underpaid", "positive"),
    WRITE_OFF_WITHOUT_PAYMENT("write-off-without-payment", "refuse", "accept"),
    OVERPAYMENT("overpayment", "refuse", "accept"),
    BOOKED_PAYMENT_DELETE("booked-payment-delete", "refuse", "accept");

    private final String label;
    private final String usual;
    private final String other;

    Assumption(String label, String usual, String other) {
        this.label = label;
        this.usual = usual;
        this.other = other;
    }

    String label() {
        return label;
    }

    List<String> choices() {
        return List.of(usual, other);
    }

    /** Throws {@link IllegalArgumentException} that names the labels that exist. */
    static Assumption labelled(String label) {
        return Arrays.stream(Assumption.values())
                .filter(assumption -> assumption.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no assumption '" + label + "'; there are: "
                        + Arrays.stream(Assumption.values())
                                .map(Assumption::label)
                                .toList()));
    }
}
