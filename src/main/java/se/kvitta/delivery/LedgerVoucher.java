package se.kvitta.delivery;

import java.time.LocalDate;
import java.util.Map;
import se.kvitta.booking.Receipt;

/**
 * A voucher as it stands in a target's general ledger, whoever has entered it.
 *
 * @param place series, number and year as the target's receipts have them; the link is empty
 * @param day the Stockholm day it is booked on
 * @param sums what its rows do to each account, minor units of the books' currency; debit positive
 */
public record LedgerVoucher(Receipt place, LocalDate day, String text, Map<String, Long> sums) {

    public LedgerVoucher {
        sums = Map.copyOf(sums);
    }
}
