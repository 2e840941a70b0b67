package se.kvitta.sandbox.paypal;

import java.time.Duration;
import java.util.function.Consumer;

/** What is not known of the real API for certain, or differs from account to account. What is thought to be true is {@link #usual}. */
public final class Assumptions {

    /** Which date. */
    public enum SearchBy {
        UPDATED,
        INITIATED
    }

    /** In which order. */
    public enum Order {
        ASCENDING,
        DESCENDING
    }

    private String words = "usual";
    private String offset = "+0000";
    private SearchBy searchBy = SearchBy.UPDATED;
    private Order order = Order.ASCENDING;
    private int largest = 10_000;
    private Duration delay = Duration.ofHours(3);
    private int perMinute = 50;
    private int tokensPerMinute = 20;
    private boolean retryAfter = false;
    private Duration tokenLife = Duration.ofHours(9);
    private boolean rowBalances = true;
    private boolean drifts = false;

    private Assumptions() {}

    /** What is thought to be true. */
    public static Assumptions usual() {
        return new Assumptions();
    }

    private Assumptions but(String name, Object value, Consumer<Assumptions> change) {
        var other = new Assumptions();
        other.words = words + ", " + name + " " + value;
        other.offset = offset;
        other.searchBy = searchBy;
        other.order = order;
        other.largest = largest;
        other.delay = delay;
        other.perMinute = perMinute;
        other.tokensPerMinute = tokensPerMinute;
        other.retryAfter = retryAfter;
        other.tokenLife = tokenLife;
        other.rowBalances = rowBalances;
        other.drifts = drifts;
        change.accept(other);
        return other;
    }

    /** How an instant in UTC ends: {@code +0000} as seen, {@code Z} or {@code +00:00} as the schema says. */
    public Assumptions offset(String value) {
        return but("offset", value, other -> other.offset = value);
    }

    String offset() {
        return offset;
    }

    /** Which date of a row a search is about. */
    public Assumptions searchBy(SearchBy value) {
        return but("searchBy", value, other -> other.searchBy = value);
    }

    SearchBy searchBy() {
        return searchBy;
    }

    /** In which order rows come. */
    public Assumptions order(Order value) {
        return but("order", value, other -> other.order = value);
    }

    Order order() {
        return order;
    }

    /** How many rows one search may find. */
    public Assumptions largest(int value) {
        return but("largest", value, other -> other.largest = value);
    }

    int largest() {
        return largest;
    }

    /** How long it takes until what happened is told. */
    public Assumptions delay(Duration value) {
        return but("delay", value, other -> other.delay = value);
    }

    Duration delay() {
        return delay;
    }

    /** How many calls an account may make in a minute. */
    public Assumptions perMinute(int value) {
        return but("perMinute", value, other -> other.perMinute = value);
    }

    int perMinute() {
        return perMinute;
    }

    /** How many tokens an app may ask for in a minute. */
    public Assumptions tokensPerMinute(int value) {
        return but("tokensPerMinute", value, other -> other.tokensPerMinute = value);
    }

    int tokensPerMinute() {
        return tokensPerMinute;
    }

    /** Whether 429 says when to come back. */
    public Assumptions retryAfter(boolean value) {
        return but("retryAfter", value, other -> other.retryAfter = value);
    }

    boolean retryAfter() {
        return retryAfter;
    }

    /** How long an access token lives. */
    public Assumptions tokenLife(Duration value) {
        return but("tokenLife", value, other -> other.tokenLife = value);
    }

    Duration tokenLife() {
        return tokenLife;
    }

    /** Whether rows state their balances. */
    public Assumptions rowBalances(boolean value) {
        return but("rowBalances", value, other -> other.rowBalances = value);
    }

    boolean rowBalances() {
        return rowBalances;
    }

    /** Whether the first time a search is read, rows come between its pages. */
    public Assumptions drifts(boolean value) {
        return but("drifts", value, other -> other.drifts = value);
    }

    boolean drifts() {
        return drifts;
    }

    /** In what they differ from the usual ones. */
    @Override
    public String toString() {
        return words;
    }
}
