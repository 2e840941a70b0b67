package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands is found under the same key whichever telling, supplement, decision or correction booked it. */
class RetoldTest {

    @ParameterizedTest
    @CsvSource({
        "2201/sales/2026-02-02",
        "2201+1/sales/2026-02-02",
        "2201~1767000000000/sales/2026-02-02",
        "2201+2~1767000000000/sales/2026-02-02",
        "2201/sales/2026-02-02/correction-17",
        "2201+1/sales/2026-02-02/anew-17",
    })
    void theKeyOfABookingIsThatOfEveryTelling(String bookingKey) {
        assertThat(Retold.key("2201", bookingKey)).isEqualTo("/sales/2026-02-02");
    }

    @ParameterizedTest
    @CsvSource({
        "order/SALE-o-1041, order/SALE-o-1041",
        "order/SALE-o-1041/payment, order/SALE-o-1041/payment",
        "2201/payout/part-1, /payout/part-1",
        "2201/own/X#2, /own/X#2",
    })
    void nothingElseOfAKeyIsLost(String bookingKey, String key) {
        assertThat(Retold.key("2201", bookingKey)).isEqualTo(key);
    }
}
