package se.kvitta.source.paypal;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How PayPal is searched.
 *
 * @param windowDays how many days one search asks for; PayPal answers 31 at most
 * @param pageSize rows of one answer; 500 at most
 * @param lateDays how many days before the window rows may come late, and their day is read again
 */
@ConfigurationProperties("paypal.search")
record FetchSettings(int windowDays, int pageSize, int lateDays) {

    /** Throws {@link IllegalArgumentException} for a window that PayPal does not answer. */
    FetchSettings {
        if (windowDays < 1 || windowDays > 31) {
            throw new IllegalArgumentException("paypal.search.window-days is 1 to 31, not " + windowDays);
        }
        if (pageSize < 1 || pageSize > 500) {
            throw new IllegalArgumentException("paypal.search.page-size is 1 to 500, not " + pageSize);
        }
    }
}
