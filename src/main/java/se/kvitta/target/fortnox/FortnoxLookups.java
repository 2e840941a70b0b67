package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Dispatch;

/** Begins look-ups of vouchers that may have been entered. */
@Component("fortnoxLookups")
class FortnoxLookups {

    VoucherLookup begin(
            @ExchangeProperty("dispatch") Dispatch dispatch, @ExchangeProperty("financialYear") String financialYear) {
        return new VoucherLookup(dispatch, financialYear);
    }

    /** Takes one page of the list. */
    void addPage(@Body JsonNode page, @ExchangeProperty("lookup") VoucherLookup lookup) {
        lookup.addPage(page);
    }

    /** Compares one voucher with the posting, row by row. */
    void compare(@Body JsonNode voucher, @ExchangeProperty("lookup") VoucherLookup lookup) {
        lookup.compare(voucher);
    }
}
