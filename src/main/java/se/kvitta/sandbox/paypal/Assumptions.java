package se.kvitta.sandbox.paypal;

import java.time.Duration;

/**
 * What is not known of the real API for certain, or differs from account to account.
 *
 * @param offset how an instant in UTC ends: {@code +0000} as seen, {@code Z} or {@code +00:00} as the schema says
 * @param searchBy which date of a row a search is about
 * @param order in which rows come
 * @param largest how many rows one search may find
 * @param delay how long it takes until what happened is told
 * @param perMinute how many calls an account may make in a minute
 * @param tokensPerMinute how many tokens an app may ask for in a minute
 * @param retryAfter whether 429 says when to come back
 * @param tokenLife how long an access token lives
 * @param rowBalances whether rows state their balances
 * @param drifts whether the first time a search is read, rows come between its pages
 */
public record Assumptions(
        String offset,
        SearchBy searchBy,
        Order order,
        int largest,
        Duration delay,
        int perMinute,
        int tokensPerMinute,
        boolean retryAfter,
        Duration tokenLife,
        boolean rowBalances,
        boolean drifts) {

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

    /** What is thought to be true. */
    public static Assumptions usual() {
        return new Assumptions(
                "+0000",
                SearchBy.UPDATED,
                Order.ASCENDING,
                10_000,
                Duration.ofHours(3),
                50,
                20,
                false,
                Duration.ofHours(9),
                true,
                false);
    }

    public Assumptions offset(String value) {
        return new Assumptions(
                value,
                searchBy,
                order,
                largest,
                delay,
                perMinute,
                tokensPerMinute,
                retryAfter,
                tokenLife,
                rowBalances,
                drifts);
    }

    public Assumptions searchBy(SearchBy value) {
        return new Assumptions(
                offset,
                value,
                order,
                largest,
                delay,
                perMinute,
                tokensPerMinute,
                retryAfter,
                tokenLife,
                rowBalances,
                drifts);
    }

    public Assumptions order(Order value) {
        return new Assumptions(
                offset,
                searchBy,
                value,
                largest,
                delay,
                perMinute,
                tokensPerMinute,
                retryAfter,
                tokenLife,
                rowBalances,
                drifts);
    }

    public Assumptions largest(int value) {
        return new Assumptions(
                offset,
                searchBy,
                order,
                value,
                delay,
                perMinute,
                tokensPerMinute,
                retryAfter,
                tokenLife,
                rowBalances,
                drifts);
    }

    public Assumptions delay(Duration value) {
        return new Assumptions(
                offset,
                searchBy,
                order,
                largest,
                value,
                perMinute,
                tokensPerMinute,
                retryAfter,
                tokenLife,
                rowBalances,
                drifts);
    }

    public Assumptions perMinute(int value) {
        return new Assumptions(
                offset,
                searchBy,
                order,
                largest,
                delay,
                value,
                tokensPerMinute,
                retryAfter,
                tokenLife,
                rowBalances,
                drifts);
    }

    public Assumptions tokensPerMinute(int value) {
        return new Assumptions(
                offset, searchBy, order, largest, delay, perMinute, value, retryAfter, tokenLife, rowBalances, drifts);
    }

    public Assumptions retryAfter(boolean value) {
        return new Assumptions(
                offset,
                searchBy,
                order,
                largest,
                delay,
                perMinute,
                tokensPerMinute,
                value,
                tokenLife,
                rowBalances,
                drifts);
    }

    public Assumptions tokenLife(Duration value) {
        return new Assumptions(
                offset,
                searchBy,
                order,
                largest,
                delay,
                perMinute,
                tokensPerMinute,
                retryAfter,
                value,
                rowBalances,
                drifts);
    }

    public Assumptions rowBalances(boolean value) {
        return new Assumptions(
                offset,
                searchBy,
                order,
                largest,
                delay,
                perMinute,
                tokensPerMinute,
                retryAfter,
                tokenLife,
                value,
                drifts);
    }

    public Assumptions drifts(boolean value) {
        return new Assumptions(
                offset,
                searchBy,
                order,
                largest,
                delay,
                perMinute,
                tokensPerMinute,
                retryAfter,
                tokenLife,
                rowBalances,
                value);
    }
}
